"""The number of an employer in the ILR."""

from __future__ import annotations

from typing import ClassVar

from alder.model.ids.check_character import CheckCharacter
from alder.model.ids.identifier import Identifier


class EmployerNumber(Identifier):
    """An employer's number of the Employer Data Service: nine digits, the last of which follows from the others.

    The first eight are weighted 9 to 2; with the ninth their sum is a multiple of 11 (derived data DD05 and DD14).
    """

    called = "employer number"
    form = "[1-9][0-9]{8}"
    length = 9
    of = "digits"
    numbers = (100_000_000, 999_999_999)
    steps = (("[0-9]*", "it holds something other than digits"), ("[1-9].*", "it begins with 0"))
    check: ClassVar[CheckCharacter] = CheckCharacter(weights=(9, 8, 7, 6, 5, 4, 3, 2, 1), modulus=11, remainder=0)
    TEMPORARY: ClassVar[int] = 999999999
    """Stands for an employer whose number is not known yet."""
    stand_ins: ClassVar = {str(TEMPORARY): "an employer whose number is not known yet"}
    is_personal = False
