"""Retention in school sixth forms from the aims of the autumn census, counted by hand."""

from __future__ import annotations

from pathlib import Path

from tests.support.commands import at_a_terminal
from tests.support.deliveries import Stored, table

QUESTION = ("--year", "2016/17")

AIMS = """
PupilMatchingRefAnonymous|ACADYR|RecordStatus|LAEstab_anon|CoreAim|LearningPlannedEndDate|LearningActualEndDate|LearningAimStatus|Gender
    P1 | 2017/2018 | 1   | S1 | 1 | 30JUN2017 | 30JUN2017 | 2 | F
    P1 | 2017/2018 | 1   | S1 | 0 | 30JUN2017 | 31DEC2016 | 3 | F
    P2 | 2017/2018 | 1   | S1 | 1 | 30JUN2017 | 31JAN2017 | 3 | M
    P3 | 2017/2018 | 1   | S1 | 1 | 30JUN2018 | .         | 1 | F
    P4 | 2017/2018 | 1   | S2 | 1 | 30JUN2017 | 15OCT2016 | 4 | F
    P4 | 2017/2018 | 1   | S2 | 1 | 30JUN2017 | 30JUN2017 | 2 | F
    P5 | 2017/2018 | 1   | S2 | 1 | 30JUN2017 | 15OCT2016 | 4 | M
    P6 | 2017/2018 | 1   | S2 | 1 | 30JUN2017 | .         | 1 | M
    P7 | 2017/2018 | 101 | S2 | 1 | 30JUN2017 | 30JUN2017 | 2 | M
    P8 | 2017/2018 | 1   | S2 | 1 | 30JUN2016 | 15AUG2016 | 2 | M
    P9 | 2016/2017 | 1   | S2 | 1 | 30JUN2017 | .         | 1 | M
"""

# pupil | core aim                                              | so
# P1    | completed as planned                                  | retained
# P2    | left in January                                       | not retained
# P3    | planned to end a year later                           | not of this year
# P4    | changed to another aim, which was completed           | retained
# P5    | changed to another aim that is no core aim            | left out: transferred
# P6    | should have ended and goes on                         | left out: continuing
# P7    | a double record                                       | not counted
# P8    | planned for June, completed in August of the year     | retained


def test_pupils_are_retained_who_complete_their_core_aim(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    stored.load("plams.plams", AIMS)
    assert stored.counted("retention_rate_in_sixth_forms", "--by", "provider,sex", *QUESTION) == table("""
        Provider | Sex    | Students | Retained | Retention of pupils in school sixth forms (%)
        S1       | Female | 1        | 1        | 100.0
        S1       | Male   | 1        | 0        | 0.0
        S1       | All    | 2        | 1        | 50.0
        S2       | Female | 1        | 1        | 100.0
        S2       | Male   | 1        | 1        | 100.0
        S2       | All    | 2        | 2        | 100.0
        All      | Female | 2        | 2        | 100.0
        All      | Male   | 2        | 1        | 50.0
        All      | All    | 4        | 3        | 75.0
    """)
    stored.rows_add_up("retention_rate_in_sixth_forms", year="2016/17", by="provider,sex")
    said = " ".join(stored.ask("retention_rate_in_sixth_forms", *QUESTION).output.split())
    assert "left out:" not in said, "how many is for whoever holds the data"
    with at_a_terminal():
        shown = " ".join(stored.ask("retention_rate_in_sixth_forms", *QUESTION, "--unprotected").output.split())
    assert "left out: transferred to another aim" in shown
    assert "left out: continuing, or of unknown status" in shown
    assert "PLAMS of 2017/18 (edition made up, delivery" in said
    planned = stored.counted("retention_rate_in_sixth_forms", *QUESTION, "--set", "end_of_study=planned_end")
    assert planned.splitlines()[-1] == "3 | 2 | 66.7", "P8 was planned to end in the year before"
    moved = stored.counted("retention_rate_in_sixth_forms", *QUESTION, "--set", "transferred_core_aims=not_retained")
    assert moved.splitlines()[-1] == "5 | 3 | 60.0", "P5 counts too"


def test_the_ethnic_group_is_that_of_the_school_census(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    stored.load("plams.plams", AIMS)
    said = stored.refused("retention_rate_in_sixth_forms", "--by", "ethnicity", *QUESTION)
    assert "of SC_Pupil for the column Ethnicity, and none is held" in said
    stored.load(
        "npd_census.pupil",
        """
        PupilMatchingRefAnonymous | AcademicYear | CensusTerm | CensusDate | EthnicGroupMinor | LAEstab_anon
        P1                        | 2016/17      | Autumn     | 06OCT2016  | NOBT             | S1
        P1                        | 2016/17      | Spring     | 19JAN2017  | WBRI             | S1
        P2                        | 2016/17      | Spring     | 19JAN2017  | BSOM             | S1
        """,
    )
    found = stored.counted("retention_rate_in_sixth_forms", "--by", "ethnicity", *QUESTION)
    held = [line for line in found.splitlines()[1:] if not line.endswith("| 0 | 0 | z")]
    assert held == [
        "White | 1 | 1 | 100.0",
        "Black / African / Caribbean / Black British | 1 | 0 | 0.0",
        "Unknown | 2 | 2 | 100.0",
        "All | 4 | 3 | 75.0",
    ]
