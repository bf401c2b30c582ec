"""Who stands behind each cell of a table of values, and which cells say too much of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.errors import present

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
    units: Floats
    """How many such contributors each entry of `values` stands for: 1, or the weight that a survey gives it."""
    order: Numbers
    """The entries of `values`, in each cell the largest first: by what one unit has."""

    @classmethod
    def to(cls, truth: Rebuilt) -> Contributed:
        table = truth.table
        contributor = present(table.contributor, "a table of values says whose they are")
        real = table.freq > 0
        leaf = np.ravel_multi_index(tuple(table.leaves[real].T), table.shape)
        weight = np.ones(len(table.value)) if table.weight is None else table.weight
        rows, columns, values, weights = [], [], [], []
        for keys in all_above(np.asarray(leaf, dtype=np.int64), truth):
            there = keys >= 0
            rows.append(np.searchsorted(truth.keys, keys[there]))
            columns.append(contributor[real][there])
            values.append(table.value[real][there])
            weights.append(weight[real][there])
        shape = (len(truth.keys), int(contributor.max(initial=-1)) + 1)
        row, column = np.concatenate(rows), np.concatenate(columns)
        return cls._of(shape, row, column, np.concatenate(values), np.concatenate(weights))

    @classmethod
    def of(cls, is_in: sp.csr_matrix, contributor: Numbers, value: Floats) -> Contributed:
        """The same of lines without weights. `is_in` says which lines each cell has. Shape: cells, lines."""
        row, line = np.repeat(np.arange(is_in.shape[0]), np.diff(is_in.indptr)), is_in.indices
        shape = (is_in.shape[0], int(contributor.max(initial=-1)) + 1)
        return cls._of(shape, row, contributor[line], value[line], np.ones(len(line)))

    @classmethod
    def _of(cls, shape: tuple[int, int], row: Numbers, column: Numbers, value: Floats, weight: Floats) -> Contributed:
        found = sp.csr_matrix((value, (row, column)), shape=shape)
        found.sum_duplicates()
        cell = np.repeat(np.arange(shape[0]), np.diff(found.indptr))
        units = np.zeros(len(found.data))
        places = np.searchsorted(cell * shape[1] + found.indices, row * shape[1] + column)
        np.maximum.at(units, places, weight)
        return cls(found, units, np.lexsort((-found.data / units, cell)))

    @property
    def n(self) -> Numbers:
        """How many each cell has. Shape: cells."""
        return np.asarray(np.diff(self.values.indptr), dtype=np.int64)

    def ranked(self, rank: int) -> tuple[Numbers, Floats]:
        """The contributor of each cell at a rank, from 0, and what it has; -1 and 0 where there are not so many."""
        there = self.n > rank
        at = self.order[np.minimum(self.values.indptr[:-1] + rank, max(len(self.order) - 1, 0))]
        return np.where(there, self.values.indices[at], -1), np.where(there, self.values.data[at], 0.0)

    def largest(self, n: int) -> Floats:
        """What the n largest units of each cell have together. Shape: cells."""
        found, wanted = np.zeros(len(self.n)), np.full(len(self.n), float(n))
        for rank in range(n):  # a contributor is one unit at least
            there = self.n > rank
            at = self.order[np.minimum(self.values.indptr[:-1] + rank, max(len(self.order) - 1, 0))]
            taken = np.where(there, np.minimum(wanted, self.units[at]), 0.0)
            found += np.where(there, taken * self.values.data[at] / self.units[at], 0.0)
            wanted -= taken
        return found

    @property
    def population(self) -> Floats:
        """How many units each cell stands for. Shape: cells."""
        cell = np.repeat(np.arange(len(self.n)), self.n)
        return np.bincount(cell, self.units, minlength=len(self.n)).astype(np.float64)

    def judged(self, limits: Limits) -> tuple[Bools, Floats]:
        """Which cells are unsafe, and how far above its value the attacker's highest must be. Shape: cells."""
        total = np.asarray(self.values.sum(axis=1)).ravel()
        first = self.largest(1)
        rest, slack = total - self.largest(2), 1e-9 * np.maximum(first, 1e-300)
        unsafe, needed = self.n < limits.threshold, np.zeros(len(total))
        shares = ([limits.p / 100] if limits.p else []) + ([limits.pq[0] / limits.pq[1]] if limits.pq else [])
        for share in shares:
            bad = (self.population <= 2) | (rest < share * first - slack)
            unsafe = unsafe | bad
            needed = np.maximum(needed, np.where(bad, np.maximum(share * first - rest, 0.0), 0.0))
        if limits.dominance:
            n, k = limits.dominance
            top = self.largest(n)
            bad = top > k / 100 * total * (1 + 1e-9)
            unsafe = unsafe | bad
            needed = np.maximum(needed, np.where(bad, 100 / k * top - total, 0.0))
        return unsafe, needed


def all_above(leaf: Numbers, truth: Rebuilt) -> list[Numbers]:
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
