"""Combinations of sums that come nearest to a target, and what they leave of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

if TYPE_CHECKING:
    from alder.disclosure.attack.rebuilt import Floats

_SOFT = 1e-7
"""Sums follow from each other, so their products have no inverse until this is added."""
_TIMES = 12
_ENOUGH = 1e-12


class LeastSquares:
    """For many targets over the same sums. Shape of `sums`: sums, hidden cells."""

    def __init__(self, sums: sp.csr_matrix) -> None:
        self.sums = sums
        self.across = sums.T.tocsr()
        size = sums.shape[0]
        products = (sums @ self.across + _SOFT * sp.identity(size)).tocsc() if size else None
        self.factors = (
            None
            if products is None
            else splu(products, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        )

    def weights(self, target: Floats) -> tuple[Floats, Floats]:
        """Weights of the sums, and what they leave. Targets are columns, or one line."""
        left, found = target.copy(), np.zeros((self.sums.shape[0], *target.shape[1:]))
        if self.factors is None:
            return found, left
        size = float(np.abs(target).max(initial=0.0))
        for _ in range(_TIMES):  # each time takes out what softness and rounding left before
            inside = self.sums @ left
            if np.abs(inside).max(initial=0.0) <= _ENOUGH * size:
                break
            found += self.factors.solve(inside)
            left = target - self.across @ found
        return found, left

    def left(self, target: Floats) -> Floats:
        """What no combination of the sums has of the targets."""
        return self.weights(target)[1]
