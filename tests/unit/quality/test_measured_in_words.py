"""How the fields of returns are filled, as the terminal says it."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.support import text_tables

from alder.engine import submission
from alder.quality.field_totals import apart_from_peers, summed, with_shares
from alder.quality.measurement_report import in_columns, percent, rules_broken, shown, text
from alder.quality.measurements import FieldMeasurements, worst_first
from alder.sources.ilr.profile.measurement import COUNTS, FIELD_QUALITY

ROWS = pa.schema([*submission.STAMP, *FIELD_QUALITY])


def rows(table: str) -> pa.Table:
    """Rows of `field_quality`; counts that a text leaves out are 0, those marked - make no sense for the field."""
    found = []
    for n, row in enumerate(text_tables.rows(table), start=1):
        counts = {c: None if row.get(c) == "-" else int(row.get(c) or 0) for c in COUNTS}
        counts["records"] = counts["records"] or counts["values"]
        stamp = {
            "submission": int(row.get("submission") or n),
            "ukprn": int(row.get("ukprn") or 10000001),
            "collection_year": row.get("year") or "2025/26",
            "return_number": row.get("return") or "R14",
        }
        found.append(stamp | {"record": row.get("record") or "learner", "field": row["field"]} | counts)
    return pa.Table.from_pylist(found, schema=ROWS)


def answer(table: str, *, field: str | None = None, by: tuple[str, ...] = (), summary: str = "{}") -> FieldMeasurements:
    measured = rows(table)
    columns = [{"provider": "ukprn", "return": "return_number", "year": "collection_year"}[b] for b in by]
    found = with_shares(summed(measured, columns))
    found = found.append_column("grade", pa.array(["B"] * found.num_rows))
    if "ukprn" in columns:
        found = found.append_column("provider", pa.nulls(found.num_rows, pa.string())).sort_by("ukprn")
    used = measured.select(submission.STAMP.names).group_by(submission.STAMP.names).aggregate([])
    used = used.append_column("findings_summary", pa.array([summary] * used.num_rows))
    return FieldMeasurements(field, by, found, used, used.slice(0, 0))


PERCENT = """
share  | said
0      | 0%
0.0004 | <0.1%
0.0049 | 0.5%
0.5    | 50.0%
0.9994 | 99.9%
0.9996 | >99.9%
1      | 100%
"""


@pytest.mark.parametrize("row", text_tables.rows(PERCENT), ids=lambda r: r["share"])
def test_what_is_neither_nothing_nor_all_is_never_shown_as_that(row: dict[str, str]) -> None:
    assert percent(float(row["share"])) == row["said"]


def test_a_question_that_makes_no_sense_has_an_empty_cell() -> None:
    assert shown({"off_list": None}, "off_list") == ""
    assert shown({"off_list": 1234}, "off_list") == "1,234"
    assert shown({"off_list_share": 0.25}, "off_list_share") == "25.0%"


def test_columns_that_do_not_fit_are_left_out_from_the_right_and_named() -> None:
    heads, rows = ["field", "records", "missing"], [["Sex", "1,000", "3.0%*"], ["ULN", "10", "0%"]]
    assert list(in_columns(heads, rows, 60, words=1)) == [
        "field   records   missing",
        "Sex       1,000      3.0%*",
        "ULN          10        0%",
    ]
    narrow = list(in_columns(heads, rows, 20, words=1))
    assert narrow[:3] == ["field   records", "Sex       1,000", "ULN          10"]
    assert " ".join(narrow[4:]) == "Not shown for want of room: missing. All are in --format json."


def test_shares_are_of_what_could_have_been_otherwise() -> None:
    table = """
        field | values | expected | missing | off_list | unreadable | not_known | stand_in
        Sex   | 80     | 100      | 20      | 4        | 10         | 8         | -
    """
    (row,) = with_shares(summed(rows(table), ())).to_pylist()
    assert (row["missing_share"], row["not_known_share"], row["off_list_share"]) == (0.2, 0.1, 0.05)
    assert row["stand_in_share"] is None
    assert (row["wrong"], row["values_returned"]) == (14, 90)
    assert (row["unusable"], row["asked"]) == (42, 110)


def test_one_wrong_value_of_a_field_that_hardly_anybody_has_does_not_lead() -> None:
    table = """
        field          | values | off_list | not_known | errors
        Accom          | 1      | 1        | -         | 0
        Ethnicity      | 1000   | 0        | 100       | 0
        Sex            | 1000   | 0        | -         | 3
        FundModel      | 1000   | 0        | -         | 0
    """
    found = worst_first(with_shares(summed(rows(table), ())))
    assert found["field"].to_pylist() == ["Ethnicity", "Accom", "Sex", "FundModel"]


PEERS = """
field     | ukprn    | values | not_known | expected | missing | stand_in
Ethnicity | 10000001 | 1000   | 250       | 1000     | 0       | -
Ethnicity | 10000002 | 1000   | 20        | 1000     | 0       | -
Ethnicity | 10000003 | 1000   | 30        | 1000     | 110     | -
"""


def test_a_provider_far_above_all_others_together_is_marked() -> None:
    found = with_shares(summed(rows(PEERS), ["ukprn"])).sort_by("ukprn").to_pylist()
    assert apart_from_peers(found) == {(0, "not_known_share"), (2, "missing_share")}
    said = text(answer(PEERS, field="Ethnicity", by=("provider",)))
    assert "25.0%*" in said
    assert "* more than 10 points above the other providers together" in said


def test_a_field_in_full_says_what_each_count_is() -> None:
    table = """
        field          | record            | values | expected | missing | unreadable | first_of_month | january_1
        LearnStartDate | learning_delivery | 90     | 91       | 1       | 2          | 9              | -
    """
    summary = '{"LearnStartDate_12": 3, "FD_LearnStartDate_DT": 2, "Ethnicity_01": 5}'
    said = text(answer(table, field="LearnStartDate", summary=summary))
    assert "10.0%  on the first of a month; 3.3% if days were even" in said
    assert "could not be read: their learners were kept out" in said
    assert "FD_LearnStartDate_DT" in said
    assert "Ethnicity_01" not in said
    assert "1 January" not in said


def test_codes_for_not_known_stand_with_the_code_and_not_with_its_type() -> None:
    code = text(
        answer("field | record | values | not_known | expected\nOutCode | dp_outcome | 9 | 2 | -", field="OutCode")
    )
    type = text(answer("field | record | values | not_known\nOutType | dp_outcome | 9 | -", field="OutType"))
    assert "say not known: OTH 2, OTH 3, OTH 4" in code
    assert "should have one" not in code
    assert "say not known" not in type


def test_where_nothing_can_be_said_against_any_field_there_is_no_table() -> None:
    said = text(answer("field | values | records\nSex | 9 | 9\nTelNo | 0 | 9\nEmail | 0 | 0"))
    assert said.startswith("Nothing found against: Sex.\nNever filled: TelNo.\nNo record of: learner.")


def test_the_answer_shows_itself_and_is_an_arrow_table() -> None:
    found = answer("field | values\nSex | 9", field="Sex")
    assert repr(found) == str(found) == found.text()
    assert found.to_arrow() is found.table


def test_a_field_of_several_records_is_shown_for_each() -> None:
    table = """
        field | record                              | values
        ULN   | learner                             | 900
        ULN   | learner_destination_and_progression | 80
    """
    said = text(answer(table, field="ULN"))
    assert said.startswith("ULN   learner and learner destination and progression   grade A")
    assert "\nlearner destination and progression\n" in said
    split = text(answer(table, field="ULN", by=("year",)))
    assert split.splitlines()[2].startswith("record")
    overview = text(answer(table.replace("| values", "| values | errors").replace("| 80", "| 80 | 1")))
    assert "ULN (learner destination and progression)" in overview
    assert "Nothing found against: ULN (learner)." in overview


def test_many_broken_rules_are_cut_short_and_counted() -> None:
    from alder.sources.ilr.rules import ilr

    codes = sorted({r.code for r in ilr if "LearnStartDate" in r.reads and r.holds_in(_year())})[:15]
    summary = "{" + ", ".join(f'"{c}": {n + 1}' for n, c in enumerate(codes)) + "}"
    found = answer(
        "field | record | values\nLearnStartDate | learning_delivery | 9", field="LearnStartDate", summary=summary
    )
    assert len(rules_broken("LearnStartDate", found.used)) == 15
    assert "and 3 other rules" in text(found)


def _year() -> object:
    from alder.model.period import AcademicYear

    return AcademicYear(2025)


def test_two_returns_with_the_same_rule_broken_are_added_up() -> None:
    found = answer(
        "field | submission | values | ukprn\nEthnicity | 1 | 9 | 10000001\nEthnicity | 2 | 9 | 10000002",
        field="Ethnicity",
        summary='{"Ethnicity_01": 5, "Gone_99": 1}',
    )
    (broken,) = rules_broken("Ethnicity", found.used)
    assert (broken.code, broken.findings, broken.severity) == ("Ethnicity_01", 10, "error")
