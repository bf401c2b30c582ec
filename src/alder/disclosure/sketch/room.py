"""How far hidden cells may move before a reader would know better, and motions that stay within that exactly."""

from __future__ import annotations

from functools import cached_property
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
HAIR, KEPT = 1e-7, 1e-10
"""What a solver moves by less than a hair stands still, and then a corner keeps every relation to so many digits: it is
taken as it is. Certificates are read with 1e-6."""
WHOLE = 1e-6
"""What a solver moves by a whole number but for so much is taken for that number."""
FEW = 500
"""Up to so many cells a full matrix makes a motion exact."""
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


def everywhere(cells: Cells, tied: Tied, motion: Floats) -> Floats:
    """A motion of unknowns as one of all cells. Shape: cells."""
    found = np.zeros(cells.size)
    found[tied.hidden] = tied.moved(motion[:, None])[:, 0]
    return found


class Nearest:
    """Motions that keep every relation, close to some that nearly do."""

    def __init__(self, relations: sp.csr_matrix) -> None:
        self.relations = relations
        self.row, self.column = following(relations)
        self.held = relations[np.setdiff1d(np.arange(relations.shape[0]), self.row)]
        self.outside = sparse(self.held)

    def __call__(self, motion: Floats) -> Floats:
        kept = onto_motions(self.held, motion[:, None].copy(), self.outside)
        found: Floats = followed(self.relations, self.row, self.column, kept)[:, 0]
        return found


def whole_or_nearest(cells: Cells, motion: Floats) -> Floats:
    """The motion of few cells, made exact: in whole numbers if it is that, else the nearest that keeps every relation,
    and of it as much as stays within what readers know. Shape: cells."""
    moving = np.flatnonzero(np.abs(motion) > STILL)
    inside = cells.relations[cells.touching(moving)][:, moving]
    moves = np.rint(motion[moving])
    if np.abs(moves - motion[moving]).max(initial=0) > WHOLE or (inside @ moves).any():
        if (corner := kept(cells.relations, motion, -cells.falls, cells.rises)) is not None:
            return corner
        moves = motion[moving]
        if inside.shape[0] and len(moving) <= FEW:
            moves = moves - np.linalg.lstsq(inside.toarray(), inside @ moves, rcond=None)[0]
        elif inside.shape[0]:
            moves = Nearest(inside)(moves)
    found = np.zeros(cells.size)
    found[moving] = moves * fitting(moves, -cells.falls[moving], cells.rises[moving])
    return found


def kept(relations: sp.csr_matrix, motion: Floats, lower: Floats, upper: Floats) -> Floats | None:
    """As much of a motion as stays within some bounds, if it keeps every relation as it stands; else None."""
    found = np.where(np.abs(motion) > HAIR, motion, 0.0)
    if np.abs(relations @ found).max(initial=0) > KEPT:
        return None
    fits = fitting(found, lower, upper)
    return found * fits if fits >= NEARLY_ALL else None


def fitting(motion: Floats, lower: Floats, upper: Floats) -> float:
    """How much of a motion stays within some bounds: 1 for all of it."""
    falls, rises = motion < 0, motion > 0
    return float(min((lower[falls] / motion[falls]).min(initial=1.0), (upper[rises] / motion[rises]).min(initial=1.0)))


class Exact:
    """Makes what a solver finds exact: every relation kept, and no cell beyond what readers know of it."""

    def __init__(self, tied: Tied, lower: Floats, upper: Floats) -> None:
        self.tied, self.lower, self.upper = tied, lower, upper

    @cached_property
    def nearest(self) -> Nearest:
        return Nearest(self.tied.relations)

    def __call__(self, motion: Floats) -> Floats:
        """The motion, or as much of it as fits.

        An unknown that stands at its bound and that the solver left there may be moved a hair beyond it: then it is
        held still, and the others are made exact without it.
        """
        if (corner := kept(self.tied.relations, motion, self.lower, self.upper)) is not None:
            return corner
        found = self.nearest(motion)
        for n in range(TRIES):
            if fitting(found, self.lower, self.upper) >= NEARLY_ALL:
                break
            moving = np.flatnonzero(np.abs(found) > STILL * 10**n)
            relations = self.tied.relations[:, moving]
            part = Nearest(relations[np.flatnonzero(np.diff(relations.indptr))])(found[moving])
            found = np.zeros(len(found))
            found[moving] = part
        exact: Floats = found * fitting(found, self.lower, self.upper)
        return exact
