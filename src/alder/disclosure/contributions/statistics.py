"""Which means, rates, percentiles, deviations and extremes say too much, for many cells at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alder.disclosure.contributions.concentration import minimum
from alder.errors import NotProtected

if TYPE_CHECKING:
    from alder.disclosure.contributions.concentration import Bools, Judged
    from alder.disclosure.contributions.given import Contributions, Floats, Numbers
    from alder.disclosure.contributions.largest import Largest
    from alder.disclosure.policy import Policy


def mean(cells: Largest, policy: Policy) -> Judged:
    """A mean, total or ratio of values: enough contributors, and no dominance in what is summed."""
    from alder.disclosure.contributions.judged import judge

    return judge(cells, policy)


def rate(numerator: Any, denominator: Any, policy: Policy) -> Bools:
    """Numerator, denominator and difference are counts, and each may be too small.

    0% and 100% are too telling where the policy minds class disclosure. With nobody to divide by there is no rate, and
    nothing to hide.
    """
    n, d = np.asarray(numerator), np.asarray(denominator)
    if n.dtype.kind not in "iu" or d.dtype.kind not in "iu" or (n < 0).any() or (n > d).any():
        raise NotProtected("a numerator is no whole part of its denominator")
    few = policy.few_in_a_rate
    unsafe = ((n > 0) & (n < few)) | ((d > n) & (d - n < few)) | ((d > 0) & (d < policy.threshold))
    if policy.class_disclosure:
        unsafe |= (d > 0) & ((n == 0) | (n == d))
    return np.asarray(unsafe)


def percentile(n: Any, share: float, threshold: int) -> Bools:
    """Fewer contributors than the threshold below or above a percentile; of a median half of them stand on each side.

    `share` is 0.5 for the median. One that is rounded to a base wide enough is safe too; that is for the caller to do.
    """
    if not 0 < share < 1:
        raise NotProtected("a percentile lies between 0 and 1", next="Minimum and maximum have a rule of their own.")
    count = np.asarray(n)
    side = np.floor(count * min(share, 1 - share) + 1e-9)
    return np.asarray((count > 0) & (side < threshold))


def deviation(n: Any, policy: Policy, *, parameters: int = 1) -> Bools:
    """A standard deviation or variance: enough contributors, and enough degrees of freedom.

    A model has as many `parameters` as it estimates.
    """
    count = np.asarray(n)
    return np.asarray((count > 0) & ((count < policy.threshold) | (count - parameters < policy.freedom)))


@dataclass(frozen=True, eq=False)
class Extremes:
    """The smallest and the largest value of each cell, and how many contributors share each. Shape: cells."""

    least: Floats
    most: Floats
    at_least: Numbers
    at_most: Numbers

    def unsafe(self, threshold: int, *, structural: Any = False) -> tuple[Bools, Bools]:
        """Of the minimum, and of the maximum: fewer than the threshold share it, and it is no limit by design."""
        limit = np.asarray(structural, dtype=bool)
        low = minimum(self.at_least, threshold).unsafe & ~limit
        high = minimum(self.at_most, threshold).unsafe & ~limit
        return np.asarray(low), np.asarray(high)


def extremes(given: Contributions, cells: int) -> Extremes:
    """Minima and maxima of single values. A holding with several equal values shares them with itself once only."""
    least, most = np.full(cells, np.inf), np.full(cells, -np.inf)
    np.minimum.at(least, given.cell, given.value)
    np.maximum.at(most, given.cell, given.value)
    return Extremes(least, most, _sharing(given, least, cells), _sharing(given, most, cells))


def _sharing(given: Contributions, at: Floats, cells: int) -> Numbers:
    same = given.value == at[given.cell]
    pairs = np.unique(np.column_stack([given.cell[same], given.holding[same]]), axis=0)
    return np.bincount(pairs[:, 0], minlength=cells).astype(np.int64)
