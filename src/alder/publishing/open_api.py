"""The API as an OpenAPI document, from which programs and their makers learn what to ask."""

from __future__ import annotations

from typing import Any

from alder.model.made_up import MadeUp
from alder.publishing.api_query import CSV, JSON_STAT, PARQUET
from alder.publishing.api_query.criteria import LARGEST_PAGE, OF_NAMES, OF_TIMES, PAGE_SIZE
from alder.publishing.api_query.problems import (
    DIRECTIONS,
    LEVEL_CODES,
    LONGEST_ID,
    LONGEST_INDICATOR,
    PERIOD_CODES,
    SENTENCES,
)
from alder.publishing.releases import DataSetState, VersionState, VersionType
from alder.publishing.shapes import MetaType
from alder.publishing.standard import LEVELS

_REFUSALS = {
    "400": ("The request is wrong; every error is told.", "Errors"),
    "403": ("It is not public.", "Problem"),
    "404": ("There is nothing here.", "Problem"),
    "413": ("The body of the request is larger than is read.", "Problem"),
    "429": ("Too many requests came from here; `Retry-After` says how long to wait.", "Problem"),
    "504": ("The query took too long. The answer is empty.", ""),
}


def openapi(address: str, title: str = "Published statistics") -> dict[str, Any]:
    """The document of an API at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "description": "Published data sets, read only, free and without a key. As the public API of Explore "
            "Education Statistics, version 1: programs that read that service can read this one.",
        },
        "servers": [{"url": address}],
        "paths": _paths(),
        "components": {"schemas": SCHEMAS},
    }


def _paths() -> dict[str, Any]:
    lists = ("400", "429")
    one = ("400", "403", "404", "429")
    posted = (*one, "413", "504")
    version = [_query("dataSetVersion", TEXT, "2, 2.1 or 2.1.3; 2.* is the newest of these. Left out: the newest.")]
    data_set, publication = _within("dataSetId", UUID), _within("publicationId", UUID)
    of_version = [data_set, _within("version", TEXT)]
    history = _query("includePatchHistory", {"type": "boolean"}, "Tell the patches before it too.")
    types = _listed("types", {"type": "string", "enum": [str(type) for type in MetaType]}, "Which parts to give.")
    formats: dict[str, Any] = {kind: {} for kind in (CSV, PARQUET, JSON_STAT)}
    rows = {"application/json": {"schema": ref("Found")}, **formats}
    body = {"content": {"application/json": {"schema": ref("Query")}}, "required": False}
    return {
        "/publications": _get(
            "Publications that have data sets, the last published first", "Publications", lists,
            [_query("search", {"type": "string", "minLength": 3}, "Words of the title or summary."), *_pages(20, 40)],
        ),
        "/publications/{publicationId}": _get(
            "A publication", "Publication", (*lists, "404"), [publication]
        ),
        "/publications/{publicationId}/data-sets": _get(
            "The data sets of a publication, the newest first", "DataSets", (*lists, "404"),
            [publication, *_pages(10, 20)],
        ),
        "/data-sets/{dataSetId}": _get("A data set and its newest version", "DataSet", one, [data_set]),
        "/data-sets/{dataSetId}/meta": _get(
            "What a query can name, with its ids", "Meta", one, [data_set, types, *version]
        ),
        "/data-sets/{dataSetId}/query": {
            "get": _call("Rows that meet every comparison", rows, (*one, "504"), [data_set, *version, *_comparisons()]),
            "post": {
                **_call("Rows that meet criteria joined by and, or, not", rows, posted, [data_set, *version]),
                "requestBody": body,
            },
        },
        "/data-sets/{dataSetId}/csv": {
            "get": _call("The whole data file", {CSV: {}, PARQUET: {}}, one, [data_set, *version])
        },
        "/data-sets/{dataSetId}/versions": _get(
            "Its versions, the newest first", "Versions", one, [data_set, *_pages(10, 20)]
        ),
        "/data-sets/{dataSetId}/versions/{version}": _get("A version", "Version", one, of_version),
        "/data-sets/{dataSetId}/versions/{version}/changes": _get(
            "What a version changed", "Changes", one, [*of_version, history]
        ),
    }  # fmt: skip


def _get(summary: str, schema: str, refusals: tuple[str, ...], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {"get": _call(summary, {"application/json": {"schema": ref(schema)}}, refusals, parameters)}


def _call(
    summary: str, content: dict[str, Any], refusals: tuple[str, ...], parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": {"description": "As asked for.", "content": content}}
    for status in refusals:
        words, schema = _REFUSALS[status]
        responses[status] = {"description": words}
        if schema:
            responses[status]["content"] = {"application/problem+json": {"schema": ref(schema)}}
    if "403" in refusals:
        token = {"name": "preview-token", "in": "header", "schema": UUID, "description": "Opens a draft."}
        parameters = [*parameters, token]
    return {"summary": summary, "parameters": parameters, "responses": responses}


def _within(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(name: str, schema: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _listed(name: str, item: dict[str, Any], description: str = "") -> dict[str, Any]:
    """A list in one parameter, with commas."""
    return {**_query(name, many(item), description), "style": "form", "explode": False}


def _pages(size: int, largest: int) -> list[dict[str, Any]]:
    return [
        _query("page", {"type": "integer", "minimum": 1, "default": 1}),
        _query("pageSize", {"type": "integer", "minimum": 1, "maximum": largest, "default": size}),
    ]


def _comparisons() -> list[dict[str, Any]]:
    kinds = {
        "filters": (TEXT, "The id of an option.", OF_NAMES),
        "geographicLevels": (LEVEL, "The code of a level.", OF_NAMES),
        "locations": (TEXT, "A place as LEVEL|property|value, such as LA|code|E06000047.", OF_NAMES),
        "timePeriods": (TEXT, "A period as period|code, such as 2024/2025|AY.", OF_TIMES),
    }
    operators = [
        (_listed if comparator.is_list else _query)(f"{name}.{comparator}", schema, words)
        for name, (schema, words, comparators) in kinds.items()
        for comparator in comparators
    ]
    return [
        *operators,
        _listed("indicators", TEXT, "Ids of indicators. Left out: all."),
        _listed("sorts", TEXT, "As field|Asc or field|Desc: timePeriod, geographicLevel, location|LA, filter|ID, ..."),
        _query("debug", {"type": "boolean", "default": False}, "Add names and labels to the ids."),
        *_pages(PAGE_SIZE, LARGEST_PAGE),
    ]


Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
UUID: Schema = {"type": "string", "format": "uuid"}
TIME: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "string", "pattern": "^[0-9A-Za-z]{5,10}$"}
LEVEL: Schema = {"type": "string", "enum": LEVEL_CODES}


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
    "PeriodAsked": of({"period": TEXT, "code": {"type": "string", "enum": PERIOD_CODES}}),
    "Facets": of(
        {},
        {
            "filters": _compared({"type": "string", "minLength": 1, "maxLength": LONGEST_ID}),
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
            "indicators": many({"type": "string", "minLength": 1, "maxLength": LONGEST_INDICATOR}),
            "sorts": many(of({"field": TEXT, "direction": {"enum": list(DIRECTIONS)}}), minItems=1),
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
