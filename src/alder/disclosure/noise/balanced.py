"""Cells that go down or up a whole step, chosen one by one so that all sums stay near: for tables of any size.

First cells are gone through in order, and each takes over what the ones before it have lost or won. Then single cells
turn as long as that brings the sums nearer. Last, cells of sums that are still too far off turn, whatever it costs the
others. It is no search of all choices, but it ends, and whatever comes out adds up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.noise.single import Bools, Numbers

    Floats = NDArray[np.float64]

SWEEPS, TURNS, IDLE = 40, 20_000, 2_000
"""How often all cells are gone through, how many turns repair what is then still too far off, and how many of them may
bring nothing."""
_LOOKED_AT = 64
_CLOSE = 1e-9


def sums_of(relations: sp.csr_matrix, parts: Bools) -> sp.csr_matrix:
    """Every cell as a sum of parts. Shape: cells, parts.

    `relations` have -1 for a whole and 1 for each of its parts.
    """
    size = len(parts)
    rows = relations.tocoo()
    whole = np.full(relations.shape[0], -1, dtype=np.int64)
    whole[rows.row[rows.data < 0]] = rows.col[rows.data < 0]
    _, first = np.unique(whole, return_index=True)  # one way to add a whole up is enough
    chosen = np.zeros(relations.shape[0], dtype=bool)
    chosen[first] = True
    kept = chosen[rows.row] & (rows.data > 0)
    step = sp.csr_matrix((np.ones(int(kept.sum())), (whole[rows.row[kept]], rows.col[kept])), shape=(size, size))
    own = np.flatnonzero(parts)
    start = sp.csr_matrix((np.ones(len(own)), (own, np.arange(len(own)))), shape=(size, len(own)))
    found = start
    while True:
        further = (start + step @ found).tocsr()
        if further.nnz == found.nnz:
            return further
        found = further


def balanced(up: Floats, sums: sp.csr_matrix, most: Floats) -> Bools:
    """Which cells go up. `up` is how far each is from its lower figure, as a share of the step.

    `sums` says which cells are in which sum, `most` how many steps each sum may be off, if that can be had.
    """
    turned = _in_order(up)
    by_cell = sums.T.tocsr()
    off = np.asarray(sums @ (turned - up)).ravel()
    for _ in range(SWEEPS):
        if not _sweep(turned, off, by_cell):
            break
    _repair(turned, off, by_cell, sums.tocsr(), most)
    return turned


def _in_order(up: Floats) -> Bools:
    """Each cell goes up or down so that all up to it are nearest to their sum."""
    high = np.floor(np.cumsum(up) + 0.5)
    return np.asarray(np.diff(high, prepend=0.0) > 0)


def _gain(cells: Numbers, turned: Bools, off: Floats, by_cell: sp.csr_matrix) -> Floats:
    """By how much the squares of what sums are off would grow if a cell turned."""
    some = by_cell[cells]
    gain: Floats = 2 * np.where(turned[cells], -1.0, 1.0) * (some @ off) + np.diff(some.indptr)
    return gain


def _turn(cell: int, turned: Bools, off: Floats, by_cell: sp.csr_matrix) -> None:
    at = by_cell.indices[by_cell.indptr[cell] : by_cell.indptr[cell + 1]]
    off[at] += -1.0 if turned[cell] else 1.0
    turned[cell] = not turned[cell]


def _sweep(turned: Bools, off: Floats, by_cell: sp.csr_matrix) -> bool:
    """Turn each cell that brings the sums nearer, the best first. `turned` and `off` change."""
    gain = _gain(np.arange(len(turned)), turned, off, by_cell)
    moved = False
    for cell in np.argsort(gain, kind="stable")[: int((gain < -_CLOSE).sum())].tolist():
        at = by_cell.indices[by_cell.indptr[cell] : by_cell.indptr[cell + 1]]
        way = -1.0 if turned[cell] else 1.0
        if 2 * way * off[at].sum() + len(at) < -_CLOSE:
            _turn(cell, turned, off, by_cell)
            moved = True
    return moved


def _repair(turned: Bools, off: Floats, by_cell: sp.csr_matrix, sums: sp.csr_matrix, most: Floats) -> None:
    """Turn cells of sums that are too far off, whatever it costs the others, and not soon again the same cells."""
    random = np.random.default_rng(17)
    until = np.zeros(len(turned), dtype=np.int64)
    best, kept, found = np.inf, turned.copy(), 0
    for step in range(min(TURNS, 20 * len(turned))):
        over = np.maximum(0.0, np.abs(off) - most)
        wrong = float(over.sum())
        if wrong < best:
            best, kept, found = wrong, turned.copy(), step
        if wrong < _CLOSE or step - found > IDLE:
            break
        bad = np.flatnonzero(over > _CLOSE)
        at = int(bad[random.integers(len(bad))])
        cells = sums.indices[sums.indptr[at] : sums.indptr[at + 1]]
        cells = cells[(turned[cells] == (off[at] > 0)) & (until[cells] <= step)]
        if not len(cells):
            continue
        if len(cells) > _LOOKED_AT:
            cells = random.choice(cells, _LOOKED_AT, replace=False)
        cell = int(cells[np.argmin(_gain(cells, turned, off, by_cell))])
        _turn(cell, turned, off, by_cell)
        until[cell] = step + int(random.integers(3, 12))
    turned[:] = kept
