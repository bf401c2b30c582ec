"""What rounded or noisy figures leave open together: every figure is an interval, and everything adds up.

First each sum narrows its members, over and over, until nothing moves; people are whole, so ends are rounded inwards.
Then linear programmes over all figures at once, for the counts that are asked about.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np
import scipy.sparse as sp

from alder.solver import Solver

if TYPE_CHECKING:
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Truth


_CLOSE = 1e-6
_ROUNDS = 200
_AT_ONCE = 24


@dataclass(frozen=True, eq=False)
class Bounds:
    """The lowest and the highest whole value of every cell. Shape of both: cells."""

    low: Floats
    high: Floats

    @property
    def exact(self) -> Bools:
        found: Bools = self.low == self.high
        return found


def narrowed(truth: Truth, first: Bounds) -> Bounds:
    """What single sums leave of first bounds. Raises `ValueError` where the bounds leave no table at all."""
    sums = truth.sums().tocsr()
    row = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    column, sign = sums.indices, sums.data
    low, high = np.ceil(first.low - _CLOSE), np.floor(first.high + _CLOSE)
    for _ in range(_ROUNDS):
        least = np.where(sign > 0, low[column], -high[column])
        most = np.where(sign > 0, high[column], -low[column])
        # a sum is 0, so each member is minus all others
        others_least = np.bincount(row, least, minlength=sums.shape[0])[row] - least
        others_most = np.bincount(row, most, minlength=sums.shape[0])[row] - most
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, column, np.where(sign > 0, -others_most, others_least))
        np.minimum.at(new_high, column, np.where(sign > 0, -others_least, others_most))
        if (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    if (low > high).any():
        raise ValueError("no table has figures like these")
    return Bounds(low, high)


def asked(
    truth: Truth, bounds: Bounds, cells: Numbers, seconds: float, rows: sp.csr_matrix | None = None
) -> tuple[Bounds, int]:
    """The bounds, and those of some cells drawn together where all sums at once leave them one value.

    `rows` are further combinations of cells that are 0 or more. Gives also of how many cells there was no time to ask.
    """
    low, high = bounds.low.copy(), bounds.high.copy()
    left = cells[low[cells] < high[cells]]
    if not len(left):
        return bounds, 0
    solver, until = _programme(truth.sums().tocsr(), bounds, rows), time.monotonic() + seconds
    least, most = np.full(len(low), np.inf), np.full(len(low), -np.inf)
    random = np.random.default_rng(11)

    def see(cost: dict[int, float]) -> bool:
        for cell, way in cost.items():
            solver.changeColCost(cell, way)
        solver.run()
        good = bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)
        if good:
            values = np.array(solver.getSolution().col_value)
            np.minimum(least, np.ceil(values - _CLOSE), out=least)
            np.maximum(most, np.floor(values + _CLOSE), out=most)
        for cell in cost:
            solver.changeColCost(cell, 0.0)
        return good

    for _ in range(_AT_ONCE):  # most cells have two values in some of a few tables
        left = left[most[left] <= least[left]]
        if not len(left) or time.monotonic() > until:
            break
        ways = random.choice((-1.0, 1.0), len(left)) * random.uniform(0.5, 1.0, len(left))
        see(dict(zip(left.tolist(), ways.tolist(), strict=True)))
    unasked = 0
    for cell in left.tolist():
        if most[cell] > least[cell]:
            continue
        if time.monotonic() > until or not (see({cell: 1.0}) and see({cell: -1.0})):
            unasked += 1
        elif most[cell] <= least[cell]:
            low[cell] = high[cell] = min(most[cell], least[cell])
    return Bounds(low, high), unasked


def _programme(sums: sp.csr_matrix, bounds: Bounds, rows: sp.csr_matrix | None) -> Solver:
    solver = Solver()
    model = highspy.HighsLp()
    equal = sums.shape[0]
    if rows is not None:
        sums = sp.vstack([sums, rows]).tocsr()
    model.num_row_, model.num_col_ = sums.shape
    model.col_cost_ = np.zeros(sums.shape[1])
    model.col_lower_, model.col_upper_ = bounds.low, bounds.high
    model.row_lower_ = np.zeros(sums.shape[0])
    model.row_upper_ = np.where(np.arange(sums.shape[0]) < equal, 0.0, highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = sums.indptr.astype(np.int32)
    model.a_matrix_.index_ = sums.indices.astype(np.int32)
    model.a_matrix_.value_ = sums.data.astype(np.float64)
    solver.passModel(model)
    return solver
