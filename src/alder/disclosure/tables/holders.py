"""Who stands behind the values of a table, cell by cell, and what each of them knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.contributions import Contributions, largest
from alder.errors import present

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.contributions import Largest
    from alder.disclosure.tables.cube import Cube

    Numbers = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Holders:
    """The contributors of every cell of a cube."""

    cube: Cube
    ranked: Largest
    """Largest first, in every cell of the full table."""
    own: sp.csc_matrix
    """What each contributor has in each cell. Shape: cells, contributors."""

    @classmethod
    def of(cls, cube: Cube) -> Holders:
        every = behind(cube)
        ranked = largest(every, cube.table.size)
        who = int(every.holding.max(initial=-1)) + 1
        entries = (ranked.value * ranked.weight, (cube.position[ranked.cell], ranked.holding))
        return cls(cube, ranked, sp.csc_matrix(entries, shape=(cube.size, who)))

    @cached_property
    def alone(self) -> Numbers:
        """The only contributor of each cell, or nobody. Shape: cells."""
        return np.where(self.cube.lone, self._ranked(0), NOBODY)

    @cached_property
    def second(self) -> Numbers:
        """The largest contributor of each cell but for the largest, or nobody. Shape: cells."""
        return self._ranked(1)

    def known_to(self, who: int) -> Numbers:
        """The cells in which a contributor is alone."""
        return np.flatnonzero(self.alone == who)

    def part_of(self, who: int) -> tuple[Numbers, NDArray[np.float64]]:
        """The cells that a contributor has a part in, and what it has there."""
        start, end = self.own.indptr[who : who + 2]
        return self.own.indices[start:end].astype(np.int64), self.own.data[start:end]

    def _ranked(self, rank: int) -> Numbers:
        start = np.searchsorted(self.ranked.cell, self.cube.at) + rank
        there = start < len(self.ranked.cell)
        there[there] = self.ranked.cell[start[there]] == self.cube.at[there]
        found = np.full(self.cube.size, NOBODY, dtype=np.int64)
        found[there] = self.ranked.holding[start[there]]
        return found


def behind(cube: Cube) -> Contributions:
    """Every contribution in every cell that it counts in, totals included."""
    table = cube.table
    contributor = present(table.contributor, "a table of values says whose they are")
    leaf = np.ravel_multi_index(tuple(table.leaves.T), table.shape)
    row, key = np.flatnonzero(table.freq > 0), leaf[table.freq > 0]
    for k, of in enumerate(table.dimensions):
        stride = int(np.prod(table.shape[k + 1 :], dtype=np.int64))
        rows, keys = [row], [key]
        at = key // stride % len(of.codes)
        while (inner := of.parent[at] >= 0).any():
            row, key, at = row[inner], key[inner] + (of.parent[at] - at)[inner] * stride, of.parent[at][inner]
            rows.append(row)
            keys.append(key)
        row, key = np.concatenate(rows), np.concatenate(keys)
    if table.weight is None:
        return Contributions.of(key, contributor[row], table.value[row])
    weight = table.weight[row]
    return Contributions.of(key, contributor[row], table.value[row] / weight, weight)
