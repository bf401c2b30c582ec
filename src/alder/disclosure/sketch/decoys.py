"""Decoys: other tables that agree with everything published, and differ where nothing may be known.

A primary cell is shown to be unknown when a decoy is at least 1 above or below the truth there: then its interval
holds two whole numbers. A decoy may hold fractions; it proves the interval, not that every whole number in it can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.room import SLACK, Exact, within

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Tied

TABLES = 10
"""So many decoys are made for all cells together."""
ALONE = 200
"""Of the primary cells then left, so many are asked about one by one."""
STEP = 1.0


@dataclass(frozen=True, eq=False)
class Decoys:
    """What they are away from the truth. Shape: decoys, hidden cells."""

    away: Floats
    open: Bools
    """Hidden primary cells that no decoy is a step away from. Shape: hidden cells."""


def decoys(cells: Cells, seen: Sketch, wanted: Bools | None = None, *, seed: int = 0) -> Decoys:
    """Decoys, until each primary cell has one that shows it, or nothing more is found.

    `wanted` are the hidden cells that still need one; without it all that are primary.
    """
    search = Search(cells, seen, cells.primary[seen.hidden] if wanted is None else wanted)
    random = np.random.default_rng(seed)
    inside = Programme(seen.tied.relations, search.lower, search.upper, interior=True)
    for _ in range(TABLES):
        left = np.unique(seen.tied.unknown[search.open])
        left = left[left >= 0]
        if not len(left):
            break
        cost = np.zeros(seen.tied.unknowns)
        cost[left] = random.choice([-1, 1], len(left)) * random.uniform(0.5, 1, len(left))
        if not search.add(inside.least(cost)):
            break
    one_by_one(search, seen.tied)
    return Decoys(np.array(search.found).reshape(len(search.found), len(seen.hidden)), search.open)


def one_by_one(search: Search, tied: Tied) -> None:
    """Ask for the least and most of each cell that is left."""
    left = [n for n in np.flatnonzero(search.open) if tied.unknown[n] >= 0]
    if not left or len(left) > ALONE:
        return
    corner = Programme(tied.relations, search.lower, search.upper, interior=False)
    for n in left:
        for way in (-1.0, 1.0):
            if search.open[n]:
                cost = np.zeros(tied.unknowns)
                cost[tied.unknown[n]] = way
                search.add(corner.least(cost))


class Search:
    """The decoys found so far, and what they leave open."""

    def __init__(self, cells: Cells, seen: Sketch, wanted: Bools) -> None:
        self.tied = seen.tied
        self.open = wanted.copy()
        self.found: list[Floats] = []
        self.lower, self.upper = within(cells, seen.tied)
        self.exact = Exact(seen.tied, self.lower, self.upper)

    def add(self, motion: Floats | None) -> bool:
        """Keep a motion if it shows something."""
        if motion is None:
            return False
        away = self.tied.moved(self.exact(motion)[:, None])[:, 0]
        shown = self.open & (np.abs(away) >= STEP - SLACK)
        if shown.any():
            self.found.append(away)
            self.open &= ~shown
        return bool(shown.any())
