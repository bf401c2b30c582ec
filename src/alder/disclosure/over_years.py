"""A table over several years as a line chart and in a sentence: what went before a break is not joined to what came
after it, on paper or in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.disclosure.layout import written
from alder.disclosure.protected import NOT_APPLICABLE
from alder.look.charts import Mark
from alder.look.lines import Series
from alder.look.words import amount, sentence
from alder.model.statistic import TIME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from alder.disclosure.layout import Line, Section
    from alder.disclosure.protected import Figure, Protected

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
    for b in sorted(table.quality.breaks, key=lambda b: b.year):
        if table.about.periods[0].year < b.year <= table.about.periods[-1].year:
            found.setdefault(b.year.label, []).append(b.text)
    return found


def series(table: Protected, section: Section) -> list[Series]:
    """The lines of the chart: up to four categories, or their total alone where there are more."""
    if section.main.indicator is None:
        return [Series("", tuple(_mark(f) for f in _of_the_years(table, _alone(table, section))), main=True)]
    lines = [line for line in section.main.lines if not line.depth]
    parts, totals = [x for x in lines if not x.total], [x for x in lines if x.total]
    if len(parts) > MOST_SERIES:
        parts, totals = totals, []
    if table.main.is_count or len(parts) == MOST_SERIES:
        totals = []
    chosen = [*parts, *totals]
    return [
        Series(x.label, tuple(_mark(f) for f in _row(table, section, x)), main=not x.total or len(chosen) == 1)
        for x in chosen
    ]


@dataclass(frozen=True)
class _Point:
    year: str
    value: int | Decimal


def headline(table: Protected, section: Section) -> str:
    """What the whole was in the first and in the last year shown; a change only where no break lies between."""
    i = table.main
    name = f"{sentence(section.name)}: " if section.name else ""
    subject = table.title if i.is_count else i.label
    if name and subject[1:2].islower():
        subject = subject[:1].lower() + subject[1:]
    whole = _whole(table, section)
    known = [_Point(y, f) for y, f in zip(years(table), whole, strict=True) if f is not None and not isinstance(f, str)]
    if not known:
        return f"{name}{subject}: too few people to show figures for all of them, year by year"
    first, last = known[0], known[-1]
    unit = "%" if i.is_rate else i.unit
    if len(known) == 1:
        return f"{name}{subject}: {amount(first.value, unit)} in {first.year}, the only year that can be shown"
    if any(first.year < year <= last.year for year in breaks(table)):
        return (
            f"{name}{subject}: {amount(first.value, unit)} in {first.year} and {amount(last.value, unit)} in "
            f"{last.year}, which a break in the series parts"
        )
    if first.value == last.value:
        return f"{name}{subject}: {amount(last.value, unit)} in {last.year}, as in {first.year}"
    verb = "rose" if last.value > first.value else "fell"
    before, after = f"{amount(first.value, unit)} in {first.year}", f"{amount(last.value, unit)} in {last.year}"
    return f"{name}{subject} {verb} from {before} to {after}"


def chart_title(table: Protected) -> str:
    """What the chart shows, in other words than the headline: how many breaks it crosses, or that it crosses none."""
    found = breaks(table)
    if not found:
        return "Year by year, without a break in the series"
    places = "a break" if len(found) == 1 else f"{len(found)} breaks"
    return f"Year by year, with {places} in the series: do not read a trend across a dashed line"


def _whole(table: Protected, section: Section) -> Sequence[Figure | None]:
    if section.main.indicator is None:
        return _of_the_years(table, _alone(table, section))
    total = next((x for x in section.main.lines if x.total), None)
    return _row(table, section, total) if total else [None] * len(years(table))


def _alone(table: Protected, section: Section) -> dict[str, Figure]:
    """Of a table of years alone, the main figure of each year."""
    column = section.main.indicators.index(table.main)
    return {line.label: line.figures[column] for line in section.main.lines}


def _row(table: Protected, section: Section, line: Line) -> list[Figure | None]:
    return _of_the_years(table, dict(zip(section.main.columns, line.figures, strict=True)))


def _of_the_years(table: Protected, figures: dict[str, Figure]) -> list[Figure | None]:
    return [figures.get(year) for year in years(table)]


def _mark(figure: Figure | None) -> Mark | None:
    if figure is None or figure == NOT_APPLICABLE:
        return None
    return Mark(None, figure) if isinstance(figure, str) else Mark(float(figure), written(figure))
