"""Who stands behind each cell of a table of values, and which cells say too much of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Rebuilt


@dataclass(frozen=True)
class Limits:
    """What is too much: `p` as in the p % rule, (n, k) and (p, q) as in theirs, fewer contributors than `threshold`."""

    p: float | None = None
    threshold: int = 1
    dominance: tuple[int, float] | None = None
    pq: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Contributed:
    """The contributors of each cell that is not empty, by the numbers of the table."""

    values: sp.csr_matrix
    """What each has in each cell; a contributor of nothing is there with 0. Shape: cells, contributors."""
    order: Numbers
    """The entries of `values`, in each cell the largest first."""

    @classmethod
    def to(cls, truth: Rebuilt) -> Contributed:
        table = truth.table
        assert table.contributor is not None
        real = table.freq > 0
        leaf = np.ravel_multi_index(tuple(table.leaves[real].T), table.shape)
        rows, columns, values = [], [], []
        for keys in _all_above(np.asarray(leaf, dtype=np.int64), truth):
            there = keys >= 0
            rows.append(np.searchsorted(truth.keys, keys[there]))
            columns.append(table.contributor[real][there])
            values.append(table.value[real][there])
        shape = (len(truth.keys), int(table.contributor.max(initial=-1)) + 1)
        row, column = np.concatenate(rows), np.concatenate(columns)
        found = sp.csr_matrix((np.concatenate(values), (row, column)), shape=shape)
        found.sum_duplicates()
        cell = np.repeat(np.arange(shape[0]), np.diff(found.indptr))
        return cls(found, np.lexsort((-found.data, cell)))

    @property
    def n(self) -> Numbers:
        """How many each cell has. Shape: cells."""
        return np.asarray(np.diff(self.values.indptr), dtype=np.int64)

    def ranked(self, rank: int) -> tuple[Numbers, Floats]:
        """The contributor of each cell at a rank, from 0, and what it has; -1 and 0 where there are not so many."""
        there = self.n > rank
        at = self.order[np.minimum(self.values.indptr[:-1] + rank, max(len(self.order) - 1, 0))]
        return np.where(there, self.values.indices[at], -1), np.where(there, self.values.data[at], 0.0)

    def judged(self, limits: Limits) -> tuple[Bools, Floats]:
        """Which cells are unsafe, and how far above its value the attacker's highest must be. Shape: cells."""
        total = np.asarray(self.values.sum(axis=1)).ravel()
        first, second = self.ranked(0)[1], self.ranked(1)[1]
        rest, slack = total - first - second, 1e-9 * np.maximum(first, 1e-300)
        unsafe, needed = self.n < limits.threshold, np.zeros(len(total))
        shares = ([limits.p / 100] if limits.p else []) + ([limits.pq[0] / limits.pq[1]] if limits.pq else [])
        for share in shares:
            bad = (self.n <= 2) | (rest < share * first - slack)
            unsafe = unsafe | bad
            needed = np.maximum(needed, np.where(bad, share * first - rest, 0.0))
        if limits.dominance:
            n, k = limits.dominance
            top = np.sum([self.ranked(rank)[1] for rank in range(n)], axis=0)
            bad = top > k / 100 * total * (1 + 1e-9)
            unsafe = unsafe | bad
            needed = np.maximum(needed, np.where(bad, 100 / k * top - total, 0.0))
        return unsafe, needed


def _all_above(leaf: Numbers, truth: Rebuilt) -> list[Numbers]:
    """The keys of all cells that each leaf is in, an array for each choice of levels; -1 where it has no such level."""
    every = [leaf]
    table = truth.table
    for n, of in enumerate(table.dimensions):
        stride = int(np.prod(table.shape[n + 1 :], dtype=np.int64))
        climbing, added = every, []
        while climbing:
            higher = []
            for keys in climbing:
                at = np.where(keys >= 0, (keys // stride) % len(of.codes), 0)
                up = np.where((keys >= 0) & (of.parent[at] >= 0), keys + (of.parent[at] - at) * stride, -1)
                if (up >= 0).any():
                    higher.append(up)
            added += higher
            climbing = higher
        every = every + added
    return every
