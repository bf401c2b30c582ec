"""Identifiers in columns, as expressions: what `Identifier` says of one, said of a whole column by any engine.

Missing stays missing. A column may hold text, or whole numbers where the identifier is of digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Value, Whole
    from alder.model.ids.check_character import CheckCharacter
    from alder.model.ids.identifier import Identifier

_EXACT = 15
"""Numbers of more digits are not divided: engines divide in floating point, which is exact to here."""


def normalised(identifier: type[Identifier], column: Value) -> Text:
    """The texts in their normal form, sound or not."""
    text = cast("Text", column.cast("string") if column.type().is_integer() else column)
    text = text.translate(*identifier.translation())
    if not identifier.gap:
        return text
    from alder.model.expr import ifelse

    split = text.left(text.length() - identifier.gap) + " " + text.right(identifier.gap)
    return cast("Text", ifelse(text.length() > identifier.gap, split, text))


def is_sound(identifier: type[Identifier], column: Value, *, as_written: bool = False) -> Truth:
    """Whether it could be one, or what stands in for one.

    `as_written` judges the text as it is: small letters and blanks are then wrong where the normal form has none.
    """
    is_one = _is_one(identifier, column, as_written)
    return is_one | _stands_in(identifier, column, as_written) if identifier.stand_ins else is_one


def identifies(identifier: type[Identifier], column: Value, *, as_written: bool = False) -> Truth:
    """Whether it is sound and stands for somebody, so that records may be linked by it."""
    is_one = _is_one(identifier, column, as_written)
    return is_one & ~_stands_in(identifier, column, as_written) if identifier.stand_ins else is_one


def check_agrees(identifier: type[Identifier], column: Value) -> Truth:
    """Whether the check character follows from the others; missing where there is none, or the form is another."""
    from alder.model.expr import ifelse, null

    if identifier.check is None:
        return cast("Truth", null("boolean"))
    text = normalised(identifier, column)
    carries = text.re_search(_whole(identifier.checked or identifier.form))
    return cast("Truth", ifelse(carries, fits_text(identifier.check, text), null("boolean")))


def fits_number(check: CheckCharacter, number: Whole) -> Truth:
    """Whether the last digit of a whole number follows from the others. Of a longer number only the end counts.

    A digit is the number cut off behind it, less ten times the number cut off before it. So digits need not be taken
    apart one by one: the sum of what is cut off, each with its own weight less ten times the next, is the same.
    """
    m, last = check.modulus, len(check.weights) - 1
    weights = [(w - 10 * after) % m for w, after in zip((0, *check.weights), (*check.weights, 0), strict=True)]
    # Of the two largest the remainder does, so that the sum of no number is too great.
    cut_off = [*(number // 10 ** (last - place) for place in range(-1, last - 1)), number // 10 % m, number % m]
    total = sum(part * weight for part, weight in zip(cut_off, weights, strict=True) if weight)
    return cast("Truth", total % m == check.remainder)


def fits_text(check: CheckCharacter, text: Text) -> Truth:
    """Whether the check character of a text of the right form follows from the others."""
    if check.is_of_digits and len(check.weights) <= _EXACT:
        return fits_number(check, cast("Whole", text.try_cast("int64")))
    from alder.model.expr import literal

    alphabet = cast("Text", literal(check.alphabet))
    total = sum(alphabet.find(text.substr(n, 1)) * w for n, w in enumerate(check.weights))
    return cast("Truth", total % check.modulus == check.remainder)


def _is_one(identifier: type[Identifier], column: Value, as_written: bool) -> Truth:
    check = identifier.check if identifier.check_binds else None
    if column.type().is_integer() and identifier.numbers is not None:
        number = cast("Whole", column)
        inside = number.between(*identifier.numbers)
        return inside & fits_number(check, number) if check is not None else inside
    text = cast("Text", column) if as_written else normalised(identifier, column)
    form = text.re_search(_whole(identifier.form))
    if check is None:
        return form
    if identifier.checked is None:
        return form & fits_text(check, text)
    return form & (fits_text(check, text) | ~text.re_search(_whole(identifier.checked)))


def _stands_in(identifier: type[Identifier], column: Value, as_written: bool) -> Truth:
    if column.type().is_integer() and identifier.numbers is not None:
        return cast("Truth", column.isin([int(s) for s in identifier.stand_ins]))
    text = column if as_written else normalised(identifier, column)
    return cast("Truth", text.isin(list(identifier.stand_ins)))


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"
