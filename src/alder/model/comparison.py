"""What may be said of two figures: that one is higher, or nothing, because chance, rounding or a break explains it.

Every heading, tile and title that compares figures asks here, so that one rule decides all of them.

**Rates.** One is higher than another where the 95% interval of their *difference* leaves out 0. The interval is that of
Newcombe (1998, Statistics in Medicine 17, 873 to 890, method 10): with Wilson's intervals (l, u) of both rates p, the
difference p2 - p1 lies between (p2 - p1) - √((p2 - l2)² + (u1 - p1)²) and (p2 - p1) + √((u2 - p2)² + (p1 - l1)²).
Where the number that a rate is a share of is not known, the interval that was published beside it takes the place of
Wilson's; the same serves means and other estimates (Zou and Donner 2008, Statistics in Medicine 27, 1693 to 1702). What
the rates may have lost by rounding is added at both ends, and a rounded base counts as the lowest that it can stand
for. Intervals that overlap are no test: two rates can differ though their intervals touch.

It is assumed that both figures are of different cases, and that cases are independent. Aims of one learner, and
learners of one provider, are alike, so the true interval is rather wider; people who are in both figures make the
difference steadier. Neither is known of a published table. Administrative returns are no sample: the interval says how
far a rate would move if the same process met another cohort of that size.

**Counts.** One is higher where the difference is larger than rounding can make it, the reach of both taken together;
where one is under 1,000, it must also be beyond chance: of two Poisson counts with the same mean, given their sum, the
lower is binomial with 1/2 (Przyborowski and Wilenski 1940, Biometrika 31, 313 to 323). The test is exact and two-sided,
at 5%, after rounding has been given its full reach. Over 1,000, chance moves a count by some per cent at most, and
what is said is how many were counted.

**Over time** nothing is said across a break, a missing value, or a step that looks like a change of coverage. Of what
is not known (how counts were rounded, what a rate is a share of) nothing is said either.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import comb, exp, lgamma, log, sqrt
from statistics import NormalDist, median
from typing import TYPE_CHECKING

from alder.model.interval import SMALL_COHORT, WIDTH_95, wilson_share

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

CONFIDENCE = 0.95

JUMP = 1.1
"""A step by less than a tenth is none: coverage that changes by less cannot be told from what happens in a year."""
TIMES_THE_OTHERS = 5
"""A step is a jump where it is so many times as large as the median of the others."""
JUMP_ALONE = 1.5
"""With fewer than two other steps to go by, half as much again."""
LEAST_FOR_A_JUMP = 100
"""Smaller counts move by much from chance alone, which is judged elsewhere."""


class FigureKind(StrEnum):
    """What a figure is."""

    COUNT = "count"
    RATE = "rate"
    ESTIMATE = "estimate"
    """Anything else, such as a mean or a median."""


class ComparisonVerdict(StrEnum):
    """What may be said of a second figure beside a first one, or why nothing may."""

    HIGHER = "higher"
    LOWER = "lower"
    ALIKE = "not distinguishable"
    BREAK = "a break lies between"
    MISSING = "a figure is missing"
    JUMP = "coverage may have changed"
    UNKNOWN = "not enough is known of the figures"

    @property
    def over_time(self) -> str:
        """The verb, for a figure that follows another; nothing where nothing may be said."""
        return {"higher": "rose", "lower": "fell", "not distinguishable": "shows no clear change"}.get(self.value, "")

    @property
    def is_difference(self) -> bool:
        return self in (ComparisonVerdict.HIGHER, ComparisonVerdict.LOWER)


@dataclass(frozen=True)
class Comparand:
    """One of two figures that are compared, with what is known of how it was made."""

    value: float
    kind: FigureKind
    decimals: int = 0
    """The places to which it is written."""
    base: float | None = None
    """The number that a rate is a share of, as it is published."""
    reach: float | None = None
    """How far a published count may be from the count behind it; of a rate, its base. None: nobody knows."""
    interval: tuple[float, float] | None = None
    """The 95% interval that was published beside it."""
    from_published: bool = False
    """Whether a rate was worked out from counts that were rounded before."""

    @property
    def loss(self) -> float:
        """By how much the value itself may be off: half of its last place, and what rounded counts make of it."""
        half = 0.5 * 10.0**-self.decimals
        if self.from_published and self.base and self.reach:
            return half + 100 * 2 * self.reach / self.base
        return half


@dataclass(frozen=True)
class Judgement:
    """A verdict, the difference, and its interval where there is one."""

    verdict: ComparisonVerdict
    difference: float = 0
    low: float | None = None
    high: float | None = None
    because: str = ""
    """What explains it, as a part of a sentence."""


def interval_of_difference(
    first: float, first_interval: tuple[float, float], second: float, second_interval: tuple[float, float]
) -> tuple[float, float]:
    """The interval of second - first from the intervals of both: Newcombe's method 10 where those are Wilson's."""
    (l1, u1), (l2, u2) = first_interval, second_interval
    difference = second - first
    return (
        difference - sqrt((second - l2) ** 2 + (u1 - first) ** 2),
        difference + sqrt((u2 - second) ** 2 + (first - l1) ** 2),
    )


def chance_of_counts(first: int, second: int) -> float:
    """How likely two Poisson counts of one mean are at least so far apart, given their sum: exact, two-sided."""
    low, total = min(first, second), first + second
    term = exp(lgamma(total + 1) - lgamma(low + 1) - lgamma(total - low + 1) - total * log(2))
    tail = 0.0
    for k in range(low, -1, -1):  # from the largest term down, as far as terms matter
        tail += term
        term *= k / (total - k + 1)
        if term < 1e-12 * tail:
            break
    return min(1.0, 2 * tail)


def compare(first: Comparand, second: Comparand, *, confidence: float = CONFIDENCE) -> Judgement:
    """The second beside the first. A higher `confidence` is for one of many comparisons made at once."""
    if first.kind is not second.kind:
        return Judgement(ComparisonVerdict.UNKNOWN, because="the two figures are not of one kind")
    if first.kind is FigureKind.COUNT:
        return _counts(first, second, confidence)
    return _shares(first, second, confidence)


def _shares(first: Comparand, second: Comparand, confidence: float) -> Judgement:
    before, other = _interval(first, confidence), _interval(second, confidence)
    difference = second.value - first.value
    if before is None or other is None:
        why = "what the rates are shares of, or their intervals, is not known"
        if first.kind is FigureKind.ESTIMATE:
            why = "how they were made is not known, and they have no intervals"
        return Judgement(ComparisonVerdict.UNKNOWN, difference, because=why)
    low, high = interval_of_difference(first.value, before, second.value, other)
    low, high = low - first.loss - second.loss, high + first.loss + second.loss
    verdict = ComparisonVerdict.HIGHER if low > 0 else ComparisonVerdict.LOWER if high < 0 else ComparisonVerdict.ALIKE
    return Judgement(
        verdict, difference, low, high, "chance alone may explain it" if verdict is ComparisonVerdict.ALIKE else ""
    )


def _interval(figure: Comparand, confidence: float) -> tuple[float, float] | None:
    """The interval of one figure, in its unit."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    if figure.kind is FigureKind.RATE and figure.base is not None and figure.base > 0:
        base = max(1.0, figure.base - (figure.reach or 0))
        low, high = wilson_share(min(max(figure.value / 100, 0.0), 1.0), base, z)
        return 100 * low, 100 * high
    if figure.interval is None:
        return None
    low, high = figure.interval
    wider = z / WIDTH_95
    return figure.value - (figure.value - low) * wider, figure.value + (high - figure.value) * wider


def _counts(first: Comparand, second: Comparand, confidence: float) -> Judgement:
    difference = second.value - first.value
    if first.reach is None or second.reach is None:
        return Judgement(ComparisonVerdict.UNKNOWN, difference, because="how the counts were rounded is not known")
    reach = first.reach + second.reach
    low, high = difference - reach, difference + reach
    if low <= 0 <= high:
        why = "they are the same" if not reach else "rounding alone may explain it"
        return Judgement(ComparisonVerdict.ALIKE, difference, low, high, why)
    least, most = (first, second) if difference > 0 else (second, first)
    if least.value < SMALL_COHORT:
        nearest = max(0, round(least.value + least.reach)), max(0, round(most.value - most.reach))  # type: ignore[operator]
        if chance_of_counts(*nearest) > 1 - confidence:
            return Judgement(ComparisonVerdict.ALIKE, difference, low, high, "chance alone may explain it")
    return Judgement(ComparisonVerdict.HIGHER if difference > 0 else ComparisonVerdict.LOWER, difference, low, high)


@dataclass(frozen=True)
class Change:
    """What became of a figure over time: from where to where it was judged, and what may be said."""

    since: int
    until: int
    judgement: Judgement

    @property
    def verdict(self) -> ComparisonVerdict:
        return self.judgement.verdict


def over_time(points: Sequence[Comparand | None], breaks: Collection[int] = ()) -> Change:
    """The last figure beside the first with which it compares: since the last break or missing figure.

    `points` are in the order of time, None where there is no figure; `breaks` are the places of those that do not
    compare with the ones before.
    """
    return _changed(points, breaks, from_previous=False)


def since_previous(points: Sequence[Comparand | None], breaks: Collection[int] = ()) -> Change:
    """The last figure beside the one before it."""
    return _changed(points, breaks, from_previous=True)


def _changed(points: Sequence[Comparand | None], breaks: Collection[int], *, from_previous: bool) -> Change:
    last = len(points) - 1
    if last < 1 or points[last] is None:
        return Change(last, last, Judgement(ComparisonVerdict.MISSING, because="there is no figure to compare"))
    first = last
    while first and first not in breaks and points[first - 1] is not None:
        first -= 1
    run = [p for p in points[first:] if p is not None]
    if first == last:
        broken = first in breaks
        why = "something changed, which the notes name" if broken else "there is no figure for the period before"
        return Change(
            last, last, Judgement(ComparisonVerdict.BREAK if broken else ComparisonVerdict.MISSING, because=why)
        )
    steps = jumps([_size(p) for p in run])
    since = last - 1 if from_previous else first
    if any(step > since - first for step in steps):
        why = "the numbers jump by so much that what is covered may have changed"
        return Change(since, last, Judgement(ComparisonVerdict.JUMP, run[-1].value - points[since].value, because=why))  # type: ignore[union-attr]
    return Change(since, last, compare(points[since], points[last]))  # type: ignore[arg-type]


def _size(figure: Comparand) -> float | None:
    """How many a figure is about, as far as that is known."""
    return figure.value if figure.kind is FigureKind.COUNT else figure.base


def jumps(sizes: Sequence[float | None]) -> list[int]:
    """The places of numbers that differ from the one before by so much that coverage may have changed.

    A step by more than a tenth that is five times as large as the others usually are; with fewer than two others, one
    by half. It cannot be known from figures: a real fall can look like it, and then whoever publishes says so.
    """
    steps = {
        n: abs(log(now / then))
        for n, (then, now) in enumerate(pairwise(sizes), 1)
        if then and now and min(then, now) > 0 and max(then, now) >= LEAST_FOR_A_JUMP
    }
    jumps_at = []
    for n, step in steps.items():
        others = [other for m, other in steps.items() if m != n]
        usual = TIMES_THE_OTHERS * median(others) if len(others) > 1 else log(JUMP_ALONE)
        if step > max(log(JUMP), usual):
            jumps_at.append(n)
    return jumps_at


def lowest_and_highest(groups: Sequence[Comparand | None]) -> tuple[int | None, int | None]:
    """The places of the group that is lower, and of the group that is higher, than each of the others beyond chance.

    None where there is no such group, and where a figure is missing: what is hidden may be the lowest. Which group is
    the lowest is found among all, so each of the pairs is judged at the level divided by their number (Bonferroni).
    """
    known = [(figure.value, n) for n, figure in enumerate(groups) if figure is not None]
    if len(known) < 2 or len(known) < len(groups):
        return None, None
    confidence = 1 - (1 - CONFIDENCE) / comb(len(known), 2)

    def is_apart(n: int, verdict: ComparisonVerdict) -> bool:
        return all(
            compare(other, groups[n], confidence=confidence).verdict is verdict  # type: ignore[arg-type]
            for m, other in enumerate(groups)
            if m != n and other is not None
        )

    low, high = min(known)[1], max(known)[1]
    return (low if is_apart(low, ComparisonVerdict.LOWER) else None), (
        high if is_apart(high, ComparisonVerdict.HIGHER) else None
    )
