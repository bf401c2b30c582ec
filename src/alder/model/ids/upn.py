"""The unique pupil number (UPN)."""

from __future__ import annotations

import re
from typing import ClassVar

from alder.model.ids.check_character import CheckCharacter, digits_and
from alder.model.ids.identifier import Identifier

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
