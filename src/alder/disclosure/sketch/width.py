"""How wide the interval is in which a reader places each small cell, and which are narrower than they should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.room import SLACK, Exact, within

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Cells, Floats
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places

TABLES = 16
"""So many decoys are made for all cells together."""


@dataclass(frozen=True, eq=False)
class Widths:
    """How far each unknown of a sketch was seen to fall and rise, and what is not wide enough."""

    low: Floats
    high: Floats
    narrow: Places
    """Unknowns of primary cells that are narrower than asked for."""


def widths(cells: Cells, seen: Sketch, width: float, *, seed: int = 0) -> Widths:
    """Whether the interval of every primary cell is at least so wide."""
    tied = seen.tied
    lower, upper = within(cells, tied)
    exact = Exact(tied, lower, upper)
    low, high = np.zeros(tied.unknowns), np.zeros(tied.unknowns)
    primary = tied.unknown[cells.primary[seen.hidden]]
    wanted = np.unique(primary[primary >= 0])

    def left() -> Places:
        found: Places = wanted[whole(low, high)[wanted] < width]
        return found

    def learn(motion: Floats | None) -> None:
        if motion is not None:
            found = exact(motion)
            np.minimum(low, found, out=low)
            np.maximum(high, found, out=high)

    random = np.random.default_rng(seed)
    inside = Programme(tied.relations, lower, upper, interior=True)
    for _ in range(TABLES):
        if not len(left()):
            break
        cost = np.zeros(tied.unknowns)
        cost[left()] = random.choice([-1.0, 1.0], len(left()))
        learn(inside.least(cost))
    corner = Programme(tied.relations, lower, upper, interior=False)
    for unknown in left():
        for way in (-1.0, 1.0):
            if whole(low[unknown], high[unknown]) < width:
                cost = np.zeros(tied.unknowns)
                cost[unknown] = way
                learn(corner.least(cost))
    return Widths(low, high, left())


def whole(low: Floats, high: Floats) -> Floats:
    """How far the lowest and the highest whole number between two ends are apart."""
    found: Floats = np.floor(high + SLACK) - np.ceil(low - SLACK)
    return found


def of_unknowns(cells: Cells, seen: Sketch, unknown: Places) -> Places:
    """One primary cell of each of some unknowns."""
    at = np.flatnonzero(cells.primary[seen.hidden] & np.isin(seen.tied.unknown, unknown))
    _, first = np.unique(seen.tied.unknown[at], return_index=True)
    found: Places = seen.hidden[at[first]]
    return found
