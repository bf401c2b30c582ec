"""How far a rate may be from what it would be in a larger cohort of the same kind: Wilson's interval."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import NamedTuple

WIDTH_95 = 1.959963984540054
"""Standard errors on either side that hold 95%."""

SMALL_COHORT = 1_000
"""Below this many, a rate is shown with its interval."""


class Interval(NamedTuple):
    """The lowest and highest percentage between which a rate may lie."""

    low: Decimal
    high: Decimal
    unsafe: bool = False
    """Whether it belongs to an estimate whose relative error is too large to go without a mark."""

    def __str__(self) -> str:
        return f"{self.low} to {self.high}"


def wilson(numerator: float | Decimal, denominator: int, decimals: int = 1) -> Interval | None:
    """The 95% interval of a rate by Wilson's score method, in %; None with nothing to divide by.

    Unlike the usual interval it stays between 0 and 100, and says something of a rate of 0% or 100%. The numerator
    need not be whole: a rate that was printed and a denominator that was printed give one that is not.
    """
    if denominator <= 0:
        return None
    n = float(denominator)
    low, high = wilson_share(min(max(float(numerator) / n, 0.0), 1.0), n)
    return Interval(_rounded(100 * low, decimals), _rounded(100 * high, decimals))


def wilson_share(share: float, base: float, z: float = WIDTH_95) -> tuple[float, float]:
    """The same interval of a share from 0 to 1, unrounded, for any number of standard errors."""
    middle = (share + z * z / (2 * base)) / (1 + z * z / base)
    half = z * sqrt(share * (1 - share) / base + z * z / (4 * base * base)) / (1 + z * z / base)
    return (0.0 if share == 0 else max(0.0, middle - half)), (1.0 if share == 1 else min(1.0, middle + half))


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
