"""Rounding that keeps tables additive, in tables too large for a programme over all of them."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from tests.support.cubes import counted, dimension, drawn
from tests.support.policies import OWN

from alder.disclosure import Method, Policy
from alder.disclosure.attack.figures import attack_figures, truth_under
from alder.disclosure.attack.published import Published
from alder.disclosure.tables.cube import Cube
from alder.disclosure.tables.rounding import rounded
from alder.disclosure.tables.table import Table

SMALL = replace(OWN, method=Method.SMALL_COUNTS)


def large(seed: int, dimensions: int) -> Table:
    """A few thousand cells, with levels in every dimension."""
    random = np.random.default_rng(seed)
    size = {2: 80, 3: 14, 4: 7}[dimensions]
    of = [dimension("abcd"[k], [*([0] * 3), *(1 + n % 3 for n in range(size))]) for k in range(dimensions)]
    leaves = {}
    for _ in range(size**dimensions // 2):
        leaves[tuple(random.integers(4, size + 4, dimensions).tolist())] = int(random.gamma(0.5, 16)) + 1
    return counted(of, leaves)


def leaf(cube: Cube) -> np.ndarray:
    found = np.ones(cube.size, dtype=bool)
    for k, of in enumerate(cube.table.dimensions):
        found &= of.is_leaf[cube.codes[:, k]]
    return found


@pytest.mark.parametrize("dimensions", [2, 3, 4])
def test_small_counts_go_to_nobody_or_the_base_and_everything_adds_up(dimensions: int) -> None:
    table = large(dimensions, dimensions)
    cube, made = Cube.of(table), rounded(table, SMALL, None)
    figures = made.protection.shown[cube.at]
    assert cube.size > 3_000
    assert not np.any(cube.relations @ figures)
    inner, small = leaf(cube), cube.freq < 5
    assert set(figures[inner & small].tolist()) == {0.0, 5.0}
    assert (figures[inner & ~small] == cube.freq[inner & ~small]).all()
    off = np.abs(figures - cube.freq)
    assert off[~inner].mean() < 2.5, "sums stay near, however many cells they have"
    assert off.max() < 25


@pytest.mark.parametrize(("table", "steps"), [(large(2, 2), 1), (drawn(3, 4), 2)], ids=["two", "four"])
def test_controlled_rounding_stays_near_and_adds_up(table: Table, steps: int) -> None:
    cube, made = Cube.of(table), rounded(table, OWN, None)
    figures = made.protection.shown[cube.at]
    assert not np.any(cube.relations @ figures)
    assert not np.any(figures % 5)
    assert made.steps <= steps
    assert np.abs(figures - cube.freq).max() < 5 * made.steps + (made.steps > 1)
    if made.steps == 1:
        assert (figures == cube.freq)[cube.freq % 5 == 0].all()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("policy", [SMALL, OWN], ids=lambda p: p.method.value)
def test_one_by_one_is_not_much_further_off_than_all_together(
    seed: int, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = drawn(seed, 3)
    cube = Cube.of(table)

    def off() -> float:
        figures = rounded(table, policy, None).protection.shown[cube.at]
        assert not np.any(cube.relations @ figures)
        return float(np.abs(figures - cube.freq).sum())

    together = off()
    for name in ("small_counts", "controlled"):
        monkeypatch.setattr(import_module(f"alder.disclosure.noise.{name}"), "TOGETHER", 0)
    assert together <= off() <= 1.7 * together + 5


def test_what_is_rounded_one_by_one_is_attacked_as_intervals() -> None:
    table = large(2, 2)
    made = rounded(table, SMALL, None).protection
    truth = truth_under(table, SMALL)
    public = Published(made.hidden[truth.keys], made.shown[truth.keys], 0)
    leak = attack_figures(truth, public, SMALL, 0.0)
    assert not leak.wrong
    assert leak.small > 500
    assert leak.width > 3
