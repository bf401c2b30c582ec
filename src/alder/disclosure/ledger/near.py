"""Small groups that are a cell of no table, and that two or more cells could give away: differences and remainders.

57 people, then 54 of the same: the three are in no table. So are those who are left when the parts that a table shows
are taken from a total that another shows. Each cell of a new table is compared with every cell of all tables; what
earlier tables have among themselves was found when they were new, and is kept with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.ledger.atoms import Atoms
    from alder.disclosure.ledger.groups import Group
    from alder.disclosure.ledger.membership import Numbers

AT_ONCE = 400
"""So many cells of the new table are compared with all others at a time."""
ENTRIES = 4_000_000
"""So many entries of sets are worked out at a time."""


@dataclass(frozen=True, eq=False)
class Beside:
    """The new table beside one group of tables: the atoms by their classes in both.

    The last class of each is that of atoms which it does not have.
    """

    new: sp.csr_matrix
    """Cells of the new table by pairs of classes."""
    others: sp.csr_matrix
    """Different cells of the group by pairs of classes."""
    size: Numbers
    """Records of each pair."""
    people: Numbers
    """How many of these stand for somebody."""
    atoms: sp.csr_matrix
    """Shape: pairs, atoms."""
    mine: sp.csr_matrix
    """Cells of the new table by its own classes."""
    theirs: sp.csr_matrix
    """Different cells of the group by its classes."""
    both: sp.csr_matrix
    """Records of each class of the group and of the new table. Shape: classes of the group, classes of the table."""

    @classmethod
    def of(cls, atoms: Atoms, own: sp.csr_matrix, group: Group, cells: sp.csr_matrix) -> Beside:
        width, depth = own.shape[1], group.size
        one, other = (np.where(c < 0, k, c).astype(np.int64) for c, k in ((atoms.of[0], width), (group.of, depth)))
        code, pair = np.unique(one * (depth + 1) + other, return_inverse=True)
        first, second = np.divmod(code, depth + 1)
        count = len(code)
        size, people = (np.bincount(pair, weights=w, minlength=count) for w in (atoms.size, atoms.people))
        inside = np.flatnonzero((first < width) & (second < depth))
        return cls(
            _spread(own, first, count),
            _spread(cells, second, count),
            size.astype(np.int64),
            people.astype(np.int64),
            sp.csr_matrix((np.ones(len(atoms), dtype=np.int32), (pair, np.arange(len(atoms)))), (count, len(atoms))),
            own.astype(np.int64),
            cells.astype(np.int64),
            sp.csr_matrix((size[inside].astype(np.int64), (second[inside], first[inside])), (depth, width)),
        )

    def common(self, some: slice) -> sp.coo_matrix:
        """How many records each cell of the group shares with some of the new table, row by row, where it shares any.

        Of large tables few cells do. Shape: cells, some.
        """
        found = (self.theirs @ (self.both @ self.mine[some].T)).tocsr()
        found.sort_indices()
        return found.tocoo()


def _spread(cells: sp.csr_matrix, of_pair: Numbers, pairs: int) -> sp.csr_matrix:
    there = np.flatnonzero(of_pair < cells.shape[1])
    ones = np.ones(len(there), dtype=np.int32)
    return (cells.astype(np.int32) @ sp.csr_matrix((ones, (of_pair[there], there)), (cells.shape[1], pairs))).tocsr()


def small_sets(
    atoms: Atoms, own: sp.csr_matrix, groups: Sequence[Group], families: Sequence[Numbers], small: int
) -> sp.csr_matrix:
    """Sets of fewer than `small` records: a cell less another inside it, less all of a family, or less whole tables.

    `own` are the cells of the new table, the first of the atoms, by its classes; `families` some of these of which no
    two share a record. Shape of what is found: sets, atoms.
    """
    names = atoms.names()
    taken = np.zeros(0, dtype=np.uint64)
    found: list[sp.csr_matrix] = [sp.csr_matrix((0, len(atoms)), dtype=np.int32)]
    own_names = _names(own, atoms.of[0], names)
    own_at = _first(own_names, taken)
    member = _members(families, own.shape[0])[own_at]
    for group in groups:
        cells = sp.vstack(group.cells).tocsr()
        called = _names(cells, group.of, names)
        at = _first(called, taken)
        taken = np.concatenate([taken, called[at]])
        if len(at):
            found += _found(Beside.of(atoms, own[own_at], group, cells[at]), member, small)
    every = sp.vstack([*found, left_over(atoms, own, small)]).tocsr()
    _, first = np.unique(every.astype(np.uint64) @ names, return_index=True)
    return every[np.sort(first)]


def left_over(atoms: Atoms, own: sp.csr_matrix, small: int) -> sp.csr_matrix:
    """Sets of fewer than `small` records: those of a cell of the new table whom the same tables are about.

    All, less those of one filter, less those of another: whom neither is about. Shape: sets, atoms.
    """
    random = np.random.default_rng(len(atoms.of)).integers(0, 2**64, len(atoms.of), dtype=np.uint64)
    sign = np.zeros(len(atoms), dtype=np.uint64)
    for of, name in zip(atoms.of, random, strict=True):
        sign[of >= 0] += name
    about, kind = np.unique(sign, return_inverse=True)
    inside = np.flatnonzero(atoms.of[0] >= 0)
    pair, of_pair = np.unique(atoms.of[0][inside] * np.int64(len(about)) + kind[inside], return_inverse=True)
    of_class, of_kind = np.divmod(pair, len(about))
    size, people = (np.bincount(of_pair, weights=w[inside]) for w in (atoms.size, atoms.people))
    shape = (own.shape[1], len(about))
    cells = own.astype(np.float64)
    few = (cells @ sp.csr_matrix((size, (of_class, of_kind)), shape=shape)).tocoo()
    if not few.nnz:  # nobody of the new table is in an earlier one, as where it counts nobody
        return sp.csr_matrix((0, len(atoms)), dtype=np.int32)
    somebody = (cells @ sp.csr_matrix((people, (of_class, of_kind)), shape=shape)).tocsr()
    at = np.flatnonzero((few.data > 0) & (np.asarray(somebody[few.row, few.col]).ravel() < small))
    of_cell = _spread(own, of_class, len(pair))[few.row[at]].tocoo()
    keep = of_kind[of_cell.col] == few.col[at][of_cell.row]
    ones = np.ones(int(keep.sum()), dtype=np.int32)
    sets = sp.csr_matrix((ones, (of_cell.row[keep], of_cell.col[keep])), shape=(len(at), len(pair)))
    by_atom = sp.csr_matrix((np.ones(len(inside), dtype=np.int32), (of_pair, inside)), shape=(len(pair), len(atoms)))
    return (sets @ by_atom).tocsr()


def _first(names: NDArray[np.uint64], taken: NDArray[np.uint64]) -> Numbers:
    """The cells that are not empty, each set of records once, and none that was taken before."""
    different, at = np.unique(names, return_index=True)
    return np.sort(at[(different != 0) & ~np.isin(different, taken)])


def _names(cells: sp.csr_matrix, of: NDArray[np.int32], names: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return np.asarray(cells.astype(np.uint64) @ summed(of, names, cells.shape[1]), dtype=np.uint64)


def summed(of: NDArray[np.int32], what: NDArray[np.uint64], classes: int) -> NDArray[np.uint64]:
    """The sum over the atoms of each class."""
    inside = np.flatnonzero(of >= 0)
    shape = (classes, len(of))
    by = sp.csc_matrix((np.ones(len(inside), np.uint64), of[inside], np.r_[0, np.cumsum(of >= 0)]), shape=shape)
    return np.asarray(by @ what, dtype=np.uint64)


def _members(families: Sequence[Numbers], cells: int) -> sp.csr_matrix:
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *families])
    columns = np.repeat(np.arange(len(families)), [len(f) for f in families])
    ones = np.ones(len(rows), dtype=np.int64)
    return sp.csr_matrix((ones, (rows, columns)), shape=(cells, len(families)))


def _found(beside: Beside, member: sp.csr_matrix, small: int) -> list[sp.csr_matrix]:
    mine, theirs = (np.asarray(c @ beside.size, dtype=np.int64) for c in (beside.new, beside.others))
    own, others = (np.asarray(c @ beside.people, dtype=np.int64) for c in (beside.new, beside.others))
    parts: list[sp.csr_matrix] = []
    found: list[sp.csr_matrix] = []
    for start in range(0, len(mine), AT_ONCE):
        common = beside.common(slice(start, start + AT_ONCE))
        other, at = common.row.astype(np.int64), common.col.astype(np.int64) + start
        inside, holds = common.data == mine[at], common.data == theirs[other]  # those of one cell, in the other
        less, few = theirs[other] - mine[at], np.abs(others[other] - own[at]) < small
        for which, turned in ((inside & (less > 0) & few, False), (holds & (less < 0) & few, True)):
            found += _less(beside, other[which], at[which], turned=turned)
        ones = np.ones(int(inside.sum()), dtype=np.int64)
        parts.append(sp.csr_matrix((ones, (other[inside], at[inside] - start)), shape=common.shape))
    if member.shape[1] and parts:
        found += _remainders(beside, sp.hstack(parts).tocsr(), member, (mine, own), (theirs, others), small)
    return found


def _less(beside: Beside, other: Numbers, own: Numbers, *, turned: bool) -> list[sp.csr_matrix]:
    """Cells of others less cells of the new table, or `turned` round."""
    found = []
    sign = -1 if turned else 1
    size = np.cumsum(np.diff(beside.others.indptr)[other] + np.diff(beside.new.indptr)[own])
    for some in np.split(np.arange(len(other)), np.flatnonzero(np.diff(size // ENTRIES)) + 1):
        rest = sign * (beside.others[other[some]] - beside.new[own[some]])
        rest.eliminate_zeros()
        found.append((rest @ beside.atoms).tocsr())
    return found


def _remainders(
    beside: Beside,
    within: sp.csr_matrix,
    member: sp.csr_matrix,
    new: tuple[Numbers, Numbers],
    others: tuple[Numbers, Numbers],
    small: int,
) -> list[sp.csr_matrix]:
    """Cells less all of a family that are inside. `new` and `others` are the records and the people of each cell."""
    several = (within @ member).tocsr()  # how many of each family are inside: one alone is a difference of two cells
    several.sort_indices()
    pairs = several.tocoo()
    other, family = (index[pairs.data > 1].astype(np.int64) for index in (pairs.row, pairs.col))
    left = []
    for each, whole in zip(new, others, strict=True):
        covered = (within @ sp.diags(each, dtype=np.int64) @ member).tocsr()
        left.append(whole[other] - np.asarray(covered[other, family]).ravel())
    few = (left[0] > 0) & (left[1] < small)
    other, family = other[few], family[few]
    found = []
    inside, of_family = within.astype(np.int32), member.T.astype(np.int32).tocsr()
    size = np.cumsum(np.diff(inside.indptr)[other] + np.diff(beside.others.indptr)[other])
    for some in np.split(np.arange(len(other)), np.flatnonzero(np.diff(size // ENTRIES)) + 1):
        taken = inside[other[some]].multiply(of_family[family[some]]).tocsr()
        rest = (beside.others[other[some]] - taken @ beside.new).tocsr()
        rest.eliminate_zeros()
        found.append((rest @ beside.atoms).tocsr())
    return found
