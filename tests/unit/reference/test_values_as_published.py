"""What the texts of published files mean, one at a time and a whole block at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from alder.files.values import (
    ColumnReader,
    SpreadsheetDamage,
    UnreadableValue,
    between,
    code,
    month_from,
    month_to,
    reader_of,
    shaped,
)
from alder.sources.reference import reference_rows
from alder.sources.reference.publishers.gias import TABLES as GIAS
from alder.sources.reference.publishers.postcodes import READS
from alder.sources.reference.reference_rows import PublishedColumn

KINDS = {
    "whole": reader_of("n", pa.int32(), "n"),
    "long": reader_of("n", pa.int64(), "n"),
    "yes or no": reader_of("b", pa.bool_(), "b"),
    "hundredths": reader_of("d", pa.decimal128(5, 2), "d"),
    "number": reader_of("f", pa.float64(), "f"),
    "code": reader_of("c", pa.string(), "c"),
    "day": reader_of("d", pa.date32(), "d"),
    "first of month": ColumnReader(month_from),
    "last of month": ColumnReader(month_to),
    "one to ten": between(1, 10, "is not from 1 to 10"),
    "area": shaped("E01[0-9]{6}", "is no area"),
    "postcode": READS["postcode"],
    "metres": READS["easting"],
    "region": GIAS[0].reads["region"],
}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("whole", "403", 403),
        ("whole", "-2", -2),
        ("whole", "403.00", 403),
        ("long", "1000000019", 1_000_000_019),
        ("yes or no", "Y", True),
        ("yes or no", "0", False),
        ("hundredths", "6.1", Decimal("6.10")),
        ("number", "21.508", 21.508),
        ("code", "0003", "0003"),
        ("code", "1E10", "1E10"),
        ("day", "01-09-1993", date(1993, 9, 1)),
        ("first of month", "198002", date(1980, 2, 1)),
        ("first of month", "1980-02-03", date(1980, 2, 3)),
        ("last of month", "202402", date(2024, 2, 29)),
        ("last of month", "2024-02-03", date(2024, 2, 3)),
        ("one to ten", "10", 10),
        ("area", "E01000001", "E01000001"),
        ("postcode", "tr11aa", "TR1 1AA"),
        ("postcode", "TR1  1AA", "TR1 1AA"),
        ("postcode", "NPT 1AA", "NPT 1AA"),
        ("metres", "0044100", 44_100),
        ("metres", "44100.0", 44_100),
        ("region", "H", "E12000007"),
        ("region", "E12000001", "E12000001"),
        ("region", "Z", None),
    ],
)
def test_a_text_means_the_same_alone_and_in_a_block(kind: str, text: str, value: object):
    reads = KINDS[kind]
    assert reads.one(text) == value
    if reads.many is not None:
        assert reads.many(pa.array([text, None])).to_pylist() in ([value, None], [None, None])


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("whole", "12.5", "is not a whole number"),
        ("whole", "99999999999", "is a number larger than any of its kind"),
        ("yes or no", "perhaps", "is neither yes nor no"),
        ("hundredths", "six", "is not a number"),
        ("hundredths", "12345.6", "is not a number of its kind"),
        ("number", "high", "is not a number"),
        ("number", "nan", "is not a number"),
        ("day", "soon", "is not a date"),
        ("first of month", "198013", "is a date that no calendar has"),
        ("one to ten", "11", "is not from 1 to 10"),
        ("area", "W01000001", "is no area"),
        ("postcode", "TR1", "is not a postcode"),
        ("metres", "-5", "is not a number of metres"),
        ("metres", "1300001", "is outside the National Grid"),
        ("region", "X1", "is not the code of a region"),
    ],
)
def test_a_text_that_does_not_fit_says_why_without_repeating_it(kind: str, text: str, why: str):
    reads = KINDS[kind]
    with pytest.raises(UnreadableValue) as caught:
        reads.one(text)
    assert str(caught.value) == why
    if reads.many is not None:
        assert reads.many(pa.array([text])).to_pylist() == [None], "a block leaves it to be read alone"


@pytest.mark.parametrize(("kind", "text"), [("whole", "1.00E+07"), ("code", "5.01E+12"), ("postcode", "1.5E+07")])
def test_powers_of_ten_are_signs_of_a_spreadsheet(kind: str, text: str):
    with pytest.raises(SpreadsheetDamage):
        KINDS[kind].one(text)


def test_a_column_of_many_different_texts_forgets_the_earlier_ones(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reference_rows, "_REMEMBERED", 1)
    read: list[str] = []

    def one(text: str) -> str:
        read.append(text)
        return code(text)

    column = PublishedColumn(pa.string(), "name", ColumnReader(one), required=False)
    for _ in range(2):
        column.typed(pa.chunked_array([["a", "b", "a"]]), lambda row, error: error)
        assert column.typed(pa.chunked_array([["a"]]), lambda row, error: error)[0].to_pylist() == ["a"]
    assert read == ["a", "b", "a", "b", "a"], "each once, until there were too many"


def test_a_block_without_texts_has_no_values():
    column = PublishedColumn(pa.int32(), "n", between(1, 10, "is not from 1 to 10"), required=True)
    values, why = column.typed(pa.chunked_array([[" ", "NULL", "3", "x"]]), lambda row, error: error)
    assert values.to_pylist() == [None, None, 3, None]
    assert [column.reasons[n] if n >= 0 else "" for n in why] == [
        "n is empty",
        "n is empty",
        "",
        "n is not a whole number",
    ]
    assert column.is_odd(why).tolist() == [False, False, False, True]
