"""The order of rows. Whoever reads an order of providers reads a league table, so there is none without bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.fifths import check as check_fifths
from alder.disclosure.fifths import fifths
from alder.disclosure.protected import rows_of
from alder.errors import UsageError
from alder.model.statistic import PROVIDER, TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.disclosure.protected import Protected
    from alder.model.statistic import Counts, Filter

BANDS = ("quintile",)


def check(counts: Counts, *, bands: str, by_value: bool) -> None:
    """Refuse an order of providers by their figures alone, and bands of what has none."""
    if bands and bands not in BANDS:
        raise UsageError(f"there are no bands called {bands}", where=f"Bands are {', '.join(BANDS)}.")
    if bands:
        check_fifths(counts.filters, has_rates=bool(counts.rates))
    if by_value and not bands and any(f.id == PROVIDER for f in counts.filters):
        raise UsageError(
            "providers are not put in the order of their figures",
            where="Neighbours in such an order mostly differ by chance, and each teaches other learners.",
            next="Ask for fifths, which stand in order:  --bands quintile",
        )


def ordered(table: Protected, rows: Filter, where: Mapping[str, str]) -> list[str]:
    """The codes of a filter from the highest figure to the lowest, providers by fifths and then by name.

    What is not shown comes last, in its usual order, so that the order tells nothing of it. `where` has the categories
    of the other filters.
    """
    codes = [c.code for c in rows.categories]
    found = dict(rows_of(table))
    bands = fifths(table) if rows.id == PROVIDER else {}
    place = table.indicators.index(table.main)

    def key(code: str) -> tuple[float, int]:
        at = tuple(code if f.id == rows.id else where.get(f.id, TOTAL) for f in table.filters)
        if rows.id == PROVIDER:
            return (-float(bands[at].own) if at in bands else 0.0), codes.index(code)
        figures = found.get(at)
        figure = figures[place] if figures else ""
        return (1.0 if isinstance(figure, str) else -float(figure)), codes.index(code)

    return sorted(codes, key=key)
