"""The same cells of nearly the same people in several tables: by how many they differ is told by itself.

A count of the last return and the same of an earlier one are nearly one and the same, and hard to tell apart by small
steps. Whoever knows both knows their difference: it is put beside them, as a table of the few who are in one of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.ledger.near import summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.ledger.atoms import Atoms, Places
    from alder.disclosure.ledger.membership import Bools, Keys, Numbers
    from alder.disclosure.ledger.table import Table

NEARLY = 0.4
"""Populations are nearly the same if fewer than this share of the atoms is in one of both alone."""
NEAREST = 6
"""With so many of the populations that are next to it each is compared."""


@dataclass(frozen=True, eq=False)
class Copies:
    """What cells of one population and those of another differ by."""

    of: Places
    """For each atom its class, -1 where it is in both populations or in none."""
    rows: sp.csr_matrix
    """Shape: differences, classes; 1 where a class is in the first population, -1 where it is in the second."""
    atoms: Numbers
    """How many atoms each class has."""
    own: Numbers
    """For each difference the cell of the new table that has a part in it, -1 where none does."""
    sign: Numbers
    """1 where that cell is of the first population, -1 where it is of the second."""

    @property
    def size(self) -> int:
        return len(self.atoms)


@dataclass(frozen=True, eq=False)
class _Population:
    inside: Bools
    tables: tuple[int, ...]
    shown: tuple[sp.csr_matrix, ...]
    """For each of its tables the shown cells by classes, those left out that a table before shows too."""
    names: Keys
    """Of these, one table after the other."""
    own: Numbers
    """For each the cell of the new table, -1 of others."""

    def names_within(self, atoms: Atoms, some: Bools, names: Keys) -> Keys:
        """Names of what is left of each shown cell within some atoms."""
        inside = np.flatnonzero(some)  # each of these is in every table of the population
        ones, each = np.ones(len(inside), dtype=np.uint64), np.arange(len(inside) + 1, dtype=np.int32)
        found = []
        for n, cells in zip(self.tables, self.shown, strict=True):
            by = sp.csc_matrix((ones, atoms.of[n][inside], each), shape=(cells.shape[1], len(inside)))
            found.append(np.asarray(cells.astype(np.uint64) @ (by @ names[inside])))
        return np.concatenate(found)

    def parts(self, atoms: Atoms, some: Bools, rows: Numbers) -> sp.csr_matrix:
        """What some of the shown cells have of some atoms. Shape: rows, atoms."""
        at = np.flatnonzero(self.inside & some)
        ones = np.ones(len(at), dtype=np.int32)
        bounds = np.cumsum([0, *(cells.shape[0] for cells in self.shown)])
        places, found = [], []
        for n, cells, start, end in zip(self.tables, self.shown, bounds, bounds[1:], strict=False):
            mine = np.flatnonzero((rows >= start) & (rows < end))
            by = sp.csr_matrix((ones, (atoms.of[n][at], at)), shape=(cells.shape[1], len(atoms)))
            found.append(cells[rows[mine] - start].astype(np.int32) @ by)
            places.append(mine)
        return sp.vstack(found).tocsr()[np.argsort(np.concatenate(places))]


def copies(atoms: Atoms, tables: Sequence[Table]) -> list[Copies]:
    """Differences of shown cells that are alike but for some people. The new table is the first."""
    names = atoms.names()
    people = _populations(atoms, tables, names)
    linked: dict[int, int] = {}
    found = []
    for i, j in _pairs(people):
        one, other = people[i], people[j]
        rest = [p.names_within(atoms, one.inside & other.inside, names) for p in (one, other)]
        _, first, second = np.intersect1d(rest[0], rest[1], return_indices=True)
        keep = [_link(linked, int(one.names[a]), int(other.names[b])) for a, b in zip(first, second, strict=True)]
        first, second = first[keep], second[keep]
        if len(first):
            own = np.maximum(one.own[first], other.own[second])
            sign = np.where(one.own[first] >= 0, 1, -1)
            rows = one.parts(atoms, ~other.inside, first) - other.parts(atoms, ~one.inside, second)
            found.append(_classed(rows, own, sign))
    return found


def _populations(atoms: Atoms, tables: Sequence[Table], names: Keys) -> list[_Population]:
    alike: dict[int, list[int]] = {}
    for n in [*range(1, len(tables)), 0]:  # what others show too need not come from the new table
        alike.setdefault(int(names[atoms.of[n] >= 0].sum()), []).append(n)
    found = []
    for members in alike.values():
        taken = np.zeros(1, dtype=np.uint64)
        shown, own = [], []
        for n in members:
            cells = tables[n].members.cells
            called = np.asarray(cells.astype(np.uint64) @ summed(atoms.of[n], names, cells.shape[1]))
            mine = np.flatnonzero(tables[n].shown)
            mine = mine[~np.isin(called[mine], taken)]
            mine = mine[np.unique(called[mine], return_index=True)[1]]
            taken = np.concatenate([taken, called[mine]])
            shown.append(cells[mine])
            own.append(mine if n == 0 else np.full(len(mine), -1))
        inside = atoms.of[members[0]] >= 0
        found.append(_Population(inside, tuple(members), tuple(shown), taken[1:], np.concatenate(own)))
    return found


def _pairs(people: Sequence[_Population]) -> list[tuple[int, int]]:
    """Populations that are nearly the same, the nearest first."""
    inside = np.stack([p.inside for p in people]).astype(np.float32)
    both = inside @ inside.T
    size = np.diag(both)
    apart = size[:, None] + size - 2 * both
    near: dict[tuple[int, int], float] = {}
    for i in range(len(people)):
        for j in np.argsort(apart[i], kind="stable")[: NEAREST + 1].tolist():
            if i != j and apart[i, j] < NEARLY * (size[i] + size[j] - both[i, j]):
                near[min(i, j), max(i, j)] = float(apart[i, j])
    return sorted(near, key=lambda pair: (near[pair], pair))


def _link(linked: dict[int, int], one: int, other: int) -> bool:
    """Whether two cells were not yet told apart, step by step; they are now."""

    def end(name: int) -> int:
        while (onward := linked.get(name, name)) != name:
            name = onward
        return name

    first, second = end(one), end(other)
    linked[first] = second
    return first != second


def _classed(rows: sp.csr_matrix, own: Numbers, sign: Numbers) -> Copies:
    random = np.random.default_rng(0).integers(0, 2**64, rows.shape[0], dtype=np.uint64)
    mark = np.asarray(rows.T.astype(np.int64).astype(np.uint64) @ random)
    there = np.flatnonzero(mark)
    _, first, of_class = np.unique(mark[there], return_index=True, return_inverse=True)
    of = np.full(rows.shape[1], -1, dtype=np.int32)
    of[there] = of_class
    return Copies(of, rows[:, there[first]].tocsr(), np.bincount(of_class, minlength=len(first)), own, sign)
