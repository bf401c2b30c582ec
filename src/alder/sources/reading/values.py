"""What the texts of an extract mean, field by field: many different texts at once, and why some mean nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import SpreadsheetDamage, UnreadableValue, day
from alder.model.field import Kind
from alder.sources.reading.faults import Fault

if TYPE_CHECKING:
    from alder.model.layout import SourceField

MISSING = frozenset({"", ".", "NULL"})
"""Texts for no value: nothing, the full stop of SAS, and what databases write."""

_MISSING_NUMBERS = frozenset({*(f".{c}" for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), "NA", "NaN", "nan", "null", "(null)"})
"""More texts for no value where a number or a day is expected: special missing values of SAS, and those of R."""

_WHOLE = r"^[+-]?\d{1,18}(\.0*)?$"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_POWER = r"^\d([.,]\d+)?E\+\d+$"
_DATE9 = re.compile(r"(\d{1,2})([A-Za-z]{3})(\d{4})(?::00:00:00(?:\.0+)?)?")
_DATE7 = re.compile(r"\d{1,2}[A-Za-z]{3}\d{2}")
_CLOCK = re.compile(r"(.{8,11}?)[T :](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?Z?")

_ALL_DIGITS = {"LearnAimRef": 8}
"""Fields of the ILR whose values always have this many characters. Where a field holds the same and its values are
all digits but fewer, a spreadsheet has dropped zeros in front."""


@dataclass(frozen=True)
class Understood:
    """The values of different texts, and for each what is wrong: its place among `FAULTS`, from 1, or 0.

    `missing` marks texts that stand for no value, `restored` those whose leading zeros were put back.
    """

    values: pa.Array
    faults: np.ndarray[Any, Any]
    missing: np.ndarray[Any, Any]
    restored: np.ndarray[Any, Any]


FAULTS = (Fault.TYPE, Fault.SPREADSHEET, Fault.LENGTH, Fault.CODE)
_NUMBERED = {fault: n for n, fault in enumerate(FAULTS, 1)}


class Reader:
    """Reads the texts of one field."""

    def __init__(self, field: SourceField) -> None:
        self.field = field
        self._known: dict[str, Any] = {}
        codes = {c.code for c in field.codes} if field.codes else set()
        missing = MISSING if field.kind in (Kind.TEXT,) else MISSING | _MISSING_NUMBERS
        self._missing = pa.array(sorted(missing - codes), pa.string())
        self._codes = codes

    def why(self, fault: Fault) -> str:
        """What is wrong, without any value."""
        return {
            Fault.TYPE: f"is not {of_kind(self.field)}",
            Fault.SPREADSHEET: "is what a spreadsheet leaves of a date or a long number",
            Fault.LENGTH: f"is longer than {self.field.length} characters",
            Fault.CODE: "is not on the list of codes",
        }[fault]

    def read(self, texts: pa.Array) -> Understood:
        """Different texts, already without blanks at their ends."""
        gone = pc.is_in(texts, self._missing)
        given = pc.if_else(gone, pa.scalar(None, pa.string()), texts)
        nothing = np.zeros(len(texts), dtype=bool)
        missing = gone.to_numpy(zero_copy_only=False)
        if self.field.kind is Kind.TEXT:
            values, faults, restored = self._text(given)
            return Understood(values, faults, missing, restored)
        if self.field.kind in (Kind.DATE, Kind.MOMENT):
            values, faults = self._days(given)
            return Understood(values, faults, missing, nothing)
        values, faults = self._numbers(given)
        return Understood(values, faults, missing, nothing)

    def _text(self, given: pa.Array) -> tuple[pa.Array, Any, Any]:
        faults = np.zeros(len(given), dtype=np.int8)
        values, restored = self._with_zeros(given)
        if self._codes:
            _mark(faults, pc.invert(pc.is_in(values, self._code_texts)), given, Fault.CODE)
        if self.field.length is not None:
            _mark(faults, pc.greater(pc.utf8_length(values), self.field.length), given, Fault.LENGTH)
        power = pc.match_substring_regex(values, _POWER)
        _mark(faults, power, given, Fault.SPREADSHEET)
        return pc.if_else(power, pa.scalar(None, pa.string()), values), faults, restored

    def _with_zeros(self, given: pa.Array) -> tuple[pa.Array, Any]:
        width = self._width
        if width is None:
            return given, np.zeros(len(given), dtype=bool)
        short = pc.and_(pc.match_substring_regex(given, r"^\d+$"), pc.less(pc.utf8_length(given), width))
        padded = pc.utf8_lpad(given, width, padding="0")
        if self._codes:
            known = pc.and_(pc.is_in(padded, self._code_texts), pc.invert(pc.is_in(given, self._code_texts)))
            short = pc.and_(short, known)
        short = short.fill_null(False)
        return pc.if_else(short, padded, given), short.to_numpy(zero_copy_only=False)

    @cached_property
    def _code_texts(self) -> pa.Array:
        return pa.array(sorted(self._codes), pa.string())

    @cached_property
    def _width(self) -> int | None:
        """How many characters every value has, where that is declared; None where it differs or is not known."""
        widths = {len(c) for c in self._codes}
        if any(c.startswith("0") for c in self._codes) and len(widths) == 1 and max(widths) > 1:
            return widths.pop()
        width = _ALL_DIGITS.get(self.field.same_as)
        return width if width == self.field.length else None

    def _numbers(self, given: pa.Array) -> tuple[pa.Array, Any]:
        faults = np.zeros(len(given), dtype=np.int8)
        whole = self.field.kind in (Kind.WHOLE, Kind.LONG)
        fits = pc.match_substring_regex(given, _WHOLE if whole else _NUMBER)
        some = pc.if_else(fits, given, pa.scalar(None, pa.string()))
        if whole:
            numbers = pc.replace_substring_regex(some, r"^\+|\.0*$", "").cast(pa.int64())
            if self.field.kind is Kind.WHOLE:
                small = pc.less(pc.abs(numbers), 1 << 31)
                numbers = pc.if_else(small, numbers, pa.scalar(None, pa.int64()))
        else:
            numbers = pc.replace_substring_regex(some, r"^\+", "").cast(pa.float64())
        _mark(faults, pc.is_null(numbers), given, Fault.TYPE)
        if whole:
            _mark(faults, pc.match_substring_regex(given, _POWER), given, Fault.SPREADSHEET)
        if self._codes and whole and all(re.fullmatch(r"-?\d+", c) for c in self._codes):
            listed = pc.is_in(numbers, pa.array(sorted(int(c) for c in self._codes), pa.int64()))
            _mark(faults, pc.and_(pc.invert(listed), pc.is_valid(numbers)), given, Fault.CODE)
        return numbers.cast(self.field.kind.arrow), faults

    def _days(self, given: pa.Array) -> tuple[pa.Array, Any]:
        read = moment if self.field.kind is Kind.MOMENT else sas_day
        values: list[date | None] = []
        faults = np.zeros(len(given), dtype=np.int8)
        for n, text in enumerate(given.to_pylist()):
            if text is None:
                values.append(None)
                continue
            if text not in self._known:
                try:
                    self._known[text] = read(text), 0
                except SpreadsheetDamage:
                    self._known[text] = None, _NUMBERED[Fault.SPREADSHEET]
                except UnreadableValue:
                    self._known[text] = None, _NUMBERED[Fault.TYPE]
            value, faults[n] = self._known[text]
            values.append(value)
        return pa.array(values, self.field.kind.arrow), faults


def of_kind(field: SourceField) -> str:
    """What a value should be, as in `is not a whole number`."""
    if field.kind in (Kind.WHOLE, Kind.LONG):
        return "a whole number"
    return "a date" if field.kind in (Kind.DATE, Kind.MOMENT) else "a number"


def sas_day(text: str) -> date:
    """A day as SAS writes it, 01JAN2019, or in any form that published files have."""
    if found := _DATE9.fullmatch(text):
        return day(f"{found[1]} {found[2]} {found[3]}")
    if _DATE7.fullmatch(text):
        raise SpreadsheetDamage("a date whose year has two digits")
    return day(text)


def moment(text: str) -> datetime:
    """A day with a time of day, or a day alone, which is its midnight."""
    if found := _CLOCK.fullmatch(text):
        try:
            clock = time(int(found[2]), int(found[3]), int(found[4] or 0))
        except ValueError:
            raise UnreadableValue("is not a time of day") from None
        return datetime.combine(sas_day(found[1]), clock)
    return datetime.combine(sas_day(text), time())


def _mark(faults: Any, wrong: pa.Array, given: pa.Array, fault: Fault) -> None:
    """Note a fault where something is given and it is wrong."""
    where = pc.and_(wrong.fill_null(False), pc.is_valid(given)).to_numpy(zero_copy_only=False)
    faults[where] = _NUMBERED[fault]
