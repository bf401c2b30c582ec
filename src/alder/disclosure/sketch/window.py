"""The part of a table around one cell in which motions of it that take few others are looked for.

In d dimensions the smallest motions have the corners of a box: the cell, a partner in each of its relations, the cells
that share relations with two of these, and so on up to the corner across.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Cells, Floats
    from alder.disclosure.sketch.ties import Places


def window(cells: Cells, price: Floats, cell: int, partners: int) -> Places:
    """The cells around one, with so many partners of it in each of its relations, those of the least price."""
    relations = cells.relations
    found = [np.array([cell])]
    for row in cells.of_cell[cell].indices:
        members = relations[row].indices
        members = members[(members != cell) & ~cells.shown[members]]
        found.append(members[np.argsort(price[members], kind="stable")[:partners]])
    near: Places = np.unique(np.concatenate(found)).astype(np.int64)
    for shared in range(2, int(np.diff(cells.of_cell.indptr).max(initial=0)) + 1):
        others, count = np.unique(relations[cells.touching(near)].indices, return_counts=True)
        wider = np.union1d(near, others[(count >= shared) & ~cells.shown[others]]).astype(np.int64)
        if len(wider) == len(near):
            break
        near = wider
    return near
