"""A linear programme that is asked many times: what a combination of unknowns can be at least and at most."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import highspy
import numpy as np

from alder.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Mapping

    import scipy.sparse as sp

    from alder.disclosure.attack.rebuilt import Floats, Numbers

_PRIMAL = 4
"""The simplex method that goes on from a table that is possible, when another one is asked for."""


class Asked:
    """Unknowns from 0 up to some limit, and rows of them between two ends. What somebody knows besides is laid on for
    a while.
    """

    def __init__(self, rows: sp.csr_matrix, low: Floats, high: Floats, most: Floats, until: float) -> None:
        self.size, self.until, self.most = rows.shape[1], until, most
        self.weighed: Floats | None = None
        """What each row took part in the last answer: 0 where it did not matter."""
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = rows.shape
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_, model.col_upper_ = np.zeros(self.size), most
        model.row_lower_ = np.where(np.isneginf(low), -highspy.kHighsInf, low)
        model.row_upper_ = np.where(np.isposinf(high), highspy.kHighsInf, high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = rows.indptr.astype(np.int32)
        model.a_matrix_.index_ = rows.indices.astype(np.int32)
        model.a_matrix_.value_ = rows.data.astype(np.float64)
        self.solver = Solver()
        self.solver.passModel(model)
        self._begin()

    def _begin(self) -> None:
        """From the inside to a first table; each question then walks on from the table of the one before."""
        self._limit()
        self.solver.setOptionValue("solver", "ipm")
        self.solver.run()
        self.solver.setOptionValue("solver", "simplex")
        self.solver.setOptionValue("simplex_strategy", _PRIMAL)

    def _limit(self) -> bool:
        """Stop the next run when time is up: the limit is of all runs of a solver together. False where it is up."""
        left = self.until - time.monotonic()
        self.solver.setOptionValue("time_limit", float(self.solver.getRunTime()) + max(left, 0.0))
        return left > 0

    def know(self, bounds: Mapping[int, tuple[float, float]]) -> None:
        """These unknowns lie between these ends, until `forget`."""
        for n, (low, high) in bounds.items():
            self.solver.changeColBounds(n, low, min(high, float(self.most[n])))

    def forget(self, bounds: Mapping[int, tuple[float, float]]) -> None:
        for n in bounds:
            self.solver.changeColBounds(n, 0.0, float(self.most[n]))

    def least(self, unknowns: Numbers, cost: Floats) -> Floats | None:
        """All unknowns where the combination is least; None where time or the solver ends."""
        if not self._limit():
            return None
        for n, weight in zip(unknowns.tolist(), cost.tolist(), strict=True):
            self.solver.changeColCost(n, weight)
        self.solver.run()
        good = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        solution = self.solver.getSolution()
        values = np.array(solution.col_value) if good else None
        self.weighed = np.array(solution.row_dual) if good else None
        for n in unknowns.tolist():
            self.solver.changeColCost(n, 0.0)
        return values
