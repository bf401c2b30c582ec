"""A new table and all earlier ones of the same records as one system.

Records that are in the same cells of all tables are an *atom*. Every cell is the sum of its atoms, and no table shows
an atom that is no cell: so whatever follows from several tables together follows from these sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.cells import Cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.ledger.atoms import Atoms
    from alder.disclosure.ledger.membership import Bools, Keys, Membership, Numbers


@dataclass(frozen=True, eq=False)
class System:
    """All different sets of records that are cells, then those atoms that are none, then any sets added to these."""

    atoms: Numbers
    """How many people or aims each atom has: none is of a complement alone."""
    names: Keys
    """A random number for each atom."""
    sets: sp.csr_matrix
    """Shape: elements, atoms; 1 where an atom is part of an element."""
    people: Keys
    """The same for the same set of records."""
    element: tuple[Numbers, ...]
    """For each table the element of each of its cells, -1 of empty ones."""

    @property
    def size(self) -> int:
        return int(self.sets.shape[0])

    @property
    def count(self) -> Numbers:
        return np.asarray(self.sets @ self.atoms, dtype=np.int64)

    def marked(self, table: int, cells: Bools) -> Bools:
        """The elements of some cells of a table."""
        found = np.zeros(self.size, dtype=bool)
        at = self.element[table][cells]
        found[at[at >= 0]] = True
        return found

    def with_sets(self, more: sp.csr_matrix) -> System:
        """The same with further sets of atoms, those left out that are there already."""
        people = _names(more, self.names)
        _, first = np.unique(people, return_index=True)
        new = np.sort(first[~np.isin(people[first], self.people)])
        sets = sp.vstack([self.sets, more[new]]).tocsr()
        return System(self.atoms, self.names, sets, np.concatenate([self.people, people[new]]), self.element)

    def as_cells(self, *, primary: Bools, hidden: Bools, shown: Bools, weight: NDArray[np.float64]) -> Cells:
        """As the engine takes them. It hears of no count, so that no choice can depend on one."""
        return Cells(
            value=np.ones(self.size),
            relations=self._relations(),
            primary=primary,
            lone=np.zeros(self.size, dtype=bool),
            people=self.people,
            weight=weight,
            unseen=hidden,
            shown=shown,
            block=np.full((self.size, 0), -1, dtype=np.int32),
        )

    def _relations(self) -> sp.csr_matrix:
        """Every element that is no atom is the sum of its atoms."""
        of_atom = np.full(len(self.atoms), -1)
        single = np.flatnonzero(np.diff(self.sets.indptr) == 1)
        of_atom[self.sets.indices[self.sets.indptr[single]]] = single
        sums = np.flatnonzero(np.diff(self.sets.indptr) > 1)
        parts = self.sets[sums].tocoo()
        rows = np.concatenate([parts.row, np.arange(len(sums))])
        columns = np.concatenate([of_atom[parts.col], sums])
        signs = np.concatenate([np.ones(parts.nnz), np.full(len(sums), -1.0)])
        return sp.csr_matrix((signs, (rows, columns)), shape=(len(sums), self.size))


def together(atoms: Atoms, tables: Sequence[Membership]) -> System:
    """The system of several tables, whose atoms these are."""
    sets = []
    for table, of in zip(tables, atoms.of, strict=True):
        there = np.flatnonzero(of >= 0)
        shape = (table.cells.shape[1], len(atoms))
        by = sp.csr_matrix((np.ones(len(there), dtype=np.int8), (of[there], there)), shape=shape)
        sets.append((table.cells @ by).tocsr())
    return _system(atoms, sets)


def _system(atoms: Atoms, tables: list[sp.csr_matrix]) -> System:
    random = atoms.names()
    every = sp.vstack(tables).tocsr()
    every.sort_indices()
    people = _names(every, random)
    real = np.diff(every.indptr) > 0
    names, first, inverse = np.unique(people[real], return_index=True, return_inverse=True)
    element = np.full(len(people), -1, dtype=np.int64)
    element[real] = inverse
    bounds = np.cumsum([0, *(t.shape[0] for t in tables)])
    cells = every[np.flatnonzero(real)[first]]
    alone = np.flatnonzero(~np.isin(random, names))
    ones = np.ones(len(alone), dtype=np.int8)
    rest = sp.csr_matrix((ones, (np.arange(len(alone)), alone)), shape=(len(alone), len(atoms)))
    return System(
        atoms.people,
        random,
        sp.vstack([cells, rest]).tocsr().astype(np.int32),
        np.concatenate([names, random[alone]]),
        tuple(element[a:b] for a, b in pairwise(bounds)),
    )


def _names(sets: sp.csr_matrix, random: Keys) -> Keys:
    return np.asarray(sets.astype(np.uint64) @ random, dtype=np.uint64)
