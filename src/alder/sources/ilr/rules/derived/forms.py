"""The forms that codes must have, whether or not they exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth

POSTCODE = "^[A-Z]{1,2}[0-9][0-9A-Z]?[ ][0-9][ABD-HJLNP-UW-Z]{2}$"
"""Capitals, a figure and maybe one more of either; one blank; a figure and two capitals other than C, I, K, M, O, V."""

INSURANCE_NUMBER = "^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?$"
"""Two capitals, of which some letters are not used, six figures, and a letter from A to D or a blank."""


def is_no_postcode(text: Text) -> Truth:
    """The text cannot be a postcode."""
    return ~text.re_search(POSTCODE)


def is_no_insurance_number(text: Text) -> Truth:
    """The text cannot be a National Insurance number."""
    return ~text.re_search(INSURANCE_NUMBER)
