"""A table with all its totals: every cell that holds somebody, and how the cells add up.

Empty cells are published as zeros. They can neither be worked out nor hide anybody, so they are no part of it, but for
those that would say that everybody of a group has a telling value: see `full_groups`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import scipy.sparse as sp

from alder.errors import present

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Dimension, Table

    Bools = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]

T = TypeVar("T", np.int64, np.float64, np.uint64)

SEED = 0x5D1C_0F5E_A1DE_0001
"""Of the keys of records: the same table has the same keys in every run. They never leave the process."""


@dataclass(frozen=True, eq=False)
class Cube:
    """The cells that are not empty, or not known to be, in the order of their place in the full table."""

    table: Table
    at: Numbers
    """For each cell its place in the full table, counted along the last dimension first. Shape: cells."""
    freq: Numbers
    value: Floats
    contributors: Numbers
    """How many contributing units stand behind each cell: for counts, the units themselves."""
    people: Keys
    """The keys of the records of each cell, added up: equal keys, the same set of records."""

    @classmethod
    def of(cls, table: Table, keys: Keys | None = None) -> Cube:
        """Add the rows of a table up. `keys` are those of its rows, where other tables hold the same records."""
        row = np.ravel_multi_index(tuple(table.leaves.T), table.shape)
        if keys is None:
            keys = mixed(row, SEED) if table.contributor is None else mixed(row, SEED) + mixed(table.contributor, ~SEED)
        freq = rolled_up(table, row, table.freq)
        at = np.flatnonzero(freq if table.open is None else freq + rolled_up(table, row, table.open.astype(np.int64)))
        counted = freq if table.contributor is None else standing_behind(table, row)
        return cls(
            table,
            at,
            freq[at],
            rolled_up(table, row, table.value)[at],
            counted[at],
            rolled_up(table, row, keys)[at],
        )

    @property
    def size(self) -> int:
        return len(self.at)

    @cached_property
    def lone(self) -> Bools:
        """Cells with exactly one contributing unit."""
        alone: Bools = self.contributors == 1
        return alone

    @cached_property
    def position(self) -> Numbers:
        """For each place of the full table the cell, or -1 where it is empty. Shape: the table's size."""
        found = np.full(self.table.size, -1, dtype=np.int64)
        found[self.at] = np.arange(self.size)
        return found

    @cached_property
    def codes(self) -> NDArray[np.int32]:
        """For each cell the position of its code in every dimension. Shape: cells, dimensions."""
        return np.stack(np.unravel_index(self.at, self.table.shape), axis=1).astype(np.int32)

    @cached_property
    def block(self) -> NDArray[np.int32]:
        """For each cell and dimension the code of the first level that it lies in; -1 at the root."""
        return np.stack([d.first_level[self.codes[:, k]] for k, d in enumerate(self.table.dimensions)], axis=1).astype(
            np.int32
        )

    @cached_property
    def relations(self) -> sp.csr_matrix:
        """What adds up to what: a row for each cell and dimension in which it has parts, -1 the whole, +1 a part."""
        cells, wholes, signs = [], [], []
        stride = 1
        for k in range(len(self.table.dimensions) - 1, -1, -1):
            dimension, code = self.table.dimensions[k], self.codes[:, k]
            part = np.flatnonzero(code > 0)
            whole = np.flatnonzero(~dimension.is_leaf[code])
            above = self.at[part] - (code[part] - dimension.parent[code[part]]) * stride
            cells += [part, whole]
            wholes += [above + k * self.table.size, self.at[whole] + k * self.table.size]
            signs += [np.ones(len(part)), np.full(len(whole), -1.0)]
            stride *= len(dimension.codes)
        rows, row = compact(np.concatenate(wholes), self.table.size * len(self.table.dimensions))
        data = (np.concatenate(signs), (row, np.concatenate(cells).astype(np.int32)))
        return sp.coo_matrix(data, shape=(rows, self.size)).tocsr()


def rolled_up(table: Table, row: Numbers, values: NDArray[T]) -> NDArray[T]:
    """Values of the rows of a table added up to all its cells, empty ones too. Sums of keys wrap around."""
    full = np.zeros(table.size, dtype=values.dtype)
    np.add.at(full, row, values)
    shaped = full.reshape(table.shape)
    for k, dimension in enumerate(table.dimensions):
        add_up(np.moveaxis(shaped, k, 0), dimension)
    return full


def add_up(slices: NDArray[T], dimension: Dimension) -> None:
    """Add each code's slice to that of the code above it, in place, the lowest first."""
    for code in range(len(dimension.codes) - 1, 0, -1):
        above = dimension.parent[code]
        slices[above : above + 1] += slices[code : code + 1]  # slices, since a sum of keys may wrap around


def standing_behind(table: Table, row: Numbers) -> Numbers:
    """How many different contributors each cell of a table of magnitudes has, totals included."""
    contributor = present(table.contributor, "a table of values says whose they are")
    pairs = np.unique(np.stack([contributor, row], axis=1), axis=0)
    who, at = pairs[:, 0], pairs[:, 1]
    for k, dimension in enumerate(table.dimensions):
        stride = int(np.prod(table.shape[k + 1 :], dtype=np.int64))
        code = at // stride % len(dimension.codes)
        found, lifted = [who * table.size + at], at
        while (code > 0).any():
            keep = code > 0
            lifted = (lifted - (code - dimension.parent[code]) * stride)[keep]
            who, code = who[keep], dimension.parent[code][keep]
            found.append(who * table.size + lifted)
        who, at = np.divmod(np.unique(np.concatenate(found)), table.size)
    return np.bincount(at, minlength=table.size)


def compact(keys: Numbers, most: int) -> tuple[int, NDArray[np.int32]]:
    """Number the different keys, in their order: how many there are, and the number of each."""
    seen = np.zeros(most, dtype=bool)
    seen[keys] = True
    number = np.cumsum(seen, dtype=np.int32)
    return int(number[-1]) if most else 0, number[keys] - 1


def mixed(numbers: Numbers, seed: int) -> Keys:
    """A random key for each number, always the same (the finaliser of splitmix64)."""
    z = numbers.astype(np.uint64) + np.uint64(1)
    z = z * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed % 2**64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
