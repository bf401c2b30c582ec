"""Motions in which one cell moves as far as it is asked to.

Only bounds differ from one cell to the next, never costs, and no cost is below 0: so the dual simplex begins where it
ended, and looks at little more than what has to move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.sketch.programme import Programme

if TYPE_CHECKING:
    import scipy.sparse as sp

    from alder.disclosure.sketch.cells import Floats


class Single:
    """Unknowns in columns, each within bounds that hold 0, and with what moving it by 1 costs."""

    def __init__(self, relations: sp.csr_matrix, lower: Floats, upper: Floats, cost: Floats) -> None:
        self.lower, self.upper = lower, upper
        self.programme = Programme(relations, lower, upper, interior=False)
        self.programme.solver.setOptionValue("presolve", "off")
        self.costs(cost)

    def costs(self, cost: Floats) -> None:
        """Other costs from here on."""
        self.programme.solver.changeColsCost(len(cost), self.programme.number, cost)

    def moved(self, column: int, by: float) -> Floats | None:
        """The cheapest motion in which an unknown moves by so much at least, None where there is none."""
        lower, upper = float(self.lower[column]), float(self.upper[column])
        if not lower <= by <= upper:
            return None
        change = self.programme.solver.changeColBounds
        change(column, *((by, upper) if by > 0 else (lower, by)))
        found = self.programme.solved()
        change(column, lower, upper)
        return found
