"""Figures of a protected table, looked up by category, and the sentences that they allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.protected import rows_of
from alder.model.comparison import ComparisonVerdict, over_time
from alder.model.statistic import NOT_APPLICABLE, TOTAL
from alder.show.layout import mark
from alder.show.svg import Mark

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alder.disclosure import Protected
    from alder.model.comparison import Comparand
    from alder.model.statistic import Figure


class Figures:
    """A protected table as a page reads it: what is shown, and its number where one is shown."""

    def __init__(self, table: Protected) -> None:
        self.table = table
        self._at = dict(rows_of(table))
        self._place = {i.id: n for n, i in enumerate(table.indicators)}

    def mark(self, indicator: str, **where: str) -> Mark:
        """One figure. Filters that are not named are at their total, or at their only category."""
        figures = self._row(where)
        if figures is None:
            return Mark(None, NOT_APPLICABLE)
        found = mark(figures[self._place[indicator]], self.table.interval_in(figures, indicator))
        return found or Mark(None, NOT_APPLICABLE)

    def comparand(self, indicator: str, **where: str) -> Comparand | None:
        """The same figure with what is known of it, for comparing."""
        figures = self._row(where)
        return self.table.comparand_in(figures, indicator) if figures else None

    def _row(self, where: dict[str, str]) -> tuple[Figure, ...] | None:
        key = tuple(where.get(f.id, TOTAL if f.has_total else f.categories[0].code) for f in self.table.filters)
        return self._at.get(key)

    def marks(self, indicator: str, filter: str) -> list[tuple[str, str, Mark]]:
        """Code, label and figure of each category of a filter, in order; the total last."""
        by = next(f for f in self.table.filters if f.id == filter)
        named = [(c.code, c.label) for c in by.categories] + [(TOTAL, by.total_label)]
        return [(code, label, self.mark(indicator, **{filter: code})) for code, label in named]


def said(mark: Mark) -> str:
    """A percentage with its sign, or its symbol alone."""
    return f"{mark.shown}%" if mark.value is not None else mark.shown


def trend(figures: Sequence[Comparand | None], years: Sequence[str], breaks: Collection[str]) -> str:
    """What became of the rate, as a heading: said only where it is beyond chance, and across no break."""
    found = over_time(figures, [n for n, year in enumerate(years) if year in breaks])
    since = f"since {years[found.since]}"
    if found.verdict.is_difference:
        word = "risen" if found.verdict is ComparisonVerdict.HIGHER else "fallen"
        return f"Achievement has {word} by {abs(found.judgement.difference):.1f} points {since}"
    return (
        f"Achievement shows no clear change {since}"
        if found.verdict is ComparisonVerdict.ALIKE
        else "Achievement over time"
    )
