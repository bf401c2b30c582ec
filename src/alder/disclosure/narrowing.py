"""What is left possible of every count behind a rounded table, given its figures, its sums and its printed rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attacker import CLOSE, Attacker
from alder.disclosure.audit import Programme
from alder.disclosure.ends import Ends, Rows
from alder.disclosure.rate_pairs import Printed
from alder.errors import present

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from numpy.typing import NDArray

    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts

    Bounds = dict[tuple[str, int], int]
    Shown = Mapping[tuple[str, int], Decimal]
    """Printed rates by the name of the indicator and the row."""

ALL_ASKED = 400
"""Counts and rates of a table of which each count is asked for by programmes over all of them. In larger tables single
sums and rates narrow all, and programmes are asked of the small ones alone."""
_ROUNDS = 50


def narrowed(counts: Counts, policy: Policy, low: Bounds, high: Bounds, rates: Shown) -> tuple[Bounds, Bounds]:
    """The lowest and highest whole value of every count, given first bounds: rates, then sums, until nothing moves.

    Of a table of up to `ALL_ASKED` counts and rates programmes over all sums and rates at once narrow each.
    """
    told, ends = narrowed_all(counts, policy, low, high, rates)
    return told.bounds(ends)


def narrowed_all(counts: Counts, policy: Policy, low: Bounds, high: Bounds, rates: Shown) -> tuple[Told, Ends]:
    """The same with the differences of denominators and numerators, in the order of what was told."""
    told = Told.of(counts, policy, rates)
    found = told.narrowed(told.first(low, high), policy)
    if not are_many(counts):
        for _ in range(4):
            before = found
            found = told.narrowed(told.asked(found), policy)
            if found.same(before):
                break
    return told, found


def are_many(counts: Counts) -> bool:
    return len(counts.cells) * (len(counts.counts) + len(counts.rates)) > ALL_ASKED


def rate_facts(counts: Counts, rates: Shown) -> list[tuple[dict[int, float], float, float]]:
    """Each printed rate as two combinations of counts, with their ends. Counts are numbered indicator by indicator."""
    start = {i.id: n * counts.cells.num_rows for n, i in enumerate(counts.counts)}
    found: list[tuple[dict[int, float], float, float]] = []
    for (name, k), rate in rates.items():
        of = present(counts.indicator(name).of, f"{name} is a rate of nothing")
        half = 0.5 * 10.0 ** int(rate.as_tuple().exponent)
        numerator, denominator = start[of[0]] + k, start[of[1]] + k
        low, high = max(0.0, float(rate) - half) / 100, min(100.0, float(rate) + half) / 100
        found.append(({numerator: 1.0, denominator: -low}, 0.0, np.inf))
        found.append(({numerator: 1.0, denominator: -high}, -np.inf, 0.0))
    return found


@dataclass(frozen=True, eq=False)
class Told:
    """What a rounded table tells besides its figures: how counts and differences add up, and the printed rates."""

    attacker: Attacker
    cells: list[tuple[str, int]]
    """The counts, indicator by indicator; after them come the differences of each rate."""
    differences: tuple[tuple[str, str], ...]
    rows: Rows
    printed: Printed

    @classmethod
    def of(cls, counts: Counts, policy: Policy, rates: Shown) -> Told:
        nothing: dict[str, NDArray[np.bool_]] = {
            i.id: np.zeros(counts.cells.num_rows, dtype=bool) for i in counts.counts
        }
        attacker = Attacker(counts, nothing, policy)
        size, names = counts.cells.num_rows, [i.id for i in counts.counts]
        pairs = tuple(dict.fromkeys(i.of for i in counts.rates if i.of))
        start = {name: n * size for n, name in enumerate([*names, *pairs])}
        sums = _sums(attacker, size)
        facts = [*attacker.facts, *rate_facts(counts, rates)]
        for pair in pairs:
            n, d, rest = start[pair[0]], start[pair[1]], start[pair]
            facts += [({d + k: 1.0, n + k: -1.0, rest + k: -1.0}, 0.0, 0.0) for k in range(size)]
            both = sums.get(n // size, set()) & sums.get(d // size, set())
            facts += [({rest + k: sign for k, sign in terms}, 0.0, 0.0) for terms in sorted(both)]
        attacker.facts += rate_facts(counts, rates)
        places = []
        for (name, k), rate in rates.items():
            of = present(counts.indicator(name).of, f"{name} is a rate of nothing")
            places.append((start[of[0]] + k, start[of[1]] + k, start[of] + k, rate))
        cells = [(name, k) for name in names for k in range(size)]
        return cls(attacker, cells, pairs, Rows.of(facts, (len(names) + len(pairs)) * size), Printed.of(places))

    def first(self, low: Bounds, high: Bounds) -> Ends:
        """The first bounds, with those of differences."""
        size = len(self.attacker.rows)
        lowest, highest = (np.array([of[c] for c in self.cells], dtype=float) for of in (low, high))
        start = {name: n * size for n, (name, _) in enumerate(self.cells[::size])}
        most = [highest[start[d] : start[d] + size] for _, d in self.differences]
        return Ends(np.concatenate([lowest, *(0 * of for of in most)]), np.concatenate([highest, *most]))

    def narrowed(self, ends: Ends, policy: Policy) -> Ends:
        """What single sums and single rates leave, in turn until nothing moves."""
        for _ in range(_ROUNDS):
            before = ends
            ends = self.rows.narrowed(self.printed.narrowed(ends, policy) if len(self.printed) else ends)
            if ends.same(before):
                break
        return ends

    def asked(self, ends: Ends) -> Ends:
        """Programmes over all counts at once, for each count, rounded inwards to whole numbers."""
        programme = Programme(self.attacker)
        size = len(self.cells)
        low, high = ends.low.copy(), ends.high.copy()
        programme.limit(low[:size], high[:size])
        for n in range(size):
            if low[n] < high[n]:
                cost = np.zeros(size)
                cost[n] = 1.0
                low[n] = max(low[n], np.ceil(programme.ask(cost)[n] - CLOSE))
                high[n] = min(high[n], np.floor(programme.ask(-cost)[n] + CLOSE))
        return Ends(low, high)

    def at(self, place: int) -> tuple[str | tuple[str, str], int]:
        """What stands at a place of the ends: the name of a count, or the two of a difference, and the row."""
        size = len(self.attacker.rows)
        if place < len(self.cells):
            return self.cells[place]
        return self.differences[(place - len(self.cells)) // size], place % size

    def bounds(self, ends: Ends) -> tuple[Bounds, Bounds]:
        low, high = (of[: len(self.cells)].astype(np.int64).tolist() for of in (ends.low, ends.high))
        return dict(zip(self.cells, low, strict=True)), dict(zip(self.cells, high, strict=True))


def _sums(attacker: Attacker, size: int) -> dict[int, set[tuple[tuple[int, float], ...]]]:
    """For each indicator, by its number, the sums that hold exactly, as rows and signs."""
    found: dict[int, set[tuple[tuple[int, float], ...]]] = {}
    for terms, low, high in attacker.facts:
        of = {column // size for column in terms}
        if low == high == 0 and len(of) == 1:
            rows = tuple(sorted((column % size, sign) for column, sign in terms.items()))
            found.setdefault(of.pop(), set()).add(rows)
    return found
