"""What a rounded table still gives away: every rounded figure is an interval, and intervals add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure import rounding
from alder.disclosure.attacker import Attacker
from alder.disclosure.audit import Programme
from alder.disclosure.noise.applied import altered
from alder.disclosure.noise.possible import bounds
from alder.disclosure.settings import Rates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.noise.applied import Altered
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts, Indicator

_CLOSE = 1e-6


@dataclass(frozen=True)
class Leak:
    """How much of a rounded table can be worked out. Numbers of figures, none of them by name.

    `counts` are all that stand behind the table; `exact` of them have one possible value; `small` are shown as low,
    and `small_exact` of those have one possible value; `width` is the mean number of values left to a count that is
    not 0, `promised` the mean that its rounding alone would leave.
    """

    counts: int
    exact: int
    small: int
    small_exact: int
    width: float
    promised: float

    def words(self) -> str:
        return (
            f"{self.exact:,} of {self.counts:,} counts can be worked out exactly, {self.small_exact:,} of them among "
            f"the {self.small:,} small ones. A count keeps {self.width:.1f} possible values on average, where rounding "
            f"alone would leave {self.promised:.1f}."
        )


def rounding_leak(counts: Counts, policy: Policy, published: Altered | None = None) -> Leak:
    """Measure the leak of a policy that rounds or perturbs: a table's counts, its printed rates, and how it adds up.

    `published` are the counts as they were published, where they are at hand. Zeros that are shown as 0 are known by
    intention, and left out of all but the bounds.
    """
    rows = counts.cells.to_pylist()
    low, high = bounds(counts, policy, published or altered(counts, policy))
    promised = {c: high[c] - low[c] + 1 for c in low}
    lows, highs = narrowed(counts, policy, low, high)
    secret = [c for c in lows if rows[c[1]][c[0]] > 0]
    small = [c for c in secret if rows[c[1]][c[0]] < policy.threshold]
    width = {c: highs[c] - lows[c] + 1 for c in secret}
    return Leak(
        counts=len(secret),
        exact=sum(w == 1 for w in width.values()),
        small=len(small),
        small_exact=sum(width[c] == 1 for c in small),
        width=float(np.mean(list(width.values()))) if width else 0.0,
        promised=float(np.mean([promised[c] for c in secret])) if secret else 0.0,
    )


Bounds = dict[tuple[str, int], int]


def narrowed(counts: Counts, policy: Policy, low: Bounds, high: Bounds) -> tuple[Bounds, Bounds]:
    """The lowest and highest whole value of every count, given first bounds: rates, then sums, until nothing moves."""
    nothing: dict[str, NDArray[np.bool_]] = {i.id: np.zeros(counts.cells.num_rows, dtype=bool) for i in counts.counts}
    attacker = Attacker(counts, nothing, policy)
    low, high = dict(low), dict(high)
    for _ in range(4):
        before = (dict(low), dict(high))
        if policy.rates is Rates.COUNTS:  # others follow from what is published, and tell nothing more
            _by_rates(counts, policy, low, high)
        _by_sums(attacker, low, high)
        if before == (low, high):
            break
    return low, high


def _by_rates(counts: Counts, policy: Policy, low: Bounds, high: Bounds) -> None:
    """A printed rate leaves few pairs of numerator and denominator: keep what the pairs span."""
    rows = counts.cells.to_pylist()
    for i in counts.rates:
        assert i.of
        for k, row in enumerate(rows):
            n, d = int(row[i.of[0]]), int(row[i.of[1]])
            if d == 0 or not rounding.may_show_rate(n, d, policy):
                continue
            ends = (low[i.of[0], k], high[i.of[0], k]), (low[i.of[1], k], high[i.of[1], k])
            (low[i.of[0], k], high[i.of[0], k]), (low[i.of[1], k], high[i.of[1], k]) = _pairs(i, n, d, *ends)


def _pairs(
    i: Indicator, n: int, d: int, of: tuple[int, int], out_of: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """What all whole numerators and denominators within their bounds span that would print the same rate."""
    printed = float(i.worked_out(n, d) or 0)
    half = 0.5 * 10.0**-i.decimals
    denominators = np.arange(max(1, out_of[0]), out_of[1] + 1)
    least = np.ceil((printed - half) / 100 * denominators - 1e-7).astype(np.int64)
    most = np.floor((printed + half) / 100 * denominators + 1e-7).astype(np.int64)
    least, most = np.maximum(least, of[0]), np.minimum(np.minimum(most, of[1]), denominators)
    fits = least <= most
    numerators = int(least[fits].min()), int(most[fits].max())
    return numerators, (int(denominators[fits].min()), int(denominators[fits].max()))


def _by_sums(attacker: Attacker, low: Bounds, high: Bounds) -> None:
    """Linear programmes over all counts at once, rounded inwards to whole numbers."""
    programme = Programme(attacker)
    columns = list(attacker.unknown)
    programme.limit(np.array([low[c] for c in columns], float), np.array([high[c] for c in columns], float))
    for n, cell in enumerate(columns):
        if low[cell] == high[cell]:
            continue
        cost = np.zeros(len(columns))
        cost[n] = 1.0
        low[cell] = max(low[cell], int(np.ceil(programme.ask(cost)[n] - _CLOSE)))
        high[cell] = min(high[cell], int(np.floor(programme.ask(-cost)[n] + _CLOSE)))
