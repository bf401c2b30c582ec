"""Cells that free a flagged one where neither one nor two would: a smallest motion, found by linear programming."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.programme import Programme

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Bools, Cells
    from alder.disclosure.sketch.ties import Places

MOVES = 1e-7
INTERIOR = 1_000
"""With more cells, which are wanted in many dimensions, the simplex takes ten times as long from its start."""
FREE = 1e-3
"""What moving a hidden cell costs, against the cheapest that is not hidden."""


def rescue(cells: Cells, hidden: Bools, flagged: int, by: int = -1) -> Places | None:
    """Cells to hide, so that `flagged` moves while `by` stands still; None if no hiding lets it.

    The search begins with the relations around the cell, and takes in more of the table until a motion is found.
    """
    near = np.array([flagged])
    while True:
        wider = around(cells, near)
        if len(wider) == len(near):
            return None
        near = wider
        found = least_motion(cells, hidden, near, flagged, by)
        if found is not None:
            return found


def around(cells: Cells, near: Places) -> Places:
    """All cells in a relation with those that are near, but those that are shown."""
    wider = np.union1d(near, cells.relations[cells.touching(near)].indices)
    found: Places = wider[~cells.shown[wider]]
    return found


def least_motion(cells: Cells, hidden: Bools, near: Places, flagged: int, by: int) -> Places | None:
    """The cells that are not hidden in the cheapest motion of some cells in which `flagged` moves by 1."""
    relations = cells.relations[cells.touching(near)][:, near]
    cost = cells.weight[near] / max(cells.weight[near].min(), 1e-9)
    cost = np.where(hidden[near], FREE, 1 + cost)
    lower, upper = np.zeros(2 * len(near)), np.full(2 * len(near), np.inf)
    at = int(np.searchsorted(near, flagged))
    lower[at] = upper[at] = 1
    upper[len(near) + at] = 0
    if by in near:
        other = int(np.searchsorted(near, by))
        upper[[other, len(near) + other]] = 0
    both = sp.hstack([relations, -relations]).tocsr()
    interior = len(near) > INTERIOR
    motion = Programme(both, lower, upper, interior=interior, corner=interior).least(np.r_[cost, cost])
    if motion is None:
        return None
    moves = np.abs(motion[: len(near)] - motion[len(near) :]) > MOVES
    found: Places = near[moves & ~hidden[near]]
    return found
