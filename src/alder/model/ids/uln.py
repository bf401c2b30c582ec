"""The unique learner number (ULN)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from alder.model.ids.check_character import CheckCharacter
from alder.model.ids.identifier import Identifier

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class ULN(Identifier):
    """A unique learner number: ten digits, the last of which follows from the others.

    The Learning Records Service gives it to learners from the age of 14, for life. It is in the ILR, the school census,
    HESA's records and the Apprenticeship service. The digits are weighted 10 to 1; their sum leaves 10 when divided
    by 11. For one beginning in eleven there is no last digit, so no number begins so.

    A learner may hold two numbers, and two learners may share one, after a mistaken registration.
    """

    called = "learner number (ULN)"
    form = "[1-9][0-9]{9}"
    length = 10
    of = "digits"
    numbers = (1_000_000_000, 9_999_999_999)
    steps = (
        ("[0-9]*", "it holds something other than digits"),
        ("[1-9].*", "it begins with 0, and learner numbers begin with 1 to 9"),
    )
    check: ClassVar[CheckCharacter] = CheckCharacter(weights=(10, 9, 8, 7, 6, 5, 4, 3, 2, 1), modulus=11, remainder=10)
    TEMPORARY: ClassVar[int] = 9999999999
    """Stands for a learner who has no number yet. It identifies nobody."""
    stand_ins: ClassVar = {str(TEMPORARY): "a learner whose number is not known yet"}

    @property
    def number(self) -> int:
        return int(self.text)

    @property
    def is_temporary(self) -> bool:
        return self.is_stand_in

    @classmethod
    def check_digit(cls, first_nine: int) -> int | None:
        """The tenth digit; None when no number begins with these nine."""
        digit = cls.check.wanted(f"{first_nine:09d}0")
        return None if digit is None else int(digit)


def check_digits(first_nine: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The tenth digit of learner numbers that begin with these nine digits; -1 where there is none."""
    from alder.model.ids.arrays import last_digits  # costs the import of arrays

    return last_digits(ULN.check, first_nine)
