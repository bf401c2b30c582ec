"""Tables whose cells hardly cut across each other, as one: a table inside another, or the same of a few people more.

Tables that all but repeat each other are hard to tell apart by small steps and easy to take together, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.ledger.atoms import Atoms, Places
    from alder.disclosure.ledger.membership import Membership, Numbers

MOST = 4_000
"""So many classes may tables have together that none of them has alone."""
SHARE = 40
"""Of many atoms tables may have one class for so many: fewer groups are then worth more work in each."""
GLANCE = 20_000
"""Atoms that are looked at first: tables that cut across each other show it in these."""
MANY = 4
"""Numbers are sorted where more than so many times as many are possible; else each possible one has its place."""


@dataclass(frozen=True, eq=False)
class Group:
    """Some tables, and classes of atoms that are in the same cells of each."""

    tables: tuple[int, ...]
    of: Places
    """For each atom its class, -1 where none of the tables has it."""
    cells: tuple[sp.csr_matrix, ...]
    """For each table its cells. Shape: cells, classes."""
    atoms: Numbers
    """How many atoms each class has."""

    @property
    def size(self) -> int:
        return len(self.atoms)


def groups(atoms: Atoms, tables: Sequence[Membership]) -> list[Group]:
    """Tables in groups with few classes: no more than the tables have one by one, or few for so many atoms."""
    found: list[tuple[list[int], Places, int]] = []
    glance = np.random.default_rng(0).permutation(len(atoms))[:GLANCE]
    for n in np.argsort([-t.cells.shape[1] for t in tables], kind="stable").tolist():
        own, classes = atoms.of[n], tables[n].cells.shape[1]
        for k, (members, of, size) in enumerate(found):
            most = max(min(size + classes, MOST), size, len(atoms) // SHARE)
            if len(np.unique(_pairs(of[glance], own[glance], classes))) > most + 1:
                continue
            different, both = _different(_pairs(of, own, classes), (size + 1) * (classes + 1))
            outside = int(different[0] == 0)
            if len(different) - outside <= most:
                found[k] = ([*members, n], (both - outside).astype(np.int32), len(different) - outside)
                break
        else:
            found.append(([n], own, classes))
    return [_group(atoms, tables, *f) for f in found]


def _pairs(one: Places, other: Places, classes: int) -> Numbers:
    """A number for each pair of classes, 0 where both are none."""
    return (one.astype(np.int64) + 1) * (classes + 1) + (other + 1)


def _different(pairs: Numbers, most: int) -> tuple[Numbers, Numbers]:
    """The different ones of some numbers below `most`, in order, and for each which of these it is."""
    if most > MANY * len(pairs):
        return np.unique(pairs, return_inverse=True)
    there = np.zeros(most, dtype=bool)
    there[pairs] = True
    place = np.cumsum(there, dtype=np.int64) - 1
    return np.flatnonzero(there), place[pairs]


def _group(atoms: Atoms, tables: Sequence[Membership], members: list[int], of: Places, size: int) -> Group:
    inside = np.flatnonzero(of >= 0)
    first = np.full(size, -1, dtype=np.int64)
    first[of[inside]] = inside
    cells = []
    for n in members:
        own = atoms.of[n][first]
        there = np.flatnonzero(own >= 0)
        shape = (tables[n].cells.shape[1], size)
        part = sp.csr_matrix((np.ones(len(there), dtype=np.int8), (own[there], there)), shape=shape)
        cells.append((tables[n].cells @ part).tocsr())
    return Group(tuple(members), of, tuple(cells), np.bincount(of[inside], minlength=size))
