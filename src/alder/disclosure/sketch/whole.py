"""Tables of whole numbers that agree with everything published: the strongest decoys.

In two dimensions every corner of the set of motions is whole, so each small cell has one. Beyond that a corner mostly
holds fractions somewhere; but it falls into parts that move by themselves, and the parts that are whole, or become so
when they are doubled or trebled, are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.room import within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places

    Tables = NDArray[np.int64]

ROUNDS, PATIENCE = 40, 3
"""So many tables are looked for, until so many times in a row nothing is found."""
HARD, HARD_ROUNDS = 48, 5
"""Beyond two dimensions a table is looked for that moves so few small cells, and so many times: each is dear."""
LARGEST = 6_000
"""Unknowns; with more it would take far longer than hiding does."""
PRICE = 0.05
"""What it costs to move one hidden cell, against the gain from a small cell that moves by 1."""
TIMES = (1, 2, 3, 4, 6)
MOVES = 1e-7
WHOLE = 1e-5


def whole_tables(cells: Cells, seen: Sketch, *, seed: int = 0) -> tuple[Tables, Bools]:
    """Tables of whole numbers, as differences from the truth, and the small cells that none of them moves.

    Shapes: tables, hidden cells; hidden cells.
    """
    tied = seen.tied
    left = cells.primary[seen.hidden].copy()
    found: list[Tables] = []
    if tied.unknowns > LARGEST:
        return np.zeros((0, len(left)), dtype=np.int64), left
    inside, falls, rises = cells.relations[:, seen.hidden], cells.falls[seen.hidden], cells.rises[seen.hidden]
    random = np.random.default_rng(seed)
    hard = cells.block.shape[1] > 2
    missed = 0
    for _ in range(HARD_ROUNDS if hard else ROUNDS):
        wanted = np.unique(tied.unknown[left & (tied.unknown >= 0)])
        if not len(wanted) or missed == PATIENCE:
            break
        chosen = random.permutation(wanted)[: HARD if hard else None]
        motion = corner(cells, seen, chosen, random.choice([-1.0, 1.0], len(chosen)))
        if motion is None:
            break
        table = np.rint(tied.moved(whole_parts(cells, seen, motion)[:, None])[:, 0]).astype(np.int64)
        fits = not (inside @ table).any() and bool(((table >= -falls) & (table <= rises)).all())
        if fits and (table[left] != 0).any():
            found.append(table)
            left &= table == 0
            missed = 0
        else:
            missed += 1
    return np.array(found, dtype=np.int64).reshape(len(found), len(left)), left


def corner(cells: Cells, seen: Sketch, wanted: Places, way: Floats) -> Floats | None:
    """A motion in which as many of the wanted unknowns as pays move by 1, each in its way, and little else does."""
    tied = seen.tied
    lower, upper = within(cells, tied)
    size = np.bincount(tied.unknown[tied.unknown >= 0], minlength=tied.unknowns)
    cost = np.tile(PRICE * size, 2)
    most = np.r_[np.maximum(upper, 0), np.maximum(-lower, 0)]
    aim = wanted + np.where(way > 0, 0, tied.unknowns)
    back = wanted + np.where(way > 0, tied.unknowns, 0)
    cost[aim] -= 1
    cost[back] += 1  # or a cell would seem to move by going both ways at once
    most[aim] = np.minimum(most[aim], 1)
    both = sp.hstack([tied.relations, -tied.relations]).tocsr()
    solved = Programme(both, np.zeros(2 * tied.unknowns), most, interior=False).least(cost)
    return None if solved is None else solved[: tied.unknowns] - solved[tied.unknowns :]


def whole_parts(cells: Cells, seen: Sketch, motion: Floats) -> Floats:
    """Of a motion the parts that are whole, or so many times whole that no cell falls below 0."""
    tied = seen.tied
    lower, upper = within(cells, tied)
    moving = np.flatnonzero(np.abs(motion) > MOVES)
    touches = abs(tied.relations[:, moving])
    parts, part = connected_components(touches.T @ touches, directed=False)
    found = np.zeros(len(motion))
    for times in TIMES:
        many = motion[moving] * times
        bad = np.abs(many - np.rint(many)) > WHOLE
        bad |= (many < lower[moving] - WHOLE) | (many > upper[moving] + WHOLE) | (found[moving] != 0)
        good = np.bincount(part, weights=bad, minlength=parts)[part] == 0
        found[moving[good]] = np.rint(many[good])
    return found
