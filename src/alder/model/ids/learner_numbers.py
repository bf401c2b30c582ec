"""Numbers of learners and pupils: the unique learner number (ULN), the unique pupil number (UPN), and the pupil
matching reference (PMR) by which researchers see pupils.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from alder.model.ids.check_character import CheckCharacter, digits_and
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


LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The 23 letters of pupil numbers: those without I, O and S."""


class UPN(Identifier):
    """A unique pupil number: a check letter, three digits of an authority, four of a school, two of a year, a serial.

    Schools give it and return it in the school census. A temporary number has a letter in its last place. Characters 2
    to 13 are weighted 2 to 13, a letter counting as its place among the 23 letters in use; the remainder by 23 is the
    place of the check letter.

    The authority is not compared with a list: numbers given by an authority that has since been abolished stay sound,
    and a pupil keeps the number for life.
    """

    called = "pupil number (UPN)"
    form = f"[{LETTERS}][0-9]{{11}}[0-9{LETTERS}]"
    length = 13
    steps = (
        (f"[{LETTERS}].*", "it does not begin with a letter other than I, O and S"),
        (".[0-9]{11}.", "places 2 to 12 are not all digits"),
        (f".*[0-9{LETTERS}]", "it ends neither in a digit nor, as temporary numbers do, in a letter in use"),
    )
    check = CheckCharacter(
        weights=(22, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
        modulus=23,
        remainder=0,
        place=0,
        alphabet=digits_and(LETTERS, first=0, modulus=23),
        answers=LETTERS,
    )
    stand_ins: ClassVar = {
        f"UN{n}": "a child without a known pupil number (children's social care returns; not the census)"
        for n in range(1, 6)
    }

    @property
    def is_temporary(self) -> bool:
        """Whether the school gave it until the lasting number is known. It will be replaced, so later years lack it."""
        return re.fullmatch(self.form, self.text) is not None and not self.text[-1].isdigit()

    @property
    def authority(self) -> str | None:
        """The three digits of the authority that gave it; None for what stands in for a number."""
        return None if self.is_stand_in else self.text[1:4]


class PMR(Identifier):
    """A pupil matching reference, anonymous form (PupilMatchingRefAnonymous): eighteen characters.

    The Department for Education puts it in place of names and pupil numbers in every part of the National Pupil
    Database; it is the same over parts and years. Nothing more of its form is published, so letters keep their case and
    there is no check.
    """

    called = "pupil matching reference (PMR)"
    form = "[A-Za-z0-9]{18}"
    length = 18
    steps = (("[A-Za-z0-9]*", "it holds something other than letters and digits"),)
    is_upper = False
