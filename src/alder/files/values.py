"""What the texts of a published file mean: days, numbers, yes and no, and codes that a spreadsheet has changed."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

EMPTY = {"", "null"}
"""Texts that stand for no value."""

OPEN_END = 2100
"""Days from this year on say that something has no end."""


class UnreadableValue(ValueError):
    """A value that does not fit its column: its row cannot be used."""


class SpreadsheetDamage(ValueError):
    """A value as spreadsheets leave them: the file has lost what it said, so all of it is refused."""


@dataclass(frozen=True)
class ColumnReader:
    """How the texts of a column are read: `one` at a time and, where that can be, `many` at once.

    `many` leaves missing what it cannot read, and `one` then says why.
    """

    one: Callable[[str], Any]
    many: Callable[[pa.Array], pa.Array] | None = None


_WHOLE = pa.int32()
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_BRITISH = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: 0{1,2}:00(?::00)?)?")
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/ -](?:\d{1,2}|[A-Za-z]{3,9})[/ -]\d{2}")
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.0+)?")
_POWER = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day(text: str) -> date:
    """2014-08-01, 01/08/2014, 01-08-2014 or 1 Aug 2014: the day stands before the month."""
    if found := _ISO.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _BRITISH.fullmatch(text):
        if int(found[2]) > 12 >= int(found[1]):
            raise SpreadsheetDamage(
                "a date with the month before the day, as a spreadsheet set to American dates writes it"
            )
        return _day(found[3], found[2], found[1])
    if (found := _NAMED.fullmatch(text)) and found[2].lower() in _MONTHS:
        return _day(found[3], _MONTHS.index(found[2].lower()) + 1, found[1])
    if _SHORT_YEAR.fullmatch(text):
        raise SpreadsheetDamage("a date whose year has two digits, as a spreadsheet shortens it")
    if _SERIAL.fullmatch(text):
        raise SpreadsheetDamage("a date written as a number of days, as a spreadsheet keeps it")
    raise UnreadableValue("is not a date")


def month_from(text: str) -> date:
    """The first day of a month such as 198001, or a day."""
    if re.fullmatch(r"\d{6}", text):
        return _day(text[:4], text[4:], 1)
    return day(text)


def month_to(text: str) -> date:
    """The last day of a month such as 201512, or a day."""
    if re.fullmatch(r"\d{6}", text):
        first = _day(text[:4], text[4:], 1)
        return first.replace(day=monthrange(first.year, first.month)[1])
    return day(text)


def whole(text: str) -> int:
    if _POWER.fullmatch(text):
        raise SpreadsheetDamage("a long number that a spreadsheet has shortened to a power of ten")
    if not re.fullmatch(r"[+-]?\d{1,18}(?:\.0+)?", text):
        raise UnreadableValue("is not a whole number")
    return int(text.split(".")[0])


def yes_or_no(text: str) -> bool:
    known = {"y": True, "yes": True, "true": True, "1": True, "n": False, "no": False, "false": False, "0": False}
    if text.lower() not in known:
        raise UnreadableValue("is neither yes nor no")
    return known[text.lower()]


def code(text: str) -> str:
    if _POWER.fullmatch(text) and "+" in text:
        raise SpreadsheetDamage("a code that a spreadsheet has taken for a power of ten")
    return text


def aim_reference(text: str) -> str:
    """Eight characters. Fewer, all digits, are what a spreadsheet leaves of one that began with zeros."""
    if text.isdigit() and len(text) < 8:
        raise SpreadsheetDamage("an aim reference without its leading zeros, which a spreadsheet drops")
    if len(code(text)) != 8:
        raise UnreadableValue("is not the eight characters of an aim reference")
    return text


def many_codes(texts: pa.Array) -> pa.Array:
    """Codes as they stand, leaving out those that look like powers of ten."""
    return pc.if_else(pc.match_substring_regex(texts, r"^\d([.,]\d+)?[eE]\+\d+$"), pa.scalar(None, pa.string()), texts)


def many_whole(texts: pa.Array, type: pa.DataType = _WHOLE) -> pa.Array:
    """Whole numbers of as many digits as always fit the type: nine in 32 bits, eighteen in 64."""
    plain = pc.match_substring_regex(texts, rf"^-?\d{{1,{9 if type.bit_width <= 32 else 18}}}$")
    return pc.if_else(plain, texts, pa.scalar(None, pa.string())).cast(type)


CODE = ColumnReader(code, many_codes)
DAY = ColumnReader(day)


def shaped(pattern: str, what: str) -> ColumnReader:
    """Codes of one form: `what` is said of others, as in "is not the code of an area"."""
    form = re.compile(pattern)

    def one(text: str) -> str:
        if not form.fullmatch(code(text)):
            raise UnreadableValue(what)
        return text

    def many(texts: pa.Array) -> pa.Array:
        return pc.if_else(pc.match_substring_regex(texts, f"^(?:{pattern})$"), texts, pa.scalar(None, pa.string()))

    return ColumnReader(one, many)


def between(least: int, most: int, what: str) -> ColumnReader:
    """Whole numbers from `least` to `most`."""

    def one(text: str) -> int:
        number = whole(text)
        if not least <= number <= most:
            raise UnreadableValue(what)
        return number

    def many(texts: pa.Array) -> pa.Array:
        numbers = many_whole(texts)
        fitting = pc.and_(pc.greater_equal(numbers, least), pc.less_equal(numbers, most))
        return pc.if_else(fitting, numbers, pa.scalar(None, pa.int32()))

    return ColumnReader(one, many)


def reader_of(column: str, type: pa.DataType, published: str) -> ColumnReader:
    """What reads the texts of a column; `published` is the column's name in the file."""
    if column == "LearnAimRef":
        return ColumnReader(aim_reference)
    if pa.types.is_date(type):
        return ColumnReader({"dointr": month_from, "doterm": month_to}.get(published.lower(), day))
    if pa.types.is_integer(type):
        return ColumnReader(_within(whole, type), partial(many_whole, type=type))
    if pa.types.is_boolean(type):
        return ColumnReader(yes_or_no)
    if pa.types.is_decimal(type):
        return ColumnReader(_decimal(type))
    if pa.types.is_floating(type):
        return ColumnReader(real)
    return CODE


def real(text: str) -> float:
    """A number with decimals, such as a score."""
    try:
        number = float(text)
    except ValueError:
        raise UnreadableValue("is not a number") from None
    if not isfinite(number):
        raise UnreadableValue("is not a number")
    return number


def _within(read: Callable[[str], int], type: pa.DataType) -> Callable[[str], int]:
    most = 1 << (type.bit_width - 1)

    def fitting(text: str) -> int:
        number = read(text)
        if not -most <= number < most:
            raise UnreadableValue("is a number larger than any of its kind")
        return number

    return fitting


def _decimal(type: pa.DataType) -> Callable[[str], Decimal]:
    def fitting(text: str) -> Decimal:
        try:
            number = Decimal(text).quantize(Decimal(1).scaleb(-type.scale))
        except InvalidOperation:
            raise UnreadableValue("is not a number") from None
        if not number.is_finite() or number.adjusted() >= type.precision - type.scale:
            raise UnreadableValue("is not a number of its kind")
        return number

    return fitting


def _day(year: int | str, month: int | str, day: int | str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise UnreadableValue("is a date that no calendar has") from None
