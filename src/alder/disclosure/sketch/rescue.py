"""Cells that free a flagged one where neither one nor two would: a smallest motion, found by linear programming."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Bools, Cells
    from alder.disclosure.sketch.ties import Places

MOVES = 1e-7
FREE = 1e-3
"""What moving a hidden cell costs, against the cheapest that is not hidden."""


def rescue(cells: Cells, hidden: Bools, flagged: int, by: int = -1) -> Places | None:
    """Cells to hide, so that `flagged` moves while `by` stands still; None if no hiding lets it.

    The search begins with the relations around the cell, and takes in more of the table until a motion is found.
    """
    near = np.zeros(cells.size, dtype=bool)
    near[flagged] = True
    while True:
        wider = around(cells, near, hidden)
        if (wider == near).all():
            return None
        near = wider
        found = least_motion(cells, hidden, np.flatnonzero(near), flagged, by)
        if found is not None:
            return found


def around(cells: Cells, near: Bools, hidden: Bools) -> Bools:
    """All cells in a relation with those that are near, but those that are shown."""
    relations = cells.per_relation(near) > 0
    wider = near.copy()
    wider[cells.relations.indices[relations[cells.row]]] = True
    return wider & ~cells.shown


def least_motion(cells: Cells, hidden: Bools, near: Places, flagged: int, by: int) -> Places | None:
    """The cells that are not hidden in the cheapest motion of some cells in which `flagged` moves by 1."""
    relations = cells.relations[:, near]
    relations = relations[np.flatnonzero(np.diff(relations.indptr))]
    cost = cells.weight[near] / max(cells.weight[near].min(), 1e-9)
    cost = np.where(hidden[near], FREE, 1 + cost)
    lower, upper = np.zeros(2 * len(near)), np.full(2 * len(near), np.inf)
    at = int(np.searchsorted(near, flagged))
    lower[at] = upper[at] = 1
    upper[len(near) + at] = 0
    if by in near:
        other = int(np.searchsorted(near, by))
        upper[[other, len(near) + other]] = 0
    solved = linprog(
        np.r_[cost, cost],
        A_eq=sp.hstack([relations, -relations]),
        b_eq=np.zeros(relations.shape[0]),
        bounds=np.stack([lower, upper], axis=1),
        method="highs",
    )
    if solved.status != 0:
        return None
    moves = np.abs(solved.x[: len(near)] - solved.x[len(near) :]) > MOVES
    found: Places = near[moves & ~hidden[near]]
    return found
