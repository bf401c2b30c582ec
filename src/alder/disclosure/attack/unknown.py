"""What a reader does not know of a table: its hidden cells, and the sums that they take part in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import scipy.sparse as sp

    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Truth


@dataclass(frozen=True)
class Unknown:
    """The hidden cells as unknowns of linear equations."""

    cells: Numbers
    """Their positions in the rebuilt table."""
    sums: sp.csr_matrix
    """Parts minus whole, of the sums with a hidden cell. Shape: sums, hidden cells."""
    rows: Numbers
    """Which sums of the table they are."""
    true: Floats
    """The counts that readers are not told."""

    @classmethod
    def of(cls, truth: Truth, hidden: Bools) -> Unknown:
        cells = np.flatnonzero(hidden)
        sums = truth.sums()[:, cells].tocsr()
        rows = np.flatnonzero(np.diff(sums.indptr))
        return cls(cells, sums[rows], rows, truth.count[cells].astype(np.float64))
