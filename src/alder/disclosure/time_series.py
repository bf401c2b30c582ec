"""The lines of a protected table: over years, and over the days of a cohort from its start.

What went before a break is not joined to what came after it, on paper or in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.model.statistic import TIME
from alder.show.layout import mark
from alder.show.line_chart import LineAxis, LineSeries

if TYPE_CHECKING:
    from decimal import Decimal

    from alder.disclosure.protected import Protected
    from alder.model.comparison import Comparand
    from alder.model.interval import Interval
    from alder.model.statistic import Category, Figure, Filter
    from alder.show.layout import GridRow, TableSection
    from alder.show.svg import Mark

MOST_SERIES = 4
"""More lines than these cannot be told apart in a small drawing."""


def axis(table: Protected) -> LineAxis:
    """What runs from left to right: the days of a cohort, or years."""
    return _axis_of_days(table) if has_moments(table) else _axis_of_years(table)


def series(table: Protected, section: TableSection) -> list[LineSeries]:
    """The lines of the chart of a section: up to four groups, or all together where there are more."""
    return _series_of_days(table, section) if has_moments(table) else _series_of_years(table, section)


# Over years


def has_years(table: Protected) -> bool:
    """Whether the table is over several years."""
    return any(f.id == TIME for f in table.filters)


def years(table: Protected) -> list[str]:
    """All years that were asked for, also those without figures, and those between: time has no holes."""
    first, last = table.about.periods[0].year, table.about.periods[-1].year
    return [(first + n).label for n in range(last.start - first.start + 1)]


def breaks(table: Protected) -> dict[str, list[str]]:
    """The breaks that the years cross, each by the first year after it."""
    found: dict[str, list[str]] = {}
    for b in sorted(table.breaks, key=lambda b: b.year):
        found.setdefault(b.year.label, []).append(b.text)
    return found


def _axis_of_years(table: Protected) -> LineAxis:
    """All years, those without figures among them: nothing is held of them, or nobody asked."""
    held = {c.code for c in table.filter(TIME).categories}
    every = years(table)
    provisional = [p.year.label for p in table.about.periods if p.provisional]
    return LineAxis(every, breaks(table), [year for year in every if year not in held], provisional)


def _series_of_years(table: Protected, section: TableSection) -> list[LineSeries]:
    if section.main.indicator is None:
        return [LineSeries("", _marks(table, _alone(table, section)), main=True)]
    lines = [line for line in section.main.lines if not line.depth]
    parts, totals = [x for x in lines if not x.total], [x for x in lines if x.total]
    if len(parts) > MOST_SERIES:
        parts, totals = totals, []
    if table.main.is_count or len(parts) == MOST_SERIES:
        totals = []
    chosen = [*parts, *totals]
    return [
        LineSeries(x.label, _marks(table, _in_columns(section, x)), main=not x.total or len(chosen) == 1)
        for x in chosen
    ]


@dataclass(frozen=True)
class YearCell:
    """The figure of one year."""

    figure: Figure
    mark: Mark | None
    comparand: Comparand | None


def whole_by_year(table: Protected, section: TableSection) -> dict[str, YearCell]:
    """The main figure of all together, by year."""
    if section.main.indicator is None:
        return _alone(table, section)
    total = next((x for x in section.main.lines if x.total), None)
    return _in_columns(section, total) if total else {}


def _alone(table: Protected, section: TableSection) -> dict[str, YearCell]:
    """Of a table of years alone, the main figure of each year."""
    column = section.main.indicators.index(table.main)
    return {line.label: _cell(line, column) for line in section.main.lines}


def _in_columns(section: TableSection, line: GridRow) -> dict[str, YearCell]:
    return {year: _cell(line, column) for column, year in enumerate(section.main.columns)}


def _cell(line: GridRow, column: int) -> YearCell:
    return YearCell(line.figures[column], line.mark(column), line.comparands[column])


def _marks(table: Protected, cells: dict[str, YearCell]) -> tuple[Mark | None, ...]:
    return tuple(cells[year].mark if year in cells else None for year in years(table))


# Over the days of a cohort: who is still there after so many


def has_moments(table: Protected) -> bool:
    """Whether the table follows a cohort."""
    return any(f.moments for f in table.filters)


def _axis_of_days(table: Protected) -> LineAxis:
    """The moments from left to right, as far apart as they are in time."""
    categories = _moments(table).categories
    at = [int(c.code) for c in categories]
    labels = [str(n) for n in at[:-1]] + [categories[-1].label]
    return LineAxis(labels, {}, at=[n / (at[-1] or 1) for n in at])


def _series_of_days(table: Protected, section: TableSection) -> list[LineSeries]:
    rows = cohort_rows(table, section)
    parts, totals = [r for r in rows if not r.total], [r for r in rows if r.total]
    if len(parts) > MOST_SERIES:
        parts, totals = ([], totals) if totals else (parts[-MOST_SERIES:], [])
    if len(parts) == MOST_SERIES:
        totals = []
    chosen = [*parts, *totals]
    only = len(chosen) == 1
    return [
        LineSeries(
            row.label,
            tuple(mark(*drawn) for drawn in zip(row.figures, row.ranges, strict=True)),
            main=not row.total or only,
        )
        for row in chosen
    ]


@dataclass(frozen=True)
class CohortRow:
    """A group, whether it is all together, and its rates with their intervals in the order of the moments."""

    label: str
    total: bool
    figures: tuple[Figure, ...]
    ranges: tuple[Interval | None, ...]

    def shown(self, table: Protected) -> list[tuple[Category, int | Decimal]]:
        """The moments whose figure is shown."""
        days = _moments(table).categories
        return [(c, f) for c, f in zip(days, self.figures, strict=False) if not isinstance(f, str)]


def cohort_rows(table: Protected, section: TableSection) -> list[CohortRow]:
    """Each group with its rates."""
    grid = section.main
    if grid.indicator is None:
        column = grid.indicators.index(table.main)
        figures = tuple(line.figures[column] for line in grid.lines)
        return [CohortRow("", True, figures, tuple(line.ranges[column] for line in grid.lines))]
    return [CohortRow(line.label, line.total, line.figures, line.ranges) for line in grid.lines if not line.depth]


def cohort_of(table: Protected, section: TableSection) -> str:
    """The year in which the cohort of a section began, or all years."""
    by_year = next((f for f in table.filters if f.id == TIME), None)
    named = [c.label for c in by_year.categories if c.label in section.name] if by_year else []
    return named[0] if named else table.period


def _moments(table: Protected) -> Filter:
    return next(f for f in table.filters if f.moments)
