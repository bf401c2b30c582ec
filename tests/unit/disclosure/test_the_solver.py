"""Every linear programme is solved from the last answer, and from nothing where that leads nowhere."""

from __future__ import annotations

import highspy
import numpy as np
import pytest

from alder.solver import Solver

LOST, FOUND, NONE = (
    highspy.HighsModelStatus.kUnknown,
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kInfeasible,
)


class Lost(Solver):
    """A solver that says of its first answers what a test wants."""

    def __init__(self, *said: highspy.HighsModelStatus) -> None:
        super().__init__()
        self.said = list(said)
        self.cleared = 0

    def getModelStatus(self) -> highspy.HighsModelStatus:  # the name is the package's
        return self.said.pop(0) if self.said else super().getModelStatus()

    def clearSolver(self) -> None:
        self.cleared += 1
        super().clearSolver()


@pytest.mark.parametrize(
    ("said", "by", "begun_anew"),
    [
        pytest.param([FOUND], "simplex", 0, id="found"),
        pytest.param([NONE], "simplex", 0, id="there is none, and that is an answer"),
        pytest.param([LOST], "simplex", 1, id="lost, so once more from nothing"),
        pytest.param([LOST], "ipm", 0, id="an interior point began at nothing anyhow"),
    ],
)
def test_a_programme_that_is_lost_on_the_way_from_the_last_answer_begins_anew(
    said: list[highspy.HighsModelStatus], by: str, begun_anew: int
) -> None:
    solver = Lost(*said)
    solver.setOptionValue("solver", by)
    solver.addVars(2, np.zeros(2), np.full(2, 3.0))
    solver.changeColCost(0, -1.0)
    solver.run()
    assert solver.cleared == begun_anew
    assert solver.getSolution().col_value[0] == pytest.approx(3)
