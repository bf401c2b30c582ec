"""Pairs of years with the same true rate, or the same true number: what is said of them is false in about one in 20."""

from __future__ import annotations

import numpy as np
import pytest

from alder.model.comparison import Comparand, FigureKind, compare, lowest_and_highest

PAIRS = 4_000


def said(pairs: list[tuple[Comparand, Comparand]]) -> float:
    """The share of pairs of which one is called higher."""
    return sum(compare(*pair).verdict.is_difference for pair in pairs) / len(pairs)


def rates(drawn: np.random.Generator, share: float, base: int, rounded_to: int) -> Comparand:
    """A rate with one decimal, and its base as published."""
    value = round(100 * drawn.binomial(base, share) / base, 1)
    shown = round(base / rounded_to) * rounded_to
    return Comparand(value, FigureKind.RATE, 1, shown, reach=rounded_to / 2 if rounded_to > 1 else 0)


@pytest.mark.parametrize("rounded_to", [1, 10])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_rates_that_are_truly_the_same_are_said_to_differ_in_about_one_in_20(share: float, rounded_to: int) -> None:
    drawn = np.random.default_rng(2021)
    bases = drawn.integers(30, 2_000, (PAIRS, 2))
    pairs = [tuple(rates(drawn, share, int(base), rounded_to) for base in two) for two in bases]
    assert said(pairs) < 0.055  # type: ignore[arg-type]


@pytest.mark.parametrize("reach", [0, 5])
@pytest.mark.parametrize("mean", [12, 100, 600])
def test_counts_that_are_truly_the_same_are_said_to_differ_in_at_most_one_in_20(mean: int, reach: int) -> None:
    drawn = np.random.default_rng(2021)
    base = 2 * reach or 1
    counts = np.round(drawn.poisson(mean, (PAIRS, 2)) / base) * base
    pairs = [tuple(Comparand(float(n), FigureKind.COUNT, 0, reach=reach) for n in two) for two in counts]
    assert said(pairs) < 0.05  # type: ignore[arg-type]


def test_changes_that_are_there_are_found() -> None:
    drawn = np.random.default_rng(2021)
    pairs = [(rates(drawn, 0.55, 1_000, 10), rates(drawn, 0.65, 1_000, 10)) for _ in range(PAIRS // 4)]
    assert said(pairs) > 0.95


def test_a_lowest_or_highest_of_six_alike_is_named_in_about_one_in_20() -> None:
    drawn = np.random.default_rng(2021)
    groups = [[rates(drawn, 0.6, 300, 1) for _ in range(6)] for _ in range(PAIRS // 4)]
    named = sum(lowest_and_highest(six) != (None, None) for six in groups)
    assert named / len(groups) < 0.05
