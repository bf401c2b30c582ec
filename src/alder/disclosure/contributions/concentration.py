"""The rules of concentration: when a total tells one contributor too much of another, and what would be far enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.contributions.largest import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.contributions.given import Floats, Numbers
    from alder.disclosure.contributions.largest import Largest

    Bools = NDArray[np.bool_]

_CLOSE = 1e-9
"""Of the value compared: what sums of fractions may be off by, so that a tie is judged as a tie."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Which cells are unsafe, and how far above its value an attacker's upper bound must then be.

    `upper` is the upper protection level: 0 where a rule asks for none. Shape of both: cells.
    """

    unsafe: Bools
    upper: Floats

    def __or__(self, other: Judged) -> Judged:
        """Unsafe by either rule, and protected enough for both."""
        return Judged(self.unsafe | other.unsafe, np.maximum(self.upper, other.upper))


def minimum(n: Numbers, threshold: int, *, zeros: bool = False) -> Judged:
    """Fewer contributors than the threshold; an empty cell only where `zeros` count."""
    unsafe = (n < threshold) & ((n > 0) | zeros)
    return Judged(unsafe, np.zeros(len(n)))


def p_percent(cells: Largest, p: float) -> Judged:
    """The second largest can tell the largest to within p %, since only the rest stands between them.

    One or two contributors are never safe: there is no rest.
    """
    return _rest_too_small(cells, p / 100)


def pq(cells: Largest, p: float, q: float) -> Judged:
    """The same for an attacker who already knows the others to within q %: as p % where q is 100."""
    return _rest_too_small(cells, p / q)


def dominance(cells: Largest, n: int, k: float) -> Judged:
    """The n largest have more than k % of the total."""
    top, limit = cells.top(n), k / 100 * cells.total
    unsafe = (cells.n > 0) & (top > limit + _CLOSE * cells.total)
    return Judged(unsafe, np.where(unsafe, 100 / k * top - cells.total, 0.0))


def _rest_too_small(cells: Largest, share: float) -> Judged:
    first = cells.top(1)
    needed = share * first
    few = (cells.n > 0) & (sums(cells.cell, cells.weight, len(cells.n)) <= 2)
    unsafe = few | (cells.rest < needed - _CLOSE * first)
    return Judged(unsafe, np.where(unsafe, np.maximum(needed - cells.rest, 0.0), 0.0))
