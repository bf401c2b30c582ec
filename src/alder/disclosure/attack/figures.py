"""The attack on a table of rounded or noisy counts: what each figure means under its policy, and all together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.attack.rounded import Bounds, asked, narrowed
from alder.disclosure.settings import NOISELESS, Action, Method
from alder.errors import present

if TYPE_CHECKING:
    from alder.disclosure.attack.published import Published
    from alder.disclosure.attack.rebuilt import Bools, Floats, Rebuilt, Truth
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.table import Table

_MOST_STEPS = 2


@dataclass(frozen=True)
class Told:
    """One small count that is no secret. It tells the value, so it is for the owner of the data alone."""

    cell: int
    name: str
    value: int


@dataclass(frozen=True)
class Leak:
    """What the figures of a table give away together. Counts of 0 are left out."""

    counts: int
    small: int
    told: tuple[Told, ...]
    """The small counts of which one value is left."""
    exact: int
    """Counts of any size of which one value is left, and more by their own figure."""
    alone: int
    """How many small counts have one value left by their own figure."""
    width: float
    """How many values a count keeps on average."""
    promised: float
    """How many its own figure leaves on average."""
    unasked: int
    """Small counts that there was no time for."""
    wrong: tuple[str, ...]
    """Cells whose figure the policy does not give."""

    @property
    def safe(self) -> bool:
        return not self.told and not self.wrong


def truth_under(table: Table, policy: Policy) -> Rebuilt:
    """The table as attackers must take it: with its empty cells where a figure of 0 may be somebody, or a symbol 0."""
    return rebuild(table, empties=policy.hide_zeros or not _zero_is_nobody(policy))


def _zero_is_nobody(policy: Policy) -> bool:
    if policy.action is Action.PERTURB:
        return policy.threshold > 1
    return policy.method in (Method.NEAREST, Method.REDACT, Method.MIDPOINT)


def small_below(policy: Policy) -> int:
    """Where noise hides nothing, small is what it can carry down to nobody."""
    if policy.action is Action.PERTURB and policy.threshold == 1:
        return present(policy.noise, NOISELESS).most + 1
    return policy.threshold


def meaning(truth: Rebuilt, public: Published, policy: Policy) -> Bounds:
    """The lowest and highest count that each figure alone leaves open."""
    symbol, shown = public.hidden, np.where(public.hidden, 0.0, public.shown)
    none = 0.0 if policy.hide_zeros else 1.0
    if policy.action is Action.PERTURB:
        most = float(present(policy.noise, NOISELESS).most)
        low, high = np.maximum(1.0, shown - most), shown + most
        high = np.where(shown == 0, most if policy.threshold == 1 else 0.0, high)
        low = np.where(shown == 0, 0.0, low)
        return Bounds(np.where(symbol, none, low), np.where(symbol, policy.threshold - 1 + most, high))
    low, high = _rounded(truth, shown, policy)
    return Bounds(np.where(symbol, none, low), np.where(symbol, policy.threshold - 1.0, high))


def _rounded(truth: Rebuilt, shown: Floats, policy: Policy) -> tuple[Floats, Floats]:
    base = policy.base
    match policy.method:
        case Method.MIDPOINT:
            top = np.where(shown == 0, 0, shown + base // 2)
            return np.where(shown == 0, 0, top - base + 1), top
        case Method.RANDOM:
            return np.maximum(0, shown - base + 1), shown + base - 1
        case Method.CONTROLLED:
            steps = next(
                (s for s in range(1, _MOST_STEPS) if (np.abs(shown - truth.count) < s * base).all()), _MOST_STEPS
            )
            return np.maximum(0, shown - steps * base + 1), shown + steps * base - 1
        case Method.SMALL_COUNTS:
            inner = _inner(truth)
            low = np.where(shown == base, 1, np.where(shown == 0, 0, shown))
            high = np.where(shown == base, base, np.where(shown == 0, base - 1, shown))
            return np.where(inner, low, 0), np.where(inner, high, shown + base * inner.sum())
    least = np.maximum(policy.threshold, shown - base // 2)
    return np.where(shown == 0, 0, least), np.where(shown == 0, 0, shown + (base - 1) // 2)


def _inner(truth: Rebuilt) -> Bools:
    found = np.ones(len(truth.count), dtype=bool)
    found[truth.whole] = False
    return found


def attack_figures(truth: Rebuilt, public: Published, policy: Policy, seconds: float) -> Leak:
    """What follows of the small counts, from all figures and all sums."""
    first = meaning(truth, public, policy)
    off = np.flatnonzero((truth.count < first.low) | (truth.count > first.high))
    if len(off):
        return Leak(0, 0, (), 0, 0, 0.0, 0.0, 0, tuple(truth.name(int(cell)) for cell in off[:20]))
    some = truth.count > 0
    small = np.flatnonzero(some & (truth.count < small_below(policy)))
    found = narrowed(truth, first)
    nearer, unasked = asked(truth, found, small, seconds)
    return summed(truth, policy, first, nearer, unasked)


def summed(truth: Truth, policy: Policy, first: Bounds, found: Bounds, unasked: int) -> Leak:
    """How much is left of first bounds."""
    some = truth.count > 0
    small = np.flatnonzero(some & (truth.count < small_below(policy)))
    return Leak(
        int(some.sum()),
        len(small),
        tuple(Told(n, truth.name(n), int(truth.count[n])) for n in small[found.exact[small]].tolist()),
        int((some & found.exact & ~first.exact).sum()),
        int(first.exact[small].sum()),
        float((found.high - found.low + 1)[some].mean()) if some.any() else 0.0,
        float((first.high - first.low + 1)[some].mean()) if some.any() else 0.0,
        unasked,
        (),
    )
