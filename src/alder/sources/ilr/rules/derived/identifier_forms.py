"""The forms that codes and numbers must have, whether or not they exist, and digits that follow from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.ids import ULN, EmployerNumber
from alder.model.ids.expressions import fits_number
from alder.model.ids.places import SHAPES

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Whole

POSTCODE = f"^{SHAPES}$"
"""As the service judges them: in capitals, with one blank. It does not know GIR 0AA."""

INSURANCE_NUMBER = "^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?$"
"""Two capitals, of which some letters are not used, six figures, and a letter from A to D or a blank."""


def is_no_postcode(text: Text) -> Truth:
    """The text cannot be a postcode."""
    return ~text.re_search(POSTCODE)


def is_no_insurance_number(text: Text) -> Truth:
    """The text cannot be a National Insurance number."""
    return ~text.re_search(INSURANCE_NUMBER)


def is_mistyped_learner_number(number: Whole) -> Truth:
    """The tenth digit of a ULN is not the one that the other nine call for (DD01; see `alder.model.ids.ULN`)."""
    return (number < 10**9) | ~fits_number(ULN.check, number)


def is_mistyped_employer_number(number: Whole) -> Truth:
    """The ninth digit of an employer's number is not the one that the other eight call for (DD05, DD14)."""
    return (number < 10**8) | ~fits_number(EmployerNumber.check, number)
