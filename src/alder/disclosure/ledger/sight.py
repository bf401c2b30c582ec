"""What the shown cells of a group of tables see of a change: its part in the space that these cells span.

Atoms of a class are seen together, so all is done by classes. Each is measured in units of the root of its number of
atoms: so the space has right angles where that of the atoms has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.null_space import factorised

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Bools, Numbers

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sight:
    """Of one group: classes that are seen by themselves, and cells of the others."""

    alone: Bools
    others: Numbers
    """The classes that shown cells see together with others only."""
    rows: sp.csr_matrix
    """These cells. Shape: cells, others."""
    across: sp.csr_matrix
    solve: Callable[[Floats], Floats]

    @classmethod
    def of(cls, rows: sp.csr_matrix, atoms: Numbers) -> Sight:
        """`rows` are shown cells, or differences of these, by classes; `atoms` how many atoms each class has."""
        rows = rows.astype(np.float64)
        alone = _alone(rows)
        rest = rows[:, np.flatnonzero(~alone)]
        used = np.flatnonzero(np.diff(rest.tocsc().indptr))
        others = np.flatnonzero(~alone)[used]
        rest = _different(rest[:, used].tocsr())
        length = np.sqrt(abs(rest) @ atoms[others]) if rest.shape[0] else np.zeros(0)
        scaled = (sp.diags(1 / length) @ rest @ sp.diags(np.sqrt(atoms[others]))).tocsr()
        return cls(alone, others, scaled, scaled.T.tocsr(), _solver(scaled))

    def seen(self, change: Floats) -> Floats:
        """Shape: classes, columns."""
        found = np.where(self.alone[:, None], change, 0.0)
        if len(self.others):
            found[self.others] = self.across @ self.solve(self.rows @ change[self.others])
        return found


def seen_apart(cells: sp.csr_matrix, shown: Bools) -> Numbers:
    """The shown cells of a table but those all of whose classes are shown by themselves: these are their sums."""
    mine = np.flatnonzero(shown)
    rows = cells[mine].astype(np.int64)
    several = np.diff(rows.indptr) > 1
    alone = np.zeros(cells.shape[1], dtype=np.int64)
    alone[rows[np.flatnonzero(~several)].indices] = 1
    found: Numbers = mine[~several | (rows @ alone < np.diff(rows.indptr))]
    return found


def _alone(rows: sp.csr_matrix) -> Bools:
    """Classes whose sum follows from one shown cell and others that follow before."""
    rows = abs(rows)
    known = np.zeros(rows.shape[1], dtype=bool)
    column = np.arange(rows.shape[1], dtype=np.float64)
    while True:
        left = np.where(known, 0.0, 1.0)
        one = (rows @ left) == 1
        new = (rows[np.flatnonzero(one)] @ (left * column)).astype(np.int64)
        if not len(new):
            return known
        known[new] = True


def _different(rows: sp.csr_matrix) -> sp.csr_matrix:
    """The rows that are not empty, each once."""
    random = np.random.default_rng(0).integers(0, 2**64, rows.shape[1], dtype=np.uint64)
    pattern = rows.astype(np.int64).astype(np.uint64)
    holds = np.flatnonzero(np.diff(rows.indptr))
    _, first = np.unique((pattern @ random)[holds], return_index=True)
    return rows[np.sort(holds[first])]


def _solver(rows: sp.csr_matrix) -> Callable[[Floats], Floats]:
    if not rows.shape[0]:
        return lambda left: left
    factors = factorised(rows @ rows.T)
    return lambda left: factors.solve(left)
