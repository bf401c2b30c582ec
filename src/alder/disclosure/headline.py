"""What a protected table says, in a sentence made from nothing but the figures it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.disclosure.layout import by_words
from alder.look.words import amount, number, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from alder.disclosure.layout import Section
    from alder.disclosure.protected import Protected
    from alder.model.statistic import Indicator

_NEVER_RANKED = frozenset({"provider"})


@dataclass(frozen=True)
class _Known:
    label: str
    value: int | Decimal


def headline(table: Protected, section: Section) -> str:
    """The finding: how high the whole is, and between which groups it lies."""
    i = table.main
    parts, total = _of(table, section)
    name = f"{sentence(section.name)}: " if section.name else ""
    subject = table.title if i.is_count else i.label
    if name and subject[1:2].islower():
        subject = subject[:1].lower() + subject[1:]
    if total is None and not parts:
        return f"{name}{subject}: too few people to show figures"
    whole = "" if total is None else f" was {_figure(total, i)}" if i.is_rate else f": {_figure(total, i)}"
    whole += f" {i.unit}" if whole and i.is_count else ""
    return f"{name}{subject}{whole}{_spread(table, section, parts, bool(whole))}"


def spread(table: Protected, section: Section, series: Sequence[int] = ()) -> str:
    """What a chart shows, in other words than the headline: how far apart its groups or its series are."""
    i = table.main
    ranked = not any(f.id in _NEVER_RANKED for f in table.filters)
    known = _series(section, series) if series else [p for p in _of(table, section)[0] if p.value]
    if len(known) < 2:
        return f"{table.title if i.is_count else i.label}{by_words(table)}"
    low, high = min(known, key=lambda p: p.value), max(known, key=lambda p: p.value)
    if low.value == high.value:
        return "The groups shown are alike"
    if not i.is_count:
        apart = amount(high.value - low.value, "points" if i.is_rate else i.unit)
        if ranked and len(known) == 2:
            return f"{known[0].label} and {known[1].label} are {apart} apart"
        return f"The highest and the lowest of the groups shown are {apart} apart"
    times = number(float(high.value) / float(low.value), 1)
    if ranked and len(known) == 2:
        return f"{high.label}: {times} times as many as {low.label}"
    return f"The largest of the groups shown is {times} times as large as the smallest"


def _series(section: Section, columns: Sequence[int]) -> list[_Known]:
    """The series of a chart, each by its total over all rows; only what is shown."""
    totals = next((line.figures for line in section.main.lines if line.total), ())
    shown = [(section.main.columns[n], totals[n]) for n in columns if totals]
    return [_Known(label, figure) for label, figure in shown if not isinstance(figure, str) and figure]


def _spread(table: Protected, section: Section, parts: list[_Known], after: bool) -> str:
    i, was = table.main, ":" if table.main.average else " was"
    if len(parts) < 2:
        return "" if after else f" in {table.period}"
    low, high = min(parts, key=lambda p: p.value), max(parts, key=lambda p: p.value)
    if low.value == high.value:
        return f"{',' if after else was} the same in every group shown"
    if any(f.id in _NEVER_RANKED and f.label == section.main.rows_are for f in table.filters):
        between = f"{_figure(low.value, i)} to {_figure(high.value, i)}"
        return f"{', from' if after else was} {between} between providers"
    if not i.is_count:
        return (
            f"{', from' if after else was} {_figure(low.value, i)} ({low.label}) to "
            f"{_figure(high.value, i)} ({high.label})"
        )
    return f"{', most in' if after else ' was highest in'} {high.label} ({_figure(high.value, i)})"


def _of(table: Protected, section: Section) -> tuple[list[_Known], int | Decimal | None]:
    """The categories that make the rows, at the total of the columns, and the grand total; only what is shown."""
    grid = section.main
    column = grid.indicators.index(table.main) if grid.indicator is None else len(grid.columns) - 1
    if grid.indicator is not None and not grid.total:
        return [], None
    parts, total = [], None
    for line in grid.lines:
        figure = line.figures[column]
        if isinstance(figure, str):
            continue
        if line.total or len(grid.lines) == 1:
            total = figure
        elif not line.depth:
            parts.append(_Known(line.label, figure))
    return parts, total


def _figure(value: int | Decimal | None, i: Indicator) -> str:
    return number(value or 0) if i.is_count else amount(value or 0, "%" if i.is_rate else i.unit)
