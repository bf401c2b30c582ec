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

from alder.disclosure.solver import Solver

if TYPE_CHECKING:
    import scipy.sparse as sp

    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Truth

_CLOSE = 1e-6
_ROUNDS = 200


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


def asked(truth: Truth, bounds: Bounds, cells: Numbers, seconds: float) -> tuple[Bounds, int]:
    """The bounds with those of some cells as near as all sums make them; and of how many there was no time for that."""
    low, high = bounds.low.copy(), bounds.high.copy()
    open_ = cells[low[cells] < high[cells]]
    if not len(open_):
        return bounds, 0
    solver = _programme(truth.sums().tocsr(), bounds)
    until, seen_low, seen_high = time.monotonic() + seconds, high.copy(), low.copy()
    left = 0
    for cell in open_.tolist():
        for way in (1.0, -1.0):
            if (seen_low[cell] <= low[cell]) if way > 0 else (seen_high[cell] >= high[cell]):
                continue
            if time.monotonic() > until:
                left += 1
                break
            solver.changeColCost(cell, way)
            solver.run()
            values = np.array(solver.getSolution().col_value)
            solver.changeColCost(cell, 0.0)
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                left += 1
                break
            if way > 0:
                low[cell] = max(low[cell], np.ceil(values[cell] - _CLOSE))
            else:
                high[cell] = min(high[cell], np.floor(values[cell] + _CLOSE))
            np.minimum(seen_low, np.ceil(values - _CLOSE), out=seen_low)
            np.maximum(seen_high, np.floor(values + _CLOSE), out=seen_high)
    return Bounds(low, high), left


def _programme(sums: sp.csr_matrix, bounds: Bounds) -> Solver:
    solver = Solver()
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = sums.shape
    model.col_cost_ = np.zeros(sums.shape[1])
    model.col_lower_, model.col_upper_ = bounds.low, bounds.high
    model.row_lower_ = model.row_upper_ = np.zeros(sums.shape[0])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = sums.indptr.astype(np.int32)
    model.a_matrix_.index_ = sums.indices.astype(np.int32)
    model.a_matrix_.value_ = sums.data.astype(np.float64)
    solver.passModel(model)
    return solver
