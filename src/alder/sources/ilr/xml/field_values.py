"""Does a value fit its field? One value at a time, exactly as the field's year sets it: the reference for all reading.

`columns.py` does the same for whole columns at once and comes here only for values that it cannot prove to fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as member
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.model.field import Field, FieldKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLANK = " \t\r\n"
"""What XML counts as blank. A value of blanks alone is no value."""


class Misfit(StrEnum):
    """How a value can fail to fit: the ending of the finding's code, `FD_<Field>_<ending>`."""

    LENGTH = "AL"
    PATTERN = "AP"
    RANGE = "AR"
    MISSING = "MA"
    OCCURRENCE = "EO"
    TYPE = "DT"


REPORTED = frozenset({Misfit.LENGTH, Misfit.PATTERN, Misfit.RANGE, Misfit.MISSING})
"""What the service reports of a field learner by learner: the published catalogue has an `FD_` code for each of these.

A value of another type, and a field given twice, have none: its first reading does not get past them.
"""


@dataclass(frozen=True)
class Unfit:
    """Why a value does not fit, in words that do not repeat it.

    `in_schema` is whether the year's schema takes it all the same: a text of blanks is long enough for a schema, and no
    value to a rule.
    """

    misfit: Misfit
    message: str
    in_schema: bool = False


def read_value(field: Field, text: str | None) -> object:
    """The value of a field as its type, None where there is none, or why it does not fit."""
    if text is None or not text.strip(BLANK):
        return _empty(field, text or "")
    if field.kind is FieldKind.TEXT:
        return _read_text(field, text)
    return _READERS[field.kind](field, text.strip(BLANK))


def _empty(field: Field, text: str) -> Unfit | None:
    """An element that is there but says nothing."""
    if field.kind is FieldKind.TEXT and field.min_length == 0:
        return None
    in_schema = field.kind is FieldKind.TEXT and not isinstance(_read_text(field, text), Unfit)
    if field.required:
        return Unfit(Misfit.MISSING, f"{field.name}: empty, and it must be given.", in_schema)
    if field.kind is FieldKind.TEXT:
        return Unfit(
            Misfit.LENGTH, f"{field.name}: empty. Leave the element out where there is nothing to say.", in_schema
        )
    return Unfit(Misfit.TYPE, f"{field.name}: empty, not a {_NOUN[field.kind]}. Leave the element out instead.")


def _read_text(field: Field, text: str) -> object:
    shortest, longest = lengths(field)
    if not shortest <= len(text) <= longest:
        return Unfit(Misfit.LENGTH, f"{field.name}: {_wrong_length(shortest, longest)}.")
    if field.values and text not in field.values:
        return Unfit(Misfit.PATTERN, f"{field.name}: not {' or '.join(field.values)}.")
    if field.pattern and not re.fullmatch(field.pattern, text):
        return Unfit(
            Misfit.PATTERN, f"{field.name}: holds characters, or an order of characters, that are not allowed."
        )
    return text


def _read_whole(field: Field, text: str) -> object:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        return Unfit(Misfit.TYPE, f"{field.name}: not a whole number.")
    digits = len(text.lstrip("+-").lstrip("0"))
    most = most_digits(field)
    if digits > most:
        return Unfit(Misfit.LENGTH, f"{field.name}: more than {most} {_plural('digit', most)}.")
    value = int(text)
    return _in_range(field, value)


def _read_decimal(field: Field, text: str) -> object:
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", text):
        return Unfit(Misfit.TYPE, f"{field.name}: not a decimal number. Decimals are written with a point, as 12.5.")
    whole, _, part = text.lstrip("+-").partition(".")
    places = field.places if field.places is not None else 1
    if len(part.rstrip("0")) > places:
        return Unfit(Misfit.LENGTH, f"{field.name}: more than {places} {_plural('decimal place', places)}.")
    if len(whole.lstrip("0")) > most_digits(field):
        return Unfit(Misfit.LENGTH, f"{field.name}: too many digits before the point.")
    return _in_range(field, Decimal(text))


def _in_range(field: Field, value: int | Decimal) -> object:
    low, high = field.low, field.high
    if (low is not None and value < Decimal(str(low))) or (high is not None and value > Decimal(str(high))):
        return Unfit(Misfit.RANGE, f"{field.name}: not in the range {_number(low)} to {_number(high)}.")
    return value


def _read_date(field: Field, text: str) -> object:
    match = re.fullmatch(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})({_ZONE})?", text)
    if match:
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            pass
    return Unfit(Misfit.TYPE, f"{field.name}: not a date. Dates are written YYYY-MM-DD, for example 2007-03-01.")


def _read_moment(field: Field, text: str) -> object:
    """A date and time; one with an offset is moved to UTC, one without is kept as it stands."""
    match = re.fullmatch(
        rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(\.[0-9]+)?({_ZONE})?", text
    )
    if match:
        try:
            value = datetime.fromisoformat(match[1])
            fraction = (match[2] or ".0")[1:7].ljust(6, "0")
            return _to_utc(value.replace(microsecond=int(fraction)), match[3])
        except (ValueError, OverflowError):
            pass
    return Unfit(
        Misfit.TYPE,
        f"{field.name}: not a date and time. They are written YYYY-MM-DDThh:mm:ss, for example 2020-12-04T16:30:00.",
    )


def _to_utc(value: datetime, zone: str | None) -> datetime:
    if not zone or zone == "Z":
        return value
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    return value.replace(tzinfo=timezone(offset)).astimezone(UTC).replace(tzinfo=None)


@cache
def lengths(field: Field) -> tuple[int, float]:
    """The least and most characters of a text: as declared, or as its pattern counts them."""
    shortest, longest = field.min_length or 0, field.max_length
    counted = re.search(r"^\[(?:[^\]\\]|\\.)*\]\{(\d+)(?:,(\d+))?\}$", field.pattern or "")
    if counted and longest is None:
        return int(counted[1]), int(counted[2] or counted[1])
    return shortest, float("inf") if longest is None else longest


@cache
def most_digits(field: Field) -> int:
    """The most digits a number may have before the point: as declared, as its range needs, or as its type holds."""
    if field.digits is not None:
        return field.digits
    if field.high is not None:
        return len(str(int(max(abs(field.high), abs(field.low or 0)))))
    return {FieldKind.WHOLE: 9, FieldKind.LONG: 18, FieldKind.DECIMAL: 5}[field.kind]


def missing(field: Field) -> Unfit:
    """A field that its record must have and does not."""
    return Unfit(Misfit.MISSING, f"{field.name}: missing, and it must be given.")


def twice(field: Field) -> Unfit:
    return Unfit(Misfit.OCCURRENCE, f"{field.name}: given more than once in one record.")


def nested(field: Field) -> Unfit:
    return Unfit(Misfit.TYPE, f"{field.name}: holds other elements where a {_NOUN[field.kind]} is expected.")


def _number(limit: float | None) -> str:
    return "" if limit is None else f"{limit:g}" if abs(limit) < 1000 else f"{limit:.0f}"


def _wrong_length(shortest: int, longest: float) -> str:
    """What is wrong with a text that is given and does not have these lengths."""
    if shortest == longest and shortest > 1:
        return f"not {shortest} characters long"
    if longest == float("inf"):
        return f"shorter than {shortest} {_plural('character', shortest)}"
    most = f"{longest:.0f} {_plural('character', int(longest))}"
    return f"longer than {most}" if shortest <= 1 else f"not {shortest} to {most} long"


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


_ZONE = r"Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"

_NOUN = {
    FieldKind.TEXT: "text",
    FieldKind.WHOLE: "whole number",
    FieldKind.LONG: "whole number",
    FieldKind.DECIMAL: "decimal number",
    FieldKind.DATE: "date",
    FieldKind.MOMENT: "date and time",
}

_READERS = {
    FieldKind.WHOLE: _read_whole,
    FieldKind.LONG: _read_whole,
    FieldKind.DECIMAL: _read_decimal,
    FieldKind.DATE: _read_date,
    FieldKind.MOMENT: _read_moment,
}


@dataclass(frozen=True)
class ValueColumn:
    """The values of one field in its type, and which of them do not fit; those are null, like values left empty."""

    values: pa.Array
    unfit: dict[int, Unfit] = member(default_factory=dict)


def read_column(field: Field, texts: pa.StringArray) -> ValueColumn:
    """Texts as they stand in the file (null for an empty element), in the field's type."""
    proven = _prove(field, texts)
    return ValueColumn(proven) if proven is not None else _one_by_one(field, texts)


def _prove(field: Field, texts: pa.StringArray) -> pa.Array | None:
    """The typed column if every value plainly fits, else None."""
    if len(texts) == 0:
        return pa.array([], field.kind.arrow)
    if texts.null_count or field.kind in (FieldKind.DECIMAL, FieldKind.MOMENT) or field.values:
        return None
    if field.kind is FieldKind.TEXT:
        return _prove_text(field, texts)
    data, _ = _bytes(texts)
    if not _DIGITS_AND_MINUS[data].all():
        return None
    try:
        values = texts.cast(field.kind.arrow)
    except pa.ArrowInvalid:
        return None
    return values if field.kind is FieldKind.DATE or _prove_range(field, values) else None


def _prove_range(field: Field, values: pa.Array) -> bool:
    ends = pc.min_max(values)
    low, high = ends["min"].as_py(), ends["max"].as_py()
    limit: int = 10 ** most_digits(field) - 1
    at_least = -limit if field.low is None else field.low
    at_most = limit if field.high is None else field.high
    return bool(at_least <= low and high <= at_most)


def _prove_text(field: Field, texts: pa.StringArray) -> pa.Array | None:
    allowed = _allowed_bytes(field)
    if allowed is None:
        return None
    data, offsets = _bytes(texts)
    shortest, longest = lengths(field)
    sizes = np.diff(offsets)
    if sizes.min() < max(shortest, 1) or sizes.max() > longest or not allowed[data].all():
        return None
    starts = data[offsets[:-1] - offsets[0]]
    # A value that begins with a blank may be blank throughout, which is no value.
    return None if (starts <= ord(" ")).any() else texts


def _one_by_one(field: Field, texts: pa.StringArray) -> ValueColumn:
    coded = texts.dictionary_encode()
    outcome = [read_value(field, text) for text in coded.dictionary.to_pylist()]
    empty = read_value(field, None)
    typed = pa.array([None if isinstance(v, Unfit) else v for v in outcome], field.kind.arrow)
    values = typed.take(coded.indices)
    unfit: dict[int, Unfit] = {}
    if isinstance(empty, Unfit) and texts.null_count:
        unfit.update(dict.fromkeys(np.flatnonzero(texts.is_null().to_numpy(zero_copy_only=False)).tolist(), empty))
    wrong = np.array([isinstance(v, Unfit) for v in outcome], bool)
    if wrong.any():
        indices = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        for at in np.flatnonzero((indices >= 0) & wrong[indices]).tolist():
            why = outcome[indices[at]]
            if isinstance(why, Unfit):
                unfit[at] = why
    return ValueColumn(values, dict(sorted(unfit.items())))


def _bytes(texts: pa.StringArray) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """The bytes of all values run together, and where each begins and the last ends."""
    _, offsets_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer else np.zeros(0, np.uint8)
    return data[offsets[0] : offsets[-1]], offsets


@cache
def _allowed_bytes(field: Field) -> NDArray[np.bool_] | None:
    """Bytes such that a text of them alone, of the right length, matches the field's pattern; None if it says more."""
    match = re.fullmatch(r"(\[(?:[^\]\\]|\\.)*\])(\*|\{\d+(?:,\d+)?\})", field.pattern or r"[^\x00]*")
    if match is None:
        return None
    character = re.compile(match[1])
    allowed = np.zeros(256, bool)
    allowed[:128] = [character.fullmatch(chr(byte)) is not None for byte in range(128)]
    # A class that says what may not be in it says so of letters below 128 only: every other letter may.
    allowed[128:] = match[1].startswith("[^") and all(ord(c) < 128 for c in match[1])
    return allowed


_DIGITS_AND_MINUS = np.zeros(256, bool)
_DIGITS_AND_MINUS[[*b"0123456789-"]] = True
