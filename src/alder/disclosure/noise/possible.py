"""A rounded or perturbed table as a system of intervals: what each published figure alone leaves open, and what
all of them together do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attacker import Attacker
from alder.disclosure.settings import NOISELESS, Action, Method, Rates
from alder.errors import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.noise.applied import Altered
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts

    Facts = Sequence[tuple[dict[int, float], float, float]]

Bounds = dict[tuple[str, int], int]


def possible(figure: int | str, policy: Policy, *, steps: int = 1, parts: int = 0) -> tuple[int, int]:
    """The lowest and the highest count that could be behind a published figure, by itself.

    `steps` is how far controlled rounding had to go, and `parts` how many inner cells may have moved in a total of
    small-count rounding; 0 for an inner cell.
    """
    none = 0 if policy.hide_zeros else 1
    if policy.action is Action.PERTURB:
        most = present(policy.noise, NOISELESS).most
        if isinstance(figure, str):
            return none, policy.threshold - 1 + most
        if figure == 0:  # with a threshold only nobody is shown as 0
            return 0, most if policy.threshold == 1 else 0
        return max(1, figure - most), figure + most
    base = policy.base
    if isinstance(figure, str):
        return none, policy.threshold - 1
    match policy.method:
        case Method.MIDPOINT:
            return (0, 0) if figure == 0 else (figure + base // 2 - base + 1, figure + base // 2)
        case Method.RANDOM:
            return max(0, figure - base + 1), figure + base - 1
        case Method.CONTROLLED:
            reach = steps * base - 1
            return max(0, figure - reach), figure + reach
        case Method.SMALL_COUNTS:
            if parts:
                return max(0, figure - parts * (base - 1)), figure + parts * (base - 1)
            return (0, base - 1) if figure == 0 else (1, base) if figure == base else (figure, figure)
    if figure == 0:
        return 0, 0
    return max(policy.threshold, figure - base // 2), figure + (base - 1) // 2


def bounds(counts: Counts, policy: Policy, altered: Altered) -> tuple[Bounds, Bounds]:
    """What each published count leaves open by itself. Counts that nobody sees are as open as a reader finds them.

    A rate of published counts tells the counts that it is made of, so these count as seen.
    """
    told = {name for i in counts.rates if i.of for name in i.of} if policy.rates is Rates.PUBLISHED else set()
    low: Bounds = {}
    high: Bounds = {}
    for i in counts.counts:
        figures = altered.figures[i.id]
        moved = sum(f in (0, policy.base) for f, inner in zip(figures, altered.inner, strict=True) if inner)
        for k, figure in enumerate(figures):
            ends = (0, 10 * altered.values[i.id][k] + 100)
            if i.shown or i.id in told:
                ends = possible(figure, policy, steps=altered.steps, parts=0 if altered.inner[k] else moved)
            low[i.id, k], high[i.id, k] = ends
    return low, high


@dataclass(frozen=True)
class Known:
    """The small counts and small differences of which one value is left. For the data owner alone."""

    names: tuple[str, ...]
    counts: frozenset[tuple[str, int]]
    """Those of them that are counts of the table, by indicator and row."""
    unasked: int
    """How many there was no asking for one by one; of them nothing is said."""


LEAST_ASKED, MOST_ASKED, WORK = 40, 400, 600_000
"""How many small counts a search asks for one by one: fewer, the more counts there are in each programme."""


def exactly_known(counts: Counts, policy: Policy, low: Bounds, high: Bounds, rates: Facts = ()) -> Known:
    """The small counts and small differences of which the bounds, all sums and all rates together leave one value.

    `rates` are combinations of counts with their ends. Fractions are allowed until the end, so what is found is known
    for certain.
    """
    from alder.disclosure.audit import Programme, narrow_to

    nothing = {i.id: np.zeros(counts.cells.num_rows, dtype=bool) for i in counts.counts}
    attacker = Attacker(counts, nothing, policy)
    attacker.facts += rates
    small = [s for s in attacker.secrets if s.small and s.truth > 0]
    known = [s for s in small if len(s.parts) == 1 and low[s.parts[0][1:]] == high[s.parts[0][1:]]]
    told = {s.name for s in known}
    attacker.secrets = [s for s in small if s.name not in told]
    unasked = 0
    if attacker.secrets:
        for s in attacker.secrets:
            s.see(s.truth)
            s.values = 2
        programme = Programme(attacker)
        cells = list(attacker.unknown)
        programme.limit(np.array([low[c] for c in cells], float), np.array([high[c] for c in cells], float))
        done = narrow_to(programme, attacker.secrets, policy, min(MOST_ASKED, max(LEAST_ASKED, WORK // len(cells))))
        known += [s for s in attacker.secrets[:done] if s.possible < 2]
        unasked = sum(s.possible < 2 for s in attacker.secrets[done:])
    counted = frozenset(s.parts[0][1:] for s in known if len(s.parts) == 1)
    return Known(tuple(s.name for s in known), counted, unasked)
