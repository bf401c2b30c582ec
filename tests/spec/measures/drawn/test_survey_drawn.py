"""Answers of graduates from a delivery of the Graduate Outcomes survey, counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.deliveries import Stored, table

import alder
from alder.engine.duckdb import DuckDB
from alder.errors import UsageError
from alder.measures import measures
from alder.measures.graduate_outcomes_share import weighted_share

QUESTION = ("--year", "2021/22")

ACTIVITIES = "|".join(f"ALLACT{n:02d}" for n in range(1, 12))
ANSWERS = f"""
GRADUATEKEY|INSTANCEKEY|SID|UKPRN|{ACTIVITIES}
    G1 | I1 | 22100000001 | 10000001 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0
    G1 | I2 | 22100000001 | 10000002 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0
    G2 | I3 | 22100000002 | 10000001 |   |   |   |   |   | 1 |   |   |   |   |
    G3 | I4 | 22100000003 | 10000001 |   |   |   |   |   |   |   |   |   | 1 |
    G4 | I5 | 22100000004 | 10000002 |   |   |   |   | 1 |   |   |   |   |   |
    G5 | I6 | 22100000005 | 10000002 |   |   |   |   |   |   |   |   |   |   |
"""
STUDENTS = """
    SID         | ULN        | BIRTHDTE   | SEXID
    22100000001 | 1000000043 | 2000-01-01 | 10
    22100000002 | 1000000000 | 2000-01-01 | 11
    22100000003 | 1000000019 | 2000-01-01 | 10
    22100000004 | 1234567899 | 2000-01-01 | 11
"""


def held_in(folder: Path) -> Stored:
    stored = Stored(folder)
    stored.load("graduate_outcomes.core", ANSWERS, year="2021/22", edition="C21072")
    return stored


# graduate | in the census week         | so
# G1       | paid work (in two courses) | answered, in work or study
# G2       | study                      | answered, in work or study
# G3       | looking for work           | answered
# G4       | unpaid work                | answered, in work or study unless set otherwise
# G5       | no answer                  | asked


def test_shares_are_of_those_who_answered(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    assert stored.counted("graduate_outcomes_share", *QUESTION) == table("""
        Asked | Answered | In work or study | Response rate (%) | In work or study (%)
        5     | 4        | 3                | 80.0              | 75.0
    """)
    stored.rows_add_up("graduate_outcomes_share", year="2021/22", by="provider")
    without = stored.counted("graduate_outcomes_share", *QUESTION, "--set", "unpaid_work=left_out")
    assert without.splitlines()[-1] == "5 | 4 | 2 | 80.0 | 50.0"
    by_provider = stored.counted("graduate_outcomes_share", "--by", "provider", *QUESTION)
    assert by_provider.splitlines()[1:3] == [
        "10000001 | 3 | 3 | 2 | 100.0 | 66.7",
        "10000002 | 2 | 1 | 1 | 50.0 | 100.0",
    ]
    said = " ".join(stored.ask("graduate_outcomes_share", *QUESTION).output.split())
    assert "Quality C" in said
    assert "(Q-SURV)" in said
    assert "CORE (C22072 delivery) of 2021/22 (edition C21072, delivery" in said


def test_sex_comes_from_the_student_record_where_that_is_held(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    said = stored.refused("graduate_outcomes_share", "--by", "sex", *QUESTION)
    assert "needs SID of Student for the column Sex, and none is held" in said
    assert "cannot be split or filtered by Ethnicity" in stored.refused(
        "graduate_outcomes_share", "--by", "ethnicity", *QUESTION
    )
    stored.load("hesa.student", STUDENTS, year="2022/23")
    assert stored.counted("graduate_outcomes_share", "--by", "sex", *QUESTION).splitlines()[1:] == [
        "Female | 2 | 2 | 1 | 100.0 | 50.0",
        "Male | 2 | 2 | 2 | 100.0 | 100.0",
        "Unknown | 1 | 0 | 0 | 0.0 | z",
        "All | 5 | 4 | 3 | 80.0 | 75.0",
    ]
    environment = alder.open(stored.folder / "store")
    assert weighted_share(environment, by="provider", year="2021/22")["response_rate"] == 80.0


def test_a_survey_of_another_year_is_not_taken_for_this_one(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    said = stored.refused("graduate_outcomes_share", "--year", "2020/21")
    assert "no CORE (C22072 delivery) of 2020/21 is held" in said
    several = " ".join(stored.ask("graduate_outcomes_share", "--year", "2020/21..2021/22").output.split())
    assert "No figures for 2020/21: what they need is not held." in several


def test_of_two_surveys_that_are_held_each_year_has_its_own(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    earlier = ANSWERS.replace("    G", "    H").replace("    H5", "    H4")
    stored.load("graduate_outcomes.core", earlier, year="2020/21", edition="C20072")
    for year, said in (("2021/22", "5 | 4 | 3 | 80.0 | 75.0"), ("2020/21", "4 | 4 | 3 | 100.0 | 75.0")):
        assert stored.counted("graduate_outcomes_share", "--year", year).splitlines()[-1] == said


def test_how_a_table_is_drawn_cannot_be_set_for_one_that_is_handed_over() -> None:
    extract = measures["graduate_outcomes_share"].extract
    assert extract is not None
    with DuckDB() as engine:
        engine.add(extract.name, extract.schema.empty_table())
        with pytest.raises(UsageError, match="unpaid_work bears on how graduate_outcomes_answers is drawn"):
            alder.tabulate(engine, "graduate_outcomes_share", year="2021/22", unpaid_work="left_out")
