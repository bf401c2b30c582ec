"""Pay after further education from the research copy of the ILR and LEO, loaded as delivered and counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.deliveries import Stored, averages, table

import alder

YEAR = "2015/16"

LEARNERS = """
    external_id | Year | RECORDID | ukprn_anon | Sex | Ethnicity | LLDD | AcAge
    1           | 2015 | 101      | 501        | F   | 31        | 2    | 25
    2           | 2015 | 102      | 501        | M   | 39        | 1    | 30
    3           | 2015 | 103      | 501        | F   | 31        | 2    | 17
    4           | 2015 | 104      | 502        | M   | 45        | 2    | 40
    5           | 2015 | 105      | 502        | F   | 31        | 2    | 50
    6           | 2015 | 106      | 502        | M   | 31        | 2    | 40
    7           | 2015 | 107      | 502        | F   | 31        | 2    | 21
"""
AIMS = """
external_id|Year|RECORDID|sequence_index|ukprn_anon|programme_type|start_date|end_date|Achievement_date|app|achievement|Notional_Level_v2|NotionalNVQLev|FL2Width|FL3Width|SSATier1
 1|2015|101|1|501|-1|01SEP2015|30JUN2016|.|0|1|2|2|0|0|7
 1|2015|101|2|501|-1|01SEP2015|31MAR2016|.|0|1|1|1|0|0|1
 2|2015|102|1|501|-1|01SEP2015|05APR2016|.|0|1|3|3|0|100|15
 3|2015|103|1|501|2|01SEP2014|30JUN2016|.|1|1|.|.|0|0|5
 4|2015|104|1|502|-1|01SEP2015|06APR2016|.|0|1|2|2|0|0|.
 5|2015|105|1|502|-1|01SEP2015|30JUN2016|.|0|1|2|2|0|0|7
 6|2015|106|1|502|-1|01SEP2015|30JUN2016|.|0|1|2|2|0|0|7
 7|2015|107|1|502|-1|01SEP2015|30JUN2016|.|0|1|4|4|0|0|7
"""
RECORDS = "RECORDID | AE_ID\n" + "\n".join(f"10{n} | {n}" for n in range(1, 8))
EDUKEYS = "AE_ID | EDUKEY\n" + "\n".join(f"{n} | E{n}" for n in (1, 2, 3, 4, 5, 7))
EMPLOYMENT = """
    EduKey | StartDate | EndDate   | UncertainStartDate
    E1     | 06APR2017 | 05APR2018 | 0
    E2     | 01OCT2016 | 31MAR2017 | 0
    E4     | 01OCT2017 | 28FEB2018 | 0
    E4     | 04APR2018 | 20APR2018 | 0
    E5     | 01DEC2017 | 15DEC2017 | 0
    E7     | 06APR2017 | 05APR2018 | 0
"""
EARNINGS = """
    EduKey | TaxYear | Earnings | Num_Employments
    E1     | 201617  | 99999    | 1
    E1     | 201718  | 20000    | 1
    E2     | 201617  | 9100     | 1
    E2     | 201718  | 99999    | 1
    E4     | 201718  | 7650     | 1
    E5     | 201718  | 300      | 1
    E7     | 201718  | 30000    | 1
"""
SELF_ASSESSMENT = """
    EduKey | TaxYear | Self_Employed | EARNINGS_SELF_EMPLOYMENT
    E2     | 201617  | 0             | .
    E3     | 201718  | 1             | 12000
"""
PUPILS = """
    AE_ID | PUPILMATCHINGREFANONYMOUS
    1     | P1
    7     | P7
"""
STUDENTS = """
PUPILMATCHINGREFANONYMOUS|XINSTID01_ANON|XPSR01|XPQUAL01|COMDATE|ENDDATE|SEXID|ETHNIC|DISABLE
    P7 | U3 | 1 | 0 | 20SEP2017 | .         | 2 | 10 | 00
"""
STUDENTS_BEFORE = STUDENTS.replace("P7", "P1").replace("20SEP2017 | .        ", "20SEP2015 | 30JUN2016")


def linked(folder: Path) -> Stored:
    found = Stored(folder)
    found.load_all(
        ilr__lilr_learners=LEARNERS,
        ilr__lilr_aims=AIMS,
        leo__education_records_lookup=RECORDS,
        leo__ae_id_to_edukey=EDUKEYS,
        leo__ae_id_to_pmr=PUPILS,
        leo__employment=EMPLOYMENT,
        leo__earnings=EARNINGS,
        leo__self_assessment=SELF_ASSESSMENT,
    )
    return found


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return linked(tmp_path_factory.mktemp("linked"))


@pytest.fixture(scope="module")
def with_students(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    found = linked(tmp_path_factory.mktemp("students"))
    for year, text in (("2015/16", STUDENTS_BEFORE), ("2016/17", STUDENTS_BEFORE), ("2017/18", STUDENTS)):
        found.load("hesa.student_leo", text, year=year, edition=f"of {year}")
    return found


# learner | achieved                | tax year | work, October to March | pay                            | so
# 1       | level 2 in June, and 1  | 2017-18  | 111111                 | 20,000 in 365 days             | 20,000
# 2       | level 3 on 5 April      | 2016-17  | 111111                 | 9,100 in 182 days              | 18,250
# 3       | apprentice of 17        | 2017-18  | self-employed          | 12,000 as declared             | 12,000
# 4       | level 2 on 6 April      | 2017-18  | 111110 and April       | 7,650 in 151 and 2 days        | 18,250
# 5       | level 2                 | 2017-18  | 001000                 | 300                            | not sustained
# 6       | level 2                 | no key: not found in the linked data
# 7       | level 4                 | 2017-18  | 111111                 | 30,000, at a university        | left out


def test_who_studies_is_left_out_only_where_student_records_are_held(stored: Stored) -> None:
    said = stored.refused("further_education_earnings", "--year", YEAR)
    assert "HESA (in LEO)" in said
    counted = alder.tabulate(
        alder.open(stored.folder / "store"), "further_education_earnings", year=YEAR, higher_education="counted"
    )
    (row,) = counted.cells.to_pylist()
    assert (row["learners"], row["with_earnings"], row["earnings"]) == (6, 5, 18_250.0)
    assert counted.excluded == {"not found in the linked data": 1}
    stored.rows_add_up("further_education_earnings", year=YEAR, by="sex", parameters={"higher_education": "counted"})


def test_pay_is_that_of_the_first_full_tax_year_after_the_learners_own_day(with_students: Stored) -> None:
    found = alder.tabulate(alder.open(with_students.folder / "store"), "further_education_earnings", year=YEAR)
    (row,) = found.cells.to_pylist()
    assert (row["learners"], row["with_earnings"], row["earnings"]) == (5, 4, 18_250.0)
    assert found.excluded == {"not found in the linked data": 1, "studied at a university in the tax year": 1}


def test_each_learner_is_told_by_what_was_achieved(with_students: Stored) -> None:
    store = alder.open(with_students.folder / "store")
    by_level = averages(store, "further_education_earnings", by="achieved_level", year=YEAR)
    assert [(row["achieved_level"], row["of"], row["earnings"]) for row in by_level if row["of"]] == [
        ("level 2", 2, 19_125.0),
        ("level 3", 2, 15_125.0),
    ]
    by_programme = averages(store, "further_education_earnings", by="achieved_programme", year=YEAR)
    assert [(row["achieved_programme"], row["of"], row["earnings"]) for row in by_programme] == [
        ("apprenticeship", 1, 12_000.0),
        ("education and training", 3, 18_250.0),
    ]
    by_subject = averages(store, "further_education_earnings", by="achieved_subject", year=YEAR)
    assert {row["achieved_subject"]: row["earnings"] for row in by_subject if row["of"]} == {
        "5": 12_000.0,
        "7": 20_000.0,
        "15": 18_250.0,
        "not known": 18_250.0,
    }


def test_pay_of_a_later_tax_year_needs_its_records(with_students: Stored) -> None:
    assert "2018/19" in with_students.refused("further_education_earnings", "--year", YEAR, "--set", "years_after=2")


def test_a_table_that_people_see_rounds_the_median_to_hundreds(with_students: Stored) -> None:
    assert with_students.counted("further_education_earnings", "--year", YEAR) == table("""
        Learners | With earnings | Share with earnings (%) | Median yearly earnings (pounds)
        5        | 4             | 80.0                    | 18,300
    """)
