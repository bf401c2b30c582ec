"""How hidden cells may still move while everything published stays: a random sketch of all such motions.

Each row of the sketch stands for a hidden cell. With probability 1 a row is zero just when the cell can be worked out
exactly, and two rows are parallel just when whoever knows one of the cells knows the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse.linalg import splu

from alder.disclosure.sketch.ties import tie

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.ties import Places, Tied

    Outside = Callable[[Floats, sp.csr_matrix], Floats]

SOFTENING = 1e-6
"""Added to the normal matrix, which is singular: relations follow from each other."""
FOLLOWS = 1e-4
"""Where a relation of length 1 follows from others, only the softening and rounding are left of it when they are taken
off: less than this."""
SETTLED = 1e-12
"""How far a motion may still be from keeping the relations, against its size."""
PASSES = 8
MANY, DENSE = 100, 6_000
"""From so many columns on a full matrix is quicker, up to so many rows."""
STILL = 1e-6
"""A cell whose row is shorter than this does not move."""
SAME = 1e-8
"""Rows whose angles differ by less than this are parallel."""


@dataclass(frozen=True, eq=False)
class Sketch:
    """Random motions of the hidden cells, in columns, told by their tied unknowns."""

    tied: Tied
    motion: Floats
    """Shape: unknowns, columns."""

    @property
    def hidden(self) -> Places:
        return self.tied.hidden

    @cached_property
    def series(self) -> Places:
        """For each unknown the class of those that move in parallel, -1 where it does not move."""
        return parallel(self.motion)

    @cached_property
    def of_hidden(self) -> Places:
        """For each hidden cell the class of those that move in parallel, -1 where it is known exactly."""
        found = np.full(len(self.hidden), -1)
        moves = self.tied.unknown >= 0
        found[moves] = self.series[self.tied.unknown[moves]]
        return found

    def rows(self, positions: Places) -> Floats:
        """The rows of some of the hidden cells, by their place among these. Shape: positions, columns."""
        return self.tied.moved(self.motion, positions)


def sketch(cells: Cells, hidden: Bools, *, columns: int = 4, seed: int = 0) -> Sketch:
    """Random motions of the cells that `hidden` marks."""
    tied = tie(cells, hidden)
    random = np.random.default_rng(seed).standard_normal((tied.unknowns, columns))
    row, column = following(tied.relations)
    held = tied.relations[np.setdiff1d(np.arange(tied.relations.shape[0]), row)]
    outside = dense(held) if columns >= MANY and min(held.shape) <= DENSE else sparse(held)
    return Sketch(tied, followed(tied.relations, row, column, onto_motions(held, random, outside)))


def following(relations: sp.csr_matrix) -> tuple[Places, Places]:
    """Relations that one unknown can always be made to keep, because it stands in no other, and these unknowns."""
    count = np.bincount(relations.indices, minlength=relations.shape[1])
    entries = np.flatnonzero(count[relations.indices] == 1)
    of = np.repeat(np.arange(relations.shape[0]), np.diff(relations.indptr))[entries]
    row, first = np.unique(of, return_index=True)
    return row, relations.indices[entries[first]].astype(np.int64)


def followed(relations: sp.csr_matrix, row: Places, column: Places, motion: Floats) -> Floats:
    """A motion that keeps all other relations, with the unknowns that follow from the rest by these."""
    motion[column] = 0
    own = np.asarray(relations[row, column]).reshape(-1, 1)
    motion[column] = -(relations[row] @ motion) / own
    return motion


def onto_motions(relations: sp.csr_matrix, random: Floats, outside: Outside) -> Floats:
    """The part of each column that keeps every relation. `outside` nearly tells the other part."""
    across = relations.T.tocsr()
    for _ in range(PASSES if relations.shape[0] else 0):
        left = relations @ random
        if np.abs(left).max(initial=0) <= SETTLED * np.abs(random).max(initial=0):
            break
        random = random - outside(left, across)
    return random


def sparse(relations: sp.csr_matrix) -> Outside:
    """By sparse factors: for few columns, at any size."""
    if not relations.shape[0]:
        return lambda left, across: across @ left
    factors = factorised(relations @ relations.T)
    return lambda left, across: across @ factors.solve(left)


def dense(relations: sp.csr_matrix) -> Outside:
    """By a full matrix, on the shorter side: for very many columns."""
    rows, unknowns = relations.shape
    if rows <= unknowns:
        wide = cho_factor((relations @ relations.T).toarray() + SOFTENING * np.eye(rows), lower=True, overwrite_a=True)
        return lambda left, across: across @ cho_solve(wide, left)
    tall = cho_factor((relations.T @ relations).toarray() + SOFTENING * np.eye(unknowns), lower=True, overwrite_a=True)
    return lambda left, across: cho_solve(tall, across @ left)


def factorised(normal: sp.csr_matrix) -> Any:
    """A symmetric, positive definite matrix in triangular factors, softened first."""
    soft = (normal + SOFTENING * sp.identity(normal.shape[0])).tocsc()
    return splu(soft, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})


def independent(relations: sp.csr_matrix) -> sp.csr_matrix:
    """As few of some relations of length 1 as say the same: in many dimensions half of them follow from others."""
    if not relations.shape[0]:
        return relations
    factors = factorised(relations @ relations.T)
    place = np.argsort(factors.perm_r)  # of each row of the factors among the relations
    return relations[np.sort(place[np.abs(factors.U.diagonal()) > FOLLOWS])]


def parallel(motion: Floats) -> NDArray[np.int64]:
    """Number the rows so that parallel ones share a number; -1 for rows that are zero. Four columns tell."""
    found = np.full(len(motion), -1)
    moves = np.flatnonzero(np.abs(motion).max(axis=1, initial=0) >= STILL)
    first = np.arctan2(motion[moves, 0], motion[moves, 1]) % np.pi
    second = np.arctan2(motion[moves, 2], motion[moves, 3]) % np.pi
    order = np.argsort(first, kind="stable")
    apart = np.abs(np.diff(second[order]))
    new = (np.diff(first[order]) > SAME) | (np.minimum(apart, np.pi - apart) > SAME)
    found[moves[order]] = np.cumsum(np.r_[0, new]) if len(moves) else 0
    return found
