"""The shapes of what the API takes and gives, as JSON Schema."""

from __future__ import annotations

from typing import Any

from alder.model.made_up import MadeUp
from alder.publishing.query import checks
from alder.publishing.query.criteria import LARGEST_PAGE, PAGE_SIZE
from alder.publishing.query.problems import SENTENCES
from alder.publishing.releases import DataSetState, VersionState, VersionType
from alder.publishing.standard import LEVELS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
UUID: Schema = {"type": "string", "format": "uuid"}
TIME: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "string", "pattern": "^[0-9A-Za-z]{5,10}$"}
LEVEL: Schema = {"type": "string", "enum": checks.LEVEL_CODES}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def many(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def of(needed: dict[str, Schema], more: dict[str, Schema] | None = None, **rest: Any) -> Schema:
    """An object with these properties, and no others."""
    properties = {**needed, **(more or {})}
    return {
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
        **rest,
    }


def a_page(name: str) -> Schema:
    return of({"paging": ref("Paging"), "results": many(ref(name))})


def _compared(value: Schema, *more: str) -> Schema:
    listed = many(value, minItems=1)
    return of({}, {"eq": value, "notEq": value, "in": listed, "notIn": listed, **dict.fromkeys(more, value)})


def _change(name: str) -> Schema:
    return of({}, {"currentState": ref(name), "previousState": ref(name)})


_RANGE = of({"start": TEXT, "end": TEXT})
_SUMMARY = {
    "totalResults": WHOLE,
    "file": of({"id": UUID}),
    "timePeriods": _RANGE,
    "geographicLevels": many({"type": "string", "enum": sorted(level.text for level in LEVELS)}),
    "filters": many(TEXT),
    "indicators": many(TEXT),
}
_BESIDE = {"madeUp": {"type": "string", "enum": [one.mark for one in MadeUp if one]}, "cautions": many(ref("Cautions"))}
_NAMED = {"id": ID, "label": TEXT}
_CODES = {"code": TEXT, "oldCode": TEXT, "urn": TEXT, "laEstab": TEXT, "ukprn": TEXT}
_CRITERIA = {"oneOf": [ref("And"), ref("Or"), ref("Not"), ref("Facets")]}
_PROBLEM = {"type": TEXT, "title": TEXT, "status": WHOLE}

SCHEMAS: dict[str, Schema] = {
    "Paging": of({"page": WHOLE, "pageSize": WHOLE, "totalResults": WHOLE, "totalPages": WHOLE}),
    "Publication": of({"id": UUID, "title": TEXT, "slug": TEXT, "summary": TEXT, "lastPublished": TIME}),
    "DataSet": of(
        {
            "id": UUID,
            "title": TEXT,
            "summary": TEXT,
            "status": {"type": "string", "enum": [str(state) for state in DataSetState]},
        },
        {"supersedingDataSetId": UUID, "latestVersion": of({"version": TEXT, "published": TIME, **_SUMMARY})},
    ),
    "Version": of(
        {
            "version": TEXT,
            "type": {"type": "string", "enum": [str(type) for type in VersionType]},
            "status": {"type": "string", "enum": [str(state) for state in VersionState]},
            "notes": TEXT,
            "release": of({"title": TEXT, "slug": TEXT}),
            **_SUMMARY,
        },
        {"published": TIME, "withdrawn": TIME, **_BESIDE},
    ),
    "Filter": of({**_NAMED, "column": TEXT, "hint": TEXT}),
    "Option": of(_NAMED),
    "Indicator": of({**_NAMED, "column": TEXT, "unit": TEXT}, {"decimalPlaces": WHOLE}),
    "Level": of({"code": LEVEL, "label": TEXT}),
    "Place": of(_NAMED, _CODES),
    "PlaceGroup": of({"level": ref("Level")}),
    "Period": of({"code": TEXT, "period": TEXT, "label": TEXT}),
    "Meta": of(
        {
            "filters": many(of({**_NAMED, "column": TEXT, "hint": TEXT, "options": many(ref("Option"))})),
            "indicators": many(ref("Indicator")),
            "geographicLevels": many(ref("Level")),
            "locations": many(of({"level": ref("Level"), "options": many(ref("Place"))})),
            "timePeriods": many(ref("Period")),
        },
        {"notes": TEXT, **_BESIDE},
    ),
    "Cautions": of(
        {
            "title": TEXT,
            "method": of({"code": TEXT, "version": TEXT}),
            "definition": TEXT,
            "source": TEXT,
            "coverage": TEXT,
            "protection": TEXT,
            "quality": of({"grade": TEXT, "meaning": TEXT, "because": many(TEXT)}),
            "breaks": many(of({"from": TEXT, "text": TEXT})),
            "care": many(of({"code": TEXT, "text": TEXT})),
            "notes": many(TEXT),
        },
        description="What must be read with a table that Alder made; there is one for each table of the data set.",
    ),
    "ChangeSet": of(
        {},
        {
            "filters": many(_change("Filter")),
            "filterOptions": many(of({"filter": ref("Filter"), "options": many(_change("Option"))})),
            "geographicLevels": many(_change("Level")),
            "indicators": many(_change("Indicator")),
            "locationGroups": many(_change("PlaceGroup")),
            "locationOptions": many(of({"level": ref("Level"), "options": many(_change("Place"))})),
            "timePeriods": many(_change("Period")),
        },
    ),
    "Changes": of(
        {"versionNumber": TEXT, "majorChanges": ref("ChangeSet"), "minorChanges": ref("ChangeSet")},
        {"notes": TEXT, "patchHistory": many(ref("Changes"))},
    ),
    "PlaceAsked": of({"level": LEVEL}, {"id": ID, **_CODES}, minProperties=2, maxProperties=2),
    "PeriodAsked": of({"period": TEXT, "code": {"type": "string", "enum": checks.PERIOD_CODES}}),
    "Facets": of(
        {},
        {
            "filters": _compared({"type": "string", "minLength": 1, "maxLength": checks.LONGEST_ID}),
            "geographicLevels": _compared(LEVEL),
            "locations": _compared(ref("PlaceAsked")),
            "timePeriods": _compared(ref("PeriodAsked"), "gt", "gte", "lt", "lte"),
        },
        description="All must hold. In what a `not` holds directly, none of the four may.",
    ),
    "And": of({"and": many(_CRITERIA, minItems=1)}),
    "Or": of({"or": many(_CRITERIA, minItems=1)}),
    "Not": of({"not": _CRITERIA}),
    "Query": of(
        {},
        {
            "criteria": _CRITERIA,
            "indicators": many({"type": "string", "minLength": 1, "maxLength": checks.LONGEST_INDICATOR}),
            "sorts": many(of({"field": TEXT, "direction": {"enum": list(checks.DIRECTIONS)}}), minItems=1),
            "debug": {"type": "boolean", "default": False},
            "page": {"type": "integer", "minimum": 1, "default": 1},
            "pageSize": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
        },
    ),
    "Row": of(
        {
            "timePeriod": of({"code": TEXT, "period": TEXT}),
            "geographicLevel": LEVEL,
            "locations": {"type": "object", "additionalProperties": TEXT},
            "filters": {"type": "object", "additionalProperties": TEXT},
            "values": {"type": "object", "additionalProperties": TEXT},
        },
        description="Figures are text as published: a number, or a symbol such as c or low.",
    ),
    "Found": of({"paging": ref("Paging"), "results": many(ref("Row")), "warnings": many(ref("Message"))}),
    "Message": of(
        {"message": TEXT, "code": {"type": "string", "enum": sorted(SENTENCES)}}, {"path": TEXT, "detail": {}}
    ),
    "Problem": of(_PROBLEM),
    "Errors": of({**_PROBLEM, "errors": many(ref("Message"), minItems=1)}),
    "Publications": a_page("Publication"),
    "DataSets": a_page("DataSet"),
    "Versions": a_page("Version"),
}
