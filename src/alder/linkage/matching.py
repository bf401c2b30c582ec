"""A pass: one way of recognising the same person in two tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Expect(StrEnum):
    """How many rows of one table one row of the other may be linked to: left to right."""

    ONE_TO_ONE = "one-to-one"
    MANY_TO_ONE = "many-to-one"
    ONE_TO_MANY = "one-to-many"
    MANY_TO_MANY = "many-to-many"

    @property
    def one_right(self) -> bool:
        """Whether a left row has at most one right row."""
        return self.value.endswith("to-one")

    @property
    def one_left(self) -> bool:
        """Whether a right row has at most one left row."""
        return self.value.startswith("one-to")


@dataclass(frozen=True)
class Pass:
    """Rows are the same person's where all columns of `on` are equal and `agree` does not speak against it.

    Of the columns in `agree` one at least must be equal, among those that are known on both sides; where none is known
    on both sides, nothing speaks against it. Columns have the names of `comparable.COLUMNS`, whatever they are called
    in the tables. A missing value, one that stands in for another (a temporary number), and a number that cannot be one
    are equal to nothing.
    """

    name: str
    on: tuple[str, ...]
    agree: tuple[str, ...] = ()


_PERSON = ("DateOfBirth", "surname_initial")

ULN = Pass("ULN", ("ULN",), _PERSON)
PMR = Pass("PMR", ("PMR",), _PERSON)
UPN = Pass("UPN", ("UPN",), _PERSON)
HUSID = Pass("HUSID", ("HUSID",), _PERSON)
REFERENCE = Pass("provider, reference and date of birth", ("UKPRN", "LearnRefNumber", "DateOfBirth"), ("Sex",))

STANDARD: tuple[Pass, ...] = (ULN, PMR, UPN, HUSID, REFERENCE)
"""The passes that are tried, in this order, where none are named: those whose columns both tables have.

A number is believed where date of birth or the first letter of the surname agrees: names change and dates are mistyped,
but seldom both. A provider may give its reference to somebody else in a later year, so date of birth must be equal.
"""
