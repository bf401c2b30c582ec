"""The part of a table around one cell in which motions of it that take few others are looked for.

In d dimensions the smallest motions have the corners of a box: the cell, a partner in each of its relations, the cells
that share relations with two of these, and so on up to the corner across.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import scipy.sparse as sp

    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.ties import Places


def window(cells: Cells, of_cell: sp.csr_matrix, price: Floats, cell: int, partners: int) -> Places:
    """The cells around one, with so many partners of it in each of its relations, those of the least price.

    `of_cell` are the relations turned round: a row for each cell.
    """
    relations, columns = cells.relations, cells.relations.indices
    near: Bools = np.zeros(cells.size, dtype=bool)
    near[cell] = True
    for row in of_cell[cell].indices:
        members = relations[row].indices
        members = members[(members != cell) & ~cells.shown[members]]
        near[members[np.argsort(price[members], kind="stable")[:partners]]] = True
    for shared in range(2, int(np.diff(of_cell.indptr).max(initial=0)) + 1):
        touched = cells.per_relation(near) > 0
        count = np.bincount(columns[touched[cells.row]], minlength=cells.size)
        wider = near | ((count >= shared) & ~cells.shown)
        if (wider == near).all():
            break
        near = wider
    found: Places = np.flatnonzero(near)
    return found
