"""Graduates in tax data from the student record in LEO and the tables of tax and benefits, counted by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.commands import at_a_terminal
from tests.support.compiled_sql import nothing_is_compiled
from tests.support.deliveries import Stored, averages, table

import alder

QUESTION = ("--year", "2015/16")

# The first full tax year after 2015/16 starts in April 2017, and touches the academic years 2016/17 and 2017/18.
STUDENTS = """
PUPILMATCHINGREFANONYMOUS|XINSTID01_ANON|XPSR01|XPQUAL01|COMDATE|ENDDATE|SEXID|ETHNIC|DISABLE
    P1 | U1 | 1 | 1 | 20SEP2013 | 01JUL2016 | 2 | 10 | 00
    P1 | U2 | 1 | 1 | 20SEP2013 | 01JUL2016 | 2 | 10 | 00
    P2 | U1 | 1 | 1 | 20SEP2013 | 01JUL2016 | 1 | 31 | 51
    P3 | U1 | 1 | 1 | 20SEP2013 | 01JUL2016 | 2 | 50 | 97
    P4 | U2 | 1 | 1 | 20SEP2013 | 01JUL2016 | 1 | 22 | 00
    P5 | U2 | 1 | 1 | 20SEP2013 | 01JUL2016 | 3 | 98 | 99
    P6 | U2 | 1 | 1 | 20SEP2013 | 01JUL2016 | 2 | 10 | 00
    P7 | U2 | 1 | 0 | 20SEP2013 | 01JUL2016 | 2 | 10 | 00
    P8 | U2 | 1 | 1 | 20SEP2013 | 01JUL2016 | 2 | 10 | 00
       | U2 | 1 | 1 | 20SEP2013 | 01JUL2016 | 2 | 10 | 00
"""
YEAR_AFTER = """
PUPILMATCHINGREFANONYMOUS|XINSTID01_ANON|XPSR01|XPQUAL01|COMDATE|ENDDATE|SEXID|ETHNIC|DISABLE
    P2 | U3 | 1 | 0 | 20SEP2016 | .         | 1 | 31 | 51
    P4 | U3 | 1 | 0 | 20SEP2016 | 30MAR2017 | 1 | 22 | 00
    P5 | U3 | 0 | 0 | 20SEP2016 | .         | 3 | 98 | 99
"""
TWO_YEARS_AFTER = """
PUPILMATCHINGREFANONYMOUS|XINSTID01_ANON|XPSR01|XPQUAL01|COMDATE|ENDDATE|SEXID|ETHNIC|DISABLE
    P6 | U3 | 1 | 0 | 20SEP2017 | .         | 2 | 10 | 00
    P4 | U3 | 1 | 0 | 01JUN2018 | .         | 1 | 22 | 00
"""
PUPILS = """
    AE_ID | PUPILMATCHINGREFANONYMOUS
    1     | P1
    2     | P2
    3     | P3
    4     | P4
    5     | P5
    6     | P6
    7     | P7
"""
EDUKEYS = "AE_ID | EDUKEY\n" + "\n".join(f"{n} | E{n}" for n in range(1, 8))
EMPLOYMENT = """
    EduKey | StartDate | EndDate   | UncertainStartDate
    E1     | 06APR2017 | 05APR2018 | 0
    E2     | 01OCT2017 | 28FEB2018 | 0
    E3     | 01DEC2017 | 15DEC2017 | 0
    E6     | 01JAN2016 | 05APR2017 | 0
"""
EARNINGS = """
    EduKey | TaxYear | Earnings | Num_Employments
    E1     | 201718  | 20000    | 1
    E2     | 201718  | 9000     | 1
    E3     | 201718  | 300      | 1
    E3     | 201819  | 30000    | 1
"""
SELF_ASSESSMENT = """
    EduKey | TaxYear | Self_Employed | EARNINGS_SELF_EMPLOYMENT
    E2     | 201718  | 1             | 1000
    E5     | 201617  | 1             | 5000
"""
BENEFITS = """
    EduKey | StartDate | EndDate   | Out_of_work_benefit
    E4     | 01MAY2017 | 01JUN2017 | 0
    E5     | 01MAY2016 | 01JUN2016 | 1
    E5     | 01MAY2018 | .         | 1
"""


def held_in(folder: Path) -> Stored:
    stored = Stored(folder)
    for year, text in (("2015/16", STUDENTS), ("2016/17", YEAR_AFTER), ("2017/18", TWO_YEARS_AFTER)):
        stored.load("hesa.student_leo", text, year=year, edition=f"of {year}")
    stored.load_all(
        leo__ae_id_to_pmr=PUPILS,
        leo__ae_id_to_edukey=EDUKEYS,
        leo__employment=EMPLOYMENT,
        leo__earnings=EARNINGS,
        leo__self_assessment=SELF_ASSESSMENT,
        leo__benefits=BENEFITS,
    )
    return stored


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return held_in(tmp_path_factory.mktemp("graduates"))


# graduate | work, October to March | self-employed | study in the tax year | other traces | so
# 1        | 111111                 |               |                       |              | employment only
# 2        | 111110                 | 2017-18       | to July 2017          |              | employment with study
# 3        | 001000                 |               |                       |              | no sustained destination
# 4        | 000000                 |               | neither year          | a claim      | no sustained destination
# 5        | 000000                 | the year before | not registered      | other years  | not captured
# 6        | 000000                 |               | from September 2017   |              | study only
# 7        | obtained nothing: no graduate
# 8        | no key: not found in the linked data


def test_each_graduate_falls_in_the_activity_worked_out_by_hand(stored: Stored) -> None:
    assert stored.counted("graduate_employment_rate", "--by", "activity", *QUESTION) == table("""
        Activity                                | Graduates | In work | Share in work (%)
        Activity not captured                   | 1 | 0 | 0.0
        No sustained destination                | 2 | 0 | 0.0
        Sustained employment only               | 1 | 1 | 100.0
        Sustained employment with further study | 1 | 1 | 100.0
        Further study only                      | 1 | 0 | 0.0
        All                                     | 6 | 2 | 33.3
    """)
    either = stored.counted("graduate_employment_or_study_rate", *QUESTION).splitlines()[-1]
    assert either == "6 | 3 | 50.0"
    for measure in ("graduate_employment_rate", "graduate_employment_or_study_rate", "graduate_earnings"):
        stored.rows_add_up(measure, year="2015/16", by="activity,sex")


def test_codes_of_the_student_record_are_those_of_the_ilr(stored: Stored) -> None:
    groups = stored.counted("graduate_employment_rate", "--by", "ethnicity", *QUESTION)
    assert [line.rsplit(" | ", 2)[0] for line in groups.splitlines()[1:]] == [
        "White | 2",
        "Mixed / Multiple ethnic groups | 0",
        "Asian / Asian British | 1",
        "Black / African / Caribbean / Black British | 1",
        "Other ethnic group | 1",
        "Unknown | 1",
        "All | 6",
    ]
    both = stored.counted("graduate_employment_rate", "--by", "sex,lldd", *QUESTION)
    held = {tuple(line.split(" | ")[:3]) for line in both.splitlines()[1:]}
    assert {
        ("Male", "With learning difficulty / disability", "1"),
        ("Female", "No learning difficulty / disability", "2"),
        ("Female", "Unknown", "1"),
        ("All", "Unknown", "2"),
    } <= held


def test_white_people_cannot_be_told_apart_by_one_code(stored: Stored) -> None:
    said = stored.refused("graduate_employment_rate", "--by", "ethnicity_minor", *QUESTION)
    assert "the student record has one code for all White people" in said


def test_pay_is_scaled_from_the_days_of_spells_in_the_tax_year(stored: Stored) -> None:
    environment = alder.open(stored.folder / "store")
    found = averages(environment, "graduate_earnings", by="activity", year="2015/16")
    # 1: 20,000 over 365 of 365 days. 2: 9,000 over 151 days, and 1,000 of its own.
    assert {r["activity"]: r["earnings"] for r in found if r["of"] == 1} == {
        "employment only": 20_000.0,
        "employment with study": pytest.approx(9_000 * 365 / 151 + 1_000),
    }
    assert {r["activity"] for r in found if not r["of"]} == {"no sustained destination", "not captured", "study only"}


def test_a_graduate_who_cannot_be_found_is_left_out_and_counted(stored: Stored) -> None:
    said = " ".join(stored.ask("graduate_employment_rate", *QUESTION).output.split())
    assert "Graduates without a key in the tables of tax and benefits have no row" in said
    assert "left out: not found" not in said, "how many is for whoever holds the data"
    with at_a_terminal():
        shown = " ".join(stored.ask("graduate_employment_rate", *QUESTION, "--unprotected").output.split())
    assert "left out: not found in the linked data" in shown
    assert "HESA (in LEO) of 2015/16 (edition of 2015/16, delivery" in said
    assert "HESA (in LEO) of 2017/18 (edition of 2017/18, delivery" in said


def test_a_tax_year_that_is_not_held_is_said_with_those_that_are(stored: Stored) -> None:
    said = stored.refused("graduate_employment_rate", *QUESTION, "--set", "years_after=3")
    assert "no LEO.Earnings of 2019/20 is held" in said
    assert "Held is that of 2017/18 to 2018/19." in said
    said = stored.refused("graduate_employment_rate", "--year", "2014/15")
    assert "no HESA (in LEO) of 2014/15 is held" in said


def test_before_2013_nobody_is_seen_in_self_employment_and_that_is_said(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    for year, text in (("2009/10", STUDENTS), ("2010/11", YEAR_AFTER), ("2011/12", TWO_YEARS_AFTER)):
        stored.load("hesa.student_leo", re.sub(r"20(1[3-8])", lambda m: f"20{int(m[1]) - 6:02}", text), year=year)
    stored.load_all(
        leo__ae_id_to_pmr=PUPILS,
        leo__ae_id_to_edukey=EDUKEYS,
        leo__employment=EMPLOYMENT,
        leo__earnings=EARNINGS.replace("201718", "201112"),
        leo__benefits=BENEFITS,
    )
    said = " ".join(stored.ask("graduate_employment_rate", "--year", "2009/10").output.split())
    assert "Nobody is seen in self-employment: returns of it begin with the tax year 2013/14." in said
    assert "LEO.SA" not in said


def test_rows_that_do_not_say_their_year_are_of_no_cohort(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    stored.load_all(
        hesa__student_leo=STUDENTS,
        leo__ae_id_to_pmr=PUPILS,
        leo__ae_id_to_edukey=EDUKEYS,
        leo__employment=EMPLOYMENT,
        leo__earnings=EARNINGS,
        leo__self_assessment=SELF_ASSESSMENT,
        leo__benefits=BENEFITS,
    )
    said = stored.refused("graduate_employment_rate", *QUESTION)
    assert "its rows do not say of which year they are" in said
    assert "alder load --source hesa FILE --year 2015/16" in said


def test_a_question_asked_again_and_its_explanation_compile_nothing(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQL is kept by what a drawing saw, and what it says beside the table, as names of providers, is said again."""
    by_provider = ("graduate_employment_rate", *QUESTION, "--by", "provider")
    counted, explained = stored.counted(*by_provider), stored.ask(*by_provider, "--explain").output
    assert "U2" in counted
    assert "CREATE OR REPLACE TEMP TABLE drawn_spells AS" in explained

    nothing_is_compiled(monkeypatch)
    assert (stored.counted(*by_provider), stored.ask(*by_provider, "--explain").output) == (counted, explained)
