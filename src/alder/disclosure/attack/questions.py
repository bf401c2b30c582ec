"""What is asked of all figures together: each question with the answer that would be a leak, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.asked import What
from alder.disclosure.attack.banded import LEAST_SHARING
from alder.disclosure.attack.findings import How

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.disclosure.attack.banded import Rules, System
    from alder.disclosure.attack.contributed import Limits
    from alder.disclosure.attack.figure_files import Counted, Shown
    from alder.disclosure.attack.groups import Group
    from alder.disclosure.attack.rebuilt import Numbers
    from alder.disclosure.attack.recorded import Records

_NEAR = 1e-5
_TOO_NEAR = 5.0
"""What few people have together is told if it is placed to within so many per cent, where the p % rule says nothing."""
_SURE = 1e-5
_WIDE_OF_ALL = 1e-9


@dataclass(frozen=True, eq=False)
class Claim:
    """That a combination of unknowns is above a bound in every table that the figures allow.

    To those with lines among what it counts the bound is higher by their own.
    """

    unknowns: Numbers
    weight: float
    bound: float
    lines: Numbers | None = None
    """The lines that are counted, where it is about somebody's value."""


@dataclass(frozen=True, eq=False)
class Question:
    """A leak if every claim holds; or, with a `width`, if the first combination has no two values so far apart."""

    number: int
    cell: int
    how: How
    steps: str
    claims: tuple[Claim, ...]
    behind: frozenset[int]
    """Whose secret it is: who is behind the lines of the group."""
    width: float | None = None
    is_whole: bool = True
    range: str = ""
    """What follows the words, with `{low}` and `{high}` filled in."""
    own: frozenset[int] = frozenset()
    """Who is asked nothing new, since they have the value themselves."""
    viewer: int | None = None
    """The contributor whose question it is beside readers: the largest but one."""


def questions_of(
    system: System,
    shown: Sequence[Shown],
    groups: Sequence[Group],
    counts: Counted,
    limits: Limits,
    rules: Rules,
    width: int,
) -> list[Question]:
    found = _Asking(system, shown, counts, limits, rules)
    made: list[Question] = []
    for group in groups:
        made += found.of_group(group, width)
    for one in shown:
        made += found.pinned(one) if one.is_placed else ()
    made += found.of_classes()
    if any(one.is_summed for one in shown):
        made += found.of_sums(groups)
    return [replace(one, number=n) for n, one in enumerate(made)]


class _Asking:
    def __init__(self, system: System, shown: Sequence[Shown], counts: Counted, limits: Limits, rules: Rules) -> None:
        self.system, self.shown, self.counts, self.limits, self.rules = system, shown, counts, limits, rules
        self.recorded: Records = system.recorded
        self.many, self.total = system.many_true, self.recorded.total
        self.points = {
            at.start: figure
            for one in shown
            if one.is_placed
            for figure in np.unique(one.figure[one.there]).tolist()
            for at in [system.bands.around(figure, one.half)]
            if at.stop - at.start == 1
        }
        self.is_weighted = self.recorded.lines.weight is not None

    def of_group(self, group: Group, width: int) -> Iterator[Question]:
        """How many there are, whether somebody has a printed value, and how many lie below a place."""
        cells, first, behind = list(group.cells), group.cells[0], self._behind(group.cells)
        if group.is_cell and self.counts.is_told and self.counts.hidden[first]:
            every = self.system.many(first)
            said, between = f"the count of {group.name} can only be ", "{low:.0f} to {high:.0f}"
            yield Question(0, first, How.RANGE, said, (Claim(every, 1.0, 0.0),), behind, width, range=between)
        if self.is_weighted or len(self.system.bands) < 2:
            return
        many = self.many[cells].sum(axis=0)
        who = f"the {group.people} of {group.name}"
        for band in np.flatnonzero(many).tolist():
            if band in self.points:
                said = f"somebody of {who} has the value {self.points[band]:g}"
                lines = self._lines(group.cells, band)
                claim = Claim(self._in(cells, slice(band, band + 1)), 1.0, _SURE, lines)
                yield Question(0, first, How.TOGETHER, said, (claim,), behind)
        lowest, highest = self._ends(cells)
        for band in range(max(1, lowest + 1), min(len(self.system.bands), highest)):
            below = int(many[:band].sum())
            said = f"{below} of {who} lie below {self.system.bands.edges[band]:g}, and no other number of them can"
            claim = Claim(self._in(cells, slice(0, band)), 1.0, 0.0)
            yield Question(0, first, How.TOGETHER, said, (claim,), behind, 1.0)

    def _ends(self, cells: list[int]) -> tuple[int, int]:
        """The bands between which the shown extremes of wider cells say that everybody lies: that much is no secret."""
        lowest, highest = 0, len(self.system.bands)
        for one in self.shown:
            if one.statistic.what not in (What.MINIMUM, What.MAXIMUM):
                continue
            for wide in np.flatnonzero(one.there).tolist():
                if self._holds(wide, cells):
                    at = self.system.bands.around(float(one.figure[wide]), one.half)
                    if one.statistic.what is What.MINIMUM:
                        lowest = max(lowest, at.start)
                    else:
                        highest = min(highest, at.stop)
        return lowest, highest

    def _holds(self, wide: int, cells: list[int]) -> bool:
        lines = np.concatenate([self.recorded.at(cell) for cell in cells])
        return bool(np.isin(lines, self.recorded.at(wide)).all())

    def pinned(self, one: Shown) -> Iterator[Question]:
        """Hidden percentiles and extremes that are the value of few, in cells whose count is known."""
        if self.is_weighted:
            return
        known = one.hidden & (self.counts.low == self.counts.high)
        for other in self.shown:
            known &= ~other.there | (other.statistic != one.statistic)
        for cell in np.flatnonzero(known).tolist():
            true = self.recorded.figure(one.statistic, cell)
            band = int(self.system.bands.of(np.array([true]))[0])
            having = self._lines((cell,), band)
            few = LEAST_SHARING if one.statistic.what is What.PERCENTILE else self.rules.threshold
            if band not in self.points or self.recorded.different(having) >= few:
                continue
            n = int(self.recorded.truth.count[cell])
            below, up_to = _needed(one, n)
            claims = (
                Claim(self.system.many(cell, slice(0, band + 1)), 1.0, up_to - 1 + _SURE),
                Claim(self.system.many(cell, slice(0, band)), -1.0, -below - 1 + _SURE),
            )
            said = f"the hidden {one.name} of {self.recorded.truth.name(cell)} can only be {self.points[band]:g}"
            own = frozenset[int]()
            if one.statistic.what is not What.PERCENTILE:  # whoever has the lowest or highest value knows it
                own = frozenset(self.recorded.lines.holding[having].tolist())
            yield Question(0, cell, How.TOGETHER, said, claims, self._behind((cell,)), own=own)

    def of_classes(self) -> Iterator[Question]:
        """Cells of which nearly everybody has one printed value."""
        near = self.rules.near_full
        if near is None or self.is_weighted:
            return
        for band, figure in self.points.items():
            all_of_it = (self.many[:, band] >= near * self.recorded.truth.count) & (self.counts.low == self.counts.high)
            for cell in np.flatnonzero(all_of_it).tolist():
                n = int(self.recorded.truth.count[cell])
                said = f"{near:.0%} or more of the {n} of {self.recorded.truth.name(cell)} have the value {figure:g}"
                claim = Claim(self.system.many(cell, slice(band, band + 1)), 1.0, near * n - _NEAR)
                yield Question(0, cell, How.CLASS, said, (claim,), self._behind((cell,)))

    def of_sums(self, groups: Sequence[Group]) -> Iterator[Question]:
        """What few people have together, and what one above all others has."""
        unsafe, needed = self.recorded.contributed.judged(self.limits)
        halves = [one.half for one in self.shown if one.statistic.what is What.MEAN]
        second = self.recorded.contributed.ranked(1)[0]
        cells = {group.cells: group for group in groups}
        for group in cells.values():
            units = float(self.recorded.units[list(group.cells)].sum())
            share = (self.limits.p or _TOO_NEAR) / 100 * float(self.total[list(group.cells)].sum())
            near = max(self.system.bands.step, 2 * max(halves, default=0.0) * units, share)
            said, between = f"what the {group.people} of {group.name} have together follows: ", "{low:,g} to {high:,g}"
            how = How.RANGE if group.is_cell else How.SUBTRACTION
            claims = (Claim(np.array([self.system.sum_of(cell) for cell in group.cells]), self.system.unit, 0.0),)
            behind, near = self._behind(group.cells), near * (1 - _NEAR)
            yield Question(0, group.cells[0], how, said, claims, behind, near, is_whole=False, range=between)
        for cell in np.flatnonzero(unsafe & (needed > 0)).tolist():
            value = float(self.total[cell])
            slack = _NEAR * float(needed[cell]) + _WIDE_OF_ALL * max(1.0, value)
            said, up_to = f"{self.recorded.truth.name(cell)} has together ", "{high:,.0f} at most, too near its "
            claims = (
                Claim(np.array([self.system.sum_of(cell)]), -self.system.unit, slack - value - float(needed[cell])),
            )
            viewer, up_to = int(second[cell]) if second[cell] >= 0 else None, f"{up_to}{value:,.0f}"
            yield Question(0, cell, How.RANGE, said, claims, self._behind((cell,)), range=up_to, viewer=viewer)

    def _lines(self, cells: tuple[int, ...], band: int) -> Numbers:
        """The lines of some cells whose value lies in a band."""
        lines = np.concatenate([self.recorded.at(cell) for cell in cells])
        return np.asarray(lines[self.system.bands.of(self.recorded.lines.value[lines]) == band])

    def _in(self, cells: list[int], bands: slice) -> Numbers:
        return np.concatenate([self.system.many(cell, bands) for cell in cells])

    def _behind(self, cells: tuple[int, ...]) -> frozenset[int]:
        lines = np.concatenate([self.recorded.at(cell) for cell in cells])
        return frozenset(np.unique(self.recorded.lines.holding[lines]).tolist())


def _needed(one: Shown, n: int) -> tuple[int, int]:
    """That a figure lies in a band: at most so many below it, and so many below its end at least."""
    match one.statistic.what:
        case What.MINIMUM:
            return 0, 1
        case What.MAXIMUM:
            return n - 1, n
    place = (n - 1) * one.statistic.share
    low = int(np.floor(place + _SURE))
    return low, low + 1 + int(place - low > _SURE)
