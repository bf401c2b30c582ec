"""What a printed rate leaves of its numerator and denominator: every pair of whole numbers that would print as it does.

A rate touches one numerator and one denominator, so the pairs of each cell are tried by themselves, all cells at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.ends import Ends

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from alder.disclosure.policy import Policy

    Numbers = NDArray[np.int64]
    Bools = NDArray[np.bool_]

WIDEST = 5_000
"""Denominators of one cell that are tried one by one. Where more are left, the rate counts as a combination alone."""
_FAR = 2**40
_AT_ONCE = 2_000_000


@dataclass(frozen=True, eq=False)
class Printed:
    """Rates as they are printed. Shape of all: rates."""

    numerator: Numbers
    """The places of numerators, denominators and differences among the counts."""
    denominator: Numbers
    difference: Numbers
    digits: Numbers
    """The printed digits as a whole number: 581 for 58.1%."""
    whole: Numbers
    """What 100% would be in these digits: 1,000 for one decimal."""

    @classmethod
    def of(cls, rates: Sequence[tuple[int, int, int, Decimal]]) -> Printed:
        """Numerator, denominator, difference, and the rate."""
        decimals = [max(0, -int(rate.as_tuple().exponent)) for *_, rate in rates]
        digits = [int(rate.scaleb(d)) for (*_, rate), d in zip(rates, decimals, strict=True)]
        places = np.array([one[:3] for one in rates], dtype=np.int64).reshape(-1, 3).T
        whole = np.array([100 * 10**d for d in decimals], dtype=np.int64)
        return cls(places[0], places[1], places[2], np.array(digits, dtype=np.int64), whole)

    def __len__(self) -> int:
        return len(self.digits)

    def some(self, which: Bools | Numbers) -> Printed:
        return Printed(**{f.name: getattr(self, f.name)[which] for f in fields(self)})

    @property
    def ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The lowest and the highest share that is printed so."""
        return np.maximum(0.0, (self.digits - 0.5) / self.whole), np.minimum(1.0, (self.digits + 0.5) / self.whole)

    def narrowed(self, first: Ends, policy: Policy) -> Ends:
        """What the pairs span, rate by rate. A reader knows what a policy asks of the parts of a rate that it shows."""
        low, high = first.low.copy(), first.high.copy()
        begin = np.maximum(1.0, low[self.denominator])
        many = high[self.denominator] - begin + 1
        asked = np.flatnonzero((many <= WIDEST) & (high[self.denominator] < _FAR))
        for start in _parts(many[asked]):
            _spanned(self.some(asked[start]), begin[asked[start]], many[asked[start]], low, high, policy)
        return Ends(low, high)


def _parts(many: NDArray[np.float64]) -> list[slice]:
    """Runs of cells with so many pairs together as are tried at once."""
    run = (np.cumsum(many) // _AT_ONCE).astype(np.int64)
    edges = np.flatnonzero(np.diff(run, prepend=-1))
    return [slice(a, b) for a, b in zip(edges, [*edges[1:], len(many)], strict=True)]


def _spanned(
    p: Printed,
    begin: NDArray[np.float64],
    many: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    policy: Policy,
) -> None:
    size = many.astype(np.int64)
    start = np.cumsum(size) - size
    cell = np.repeat(np.arange(len(size)), size)
    of = begin.astype(np.int64)[cell] + np.arange(size.sum()) - start[cell]
    n, rest = p.numerator[cell], p.difference[cell]
    least, most = numerators(of, p.digits[cell], p.whole[cell])
    least = np.maximum(least, np.maximum(low[n], of - high[rest]).astype(np.int64))
    most = np.minimum(most, np.minimum(high[n], of - low[rest]).astype(np.int64))
    least, most = as_shown(of, least, most, policy)
    fits = least <= most
    far = np.iinfo(np.int64).max

    def lowest(values: Numbers) -> NDArray[np.float64]:
        return np.minimum.reduceat(np.where(fits, values, far), start).astype(float)

    def highest(values: Numbers) -> NDArray[np.float64]:
        return np.maximum.reduceat(np.where(fits, values, -1), start).astype(float)

    for places, bottom, top in (
        (p.denominator, of, of),
        (p.numerator, least, most),
        (p.difference, of - most, of - least),
    ):
        np.maximum.at(low, places, lowest(bottom))
        np.minimum.at(high, places, highest(top))


def numerators(of: Numbers, digits: Numbers, whole: Numbers) -> tuple[Numbers, Numbers]:
    """The least and the most of so many that would print as these digits. Halves may have been rounded either way."""
    least = -((-of * (2 * digits - 1)) // (2 * whole))
    most = (of * (2 * digits + 1)) // (2 * whole)
    return np.maximum(0, least), np.minimum(of, most)


def as_shown(of: Numbers, least: Numbers, most: Numbers, policy: Policy) -> tuple[Numbers, Numbers]:
    """The numerators that a shown rate can have: enough in it and outside it, or none where nobody may be shown."""
    few = policy.few_in_a_rate
    if policy.hide_zeros and not policy.few:
        return np.maximum(least, few), np.minimum(most, of - few)
    least = np.where((least > 0) & (least < few), few, least)
    most = np.where((most > 0) & (most < few), 0, most)
    most = np.where((of > most) & (of - most < few), of - few, most)
    least = np.where((of > least) & (of - least < few), of, least)
    return least, most
