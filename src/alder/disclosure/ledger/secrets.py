"""What shown cells must not tell: small hidden cells, small atoms, and small groups that are in no table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.ledger.near import summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.ledger.atoms import Atoms
    from alder.disclosure.ledger.copies import Copies
    from alder.disclosure.ledger.groups import Group
    from alder.disclosure.ledger.membership import Bools, Keys, Numbers
    from alder.disclosure.ledger.motions import Seen
    from alder.disclosure.ledger.sight import Floats

STILL = 1e-5
"""A group of length 1 that changes less than this does not change."""
SAME = 1e-5
"""Changes whose angles differ by less than this are parallel."""


@dataclass(frozen=True, eq=False)
class Secrets:
    """Groups of records: first cells, then atoms, then others."""

    cells: sp.csr_matrix
    """Shape: cells, classes of all groups of tables."""
    atoms: Numbers
    sets: sp.csr_matrix
    """Shape: sets, atoms."""
    length: Floats
    """The root of how many atoms each has."""
    people: Keys
    """The same for the same records."""
    root: Floats
    """The root of the number of atoms of each class, to undo the measure in which `Seen` has it."""

    @classmethod
    def of(
        cls,
        atoms: Atoms,
        groups: Sequence[Group | Copies],
        seen: Seen,
        hidden: Sequence[tuple[int, sp.csr_matrix]],
        sets: sp.csr_matrix,
        small: int,
    ) -> Secrets:
        """`hidden` are the small hidden cells of each table, by the classes of its group, and which group that is."""
        names = atoms.names()
        number = np.concatenate([g.atoms for g in groups])
        rows = [_in_all(cells, seen, g) for g, cells in hidden]
        cells = sp.vstack([sp.csr_matrix((0, seen.shape[1])), *rows]).tocsr()
        of_class = np.concatenate([summed(g.of, names, g.size) for g in groups])
        _, first = np.unique(np.asarray(cells.astype(np.uint64) @ of_class), return_index=True)
        cells = cells[np.sort(first)]
        little = np.flatnonzero(atoms.people < small)
        length = np.concatenate([cells @ number, np.ones(len(little)), np.diff(sets.indptr)])
        people = np.concatenate(
            [np.asarray(cells.astype(np.uint64) @ of_class), names[little], np.asarray(sets.astype(np.uint64) @ names)]
        )
        return cls(cells, little, sets, np.sqrt(length), people, np.sqrt(number))

    def __len__(self) -> int:
        return len(self.length)

    def moved(self, seen: Seen, change: Floats) -> Floats:
        """How each changes, for its length. Shape: secrets, columns."""
        by_class = seen.by_class(change) * self.root[:, None]
        every = np.concatenate([self.cells @ by_class, change[self.atoms], self.sets @ change])
        found: Floats = every / self.length[:, None]
        return found

    def with_sets(self, more: sp.csr_matrix, names: Keys) -> Secrets:
        """The same with further sets, the last of all. `names` are those of the atoms."""
        length = np.r_[self.length, np.sqrt(np.diff(more.indptr))]
        people = np.concatenate([self.people, np.asarray(more.astype(np.uint64) @ names)])
        return replace(self, sets=sp.vstack([self.sets, more]).tocsr(), length=length, people=people)

    def as_sets(self, some: Numbers, seen: Seen) -> sp.csr_matrix:
        """Some of them, in ascending order, 1 where an atom is part of one. Shape: some, atoms."""
        first, second = self.cells.shape[0], self.cells.shape[0] + len(self.atoms)
        cells, atoms, sets = np.split(some, np.searchsorted(some, [first, second]))
        by_class = self.cells[cells].T.tocsr()
        within = sp.vstack([place @ by_class for place in seen.place]).T.tocsr()
        ones = np.ones(len(atoms), dtype=np.int32)
        alone = sp.csr_matrix((ones, self.atoms[atoms - first], np.arange(len(atoms) + 1)), (len(atoms), seen.shape[0]))
        found = sp.vstack([within, alone, self.sets[sets - second]]).tocsr().astype(np.int32)
        found.data = np.ones(found.nnz, dtype=np.int32)
        return found

    def columns(self, some: Numbers, seen: Seen) -> Floats:
        """Some of them as numbers for each atom, 1 inside. Shape: atoms, some."""
        found = np.zeros((seen.shape[0], len(some)))
        first, second = self.cells.shape[0], self.cells.shape[0] + len(self.atoms)
        for n, s in enumerate(some.tolist()):
            if s < first:
                found[:, n] = seen.by_atom(np.asarray(self.cells[s].todense()).ravel() * self.root)
            elif s < second:
                found[self.atoms[s - first], n] = 1
            else:
                found[self.sets[s - second].indices, n] = 1
        return found


def _in_all(cells: sp.csr_matrix, seen: Seen, group: int) -> sp.csr_matrix:
    """Cells of a group by the classes of all groups."""
    at = seen.of_group(group)
    found = cells.tocoo()
    shape = (cells.shape[0], seen.shape[1])
    return sp.csr_matrix((np.ones(found.nnz), (found.row, found.col + at.start)), shape=shape)


def still(moved: Floats) -> Bools:
    """Which do not change at all."""
    found: Bools = np.abs(moved).max(axis=1, initial=0) < STILL
    return found


def kinds(moved: Floats) -> Numbers:
    """A number for each, the same where changes are parallel: whoever knows one knows the other. -1 where it is still.

    Four columns tell.
    """
    found = np.full(len(moved), -1)
    at = np.flatnonzero(~still(moved))
    label = np.zeros(len(at), dtype=np.int64)
    for one, other in ((0, 1), (2, 3), (1, 2)):
        angle = np.arctan2(moved[at, one], moved[at, other]) % np.pi
        angle = np.where(angle > np.pi - SAME, angle - np.pi, angle)
        order = np.lexsort((angle, label))
        new = (np.diff(label[order]) > 0) | (np.diff(angle[order]) > SAME)
        label[order] = np.cumsum(np.r_[0, new]) if len(at) else 0
    found[at] = label
    return found
