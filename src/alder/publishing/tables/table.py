"""A chosen table: its dimensions with what of each has rows, and its figures laid out under layered headings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from alder.model.coded import AllOf, OneOf, RowsAsked, Sort
from alder.publishing.contents.contents import (
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

    from alder.model.coded import Condition
    from alder.publishing.contents import Contents
    from alder.publishing.contents.contents import Place
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
class Outline:
    """What a table is about, without its figures: enough for its title, its notes and its size."""

    contents: Contents
    dimensions: tuple[Dimension, ...]

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


@dataclass(frozen=True)
class Table(Outline):
    """Figures by the members of every dimension, in the order of `dimensions`."""

    figures: dict[Key, str]
    rows_found: int
    """How many rows of the data set were chosen; more than are in `figures` where the table was cut."""
    rows_read: int

    @property
    def is_cut(self) -> bool:
        return self.rows_found > self.rows_read

    def laid_out(self, rows: Sequence[str], columns: Sequence[str]) -> LaidOut:
        """The table with these dimensions down the side and along the top. Lines without a figure are left out."""
        down = [self.dimension(name) for name in rows]
        along = [self.dimension(name) for name in columns]
        lines, heads = (self._keys(dimensions) for dimensions in (down, along))
        return LaidOut(self, tuple(down), tuple(along), tuple(lines), tuple(heads))

    def _keys(self, dimensions: Sequence[Dimension]) -> list[Key]:
        """Every set of members of these dimensions that has a figure, in the order of the members."""
        at = [self.dimensions.index(d) for d in dimensions]
        order = [{member: n for n, (member, _) in enumerate(d.members)} for d in dimensions]
        found = {tuple(key[n] for n in at) for key in self.figures}
        return sorted(found, key=lambda key: [order[n][member] for n, member in enumerate(key)])


@dataclass(frozen=True)
class LaidOut:
    """A table as a page shows it: which dimensions run down and along, and which of their members have lines."""

    table: Table
    down: tuple[Dimension, ...]
    along: tuple[Dimension, ...]
    lines: tuple[Key, ...]
    heads: tuple[Key, ...]

    def cropped(self, *, lines: int, columns: int) -> LaidOut:
        """The first lines and columns, at most so many, cut between groups of headings where that leaves enough."""
        return replace(
            self, lines=self.lines[: _whole(self.lines, lines)], heads=self.heads[: _whole(self.heads, columns)]
        )

    @cached_property
    def cells(self) -> tuple[tuple[tuple[str | None, int], ...], ...]:
        """For each line and column the figure, or None where the data set has no row, and its indicator."""
        names = [d.name for d in (*self.down, *self.along)]
        # Where each part of a figure's key is found: in the line and the head, one after the other, or always the same.
        at = [(names.index(d.name), None) if d.name in names else (0, d.members[0][0]) for d in self.table.dimensions]
        return tuple(tuple(self._cell((*line, *head), at) for head in self.heads) for line in self.lines)

    def _cell(self, named: Key, at: Sequence[tuple[int, Any]]) -> tuple[str | None, int]:
        key = tuple(named[n] if only is None else only for n, only in at)
        return self.table.figures.get(key), key[-1]  # type: ignore[return-value]  # the last dimension is the measures

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


_ENOUGH = 4
"""A cut between larger groups that leaves less than one part in so many of the room is made between smaller ones."""


def _whole(keys: Sequence[Key], most: int) -> int:
    """How many of these keys are shown, so that no group of the outermost heading is cut in half if it can be helped.

    A group that does not fit by itself is cut between the groups within it, and at the end wherever the room ends.
    """
    if len(keys) <= most:
        return len(keys)
    for depth in range(1, len(keys[0])):
        ends = [n for n in range(1, most + 1) if keys[n][:depth] != keys[n - 1][:depth]]
        if ends and ends[-1] * _ENOUGH >= most:
            return ends[-1]
    return most


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
    filters = range(2, 2 + len(contents.filters))
    members: list[set[Any]] = [{key[n] for key in figures} for n in (0, 1, *filters)]
    return Table(contents, _dimensions(contents, members, indicators), figures, found, read)


def outline(
    choice: Choice, version: UUID, contents: Contents, store: DataSetStore, *, seconds: float | None
) -> Outline:
    """What the table of a choice would be about, found without reading its figures."""
    chosen = condition(choice, contents)

    def there(column: str, within: Condition = chosen) -> set[Any]:
        return {code for (code,) in store.distinct(version, [column], within, seconds=seconds)}

    places = {
        (level, code)
        for level in choice.by_level
        for code in there(level_column(level), AllOf((OneOf(LEVEL_COLUMN, (contents.level_codes[level],)), chosen)))
    }
    options = [there(filter_column(n)) for n in range(len(contents.filters))]
    indicators = choice.indicators or tuple(range(len(contents.indicators)))
    return Outline(contents, _dimensions(contents, [places, there(PERIOD_COLUMN), *options], indicators))


def _dimensions(contents: Contents, found: Sequence[set[Any]], indicators: Sequence[int]) -> tuple[Dimension, ...]:
    """What of each dimension the rows have: places by level, the widest first; periods, the oldest first."""
    width = list(LEVEL_BY_CODE)
    places = sorted(found[0], key=lambda p: (width.index(p[0]), p[1]))
    named = contents.places_by_level
    shown = _place_words({p: named[p[0]][p[1] - 1] for p in places})
    made = [
        Dimension(PLACE, "Place", tuple((p, shown[p]) for p in places)),
        Dimension(TIME, "Time", tuple((code, contents.periods[code - 1].label) for code in sorted(found[1]))),
    ]
    for n, filter in enumerate(contents.filters):
        codes = in_order(contents, n, found[2 + n])
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
