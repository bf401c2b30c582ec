"""What is said of a section of a protected table, from nothing but the figures it shows: over it, and over its chart.

Which figures those are is found here; what may be said of them, and in which words, is `show.statement`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure import time_series
from alder.disclosure.layout import by_words
from alder.disclosure.totals import level_of
from alder.show import statement
from alder.show.statement import SectionSubject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from alder.disclosure.protected import Protected
    from alder.show.layout import GridRow, TableSection
    from alder.show.statement import GroupFigure


def headline(table: Protected, section: TableSection) -> str:
    """The sentence over a section."""
    if time_series.has_moments(table):
        return _of_cohort(table, section)
    subject = _subject(table, section)
    if not time_series.has_years(table):
        groups, whole = _groups(table, section)
        return statement.of_groups(subject, whole, groups, may_rank=_may_rank(table))
    years, cells = time_series.years(table), time_series.whole_by_year(table, section)
    figures = [cells[year].figure if year in cells else "" for year in years]
    points = [cells[year].comparand if year in cells else None for year in years]
    return statement.of_years(subject, years, figures, points, time_series.breaks(table))


def chart_title(table: Protected, section: TableSection, columns: Sequence[int] = ()) -> str:
    """What the chart of a section shows, in other words than its headline. `columns` are those drawn as series."""
    if time_series.has_moments(table):
        rows = time_series.cohort_rows(table, section)
        whole = next((row for row in rows if row.total), rows[0] if len(rows) == 1 else None)
        shown = whole.shown(table) if whole else []
        return statement.day_by_day([(f"day {day.code}", share) for day, share in shown])
    if time_series.has_years(table):
        return statement.year_by_year(time_series.breaks(table))
    groups = _series(section, columns) if columns else _groups(table, section)[0]
    return statement.between_groups(_subject(table, section), groups, may_rank=_may_rank(table))


def _subject(table: Protected, section: TableSection) -> SectionSubject:
    return SectionSubject(section.name, table.title, table.period, table.main, by_words(table))


def _of_cohort(table: Protected, section: TableSection) -> str:
    cohort = time_series.cohort_of(table, section)
    name = f"{section.name.removesuffix(f', begun in {cohort}')}: " if section.name else ""
    rows = time_series.cohort_rows(table, section)
    whole = next((row.shown(table) for row in rows if row.total), [])
    # On the first day everybody is there.
    last = (whole[-1][0].label, whole[-1][1]) if len(whole) > 1 else None
    groups = sum(len(row.shown(table)) > 1 for row in rows if not row.total)
    return statement.of_cohort(name, table.title, cohort, last, groups)


def _may_rank(table: Protected) -> bool:
    """Whether groups may be named: only those that nobody is in twice, and never providers or places.

    Who or which place is the lowest is no finding: they have different people.
    """
    return not any(level_of(f) or not f.additive for f in table.filters)


def _series(section: TableSection, columns: Sequence[int]) -> list[GroupFigure]:
    """The series of a chart, each by its total over all rows."""
    total = next((line for line in section.main.lines if line.total), None)
    return [(section.main.columns[n], total.comparands[n]) for n in columns] if total else []


def _groups(table: Protected, section: TableSection) -> tuple[list[GroupFigure], int | Decimal | None]:
    """The categories that make the rows, at the total of the columns, and the grand total if it is shown."""
    grid = section.main
    column = grid.indicators.index(table.main) if grid.indicator is None else len(grid.columns) - 1
    if grid.indicator is not None and not grid.total:
        return [], None
    whole = next((line for line in grid.lines if line.total or len(grid.lines) == 1), None)
    parts = [(line.label, line.comparands[column]) for line in grid.lines if line is not whole and not line.depth]
    return (parts if any(known for _, known in parts) else []), _number(whole, column)


def _number(line: GridRow | None, column: int) -> int | Decimal | None:
    figure = line.figures[column] if line else ""
    return None if isinstance(figure, str) else figure
