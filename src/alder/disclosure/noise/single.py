"""Rounding each count by itself: to the nearest multiple, to the middle of its class, or by a draw of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alder.errors import NotProtected
from alder.model.record_keys import FULL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_MOST = 2**53


def counts_in(values: Any) -> Numbers:
    """Whole counts of 0 and more, as an array wide enough for what is added to them."""
    found = np.asarray(values)
    if found.dtype.kind == "O":
        found = np.asarray([_whole(v) for v in found.ravel()], dtype=np.int64).reshape(found.shape)
    if found.dtype.kind not in "iu":
        raise NotProtected("a count is missing or not a whole number", next="A count that is not known is not 0.")
    if (found < 0).any() or (found >= _MOST).any():
        raise NotProtected("a count is negative, or too large to be told exactly")
    return found.astype(np.int64)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise NotProtected("a count is missing or not a whole number", next="A count that is not known is not 0.")
    return min(int(value), _MOST) if value >= 0 else -1


def nearest(values: Any, base: int) -> Numbers:
    """The nearest multiples of the base, halves up."""
    counts = counts_in(values)
    return base * ((2 * counts + base) // (2 * base))


def redacted(values: Any, threshold: int, base: int) -> tuple[Numbers, Bools]:
    """Counts of 1 to the threshold less one are hidden, all others rounded to the nearest multiple.

    Gives the rounded counts, and which of them are hidden.
    """
    counts = counts_in(values)
    return nearest(counts, base), (counts > 0) & (counts < threshold)


def midpoints(values: Any, base: int) -> Numbers:
    """The middle of each count's class: with base 6, 1 to 6 is 3 and 7 to 12 is 9. Zero stays zero."""
    counts = counts_in(values)
    return np.where(counts > 0, base * -(-counts // base) - base // 2, 0)


def random_rounded(values: Any, keys: Any, base: int) -> Numbers:
    """Up or down to a multiple, so that the expected value is the count: 4 is 3 in two cases of three, and 6 in one.

    The draw is the sum of the keys of the cell's records, which are secret. The same records are rounded alike in every
    table, so asking again tells nothing.
    """
    counts = counts_in(values)
    over = counts % base
    # A product of two whole numbers below 2^32 and 2^31, so it is exact.
    up = (np.asarray(keys, dtype=np.int64) % FULL) * base >= FULL * (base - over)
    return counts - over + base * (up & (over > 0))
