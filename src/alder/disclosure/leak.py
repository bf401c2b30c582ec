"""What a rounded table still gives away: every rounded figure is an interval, intervals add up, and each printed rate
leaves few pairs of numerator and denominator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.exact_rates import exact_rates, with_decimals
from alder.disclosure.narrowing import are_many, narrowed, rate_facts
from alder.disclosure.noise.applied import altered
from alder.disclosure.noise.possible import bounds, exactly_known

if TYPE_CHECKING:
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts


@dataclass(frozen=True)
class Leak:
    """How much of a rounded table can be worked out. Numbers of figures, none of them by name.

    `counts` are all that stand behind the table; `exact` of them have one possible value, `exact_without` have one
    without the printed rates; `small` are shown as low, and `small_exact` of those have one possible value; `width` is
    the mean number of values left to a count that is not 0, `promised` the mean that its rounding alone would leave.
    `unasked` small counts were narrowed by single sums and rates alone, because there are too many of them. Of `rates`
    whose parts are all large enough `withheld` are not shown, since they would give a count away.
    """

    counts: int
    exact: int
    exact_without: int
    small: int
    small_exact: int
    width: float
    promised: float
    unasked: int = 0
    rates: int = 0
    withheld: int = 0

    def words(self) -> str:
        found = (
            f"{self.exact:,} of {self.counts:,} counts can be worked out exactly, {self.small_exact:,} of them among "
            f"the {self.small:,} small ones. A count keeps {self.width:.1f} possible values on average, where rounding "
            f"alone would leave {self.promised:.1f}."
        )
        if self.exact > self.exact_without:
            found += (
                f" Without the printed rates {self.exact_without:,} could be worked out. Rates of fewer decimals, or "
                "of the rounded counts, give less away; a policy with rate_keeps leaves out those that give too much."
            )
        if self.withheld:
            found += (
                f" {self.withheld:,} of {self.rates:,} rates without a small part would give a count away: not shown."
            )
        if self.unasked:
            found += f" For {self.unasked:,} small counts single sums and rates were looked at, and not all together."
        return found


def rounding_leak(counts: Counts, policy: Policy) -> Leak:
    """Measure the leak of a policy that rounds or perturbs: a table's counts, its printed rates, and how it adds up.

    Zeros that are shown as 0 are known by intention, and left out of all but the bounds.
    """
    return leak_of(with_decimals(counts, policy), policy)


def leak_of(counts: Counts, policy: Policy) -> Leak:
    """The same for counts whose rates have the decimals that are printed."""
    published = altered(counts, policy)
    low, high = bounds(counts, policy, published)
    allowed = exact_rates(counts, replace(policy, rate_keeps=0), published)
    rates = exact_rates(counts, policy, published)
    lows, highs = narrowed(counts, policy, low, high, rates)
    without = narrowed(counts, policy, low, high, {}) if rates else (lows, highs)
    value = {(i.id, k): v for i in counts.counts for k, v in enumerate(counts.cells.column(i.id).to_pylist())}
    secret = [c for c in lows if value[c] > 0]
    small = {c for c in secret if value[c] < policy.threshold}
    unasked = 0
    if are_many(counts):
        known = exactly_known(counts, policy, lows, highs, rate_facts(counts, rates))
        told = {c for c in known.counts if c in small}
        lows, highs, unasked = lows | {c: value[c] for c in told}, highs | {c: value[c] for c in told}, known.unasked
    width = {c: highs[c] - lows[c] + 1 for c in secret}
    return Leak(
        counts=len(secret),
        exact=sum(w == 1 for w in width.values()),
        exact_without=sum(without[0][c] == without[1][c] for c in secret),
        small=len(small),
        small_exact=sum(width[c] == 1 for c in small),
        width=float(np.mean(list(width.values()))) if width else 0.0,
        promised=float(np.mean([high[c] - low[c] + 1 for c in secret])) if secret else 0.0,
        unasked=unasked,
        rates=len(allowed),
        withheld=len(allowed) - len(rates),
    )
