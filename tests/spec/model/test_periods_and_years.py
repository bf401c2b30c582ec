"""Academic years and returns.

Spans of years, as catalogues write them and people ask for them.
"""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.text_tables import rows

from alder.errors import UsageError
from alder.model.period import EVERY_YEAR, AcademicYear, ReturnNumber, Years, years_asked, years_in_words


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


def test_spans_are_read_and_said() -> None:
    for row in rows("""
        written                       | said
        2007/08 - 2010/11             | 2007/08 to 2010/11
        2007/08 -                     | 2007/08 to now
        - 2010/11                     | up to 2010/11
        2013/14                       | 2013/14
        1999/00 - 2000/01, 2012/13 -  | 1999/00 to 2000/01, 2012/13 to now
    """):
        assert str(Years.parse(row["written"] or "")) == row["said"]


def test_nothing_said_means_every_year() -> None:
    assert Years.parse("") == EVERY_YEAR
    assert not EVERY_YEAR
    assert AcademicYear(1950) in EVERY_YEAR
    assert str(EVERY_YEAR) == "every year"
    assert (EVERY_YEAR.first, EVERY_YEAR.last) == (None, None)


def test_a_gap_is_not_among_the_years() -> None:
    years = Years.parse("2007/08 - 2010/11, 2012/13 - 2014/15")
    held = {year.start for year in years.of(AcademicYear(start) for start in range(2005, 2017))}
    assert held == {2007, 2008, 2009, 2010, 2012, 2013, 2014}
    assert (years.first, years.last) == (AcademicYear(2007), AcademicYear(2014))


@pytest.mark.parametrize("text", ["2007", "2007/09", "last year", "2010/11 - 2007/08", "-"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Years.parse(text)


def test_people_ask_for_a_year_or_for_both_ends() -> None:
    assert [y.label for y in years_asked("2018/19..2020/21")] == ["2018/19", "2019/20", "2020/21"]
    assert [y.label for y in years_asked("2018-19")] == ["2018/19"]
    with pytest.raises(UsageError, match=r"ends before it begins[\s\S]*2018/19\.\.2020/21"):
        years_asked("2020/21..2018/19")


def test_years_in_a_row_are_said_as_a_span() -> None:
    assert years_in_words([]) == ""
    assert years_in_words([AcademicYear(2018), AcademicYear(2016), AcademicYear(2017)]) == "2016/17 to 2018/19"
    assert years_in_words(map(AcademicYear, (2010, 2012, 2013, 2020))) == "2010/11, 2012/13 to 2013/14 and 2020/21"
