"""How an attacker works flagged cells out, and which further hidden cells would upset it.

For a flagged cell the attacker has a proof: a combination of relations whose hidden part is that cell (or that cell
less a multiple of the one the attacker knows). A further hidden cell upsets the proof when it lies in it. It opens a
new motion by itself when no combination of relations without hidden part holds it; otherwise it takes a companion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.null_space import factorised

if TYPE_CHECKING:
    from typing import Any

    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.ties import Places

ENOUGH = 1e-6
"""How far a proof may be from its target: what counts as a part of it is a hundred times larger."""
SETTLED = 1e-10
"""The same for relations without a hidden part."""
PASSES = 6
CHECKS = 3
"""Random combinations of relations without a hidden part: as many tell parallel cells from others."""


@dataclass(frozen=True, eq=False)
class Attacker:
    """The relations as they stand with some cells hidden, ready to look for proofs."""

    relations: sp.csr_matrix
    """All relations; those with hidden cells so scaled that their hidden part has length 1."""
    of_cell: sp.csr_matrix
    hidden: Bools
    touched: Places
    """Relations with hidden cells."""
    inside: sp.csr_matrix
    """Their hidden part."""
    across: sp.csr_matrix
    factors: Any

    @classmethod
    def on(cls, cells: Cells, hidden: Bools) -> Attacker:
        count = cells.per_relation(hidden)
        scaled = sp.diags(1 / np.sqrt(np.maximum(count, 1))).dot(cells.relations).tocsr()
        touched = np.flatnonzero(count)
        inside = scaled[touched][:, np.flatnonzero(hidden)].tocsr()
        across = inside.T.tocsr()
        return cls(scaled, scaled.T.tocsr(), hidden, touched, inside, across, factorised(inside @ across))

    def through(self, targets: sp.csc_matrix) -> Floats:
        """The proofs of some combinations of hidden cells, and what of every cell each has. Shape: cells, targets."""
        left = targets.toarray()
        proof = np.zeros((len(self.touched), left.shape[1]))
        for _ in range(PASSES):
            proof += self.factors.solve(self.inside @ left)
            left = targets.toarray() - self.across @ proof
            if np.abs(left).max(initial=0) <= ENOUGH:
                break
        return self.seen(proof, 0.0)

    def checks(self, seed: int) -> Floats:
        """What random combinations of relations without a hidden part have of every cell. Shape: cells, checks."""
        random = np.random.default_rng(seed).standard_normal((self.relations.shape[0], CHECKS))
        inside = random[self.touched]
        for _ in range(PASSES):
            left = self.across @ inside
            if np.abs(left).max(initial=0) <= SETTLED:
                break
            inside -= self.factors.solve(self.inside @ left)
        return self.seen(inside, random)

    def seen(self, inside: Floats, elsewhere: Floats | float) -> Floats:
        full = np.zeros((self.relations.shape[0], inside.shape[1])) + elsewhere
        full[self.touched] = inside
        found: Floats = self.of_cell @ full
        return found
