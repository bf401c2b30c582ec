"""Main activity after key stage 4 from the National Pupil Database and linked deliveries, counted by hand."""

from __future__ import annotations

import pytest
from tests.support.deliveries import Stored, table

QUESTION = ("--year", "2014/15")

# The first full tax year after 2014/15 starts in April 2016, and touches the academic years 2015/16 and 2016/17.
PUPILS = "PupilMatchingRefAnonymous | ACADYR | ENDKS | LAESTAB_anon | GENDER | ETHNIC\n" + "\n".join(
    f"P{n} | 2014/2015 | 1 | S{n % 2 + 1} | {'FM'[n % 2]} | WBRI" for n in range(1, 8)
)
LOOK_UP = "AE_ID | PUPILMATCHINGREFANONYMOUS\n" + "\n".join(f"{n} | P{n}" for n in range(1, 8))
EDUKEYS = "AE_ID | EDUKEY\n" + "\n".join(f"{n} | E{n}" for n in range(1, 8))
RECORDS = "RECORDID | AE_ID\n201 | 2\n202 | 2\n203 | 3"
COLLEGE = """
external_id|Year|RECORDID|ukprn_anon|programme_type|start_date|end_date|Notional_Level_v2
    1 | 2015 | 201 | 501 | 99 | 05SEP2015 | 30JUN2016 | 2
    2 | 2016 | 202 | 501 | 99 | 05SEP2016 | 30NOV2016 | 2
    3 | 2016 | 203 | 501 | 99 | 05SEP2016 | .         | 2
"""
SIXTH_FORM = """
PupilMatchingRefAnonymous|ACADYR|RecordStatus|OnRoll|QN|LearningStartDate|LearningPlannedEndDate|LearningActualEndDate
    P4 | 2015/2016 | 1 | 1 | 60011111 | 05SEP2015 | 30JUN2017 | .
    P4 | 2016/2017 | 1 | 1 | 60011111 | 05SEP2015 | 30JUN2017 | 31JUL2016
    P5 | 2015/2016 | 1 | 1 | 60011111 | 05SEP2015 | 30JUN2017 | .
    P5 | 2016/2017 | 1 | 1 | 60011111 | 05SEP2015 | 30JUN2017 | .
"""
UNIVERSITY = "PUPILMATCHINGREFANONYMOUS | XPSR01 | COMDATE | ENDDATE\n{} | 1 | {} | ."
EMPLOYMENT = """
    EduKey | StartDate | EndDate   | UncertainStartDate
    E2     | 01APR2016 | 31MAR2017 | 0
    E4     | 01AUG2016 | 31MAR2017 | 0
    E6     | 15MAR2016 | .         | 0
    E7     | 15MAR2016 | 28FEB2017 | 0
    E1     | 15MAR2016 | .         | 0
"""
BENEFITS = """
    EduKey | StartDate | EndDate   | Out_of_work_benefit
    E7     | 01OCT2016 | 31MAR2017 | 1
    E6     | 01OCT2016 | 31MAR2017 | 0
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    stored = Stored(tmp_path_factory.mktemp("after"))
    stored.load_all(
        npd_ks4__ks4_pupil=PUPILS,
        leo__ae_id_to_pmr=LOOK_UP,
        leo__education_records_lookup=RECORDS,
        leo__ae_id_to_edukey=EDUKEYS,
        plams__plams=SIXTH_FORM,
        ilr__lilr_aims=COLLEGE,
        leo__employment=EMPLOYMENT,
        leo__benefits=BENEFITS,
    )
    stored.load("hesa.student_leo", UNIVERSITY.format("P8", "20SEP2015"), year="2015/16")
    stored.load("hesa.student_leo", UNIVERSITY.format("P1", "20SEP2016"), year="2016/17")
    return stored


# pupil | April 2016 to March 2017                                                          | so
# P1    | university from September: 000001111111                                           | Higher education
# P2    | college April to June and September to November, work in all twelve months        | Employment
# P3    | college from September, with no end until July                                    | Further education
# P4    | sixth form to July, as the later return says; work from August                    | No sustained activity
# P5    | sixth form in all months                                                          | Further education
# P6    | work in all twelve months; a claim that is not for want of work                   | Employment
# P7    | a claim from October to March: six months running                                 | Out of work benefits


def test_each_person_has_the_main_activity_worked_out_by_hand(stored: Stored) -> None:
    assert stored.counted("post_16_main_activity", "--by", "activity", *QUESTION) == table("""
        Main activity          | People | Mainly in education or employment | In education or employment (%)
        Higher education       | 1      | 1                                 | 100.0
        Further education      | 2      | 2                                 | 100.0
        Out of work benefits   | 1      | 0                                 | 0.0
        Employment             | 2      | 2                                 | 100.0
        No sustained activity  | 1      | 0                                 | 0.0
        Activity not captured  | 0      | 0                                 | z
        All                    | 7      | 5                                 | 71.4
    """)
    stored.rows_add_up("post_16_main_activity", year="2014/15", by="activity")


def test_rules_of_the_measure_may_be_set(stored: Stored) -> None:
    found = stored.counted("post_16_main_activity", *QUESTION, "--set", "study_months=8")
    # P1 and P3 have seven months of study: P1 was at work as well. P7's six months of claims are too few now too.
    assert found.splitlines()[-1] == "7 | 4 | 57.1"


def test_later_years_need_the_records_of_those_years_but_no_sixth_forms(stored: Stored) -> None:
    said = stored.refused("post_16_main_activity", *QUESTION, "--set", "years_after=4")
    assert "no LILR_Aims of 2018/19 to 2019/20 is held" in said
    explained = stored.ask("post_16_main_activity", *QUESTION, "--set", "years_after=4", "--explain").output
    assert "PLAMS" not in explained.split("Where its columns come from")[0]


def test_higher_education_at_colleges_is_said_to_be_counted_as_further(stored: Stored) -> None:
    said = " ".join(stored.ask("post_16_main_activity", *QUESTION).output.split())
    assert "Higher education at colleges is counted with further education" in said
    assert "PLAMS of 2015/16 to 2016/17 (edition made up" in said
