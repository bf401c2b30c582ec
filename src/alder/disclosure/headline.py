"""What a protected table says, in a sentence made from nothing but the figures it shows.

A group is named as the lowest or highest, and two groups as apart, only where `model.comparison` lets it be said; else
the sentence says how high the whole is, and what it is split by.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from alder.disclosure.layout import by_words
from alder.look.words import amount, number, sentence
from alder.model.comparison import compare, lowest_and_highest
from alder.model.coverage import PLACES
from alder.model.statistic import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.protected import Protected
    from alder.model.comparison import Comparand
    from alder.model.statistic import Indicator
    from alder.show.layout import GridRow, TableSection

_NEVER_RANKED = frozenset({PROVIDER, *PLACES})
"""Who or which place is the lowest is no finding: they have different people."""


def headline(table: Protected, section: TableSection) -> str:
    """The finding: how high the whole is, and which group lies apart from all others."""
    i = table.main
    parts, total = _of(table, section)
    name = f"{sentence(section.name)}: " if section.name else ""
    subject = table.title if i.is_count else i.label
    if name and subject[1:2].islower():
        subject = subject[:1].lower() + subject[1:]
    if total is None and not parts:
        return f"{name}{subject}: too few people to show figures"
    if total is None:
        return f"{name}{subject} in {table.period}"
    whole = f" was {_figure(total, i)}" if i.is_rate else f": {_figure(total, i)}"
    whole += f" {i.unit}" if i.is_count else ""
    return f"{name}{subject}{whole}{_apart(table, parts)}"


def spread(table: Protected, section: TableSection, series: Sequence[int] = ()) -> str:
    """What a chart shows, in other words than the headline: whether two groups are apart, or what it is split by."""
    i = table.main
    known = _series(section, series) if series else list(_of(table, section)[0])
    plain = f"{table.title if i.is_count else i.label}{by_words(table)}"
    if len(known) != 2 or not _may_be_ranked(table):
        return plain
    (first, one), (second, other) = known
    if one is None or other is None:
        return plain
    found = compare(one, other)
    if not found.verdict.is_difference:
        return f"{first} and {second} are too near each other to tell apart" if found.low is not None else plain
    most, high, least, low = (second, other, first, one) if found.difference > 0 else (first, one, second, other)
    if not i.is_count:
        apart = amount(Decimal(f"{high.value - low.value:.{i.decimals}f}"), "points" if i.is_rate else i.unit)
        return f"{most}: {apart} more than {least}"
    return f"{most}: {number(high.value / low.value, 1)} times as many as {least}" if low.value else plain


_Group = tuple[str, "Comparand | None"]


def _series(section: TableSection, columns: Sequence[int]) -> list[_Group]:
    """The series of a chart, each by its total over all rows."""
    total = next((line for line in section.main.lines if line.total), None)
    return [(section.main.columns[n], total.comparands[n]) for n in columns] if total else []


def _may_be_ranked(table: Protected) -> bool:
    """Whether groups may be named: never providers or places, and only groups that nobody is in twice."""
    return not any(f.id in _NEVER_RANKED or not f.additive for f in table.filters)


def _apart(table: Protected, parts: list[_Group]) -> str:
    i = table.main
    if not _may_be_ranked(table):
        return ""
    low, high = lowest_and_highest([known for _, known in parts])
    said = []
    for word, at in (("lowest", low), ("most" if i.is_count else "highest", high)):
        if at is not None and (at == high or not i.is_count):
            label, known = parts[at]
            value = known.value if known else 0
            said.append(f"{word} {'in' if i.is_count else 'for'} {label} ({_figure(value, i)})")
    return f", {' and '.join(said)}" if said else ""


def _of(table: Protected, section: TableSection) -> tuple[list[_Group], int | Decimal | None]:
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


def _figure(value: float | Decimal, i: Indicator) -> str:
    if i.is_count:
        return number(int(value))
    exact = value if isinstance(value, (int, Decimal)) else Decimal(f"{value:.{i.decimals}f}")
    return amount(exact, "%" if i.is_rate else i.unit)
