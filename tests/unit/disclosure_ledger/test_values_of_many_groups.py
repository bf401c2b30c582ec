"""How many values rounded counts leave many small groups: asked together, as each by itself would be answered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from alder.disclosure.ledger.between import ALONE, Between

GROUPS = 12
FREE = 9
"""An atom of which no table tells anything."""


def drawn(seed: int) -> tuple[Between, sp.csr_matrix, Any]:
    """Sums of some atoms, each known to within a few people; groups of one to three atoms; what the atoms are."""
    draw = np.random.default_rng(seed)
    true = draw.integers(0, 6, 10).astype(float)
    told = np.vstack([np.ones(10), draw.random((14, 10)) < 0.3, np.eye(10)[:4]])
    told[:, FREE] = 0
    sets = sp.csr_matrix(told.astype(float))
    size = np.asarray(sets @ true).ravel()
    low, high = np.maximum(size - draw.integers(0, 3, len(size)), 0.0), size + draw.integers(0, 3, len(size))
    groups = sp.csr_matrix(np.array([np.isin(range(10), draw.choice(10, draw.integers(1, 4))) for _ in range(GROUPS)]))
    return Between(sets, low, high), groups.astype(float), true


def kept(between: Between, groups: sp.csr_matrix, enough: int, true: Any) -> list[int]:
    least, most = between.values(groups, np.full(groups.shape[0], enough), true)
    return [int(n) for n in np.minimum(most - least + 1, enough)]


@pytest.mark.parametrize("enough", [2, 4])
def test_groups_that_are_asked_together_keep_as_many_values_as_each_by_itself(enough: int) -> None:
    seen: list[int] = []
    for seed in range(30):
        between, groups, true = drawn(seed)
        alone = [kept(between, groups[n : n + 1], enough, true)[0] for n in range(GROUPS)]
        together = kept(between, groups, enough, true)
        assert together == alone, seed
        assert all(together[n] == enough for n in groups[:, FREE].nonzero()[0]), "nothing bounds these"
        seen += alone
    assert GROUPS > ALONE, "else none would be asked together"
    assert {*range(1, enough + 1)} <= {*seen}, "there are groups that keep few values and groups that keep enough"
