"""The table as it truly is, added up again from its finest cells, and how its cells hang together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from typing import Protocol

    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Dimension, Table

    Numbers = NDArray[np.int64]
    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Amounts = NDArray[np.int64 | np.float64]

    class Truth(Protocol):
        """Cells and their sums, of one table or of several together."""

        @property
        def keys(self) -> Numbers: ...
        @property
        def count(self) -> Amounts: ...
        @property
        def records(self) -> NDArray[np.uint64]: ...
        @property
        def whole(self) -> Numbers: ...
        @property
        def parts(self) -> sp.csr_matrix: ...
        def sums(self) -> sp.csr_matrix: ...
        def name(self, cell: int) -> str: ...


@dataclass(frozen=True)
class Rebuilt:
    """All cells that somebody is in, and every sum of them. A cell is known by its key, a number for its codes."""

    table: Table
    keys: Numbers
    """Ascending. Shape: cells that are not empty."""
    count: Amounts
    """How many are in each cell, or of a table of values their sum. Shape: cells."""
    records: NDArray[np.uint64]
    """A number for the set of finest cells that stand behind each cell: equal for the same people. Shape: cells."""
    whole: Numbers
    """Of each sum the cell that is the whole. Shape: sums."""
    parts: sp.csr_matrix
    """Which cells are its parts, 1 for each. Shape: sums, cells."""

    def sums(self) -> sp.csr_matrix:
        """Parts minus whole: 0 in every true table. Shape: sums, cells."""
        n = len(self.whole)
        wholes = sp.csr_matrix((np.ones(n), (np.arange(n), self.whole)), shape=self.parts.shape)
        return (self.parts - wholes).tocsr()

    def name(self, cell: int) -> str:
        """The codes of a cell, as people read them."""
        return name_of(int(self.keys[cell]), self.table)


def name_of(key: int, table: Table) -> str:
    codes = np.unravel_index(key, table.shape)
    pairs = zip(table.dimensions, codes, strict=True)
    told = [f"{d.name} {d.codes[int(c)]}" for d, c in pairs if int(c)]
    return ", ".join(told) or "the grand total"


def rebuild(table: Table, own: NDArray[np.uint64] | None = None, *, empties: bool = False) -> Rebuilt:
    """Add up dimension by dimension, each cell to everything that it is part of.

    `own` are the numbers of the records of each row, where other tables hold the same ones. With `empties` cells of
    nobody are there as well, for readers who do not know that they are empty.
    """
    if empties:
        table = _with_empties(table)
    if own is None:
        draw = np.random.Generator(np.random.PCG64(20_260_114))
        own = draw.integers(0, 2**64, size=len(table.freq), dtype=np.uint64)
    leaf = np.ravel_multi_index(tuple(table.leaves.T), table.shape) if len(table.leaves) else np.zeros(0, np.int64)
    there = np.ones(len(leaf), dtype=bool) if empties else table.freq > 0
    amount = table.freq if table.contributor is None else table.value
    keys, count, records = _added(leaf.astype(np.int64)[there], amount[there], own[there])
    for n, dimension in enumerate(table.dimensions):
        keys, count, records = _up(keys, count, records, dimension, _stride(table, n))
    whole, parts = _sums(keys, table)
    return Rebuilt(table, keys, count, records, whole, parts)


def _with_empties(table: Table) -> Table:
    """A table of counts with a row for every combination of finest codes."""
    leaves = [np.flatnonzero(of.is_leaf) for of in table.dimensions]
    every = np.stack([axis.ravel() for axis in np.meshgrid(*leaves, indexing="ij")], axis=1)
    freq = np.zeros(table.shape, dtype=np.int64)
    np.add.at(freq, tuple(table.leaves.T), table.freq)
    found = freq[tuple(every.T)]
    return replace(table, leaves=every, freq=found, value=found.astype(np.float64))


def _stride(table: Table, n: int) -> int:
    return int(np.prod(table.shape[n + 1 :], dtype=np.int64))


def _added(keys: Numbers, count: Amounts, own: NDArray[np.uint64]) -> tuple[Numbers, Amounts, NDArray[np.uint64]]:
    """The finest cells that somebody is in."""
    found, at = np.unique(keys, return_inverse=True)
    total, records = np.zeros(len(found), dtype=count.dtype), np.zeros(len(found), dtype=np.uint64)
    np.add.at(total, at, count)
    np.add.at(records, at, own)
    return found, total, records


def _up(
    keys: Numbers, count: Amounts, records: NDArray[np.uint64], of: Dimension, stride: int
) -> tuple[Numbers, Amounts, NDArray[np.uint64]]:
    """The cells, and all cells above them in one dimension."""
    every, counts, people = [keys], [count], [records]
    at = (keys // stride) % len(of.codes)
    rest = keys - at * stride
    while True:
        inner = of.parent[at] >= 0
        if not inner.any():
            break
        at, rest, count, records = of.parent[at[inner]], rest[inner], count[inner], records[inner]
        every.append(rest + at * stride)
        counts.append(count)
        people.append(records)
    together = np.concatenate(every)
    order = np.argsort(together, kind="stable")
    together = together[order]
    first = np.flatnonzero(np.r_[True, together[1:] != together[:-1]]) if len(together) else np.zeros(0, np.int64)
    if not len(first):
        return together, np.zeros(0, count.dtype), np.zeros(0, np.uint64)
    return (
        together[first],
        np.add.reduceat(np.concatenate(counts)[order], first),
        np.add.reduceat(np.concatenate(people)[order], first),
    )


def _sums(keys: Numbers, table: Table) -> tuple[Numbers, sp.csr_matrix]:
    """For every cell and dimension the sum that it is a part of: that of the cell above it."""
    wholes, rows, columns, before = [], [], [], 0
    for n, of in enumerate(table.dimensions):
        stride = _stride(table, n)
        at = (keys // stride) % len(of.codes)
        part = np.flatnonzero(at > 0)
        above = keys[part] + (of.parent[at[part]] - at[part]) * stride
        found, row = np.unique(above, return_inverse=True)
        wholes.append(np.searchsorted(keys, found))
        rows.append(row + before)
        columns.append(part)
        before += len(found)
    every = np.concatenate(columns)
    shape = (before, len(keys))
    return np.concatenate(wholes), sp.csr_matrix((np.ones(len(every)), (np.concatenate(rows), every)), shape=shape)
