"""A permanent secret number for each record, from which the noise of every cell follows."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

FULL = 2**32
"""Record keys are whole numbers below this. A smaller number of keys, a power of two, is what is left of them by it."""


def record_keys(secret: bytes, units: Iterable[Any], *, keys: int = FULL) -> NDArray[np.int64]:
    """The key of each unit: the same for the same unit and secret, for ever. Without the secret nobody can tell it.

    A unit is what stands for it permanently: a learner's number, a reference.
    """
    numbers = [int.from_bytes(hmac.digest(secret, f"record\0{u}".encode(), "sha256")[:4], "big") for u in units]
    return np.array(numbers, dtype=np.int64) % keys
