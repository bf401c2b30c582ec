"""How far hidden cells may move before a reader would know better, and motions that stay within that exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.sketch.null_space import followed, following, onto_motions, sparse

if TYPE_CHECKING:
    import scipy.sparse as sp

    from alder.disclosure.sketch.cells import Cells, Floats
    from alder.disclosure.sketch.ties import Tied

SLACK = 1e-6
"""How far a motion may fall short of a whole step: solvers stop short of the bounds."""
FARTHEST = 1000.0
"""As far as any cell is moved; enough for every primary, and keeps motions finite."""
STILL = 1e-5
"""What a solver moves by less does not move."""
NEARLY_ALL = 0.99
TRIES = 4


def within(cells: Cells, tied: Tied) -> tuple[Floats, Floats]:
    """How far each unknown may fall and rise while every hidden cell stays within what readers know of it."""
    falls, rises = cells.falls[tied.hidden], cells.rises[tied.hidden]
    lower, upper = np.full(tied.unknowns, -FARTHEST), np.full(tied.unknowns, FARTHEST)
    along, against = (tied.unknown >= 0) & (tied.sign > 0), (tied.unknown >= 0) & (tied.sign < 0)
    for at, down, up in ((along, falls, rises), (against, rises, falls)):
        np.maximum.at(lower, tied.unknown[at], -down[at])
        np.minimum.at(upper, tied.unknown[at], up[at])
    return lower, upper


def nearest(relations: sp.csr_matrix, motion: Floats) -> Floats:
    """A motion that keeps every relation, close to one that nearly does."""
    row, column = following(relations)
    held = relations[np.setdiff1d(np.arange(relations.shape[0]), row)]
    found: Floats = followed(relations, row, column, onto_motions(held, motion[:, None].copy(), sparse(held)))[:, 0]
    return found


class Exact:
    """Makes what a solver finds exact: every relation kept, and no cell beyond what readers know of it."""

    def __init__(self, tied: Tied, lower: Floats, upper: Floats) -> None:
        self.tied, self.lower, self.upper = tied, lower, upper

    def __call__(self, motion: Floats) -> Floats:
        """The motion, or as much of it as fits.

        An unknown that stands at its bound and that the solver left there may be moved a hair beyond it: then it is
        held still, and the others are made exact without it.
        """
        found = nearest(self.tied.relations, motion)
        for n in range(TRIES):
            if self.fits(found) >= NEARLY_ALL:
                break
            moving = np.flatnonzero(np.abs(found) > STILL * 10**n)
            relations = self.tied.relations[:, moving]
            part = nearest(relations[np.flatnonzero(np.diff(relations.indptr))], found[moving])
            found = np.zeros(len(found))
            found[moving] = part
        exact: Floats = found * self.fits(found)
        return exact

    def fits(self, motion: Floats) -> float:
        """How much of a motion stays within the bounds: 1 for all of it."""
        falls, rises = motion < 0, motion > 0
        return float(
            min(
                (self.lower[falls] / motion[falls]).min(initial=1.0),
                (self.upper[rises] / motion[rises]).min(initial=1.0),
            )
        )
