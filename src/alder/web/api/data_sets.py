"""Data sets: what they are, what they hold, their file, and queries."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse

from alder.publishing.query import (
    CSV,
    JSON_STAT,
    PARQUET,
    Query,
    answer,
    as_csv,
    as_json_stat,
    as_parquet,
    find,
    query_of_body,
    query_of_parameters,
)
from alder.publishing.query.problems import Problem
from alder.publishing.shapes import MetaType, meta
from alder.web.api import shapes
from alder.web.api.parameters import VERSION, Asked
from alder.web.api.reply import endpoint, pairs_of, token_of
from alder.web.errors import JSON, JSON_TEXT, as_json
from alder.web.files import file_reply, key_of, made_file, takes_gzip
from alder.web.publications import look_up
from alder.web.publications.data_set_store import contents_of, store

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.publications.models import DataSetVersion


@endpoint("GET")
def data_set(request: HttpRequest, data_set: UUID) -> HttpResponse:
    Asked(request).settled()
    found = look_up.data_set(data_set, token_of(request))
    return as_json(shapes.data_set(found, look_up.latest(found.id)))


@endpoint("GET")
def data_set_meta(request: HttpRequest, data_set: UUID) -> HttpResponse:
    """Everything that a query can name."""
    asked = Asked(request, VERSION, lists=("types",))
    types = asked.list("types")
    allowed = [str(type) for type in MetaType]
    for n, type in enumerate(types or ()):
        if type not in allowed:
            asked.problems.add("AllowedValue", f"types[{n}]", value=type, allowed=allowed)
    asked.settled()
    found = look_up.version(data_set, asked.one(VERSION), token_of(request))
    shown = meta(contents_of(found.id), [MetaType(type) for type in types] if types else tuple(MetaType))
    notes = {"notes": found.all_notes} if found.all_notes else {}
    return as_json({**shown, **notes, **shapes.cautions(found)})


@endpoint("GET", "POST")
def query(request: HttpRequest, data_set: UUID) -> HttpResponse:
    """Rows of the data set. POST takes the whole language, GET comparisons that all must hold.

    They come as JSON, or as CSV, Parquet or JSON-stat where the request accepts only that.
    """
    if request.method == "POST":
        asked = Asked(request, VERSION)
        asked.settled()
        return _answer(request, data_set, query_of_body(request.body), asked.one(VERSION))
    pairs = pairs_of(request)
    question = query_of_parameters((name, value) for name, value in pairs if name != VERSION)
    return _answer(request, data_set, question, next((value for name, value in pairs if name == VERSION), None))


def _answer(request: HttpRequest, data_set: UUID, question: Query, version: str | None) -> HttpResponse:
    asked = look_up.version_to_query(data_set, version, token_of(request))
    numeric, seconds = settings.ALDER_NUMERIC_SORT, settings.ALDER_QUERY_SECONDS
    found = find(question, asked.id, contents_of(asked.id), store(), numeric=numeric, seconds=seconds)
    kind = None if _takes_json(request) else request.get_preferred_type([JSON, CSV, PARQUET, JSON_STAT])
    if kind == CSV:
        return HttpResponse(as_csv(found), f"{CSV}; charset=utf-8")
    if kind == PARQUET:
        return HttpResponse(as_parquet(found, _about(asked)), PARQUET)
    if kind == JSON_STAT:
        mark, notes = asked.figures_are.mark.lower(), asked.all_notes.split("\n\n") if asked.all_notes else []
        title = f"{asked.data_set.title} ({mark})" if mark else asked.data_set.title
        reply = as_json(as_json_stat(found, title, asked.published.isoformat() if asked.published else "", notes=notes))
        reply["Content-Type"] = JSON_STAT
        return reply
    if says := asked.figures_are.says:
        found = replace(found, warnings=(Problem("MadeUpFigures", detail={"says": says}), *found.warnings))
    return HttpResponse(answer(found), JSON_TEXT)


def _about(asked: DataSetVersion) -> dict[str, str]:
    """What a file says of itself."""
    found = {"title": asked.data_set.title, "notes": asked.all_notes, "made_up": asked.figures_are.mark}
    return {name: words for name, words in found.items() if words}


def _takes_json(request: HttpRequest) -> bool:
    """Whether the request accepts what nearly every one does. Weighing kinds takes longer than to look for that."""
    return request.headers.get("Accept", "*/*") in ("*/*", JSON)


@endpoint("GET")
def csv(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
    """The whole data file of a version, as it was published; the same table as Parquet where that is accepted."""
    asked = Asked(request, VERSION)
    asked.settled()
    found = look_up.version(data_set, asked.one(VERSION), token_of(request))
    name = found.figures_are.file_name(f"{data_set}_v{found.number}")
    if request.get_preferred_type([CSV, PARQUET]) == PARQUET:
        reply = file_reply(request, store().parquet(found.id).open("rb"), PARQUET, f'"{found.id}-parquet"')
        return _named(reply, f"{name}.parquet")
    file, kind = store().csv(found.id), "text/csv; charset=utf-8"
    if takes_gzip(request) and "Range" not in request.headers:
        reply = file_reply(request, file.open("rb"), kind, f'"{found.id}"')
        reply["Content-Encoding"] = "gzip"
    else:
        reply = made_file(request, key_of("csv", found.id), lambda out: _unpack(file, out), kind)
    return _named(reply, f"{name}.csv")


def _named(reply: HttpResponseBase, name: str) -> HttpResponseBase:
    """A file to be saved under a name."""
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    reply["X-Robots-Tag"] = "noindex"
    return reply


def _unpack(file: Path, out: BinaryIO) -> None:
    with gzip.open(file, "rb") as packed:
        shutil.copyfileobj(packed, out, 256 * 1024)
