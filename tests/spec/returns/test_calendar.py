"""Which return a file was prepared for."""

from datetime import date

import pytest
from tests.support import text_tables

from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.calendar import closes, return_for


def _decided(text: str) -> None:
    for row in text_tables.rows(text):
        prepared, year = date.fromisoformat(row["prepared"] or ""), AcademicYear.parse(row["year"] or "")
        number, assumed = return_for(prepared, year)
        assert (number.value, "yes" if assumed else "no") == (row["return"], row["assumed"]), row["case"]


def test_a_file_is_for_the_first_return_that_closes_on_its_day_or_later() -> None:
    _decided("""
        case                 | prepared   | year    | return | assumed
        first day of year    | 2020-08-01 | 2020/21 | R01    | no
        on the day R03 shuts | 2020-11-05 | 2020/21 | R03    | no
        the day after        | 2020-11-06 | 2020/21 | R04    | no
        over the new year    | 2021-01-01 | 2020/21 | R05    | no
        last day of R14      | 2021-10-21 | 2020/21 | R14    | no
    """)


def test_a_return_is_assumed_where_a_close_that_decides_it_is() -> None:
    _decided("""
        case                       | prepared   | year    | return | assumed
        no dates known             | 2025-11-05 | 2025/26 | R03    | yes
        only R13 and R14 known     | 2024-11-05 | 2024/25 | R03    | yes
        R12 before it is assumed   | 2025-09-10 | 2024/25 | R13    | yes
        both closes known          | 2025-10-01 | 2024/25 | R14    | no
    """)


def test_a_file_from_outside_the_year_is_for_its_first_or_last_return() -> None:
    _decided("""
        case                          | prepared   | year    | return | assumed
        the day before the year       | 2020-07-31 | 2020/21 | R01    | yes
        months before, as samples are | 2025-01-08 | 2025/26 | R01    | yes
        after R14 closed              | 2021-10-22 | 2020/21 | R14    | yes
    """)


@pytest.mark.parametrize("start", [2020, 2022])
def test_the_fourth_working_day_fits_every_known_close_of_r01_to_r12(start: int) -> None:
    from alder.sources.ilr.calendar import _by_pattern

    year = AcademicYear(start)
    for close in closes(year)[:12]:
        assert not close.assumed
        assert _by_pattern(close.number, year) == close.day


def test_closes_of_other_years_follow_the_pattern_around_bank_holidays() -> None:
    days = {c.number: c.day for c in closes(AcademicYear.parse("2025/26"))}
    assert days[ReturnNumber.R01] == date(2025, 9, 4)
    assert days[ReturnNumber.R05] == date(2026, 1, 7)  # New Year's Day is a Thursday
    assert days[ReturnNumber.R08] == date(2026, 4, 8)  # Good Friday is the 3rd, Easter Monday the 6th
    assert days[ReturnNumber.R09] == date(2026, 5, 7)  # the early May holiday is the 4th
    assert all(c.assumed for c in closes(AcademicYear.parse("2025/26")))


@pytest.mark.parametrize("start", range(2016, 2040))
def test_returns_of_every_year_close_in_order_on_working_days(start: int) -> None:
    days = [c.day for c in closes(AcademicYear(start))]
    assert days == sorted(set(days))
    assert all(d.weekday() < 5 for d in days)
