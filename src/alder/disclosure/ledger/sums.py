"""Which sets of records follow from shown ones by adding and subtracting: tested with random numbers of people.

Take changes of the atoms at random, and of these what changes no shown cell. A set whose number then never changes
follows from the shown cells; with probability 1 no other does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve

if TYPE_CHECKING:
    from alder.disclosure.ledger.membership import Bools
    from alder.disclosure.ledger.together import System

COLUMNS = 3
SOFTENING = 1e-7
"""Added to a matrix that is singular, since cells follow from each other."""
PASSES = 20
SETTLED = 1e-11
STILL = 1e-6
"""A set of length 1 that changes less than this does not change."""


def given_away(system: System, shown: Bools, secret: Bools) -> Bools:
    """Which secrets that are not shown themselves follow from what is shown."""
    found = np.zeros(system.size, dtype=bool)
    wanted = np.flatnonzero(secret & ~shown)
    if not len(wanted) or not shown.any():
        return found
    rows = _of_length_1(system.sets[np.flatnonzero(shown)])
    change = _unseen(rows, np.random.default_rng(20_263).standard_normal((len(system.atoms), COLUMNS)))
    moves = np.abs(_of_length_1(system.sets[wanted]) @ change).max(axis=1)
    found[wanted[moves < STILL]] = True
    return found


def _of_length_1(sets: sp.csr_matrix) -> sp.csr_matrix:
    length = np.sqrt(np.maximum(np.diff(sets.indptr), 1))
    return sp.diags(1 / length).dot(sets.astype(np.float64)).tocsr()


def _unseen(rows: sp.csr_matrix, random: np.ndarray) -> np.ndarray:
    """What of random changes no row sees."""
    across = rows.T.tocsr()
    normal = (rows @ across).toarray()
    normal[np.diag_indices_from(normal)] += SOFTENING
    factors = cho_factor(normal, lower=True, overwrite_a=True, check_finite=False)
    for _ in range(PASSES):
        left = rows @ random
        if np.abs(left).max() <= SETTLED:
            break
        random = random - across @ cho_solve(factors, left, check_finite=False)
    return random
