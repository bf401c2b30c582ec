"""Destinations after key stage 4 and after 16 to 18 study, and activity in the years after, from linked deliveries."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.deliveries import Stored, a_year_later, table

QUESTION = ("--year", "2015/16")

PUPILS = """
    PupilMatchingRefAnonymous | ACADYR    | ENDKS | LAESTAB_anon | GENDER | ETHNIC
    P1                        | 2015/2016 | 1     | S1           | F      | WBRI
    P2                        | 2015/2016 | 1     | S1           | M      | APKN
    P3                        | 2015/2016 | 1     | S1           | F      | WROM
    P4                        | 2015/2016 | 1     | S2           | M      | BCRB
    P5                        | 2015/2016 | 1     | S2           | F      | REFU
    P6                        | 2015/2016 | 1     | S2           | M      | WENG
    P7                        | 2015/2016 | 0     | S2           | M      | WBRI
    P8                        | 2014/2015 | 1     | S2           | M      | WBRI
    P9                        | 2015/2016 | 1     | S1           | F      | MWAS
"""
STUDENTS = """
    PupilMatchingRefAnonymous | ACADYR    | TRIGGER | RECTYPE | URN_anon | GENDER | ETHNIC
    P1                        | 2016/2017 | 1       | 1       | C1       | F      | WBRI
    P1                        | 2016/2017 | 1       | 5       | C1       | F      | WBRI
    P2                        | 2016/2017 | 1       | 1       | C1       | M      | APKN
    P3                        | 2016/2017 | 0       | 1       | C1       | F      | WROM
"""
LOOK_UP = """
    AE_ID | PUPILMATCHINGREFANONYMOUS
    1     | P1
    2     | P2
    3     | P3
    4     | P4
    5     | P5
"""
RECORDS = """
    RECORDID | AE_ID
    201      | 2
    202      | 3
    203      | 4
"""
EDUKEYS = "AE_ID | EDUKEY\n" + "\n".join(f"{n} | E{n}" for n in range(1, 6))
SIXTH_FORM = """
PupilMatchingRefAnonymous|ACADYR|RecordStatus|OnRoll|QN|LearningStartDate|LearningPlannedEndDate|LearningActualEndDate
    P1 | 2016/2017 | 1   | 1 | 60011111 | 05SEP2016 | 30JUN2018 | .
    P9 | 2016/2017 | 1   | 1 | 60011111 | 05SEP2016 | 30JUN2018 | .
    P5 | 2016/2017 | 1   | 1 | 60011111 | 05SEP2016 | 30JUN2018 | 31DEC2016
    P6 | 2016/2017 | 101 | 1 | 60011111 | 05SEP2016 | 30JUN2018 | .
    P6 | 2016/2017 | 1   | 2 | 60022222 | .         | .         | .
"""
COLLEGE = """
external_id|Year|RECORDID|ukprn_anon|programme_type|start_date|end_date|Notional_Level_v2
    1 | 2016 | 201 | 501 | 99 | 05SEP2016 | 15JAN2017 | 2
    2 | 2016 | 202 | 501 | 3  | 20AUG2016 | 10FEB2017 | .
    3 | 2016 | 203 | 501 | 3  | 01NOV2016 | 31MAR2017 | .
"""
EMPLOYMENT = """
    EduKey | StartDate | EndDate   | UncertainStartDate
    E2     | 01FEB2017 | .         | 0
    E4     | 01OCT2016 | 28FEB2017 | 0
    E0     | 01MAR2017 | 05APR2017 | 0
"""
BENEFITS = """
    EduKey | StartDate | EndDate   | Out_of_work_benefit
    E5     | 01JAN2017 | 01JAN2018 | 1
    E1     | 01JAN2015 | 01FEB2015 | 1
"""


def held_in(folder: Path) -> Stored:
    stored = Stored(folder)
    stored.load_all(
        npd_ks4__ks4_pupil=PUPILS,
        npd_ks5__ks5_student=STUDENTS,
        leo__ae_id_to_pmr=LOOK_UP,
        leo__education_records_lookup=RECORDS,
        leo__ae_id_to_edukey=EDUKEYS,
        plams__plams=SIXTH_FORM,
        ilr__lilr_aims=COLLEGE,
        leo__employment=EMPLOYMENT,
        leo__benefits=BENEFITS,
    )
    return stored


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return held_in(tmp_path_factory.mktemp("leavers"))


# pupil | sixth form or college, Oct-Mar | work, Oct-Mar | apprenticeship     | benefits | so
# P1    | 111111                         |               |                    |          | education
# P2    | 111100 at a college            | 000011        |                    |          | a mix, filed as employment
# P3    |                                |               | August to February |          | apprenticeship (7 months)
# P4    |                                | 111110        | 5 months           |          | employment
# P5    | 111000                         |               |                    | yes      | not sustained
# P6    | a double record, no aim        |               |                    |          | not captured
# P9    | 111111, in no look-up          |               |                    |          | education


def test_each_pupil_falls_in_the_destination_worked_out_by_hand(stored: Stored) -> None:
    assert stored.counted("key_stage_4_destination_rate", "--by", "destination", *QUESTION) == table("""
        Destination              | Left | Sustained | Sustained destination after key stage 4 (%)
        Sustained education      | 2    | 2         | 100.0
        Sustained apprenticeship | 1    | 1         | 100.0
        Sustained employment     | 2    | 2         | 100.0
        Not sustained            | 1    | 0         | 0.0
        Activity not captured    | 1    | 0         | 0.0
        All                      | 7    | 5         | 71.4
    """)
    stored.rows_add_up("key_stage_4_destination_rate", year="2015/16", by="destination")


def test_the_schools_codes_of_ethnic_groups_are_those_of_the_ilr(stored: Stored) -> None:
    found = stored.counted("key_stage_4_destination_rate", "--by", "ethnicity_minor", *QUESTION)
    held = [line.rsplit(" | ", 2)[0] for line in found.splitlines()[1:]]
    assert [h for h in held if not h.endswith(" | 0")] == [
        "English / Welsh / Scottish / Northern Irish / British | 2",
        "Gypsy or Irish Traveller | 1",
        "White and Asian | 1",
        "Pakistani | 1",
        "Caribbean | 1",
        "Unknown | 1",
        "All | 7",
    ]


def test_what_pupils_themselves_declare_no_school_record_has(stored: Stored) -> None:
    said = stored.refused("key_stage_4_destination_rate", "--by", "lldd", *QUESTION)
    assert "cannot be split or filtered by LLDDHealthProb: no delivered record has it" in said
    assert "SENF" in said
    assert "alder explain key_stage_4_destination_rate" in said


def test_students_are_those_at_the_end_of_study_once_at_their_institution(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    said = stored.refused("destination_rate_after_16_to_18", "--year", "2016/17")
    assert "HESA (in LEO)" in said
    assert "study at universities" in said
    stored.load("plams.plams", a_year_later(SIXTH_FORM))
    stored.load("ilr.lilr_aims", a_year_later(COLLEGE))
    stored.load("leo.employment", a_year_later(EMPLOYMENT))
    stored.load("leo.benefits", a_year_later(BENEFITS))
    university = """
        PUPILMATCHINGREFANONYMOUS | XPSR01 | COMDATE   | ENDDATE
        P2                        | 1      | 20SEP2017 | .
    """
    stored.load("hesa.student_leo", university, year="2017/18")
    # P1 is still in the sixth form, and P2 went to university in September. P3 is not at the end of study.
    assert stored.counted("destination_rate_after_16_to_18", "--year", "2016/17", "--by", "sex") == table("""
        Sex    | Left | Sustained | Sustained destination after 16 to 18 study (%)
        Female | 1    | 1         | 100.0
        Male   | 1    | 1         | 100.0
        All    | 2    | 2         | 100.0
    """)
    stored.rows_add_up("destination_rate_after_16_to_18", year="2016/17", by="sex")


def test_pupils_on_the_roll_of_a_school_count_where_the_census_is_held(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    # P6 is on roll from September at every census. P7 is not in the cohort. P5 left in February, says the summer.
    census = """
        PupilMatchingRefAnonymous|AcademicYear|CensusTerm|CensusDate|OnRoll|EntryDate|LeavingDate|RecordStatus|LAEstab_anon
        P6 | 2016/17 | Autumn | 06OCT2016 | 1 | 05SEP2016 | .         | 1 | S1
        P6 | 2016/17 | Spring | 19JAN2017 | 1 | 05SEP2016 | .         | 1 | S1
        P5 | 2016/17 | Spring | 19JAN2017 | 1 | 05SEP2016 | .         | 1 | S1
        P5 | 2016/17 | Summer | 18MAY2017 | 0 | 05SEP2016 | 10FEB2017 | 1 | S1
        P7 | 2016/17 | Spring | 19JAN2017 | 1 | 05SEP2016 | .         | 1 | S1
    """
    stored.load("npd_census.pupil", "\n".join(census.strip().splitlines()[:2]))
    autumn = stored.counted("key_stage_4_destination_rate", *QUESTION)
    assert autumn.splitlines()[-1] == "7 | 5 | 71.4", "an autumn census does not speak for March"
    stored.load("npd_census.pupil", census)
    assert stored.counted("key_stage_4_destination_rate", *QUESTION).splitlines()[-1] == "7 | 6 | 85.7"
    said = " ".join(stored.ask("key_stage_4_destination_rate", *QUESTION).output.split())
    assert "SC_Pupil of 2016/17 (edition made up, delivery" in said


def test_a_field_without_a_column_is_named_with_its_delivery(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    without = "\n".join(line.rsplit("|", 1)[0] for line in BENEFITS.strip().splitlines())
    stored.load("leo.benefits", without, edition="without a flag")
    said = stored.refused("key_stage_4_destination_rate", *QUESTION)
    assert "needs Out_of_work_benefit of LEO.Benefits for the column benefits, and it is not delivered" in said
    assert "No column is Out_of_work_benefit in LEO.Benefits (edition without a flag, delivery" in said
    assert "alder load --source leo FILE" in said


def test_without_any_records_everything_that_is_needed_is_named(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    said = stored.refused("key_stage_4_destination_rate", *QUESTION)
    for part in ("KS4 Pupil Table", "PLAMS", "LILR_Aims", "LEO.Employment", "LEO.Benefits", "hand the table over"):
        assert part in said


def test_a_year_whose_layout_lacks_a_field_has_no_figures(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    stored.load("npd_ks5.ks5_student", STUDENTS.replace("2016/2017", "2015/2016"))
    stored.load(
        "hesa.student_leo", "PUPILMATCHINGREFANONYMOUS | XPSR01 | COMDATE | ENDDATE\nP2|1|20SEP2016|.", year="2016/17"
    )
    said = stored.refused("destination_rate_after_16_to_18", *QUESTION)
    assert "needs TRIGGER of KS5 Student Table" in said
