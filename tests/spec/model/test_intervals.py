"""The 95% interval of a rate, by Wilson's method."""

from decimal import Decimal
from math import sqrt

import pytest
from tests.support import text_tables

from alder.model.interval import WIDTH_95, wilson

KNOWN = """
    numerator | denominator | low  | high
    81        | 263         | 25.5 | 36.6
    15        | 148         | 6.2  | 16.0
    0         | 20          | 0.0  | 16.1
    1         | 29          | 0.6  | 17.2
    29        | 29          | 88.3 | 100.0
    5         | 10          | 23.7 | 76.3
"""


@pytest.mark.parametrize("row", text_tables.rows(KNOWN), ids=lambda r: f"{r['numerator']} of {r['denominator']}")
def test_intervals_are_those_of_the_literature(row: dict[str, str]) -> None:
    found = wilson(int(row["numerator"]), int(row["denominator"]))
    assert found is not None
    assert (found.low, found.high) == (Decimal(row["low"]), Decimal(row["high"]))
    assert str(found) == f"{row['low']} to {row['high']}"


def test_with_nothing_to_divide_by_there_is_no_interval() -> None:
    assert wilson(0, 0) is None


def test_an_interval_holds_its_rate_stays_within_0_and_100_and_shrinks_as_cohorts_grow() -> None:
    for n in (1, 2, 7, 40, 999):
        for k in range(0, n + 1, max(1, n // 17)):
            found = wilson(k, n, decimals=6)
            assert found is not None
            assert 0 <= found.low <= Decimal(100 * k) / n + Decimal("0.000001")
            assert Decimal(100 * k) / n - Decimal("0.000001") <= found.high <= 100
            larger = wilson(10 * k, 10 * n, decimals=6)
            assert larger is not None
            assert larger.high - larger.low < found.high - found.low


def test_the_ends_are_the_rates_that_lie_just_so_many_standard_errors_away() -> None:
    """Wilson's interval is where a rate p would make the one seen 1.96 of p's own standard errors away."""
    for k, n in ((3, 17), (80, 200), (499, 500)):
        found = wilson(k, n, decimals=9)
        assert found is not None
        for end in (found.low, found.high):
            p = float(end) / 100
            assert abs(k / n - p) / sqrt(p * (1 - p) / n) == pytest.approx(WIDTH_95, rel=1e-5)
