"""How far a cell could move without changing anything that is shown: small linear programmes over one system.

A *move* is a change of some cells that keeps every relation and every bound. If a move shifts a hidden cell and leaves
all shown cells alone, then the true table and the moved one look the same to a reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from alder.disclosure.kind import Kind
from alder.solver import Solver

if TYPE_CHECKING:
    from alder.disclosure.system import Bools, Floats, Numbers, System

TINY = 1e-6
NOBODY = np.array([], dtype=np.int64)
_REACH = 200  # no promise needs a cell to move farther, and finite bounds keep every programme bounded
_FREE = 1e-3  # what a hidden cell costs for each step: not nothing, so that a move touches few cells


@dataclass(frozen=True, eq=False)
class Move:
    """The cells that change, and by how much; what it costs to hide those of them that are shown."""

    cells: Numbers
    by: Floats
    price: float

    def at(self, cell: int) -> float:
        found = np.flatnonzero(self.cells == cell)
        return float(self.by[found[0]]) if len(found) else 0.0


class Moves:
    """The moves of a system. Hidden counts change freely, shown ones at their price a step, fixed ones never.

    A virtual cell stands in one relation only, so it needs no column: it is what gives that relation its play.
    """

    def __init__(self, system: System, hidden: Bools, prices: Floats) -> None:
        self.hidden = hidden
        """Counts that are hidden now, and all virtual cells."""
        self._prices = prices
        self._up = np.minimum(system.upper - system.value, _REACH).astype(float)
        self._down = np.minimum(system.value - system.lower, _REACH).astype(float)
        self._count = system.kind == Kind.COUNT
        self._movable = self._count & ~system.fixed
        self._relations = system.relations
        self._columns = system.relations.tocsc()
        virtual = np.flatnonzero(~self._count)
        self._play = np.full(system.relations.shape[0], -1, dtype=np.int64)
        self._play[self._columns[:, virtual].indices] = virtual
        self._row = np.full(system.size, -1, dtype=np.int64)
        self._row[virtual] = self._columns[:, virtual].indices
        self._solver = Solver()

    def cheapest(self, cell: int, by: int, still: Numbers = NOBODY, *, pay: bool) -> Move | None:
        """The cheapest move that shifts a cell by exactly `by` and leaves the cells in `still` alone; None if none.

        Without `pay`, only hidden cells may change.
        """
        if by == 0 or by > self._up[cell] or -by > self._down[cell] or not self.hidden[cell]:
            return None
        may = self._movable.copy() if pay else self._movable & self.hidden
        may[still] = False
        if self._count[cell] and not may[cell]:
            return None
        cells = np.flatnonzero(may)
        pointer = self._columns.indptr
        lengths = pointer[cells + 1] - pointer[cells]
        at = _positions(pointer, cells)
        used, rows = np.unique(self._columns.indices[at], return_inverse=True)
        low, high = self._bounds(used, still)
        n = len(cells)
        lower, upper = np.zeros(2 * n), np.concatenate([self._up[cells], self._down[cells]])
        if self._count[cell]:
            k = int(np.searchsorted(cells, cell))
            lower[k] = upper[k] = max(by, 0)
            lower[n + k] = upper[n + k] = max(-by, 0)
        else:
            k = int(np.searchsorted(used, self._row[cell]))
            if k == len(used) or used[k] != self._row[cell]:
                return None
            low[k] = high[k] = -by
        cost = np.where(self.hidden[cells], _FREE, self._prices[cells])
        signs = self._columns.data[at]
        made = highspy.HighsLp()
        made.num_col_, made.num_row_ = 2 * n, len(used)
        made.col_cost_, made.col_lower_, made.col_upper_ = np.tile(cost, 2), lower, upper
        made.row_lower_, made.row_upper_ = low, high
        made.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        made.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.tile(lengths, 2))]).astype(np.int32)
        made.a_matrix_.index_ = np.tile(rows, 2).astype(np.int32)
        made.a_matrix_.value_ = np.concatenate([signs, -signs])
        self._solver.passModel(made)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        answer = np.asarray(self._solver.getSolution().col_value)
        return self._move(cells, answer[:n] - answer[n:])

    def _bounds(self, used: Numbers, still: Numbers) -> tuple[Floats, Floats]:
        """How much play each relation has: that of its virtual cell, if it has one and it may move."""
        play = self._play[used]
        has = (play >= 0) & ~np.isin(play, still)
        return np.where(has, -self._up[play], 0.0), np.where(has, self._down[play], 0.0)

    def _move(self, cells: Numbers, by: Floats) -> Move:
        change = np.zeros(len(self.hidden))
        change[cells] = by
        change[~self._count] = -(self._relations @ change)[self._row[~self._count]]
        moved = np.flatnonzero(np.abs(change) > TINY)
        shown = moved[~self.hidden[moved]]
        return Move(moved, change[moved], float((np.abs(change) * self._prices)[shown].sum()))


def _positions(pointer: Numbers, of: Numbers) -> Numbers:
    """Where the entries of some columns of a compressed matrix stand."""
    lengths = pointer[of + 1] - pointer[of]
    starts = np.repeat(pointer[of] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    found: Numbers = starts + np.arange(lengths.sum())
    return found
