"""Freezing a table, and the page and the files of what was frozen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from alder import wall_clock
from alder.publishing.tables.chosen_table import Size
from alder.publishing.tables.table_files import LIMITED, file_of
from alder.show.layout import laid_out, page_table
from alder.show.table import title_of
from alder.show.workbook import WorkbookTooLarge
from alder.web.child import write_frozen, write_in_a_child
from alder.web.connections import is_crowded
from alder.web.files import RETRY, Busy, NoRoom, key_of, made_file
from alder.web.frame import Crumb, page
from alder.web.http import answers
from alder.web.publications import look_up
from alder.web.rate_limits import wait_for_freezing
from alder.web.tables import table_address
from alder.web.tables.file_views import TYPES, as_download, citation_file, is_small, refused, too_many
from alder.web.tables.frozen_tables import MOST_FIGURES, TableTooLarge, fate_of, freeze_table, frozen_table, text_of
from alder.web.tables.models import FrozenTable
from alder.web.tables.table_address import CRUMB, busy_page, no_room_page, no_table_page, with_time_limit

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.notes import TableSource

_HERE = "alder.web.tables:templates/"
_MOST_LINES = 1_000


@csrf_exempt  # it acts for nobody: whoever sends the form, the same table is kept, of what everyone may read
@answers("GET", "HEAD", "POST")
@with_time_limit
def freeze(request: HttpRequest, data_set: UUID) -> HttpResponseBase:
    """Keep the table of an address for good, and go to its page. How often one address may do so has a limit.

    Whoever follows the address as a link is led to the table, with the button.
    """
    address = table_address.complete_address(request, data_set)
    if isinstance(address, HttpResponseRedirect):
        return address
    if request.method != "POST":
        return HttpResponseRedirect(table_address.table_url(request, address))
    if wait := wait_for_freezing(request):
        back = table_address.table_url(request, address)
        return no_table_page(request, "wait", 429, seconds=int(wait) + 1, back=back)
    table = table_address.figures(address, most_rows=MOST_FIGURES + 1)
    if not table.figures:
        raise Http404
    try:
        if table.is_cut:
            raise TableTooLarge
        facts = table_address.facts(request, address, table_address.layout(address, table))
        kept = freeze_table(table, facts, version=address.version.id, query=address.query(without=("version",)))
    except TableTooLarge:
        back = table_address.table_url(request, address)
        return no_table_page(request, "too-much", 413, most=MOST_FIGURES, back=back)
    return HttpResponseRedirect(reverse("frozen-table", args=[kept.id]), status=303)


def show(request: HttpRequest, id: str) -> HttpResponse:
    """The frozen table, with a warning where its figures are no longer what is published."""
    frozen = _kept(id)
    if frozen.taken_away:
        return _gone(request, frozen)
    table, facts = _opened(request, frozen)
    warning = fate_of(frozen)
    build = reverse("table", args=[frozen.data_set]) + frozen.query
    shown = page_table(table, facts, most=_MOST_LINES)
    withheld = Size(len(table.figures), shown.lines_in_all, shown.columns_in_all).withheld()
    return page(
        request,
        f"{_HERE}frozen.html.j2",
        at="create-a-table",
        crumbs=[CRUMB, Crumb("Frozen table", request.path)],
        frozen=frozen,
        made_up=facts.figures_are,
        title=title_of(table),
        facts=facts,
        shown=shown,
        withheld=withheld,
        since=warning,
        build=build if warning is None or warning.can_be_built else "",
        files={kind: reverse("frozen-file", args=[id, kind]) for kind in TYPES if kind not in withheld},
        cited=facts.cited(table),
        today=wall_clock.today(),
    )


def file(request: HttpRequest, id: str, kind: str) -> HttpResponseBase:
    """The frozen table as a file of any kind, or its citation."""
    frozen = _kept(id)
    if frozen.taken_away:
        return _gone(request, frozen)
    table, facts = _opened(request, frozen)
    name = facts.figures_are.file_name(f"table-{id}")
    if kind not in TYPES:
        return citation_file(facts.cited(table), kind, name)
    try:
        if kind in LIMITED and not is_small(len(table.figures)):
            return as_download(_large(request, frozen, table, kind, facts, name), name, kind)
        return as_download(HttpResponse(file_of(kind, table, facts, name), content_type=TYPES[kind]), name, kind)
    except Busy:
        return busy_page(request, 503, RETRY)
    except NoRoom:
        return no_room_page(request)
    except WorkbookTooLarge as why:
        csv, back = reverse("frozen-file", args=[id, "csv"]), reverse("frozen-table", args=[id])
        return refused(request, kind, str(why), csv=csv, back=back)


def _large(
    request: HttpRequest, frozen: FrozenTable, table: ChosenTable, kind: str, facts: TableSource, name: str
) -> HttpResponseBase:
    """A file that takes a second or two is made in a process of its own, and once."""
    layout = laid_out(table, facts.rows, facts.columns)
    if why := Size(len(table.figures), len(layout.lines), len(layout.heads)).withheld().get(kind):
        raise WorkbookTooLarge(why)
    if is_crowded():
        raise Busy
    make = partial(write_in_a_child, partial(write_frozen, kind, text_of(frozen), facts, name))
    key = key_of("frozen", kind, frozen.id, facts.to_json())
    return made_file(request, key, make, TYPES[kind], before=lambda: too_many(request))


def _kept(id: str) -> FrozenTable:
    frozen = FrozenTable.objects.filter(id=id).first()
    if frozen is None:
        raise Http404
    return frozen


def _gone(request: HttpRequest, frozen: FrozenTable) -> HttpResponse:
    build = reverse("table", args=[frozen.data_set]) + frozen.query if look_up.latest(frozen.data_set) else ""
    return no_table_page(request, "taken-away", 410, reason=frozen.taken_away, build=build)


def _opened(request: HttpRequest, frozen: FrozenTable) -> tuple[ChosenTable, TableSource]:
    """The table with the addresses that it has here and now."""
    table, facts = frozen_table(frozen)
    source = request.build_absolute_uri(reverse("data-set", args=[frozen.data_set]))
    here = request.build_absolute_uri(reverse("frozen-table", args=[frozen.id]))
    return table, replace(facts, address=here, source=f"{source}?version={facts.version}")
