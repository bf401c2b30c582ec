"""Which rates of exact counts may stand beside rounded ones, so that each leaves its counts enough values.

A reader who knows the rounded figures and the policy can list every pair of numerator and denominator. The printed rate
splits the list into groups, and the pairs whose rate is left out are one more group. A policy with `rate_keeps` leaves
out the rates whose group has too few numerators, denominators or differences, and others until those left out together
have enough: that a rate is left out tells no more than a rate would.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure import moments, rounding
from alder.disclosure.narrowing import narrowed_all
from alder.disclosure.noise.applied import altered
from alder.disclosure.noise.possible import bounds
from alder.disclosure.rate_pairs import as_shown
from alder.disclosure.settings import Action, Rates
from alder.disclosure.system import table_rows
from alder.disclosure.yearly import years_of
from alder.errors import present

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import NDArray

    from alder.disclosure.narrowing import Bounds
    from alder.disclosure.noise.applied import Altered
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts

    Rated = dict[tuple[str, int], Decimal]
    Ways = tuple[int, int]

MOST_PAIRS = 200_000
"""Pairs behind one rounded figure that are listed. Beyond them, where the numerator is not shown, each rate of so many
people leaves more numerators than any policy asks for."""


def exact_rates(counts: Counts, policy: Policy, published: Altered) -> Rated:
    """The rates of exact counts that are printed, by indicator and row. Rates of rounded counts are not among them."""
    found: Rated = {}
    if policy.rates is not Rates.COUNTS:
        return found
    codes = table_rows(counts)
    for i in counts.rates:
        parts = present(i.of, f"{i.id} is a rate of nothing")
        near = moments.too_near(counts, codes, parts, policy)
        pairs = zip(*(counts.cells.column(name).to_pylist() for name in parts), strict=True)
        for k, (n, d) in enumerate(pairs):
            if d > 0 and k not in near and rounding.may_show_rate(n, d, policy):
                found[i.id, k] = present(i.worked_out(n, d), f"{i.id} has no value where somebody is to divide by")
    return _kept(counts, policy, published, found) if policy.rate_keeps else found


def with_decimals(counts: Counts, policy: Policy) -> Counts:
    """The same with rates of no more decimals than the policy allows, or than leave most of them in the table."""
    most = policy.rate_decimals
    allowed = {i.id: i.decimals if most is None else min(i.decimals, most) for i in counts.rates}
    if counts.rates and policy.rate_keeps and policy.action is Action.ROUND:
        boxes = [(year, _boxes(year, policy, altered(year, policy))) for _, year in years_of(counts)]
        for i in counts.rates:
            mine = [box for year, of in boxes for box in of[i.id]]
            allowed[i.id] = min(range(allowed[i.id] + 1), key=lambda t: (_lost(mine, t, policy), -t))
    limited = tuple(replace(i, decimals=allowed[i.id]) if i.is_rate else i for i in counts.indicators)
    return replace(counts, indicators=limited)


def _lost(boxes: list[tuple[Ways, Ways]], decimals: int, policy: Policy) -> float:
    """How many rates are left out on average, over all counts that there could be behind the figures."""
    return sum(left_out(*box, 100 * 10**decimals, policy)[1] for box in boxes)


def _boxes(counts: Counts, policy: Policy, published: Altered) -> dict[str, list[tuple[Ways, Ways]]]:
    """For each rate, row by row, what the figures leave of its numerator and its denominator."""
    low, high = bounds(counts, policy, published)
    seen = {i.id for i in counts.counts if i.shown}

    def ends(name: str, row: int, most: int) -> Ways:
        return (low[name, row], min(high[name, row], most)) if name in seen else (0, most)

    found: dict[str, list[tuple[Ways, Ways]]] = {}
    for i in counts.rates:
        numerator, denominator = present(i.of, f"{i.id} is a rate of nothing")
        found[i.id] = []
        for row in range(counts.cells.num_rows):
            of = ends(denominator, row, 0)
            if denominator in seen:
                of = low[denominator, row], high[denominator, row]
            found[i.id].append((ends(numerator, row, of[1]), of))
    return found


def _kept(counts: Counts, policy: Policy, published: Altered, rates: Rated) -> Rated:
    """Those that leave their counts enough values each, and then all of them together with all sums."""
    boxes = _boxes(counts, policy, published)
    decimals = {i.id: i.decimals for i in counts.rates}
    found = {}
    for (name, row), rate in rates.items():
        own, of = boxes[name][row]
        digits = int(rate.scaleb(decimals[name]))
        if digits not in left_out(own, of, 100 * 10 ** decimals[name], policy)[0]:
            found[name, row] = rate
    low, high = bounds(counts, policy, published)
    while found:
        thin = too_few(counts, policy, low, high, found)
        if not thin:
            break
        first: dict[int, tuple[str, int]] = {}
        for name in decimals:  # of linked rates the one that a table is about stands last, and goes last
            for at in (at for at in thin if at[0] == name):
                first.setdefault(at[1], at)
        for at in first.values():
            del found[at]
    return found


def too_few(counts: Counts, policy: Policy, low: Bounds, high: Bounds, rates: Rated) -> set[tuple[str, int]]:
    """The rates of which a count or difference keeps too few values, with all sums, and fewer than without any rate.

    Where it is a count beside no rate, the rates nearest to it are told: those whose row has most categories in common.
    """
    told, ends = narrowed_all(counts, policy, low, high, rates)
    _, without = narrowed_all(counts, policy, low, high, {})
    thin = np.flatnonzero(ends.values < np.minimum(policy.rate_keeps, without.values))
    touched = {told.at(int(n)) for n in thin}
    of = {i.id: i.of for i in counts.rates if i.of}
    codes = np.array(table_rows(counts), dtype=object).reshape(counts.cells.num_rows, -1)
    begins = {track[0] for _, track in moments.tracks(counts, table_rows(counts))}  # all of a cohort, by definition
    telling = [at for at in rates if at[1] not in begins]
    found = {at for at in telling if any((part, at[1]) in touched for part in (*of[at[0]], of[at[0]]))}
    if found or not len(thin) or not telling:
        return found
    rows = sorted({row for _, row in touched})
    apart = {at: int((codes[rows] != codes[at[1]]).sum(axis=1).min()) for at in telling}
    return {at for at, far in apart.items() if far == min(apart.values())}


@lru_cache(maxsize=100_000)
def left_out(own: Ways, of: Ways, whole: int, policy: Policy) -> tuple[frozenset[int], float]:
    """The rates, in their digits, that are left out beside figures that leave these ways, and how many of all pairs
    have one of them.
    """
    n, d, seen = _pairs(own, of, policy)
    if not seen.any() or len(n) > MOST_PAIRS:
        return frozenset(), 0.0
    rate = (2 * whole * n + d) // (2 * d)
    kinds = (n, d, d - n)
    needed = [min(policy.rate_keeps, len(np.unique(kind[seen]))) for kind in kinds]
    groups, group = np.unique(rate[seen], return_inverse=True)
    enough = np.ones(len(groups), dtype=bool)
    for kind, least in zip(kinds, needed, strict=True):
        pairs = np.unique(np.column_stack([group, kind[seen]]), axis=0)
        nobody = kind is not d
        some = np.bincount(group, kind[seen] > 0, minlength=len(groups)) > 0
        many = np.bincount(pairs[:, 0], minlength=len(groups))
        enough &= (many >= least) | (~some if nobody else False)
    if enough.all():
        return frozenset(), 0.0
    out = ~enough
    for g in np.argsort(np.bincount(group, minlength=len(groups)), kind="stable").tolist():
        hidden = ~seen
        hidden[seen] = out[group]
        if all(len(np.unique(kind[hidden])) >= least for kind, least in zip(kinds, needed, strict=True)):
            break
        out[g] = True
    share = float(out[group].mean())
    return frozenset(groups[out].tolist()), share


def _pairs(own: Ways, of: Ways, policy: Policy) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Every pair within these ways, and whether its rate may be shown at all."""
    d = np.arange(max(1, of[0]), of[1] + 1, dtype=np.int64)
    size = own[1] - own[0] + 1
    if size * len(d) > MOST_PAIRS:
        return np.zeros(MOST_PAIRS + 1, dtype=np.int64), d, np.ones(1, dtype=bool)
    n = np.arange(own[0], own[1] + 1, dtype=np.int64)
    d, n = (one.ravel() for one in np.meshgrid(d, n, indexing="ij"))
    d, n = d[n <= d], n[n <= d]
    least, most = as_shown(d, n, n, policy)
    return n, d, (least == n) & (most == n)
