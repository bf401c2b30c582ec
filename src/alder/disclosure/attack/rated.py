"""The attack on a table of counts, a table of some of the same people, and the rates between the two.

A rate of one decimal beside rounded counts leaves few pairs of numerator and denominator. Every pair that would print
as it does is tried, cell by cell; then all cells and all rates are asked together, each rate as a range at its printed
precision. Those who are not in the numerator are a count as well: a small difference is no secret if both are told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.attack.figures import Leak, meaning, small_below, summed
from alder.disclosure.attack.rebuilt import Rebuilt, rebuild
from alder.disclosure.attack.rounded import Bounds, asked, narrowed
from alder.disclosure.settings import Rates
from alder.disclosure.tables.text_csv import insist, line, positions, read_text
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.attack.published import Published
    from alder.disclosure.attack.rebuilt import Numbers
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.table import Table

_CLOSE = 1e-9
_ROUNDS = 20
_WIDEST = 5_000
"""Denominators that are tried one by one; with more left the rate is asked in the programmes alone."""


@dataclass(frozen=True)
class Rate:
    """A printed percentage, and half of what its last digit stands for."""

    printed: float
    half: float


@dataclass(frozen=True, eq=False)
class Rated:
    """Denominators, then numerators, then those who are in the first and not in the second; each for all cells."""

    out_of: Rebuilt
    of: Rebuilt

    @property
    def size(self) -> int:
        return len(self.out_of.count)

    @property
    def keys(self) -> Numbers:
        return np.arange(3 * self.size)

    @property
    def count(self) -> Numbers:
        return np.concatenate([self.out_of.count, self.of.count, self.out_of.count - self.of.count]).astype(np.int64)

    @property
    def records(self) -> NDArray[np.uint64]:
        return np.concatenate([self.out_of.records, self.of.records, self.out_of.records - self.of.records])

    @property
    def whole(self) -> Numbers:
        n = self.size
        return np.concatenate([self.out_of.whole, self.of.whole + n, self.out_of.whole + 2 * n, np.arange(n)])

    @property
    def parts(self) -> sp.csr_matrix:
        own, one = self.out_of.parts, sp.identity(self.size)
        return sp.bmat(
            [[own, None, None], [None, self.of.parts, None], [None, None, own], [None, one, one]], format="csr"
        )

    def sums(self) -> sp.csr_matrix:
        n = len(self.whole)
        wholes = sp.csr_matrix((np.ones(n), (np.arange(n), self.whole)), shape=(n, 3 * self.size))
        return (self.parts - wholes).tocsr()

    def name(self, cell: int) -> str:
        what = ("the denominator of", "the numerator of", "denominator less numerator of")[cell // self.size]
        return f"{what} {self.out_of.name(cell % self.size)}"


def pair(out_of: Table, of: Table) -> Rated:
    """Raises `UsageError` where the two tables have other dimensions, or the second is not of people of the first."""
    if [(d.name, d.codes, d.parent.tolist()) for d in out_of.dimensions] != [
        (d.name, d.codes, d.parent.tolist()) for d in of.dimensions
    ]:
        raise UsageError(
            "numerator and denominator do not have the same dimensions and codes",
            next="Write both folders with one hier.json.",
        )
    found = Rated(rebuild(out_of, empties=True), rebuild(of, empties=True))
    over = np.flatnonzero(found.of.count > found.out_of.count)
    if len(over):
        raise UsageError("the numerator counts more people than the denominator", where=found.out_of.name(int(over[0])))
    return found


def read_rates(path: Path, truth: Rebuilt) -> dict[int, Rate]:
    """The file of rates: percentages by cell, with the digits that are printed. Symbols and blanks are no rates."""
    rows = read_text(path, "the file of rates")
    dimensions = truth.table.dimensions
    insist(rows, [*(of.name for of in dimensions), "published"], path)
    keys = np.ravel_multi_index(tuple(positions(rows, of, path) for of in dimensions), truth.table.shape)
    found: dict[int, Rate] = {}
    for n, (key, text) in enumerate(zip(keys.tolist(), rows.column("published").to_pylist(), strict=True)):
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            continue
        cell = int(np.searchsorted(truth.keys, key))
        if cell in found:
            raise UsageError("a cell comes twice", where=line(n, path))
        if float(text) > 100:
            raise UsageError(f"{text} is no percentage of people", where=line(n, path))
        found[cell] = Rate(float(text), 0.5 * 10.0 ** -len(text.partition(".")[2]))
    return found


def attack_rates(
    rated: Rated, shown: tuple[Published, Published], rates: Mapping[int, Rate], policy: Policy, seconds: float
) -> Leak:
    """What figures and rates together leave of every count; `shown` are those of denominators and of numerators."""
    first = _first(rated, shown, policy)
    off = (rated.count < first.low) | (rated.count > first.high)
    wrong = [rated.name(n) for n in np.flatnonzero(off).tolist()]
    if policy.rates is Rates.PUBLISHED:  # they follow from the figures, and tell nothing more
        wrong += [f"the rate of {rated.out_of.name(n)}" for n, r in rates.items() if not _follows(shown, n, r)]
        rates = {}
    wrong += [f"the rate of {rated.out_of.name(n)}" for n, r in rates.items() if not prints(rated, n, r)]
    if wrong:
        return Leak(0, 0, (), 0, 0, 0.0, 0.0, 0, tuple(wrong[:20]))
    found = narrowed(rated, first)
    for _ in range(_ROUNDS):
        before = found
        found = narrowed(rated, by_pairs(rated, found, rates))
        if (found.low == before.low).all() and (found.high == before.high).all():
            break
    small = np.flatnonzero((rated.count > 0) & (rated.count < small_below(policy)))
    nearer, unasked = asked(rated, found, small, seconds, _rows(rated, rates))
    return summed(rated, policy, first, nearer, unasked)


def _first(rated: Rated, shown: tuple[Published, Published], policy: Policy) -> Bounds:
    ends = [meaning(truth, public, policy) for truth, public in zip((rated.out_of, rated.of), shown, strict=True)]
    low, high = np.zeros(rated.size), ends[0].high
    return Bounds(np.concatenate([*(e.low for e in ends), low]), np.concatenate([*(e.high for e in ends), high]))


def _follows(shown: tuple[Published, Published], cell: int, rate: Rate) -> bool:
    out_of, of = (float(public.shown[cell]) for public in shown)
    return bool(out_of > 0 and abs(100 * of / out_of - rate.printed) <= rate.half + _CLOSE)


def prints(rated: Rated, cell: int, rate: Rate) -> bool:
    out_of, of = int(rated.out_of.count[cell]), int(rated.of.count[cell])
    return bool(out_of > 0 and abs(100 * of / out_of - rate.printed) <= rate.half + _CLOSE)


def by_pairs(rated: Rated, found: Bounds, rates: Mapping[int, Rate]) -> Bounds:
    """What the whole pairs span that would print as each rate does."""
    low, high, n = found.low.copy(), found.high.copy(), rated.size
    for cell, rate in rates.items():
        if high[cell] - low[cell] > _WIDEST:
            continue
        out_of = np.arange(max(1.0, low[cell]), high[cell] + 1)
        least = np.ceil((rate.printed - rate.half) / 100 * out_of - _CLOSE)
        most = np.floor((rate.printed + rate.half) / 100 * out_of + _CLOSE)
        rest_low, rest_high = low[cell + 2 * n], high[cell + 2 * n]
        least = np.maximum(np.maximum(least, low[cell + n]), out_of - rest_high)
        most = np.minimum(np.minimum(most, high[cell + n]), out_of - rest_low)
        fits = least <= most
        low[cell], high[cell] = out_of[fits].min(), out_of[fits].max()
        low[cell + n], high[cell + n] = least[fits].min(), most[fits].max()
        low[cell + 2 * n] = max(rest_low, (out_of - most)[fits].min())
        high[cell + 2 * n] = min(rest_high, (out_of - least)[fits].max())
    return Bounds(low, high)


def _rows(rated: Rated, rates: Mapping[int, Rate]) -> sp.csr_matrix | None:
    """Each rate as two combinations of its cells that are 0 or more."""
    if not rates:
        return None
    cells = np.array(list(rates), dtype=np.int64)
    down = np.array([max(0.0, r.printed - r.half) / 100 for r in rates.values()])
    up = np.array([min(100.0, r.printed + r.half) / 100 for r in rates.values()])
    row, one = np.arange(len(cells)), np.ones(len(cells))
    data = np.concatenate([one, -down, -one, up])
    rows = np.concatenate([row, row, row + len(cells), row + len(cells)])
    columns = np.concatenate([cells + rated.size, cells, cells + rated.size, cells])
    return sp.csr_matrix((data, (rows, columns)), shape=(2 * len(cells), 3 * rated.size))
