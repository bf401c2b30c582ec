"""The API as an OpenAPI document, from which programs and their makers learn what to ask."""

from __future__ import annotations

from typing import Any

from alder.publishing.description.schemas import LEVEL, SCHEMAS, TEXT, UUID, many, ref
from alder.publishing.query import CSV, JSON_STAT, PARQUET
from alder.publishing.query.criteria import LARGEST_PAGE, OF_NAMES, OF_TIMES, PAGE_SIZE
from alder.publishing.shapes import MetaType

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
    found: dict[str, Any] = {kind: {} for kind in (CSV, PARQUET, JSON_STAT)}
    rows = {"application/json": {"schema": ref("Found")}, **found}
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
    found = [
        (_listed if comparator.is_list else _query)(f"{name}.{comparator}", schema, words)
        for name, (schema, words, comparators) in kinds.items()
        for comparator in comparators
    ]
    return [
        *found,
        _listed("indicators", TEXT, "Ids of indicators. Left out: all."),
        _listed("sorts", TEXT, "As field|Asc or field|Desc: timePeriod, geographicLevel, location|LA, filter|ID, ..."),
        _query("debug", {"type": "boolean", "default": False}, "Add names and labels to the ids."),
        *_pages(PAGE_SIZE, LARGEST_PAGE),
    ]
