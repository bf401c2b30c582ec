"""The whole table as a file, or the words why it cannot be that kind of file; and its citation as a file."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect

from alder import wall_clock
from alder.publishing.tables.chosen_table import most_figures
from alder.publishing.tables.table_files import LIMITED, file_of, write_file
from alder.show.table import TIME
from alder.show.workbook import WorkbookTooLarge
from alder.web.child import write_choice, write_in_a_child
from alder.web.connections import is_crowded
from alder.web.files import Busy, key_of, made_file
from alder.web.publications.data_set_store import data_sets_folder
from alder.web.rate_limits import wait_for_large_file
from alder.web.tables import table_address
from alder.web.tables.table_address import busy_page, no_table_page, with_time_limit

if TYPE_CHECKING:
    from typing import BinaryIO
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.show.table_citation import DataSetCitation
    from alder.web.tables.table_address import TableAddress

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


@with_time_limit
def file(request: HttpRequest, data_set: UUID, kind: str) -> HttpResponseBase:
    """The table as a file of this kind."""
    if kind not in TYPES:
        raise Http404
    address = table_address.complete_address(request, data_set)
    if isinstance(address, HttpResponseRedirect):
        return address
    if is_crowded():
        raise Busy
    name = address.version.figures_are.file_name(f"{address.version.data_set.title}_v{address.version.number}")
    name = name.replace(" ", "_")
    try:
        few = is_small(most_figures(address.choice, address.contents))
        reply = (_small if few else _large)(request, address, kind, name)
    except WorkbookTooLarge as why:
        return _refused(request, address, kind, str(why))
    return as_download(reply, name, kind)


def _small(request: HttpRequest, address: TableAddress, kind: str, name: str) -> HttpResponseBase:
    table = table_address.figures(address)
    if not table.figures:
        raise Http404
    facts = table_address.facts(request, address, table_address.layout(address, table))
    return HttpResponse(file_of(kind, table, facts, name), content_type=TYPES[kind])


def _large(request: HttpRequest, address: TableAddress, kind: str, name: str) -> HttpResponseBase:
    about = table_address.outline(address)
    if not about.dimension(TIME).members:
        raise Http404
    layout = table_address.layout(address, about)
    if kind in LIMITED and (why := table_address.size(address, about, layout).withheld().get(kind)):
        raise WorkbookTooLarge(why)
    facts = table_address.facts(request, address, layout)
    of = (address.version.id, address.choice, address.orders)

    def make(out: BinaryIO) -> None:
        if kind in LIMITED:
            where, seconds = data_sets_folder(), settings.ALDER_QUERY_SECONDS
            write_in_a_child(partial(write_choice, kind, where, *of, facts, name, seconds), out)
        else:
            write_file(kind, table_address.flat(address, about), facts, name, out)

    key = key_of("table", kind, of, facts.made_up if kind == "csv" else (facts.to_json(), name))
    return made_file(request, key, make, TYPES[kind], before=lambda: too_many(request))


def is_small(figures: int) -> bool:
    """Whether a file of so many figures is made at once, for each who asks."""
    return figures <= _SMALL


def too_many(request: HttpRequest) -> HttpResponse | None:
    """What to say to an address that had too many large files made."""
    if wait := wait_for_large_file(request):
        return busy_page(request, 429, math.ceil(wait))
    return None


def as_download(reply: HttpResponseBase, name: str, kind: str) -> HttpResponseBase:
    """A reply that is kept under a name, and that pages of every site may read."""
    reply["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(f'{name}.{kind}')}"
    reply["Access-Control-Allow-Origin"] = "*"
    reply["X-Robots-Tag"] = "noindex"
    return reply


def _refused(request: HttpRequest, address: TableAddress, kind: str, why: str) -> HttpResponse:
    csv, change, back = address.url("table-file", "csv"), address.url("table-content"), address.url("table")
    return refused(request, kind, why, csv=csv, change=change, back=back)


def refused(request: HttpRequest, kind: str, why: str, *, csv: str, back: str, change: str = "") -> HttpResponse:
    """The words that say why a table is no file of this kind, and what can be done."""
    words = IN_WORDS.get(kind, "this kind of file")
    return no_table_page(request, "too-large", 413, because=why, kind=words, csv=csv, change=change, back=back)


_TYPES = {"bib": "application/x-bibtex; charset=utf-8", "ris": "application/x-research-info-systems; charset=utf-8"}


@with_time_limit
def citation(request: HttpRequest, data_set: UUID, kind: str) -> HttpResponseBase:
    """The citation of the table of an address. It names the version, whichever the address asks for."""
    address = table_address.complete_address(request, data_set)
    if isinstance(address, HttpResponseRedirect):
        return address
    table = table_address.figures(address, most_rows=1_000)
    if not table.figures:
        raise Http404
    cited = table_address.facts(request, address, table_address.layout(address, table)).cited(table)
    return citation_file(cited, kind, f"alder-{str(data_set)[:8]}")


def citation_file(cited: DataSetCitation, kind: str, name: str) -> HttpResponseBase:
    """A citation as BibTeX or RIS, accessed today."""
    if kind not in _TYPES:
        raise Http404
    today = wall_clock.today()
    text = cited.bibtex(name, today) if kind == "bib" else cited.ris(today)
    return as_download(HttpResponse(text, content_type=_TYPES[kind]), name, kind)
