"""A table laid out: which dimensions run down and along, the headings over them, and the part that a page shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from alder.show.table import indicators_of, meaning, shown, unit_in_words, used

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.show.notes import TableSource
    from alder.show.table import Dimension, Key, Member, StatisticalTable


@dataclass(frozen=True, slots=True)
class Heading:
    """One cell of a head: words over so many rows or columns. `of` is the member, for who needs more than words."""

    words: str
    span: int
    dimension: str
    of: Member


@dataclass(frozen=True)
class Layout:
    """A table as a page shows it: which dimensions run down and along, and which of their members have lines."""

    table: StatisticalTable
    down: tuple[Dimension, ...]
    along: tuple[Dimension, ...]
    lines: tuple[Key, ...]
    heads: tuple[Key, ...]

    def cropped(self, *, lines: int, columns: int) -> Layout:
        """The first lines and columns, at most so many, cut between groups of headings where that leaves enough."""
        return replace(
            self, lines=self.lines[: _whole(self.lines, lines)], heads=self.heads[: _whole(self.heads, columns)]
        )

    @cached_property
    def cells(self) -> tuple[tuple[tuple[str | None, int], ...], ...]:
        """For each line and column the figure, or None where the table has no row, and its measure."""
        names = [d.name for d in (*self.down, *self.along)]
        # Where each part of a figure's key is found: in the line and the head, one after the other, or always the same.
        at = [(names.index(d.name), None) if d.name in names else (0, d.members[0][0]) for d in self.table.dimensions]
        return tuple(tuple(self._cell((*line, *head), at) for head in self.heads) for line in self.lines)

    def _cell(self, named: Key, at: Sequence[tuple[int, Any]]) -> tuple[str | None, int]:
        key = tuple(named[n] if only is None else only for n, only in at)
        return self.table.figures.get(key), cast("int", key[-1])

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


def laid_out(table: StatisticalTable, rows: Sequence[str], columns: Sequence[str]) -> Layout:
    """The table with these dimensions down the side and along the top. Lines without a figure are left out."""
    down = tuple(table.dimension(name) for name in rows)
    along = tuple(table.dimension(name) for name in columns)
    return Layout(table, down, along, tuple(_keys(table, down)), tuple(_keys(table, along)))


def _keys(table: StatisticalTable, dimensions: Sequence[Dimension]) -> list[Key]:
    """Every set of members of these dimensions that has a figure, in the order of the members."""
    at = [table.dimensions.index(d) for d in dimensions]
    order = [{member: n for n, (member, _) in enumerate(d.members)} for d in dimensions]
    found = {tuple(key[n] for n in at) for key in table.figures}
    return sorted(found, key=lambda key: [order[n][member] for n, member in enumerate(key)])


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


@dataclass(frozen=True)
class PageLine:
    """A line of the table: headings that begin here, and cells."""

    headings: tuple[Heading, ...]
    cells: tuple[tuple[str, str], ...]
    """What stands in the cell, and what a symbol means."""
    is_first: bool


_ON_PAPER = 12
"""Columns of figures that a sheet of A4 on its side holds."""


@dataclass(frozen=True)
class PageTable:
    """Everything that the page of a table needs of its figures."""

    table: StatisticalTable
    layout: Layout
    lines: tuple[PageLine, ...]
    symbols: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    has_gaps: bool
    lines_in_all: int
    columns_in_all: int
    """Of what was read of the table; the page may show fewer."""
    made_up: str = ""
    """The name of made-up figures, for the caption: a picture of the table alone says it too."""

    @property
    def is_wide(self) -> bool:
        """Whether paper has no room for all columns."""
        return len(self.layout.heads) > _ON_PAPER

    @property
    def lacks_lines(self) -> bool:
        return self.table.is_cut or len(self.lines) < self.lines_in_all

    @property
    def lacks_columns(self) -> bool:
        return len(self.layout.heads) < self.columns_in_all


_MOST_COLUMNS = 60
"""Columns of figures on a page. More cannot be read or printed, and take a browser seconds to lay out."""


def page_table(table: StatisticalTable, source: TableSource, *, most: int) -> PageTable:
    """The first lines and columns of a table. Groups under one heading stay together where they can."""
    whole = laid_out(table, source.rows, source.columns)
    layout = whole.cropped(lines=most, columns=_MOST_COLUMNS)
    lines = _lines(table, layout)
    return PageTable(
        table,
        layout,
        tuple(lines),
        tuple(used(cell for line in lines for cell, _ in line.cells)),
        tuple(_units(table)),
        any(not cell for line in lines for cell, _ in line.cells),
        len(whole.lines),
        len(whole.heads),
        source.figures_are.heading,
    )


def _units(table: StatisticalTable) -> list[tuple[str, str]]:
    """Each measure that has a unit with it; the unit alone where all measures have the same."""
    units = [(i.label, unit_in_words(i)) for i in indicators_of(table)]
    if len({unit for _, unit in units}) == 1:
        units = [("Unit", units[0][1])]
    return [(words, unit) for words, unit in units if unit]


def _lines(table: StatisticalTable, layout: Layout) -> list[PageLine]:
    found = []
    for headings, cells in zip(layout.side, layout.cells, strict=True):
        texts = []
        for text, n in cells:
            words = "" if text is None else shown(text, table.measures[n])
            texts.append((words, meaning(words)))
        found.append(PageLine(tuple(headings), tuple(texts), len(headings) == len(layout.down) > 1))
    return found
