"""What may be said of two figures: beyond chance, rounding, a break, a missing value and a change of coverage."""

from __future__ import annotations

import pytest

from alder.model.comparison import (
    Comparand,
    ComparisonVerdict,
    FigureKind,
    chance_of_counts,
    compare,
    interval_of_difference,
    jumps,
    lowest_and_highest,
    over_time,
    since_previous,
)
from alder.model.interval import wilson_share

NEWCOMBE = """
first | of | second | of | low     | high
56    | 70 | 48     | 80 | 0.0524  | 0.3339
9     | 10 | 3      | 10 | 0.1705  | 0.8090
6     | 7  | 2      | 7  | 0.0582  | 0.8062
5     | 56 | 0      | 29 | -0.0381 | 0.1926
0     | 10 | 0      | 20 | -0.1611 | 0.2775
0     | 10 | 0      | 10 | -0.2775 | 0.2775
10    | 10 | 0      | 20 | 0.6791  | 1.0000
10    | 10 | 0      | 10 | 0.6075  | 1.0000
"""
"""Newcombe (1998), Statistics in Medicine 17, 873 to 890, table II, method 10: 95% intervals of first - second."""


@pytest.mark.parametrize("row", [line.split("|") for line in NEWCOMBE.strip().splitlines()[1:]])
def test_the_interval_of_a_difference_is_that_of_the_published_examples(row: list[str]) -> None:
    a, m, b, n, low, high = (float(cell) for cell in row)
    found = interval_of_difference(b / n, wilson_share(b / n, n), a / m, wilson_share(a / m, m))
    assert found == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize(
    ("first", "second", "chance"),
    [
        (2, 10, 0.038574),  # the sign test: 79 of 4,096, twice (Siegel 1956, table D: .019 one-tailed)
        (3, 9, 0.145996),
        (0, 5, 0.0625),
        (1, 8, 0.039063),
        (7, 7, 1.0),
    ],
)
def test_chance_of_two_counts_is_that_of_the_sign_test(first: int, second: int, chance: float) -> None:
    assert chance_of_counts(first, second) == pytest.approx(chance, abs=1e-6)
    assert chance_of_counts(second, first) == chance_of_counts(first, second)


def test_chance_of_large_counts_is_worked_out_alike() -> None:
    assert chance_of_counts(480, 520) == pytest.approx(chance_of_counts(481, 521), rel=0.01), "both sides of 1,000"
    assert chance_of_counts(900, 100_000) < 1e-12


def rate(value: float, base: float | None = None, **more: object) -> Comparand:
    return Comparand(value, FigureKind.RATE, 1, base, **({"reach": 0} | more))  # type: ignore[arg-type]


def count(value: float, reach: float | None = 0) -> Comparand:
    return Comparand(value, FigureKind.COUNT, 0, reach=reach)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (rate(58.1, 710), rate(56.4, 690), ComparisonVerdict.ALIKE),  # what the demo once called a fall
        (rate(58.1, 71_000), rate(56.4, 69_000), ComparisonVerdict.LOWER),
        (rate(60.0, 100), rate(75.0, 200), ComparisonVerdict.HIGHER),
        (rate(58.1), rate(40.0), ComparisonVerdict.UNKNOWN),
        (rate(58.1, interval=(54.4, 61.7)), rate(56.4, interval=(52.7, 60.1)), ComparisonVerdict.ALIKE),
        (rate(58.1, interval=(54.4, 61.7)), rate(48.0, interval=(44.3, 51.7)), ComparisonVerdict.LOWER),
        (rate(55.0, interval=(52.5, 57.5)), rate(50.0, interval=(47.5, 52.5)), ComparisonVerdict.LOWER),  # they touch
        (rate(0.0, 50), rate(0.0, 60), ComparisonVerdict.ALIKE),
        (rate(100.0, 500), rate(90.0, 500), ComparisonVerdict.LOWER),
        (count(4870, 5), count(4880, 5), ComparisonVerdict.ALIKE),  # rounded to 10: the true change may be 0
        (count(4870, 5), count(4890, 5), ComparisonVerdict.HIGHER),
        (count(4870, None), count(9000, None), ComparisonVerdict.UNKNOWN),
        (count(4870), count(4870), ComparisonVerdict.ALIKE),
        (count(500), count(540), ComparisonVerdict.ALIKE),  # chance: 0.22
        (count(500), count(600), ComparisonVerdict.HIGHER),
        (count(500, 5), count(570, 5), ComparisonVerdict.ALIKE),  # beyond chance as written, not as it may have been
        (count(5_000), count(5_001), ComparisonVerdict.HIGHER),  # so many were counted
        (Comparand(27_400, FigureKind.ESTIMATE), Comparand(29_000, FigureKind.ESTIMATE), ComparisonVerdict.UNKNOWN),
        (rate(50.0, 100), count(100), ComparisonVerdict.UNKNOWN),
    ],
)
def test_two_figures(first: Comparand, second: Comparand, verdict: ComparisonVerdict) -> None:
    assert compare(first, second).verdict is verdict
    turned = {ComparisonVerdict.HIGHER: ComparisonVerdict.LOWER, ComparisonVerdict.LOWER: ComparisonVerdict.HIGHER}
    assert compare(second, first).verdict is turned.get(verdict, verdict)


def test_rates_of_rounded_counts_are_judged_with_what_rounding_makes_of_them() -> None:
    exact = rate(60.0, 1_500), rate(64.5, 1_500)
    rounded = tuple(rate(one.value, 1_500, reach=15, from_published=True) for one in exact)
    assert compare(*exact).verdict is ComparisonVerdict.HIGHER
    assert compare(*rounded).verdict is ComparisonVerdict.ALIKE


SERIES = """
figures                       | breaks | since | until | verdict
100, 150                      |        | 0     | 1     | HIGHER
100, 130, 100                 |        | 0     | 2     | ALIKE
1000, 1500, 1520              | 1      | 1     | 2     | HIGHER
1000, 1500, 1520              | 2      | 2     | 2     | BREAK
1000, c, 1520, 1600           |        | 2     | 3     | HIGHER
1000, c, 1520                 |        | 2     | 2     | MISSING
1000, 1520, c                 |        | 2     | 2     | MISSING
1000                          |        | 0     | 0     | MISSING
7500, 7510, 8600, 8650, 8960  |        | 0     | 4     | JUMP
7500, 7700, 7900, 8100        |        | 0     | 3     | HIGHER
100, 180, 300, 500            |        | 0     | 3     | HIGHER
2000, 4000                    |        | 0     | 1     | JUMP
"""


@pytest.mark.parametrize("line", SERIES.strip().splitlines()[1:])
def test_a_series_is_judged_since_the_last_break_or_gap(line: str) -> None:
    figures, breaks, since, until, verdict = (cell.strip() for cell in line.split("|"))
    points = [None if cell == "c" else count(float(cell)) for cell in figures.split(", ")]
    found = over_time(points, {int(breaks)} if breaks else ())
    assert (found.since, found.until, found.verdict.name) == (int(since), int(until), verdict)


def test_the_period_before_is_compared_alone_and_minds_a_jump_just_then() -> None:
    points = [count(n) for n in (7500, 8600, 8650, 8660)]
    assert over_time(points).verdict is ComparisonVerdict.JUMP
    found = since_previous(points)
    assert (found.since, found.until, found.verdict) == (2, 3, ComparisonVerdict.HIGHER)
    assert since_previous([count(n) for n in (7500, 7510, 7505, 9000)]).verdict is ComparisonVerdict.JUMP


def test_a_rate_of_many_more_than_before_is_compared_with_nothing() -> None:
    points = [rate(60.0, 700), rate(61.0, 720), rate(70.0, 1_900)]
    assert over_time(points).verdict is ComparisonVerdict.JUMP


def test_small_numbers_and_zeros_never_jump() -> None:
    assert jumps([10, 11, 10, 25]) == []
    assert jumps([0, 500, None, 500]) == []


def test_a_group_is_the_lowest_only_beyond_chance_among_all() -> None:
    clear = [rate(40.0, 400), rate(58.0, 400), rate(60.0, 400)]
    assert lowest_and_highest(clear) == (0, None)
    assert lowest_and_highest([rate(40.0, 400), rate(60.0, 400)]) == (0, 1)
    near = [rate(value, 90) for value in (51.6, 55.0, 58.0, 60.0, 63.3)]  # providers of the demo
    assert lowest_and_highest(near) == (None, None)
    assert lowest_and_highest([*clear, None]) == (None, None), "what is hidden may be the lowest"
    assert lowest_and_highest(clear[:1]) == (None, None)
