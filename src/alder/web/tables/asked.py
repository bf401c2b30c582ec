"""What the address of a step or a table says was chosen, and the address that says it.

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
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from alder.publishing.tables import available
from alder.publishing.tables.choice import BLANK, Choice
from alder.publishing.tables.tiers import tiers
from alder.web.publications import look_up
from alder.web.publications.kept import contents_of, inside_of, store

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import QueryDict

    from alder.publishing.contents import Contents
    from alder.publishing.tables.tiers import Path, Tiers
    from alder.show.notes import Orders
    from alder.web.publications.models import DataSetVersion

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
class Asked:
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


def asked(data_set: UUID, given: QueryDict) -> Asked:
    """Read an address. A data set or version that cannot be asked raises what `look_up` does."""
    number = given.get("version", "")
    version = look_up.version_to_query(data_set, number or None)
    contents = contents_of(version.id)
    read = _Reader(contents, version.id)
    places = tuple(dict.fromkeys(p for text in given.getlist("place") for p in read.place(text)))
    span = read.span(given.get("from", ""), given.get("to", ""))
    items = read.items(given.getlist("item"))
    paths = read.paths(given.getlist("path"))
    indicators = tuple(dict.fromkeys(n for text in given.getlist("show") for n in read.indicator(text)))
    rows, columns = (tuple(filter(None, given.get(name, "").split(","))) for name in ("rows", "columns"))
    orders = tuple(_order(text) for text in given.getlist("order"))
    pairs = [(name, value) for name in NAMES for value in given.getlist(name) if value]
    chart = [(name, value) for name in CHART for value in given.getlist(name) if value]
    return Asked(
        version, number, places, span, items, paths, indicators, rows, columns, orders, pairs, chart, read.unknown
    )


def _order(text: str) -> tuple[str, tuple[str, ...]]:
    name, _, order = text.partition(":")
    return name, tuple(order.split(","))


class _Reader:
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
        inside = inside_of(self._version).get(level)
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
