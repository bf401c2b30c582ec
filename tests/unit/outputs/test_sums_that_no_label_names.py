"""Rows that are the sum of others though nothing says so: those that trying every set of rows, one by one, finds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.support import text_tables

from alder.outputs.relations import _sums


def one_by_one(rows: list[list[float]], tried: list[tuple[int, ...]], needed: int) -> list[tuple[int, tuple[int, ...]]]:
    """Each row with the first set of others that agrees with it in so many columns, and in all where both are shown."""
    found = []
    for whole, own in enumerate(rows):
        for parts in (one for one in tried if whole not in one):
            sums = [(sum(rows[p][c] for p in parts), value) for c, value in enumerate(own)]
            shown = [(added, value) for added, value in sums if added == added and value == value]
            if sum(v > 0 for _, v in shown) >= needed and all(added == value for added, value in shown):
                found.append((whole, parts))
                break
    return found


def drawn(seed: int, size: int) -> list[list[float]]:
    """Figures of which some rows are sums of others that follow each other; in some tables a few are not shown."""
    random = np.random.default_rng(seed)
    values = random.integers(0, 50, (size, int(random.integers(3, 6)))).astype(float) / random.choice([1, 10])
    for whole in random.permutation(size)[:2]:
        first = int(random.integers(0, size - 2))
        if not first <= whole < first + 2:
            values[whole] = values[first] + values[first + 1]
    values[random.random(values.shape) < random.choice([0, 0.1])] = np.nan
    return [[float(v) for v in row] for row in values]


@pytest.mark.parametrize(("size", "seeds"), [(3, 6), (4, 6), (7, 8), (10, 4)])
def test_of_few_rows_every_set_is_tried(size: int, seeds: int) -> None:
    tried = [one for many in range(2, size) for one in combinations(range(size), many)]
    needed = 3 if 2 ** (size - 1) <= 500 else 4
    hits = 0
    for seed in range(seeds):
        rows = drawn(seed, size)
        expected = one_by_one(rows, tried, needed)
        assert list(_sums(np.array(rows))) == expected, seed
        hits += len(expected)
    assert hits


def test_of_many_rows_those_that_follow_each_other_are_tried() -> None:
    tried = [one for first in range(18) for one in (tuple(range(first, after)) for after in range(first + 2, 19))]
    hits = 0
    for seed in range(6):
        rows = drawn(seed, 18)
        expected = one_by_one(rows, tried, 3)
        assert list(_sums(np.array(rows))) == expected, seed
        hits += len(expected)
    assert hits


@pytest.mark.parametrize(("many", "found"), [(40, [(40, tuple(range(40)))]), (41, [])])
def test_up_to_forty_of_them(many: int, found: list[tuple[int, tuple[int, ...]]]) -> None:
    rows = np.random.default_rng(1).integers(100, 200, (many, 3)).astype(float)
    assert list(_sums(np.vstack([rows, rows.sum(axis=0)]))) == found


def test_what_comes_near_is_no_sum() -> None:
    rows = """
        learners | leavers      | achievers
        120      | 40           | 31
        95       | 30           | 22
        215      | 70.000000001 | 53
    """
    values = [[float(cell or "nan") for cell in row.values()] for row in text_tables.rows(rows)]
    assert list(_sums(np.array(values))) == []
    values[2][1] = 70
    assert list(_sums(np.array(values))) == [(2, (0, 1))]


def test_of_very_many_rows_those_right_above_and_below_are_tried() -> None:
    rows = np.random.default_rng(5).integers(1, 10_000, (900, 3)).astype(float)
    rows[100] = rows[101:104].sum(axis=0)
    rows[500] = rows[460:500].sum(axis=0)
    rows[501, 0] = np.nan
    rows[700] = rows[200:203].sum(axis=0)
    assert list(_sums(rows)) == [(100, (101, 102, 103)), (500, tuple(range(460, 500)))]
