"""What all identifiers share: how they are written, what is wrong with one, and that none is printed by accident."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.model.ids.check_character import CheckCharacter

BLANKS = " \t\r\n\u00a0"
"""Blanks, tabs, line ends and the blank that does not break: people and spreadsheets put them between characters."""

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_NUMBERS = {
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    13: "thirteen",
    17: "seventeen",
    1: "one",
    2: "two",
    3: "three",
    11: "eleven",
    12: "twelve",
    14: "fourteen",
    16: "sixteen",
    18: "eighteen",
}


class Unsound(ValueError):
    """A text that cannot be an identifier. It says what is wrong, and never the text."""


@dataclass(frozen=True, order=True, repr=False, init=False)
class Identifier:
    """A number or code that stands for somebody or something, in its normal form.

    `form` is a pattern of the normal form that means the same to Python and to every engine. `steps` say in words
    what the form asks, one part after the other: a text fits all of them, the length and the check character, or it is
    no such identifier.
    """

    text: str

    called: ClassVar[str]
    form: ClassVar[str]
    length: ClassVar[int | None] = None
    of: ClassVar[str] = "characters"
    """What the number is made of, for sentences about its length."""
    steps: ClassVar[tuple[tuple[str, str], ...]] = ()
    dropped: ClassVar[str] = BLANKS
    """Characters that do not count wherever they stand."""
    gap: ClassVar[int] = 0
    """One blank stands before so many last characters."""
    is_upper: ClassVar[bool] = True
    """Whether small letters stand for capitals."""
    check: ClassVar[CheckCharacter | None] = None
    checked: ClassVar[str | None] = None
    """The pattern of those that carry a check character; None where all do."""
    check_binds: ClassVar[bool] = True
    """Whether a check character that does not fit makes the number unsound, or only doubtful."""
    numbers: ClassVar[tuple[int, int] | None] = None
    """The smallest and the largest, where a column of whole numbers may hold them because none begins with 0."""
    stand_ins: ClassVar[Mapping[str, str]] = {}
    """Values that are written where there is no identifier, and what each says. They identify nobody."""
    is_personal: ClassVar[bool] = True
    """Whether it is a person's, so that its `repr` hides it."""

    def __init__(self, written: str | int) -> None:
        fault = self.fault(written)
        if fault is not None:
            raise Unsound(f"not a {self.called}: {fault}")
        object.__setattr__(self, "text", self.normalise(written))

    @classmethod
    def translation(cls) -> tuple[str, str]:
        """Characters to replace one by one; those beyond the end of the second text are left out."""
        letters = _LOWER if cls.is_upper else ""
        return letters + cls.dropped, letters.upper()

    @classmethod
    def normalise(cls, written: str | int) -> str:
        """The text in its normal form, whether or not it is sound. Twice is the same as once."""
        old, new = cls.translation()
        text = str(written).translate(str.maketrans(old[: len(new)], new, old[len(new) :]))
        return f"{text[: -cls.gap]} {text[-cls.gap :]}" if cls.gap and len(text) > cls.gap else text

    @classmethod
    def fault(cls, written: str | int) -> str | None:
        """What is wrong with it, in words that do not repeat it; None where it is sound."""
        text = cls.normalise(written)
        if text in cls.stand_ins:
            return None
        if not text:
            return "it is empty"
        if cls.length is not None and len(text) != cls.length:
            return f"it has {_count(len(text))}, not {_NUMBERS[cls.length]} {cls.of}"
        for pattern, asked in cls.steps:
            if not re.fullmatch(pattern, text):
                return asked
        if cls.check_binds and cls.check is not None and cls.check_agrees(text) is False:
            if cls.check.wanted(text) is None:
                return "no number has these other characters"
            return "its check character does not follow from the others"
        return None

    @classmethod
    def is_sound(cls, written: str | int) -> bool:
        """Whether it could be one. What stands in for one could."""
        return cls.fault(written) is None

    @classmethod
    def check_agrees(cls, written: str | int) -> bool | None:
        """Whether the check character follows from the others; None where it carries none, or has not the form."""
        text = cls.normalise(written)
        if cls.check is None or not re.fullmatch(cls.checked or cls.form, text):
            return None
        return cls.check.fits(text)

    @property
    def is_stand_in(self) -> bool:
        return self.text in self.stand_ins

    @property
    def identifies(self) -> bool:
        """Whether it says who or what is meant, so that records may be linked by it."""
        return not self.is_stand_in

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'hidden' if self.is_personal else repr(self.text)})"


def _count(length: int) -> str:
    number = _NUMBERS.get(length, str(length))
    return f"{number} character" + ("" if length == 1 else "s")
