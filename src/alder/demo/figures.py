"""Figures of a protected table, looked up by category, and the sentences that they allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.layout import written
from alder.disclosure.protected import NOT_APPLICABLE, rows_of
from alder.look.charts import Mark
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.disclosure import Protected
    from alder.disclosure.protected import Figure


class Figures:
    """A protected table as a page reads it: what is shown, and its number where one is shown."""

    def __init__(self, table: Protected) -> None:
        self.table = table
        self._at = dict(rows_of(table))
        self._place = {i.id: n for n, i in enumerate(table.indicators)}

    def mark(self, indicator: str, **where: str) -> Mark:
        """One figure. Filters that are not named are at their total, or at their only category."""
        key = tuple(where.get(f.id, TOTAL if f.has_total else f.categories[0].code) for f in self.table.filters)
        figures = self._at.get(key)
        return _mark(figures[self._place[indicator]] if figures else NOT_APPLICABLE)

    def marks(self, indicator: str, filter: str) -> list[tuple[str, str, Mark]]:
        """Code, label and figure of each category of a filter, in order; the total last."""
        by = next(f for f in self.table.filters if f.id == filter)
        named = [(c.code, c.label) for c in by.categories] + [(TOTAL, by.total_label)]
        return [(code, label, self.mark(indicator, **{filter: code})) for code, label in named]


def _mark(figure: Figure) -> Mark:
    return Mark(None if isinstance(figure, str) else float(figure), written(figure))


def lowest_and_highest(marks: Iterable[tuple[str, str, Mark]]) -> tuple[tuple[str, float], tuple[str, float]] | None:
    """Label and value of the lowest and highest category that shows a number; None where fewer than two do."""
    shown = sorted(((m.value, label) for code, label, m in marks if code != TOTAL and m.value is not None))
    if len(shown) < 2:
        return None
    (low, lowest), (high, highest) = shown[0], shown[-1]
    return (lowest, low), (highest, high)


def points(value: float) -> str:
    """A difference of two percentages: 3.1 points; about one point."""
    return f"{value:.1f} points"


def change(first: Mark, last: Mark, since: str) -> str:
    """What happened to a rate, as a heading: it rose, fell or held since a year."""
    if first.value is None or last.value is None:
        return "Not every year has a figure that can be shown"
    moved = last.value - first.value
    if abs(moved) < 1:
        return f"Achievement has hardly changed since {since}"
    word = "risen" if moved > 0 else "fallen"
    return f"Achievement has {word} by {points(abs(moved))} since {since}"


def said(mark: Mark) -> str:
    """A percentage with its sign, or its symbol alone."""
    return f"{mark.shown}%" if mark.value is not None else mark.shown
