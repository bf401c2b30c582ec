"""A cohort from its start, in a sentence and as lines that fall: who is still there after so many days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look.words import number
from alder.model.statistic import TIME
from alder.show.layout import mark
from alder.show.line_chart import LineAxis, LineSeries

if TYPE_CHECKING:
    from decimal import Decimal

    from alder.disclosure.protected import Protected
    from alder.model.interval import Interval
    from alder.model.statistic import Category, Figure, Filter
    from alder.show.layout import TableSection

MOST_SERIES = 4


def has_moments(table: Protected) -> bool:
    """Whether the table follows a cohort."""
    return any(f.moments for f in table.filters)


def axis(table: Protected) -> LineAxis:
    """The moments from left to right, as far apart as they are in time."""
    at = [int(c.code) for c in _moments(table).categories]
    labels = [str(n) for n in at[:-1]] + [_moments(table).categories[-1].label]
    return LineAxis(labels, {}, at=[n / (at[-1] or 1) for n in at])


def series(table: Protected, section: TableSection) -> list[LineSeries]:
    """The lines of the chart: up to four groups or cohorts, or all together where there are more."""
    rows = _rows(table, section)
    parts, totals = [r for r in rows if not r[1]], [r for r in rows if r[1]]
    if len(parts) > MOST_SERIES:
        parts, totals = ([], totals) if totals else (parts[-MOST_SERIES:], [])
    if len(parts) == MOST_SERIES:
        totals = []
    chosen = [*parts, *totals]
    only = len(chosen) == 1
    return [
        LineSeries(name, tuple(mark(*drawn) for drawn in zip(figures, ranges, strict=True)), main=not total or only)
        for name, total, figures, ranges in chosen
    ]


def headline(table: Protected, section: TableSection) -> str:
    """What is left of the cohort on the last day that is shown, all together or between which groups."""
    name = f"{section.name.removesuffix(f', begun in {_cohort(table, section)}')}: " if section.name else ""
    rows = _rows(table, section)
    whole = next((figures for _, total, figures, _ in rows if total), None)
    began = f"who began in {_cohort(table, section)}"
    found = _last(table, whole) if whole else None
    if found is not None:
        day, value = found
        return f"{name}{number(value)}% of those {began} were still in learning or had completed after {day.label}"
    if sum(len(_shown(table, figures)) > 1 for _, total, figures, _ in rows if not total) > 1:
        # Groups stand beside each other; which is the lowest by chance is no headline.
        return f"{name}{table.title}, of those {began}"
    return f"{name}{table.title}: too few people to show figures"


def chart_title(table: Protected, section: TableSection) -> str:
    """What the chart shows, in other words than the headline: how much is lost early, and how much later."""
    rows = _rows(table, section)
    whole = next((figures for _, total, figures, _ in rows if total), rows[0][2] if len(rows) == 1 else None)
    known = _shown(table, whole or ())
    if len(known) < 3:
        return "From the start, day by day"
    (_, start), (early, then), (late, last) = known[0], known[len(known) // 2], known[-1]
    return f"{number(start - then)} points are lost by {_name(early)}, and {number(then - last)} more by {_name(late)}"


def _shown(table: Protected, figures: tuple[Figure, ...]) -> list[tuple[Category, int | Decimal]]:
    """The moments whose figure is shown."""
    days = _moments(table).categories
    return [(c, f) for c, f in zip(days, figures, strict=False) if not isinstance(f, str)]


def _name(day: Category) -> str:
    return f"day {day.code}"


def _moments(table: Protected) -> Filter:
    return next(f for f in table.filters if f.moments)


def _cohort(table: Protected, section: TableSection) -> str:
    """The year in which the cohort of a section began, or all years."""
    years = next((f for f in table.filters if f.id == TIME), None)
    named = [c.label for c in years.categories if c.label in section.name] if years else []
    return named[0] if named else table.period


_Row = tuple[str, bool, "tuple[Figure, ...]", "tuple[Interval | None, ...]"]


def _rows(table: Protected, section: TableSection) -> list[_Row]:
    """Each group, whether it is all together, and its rates with their intervals in the order of the moments."""
    grid = section.main
    if grid.indicator is None:
        column = grid.indicators.index(table.main)
        alone = [(line.figures[column], line.ranges[column]) for line in grid.lines]
        return [("", True, tuple(figure for figure, _ in alone), tuple(found for _, found in alone))]
    return [(line.label, line.total, line.figures, line.ranges) for line in grid.lines if not line.depth]


def _last(table: Protected, figures: tuple[Figure, ...]) -> tuple[Category, int | Decimal] | None:
    """The last day with a figure, but for the first, on which everybody is there."""
    known = _shown(table, figures)
    return known[-1] if len(known) > 1 else None
