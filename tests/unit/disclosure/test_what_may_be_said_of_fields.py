"""How the fields behind a table are filled is told so roughly that nobody is found by it."""

from __future__ import annotations

from collections import defaultdict

import pytest
from tests.support import text_tables
from tests.support.count_tables import counts

import alder
from alder.disclosure.measured import FieldSaid, in_a_line, lines, said, share
from alder.model.quality import Grade
from alder.model.statistic import MeasuredField

SHARES = """
case             | part | of   | least | told
none             | 0    | 1000 | 1000  | 1% or less
one person       | 1    | 1000 | 1000  | 1% or less
just over        | 15   | 1000 | 1000  | 2%
a quarter        | 250  | 1000 | 1000  | 25%
nearly all       | 999  | 1000 | 1000  | 99% or more
all              | 1000 | 1000 | 1000  | 99% or more
too few records  | 250  | 999  | 1000  | too few to say
seven learners   | 2    | 7    | 500   | too few to say
nobody           | 0    | 0    | 500   | too few to say
"""


@pytest.mark.parametrize("row", text_tables.rows(SHARES), ids=lambda r: r["case"])
def test_a_share_is_whole_and_of_many(row: dict[str, str]) -> None:
    assert share(int(row["part"]), int(row["of"]), int(row["least"])) == row["told"]


@pytest.mark.parametrize("threshold", [2, 5, 10])
def test_whoever_knows_how_many_records_there_are_is_left_with_a_threshold_of_counts(threshold: int) -> None:
    for records in (100 * threshold, 100 * threshold + 1, 117 * threshold, 1000 * threshold):
        possible: dict[str, int] = defaultdict(int)
        for part in range(records + 1):
            possible[share(part, records, 100 * threshold)] += 1
        assert min(possible.values()) >= threshold


def test_a_field_that_splits_tables_is_left_to_the_tables() -> None:
    (found,) = said([MeasuredField("Sex", Grade.B, 1, 1, 9000, 900, 8100, None, 8100, 0, in_tables=True)], 10)
    assert found == FieldSaid("Sex", Grade.B, note="tables split by it show those without a known value")


SAID = (
    FieldSaid("AchDate", Grade.A, "4%", "no such code", "1% or less"),
    FieldSaid("Outcome", Grade.A, "1% or less", "1% or less", "1% or less"),
    FieldSaid("ULN", Grade.A, "1% or less", "1% or less", "1% or less"),
    FieldSaid("StdCode", Grade.A, "too few to say", "no such code", "1% or less"),
    FieldSaid("PHours", Grade.C, "not asked", "no such code", "too few to say", "measured in 1 of 2 returns"),
    FieldSaid("Sex", Grade.B, note="tables split by it show those without a known value"),
    FieldSaid("Ethnicity", Grade.B, note="not measured"),
)


def test_a_line_names_the_fields_that_matter_and_counts_the_rest() -> None:
    assert in_a_line(SAID) == (
        "AchDate 4% missing, 1% or less wrong; 2 other fields with 1% or less missing, not known or wrong; "
        "2 other fields with too few records to say; 1 other field not measured"
    )
    assert in_a_line(SAID[1:3]) == "2 fields with 1% or less missing, not known or wrong"
    assert in_a_line(()) == ""


def test_notes_have_a_line_for_each_field() -> None:
    assert lines(SAID) == [
        "AchDate    A  4% missing, 1% or less wrong",
        "Outcome    A  1% or less missing, not known or wrong",
        "ULN        A  1% or less missing, not known or wrong",
        "StdCode    A  1% or less wrong, too few records to say how many are missing",
        "PHours     C  too few records to say how many are wrong, measured in 1 of 2 returns",
        "Sex        B  tables split by it show those without a known value",
        "Ethnicity  B  not measured",
    ]


def test_a_protected_table_holds_words_and_not_the_counts() -> None:
    table = counts(
        "sex | aims\nFemale | 40\nMale | 50",
        measured=(MeasuredField("AchDate", Grade.A, 2, 2, 7, 3, 4, None, 4, 1),),
    )
    assert alder.protect(table).about.measured == (
        FieldSaid("AchDate", Grade.A, "too few to say", "no such code", "too few to say"),
    )
