"""The whole table as a file, or the words that say why it cannot be that kind of file."""

from __future__ import annotations

import math
import time
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alder.publishing.tables.files import LIMITED, file_of, write_file
from alder.publishing.tables.size import most_figures
from alder.show.table import TIME
from alder.show.workbook import TooLarge
from alder.web.child import write_choice, write_in_a_child
from alder.web.client_address import address_of
from alder.web.files import Busy, key_of, made_file
from alder.web.frame import page
from alder.web.lanes import is_crowded
from alder.web.publications.kept import data_sets_folder
from alder.web.rate_limits import Buckets
from alder.web.tables import chosen
from alder.web.tables.patience import busy, in_time
from alder.web.tables.steps import CRUMB

if TYPE_CHECKING:
    from typing import BinaryIO
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

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


_SMALL = 20_000
"""A table of no more figures than this is made in memory for each who asks: that takes a tenth of a second."""
LARGE = 1_000_000
"""A table of more figures than this is said to be large before someone takes it: it has some ten megabytes."""
_buckets = Buckets()


@in_time
def file(request: HttpRequest, data_set: UUID, kind: str) -> HttpResponseBase:
    """The table as a file of this kind."""
    if kind not in TYPES:
        raise Http404
    so_far = chosen.chosen(request, data_set)
    if isinstance(so_far, HttpResponseRedirect):
        return so_far
    if is_crowded():
        raise Busy
    name = so_far.version.figures_are.file_name(f"{so_far.version.data_set.title}_v{so_far.version.number}")
    name = name.replace(" ", "_")
    try:
        few = is_small(most_figures(so_far.choice, so_far.contents))
        reply = (_small if few else _large)(request, so_far, kind, name)
    except TooLarge as why:
        return _refused(request, so_far, kind, str(why))
    return as_download(reply, name, kind)


def _small(request: HttpRequest, so_far: Asked, kind: str, name: str) -> HttpResponseBase:
    found = chosen.figures(so_far)
    if not found.figures:
        raise Http404
    facts = chosen.facts(request, so_far, chosen.layout(so_far, found))
    return HttpResponse(file_of(kind, found, facts, name), content_type=TYPES[kind])


def _large(request: HttpRequest, so_far: Asked, kind: str, name: str) -> HttpResponseBase:
    about = chosen.outline(so_far)
    if not about.dimension(TIME).members:
        raise Http404
    layout = chosen.layout(so_far, about)
    if kind in LIMITED and (why := chosen.size(so_far, about, layout).withheld().get(kind)):
        raise TooLarge(why)
    facts = chosen.facts(request, so_far, layout)
    of = (so_far.version.id, so_far.choice, so_far.orders)

    def make(out: BinaryIO) -> None:
        if kind in LIMITED:
            where, seconds = data_sets_folder(), settings.ALDER_QUERY_SECONDS
            write_in_a_child(partial(write_choice, kind, where, *of, facts, name, seconds), out)
        else:
            write_file(kind, chosen.flat(so_far, about), facts, name, out)

    key = key_of("table", kind, of, facts.made_up if kind == "csv" else (facts.to_json(), name))
    return made_file(request, key, make, TYPES[kind], before=lambda: too_many(request))


def is_small(figures: int) -> bool:
    """Whether a file of so many figures is made at once, for each who asks."""
    return figures <= _SMALL


def too_many(request: HttpRequest) -> HttpResponse | None:
    """What to say to an address that had too many large files made. One on this machine may stand for everybody."""
    a_minute, address = settings.ALDER_LARGE_FILES_A_MINUTE, address_of(request)
    if a_minute <= 0 or _is_loopback(address):
        return None
    if wait := _buckets.wait(address, a_minute, time.monotonic()):
        return busy(request, 429, math.ceil(wait))
    return None


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def as_download(reply: HttpResponseBase, name: str, kind: str) -> HttpResponseBase:
    """A reply that is kept under a name, and that pages of every site may read."""
    reply["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(f'{name}.{kind}')}"
    reply["Access-Control-Allow-Origin"] = "*"
    reply["X-Robots-Tag"] = "noindex"
    return reply


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
