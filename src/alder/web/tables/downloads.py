"""The whole table as a file, or the words that say why it cannot be that kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse

from alder.publishing.tables import files
from alder.publishing.tables.cropped import MOST_CELLS
from alder.publishing.tables.ods import ods_bytes
from alder.publishing.tables.sheets import TooLarge, sheets
from alder.publishing.tables.whole import csv_parts
from alder.publishing.tables.xlsx import xlsx_bytes
from alder.web.pages.rendering import page
from alder.web.publications.kept import store
from alder.web.tables import chosen
from alder.web.tables.patience import in_time
from alder.web.tables.steps import CRUMB

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.tables.facts import Facts
    from alder.publishing.tables.table import Table
    from alder.web.tables.asked import Asked

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
"""The kinds of files by the ending of their name."""
IN_WORDS = {"ods": "a spreadsheet", "xlsx": "a spreadsheet"}


@in_time
def file(request: HttpRequest, data_set: UUID, kind: str) -> HttpResponseBase:
    """The table as a file of this kind."""
    if kind not in TYPES:
        raise Http404
    so_far = chosen.chosen(request, data_set)
    if isinstance(so_far, HttpResponseRedirect):
        return so_far
    name = f"{so_far.version.data_set.title}_v{so_far.version.number}".replace(" ", "_")
    if chosen.is_very_large(so_far):
        if kind == "csv":
            return as_download(_streamed(so_far), name, kind)
        return _refused(request, so_far, kind, f"It could have more than {MOST_CELLS:,} figures")
    found = chosen.figures(so_far)
    if not found.figures:
        raise Http404
    facts = chosen.facts(request, so_far, chosen.layout(so_far, found))
    try:
        content = made(kind, found, facts, name)
    except TooLarge as why:
        return _refused(request, so_far, kind, str(why))
    return as_download(HttpResponse(content, content_type=TYPES[kind]), name, kind)


def made(kind: str, table: Table, facts: Facts, name: str) -> str | bytes:
    """The file; `TooLarge` where it would not fit into one of this kind."""
    if kind == "csv":
        return files.csv_text(table)
    if kind == "zip":
        return files.csv_with_notes(table, facts, name)
    if kind == "parquet":
        return files.parquet_bytes(table, facts)
    if kind == "json":
        return files.json_stat(table, facts)
    return (ods_bytes if kind == "ods" else xlsx_bytes)(sheets(table, facts))


def as_download(reply: HttpResponseBase, name: str, kind: str) -> HttpResponseBase:
    """A reply that is kept under a name, and that pages of every site may read."""
    reply["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(f'{name}.{kind}')}"
    reply["Access-Control-Allow-Origin"] = "*"
    reply["X-Robots-Tag"] = "noindex"
    return reply


def _streamed(so_far: Asked) -> StreamingHttpResponse:
    of, seconds = so_far.version.id, settings.ALDER_QUERY_SECONDS
    parts = csv_parts(so_far.choice, of, so_far.contents, store(), seconds=seconds)
    return StreamingHttpResponse((part.encode() for part in parts), content_type=TYPES["csv"])


def _refused(request: HttpRequest, so_far: Asked, kind: str, why: str) -> HttpResponse:
    query = so_far.query()
    csv = reverse("table-file", args=[so_far.data_set, "csv"]) + query
    change = reverse("table-content", args=[so_far.data_set]) + query
    return refused(request, kind, why, csv=csv, change=change, back=reverse("table", args=[so_far.data_set]) + query)


def refused(request: HttpRequest, kind: str, why: str, *, csv: str, back: str, change: str = "") -> HttpResponse:
    """The words that say why a table is no file of this kind, and what can be done."""
    return page(
        request,
        "alder.web.tables:templates/too_large.html.j2",
        at="create-a-table",
        crumbs=[CRUMB],
        status=413,
        why=why,
        kind=IN_WORDS.get(kind, "this kind of file"),
        csv=csv,
        change=change,
        back=back,
    )
