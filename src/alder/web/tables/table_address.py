"""The address of a step or a table: what was chosen, how the table is arranged, and the table and notes that follow.

What it says of the choice is read and written by `alder.publishing.tables.choice_address`. Beside that:

version=1.0         a version; without it the latest
rows= columns=      the order of dimensions, where it is not the usual one
order=abcde:a,b     the order of the members of a dimension, where it is not the usual one
chart= along= by=   the kind of chart, what goes along it and what is told apart, where that is not the usual one
pick= one=abcde:f   of a dimension the members that the chart shows, or the one that it shows
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.look.words import listed
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables import chosen_table as tables
from alder.publishing.tables.choice_address import read_choice
from alder.publishing.tables.chosen_table import reordered
from alder.publishing.tables.table_files import read, shares, tidy_rows
from alder.show.notes import TableSource
from alder.show.table import INDICATOR
from alder.web.files import RETRY, Busy, NoRoom
from alder.web.frame import Crumb, page
from alder.web.publications import look_up
from alder.web.publications.data_set_store import place_hierarchy_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.http.response import HttpResponseBase

    from alder.publishing.contents import Contents
    from alder.publishing.tables.choice import Choice, VersionRows
    from alder.publishing.tables.choice_address import Pairs
    from alder.publishing.tables.chosen_table import ChosenOutline, ChosenTable, Size
    from alder.show.notes import Orders
    from alder.show.tidy_csv import TidyRows
    from alder.web.publications.models import DataSetVersion

CRUMB = Crumb("Create a table", "/create-a-table")
NAMES = ("version", "place", "from", "to", "item", "path", "show", "rows", "columns", "order")
"""What an address may say of a table."""
CHART = ("chart", "along", "by", "pick", "one")
"""What it may say of the chart of the table."""
_STEP_NAMES = {3: ("place",), 4: ("from", "to"), 5: ("item", "path", "show")}
"""What a step asks itself."""


@dataclass(frozen=True)
class TableAddress:
    """The version, and what was chosen of it. What the version does not have is left out and counted."""

    version: DataSetVersion
    number: str
    """The version as the address names it; blank for the latest."""
    choice: Choice
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    orders: Orders
    given: Pairs
    chart: Pairs
    """What was asked of the chart. It is no part of the table, so links to the table leave it out."""
    unknown: int
    """How many of the things that the address names are not in this version."""

    @property
    def data(self) -> VersionRows:
        return rows_of(self.version.id)

    @property
    def contents(self) -> Contents:
        return self.data.contents

    @property
    def data_set(self) -> UUID:
        return self.version.data_set_id

    def query(self, *, more: Sequence[tuple[str, str]] = (), without: Sequence[str] = ()) -> str:
        """The part of the address after the question mark: all that was given but for these names, and more."""
        pairs = [(name, value) for name, value in self.given if name not in without]
        text = urlencode([*pairs, *more])
        return f"?{text}" if text else ""

    def url(
        self, name: str, *of: str, more: Sequence[tuple[str, str]] = (), without: Sequence[str] = (), spot: str = ""
    ) -> str:
        """The address of a step, of the table, or of a file of it, with this choice; `spot` is a place on that page."""
        path = reverse(name, args=[self.data_set, *of]) + self.query(more=more, without=without)
        return f"{path}#{spot}" if spot else path

    @property
    def missing_step(self) -> str:
        """The name of the first step whose answer a table needs and the address lacks; blank where none is."""
        steps = (
            ("table-places", self.choice.places),
            ("table-times", self.choice.periods),
            ("table-content", self.choice.indicators),
        )
        return next((name for name, chosen in steps if not chosen), "")

    def carried(self, step: int) -> Pairs:
        """What the form of a step carries along unseen: everything that it does not ask itself."""
        return [(name, value) for name, value in self.given if name not in _STEP_NAMES[step]]

    def summary(self, step: int) -> list[tuple[str, str, str]]:
        """What was chosen before this step: its name, in words, and where to change it."""
        lines = [("Data set", self.version.data_set.title, reverse("create-a-table"))]
        if step > 3:
            lines.append(("Places", self._places_in_words(), self.url("table-places")))
        if step > 4 and self.choice.periods:
            periods = self.contents.periods
            first, last = (periods[code - 1].label for code in (self.choice.periods[0], self.choice.periods[-1]))
            lines.append(("Times", first if first == last else f"{first} to {last}", self.url("table-times")))
        return lines

    def _places_in_words(self) -> str:
        """The places by name where they are few, else how many of each level, and the only one of a level by name."""
        named, places = self.contents.places_by_level, self.choice.places
        if len(places) <= 4:
            return listed([named[level][code - 1].label for level, code in places])
        by_level = sorted(self.choice.by_level.items(), key=lambda of_level: len(of_level[1]) > 1)
        return listed(
            [
                named[level][codes[0] - 1].label
                if len(codes) == 1
                else f"{len(codes):,} at the level {LEVEL_BY_CODE[level].place.lower()}"
                for level, codes in by_level
            ]
        )


def read_address(data_set: UUID, given: QueryDict) -> TableAddress:
    """Read an address. A data set or version that cannot be asked raises what `look_up` does."""
    number = given.get("version", "")
    version = look_up.version_to_query(data_set, number or None)
    choice, unknown = read_choice(dict(given.lists()), rows_of(version.id), place_hierarchy_of)
    rows, columns = (tuple(filter(None, given.get(name, "").split(","))) for name in ("rows", "columns"))
    orders = tuple(_order(text) for text in given.getlist("order"))
    pairs, chart = (
        [(name, value) for name in names for value in given.getlist(name) if value] for names in (NAMES, CHART)
    )
    return TableAddress(version, number, choice, rows, columns, orders, pairs, chart, unknown)


def _order(text: str) -> tuple[str, tuple[str, ...]]:
    name, _, order = text.partition(":")
    return name, tuple(order.split(","))


Layout = tuple[tuple[str, ...], tuple[str, ...]]
"""Names of the dimensions down the side and along the top."""


def complete_address(request: HttpRequest, data_set: UUID) -> TableAddress | HttpResponseRedirect:
    """What the address asks for, when it is enough for a table; else the way to the step that is missing."""
    try:
        address = read_address(data_set, request.GET)
    except (look_up.NotThere, look_up.NotForYou):
        raise Http404 from None
    return HttpResponseRedirect(address.url(step)) if (step := address.missing_step) else address


def is_very_large(address: TableAddress) -> bool:
    """Whether only a part of the table can be shown."""
    return tables.most_figures(address.choice, address.contents) > tables.MOST_FIGURES


def figures(address: TableAddress, *, choice: Choice | None = None, most_rows: int | None = None) -> ChosenTable:
    """The table of the whole choice, or of a part of it."""
    seconds = settings.ALDER_QUERY_SECONDS
    table = tables.table(choice or address.choice, address.data, most_rows=most_rows, seconds=seconds)
    return reordered(table, address.orders)


def outline(address: TableAddress) -> ChosenOutline:
    """What the table of the whole choice is about."""
    about = tables.outline(address.choice, address.data, seconds=settings.ALDER_QUERY_SECONDS)
    # Very large tables keep the order of the data set: their members cannot be moved on the page.
    return about if is_very_large(address) else reordered(about, address.orders)


def size(address: TableAddress, about: ChosenOutline, at: Layout) -> Size:
    """How large the table of the whole choice is."""
    return tables.size(address.choice, about, at, address.data, seconds=settings.ALDER_QUERY_SECONDS)


def flat(address: TableAddress, about: ChosenOutline) -> TidyRows:
    """The rows of the whole choice. A very large one is read a share of its places after another."""
    parts = shares(address.choice, address.contents) if is_very_large(address) else iter([address.choice])
    indicators = [n for n, _ in about.dimension(INDICATOR).members if isinstance(n, int)]
    data, seconds = address.data, settings.ALDER_QUERY_SECONDS
    return tidy_rows(about, (read(part, indicators, data, seconds=seconds) for part in parts))


def layout(address: TableAddress, about: ChosenOutline) -> Layout:
    """The order that the address asks for, where it names every dimension that is split; else the usual one."""
    split = [d.name for d in about.split]
    rows = tuple(name for name in address.rows if name in split)
    columns = tuple(name for name in address.columns if name in split)
    return (rows, columns) if sorted((*rows, *columns)) == sorted(split) else about.usual_layout()


def table_url(
    request: HttpRequest, address: TableAddress, name: str = "table", *, version: str = "", kind: str = ""
) -> str:
    """The whole address of the same table or of a file of it, always of this version, or of the newest one."""
    more = [("version", version)] if version else []
    return request.build_absolute_uri(address.url(name, *([kind] if kind else []), more=more, without=("version",)))


def _notes(address: TableAddress) -> str:
    """The notes of the version that are about the times of the table: breaks at other years are none of its."""
    codes = address.choice.periods
    if not codes:
        return address.version.all_notes
    first, last = (address.contents.periods[code - 1].label for code in (min(codes), max(codes)))
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
            return no_table_page(request, "too-long", 503, data_set=data_set)

    return answered


def no_table_page(request: HttpRequest, why: str, status: int, *, seconds: int = 0, **shown: Any) -> HttpResponse:
    """Why there is no table or no file of it; after so many seconds it may be worth while to come back."""
    template = "alder.web.tables:templates/no_table.html.j2"
    reply = page(request, template, at="create-a-table", crumbs=[CRUMB], status=status, why=why, **shown)
    if seconds:
        reply["Retry-After"] = str(seconds)
    return reply


def busy_page(request: HttpRequest, status: int, seconds: int) -> HttpResponse:
    """The page of who has to come back for a file, and when."""
    return no_table_page(request, "busy", status, seconds=seconds, minutes=max(1, round(seconds / 60)))


def no_room_page(request: HttpRequest) -> HttpResponse:
    """The page of who asked for a file for which the disk of the site has no room."""
    return no_table_page(request, "no-room", 503, seconds=NO_ROOM)
