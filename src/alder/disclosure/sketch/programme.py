"""Linear programmes over motions: every relation kept, and each unknown within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np

from alder.solver import Solver

if TYPE_CHECKING:
    import scipy.sparse as sp

    from alder.disclosure.sketch.cells import Floats


class Programme:
    """One set of relations and bounds, asked about several costs."""

    def __init__(
        self, relations: sp.csr_matrix, lower: Floats, upper: Floats, *, interior: bool, corner: bool = False
    ) -> None:
        """Inside the set of motions (`interior`, quicker once) or at a corner of it (quicker from one to the next).

        With both, from the inside to a corner: for programmes of many dimensions that are asked once.
        """
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = relations.shape
        model.col_cost_ = np.zeros(relations.shape[1])
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_ = model.row_upper_ = np.zeros(relations.shape[0])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = relations.indptr, relations.indices
        model.a_matrix_.value_ = relations.data
        self.solver = Solver()
        if interior:
            self.solver.setOptionValue("solver", "ipm")
            self.solver.setOptionValue("run_crossover", "on" if corner else "off")
        self.solver.passModel(model)
        self.number = np.arange(relations.shape[1], dtype=np.int32)

    def least(self, cost: Floats) -> Floats | None:
        """The motion that costs least, None where there is none or the solver could not tell."""
        self.solver.changeColsCost(len(self.number), self.number, cost)
        return self.solved()

    def solved(self) -> Floats | None:
        """The same for the costs that were asked about last."""
        self.solver.run()
        told = self.solver.getModelStatus()
        if told not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kUnknown):
            return None
        found: Floats = np.array(self.solver.getSolution().col_value)
        return found if len(found) == len(self.number) else None
