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
from alder.solver import Solver

if TYPE_CHECKING:
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Truth
    from alder.disclosure.attack.unknown import Unknown

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

    def __init__(self, unknown: Unknown, least: Floats | float, *, interior: bool) -> None:
        self.size = len(unknown.cells)
        right = unknown.sums @ unknown.true
        self.solver = Solver()
        if interior:  # without its crossover, so what it gives is drawn a little towards the truth, below
            self.solver.setOptionValue("solver", "ipm")
            self.solver.setOptionValue("run_crossover", "off")
        self.least, self.true, self.is_exact = least, unknown.true, not interior
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.size, len(right)
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_ = np.full(self.size, least)
        model.col_upper_ = np.full(self.size, highspy.kHighsInf)
        model.row_lower_ = model.row_upper_ = right
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = unknown.sums.indptr.astype(np.int32)
        model.a_matrix_.index_ = unknown.sums.indices.astype(np.int32)
        model.a_matrix_.value_ = unknown.sums.data.astype(np.float64)
        self.solver.passModel(model)

    def lowest(self, cost: Floats) -> Floats | None:
        """The table that the shown numbers allow and that makes the cost least; None where the solver gives up."""
        self.solver.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.array(self.solver.getSolution().col_value)
        return values if self.is_exact else self._drawn_in(values)

    def _drawn_in(self, values: Floats) -> Floats:
        """The same table with no cell below the least, however far an interior point fell short of it."""
        change = values - self.true
        room = (self.true - self.least) / np.maximum(-change, 1e-300)
        return self.true + change * min(1.0, float(room[change < 0].min(initial=1.0)))


def ranges(
    truth: Truth, unknown: Unknown, secret: Bools, *, least: Floats | float, width: int, seconds: float
) -> tuple[list[Found], Numbers]:
    """Secrets of which the lowest and highest whole values are less than `width` apart, and those not asked in time.

    `least` is the lowest value that the attacker thinks each hidden cell may have. Shape: hidden cells.
    """
    open_ = np.flatnonzero(secret[unknown.cells])
    if not len(open_):
        return [], open_
    seen = Ranges(unknown.true.copy(), unknown.true.copy())
    until = time.monotonic() + seconds
    open_ = _many_at_once(Programme(unknown, least, interior=True), open_, seen, width, until)
    programme = Programme(unknown, least, interior=False)
    narrow, unasked = [], []
    for n in open_.tolist():
        if seen.width()[n] >= width:
            continue
        if time.monotonic() > until or not _ends(programme, n, seen):
            unasked.append(n)
        elif seen.width()[n] < width:
            narrow.append(n)
    return [_found(truth, unknown, n, seen) for n in narrow], np.array(unasked, dtype=np.int64)


def _many_at_once(programme: Programme, open_: Numbers, seen: Ranges, width: int, until: float) -> Numbers:
    """Random directions for all that is open clear most of it; what they leave is asked for cell by cell."""
    draw = np.random.default_rng(3)
    while len(open_) and time.monotonic() < until:
        cost = np.zeros(programme.size)
        cost[open_] = draw.uniform(0.5, 1.0, len(open_)) * draw.choice((-1.0, 1.0), len(open_))
        for sign in (1.0, -1.0):
            if time.monotonic() < until and (values := programme.lowest(sign * cost)) is not None:
                seen.see(values)
        left = open_[seen.width()[open_] < width]
        if len(left) > 0.9 * len(open_):
            return left
        open_ = left
    return open_


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


def _found(truth: Truth, unknown: Unknown, n: int, seen: Ranges) -> Found:
    cell = int(unknown.cells[n])
    low, high = float(np.ceil(seen.low[n] - _SLACK)), float(np.floor(seen.high[n] + _SLACK))
    said = f"{low:.0f}" if low == high else f"from {low:.0f} to {high:.0f}"
    return Found(cell, How.RANGE, f"the numbers shown leave {truth.name(cell)} only {said}", low, high)
