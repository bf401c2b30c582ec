"""Numbers whose last digit follows from the others, so that a slip of the pen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.ids import ULN, EmployerNumber
from alder.model.ids.expressions import fits_number

if TYPE_CHECKING:
    from alder.model.expr import Truth, Whole


def is_mistyped_learner_number(number: Whole) -> Truth:
    """The tenth digit of a ULN is not the one that the other nine call for (DD01; see `alder.model.ids.ULN`)."""
    return (number < 10**9) | ~fits_number(ULN.check, number)


def is_mistyped_employer_number(number: Whole) -> Truth:
    """The ninth digit of an employer's number is not the one that the other eight call for (DD05, DD14)."""
    return (number < 10**8) | ~fits_number(EmployerNumber.check, number)
