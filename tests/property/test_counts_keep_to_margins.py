"""Counts of a made-up population keep to their margins: fitted, made whole, and filled with people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alder.synth.population.fitting import (
    by_quota,
    chosen,
    chosen_in_groups,
    fitted,
    raked,
    split,
    whole,
    whole_columns,
)


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 30), columns=st.integers(1, 12))
def test_whole_numbers_keep_the_sums_of_rows_and_columns(seed: int, rows: int, columns: int) -> None:
    chance = np.random.default_rng(seed)
    table = chance.gamma(0.3, 6, (rows, columns))
    total = int(table.sum()) + 1
    by_row = whole(table.sum(axis=1) * total / table.sum(), total)
    table *= (by_row / table.sum(axis=1))[:, None]
    by_column = whole(table.sum(axis=0), total)
    for lots in (None, chance.random(rows)):
        found = whole_columns(table, by_row, by_column, lots)
        assert (found >= 0).all()
        assert (found.sum(axis=1) == by_row).all()
        assert (found.sum(axis=0) == by_column).all()


@given(seed=st.integers(0, 10_000))
def test_a_fitted_table_has_its_margins_and_keeps_odds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    start, aim = chance.random((3, 4, 2)) + 0.1, chance.random((3, 4, 2)) + 0.1
    margins = [((0, 1), aim.sum(axis=2)), ((2,), aim.sum(axis=(0, 1)))]
    found = fitted(start, margins)
    assert np.allclose(found.sum(axis=2), margins[0][1])
    assert np.allclose(found.sum(axis=(0, 1)), margins[1][1])

    def odds(table: np.ndarray) -> np.ndarray:
        return table[:, :, 0] / table[:, :, 1] / (table[0, 0, 0] / table[0, 0, 1])

    assert np.allclose(odds(found), odds(start))


def test_margins_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be kept together"):
        fitted(np.ones((2, 2)), [((0,), np.array([3.0, 3.0])), ((1,), np.array([1.0, 1.0]))])


@given(seed=st.integers(0, 10_000), groups=st.integers(1, 9))
def test_each_group_has_its_quota_of_each_outcome(seed: int, groups: int) -> None:
    chance = np.random.default_rng(seed)
    group = chance.integers(0, groups, 500)
    shares = chance.random((groups, 4))
    shares /= shares.sum(axis=1, keepdims=True)
    found = by_quota(group, shares, chance.random(500), chance.random(groups))
    counts = np.zeros((groups, 4))
    np.add.at(counts, (group, found), 1)
    due = shares * np.bincount(group, minlength=groups)[:, None]
    assert np.abs(counts.sum(axis=0) - due.sum(axis=0)).max() < 1
    assert np.abs(counts.cumsum(axis=1) - due.cumsum(axis=1)).max() < 2


@given(seed=st.integers(0, 10_000), cells=st.integers(1, 9))
def test_cells_parted_by_groups_keep_their_counts_and_each_group_its_share(seed: int, cells: int) -> None:
    chance = np.random.default_rng(seed)
    cell, group = chance.integers(0, cells, 500), chance.integers(0, 4, 500)
    weights = chance.gamma(1, 1, 500)
    sizes = np.bincount(cell, minlength=cells)
    counts = chance.integers(0, sizes // 2 + 1)
    parts, by_part = split(cell, counts, weights, group)
    groups = int(group.max()) + 1
    assert (parts == cell * groups + group).all()
    table = by_part.reshape(cells, groups)
    assert (table >= 0).all()
    assert (table.sum(axis=1) == counts).all()
    chances = weights * (counts / np.maximum(np.bincount(cell, weights, cells), 1e-9))[cell]
    assert np.abs(table.sum(axis=0) - np.bincount(group, chances, groups)).max() < 1


def test_so_many_are_chosen_and_weights_count() -> None:
    chance = np.random.default_rng(1)
    weights = np.repeat([0.0, 1.0, 2.0], 10_000)
    picked = chosen(3_000, weights, chance.random(30_000))
    none, single, double = picked.reshape(3, -1).sum(axis=1)
    assert (none, single + double) == (0, 3_000)
    assert 1.8 < double / single < 2.1
    assert chosen(9, np.array([0.0, 1.0, 5.0]), np.array([0.1, 0.2, 0.3])).tolist() == [False, True, True]


@given(seed=st.integers(0, 10_000))
def test_so_many_are_chosen_in_each_group(seed: int) -> None:
    chance = np.random.default_rng(seed)
    group, weights = chance.integers(0, 5, 300), chance.integers(0, 3, 300).astype(float)
    counts = np.array([0, 1, 9, 400, -2])
    picked = chosen_in_groups(counts, group, weights, chance.random(300))
    able = np.bincount(group[weights > 0], minlength=5)
    assert np.bincount(group[picked], minlength=5).tolist() == np.clip(counts, 0, able).tolist()
    assert (weights[picked] > 0).all()


@given(seed=st.integers(0, 10_000))
def test_raked_weights_have_the_shares_of_every_margin(seed: int) -> None:
    chance = np.random.default_rng(seed)
    one, two = chance.integers(0, 3, 400), chance.integers(0, 4, 400)
    shares = [(g, s / s.sum()) for g, s in ((one, chance.random(3) + 0.2), (two, chance.random(4) + 0.2))]
    found = raked(chance.random(400), shares)
    for group, share in shares:
        assert np.allclose(np.bincount(group, found) / found.sum(), share, atol=1e-4)
