"""Small groups that were found when a table was new, kept with it by the keys of their records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from alder.disclosure.ledger.atoms import Atoms
    from alder.disclosure.ledger.membership import Keys, Numbers


@dataclass(frozen=True, eq=False)
class KeptSets:
    """The records of each set, one after the other."""

    key: Keys
    start: Numbers
    """Where each set begins, and where the last ends."""

    @classmethod
    def none(cls) -> Self:
        return cls(np.zeros(0, dtype=np.uint64), np.zeros(1, dtype=np.int64))

    @classmethod
    def of(cls, sets: sp.csr_matrix, atoms: Atoms) -> Self:
        """The sets of some atoms: as they are, and where somebody in them stands for nobody also without these.

        Another table may leave no group of which everybody has a telling value, and so nobody to stand for.
        """
        real = sets.astype(np.int32).tocsr()
        real.data[atoms.people[real.indices] == 0] = 0
        real.eliminate_zeros()
        fewer = np.flatnonzero((np.diff(real.indptr) < np.diff(sets.indptr)) & (np.diff(real.indptr) > 0))
        sets = sp.vstack([sets, real[fewer]]).tocsr()
        records = np.argsort(atoms.of_record, kind="stable")
        first = np.r_[0, np.cumsum(atoms.size)]
        size = atoms.size[sets.indices]
        offset = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        at = records[np.repeat(first[sets.indices], size) + offset]
        return cls(atoms.universe[at], np.r_[0, np.cumsum(size)][sets.indptr])


def joined(one: KeptSets, other: KeptSets) -> KeptSets:
    """All sets of both."""
    return KeptSets(np.concatenate([one.key, other.key]), np.r_[one.start, other.start[1:] + one.start[-1]])


def as_atoms(kept: KeptSets, atoms: Atoms) -> sp.csr_matrix:
    """Shape: sets, atoms. A set that cuts an atom is left out: no table that is remembered can tell it."""
    count = np.diff(kept.start)
    of_set = np.repeat(np.arange(len(count)), count)
    atom, there = atoms.holding(kept.key)
    ones = np.ones(len(there), dtype=np.int64)
    held = sp.csr_matrix((ones, (of_set[there], atom)), shape=(len(count), len(atoms)))
    held.sum_duplicates()
    row = np.repeat(np.arange(len(count)), np.diff(held.indptr))
    cut = np.bincount(row[held.data != atoms.size[held.indices]], minlength=len(count))
    whole = (cut == 0) & (np.asarray(held.sum(axis=1)).ravel() == count) & (count > 0)
    held.data[:] = 1
    return held[np.flatnonzero(whole)].astype(np.int32).tocsr()
