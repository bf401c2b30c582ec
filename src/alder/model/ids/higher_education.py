"""Numbers of students in higher education: HUSID, SID, and the student support number of the loans company."""

from __future__ import annotations

from alder.model.ids.check_character import CheckCharacter, digits_and
from alder.model.ids.identifier import Identifier

_WEIGHTS = (1, 3, 7, 9)
"""HESA's manual says how the check digit follows from the weighted sum (its last digit, taken from 10), and gives the
weights in a table that has not been seen. These four, repeating, are those of independent implementations that cite the
manual. Compare them once with HESA's own example.
"""


def _check(places: int) -> CheckCharacter:
    weights = tuple(_WEIGHTS[n % len(_WEIGHTS)] for n in range(places - 1))
    return CheckCharacter(weights=(*weights, 1), modulus=10, remainder=0)


class HUSID(Identifier):
    """HESA's student identifier until 2021/22: thirteen digits.

    Two of the year of entry, four of the institution, six of a serial number, and a check digit. Those who entered
    through UCAS before 2007/08 were given theirs in another way, so a number of those years may be real and not fit:
    the check is asked of entrants since 2007 alone.
    """

    called = "HESA student identifier (HUSID)"
    form = "[0-9]{13}"
    length = 13
    of = "digits"
    steps = (("[0-9]*", "it holds something other than digits"),)
    check = _check(13)
    checked = "(0[7-9]|[1-8][0-9])[0-9]{11}"


class SID(Identifier):
    """HESA's student identifier since 2022/23: seventeen digits.

    Two of the year of entry, the eight of the provider's UKPRN, six of a serial number, and a check digit. A student
    known to the provider before keeps the HUSID, so a column of SIDs holds both.
    """

    called = "HESA student identifier (SID)"
    form = "[0-9]{2}1[0-9]{14}"
    length = 17
    of = "digits"
    steps = (
        ("[0-9]*", "it holds something other than digits"),
        ("..1.*", "places 3 to 10 are not a provider number, which begins with 1"),
    )
    check = _check(17)


_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""The letters of support numbers by what they count, from 0: those without I, O and Q. Z is a check letter only."""


class SSN(Identifier):
    """A student support number: four letters, eight digits, and a letter that follows from them.

    The Student Loans Company gives it. The twelve characters are weighted 13 to 2. How HESA's page ends is not seen;
    the last step is that of ILR rule SSN_02: the remainder by 23, taken from 23, counts the letter from A as 1.
    """

    called = "student support number (SSN)"
    form = "[A-HJ-NPR-Y]{4}[0-9]{8}[A-HJ-NPR-Z]"
    length = 13
    steps = (
        ("[A-HJ-NPR-Y]{4}.*", "it does not begin with four letters other than I, O, Q and Z"),
        (".{4}[0-9]{8}.", "places 5 to 12 are not all digits"),
        (".*[A-HJ-NPR-Z]", "it does not end in a letter other than I, O and Q"),
    )
    check = CheckCharacter(
        weights=(13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1),
        modulus=23,
        remainder=22,
        alphabet=digits_and(_LETTERS, first=0, modulus=23),
        answers=_LETTERS,
    )
