"""Records that are in the same cells of all tables: an *atom*. Every cell of every table is a sum of atoms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Keys, Membership, Numbers

    Places = NDArray[np.int32]

SEED = 77_003


@dataclass(frozen=True, eq=False)
class Atoms:
    """The atoms of several tables."""

    size: Numbers
    """How many records each has."""
    people: Numbers
    """How many of these stand for somebody: see `complements`."""
    of: tuple[Places, ...]
    """For each table the class of each atom there, -1 where the table does not have its records."""
    universe: Keys
    """The keys of all records, in ascending order."""
    of_record: Places
    """For each of these its atom."""

    @classmethod
    def of_tables(cls, tables: Sequence[Membership]) -> Atoms:
        universe = _universe([t.key for t in tables])
        sign = np.zeros(len(universe), dtype=np.uint64)
        places: list[Numbers | slice] = []
        rng = np.random.default_rng(SEED)
        for table in tables:
            at = slice(None) if len(table.key) == len(universe) else np.searchsorted(universe, table.key)
            random = rng.integers(0, 2**64, table.cells.shape[0], dtype=np.uint64)
            of_class = np.asarray(table.cells.T.astype(np.uint64) @ random)
            sign[at] += of_class[table.of_class]
            places.append(at)
        _, first, of_record, size = np.unique(sign, return_index=True, return_inverse=True, return_counts=True)
        of = []
        for table, at in zip(tables, places, strict=True):
            own = np.full(len(universe), -1, dtype=np.int32)
            own[at] = table.of_class
            of.append(own[first])
        # Atoms of one class next to each other: going through all of them is then quicker.
        order = np.lexsort([of[n] for n in np.argsort([t.cells.shape[1] for t in tables], kind="stable")[-3:]])
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order))
        nobody = np.isin(universe, np.concatenate([t.nobody for t in tables]))
        people = size - np.bincount(of_record[nobody], minlength=len(size))
        return cls(
            size[order].astype(np.int64),
            people[order].astype(np.int64),
            tuple(o[order] for o in of),
            universe,
            place[of_record],
        )

    def __len__(self) -> int:
        return len(self.size)

    def holding(self, keys: Keys) -> tuple[Places, Numbers]:
        """The atoms of those of some records that any table has, and which of the records these are."""
        at = np.minimum(np.searchsorted(self.universe, keys), len(self.universe) - 1)
        there = np.flatnonzero(self.universe[at] == keys)
        return self.of_record[at[there]], there

    def names(self) -> Keys:
        """A random number for each atom: the sum of those of a set is the same for the same set."""
        return np.random.default_rng(SEED + 1).integers(0, 2**64, len(self.size), dtype=np.uint64)


def _universe(keys: Sequence[Keys]) -> Keys:
    first, *others = sorted(keys, key=len, reverse=True)
    found = first
    for other in others:
        if other is first:
            continue
        new = other[found[np.minimum(np.searchsorted(found, other), len(found) - 1)] != other] if len(found) else other
        if len(new):
            found = np.sort(np.concatenate([found, new]), kind="stable")
    return found
