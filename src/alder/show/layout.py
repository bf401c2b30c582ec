"""A table laid out: which dimensions run down and along, the headings over them, and the part that a page shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from alder.look.words import number
from alder.model.statistic import NOT_APPLICABLE
from alder.show.svg import Mark
from alder.show.table import indicators_of, meaning, shown, unit_in_words, used

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from alder.model.comparison import Comparand
    from alder.model.interval import Interval
    from alder.model.made_up import MadeUp
    from alder.model.quality import Break, Quality
    from alder.model.statistic import Figure, Indicator
    from alder.show.notes import TableSource
    from alder.show.table import Dimension, Key, Member, StatisticalTable

UNRELIABLE_FLAG = "~"
"""What stands beside an estimate whose relative error is larger."""


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


@dataclass(frozen=True)
class GridRow:
    """A row: its label, how deep it lies under another category, and whether it is the total."""

    label: str
    figures: tuple[Figure, ...]
    total: bool = False
    depth: int = 0
    ranges: tuple[Interval | None, ...] = ()
    """Beside each figure its 95% interval, where it has one."""
    comparands: tuple[Comparand | None, ...] = ()
    """Each figure that is shown with what is known of it, for comparing."""

    def mark(self, column: int) -> Mark | None:
        """The figure of a column as charts draw it, with its interval; None where there can be none."""
        found = self.ranges[column] if self.ranges else None
        return mark(self.figures[column], found)

    @property
    def has_ranges(self) -> bool:
        return any(self.ranges)


@dataclass(frozen=True)
class Grid:
    """A rectangle of figures. `indicators` has one entry a column; `total` says whether the last column is a total."""

    indicator: Indicator | None
    rows_are: str
    columns: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    lines: tuple[GridRow, ...]
    total: bool = False

    @property
    def has_ranges(self) -> bool:
        return any(line.has_ranges for line in self.lines)

    def shows(self, symbol: str) -> bool:
        """Is the symbol in one of the cells? A key lists only those."""
        return any(symbol in line.figures for line in self.lines)


@dataclass(frozen=True)
class TableSection:
    """One category of each filter that is neither rows nor columns: its name, its main grid and the others."""

    name: str
    main: Grid
    others: tuple[Grid, ...] = ()


def written(figure: Figure) -> str:
    """A figure as people read it."""
    return figure if isinstance(figure, str) else number(figure)


def mark(figure: Figure | None, interval: Interval | None = None) -> Mark | None:
    """A figure as charts draw it; None where there can be none."""
    if figure is None or figure == NOT_APPLICABLE:
        return None
    if isinstance(figure, str):
        return Mark(None, figure)
    ends = (float(interval.low), float(interval.high)) if interval else None
    return Mark(float(figure), written(figure), ends)


@dataclass(frozen=True, kw_only=True)
class SectionedTable:
    """A table in sections, as a page, a notebook and a terminal show it, and all that must be read with it, in words.

    Whatever is in here may be read by everybody whom the table is for.
    """

    title: str
    heading: str
    """What the table is: measure, filter, split, years, and whose records."""
    period: str
    whose: str
    """`, the 4 providers held`: whose records it counts, to stand after the period; nothing where nobody knows."""
    sections: tuple[TableSection, ...]
    symbols: tuple[str, ...]
    """Those that stand in the table, in the order of the key."""
    meanings: Mapping[str, str]
    made_up: MadeUp
    reads_as: str
    definition: str
    measure: str
    version: str
    where: str
    where_words: str
    source: str
    coverage: str
    group_words: str
    """Whose records the rows of everybody are about."""
    provisional: bool
    policy_name: str
    policy_label: str
    policy_says: str
    checked: str
    """What came of attacking the table."""
    hidden: str
    """The symbol of what the policy hides."""
    rates_left_out: str
    quality: Quality
    breaks: tuple[Break, ...]
    quality_words: str
    """The grade with the fields that it is from."""
    statements: tuple[str, ...]
    """What else is to be known of how good the figures are."""
    fifths: tuple[str, ...]
    """Providers in fifths, a line each."""
    measured_words: str
    """How the fields used are filled, in a line."""
    intervals: str
    """Which rates have an interval, and how it is made."""
    notes: tuple[str, ...]

    @property
    def key(self) -> list[str]:
        """The symbols that stand in the main grids."""
        return [s for s in self.symbols if any(section.main.shows(s) for section in self.sections)]

    @property
    def has_ranges(self) -> bool:
        return any(section.main.has_ranges for section in self.sections)


@dataclass(frozen=True)
class PageGrid:
    """A grid on a page: its id there, its caption, what its columns are in, and their heads."""

    grid: Grid
    id: str
    caption: str
    unit: str
    heads: tuple[str, ...]
    symbols: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PageSection:
    """A section on a page: its main grid and the others, and its chart with what must be read with that."""

    name: str
    id: str
    headline: str
    grids: tuple[PageGrid, ...]
    chart: Markup | None
    """None where there is nothing to compare."""
    chart_of: str
    chart_title: str
    breaks: tuple[tuple[str, str, str], ...]
    """Letter in the chart, year and reasons."""
