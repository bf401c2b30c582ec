"""Numbers whose last digit follows from the others, so that a slip of the pen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.expr import Truth, Whole


def is_mistyped_learner_number(number: Whole) -> Truth:
    """The tenth digit of a ULN is not the one that the other nine call for (DD01; see `alder.model.ids.ULN`)."""
    total = (number // 10**9) % 10 * 10
    for place in range(1, 9):
        total = total + (number // 10 ** (9 - place)) % 10 * (10 - place)
    # Nine digits that call for 10 make no number.
    return (number < 10**9) | (10 - total % 11 != number % 10)


def is_mistyped_employer_number(number: Whole) -> Truth:
    """The ninth digit of an employer's number is not the one that the other eight call for (DD05, DD14)."""
    total = (number // 10**8) % 10 * 9
    for place in range(1, 8):
        total = total + (number // 10 ** (8 - place)) % 10 * (9 - place)
    # Eight digits that call for 10 make no number.
    return (number < 10**8) | ((11 - total % 11) % 11 != number % 10)
