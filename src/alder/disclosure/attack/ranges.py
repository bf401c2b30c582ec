"""The attack that knows that people are whole: the lowest and the highest value that a hidden cell can have.

The attacker knows every shown number, all sums, and what the symbols promise: where empty cells are shown as 0, a
hidden cell holds somebody. Linear programmes give the ends. They let people be fractions until the last step, so what
they find known is known, and what they find open is open up to that.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from alder.disclosure.attack.findings import Found, How
from alder.disclosure.solver import Solver

if TYPE_CHECKING:
    from alder.disclosure.attack.algebra import Motions
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Rebuilt

_SLACK = 1e-5


@dataclass
class Ranges:
    """Which values the attack has seen each hidden cell take. Shape of both ends: hidden cells."""

    low: Floats
    high: Floats

    def see(self, values: Floats) -> None:
        np.minimum(self.low, values, out=self.low)
        np.maximum(self.high, values, out=self.high)

    def width(self) -> Floats:
        """How far apart the lowest and the highest whole value are. Shape: hidden cells."""
        found: Floats = np.floor(self.high + _SLACK) - np.ceil(self.low - _SLACK)
        return found


class Programme:
    """All hidden cells as unknowns, with all sums, asked for one cell or for many at once."""

    def __init__(self, truth: Rebuilt, found: Motions, least: float) -> None:
        self.size = len(found.cells)
        true = truth.count[found.cells].astype(np.float64)
        right = found.sums @ true
        self.solver = Solver()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.size, len(right)
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_ = np.full(self.size, least)
        model.col_upper_ = np.full(self.size, highspy.kHighsInf)
        model.row_lower_ = model.row_upper_ = right
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = found.sums.indptr.astype(np.int32)
        model.a_matrix_.index_ = found.sums.indices.astype(np.int32)
        model.a_matrix_.value_ = found.sums.data.astype(np.float64)
        self.solver.passModel(model)

    def lowest(self, cost: Floats) -> Floats | None:
        """The table that the shown numbers allow and that makes the cost least; None where the solver gives up."""
        self.solver.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self.solver.getSolution().col_value)


def ranges(
    truth: Rebuilt, found: Motions, secret: Bools, *, least: float, width: int, seconds: float, already: Ranges
) -> tuple[list[Found], Numbers]:
    """Secrets with fewer than `width` + 1 possible whole values, and the secrets that there was no time to ask for.

    `already` holds what is known of the ends beforehand (the true table, and tables of a certificate).
    """
    targets = np.flatnonzero(secret[found.cells])
    open_ = targets[already.width()[targets] < width]
    if not len(open_):
        return [], open_
    programme = Programme(truth, found, least)
    draw = np.random.default_rng(3)
    until = time.monotonic() + seconds
    for _ in range(8):  # a random direction for many at once clears most of them
        cost = np.zeros(programme.size)
        cost[open_] = draw.uniform(0.5, 1.0, len(open_)) * draw.choice((-1.0, 1.0), len(open_))
        for sign in (1.0, -1.0):
            if time.monotonic() < until and (values := programme.lowest(sign * cost)) is not None:
                already.see(values)
        open_ = open_[already.width()[open_] < width]
        if not len(open_):
            return [], open_
    narrow, unasked = [], []
    for n in open_.tolist():
        if already.width()[n] >= width:
            continue
        if time.monotonic() > until or not _ends(programme, n, already):
            unasked.append(n)
        elif already.width()[n] < width:
            narrow.append(n)
    return [_found(truth, found, n, already) for n in narrow], np.array(unasked, dtype=np.int64)


def _ends(programme: Programme, n: int, seen: Ranges) -> bool:
    """Ask for both ends of one cell. False where the solver gave up."""
    cost = np.zeros(programme.size)
    for sign in (1.0, -1.0):
        cost[n] = sign
        values = programme.lowest(cost)
        if values is None:
            return False
        seen.see(values)
    return True


def _found(truth: Rebuilt, found: Motions, n: int, seen: Ranges) -> Found:
    cell = int(found.cells[n])
    low, high = float(np.ceil(seen.low[n] - _SLACK)), float(np.floor(seen.high[n] + _SLACK))
    said = f"{low:.0f}" if low == high else f"from {low:.0f} to {high:.0f}"
    return Found(cell, How.RANGE, f"the numbers shown leave {truth.name(cell)} only {said}", low, high)
