"""Years along an axis, with those between them of which there are no figures: a gap must be seen as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.publishing.described.contents import Period

_YEARS = ("AY", "CY", "FY", "TY")
"""Kinds of periods of which one follows the other each year."""
_LONGEST = 60


def every_year(periods: Sequence[Period]) -> tuple[list[str], list[int]]:
    """The labels of all years from the first to the last, and where each of the periods stands among them.

    Periods that are no years, or not in their order, stand as they are.
    """
    labels = [period.label for period in periods]
    starts = [int(period.period[:4]) for period in periods]
    as_they_are = labels, list(range(len(labels)))
    kinds = {period.code for period in periods}
    if len(kinds) > 1 or not kinds <= set(_YEARS) or sorted(set(starts)) != starts:
        return as_they_are
    if starts[-1] - starts[0] >= _LONGEST:
        return as_they_are
    first, identifier = periods[0], periods[0].identifier
    has_two = len(first.period) == 6
    found = []
    for year in range(starts[0], starts[-1] + 1):
        text = f"{year}{(year + 1) % 100:02d}" if has_two else str(year)
        found.append(labels[starts.index(year)] if year in starts else identifier.label(text))
    return found, [year - starts[0] for year in starts]
