"""The learning aim reference (LearnAimRef), which is also Ofqual's qualification number."""

from __future__ import annotations

from alder.model.ids.check_character import CheckCharacter
from alder.model.ids.identifier import BLANKS, Identifier


class LearnAimRef(Identifier):
    """A learning aim reference: eight letters or digits, always text.

    A qualification has Ofqual's number: seven digits and a check character, a digit or X. Ofqual writes 603/4162/2; the
    normal form is without slashes, in capitals. Other aims have codes of another kind, such as ZPROG001 for a
    programme, which carry no check. School censuses have letters in the first and last place since 2015/16.

    The check character is worked out from the references themselves, not from a published rule: weights 8 to 2, and
    the remainder by 11 is the character, 10 being X. All 30,535 references of the 2020 list that begin 100, 400, 500,
    501, 600, 601 or 603 fit; in 2025, 36 of 8,092 did not, all of them early numbers of the 610 series. So one that
    does not fit is doubtful (`check_agrees`) and never wrong.
    """

    called = "learning aim reference"
    form = "[A-Z0-9]{8}"
    length = 8
    steps = (("[A-Z0-9]*", "it holds something other than letters and digits"),)
    dropped = BLANKS + "/"
    check = CheckCharacter(
        weights=(8, 7, 6, 5, 4, 3, 2, 10), modulus=11, remainder=0, alphabet="0123456789X", answers="0123456789X"
    )
    checked = "[1-9][0-9]{6}[0-9X]"
    check_binds = False
    is_personal = False

    @classmethod
    def fault(cls, written: str | int) -> str | None:
        text = cls.normalise(written)
        if text.isdigit() and len(text) < 8:
            return "fewer than eight digits: a spreadsheet may have dropped its leading zeros"
        return super().fault(written)
