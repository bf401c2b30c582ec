"""What bounds alone fix: how far hidden cells can move by what single relations leave them, without a solver.

Where readers know that no hidden cell is empty, cells at 1 can only rise; and if all that could fall for them is at 1
too, none of them moves. That goes from relation to relation in passes over all of them at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.ties import Places

PASSES = 200
"""A pass that narrows nothing is the last, after some ten; where bounds creep by 1 at a time, what is found by then is
fixed all the same."""


def reach(cells: Cells, hidden: Bools) -> tuple[Floats, Floats]:
    """How far single relations let each hidden cell fall and rise, as numbers up to 0 and from 0. Shape: cells."""
    inside = hidden[cells.relations.indices] & (cells.relations.data != 0)
    row, column, part = cells.row[inside], cells.relations.indices[inside], cells.relations.data[inside] > 0
    low, high = np.where(hidden, -cells.falls, 0.0), np.where(hidden, cells.rises, 0.0)
    if not len(row):
        return low, high
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    long = np.diff(np.r_[starts, len(row)])
    order = np.argsort(column, kind="stable")
    first = np.flatnonzero(np.r_[True, column[order][1:] != column[order][:-1]])
    of = column[order][first]

    def others(end: Floats) -> Floats:
        """For each entry the ends of all others of its relation, added up."""
        endless = np.isinf(end)
        finite = np.where(endless, 0.0, end)
        many = np.repeat(np.add.reduceat(endless.astype(np.int64), starts), long) - endless
        rest = np.repeat(np.add.reduceat(finite, starts), long) - finite
        return np.where(many > 0, np.inf, rest)

    for _ in range(PASSES):
        down, up = np.where(part, -low[column], high[column]), np.where(part, high[column], -low[column])
        rise, fall = others(down), others(up)  # a part rises by what the others fall, and the other way round
        tops, floors = np.where(part, rise, fall)[order], np.where(part, fall, rise)[order]
        higher, lower = high.copy(), low.copy()
        higher[of] = np.minimum(high[of], np.minimum.reduceat(tops, first))
        lower[of] = np.maximum(low[of], -np.minimum.reduceat(floors, first))
        if (higher == high).all() and (lower == low).all():
            break
        low, high = lower, higher
    return low, high


def fixed(cells: Cells, hidden: Bools, width: float = 1.0) -> Places:
    """Primary cells that bounds leave less than so much room. Exact for counts, which are whole numbers."""
    low, high = reach(cells, hidden)
    found: Places = np.flatnonzero(cells.primary & hidden & (high - low < width))
    return found
