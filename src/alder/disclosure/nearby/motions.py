"""Motions of some cells: changes that keep every relation and every bound, at the least cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy.sparse.csgraph import connected_components

from alder.disclosure.nearby.windows import positions
from alder.solver import Solver

if TYPE_CHECKING:
    from alder.disclosure.system import Floats, Numbers, System

    Motion = tuple[Numbers, Floats]
    """Cells, in their order, and by how much each moves."""

FARTHEST = 1_000.0
"""No promise needs a cell to move farther, and finite bounds keep every programme bounded."""
MOVES = 1e-7
HOLDS = 1e-7
"""How far a relation may be from holding."""
RIDE = 0.2
"""What a step of another cell is worth that wants to move too: more than a few hidden cells cost, less than one that
is still to be hidden."""


class Motions:
    """Programmes over parts of a system.

    In all of them `cost` is that of moving each cell by 1, and `also` says how far other cells would like to move,
    which they do where it costs hardly anything. All are given for the cells that may move, in their order.
    """

    def __init__(self, system: System) -> None:
        self.columns = system.relations.tocsc()
        self.up = np.minimum(system.upper - system.value, FARTHEST).astype(np.float64)
        self.down = np.minimum(system.value - system.lower, FARTHEST).astype(np.float64)
        self.solver = Solver()
        self.solver.setOptionValue("presolve", "off")  # the programmes are so small that it takes longer than they do

    def room(self, cells: Numbers, cost: Floats, also: Floats, cell: int, need: float) -> list[Motion] | None:
        """Motions in which a cell rises and others in which it falls, together by so much. None if there are none."""
        if not len(cells) or cells[at := _place(cells, cell)] != cell:
            return None
        ways = [(at, 0.0, self.up[cell]), (at, -self.down[cell], 0.0)]
        return self._solved(cells, cost, also, ways, need)

    def step(self, cells: Numbers, cost: Floats, cell: int, by: float) -> list[Motion] | None:
        """Motions in which a cell moves by exactly so much. None if there are none."""
        if by > self.up[cell] or -by > self.down[cell] or not len(cells) or cells[at := _place(cells, cell)] != cell:
            return None
        return self._solved(cells, cost, np.zeros(len(cells)), [(at, by, by)], None)

    def _solved(
        self,
        cells: Numbers,
        cost: Floats,
        also: Floats,
        ways: list[tuple[int, float, float]],
        apart: float | None,
    ) -> list[Motion] | None:
        """One motion for each of some ways in which one cell has to move, all of them in one programme.

        Each cell has two columns for each motion, one for rising and one for falling.
        """
        n, times = len(cells), len(ways)
        pointer = self.columns.indptr
        at = positions(pointer, cells)
        used, row = np.unique(self.columns.indices[at], return_inverse=True)
        rows = len(used)
        price = np.tile(cost, (times, 2, 1))
        most = np.tile(np.stack([self.up[cells], self.down[cells]]), (times, 1, 1))
        rising, falling = np.flatnonzero(also > 0), np.flatnonzero(also < 0)
        price[0, 0, rising] -= RIDE
        price[0, 1, rising] += RIDE  # or a cell would seem to move by going both ways at once
        price[-1, 1, falling] -= RIDE
        price[-1, 0, falling] += RIDE
        most[0, 0, rising] = np.minimum(most[0, 0, rising], also[rising])
        most[-1, 1, falling] = np.minimum(most[-1, 1, falling], -also[falling])
        least = np.zeros((times, 2, n))
        for k, (place, low, high) in enumerate(ways):
            least[k, :, place] = max(low, 0.0), max(-high, 0.0)
            most[k, :, place] = max(high, 0.0), max(-low, 0.0)
            price[k, :, place] = cost[place]
        index = np.concatenate([np.tile(row + k * rows, 2) for k in range(times)])
        value = np.tile(np.r_[self.columns.data[at], -self.columns.data[at]], times)
        start = np.r_[0, np.cumsum(np.tile(pointer[cells + 1] - pointer[cells], 2 * times))]
        limit = np.zeros(rows * times + (apart is not None))
        if apart is not None:
            limit[-1] = apart
            for column in (3 * n + ways[-1][0], ways[0][0]):  # how far it falls, and how far it rises
                index = np.insert(index, start[column + 1], rows * times)
                value = np.insert(value, start[column + 1], 1.0)
                start[column + 1 :] += 1
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * n * times, len(limit)
        model.col_cost_, model.col_lower_, model.col_upper_ = price.ravel(), least.ravel(), most.ravel()
        model.row_lower_ = model.row_upper_ = limit
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = start.astype(np.int32), index.astype(np.int32)
        model.a_matrix_.value_ = value
        self.solver.passModel(model)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        answer = np.asarray(self.solver.getSolution().col_value).reshape(times, 2, n)
        return [part for change in answer[:, 0] - answer[:, 1] for part in self.parts(cells, change)]

    def parts(self, cells: Numbers, change: Floats) -> list[Motion]:
        """A motion as those that it is made of, each of which keeps all relations by itself."""
        near = np.rint(change)
        change = np.where(np.abs(near - change) < MOVES, near, change)
        moved = np.flatnonzero(np.abs(change) > MOVES)
        cells, change = cells[moved], change[moved]
        if not len(cells):
            return []
        inside = self.columns[:, cells].tocsr()
        inside = abs(inside[np.flatnonzero(np.diff(inside.indptr))])
        if np.abs(self.columns[:, cells] @ change).max() > HOLDS:
            return []
        count, part = connected_components(inside.T @ inside, directed=False)
        return [(cells[part == k], change[part == k]) for k in range(count)]


def _place(cells: Numbers, cell: int) -> int:
    return min(int(np.searchsorted(cells, cell)), len(cells) - 1)
