"""Numbers of providers, schools and employers. Those of providers and schools are public, and have no check digit."""

from __future__ import annotations

from typing import ClassVar

from alder.model.ids.check_character import CheckCharacter
from alder.model.ids.identifier import BLANKS, Identifier


class UKPRN(Identifier):
    """A UK provider reference number: eight digits, the first of them 1.

    The UK Register of Learning Providers gives it. A provider that merges changes it, so years are joined through
    the links between predecessors and successors. The ILR's own field takes any eight digits from 10000000.
    """

    called = "provider number"
    form = "1[0-9]{7}"
    length = 8
    of = "digits"
    numbers = (10_000_000, 19_999_999)
    steps = (("[0-9]*", "it holds something other than digits"), ("1.*", "it has eight digits and begins with 1"))
    is_personal = False

    @property
    def number(self) -> int:
        return int(self.text)


class URN(Identifier):
    """A unique reference number of the register of schools (GIAS): six digits, the first of them 1.

    It changes when a school becomes an academy. That all begin with 1 is how the register's numbers of schools were
    seen to be, not a published rule.
    """

    called = "school number (URN)"
    form = "1[0-9]{5}"
    length = 6
    of = "digits"
    numbers = (100_000, 199_999)
    steps = (("[0-9]*", "it holds something other than digits"), ("1.*", "it does not begin with 1"))
    is_personal = False

    @property
    def number(self) -> int:
        return int(self.text)


class LAESTAB(Identifier):
    """A school within its local authority: three digits of the authority, four of the establishment.

    It is written 2016005, 201/6005 or 201-6005; the bare seven digits are its normal form. It may stay the same when
    the URN changes. No authority begins with 0: the register writes 000 where a school has none.
    """

    called = "school number within an authority (LAESTAB)"
    form = "[1-9][0-9]{6}"
    length = 7
    of = "digits"
    numbers = (1_000_000, 9_999_999)
    steps = (
        ("[0-9]*", "it holds something other than digits, a slash or a dash"),
        ("[1-9].*", "its authority begins with 0"),
    )
    dropped = BLANKS + "/-"
    is_personal = False

    @property
    def authority(self) -> str:
        return self.text[:3]

    @property
    def establishment(self) -> str:
        return self.text[3:]


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
