"""Codes that the made-up return and the made-up reference tables share."""

from __future__ import annotations

import numpy as np

PARTNERS = 10_050_000 + 7 * np.arange(2_000)
CAMPUSES = np.char.add("CAMP", np.char.zfill(np.arange(500).astype(str), 4))


def listed_aims(n: int) -> np.ndarray:
    """The codes of the first aims of the made-up list of aims."""
    return np.char.add("7", np.char.zfill((np.arange(n) * 61).astype(str), 7))


def learner_numbers(first: int, n: int) -> np.ndarray:
    """Learner numbers with the right check digit, in order from the first possible one."""
    # Of eleven numbers in a row one calls for the check digit 10, which is none.
    body = 100_000_000 + np.arange((first + n) * 11 // 10 + 22)
    digits = body[:, None] // 10 ** np.arange(8, -1, -1) % 10
    check = 10 - (digits * np.arange(10, 1, -1)).sum(axis=1) % 11
    return (body * 10 + check)[check < 10][first : first + n]
