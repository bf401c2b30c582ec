"""Small groups that are a cell of no table, and that two or more cells could give away: differences and remainders.

57 people, then 54 of the same: the three are in no table. So are those who are left when the parts that a table shows
are taken from a total that another shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Bools
    from alder.disclosure.ledger.together import System

AT_ONCE = 500
"""So many cells are compared with all others at a time."""


def small_differences(system: System, families: Sequence[NDArray[np.int64]], small: int) -> sp.csr_matrix:
    """Sets of fewer than `small` records: a cell less another inside it, or less all of a family that are inside it.

    `families` are cells of one table of which no two share a record. Shape of what is found: sets, atoms.
    """
    cells = system.sets[: system.cells]
    counts = system.count[: system.cells]
    across = cells.multiply(system.atoms).T.tocsc()
    member = _members(families, system.cells)
    found: list[sp.csr_matrix] = []
    for start in range(0, system.cells, AT_ONCE):
        some = np.arange(start, min(start + AT_ONCE, system.cells))
        common = (cells[some].astype(np.int64) @ across).tocoo()
        inside = (common.data == counts[common.col]) & (common.col != some[common.row])
        row, part = common.row[inside], common.col[inside]
        left = counts[some[row]] - counts[part]
        near = (left > 0) & (left < small)
        found.append(_less(cells, some[row[near]], part[near]))
        ones = np.ones(len(row), dtype=np.int64)
        parts = sp.csr_matrix((ones, (row, part)), shape=(len(some), system.cells))
        covered = (parts.multiply(counts).tocsr() @ member).tocoo()
        rest = counts[some[covered.row]] - covered.data
        for n, k in zip(
            covered.row[(rest > 0) & (rest < small)], covered.col[(rest > 0) & (rest < small)], strict=True
        ):
            mine = np.intersect1d(parts[n].indices, families[k])
            if len(mine) > 1:
                found.append(_without(cells, int(some[n]), mine))
    every = sp.vstack([sp.csr_matrix((0, len(system.atoms)), dtype=np.int32), *found]).tocsr()
    every.eliminate_zeros()
    return every


def _members(families: Sequence[NDArray[np.int64]], cells: int) -> sp.csc_matrix:
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *families])
    columns = np.repeat(np.arange(len(families)), [len(f) for f in families])
    return sp.csc_matrix((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=(cells, len(families)))


def _less(cells: sp.csr_matrix, whole: NDArray[np.int64], part: NDArray[np.int64]) -> sp.csr_matrix:
    return (cells[whole].astype(np.int32) - cells[part].astype(np.int32)).tocsr()


def _without(cells: sp.csr_matrix, whole: int, parts: NDArray[np.int64]) -> sp.csr_matrix:
    taken = np.asarray(cells[parts].sum(axis=0)).ravel() > 0
    left: Bools = (cells[whole].toarray().ravel() > 0) & ~taken
    return sp.csr_matrix(left.astype(np.int32))
