"""Identifiers of learners and providers, and their check digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, order=True)
class ULN:
    """A unique learner number: ten digits, the last of which follows from the others.

    Its `repr` hides the number, so that it cannot end in a log.
    """

    number: int
    TEMPORARY: ClassVar[int] = 9999999999
    """Stands for a learner who has no number yet. It identifies nobody."""

    def __post_init__(self) -> None:
        if not self.is_sound(self.number):
            raise ValueError("not a learner number: it has ten digits, and its last digit must follow from the others")

    @property
    def is_temporary(self) -> bool:
        return self.number == self.TEMPORARY

    @classmethod
    def is_sound(cls, number: int) -> bool:
        """Could this be a learner's number? The temporary number could."""
        if number == cls.TEMPORARY:
            return True
        return 10**9 <= number < 10**10 and cls.check_digit(number // 10) == number % 10

    @staticmethod
    def check_digit(first_nine: int) -> int | None:
        """The tenth digit; None when no number begins with these nine."""
        digit = int(check_digits(np.array([first_nine], dtype=np.int64))[0])
        return None if digit < 0 else digit

    def __str__(self) -> str:
        return f"{self.number:010d}"

    def __repr__(self) -> str:
        return "ULN(hidden)"


def check_digits(first_nine: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The tenth digit of learner numbers that begin with these nine digits; -1 where there is none.

    The digits are weighted 10 to 2 and added up; the remainder by 11, taken from 10, is the digit. No number has the
    remainder 0.
    """
    total = np.zeros(len(first_nine), dtype=np.int64)
    for place in range(9):
        total += (first_nine // 10 ** (8 - place)) % 10 * (10 - place)
    rest = total % 11
    return np.where(rest == 0, -1, 10 - rest)


@dataclass(frozen=True, order=True)
class UKPRN:
    """A UK provider reference number: eight digits, the first of them 1. It has no check digit."""

    number: int

    def __post_init__(self) -> None:
        if not self.is_sound(self.number):
            raise ValueError("not a provider number: it has eight digits and begins with 1")

    @staticmethod
    def is_sound(number: int) -> bool:
        return 10_000_000 <= number <= 19_999_999

    def __str__(self) -> str:
        return str(self.number)
