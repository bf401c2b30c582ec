"""What a contributor to a table of values sees of a hidden total, and which further cells would blind it.

A contributor knows what it has in every cell, so no value is below that; where it is alone it knows the value. The
largest other contributor of an unsafe cell must not place the largest one too nearly: the highest value that it thinks
possible has to lie above the true one by the upper protection level. And whoever is alone in some hidden cells, in one
or in many, must not work out another one exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.null_space import STILL, sketch
from alder.disclosure.tables.holders import NOBODY
from alder.solver import Solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.sketch.cells import Bools, Cells
    from alder.disclosure.tables.holders import Holders

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_NEAR = 1e-6
"""Of what is needed: what rounding may take from it."""
_LITTLE = 0.01
"""A cell that is known exactly is moved by this share of it; how much it needs is asked afterwards."""
_STANDS = 1e-9
SPANNED = 60
FREE = 1e-3


@dataclass(frozen=True)
class View:
    """An unsafe cell, somebody who looks at it, and how far above its value it must be possible."""

    cell: int
    who: int
    needed: float


class Room:
    """How far some cells may rise with everything else as it is: one programme, with the bounds of one after another.

    Cells that are not hidden may move as well where they have a cost: the cheapest of them are what to hide further.
    """

    def __init__(self, cells: Cells, near: Numbers, holders: Holders, cost: Floats | None) -> None:
        value = holders.cube.value[near].astype(np.float64)
        self.scale = max(1.0, float(np.median(value))) if len(value) else 1.0
        self.near, self.holders, self.cost = near, holders, cost
        self.position = np.full(cells.size, -1, dtype=np.int64)
        self.position[near] = np.arange(len(near))
        relations = cells.relations[:, near]
        relations = relations[np.flatnonzero(np.diff(relations.indptr))]
        self.value = value / self.scale
        self.lower, self.upper = -self.value, np.full(len(near), np.inf)
        if cost is not None:  # what falls is an unknown of its own, so that either way costs
            relations = sp.hstack([relations, -relations]).tocsr()
            self.lower, self.upper = np.zeros(2 * len(near)), np.r_[self.upper, self.value]
        self.solver = Solver()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = relations.shape
        model.col_cost_ = np.zeros(len(self.lower)) if cost is None else np.r_[cost, cost]
        model.col_lower_, model.col_upper_ = self.lower, self.upper
        model.row_lower_ = model.row_upper_ = np.zeros(relations.shape[0])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = relations.indptr, relations.indices
        model.a_matrix_.value_ = relations.data
        self.solver.passModel(model)

    def highest(self, view: View) -> tuple[float, Floats]:
        """How far the cell may rise in the eyes of somebody, up to what is needed; and the motion that does it."""
        at = int(self.position[view.cell])
        changed = self._eyes(view.who)
        self.solver.changeColBounds(at, self.lower[at], view.needed / self.scale)
        self.solver.changeColCost(at, -1.0)
        motion = self._run()
        self.solver.changeColCost(at, 0.0)
        self._back(np.append(changed, at))
        return (0.0, np.zeros(len(self.near))) if motion is None else (float(motion[at]) * self.scale, motion)

    def cheapest(self, view: View) -> Floats | None:
        """The motion of least cost in which the cell rises by what is needed; None where nothing lets it."""
        at, size = int(self.position[view.cell]), len(self.near)
        changed = self._eyes(view.who)
        needed = view.needed / self.scale
        self.solver.changeColBounds(at, needed, np.inf)
        self.solver.changeColBounds(size + at, 0.0, 0.0)
        motion = self._run()
        self._back(np.r_[changed, at, size + at])
        return None if motion is None else motion[:size] - motion[size:]

    def _eyes(self, who: int) -> Numbers:
        """Set the bounds to what one contributor knows. Gives the columns that this changed."""
        if who == NOBODY:
            return np.zeros(0, dtype=np.int64)
        cell, has = self.holders.part_of(who)
        at, alone = self.position[cell], self.holders.alone[cell] == who
        cell, has, alone, at = cell[at >= 0], has[at >= 0] / self.scale, alone[at >= 0], at[at >= 0]
        falls = at if self.cost is None else at + len(self.near)
        for n, down, own, known in zip(at.tolist(), falls.tolist(), has.tolist(), alone.tolist(), strict=True):
            room = 0.0 if known else max(0.0, self.value[n] - own)
            if self.cost is None:
                self.solver.changeColBounds(n, -room, 0.0 if known else np.inf)
            else:
                self.solver.changeColBounds(down, 0.0, room)
                if known:
                    self.solver.changeColBounds(n, 0.0, 0.0)
        return np.unique(np.r_[at, falls])

    def _back(self, changed: Numbers) -> None:
        for n in np.unique(changed).tolist():
            self.solver.changeColBounds(n, self.lower[n], self.upper[n])

    def _run(self) -> Floats | None:
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        motion = np.array(self.solver.getSolution().col_value)
        return np.where(np.abs(motion) < _STANDS, 0.0, motion)


def too_near(cells: Cells, hidden: Bools, holders: Holders, views: list[View]) -> list[View]:
    """The views in which a cell cannot rise as far as it should.

    Most cells find room within their own category of the first level; the others are asked about in the whole table.
    """
    if not views:
        return []
    of = np.array([view.cell for view in views])
    dimension = int(np.argmax([len(np.unique(column)) for column in cells.block.T]))
    category = cells.block[:, dimension]
    left = [views[n] for n in np.flatnonzero(category[of] < 0)]
    for one in np.unique(category[of][category[of] >= 0]).tolist():
        room = Room(cells, np.flatnonzero(hidden & (category == one)), holders, None)
        left += _without(room, [views[n] for n in np.flatnonzero(category[of] == one)])
    return _without(Room(cells, np.flatnonzero(hidden), holders, None), left)


def _without(room: Room, views: list[View]) -> list[View]:
    """The views in which a cell does not find the room it needs."""
    at = room.position[np.array([view.cell for view in views], dtype=np.int64)]
    needed = np.array([view.needed for view in views]) / room.scale
    sure = np.zeros(len(views), dtype=bool)
    found = []
    for n in np.argsort(-needed, kind="stable").tolist():
        if sure[n]:
            continue
        rises, motion = room.highest(views[n])
        if rises < views[n].needed * (1 - _NEAR):
            found.append(views[n])
            continue
        for way in (motion, -motion):  # whom else this motion, or its opposite, gives the room that they need
            falls = way < 0
            most = float((room.value[falls] / -way[falls]).min(initial=1e9))  # so many times it, and nothing is below 0
            for k in np.flatnonzero(~sure & (way[at] * most >= needed * (1 - _NEAR)) & (way[at] > 0)).tolist():
                sure[k] = _share(room, way, views[k].who, most) * way[at[k]] >= needed[k] * (1 - _NEAR)
    return found


def _share(room: Room, motion: Floats, who: int, most: float) -> float:
    """How many times a motion somebody must think possible, up to the most: none where it moves what they know."""
    if who == NOBODY:
        return most
    cell, has = room.holders.part_of(who)
    at = room.position[cell]
    there = at >= 0
    there[there] = motion[at[there]] != 0
    cell, at, has = cell[there], at[there], has[there] / room.scale
    if (room.holders.alone[cell] == who).any():
        return 0.0
    down = motion[at] < 0
    return min(most, float((np.maximum(room.value[at] - has, 0)[down] / -motion[at][down]).min(initial=np.inf)))


def worked_out(cells: Cells, hidden: Bools, holders: Holders, *, seed: int) -> list[View]:
    """Unsafe cells that somebody works out who is alone in other hidden cells, in one or in many together.

    What somebody knows spans a part of the motions; a cell whose own lies in it is known too. Of very many cells it is
    quicker to see what still moves while they all stand still.
    """
    mine = np.where(hidden, holders.alone, NOBODY)
    many = np.bincount(mine[mine >= 0], minlength=1)
    seen = sketch(cells, hidden, columns=SPANNED + 6, seed=seed)
    every = seen.rows(np.arange(len(seen.hidden)))
    secret = np.flatnonzero(cells.primary[seen.hidden] & (np.abs(every).max(axis=1, initial=0.0) > STILL))
    found: list[View] = []
    for who in np.flatnonzero(many).tolist():
        if many[who] <= SPANNED:
            known = seen.hidden[secret[_spanned(every[:, : many[who] + 6], secret, mine[seen.hidden] == who)]]
        else:
            less = sketch(cells, hidden & (mine != who), seed=seed)
            known = less.hidden[(less.of_hidden < 0) & cells.primary[less.hidden]]
            known = known[np.isin(known, seen.hidden[secret])]
        found += [
            View(int(cell), who, max(_LITTLE * float(cells.value[cell]), 1e-6))
            for cell in known[holders.alone[known] != who]
        ]
    return found


def _spanned(rows: Floats, secret: Numbers, own: Bools) -> Bools:
    """Which secrets move as a combination of somebody's own cells does."""
    across, lengths, _ = np.linalg.svd(rows[own].T, full_matrices=False)
    across = across[:, lengths > STILL]
    unit = rows[secret] / np.linalg.norm(rows[secret], axis=1)[:, None]
    return np.asarray(np.linalg.norm(unit - (unit @ across) @ across.T, axis=1) < STILL)


def blinding(cells: Cells, hidden: Bools, holders: Holders, view: View, room: Room) -> Numbers | None:
    """The cells to hide so that somebody cannot place a cell so nearly; None where no hiding helps."""
    motion = room.cheapest(view)
    if motion is None:
        return None
    moved: Numbers = room.near[motion != 0]
    return moved[~hidden[moved]]
