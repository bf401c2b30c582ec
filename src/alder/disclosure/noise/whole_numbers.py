"""The nearest table of whole numbers that adds up: a mixed-integer programme over a table's system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
import scipy.sparse as sp

from alder.errors import NotProtected
from alder.solver import Solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

NODES = 2_000
"""How many branches are looked at for something nearer than what is found. A number and not a time, so that the same
table is always rounded alike. What is found adds up in any case."""


def nearest_table(
    relations: sp.csr_matrix, wanted: Floats, low: Floats, high: Floats, whole: Bools, weight: Floats
) -> Floats | None:
    """Numbers x with `relations @ x == 0` between the bounds, with the least Σ weight·|x - wanted|; None where there
    are none. Those marked are whole. Refused where the search ends without either.
    """
    n = relations.shape[1]
    far = np.flatnonzero(weight > 0)
    picked = sp.csr_matrix((np.ones(len(far)), (np.arange(len(far)), far)), shape=(len(far), n))
    aside = sp.identity(len(far), format="csr")
    matrix = sp.bmat(
        [[relations, None], [picked, aside], [picked, -aside]] if relations.shape[0] else
        [[picked, aside], [picked, -aside]],
        format="csr",
    )  # fmt: skip
    nothing = np.zeros(relations.shape[0])
    infinite = np.full(len(far), np.inf)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = n + len(far), matrix.shape[0]
    model.col_cost_ = np.concatenate([np.zeros(n), weight[far]])
    model.col_lower_ = np.concatenate([low, np.zeros(len(far))])
    model.col_upper_ = np.concatenate([high, infinite])
    model.row_lower_ = np.concatenate([nothing, wanted[far], -infinite])
    model.row_upper_ = np.concatenate([nothing, infinite, wanted[far]])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    kinds = np.concatenate([whole, np.zeros(len(far), dtype=bool)])
    model.integrality_ = [highspy.HighsVarType.kInteger if k else highspy.HighsVarType.kContinuous for k in kinds]
    solver = Solver(seed=7)
    solver.setOptionValue("solver", "choose")
    solver.setOptionValue("mip_max_nodes", NODES)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    if solver.getInfo().primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        raise NotProtected(
            f"no table that adds up was found among {NODES:,} tried",
            next="Use fewer breakdowns, or a policy that rounds each count by itself.",
        )
    found = np.asarray(solver.getSolution().col_value)[:n]
    answer: Floats = np.where(whole, np.round(found), found)
    return answer
