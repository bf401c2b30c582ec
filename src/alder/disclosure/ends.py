"""Counts between two ends, and combinations of them between two ends: what each combination leaves of its members.

It takes each combination by itself, over and over until nothing moves, so it works for tables of any size. What all
combinations leave together is a question for linear programmes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_CLOSE = 1e-6
_ROUNDS = 200


@dataclass(frozen=True, eq=False)
class Ends:
    """The lowest and the highest whole value of every count. Shape of both: counts."""

    low: Floats
    high: Floats

    def same(self, other: Ends) -> bool:
        return bool((self.low == other.low).all() and (self.high == other.high).all())

    @property
    def values(self) -> Floats:
        """How many values are left to each."""
        found: Floats = self.high - self.low + 1
        return found


@dataclass(frozen=True, eq=False)
class Rows:
    """Combinations of counts, one a row, each between a low and a high end."""

    matrix: sp.csr_matrix
    low: Floats
    high: Floats

    @classmethod
    def of(cls, facts: Sequence[tuple[dict[int, float], float, float]], size: int) -> Rows:
        """`facts` are the columns with their factors, and the ends of their sum."""
        length = np.array([len(terms) for terms, _, _ in facts], dtype=np.int64)
        columns = np.fromiter((c for terms, _, _ in facts for c in terms), dtype=np.int64, count=int(length.sum()))
        factors = np.fromiter((v for terms, _, _ in facts for v in terms.values()), dtype=float, count=len(columns))
        matrix = sp.csr_matrix((factors, columns, np.r_[0, np.cumsum(length)]), shape=(len(facts), size))
        matrix.eliminate_zeros()
        return cls(matrix, np.array([f[1] for f in facts], dtype=float), np.array([f[2] for f in facts], dtype=float))

    def narrowed(self, first: Ends) -> Ends:
        """What single rows leave of first ends; people are whole, so ends are rounded inwards."""
        count = self.matrix.shape[0]
        row = np.repeat(np.arange(count), np.diff(self.matrix.indptr))
        column, factor = self.matrix.indices, self.matrix.data
        up = factor > 0
        low, high = first.low, first.high
        for _ in range(_ROUNDS):
            least = factor * np.where(up, low[column], high[column])
            most = factor * np.where(up, high[column], low[column])
            # a member is what the row is, less all the others
            bottom = self.low[row] - (np.bincount(row, most, minlength=count)[row] - most)
            top = self.high[row] - (np.bincount(row, least, minlength=count)[row] - least)
            new_low, new_high = low.copy(), high.copy()
            np.maximum.at(new_low, column, np.ceil(np.where(up, bottom, top) / factor - _CLOSE))
            np.minimum.at(new_high, column, np.floor(np.where(up, top, bottom) / factor + _CLOSE))
            if (new_low == low).all() and (new_high == high).all():
                break
            low, high = new_low, new_high
        return Ends(low, high)
