"""A chosen table: its dimensions with what of each has rows, and its figures laid out under layered headings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby, product
from typing import TYPE_CHECKING

from alder.model.coded import RowsAsked, Sort
from alder.publishing.described.contents import (
    LEVEL_COLUMN,
    PERIOD_COLUMN,
    PLACE_COLUMN,
    filter_column,
    indicator_column,
    level_column,
)
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables.available import in_order, label
from alder.publishing.tables.choice import condition
from alder.publishing.tables.tiers import tiers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from alder.publishing.described import Contents
    from alder.publishing.described.contents import Place
    from alder.publishing.store import DataSetStore
    from alder.publishing.tables.choice import Choice

PLACE, TIME, INDICATOR = "place", "time", "indicator"
"""Names of the dimensions that every data set has. Those of filters are their ids."""

Key = tuple[int | tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way in which figures are told apart. Members are codes with their words."""

    name: str
    title: str
    members: tuple[tuple[int | tuple[str, int], str], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One cell of a head: words over so many rows or columns. `of` is the member, for who needs more than words."""

    words: str
    span: int
    dimension: str
    of: int | tuple[str, int]


@dataclass(frozen=True)
class Table:
    """Figures by the members of every dimension, in the order of `dimensions`."""

    contents: Contents
    dimensions: tuple[Dimension, ...]
    figures: dict[Key, str]
    rows_found: int
    """How many rows of the data set were chosen; more than are in `figures` where the table was cut."""
    rows_read: int

    @property
    def is_cut(self) -> bool:
        return self.rows_found > self.rows_read

    def dimension(self, name: str) -> Dimension:
        return next(d for d in self.dimensions if d.name == name)

    @property
    def split(self) -> tuple[Dimension, ...]:
        """The dimensions with more than one member: those that need headings. What divides another follows it."""
        return tuple(self.dimensions[n] for n in self._order() if len(self.dimensions[n].members) > 1)

    def _order(self) -> list[int]:
        """Positions of the dimensions, with filters that divide each other together, the widest first."""
        trees = {tier + 2: [n + 2 for n in at] for at in tiers(self.contents) for tier in at}
        order: list[int] = []
        for n in range(len(self.dimensions)):
            order += [at for at in trees.get(n, [n]) if at not in order]
        return order

    @property
    def fixed(self) -> tuple[Dimension, ...]:
        """The dimensions with one member, which is said once above the table."""
        return tuple(d for d in self.dimensions if len(d.members) == 1)

    def usual_layout(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the dimensions of rows and of columns: times and indicators run along the top."""
        split = [d.name for d in self.split]
        columns = [name for name in (TIME, INDICATOR) if name in split]
        rows = [name for name in split if name not in columns]
        if not rows and len(columns) > 1:
            rows = [columns.pop(0)]
        return tuple(rows), tuple(columns)

    def laid_out(self, rows: Sequence[str], columns: Sequence[str]) -> LaidOut:
        """The table with these dimensions down the side and along the top. Lines without a figure are left out."""
        down = [self.dimension(name) for name in rows]
        along = [self.dimension(name) for name in columns]
        position = {d.name: n for n, d in enumerate(self.dimensions)}
        only = {n: d.members[0][0] for n, d in enumerate(self.dimensions) if len(d.members) == 1}
        at_rows = {tuple(key[position[name]] for name in rows) for key in self.figures}
        at_columns = {tuple(key[position[name]] for name in columns) for key in self.figures}
        lines = [k for k in product(*([m for m, _ in d.members] for d in down)) if k in at_rows]
        heads = [k for k in product(*([m for m, _ in d.members] for d in along)) if k in at_columns]
        cells = []
        for line in lines:
            found = []
            for head in heads:
                named = dict(zip((*rows, *columns), (*line, *head), strict=True))
                key = tuple(only[n] if n in only else named[d.name] for n, d in enumerate(self.dimensions))
                found.append((self.figures.get(key), self._indicator(key)))
            cells.append(tuple(found))
        return LaidOut(tuple(down), tuple(along), tuple(lines), tuple(heads), tuple(cells))

    def _indicator(self, key: Key) -> int:
        at = next(n for n, d in enumerate(self.dimensions) if d.name == INDICATOR)
        found = key[at]
        assert isinstance(found, int)
        return found


@dataclass(frozen=True)
class LaidOut:
    """A table as a page shows it. A cell is a figure, or None where the data set has no row, and its indicator."""

    down: tuple[Dimension, ...]
    along: tuple[Dimension, ...]
    lines: tuple[Key, ...]
    heads: tuple[Key, ...]
    cells: tuple[tuple[tuple[str | None, int], ...], ...]

    @property
    def top(self) -> list[list[Heading]]:
        """A row of headings for each dimension along the top."""
        return [_headings(self.along, self.heads, depth) for depth in range(len(self.along))]

    @property
    def side(self) -> list[list[Heading]]:
        """For each line the headings that begin there."""
        starts: list[list[Heading]] = [[] for _ in self.lines]
        for depth in range(len(self.down)):
            at = 0
            for heading in _headings(self.down, self.lines, depth):
                starts[at].append(heading)
                at += heading.span
        return starts


def _headings(dimensions: Sequence[Dimension], keys: Sequence[Key], depth: int) -> list[Heading]:
    """Neighbours with the same members down to this depth share one heading."""
    dimension = dimensions[depth]
    words = dict(dimension.members)
    return [
        Heading(words[key[-1]], sum(1 for _ in same), dimension.name, key[-1])
        for key, same in groupby(keys, key=lambda k: k[: depth + 1])
    ]


def table(
    choice: Choice,
    version: UUID,
    contents: Contents,
    store: DataSetStore,
    *,
    most_rows: int | None = None,
    seconds: float | None = None,
) -> Table:
    """The figures of a choice, which names its places. With `most_rows` it is cut there, and says so."""
    levels = tuple(choice.by_level)
    filters = range(len(contents.filters))
    indicators = choice.indicators or tuple(range(len(contents.indicators)))
    columns = (
        LEVEL_COLUMN,
        PERIOD_COLUMN,
        *(level_column(level) for level in levels),
        *(filter_column(n) for n in filters),
        *(indicator_column(n) for n in indicators),
    )
    order = tuple(Sort(column) for column in (PLACE_COLUMN, *(filter_column(n) for n in filters), PERIOD_COLUMN))
    asked = RowsAsked(columns, condition(choice, contents), order, limit=most_rows)
    found, rows = store.ask(version, asked, seconds=seconds)
    figures: dict[Key, str] = {}
    for row in rows:
        level = contents.levels[row[0] - 1]
        place = (level, row[2 + levels.index(level)])
        options = row[2 + len(levels) : 2 + len(levels) + len(filters)]
        for n, text in zip(indicators, row[2 + len(levels) + len(filters) :], strict=True):
            figures.setdefault((place, row[1], *options, n), text or "")
    return table_of(contents, figures, indicators, found=found, read=len(rows))


def table_of(
    contents: Contents, figures: dict[Key, str], indicators: Sequence[int], *, found: int = 0, read: int = 0
) -> Table:
    """The table of these figures, of which some were read of so many that were found."""
    return Table(contents, _dimensions(contents, figures, indicators), figures, found, read)


def _dimensions(contents: Contents, figures: dict[Key, str], indicators: Sequence[int]) -> tuple[Dimension, ...]:
    """What of each dimension the rows have: places by level, the widest first; periods, the oldest first."""
    width = list(LEVEL_BY_CODE)
    places = sorted({k[0] for k in figures if isinstance(k[0], tuple)}, key=lambda p: (width.index(p[0]), p[1]))
    named = contents.places_by_level
    shown = _place_words({p: named[p[0]][p[1] - 1] for p in places})
    periods = sorted({k[1] for k in figures if isinstance(k[1], int)})
    made = [
        Dimension(PLACE, "Place", tuple((p, shown[p]) for p in places)),
        Dimension(TIME, "Time", tuple((code, contents.periods[code - 1].label) for code in periods)),
    ]
    for n, filter in enumerate(contents.filters):
        codes = in_order(contents, n, {c for k in figures if isinstance(c := k[2 + n], int)})
        made.append(Dimension(filter.id, filter.label, tuple((code, label(contents, n, code)) for code in codes)))
    made.append(Dimension(INDICATOR, "Measure", tuple((n, contents.indicators[n].label) for n in indicators)))
    return tuple(made)


def _place_words(places: dict[tuple[str, int], Place]) -> dict[tuple[str, int], str]:
    """What each place is called: its name; with its level where one of another level has it, else with its code."""
    names = Counter(place.label for place in places.values())
    levels = Counter((level, place.label) for (level, _), place in places.items())
    found = {}
    for (level, code), place in places.items():
        more = [LEVEL_BY_CODE[level].text.lower()] if names[place.label] > levels[level, place.label] else []
        if levels[level, place.label] > 1:
            more += [value for _, value in place.codes if value][:1] or [place.id]
        found[level, code] = f"{place.label} ({', '.join(more)})" if more else place.label
    return found
