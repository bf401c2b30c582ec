"""Periods along an axis, with those between them of which there are no figures: a gap must be seen as one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alder.publishing.standard.periods import TIME_IDENTIFIERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.publishing.contents.contents import TimePeriod
    from alder.publishing.standard import TimeIdentifier

_YEARS = ("AY", "CY", "FY", "TY", "RY")
"""Kinds of periods of which one follows the other each year."""
_LONGEST = 160
"""More periods than three years of weeks are not drawn one by one."""


def every_period(periods: Sequence[TimePeriod]) -> tuple[list[str], list[int]]:
    """The labels of all periods from the first to the last, and where each of the given ones stands among them.

    Years follow each other, and so do the weeks, months, quarters, terms and halves of years. Periods that are not of
    one kind or not in their order stand as they are, and so do parts of years of which most do not follow each other,
    such as the same week of each year.
    """
    labels = [period.label for period in periods]
    as_they_are = labels, list(range(len(labels)))
    cycle = _cycle(periods)
    if not cycle:
        return as_they_are
    order = {identifier.code: n for n, identifier in enumerate(cycle)}
    places = [int(period.period[:4]) * len(cycle) + order[period.code] for period in periods]
    steps = [after - before for before, after in pairwise(places)]
    if any(step < 1 for step in steps) or places[-1] - places[0] >= _LONGEST:
        return as_they_are
    if len(cycle) > 1 and 2 * sum(step == 1 for step in steps) < len(steps):
        return as_they_are
    given = dict(zip(places, labels, strict=True))
    has_two = len(periods[0].period) == 6

    def named(place: int) -> str:
        year, at = divmod(place, len(cycle))
        return cycle[at].label(f"{year}{(year + 1) % 100:02d}" if has_two else str(year))

    every = [given.get(place) or named(place) for place in range(places[0], places[-1] + 1)]
    return every, [place - places[0] for place in places]


def _cycle(periods: Sequence[TimePeriod]) -> list[TimeIdentifier]:
    """The kinds of periods that follow each other within a year; nothing where these are of several kinds."""
    codes = {period.code for period in periods}
    if len(codes) == 1 and codes <= set(_YEARS):
        return [period.identifier for period in periods[:1]]
    families = {period.identifier.family for period in periods}
    if len(families) > 1:
        return []
    found = [one for one in TIME_IDENTIFIERS if one.family in families and one.order]
    return sorted(found, key=lambda one: one.order) if codes <= {one.code for one in found} else []
