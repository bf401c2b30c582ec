"""A table over several years as a line chart and in a sentence: what went before a break is not joined to what came
after it, on paper or in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.look.words import amount, sentence
from alder.model.comparison import ComparisonVerdict, over_time
from alder.model.statistic import TIME
from alder.show.line_chart import LineSeries

if TYPE_CHECKING:
    from alder.disclosure.protected import Protected
    from alder.model.comparison import Comparand
    from alder.model.statistic import Figure
    from alder.show.layout import GridRow, TableSection
    from alder.show.svg import Mark

MOST_SERIES = 4


def has_years(table: Protected) -> bool:
    """Whether the table is over several years."""
    return any(f.id == TIME for f in table.filters)


def years(table: Protected) -> list[str]:
    """All years that were asked for, also those without figures, and those between: time has no holes."""
    first, last = table.about.periods[0].year, table.about.periods[-1].year
    return [(first + n).label for n in range(last.start - first.start + 1)]


def without_figures(table: Protected) -> list[str]:
    """The years of the chart that have none: nothing is held of them, or nobody asked."""
    held = {c.code for c in table.filter(TIME).categories}
    return [y for y in years(table) if y not in held]


def provisional(table: Protected) -> list[str]:
    return [p.year.label for p in table.about.periods if p.provisional]


def breaks(table: Protected) -> dict[str, list[str]]:
    """The breaks that the years cross, each by the first year after it."""
    found: dict[str, list[str]] = {}
    for b in sorted(table.breaks, key=lambda b: b.year):
        found.setdefault(b.year.label, []).append(b.text)
    return found


def series(table: Protected, section: TableSection) -> list[LineSeries]:
    """The lines of the chart: up to four categories, or their total alone where there are more."""
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


def headline(table: Protected, section: TableSection) -> str:
    """What the whole was in the last year shown, and what became of it as far as `model.comparison` lets it be said."""
    i = table.main
    name = f"{sentence(section.name)}: " if section.name else ""
    subject = table.title if i.is_count else i.label
    if name and subject[1:2].islower():
        subject = subject[:1].lower() + subject[1:]
    every = years(table)
    cells = _whole(table, section)
    points = [cells[year].comparand if year in cells else None for year in every]
    while points and points[-1] is None:
        points.pop()
    if not points:
        return f"{name}{subject}: too few people to show figures for all of them, year by year"

    def said(n: int) -> str:
        figure = cells[every[n]].figure
        return f"{amount(0 if isinstance(figure, str) else figure, '%' if i.is_rate else i.unit)} in {every[n]}"

    found = over_time(points, [n for n, year in enumerate(every) if year in breaks(table)])
    earlier = [n for n, point in enumerate(points[:-1]) if point is not None]
    last = f"{name}{subject}: {said(found.until)}"
    if not earlier:
        return f"{last}, the only year that can be shown"
    if found.verdict.is_difference:
        return f"{name}{subject} {found.verdict.over_time} from {said(found.since)} to {said(found.until)}"
    if found.verdict is ComparisonVerdict.ALIKE:
        return f"{last}, no clear change from {said(found.since)}"
    if found.verdict is ComparisonVerdict.BREAK:
        return f"{name}{subject}: {said(earlier[0])} and {said(found.until)}, which a break in the series parts"
    if found.verdict is ComparisonVerdict.JUMP:
        return f"{last}, not compared with {every[found.since]}, since coverage may have changed"
    return last


def chart_title(table: Protected) -> str:
    """What the chart shows, in other words than the headline: how many breaks it crosses, or that it crosses none."""
    found = breaks(table)
    if not found:
        return "Year by year, without a break in the series"
    places = "a break" if len(found) == 1 else f"{len(found)} breaks"
    return f"Year by year, with {places} in the series: do not read a trend across a dashed line"


@dataclass(frozen=True)
class _Cell:
    figure: Figure
    mark: Mark | None
    comparand: Comparand | None


def _whole(table: Protected, section: TableSection) -> dict[str, _Cell]:
    if section.main.indicator is None:
        return _alone(table, section)
    total = next((x for x in section.main.lines if x.total), None)
    return _in_columns(section, total) if total else {}


def _alone(table: Protected, section: TableSection) -> dict[str, _Cell]:
    """Of a table of years alone, the main figure of each year."""
    column = section.main.indicators.index(table.main)
    return {line.label: _cell(line, column) for line in section.main.lines}


def _in_columns(section: TableSection, line: GridRow) -> dict[str, _Cell]:
    return {year: _cell(line, column) for column, year in enumerate(section.main.columns)}


def _cell(line: GridRow, column: int) -> _Cell:
    return _Cell(line.figures[column], line.mark(column), line.comparands[column])


def _marks(table: Protected, cells: dict[str, _Cell]) -> tuple[Mark | None, ...]:
    return tuple(cells[year].mark if year in cells else None for year in years(table))
