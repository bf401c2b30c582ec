"""The address of a step or a table: what it says was chosen, the table and the notes that follow, and its time limit.

place=LA.X1y2Z      a place by its level and id; place=LA.* all places of the level; place=LA.*.REG.X1y2Z those of it
                    that lie in one place of a wider level
from=AY.202122      the first and the last period, by the code of their kind
to=AY.202324
item=abcde.fghij    an option of a filter, by both ids; item=abcde.* all of them, item=abcde.- rows without any
path=a.b:c.d        of filters that divide each other the options of one thing; a.b:c.* it and all below it
show=abcde          an indicator
rows= columns=      the order of dimensions, where it is not the usual one
order=abcde:a,b     the order of the members of a dimension, where it is not the usual one
version=1.0         a version; without it the latest
chart= along= by=   the kind of chart, what goes along it and what is told apart, where that is not the usual one
pick= one=abcde:f   of a dimension the members that the chart shows, or the one that it shows
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.publishing.tables import available
from alder.publishing.tables import chosen_table as tables
from alder.publishing.tables import size as sizes
from alder.publishing.tables.choice import BLANK, Choice
from alder.publishing.tables.chosen_table import reordered
from alder.publishing.tables.flat import read, shares, tidy_rows
from alder.publishing.tables.tiers import tiers
from alder.show.notes import TableSource
from alder.show.table import INDICATOR
from alder.web.files import RETRY, Busy, NoRoom
from alder.web.frame import Crumb, page
from alder.web.publications import look_up
from alder.web.publications.data_set_store import contents_of, place_hierarchy_of, store

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.http.response import HttpResponseBase

    from alder.publishing.contents import Contents
    from alder.publishing.tables.chosen_table import ChosenOutline, ChosenTable
    from alder.publishing.tables.size import Size
    from alder.publishing.tables.tiers import Path, Tiers
    from alder.show.notes import Orders
    from alder.show.tidy_csv import TidyRows
    from alder.web.publications.models import DataSetVersion

CRUMB = Crumb("Create a table", "/create-a-table")


ALL = "*"
NONE = "-"
SEVERAL, NOWHERE = "several", "nowhere"
"""In place of a wider place: of a level the places that rows put into more than one, and into none."""
NAMES = ("version", "place", "from", "to", "item", "path", "show", "rows", "columns", "order")
"""What an address may say of a table."""
CHART = ("chart", "along", "by", "pick", "one")
"""What it may say of the chart of the table."""
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class TableAddress:
    """The version, and what was chosen of it. What the version does not have is left out and counted."""

    version: DataSetVersion
    number: str
    """The version as the address names it; blank for the latest."""
    places: tuple[tuple[str, int], ...]
    span: tuple[int, int] | None
    items: dict[int, tuple[int, ...]]
    paths: dict[Tiers, tuple[Path, ...]]
    indicators: tuple[int, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    orders: Orders
    given: Pairs
    chart: Pairs
    """What was asked of the chart. It is no part of the table, so links to the table leave it out."""
    unknown: int
    """How many of the things that the address names are not in this version."""

    @property
    def contents(self) -> Contents:
        return contents_of(self.version.id)

    @property
    def data_set(self) -> UUID:
        return self.version.data_set_id

    @property
    def periods(self) -> tuple[int, ...]:
        if self.span is None:
            return ()
        first, last = self.span
        return tuple(range(first, last + 1))

    @property
    def choice(self) -> Choice:
        options = tuple(sorted((n, codes) for n, codes in self.items.items() if n not in self.in_trees))
        return Choice(self.places, self.periods, options, self.indicators, tuple(sorted(self.paths.items())))

    @property
    def in_trees(self) -> set[int]:
        """Filters of which something is chosen by its path, which goes before options by themselves."""
        return {n for at in self.paths for n in at}

    def query(self, *names: str, more: Pairs | None = None, without: tuple[str, ...] = ()) -> str:
        """The part of the address after the question mark: all that was given, or only these names, and more."""
        kept = [(n, v) for n, v in self.given if (not names or n in names) and n not in without]
        text = urlencode([*kept, *(more or [])])
        return f"?{text}" if text else ""


def read_address(data_set: UUID, given: QueryDict) -> TableAddress:
    """Read an address. A data set or version that cannot be asked raises what `look_up` does."""
    number = given.get("version", "")
    version = look_up.version_to_query(data_set, number or None)
    contents = contents_of(version.id)
    read = _AddressReader(contents, version.id)
    places = tuple(dict.fromkeys(p for text in given.getlist("place") for p in read.place(text)))
    span = read.span(given.get("from", ""), given.get("to", ""))
    items = read.items(given.getlist("item"))
    paths = read.paths(given.getlist("path"))
    indicators = tuple(dict.fromkeys(n for text in given.getlist("show") for n in read.indicator(text)))
    rows, columns = (tuple(filter(None, given.get(name, "").split(","))) for name in ("rows", "columns"))
    orders = tuple(_order(text) for text in given.getlist("order"))
    pairs = [(name, value) for name in NAMES for value in given.getlist(name) if value]
    chart = [(name, value) for name in CHART for value in given.getlist(name) if value]
    return TableAddress(
        version, number, places, span, items, paths, indicators, rows, columns, orders, pairs, chart, read.unknown
    )


def _order(text: str) -> tuple[str, tuple[str, ...]]:
    name, _, order = text.partition(":")
    return name, tuple(order.split(","))


class _AddressReader:
    def __init__(self, contents: Contents, version: UUID) -> None:
        self._contents = contents
        self._version = version
        self.unknown = 0

    def place(self, text: str) -> list[tuple[str, int]]:
        level, _, id = text.partition(".")
        if id == ALL and level in self._contents.level_codes:
            there = available.places(self._version, self._contents, store())
            return [(level, code) for code in there.get(level, ())]
        if id.startswith(f"{ALL}.") and (found := self._inside(level, id.removeprefix(f"{ALL}."))):
            return found
        code = self._contents.place_codes.get((level, "id", id))
        if code is None or level not in self._contents.level_codes:
            self.unknown += 1
            return []
        return [(level, code)]

    def _inside(self, level: str, wider: str) -> list[tuple[str, int]]:
        """The places of a level in a place of a wider one; nothing where rows do not say it."""
        inside = place_hierarchy_of(self._version).get(level)
        above, _, id = wider.partition(".")
        if inside is None or inside.wider != above:
            return []
        named = {SEVERAL: inside.several, NOWHERE: inside.nowhere}
        codes = named.get(id) or inside.places.get(self._contents.place_codes.get((above, "id", id), 0), ())
        return [(level, code) for code in codes]

    def span(self, first: str, last: str) -> tuple[int, int] | None:
        """The span that two periods bound, in whichever order they come."""
        codes = [code for text in (first, last) if text and (code := self._period(text))]
        return (min(codes), max(codes)) if codes else None

    def _period(self, text: str) -> int | None:
        kind, _, period = text.partition(".")
        code = self._contents.period_codes.get((kind, period))
        self.unknown += code is None
        return code

    def items(self, texts: list[str]) -> dict[int, tuple[int, ...]]:
        filters = {filter.id: n for n, filter in enumerate(self._contents.filters)}
        found: dict[int, list[int]] = {}
        for text in texts:
            filter, _, id = text.partition(".")
            n = filters.get(filter)
            codes = [] if n is None else self._codes(n, id)
            self.unknown += not codes
            if n is not None and codes:
                found.setdefault(n, []).extend(codes)
        return {n: tuple(dict.fromkeys(codes)) for n, codes in found.items()}

    def paths(self, texts: list[str]) -> dict[Tiers, tuple[Path, ...]]:
        named = {tuple(self._contents.filters[n].id for n in at): at for at in tiers(self._contents)}
        found: dict[Tiers, list[Path]] = {}
        for text in texts:
            filters, _, ids = text.partition(":")
            at = named.get(tuple(filters.split(".")))
            path = self._path(at, ids.split(".")) if at else None
            self.unknown += path is None
            if at and path:
                found.setdefault(at, []).append(path)
        return {at: tuple(dict.fromkeys(paths)) for at, paths in found.items()}

    def _path(self, at: Tiers, ids: list[str]) -> Path | None:
        found: list[int | None] = []
        for n, id in zip(at, ids, strict=False):
            codes = [None] if id == ALL else self._codes(n, id)
            found += codes[:1]
        return tuple(found) if len(found) == len(at) == len(ids) else None

    def _codes(self, position: int, id: str) -> list[int]:
        options = self._contents.filters[position].options
        if id == NONE:
            return [BLANK]
        return [code for code, option in enumerate(options, 1) if id in (ALL, option.id)]

    def indicator(self, text: str) -> list[int]:
        found = [n for n, indicator in enumerate(self._contents.indicators) if indicator.id == text]
        self.unknown += not found
        return found


Layout = tuple[tuple[str, ...], tuple[str, ...]]
"""Names of the dimensions down the side and along the top."""


def complete_address(request: HttpRequest, data_set: UUID) -> TableAddress | HttpResponseRedirect:
    """What the address asks for, when it is enough for a table; else the way to the step that is missing."""
    try:
        found = read_address(data_set, request.GET)
    except (look_up.NotThere, look_up.NotForYou):
        raise Http404 from None
    if not found.places:
        return HttpResponseRedirect(reverse("table-places", args=[data_set]) + found.query())
    if not found.periods:
        return HttpResponseRedirect(reverse("table-times", args=[data_set]) + found.query())
    if not found.indicators:
        return HttpResponseRedirect(reverse("table-content", args=[data_set]) + found.query())
    return found


def is_very_large(address: TableAddress) -> bool:
    """Whether only a part of the table can be shown."""
    return sizes.most_figures(address.choice, address.contents) > sizes.MOST_FIGURES


def figures(address: TableAddress, *, choice: Choice | None = None, most_rows: int | None = None) -> ChosenTable:
    """The table of the whole choice, or of a part of it."""
    of, seconds = address.version.id, settings.ALDER_QUERY_SECONDS
    found = tables.table(choice or address.choice, of, address.contents, store(), most_rows=most_rows, seconds=seconds)
    return reordered(found, address.orders)


def outline(address: TableAddress) -> ChosenOutline:
    """What the table of the whole choice is about."""
    of, seconds = address.version.id, settings.ALDER_QUERY_SECONDS
    found = tables.outline(address.choice, of, address.contents, store(), seconds=seconds)
    # Very large tables keep the order of the data set: their members cannot be moved on the page.
    return found if is_very_large(address) else reordered(found, address.orders)


def size(address: TableAddress, found: ChosenOutline, at: Layout) -> Size:
    """How large the table of the whole choice is."""
    seconds = settings.ALDER_QUERY_SECONDS
    return sizes.size(address.choice, found, at, address.version.id, store(), seconds=seconds)


def flat(address: TableAddress, found: ChosenOutline) -> TidyRows:
    """The rows of the whole choice. A very large one is read a share of its places after another."""
    parts = shares(address.choice, address.contents) if is_very_large(address) else iter([address.choice])
    indicators = [n for n, _ in found.dimension(INDICATOR).members if isinstance(n, int)]
    of, seconds = address.version.id, settings.ALDER_QUERY_SECONDS
    return tidy_rows(found, (read(part, indicators, of, address.contents, store(), seconds=seconds) for part in parts))


def layout(address: TableAddress, found: ChosenOutline) -> Layout:
    """The order that the address asks for, where it names every dimension that is split; else the usual one."""
    split = [d.name for d in found.split]
    rows = tuple(name for name in address.rows if name in split)
    columns = tuple(name for name in address.columns if name in split)
    return (rows, columns) if sorted((*rows, *columns)) == sorted(split) else found.usual_layout()


def table_url(
    request: HttpRequest, address: TableAddress, name: str = "table", *, version: str = "", kind: str = ""
) -> str:
    """The whole address of the same table or of a file of it, always of this version, or of the newest one."""
    query = address.query(without=("version",), more=[("version", version)] if version else [])
    return request.build_absolute_uri(reverse(name, args=[address.data_set, *([kind] if kind else [])]) + query)


def _notes(address: TableAddress) -> str:
    """The notes of the version that are about the times of the table: breaks at other years are none of its."""
    if not address.periods:
        return address.version.all_notes
    first, last = (address.contents.periods[code - 1].label for code in (min(address.periods), max(address.periods)))
    return address.version.notes_within(first, last)


def facts(request: HttpRequest, address: TableAddress, at: Layout) -> TableSource:
    """Where the figures are from. Links name the version, so that what is cited stays what it was."""
    version = address.version
    number = str(version.number)
    source = request.build_absolute_uri(reverse("data-set", args=[address.data_set]))
    return TableSource(
        data_set=version.data_set.title,
        data_set_id=str(address.data_set),
        publication=version.release.publication.title,
        release=version.release.title,
        version=number,
        published=version.published.date().isoformat() if version.published else "",
        address=table_url(request, address, version=number),
        source=f"{source}?version={number}",
        rows=at[0],
        columns=at[1],
        orders=address.orders,
        notes=_notes(address),
        breaks=version.provenance.breaks,
        made_up=version.made_up,
        faults=tuple((fault.get("said", fault["check"]), fault.get("reason", "")) for fault in version.accepted),
    )


NO_ROOM = 600
"""Seconds after which to try again where the disk is full: whoever looks after the site has to make room."""


def with_time_limit(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of a data set that may run out of time."""

    @wraps(view)
    def answered(request: HttpRequest, data_set: UUID, **more: str) -> HttpResponseBase:
        try:
            return view(request, data_set, **more)
        except Busy:
            return busy_page(request, 503, RETRY)
        except NoRoom:
            return no_room_page(request)
        except TimeoutError:
            template = "alder.web.tables:templates/too_long.html.j2"
            return page(request, template, at="create-a-table", crumbs=[CRUMB], data_set=data_set, status=503)

    return answered


def busy_page(request: HttpRequest, status: int, seconds: int) -> HttpResponse:
    """The page of who has to come back for a file, and when."""
    minutes = max(1, round(seconds / 60))
    template = "alder.web.tables:templates/busy.html.j2"
    reply = page(request, template, at="create-a-table", crumbs=[CRUMB], status=status, minutes=minutes)
    reply["Retry-After"] = str(seconds)
    return reply


def no_room_page(request: HttpRequest) -> HttpResponse:
    """The page of who asked for a file for which the disk of the site has no room."""
    template = "alder.web.tables:templates/no_room.html.j2"
    reply = page(request, template, at="create-a-table", crumbs=[CRUMB], status=503)
    reply["Retry-After"] = str(NO_ROOM)
    return reply
