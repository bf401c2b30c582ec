"""Plain records as the attack takes them: which cells each line is in, and what every cell's figure truly is.

Figures are worked out cell by cell, by other means than those that protect them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.asked import What
from alder.disclosure.attack.contributed import Contributed, all_above
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.tables.table import Table, TableKind

if TYPE_CHECKING:
    from alder.disclosure.asked import Statistic
    from alder.disclosure.attack.rebuilt import Floats, Numbers, Rebuilt, Truth
    from alder.disclosure.microdata.lines import Lines


@dataclass(frozen=True, eq=False)
class Records(ABC):
    """Lines and the cells that they are in. `truth` counts lines; cells of nobody are not in it. The first cell is that
    of all lines."""

    lines: Lines
    truth: Truth

    @property
    @abstractmethod
    def leaf(self) -> Numbers:
        """Of each line the finest cell that it is in. Shape: lines."""

    @property
    @abstractmethod
    def is_in(self) -> sp.csr_matrix:
        """Which lines each cell has. Shape: cells, lines."""

    @property
    @abstractmethod
    def contributed(self) -> Contributed:
        """Who stands behind the sum of each cell."""

    @property
    def alone(self) -> dict[int, int]:
        """Contributors that have a finest cell for themselves, and one such cell of each."""
        pairs = np.unique(np.stack([self.leaf, self.lines.holding], axis=1), axis=0)
        cells, first, many = np.unique(pairs[:, 0], return_index=True, return_counts=True)
        return {int(pairs[at, 1]): int(cell) for cell, at, n in zip(cells, first, many, strict=True) if n == 1}

    @property
    def size(self) -> int:
        return len(self.truth.keys)

    def at(self, cell: int) -> Numbers:
        """The lines of a cell."""
        return np.asarray(self.is_in.indices[self.is_in.indptr[cell] : self.is_in.indptr[cell + 1]], dtype=np.int64)

    @cached_property
    def people(self) -> Numbers:
        """How many contributors each cell has. Shape: cells."""
        return np.array([self.different(self.at(cell)) for cell in range(self.size)], dtype=np.int64)

    def different(self, lines: Numbers) -> int:
        """How many contributors have these lines."""
        return len(np.unique(self.lines.holding[lines]))

    @cached_property
    def total(self) -> Floats:
        """The sum of each cell, with weights. Shape: cells."""
        return np.asarray(self.is_in @ (self.lines.value * self.lines.units), dtype=np.float64)

    @cached_property
    def units(self) -> Floats:
        """How many the lines of each cell stand for. Shape: cells."""
        return np.asarray(self.is_in @ self.lines.units, dtype=np.float64)

    def figure(self, statistic: Statistic, cell: int) -> float:
        """What a cell's figure is before it is rounded."""
        at = self.at(cell)
        value, units = self.lines.value[at], self.lines.units[at]
        match statistic.what:
            case What.TOTAL:
                return float(np.dot(value, units))
            case What.MEAN:
                return float(np.average(value, weights=units))
            case What.MINIMUM:
                return float(np.min(value))
            case What.MAXIMUM:
                return float(np.max(value))
        if self.lines.weight is None:
            return float(np.quantile(value, statistic.share))
        return float(np.quantile(value, statistic.share, weights=units, method="inverted_cdf"))


@dataclass(frozen=True, eq=False)
class Recorded(Records):
    """The lines of one file, and the cells of one table of it."""

    truth: Rebuilt

    @classmethod
    def of(cls, lines: Lines) -> Recorded:
        leaf = np.ravel_multi_index(lines.places, lines.shape)
        found, freq = np.unique(leaf, return_counts=True)
        leaves = np.stack(np.unravel_index(found, lines.shape), axis=1).astype(np.int64)
        many = freq.astype(np.int64)
        return cls(lines, rebuild(Table(lines.dimensions, TableKind.COUNT, leaves, many, many.astype(np.float64))))

    @cached_property
    def leaf(self) -> Numbers:
        return np.searchsorted(self.truth.keys, self._keys).astype(np.int64)

    @cached_property
    def is_in(self) -> sp.csr_matrix:
        rows, columns = [], []
        for above in all_above(self._keys, self.truth):
            there = np.flatnonzero(above >= 0)
            rows.append(np.searchsorted(self.truth.keys, above[there]))
            columns.append(there)
        row, column = np.concatenate(rows), np.concatenate(columns)
        return sp.csr_matrix((np.ones(len(row), dtype=np.int8), (row, column)), shape=(self.size, len(self._keys)))

    @cached_property
    def contributed(self) -> Contributed:
        return Contributed.to(rebuild(self.lines.table(self.lines.value)))

    @cached_property
    def _keys(self) -> Numbers:
        return np.asarray(np.ravel_multi_index(self.lines.places, self.lines.shape), dtype=np.int64)
