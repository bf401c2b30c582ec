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

from alder.errors import UnreadableFile
from alder.files.values import SpreadsheetDamage, UnreadableValue, day
from alder.look.words import counted
from alder.model.field import FieldKind
from alder.sources.extracts.delivered_files import AGAIN
from alder.sources.extracts.findings import ExtractFinding, FindingKind, FindingTally

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.files.delimited import DelimitedRows
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
class ReadValues:
    """The values of different texts, and for each what is wrong: its place among `FAULTS`, from 1, or 0.

    `missing` marks texts that stand for no value, `restored` those whose leading zeros were put back.
    """

    values: pa.Array
    faults: np.ndarray[Any, Any]
    missing: np.ndarray[Any, Any]
    restored: np.ndarray[Any, Any]


FAULTS = (FindingKind.TYPE, FindingKind.SPREADSHEET, FindingKind.LENGTH, FindingKind.CODE)
_NUMBERED = {fault: n for n, fault in enumerate(FAULTS, 1)}


class FieldReader:
    """Reads the texts of one field."""

    def __init__(self, field: SourceField) -> None:
        self.field = field
        self._known: dict[str, Any] = {}
        codes = {c.code for c in field.codes} if field.codes else set()
        missing = MISSING if field.kind in (FieldKind.TEXT,) else MISSING | _MISSING_NUMBERS
        self._missing = pa.array(sorted(missing - codes), pa.string())
        self._codes = codes

    def why(self, fault: FindingKind) -> str:
        """What is wrong, without any value."""
        return {
            FindingKind.TYPE: f"is not {of_kind(self.field)}",
            FindingKind.SPREADSHEET: "is what a spreadsheet leaves of a date or a long number",
            FindingKind.LENGTH: f"is longer than {self.field.length} characters",
            FindingKind.CODE: "is not on the list of codes",
        }[fault]

    def read(self, texts: pa.Array) -> ReadValues:
        """Different texts, already without blanks at their ends."""
        gone = pc.is_in(texts, self._missing)
        given = pc.if_else(gone, pa.scalar(None, pa.string()), texts)
        nothing = np.zeros(len(texts), dtype=bool)
        missing = gone.to_numpy(zero_copy_only=False)
        if self.field.kind is FieldKind.TEXT:
            values, faults, restored = self._text(given)
            return ReadValues(values, faults, missing, restored)
        if self.field.kind in (FieldKind.DATE, FieldKind.MOMENT):
            values, faults = self._days(given)
            return ReadValues(values, faults, missing, nothing)
        values, faults = self._numbers(given)
        return ReadValues(values, faults, missing, nothing)

    def _text(self, given: pa.Array) -> tuple[pa.Array, Any, Any]:
        faults = np.zeros(len(given), dtype=np.int8)
        values, restored = self._with_zeros(given)
        if self._codes:
            _mark(faults, pc.invert(pc.is_in(values, self._code_texts)), given, FindingKind.CODE)
        if self.field.length is not None:
            _mark(faults, pc.greater(pc.utf8_length(values), self.field.length), given, FindingKind.LENGTH)
        power = pc.match_substring_regex(values, _POWER)
        _mark(faults, power, given, FindingKind.SPREADSHEET)
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
        whole = self.field.kind in (FieldKind.WHOLE, FieldKind.LONG)
        fits = pc.match_substring_regex(given, _WHOLE if whole else _NUMBER)
        some = pc.if_else(fits, given, pa.scalar(None, pa.string()))
        if whole:
            numbers = pc.replace_substring_regex(some, r"^\+|\.0*$", "").cast(pa.int64())
            if self.field.kind is FieldKind.WHOLE:
                small = pc.less(pc.abs(numbers), 1 << 31)
                numbers = pc.if_else(small, numbers, pa.scalar(None, pa.int64()))
        else:
            numbers = pc.replace_substring_regex(some, r"^\+", "").cast(pa.float64())
        _mark(faults, pc.is_null(numbers), given, FindingKind.TYPE)
        if whole:
            _mark(faults, pc.match_substring_regex(given, _POWER), given, FindingKind.SPREADSHEET)
        if self._codes and whole and all(re.fullmatch(r"-?\d+", c) for c in self._codes):
            listed = pc.is_in(numbers, pa.array(sorted(int(c) for c in self._codes), pa.int64()))
            _mark(faults, pc.and_(pc.invert(listed), pc.is_valid(numbers)), given, FindingKind.CODE)
        return numbers.cast(self.field.kind.arrow), faults

    def _days(self, given: pa.Array) -> tuple[pa.Array, Any]:
        read = moment if self.field.kind is FieldKind.MOMENT else sas_day
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
                    self._known[text] = None, _NUMBERED[FindingKind.SPREADSHEET]
                except UnreadableValue:
                    self._known[text] = None, _NUMBERED[FindingKind.TYPE]
            value, faults[n] = self._known[text]
            values.append(value)
        return pa.array(values, self.field.kind.arrow), faults


def of_kind(field: SourceField) -> str:
    """What a value should be, as in `is not a whole number`."""
    if field.kind in (FieldKind.WHOLE, FieldKind.LONG):
        return "a whole number"
    return "a date" if field.kind in (FieldKind.DATE, FieldKind.MOMENT) else "a number"


def sas_day(text: str) -> date:
    """A day as SAS writes it, 01JAN2019, or in any form that published files have."""
    if match := _DATE9.fullmatch(text):
        return day(f"{match[1]} {match[2]} {match[3]}")
    if _DATE7.fullmatch(text):
        raise SpreadsheetDamage("a date whose year has two digits")
    return day(text)


def moment(text: str) -> datetime:
    """A day with a time of day, or a day alone, which is its midnight."""
    if match := _CLOCK.fullmatch(text):
        try:
            clock = time(int(match[2]), int(match[3]), int(match[4] or 0))
        except ValueError:
            raise UnreadableValue("is not a time of day") from None
        return datetime.combine(sas_day(match[1]), clock)
    return datetime.combine(sas_day(text), time())


def _mark(faults: Any, wrong: pa.Array, given: pa.Array, fault: FindingKind) -> None:
    """Note a fault where something is given and it is wrong."""
    where = pc.and_(wrong.fill_null(False), pc.is_valid(given)).to_numpy(zero_copy_only=False)
    faults[where] = _NUMBERED[fault]


MOST_ODD = 0.1
"""A file of which a column has more than this share of values of another type is refused."""

MOST_SPREADSHEET = 0.01
"""A spreadsheet harms a whole column, and of most harm nothing can be seen: so a small share of it is enough."""

_FEW = 50


class FieldColumn:
    """The values of one field in one file. What is counted is counted once for each row of the file."""

    def __init__(self, field: SourceField, where: str) -> None:
        self.field = field
        self.present = self.restored = 0
        self.seen: dict[str, int] = {}
        self._reader, self._where = FieldReader(field), where

    def read(self, texts: pa.Array, first_row: int, tally: FindingTally) -> pa.Array:
        """The values of some rows, of which the first has the number `first_row`."""
        coded = texts.dictionary_encode()
        values = self._reader.read(coded.dictionary)
        places = coded.indices.to_numpy(zero_copy_only=False)
        times = np.bincount(places, minlength=len(coded.dictionary))
        self.present += int(times[~values.missing].sum())
        self.restored += int(times[values.restored].sum())
        self._remember(coded.dictionary, times, values)
        for number in np.unique(values.faults[values.faults > 0]):
            self._note(FAULTS[number - 1], coded.dictionary, values.faults == number, places, times, first_row, tally)
        return values.values.take(coded.indices)

    def _remember(self, texts: pa.Array, times: Any, values: Any) -> None:
        """Keep how often few different codes occur, by which swapped columns are told."""
        if not self.field.codes or len(self.seen) > _FEW:
            return
        for n, text in enumerate(texts.slice(0, _FEW + 1).to_pylist()):
            if not values.missing[n]:
                self.seen[text] = self.seen.get(text, 0) + int(times[n])

    def _note(
        self,
        fault: FindingKind,
        texts: pa.Array,
        odd: Any,
        places: Any,
        times: Any,
        first_row: int,
        tally: FindingTally,
    ) -> None:
        name, why = self.field.name, self._reader.why(fault)
        if room := tally.room(fault, name):
            for row in np.flatnonzero(odd[places])[:room]:
                value = texts[int(places[row])].as_py()
                tally.listed.append(ExtractFinding(fault, name, self._where, first_row + int(row), None, value, why))
        tally.count(fault, name, why, int(times[odd].sum()))


def check(field: SourceField, present: int, where: str, tally: FindingTally) -> None:
    """Raise where so many of a field's values are odd that the file is not what it should be."""
    for fault, most in ((FindingKind.SPREADSHEET, MOST_SPREADSHEET), (FindingKind.TYPE, MOST_ODD)):
        odd = tally.counts.get((fault, field.name), 0)
        if odd > most * present:
            raise _refusal(field, fault, odd, present, where, tally)


def _refusal(
    field: SourceField, fault: FindingKind, odd: int, present: int, where: str, tally: FindingTally
) -> UnreadableFile:
    first = next(f for f in tally.listed if f.fault is fault and f.field == field.name)
    at = f"{where}, row {first.row:,}"
    values, are = f"{counted(odd, 'value')} of {present:,} in {field.name}", "is" if odd == 1 else "are"
    if fault is FindingKind.SPREADSHEET:
        left = (
            "as it rewrites dates" if field.kind in (FieldKind.DATE, FieldKind.MOMENT) else "shortened to powers of ten"
        )
        what = f"a spreadsheet has changed this file: {values} {are} {left}"
        return UnreadableFile(what, where=at, next=AGAIN)
    return UnreadableFile(
        f"{values} {are} not {of_kind(field) if odd == 1 else of_kind(field)[2:] + 's'}",
        where=f"{at}: perhaps columns were swapped, or the file is another than its names say",
        next=AGAIN,
    )


def trimmed_blocks(rows: DelimitedRows, places: Sequence[int]) -> Iterator[dict[int, pa.Array]]:
    """Some columns of a file, by their place, block by block. What is missing is an empty text."""
    for block in rows.blocks(places):
        yield {place: _trimmed(texts) for place, texts in block.items()}


def _trimmed(texts: Any) -> pa.Array:
    """Texts without blanks at their ends, in one piece; nothing is an empty text."""
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks)
    return pc.utf8_trim_whitespace(pc.fill_null(whole, ""))


def swapped(cells: dict[str, FieldColumn]) -> tuple[str, str] | None:
    """Two columns whose codes are mostly those of the other: they stand under each other's name."""
    for cell_column in cells.values():
        for other in cells.values():
            if cell_column is not other and _is_of(cell_column, other) and _is_of(other, cell_column):
                return cell_column.field.name, other.field.name
    return None


def _is_of(column: FieldColumn, other: FieldColumn) -> bool:
    """Whether the values of one are codes of the other, and not of its own list."""
    if not column.seen or other.field.codes is None or column.field.codes is None or len(column.seen) > _FEW:
        return False
    total = sum(column.seen.values())
    own, theirs = ({c.code for c in of.field.codes or ()} for of in (column, other))
    ours = sum(n for text, n in column.seen.items() if text in own)
    return ours < 0.5 * total and sum(n for text, n in column.seen.items() if text in theirs) > 0.9 * total
