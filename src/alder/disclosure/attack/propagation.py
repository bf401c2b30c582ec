"""The attack that needs no solver: what one sum leaves of each of its parts, the others being at their ends.

Where zeros are shown a hidden cell holds somebody. So three hidden parts that are left 3 between them are 1, 1 and 1;
and what that fixes narrows the next sum. It takes a spreadsheet, and finds most of what linear programmes find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.findings import Found, How

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.attack.rebuilt import Bools, Floats, Truth
    from alder.disclosure.attack.unknown import Unknown

SLACK = 1e-6
"""Ends are sums and differences of whole numbers below 2^53, so what is off by less is not off."""
PASSES = 1_000
"""A pass that narrows nothing is the last, after ten or so in most tables. Where ends creep by 1 at a time it stops
here: what has been found by then holds."""


def propagated(unknown: Unknown, least: Floats | float) -> tuple[Floats, Floats]:
    """The lowest and the highest value that single sums leave each hidden cell, one after the other.

    `least` is the lowest value that the attacker thinks each hidden cell may have. Shape of all: hidden cells.
    """
    sums = unknown.sums.tocoo()
    if (np.abs(sums.data) != 1).any():
        raise ValueError("a sum has a cell more than once, or not at all")
    order = np.argsort(sums.col, kind="stable")
    row, cell, part = sums.row[order], sums.col[order], sums.data[order] > 0
    first = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]][: len(cell)])
    of = cell[first]
    hidden = unknown.sums @ unknown.true  # what the shown numbers of each sum leave to its hidden ones
    low, high = np.zeros(len(unknown.cells)) + least, np.full(len(unknown.cells), np.inf)
    for _ in range(PASSES if len(of) else 0):
        below, above = np.where(part, low[cell], -high[cell]), np.where(part, high[cell], -low[cell])
        most, fewest = hidden[row] - _others(row, below), hidden[row] - _others(row, above)
        lower, higher = low.copy(), high.copy()
        lower[of] = np.maximum(low[of], np.maximum.reduceat(np.where(part, fewest, -most), first))
        higher[of] = np.minimum(high[of], np.minimum.reduceat(np.where(part, most, -fewest), first))
        if not (lower > low + SLACK).any() and not (higher < high - SLACK).any():
            break
        low, high = lower, higher
    return low, high


def _others(row: NDArray[np.int32], end: Floats) -> Floats:
    """For each entry the ends of all others of its sum, added up."""
    endless = np.isinf(end)
    finite = np.where(endless, 0.0, end)
    many = np.bincount(row, weights=endless)[row] - endless
    sign = np.bincount(row, weights=np.where(endless, np.sign(end), 0.0))[row]  # in one sum all endless ends agree
    found: Floats = np.where(many > 0, np.copysign(np.inf, sign), np.bincount(row, weights=finite)[row] - finite)
    return found


def found_by_propagation(
    truth: Truth, unknown: Unknown, secret: Bools, *, least: Floats | float, width: int
) -> list[Found]:
    """Secrets whose ends single sums bring to less than `width` apart."""
    low, high = propagated(unknown, least)
    narrow = np.flatnonzero(secret[unknown.cells] & (high - low < width - SLACK))
    return [_found(truth, int(unknown.cells[n]), float(low[n]), float(high[n])) for n in narrow]


def _found(truth: Truth, cell: int, low: float, high: float) -> Found:
    said = f"{low:.0f}" if low == high else f"from {low:.0f} to {high:.0f}"
    return Found(
        cell, How.BOUNDS, f"what single sums leave to their parts brings {truth.name(cell)} to {said}", low, high
    )
