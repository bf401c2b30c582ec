"""What readers of a rounded or perturbed table know of its counts, as the ledger keeps it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.ledger.ranges import OPEN, Ranges, Rates
from alder.disclosure.noise.applied import altered
from alder.disclosure.noise.possible import bounds, possible
from alder.disclosure.noise.single import midpoints
from alder.disclosure.rounding import shown
from alder.disclosure.settings import NOISELESS, Action, Method
from alder.disclosure.settings import Rates as Made
from alder.disclosure.yearly import years_of
from alder.errors import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.ledger.membership import Numbers
    from alder.disclosure.ledger.narrowed import Redraw
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts, Figure


def grid_of(policy: Policy) -> str:
    """The same for policies whose figures are the same for the same people, or nothing for one that alters nothing."""
    if policy.action is Action.PERTURB:
        noise = present(policy.noise, NOISELESS)
        return f"noise up to {noise.most}, variance {noise.variance}, gap {noise.gap}"
    if policy.action is Action.ROUND:
        return f"{policy.method} {policy.base} from {policy.threshold}"
    return ""


def rounded_ranges(counts: Counts, policy: Policy, figures: Sequence[Sequence[Figure]]) -> Ranges:
    """The ends of every count by its own figure, and of every rate that is made of counts nobody sees.

    Counts that no reader sees are open; what is behind a figure is never part of its ends.
    """
    size = counts.cells.num_rows
    low = np.zeros((len(counts.counts), size), dtype=np.int64)
    high = np.full((len(counts.counts), size), OPEN, dtype=np.int64)
    told = {name for i in counts.rates if i.of for name in i.of} if policy.rates is Made.PUBLISHED else set()
    for rows, year in years_of(counts):
        least, most = bounds(year, policy, altered(year, policy))
        for n, i in enumerate(counts.counts):
            if i.shown or i.id in told:
                low[n, rows] = [least[i.id, k] for k in range(len(rows))]
                high[n, rows] = [most[i.id, k] for k in range(len(rows))]
    rates = _rates(counts, figures) if policy.rates is Made.COUNTS else Rates.none()
    return Ranges(low.ravel(), high.ravel(), rates, grid_of(policy))


def _rates(counts: Counts, figures: Sequence[Sequence[Figure]]) -> Rates:
    at = {i.id: n for n, i in enumerate(counts.counts)}
    size = counts.cells.num_rows
    found: list[tuple[int, int, float, float]] = []
    for i, printed in zip(counts.indicators, figures, strict=True):
        if i.of is None or not i.shown:
            continue
        half = 0.5 * 10.0**-i.decimals
        for row, figure in enumerate(printed):
            if isinstance(figure, Decimal):
                ends = (float(figure) - half) / 100, (float(figure) + half) / 100
                found.append((at[i.of[0]] * size + row, at[i.of[1]] * size + row, *ends))
    of, out_of, least, most = zip(*found, strict=True) if found else ((), (), (), ())
    return Rates(
        np.array(of, dtype=np.int64),
        np.array(out_of, dtype=np.int64),
        np.array(least, dtype=np.float64),
        np.array(most, dtype=np.float64),
    )


def redrawn(policy: Policy, ranges: Ranges) -> Redraw:
    """What readers would know if a table under this policy had other counts: by the policy alone.

    Where figures are drawn, or fitted to each other, the ends keep their distance and lie around the count at random.
    """

    def redraw(count: Numbers, draw: np.random.Generator) -> Ranges:
        if policy.action is Action.SUPPRESS:
            return Ranges.of_shown(count, ranges.exact)
        low, high = ranges.low.copy(), ranges.high.copy()
        seen = high < OPEN
        if policy.action is Action.ROUND and policy.method in (Method.NEAREST, Method.REDACT, Method.MIDPOINT):
            for value in np.unique(count[seen]).tolist():
                ends = possible(_figure(value, policy), policy)
                low[seen & (count == value)], high[seen & (count == value)] = ends
        else:
            below = np.floor(draw.random(len(count)) * (high - low + 1)).astype(np.int64)
            low, high = (
                np.where(seen, np.maximum(count - below, 0), low),
                np.where(seen, count - below + high - low, high),
            )
        return Ranges(low, high, _again(ranges.rates, count, draw), ranges.grid)

    return redraw


def _figure(value: int, policy: Policy) -> int | str:
    return int(midpoints([value], policy.base)[0]) if policy.method is Method.MIDPOINT else shown(value, policy)


def _again(rates: Rates, count: Numbers, draw: np.random.Generator) -> Rates:
    some = count[rates.out_of] > 0
    of, out_of, width = rates.of[some], rates.out_of[some], (rates.most - rates.least)[some]
    least = count[of] / count[out_of] - draw.random(len(of)) * width
    return Rates(of, out_of, least, least + width)
