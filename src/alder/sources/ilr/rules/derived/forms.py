"""The forms that codes must have, whether or not they exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.ids.places import SHAPES

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth

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
