"""Progression to higher education from the research copy of the ILR and the student record in LEO, counted by hand."""

from __future__ import annotations

import pytest
from tests.support.deliveries import Stored, table

QUESTION = ("--year", "2015/16")

LEARNERS = "external_id | Year | RECORDID | ukprn_anon | Sex | Ethnicity | LLDD | AcAge\n" + "\n".join(
    f"{n} | 2015 | {100 + n} | 501 | {'MF'[n % 2]} | 31 | 2 | 18" for n in range(1, 6)
)
AIMS = """
external_id|Year|RECORDID|ukprn_anon|programme_type|start_date|end_date|achievement|app|Notional_Level_v2
    1 | 2015 | 101 | 501 | 99 | 05SEP2015 | 30JUN2016 | 1 | 0 | 3
    1 | 2015 | 101 | 501 | 99 | 05SEP2015 | 30JUN2016 | 1 | 0 | 2
    2 | 2015 | 102 | 501 | 99 | 05SEP2015 | 30JUN2016 | 1 | 0 | 3
    3 | 2015 | 103 | 501 | 99 | 05SEP2015 | 30JUN2016 | 1 | 0 | 3
    4 | 2015 | 104 | 501 | 99 | 05SEP2015 | 30JUN2016 | 0 | 0 | 3
    5 | 2015 | 105 | 501 | 99 | 05SEP2015 | 30JUN2016 | 1 | 0 | 1.5
    8 | 2016 | 203 | 502 | 99 | 05SEP2016 | 28FEB2017 | 0 | 0 | 4
    9 | 2016 | 205 | 502 | 99 | 05SEP2016 | 30JUN2017 | 0 | 0 | .
"""
RECORDS = "RECORDID | AE_ID\n101 | 1\n102 | 2\n103 | 3\n104 | 4\n105 | 5\n203 | 3\n205 | 5"
LOOK_UP = "AE_ID | PUPILMATCHINGREFANONYMOUS\n1 | P1\n2 | P2\n4 | P4"
UNIVERSITY = """
    PUPILMATCHINGREFANONYMOUS | XPSR01 | COMDATE   | ENDDATE
    P1                        | 1      | 20SEP2016 | .
    P2                        | 1      | 20SEP2016 | 10JAN2017
    P4                        | 1      | 20SEP2016 | .
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    stored = Stored(tmp_path_factory.mktemp("progression"))
    stored.load_all(
        ilr__lilr_learners=LEARNERS,
        ilr__lilr_aims=AIMS,
        leo__education_records_lookup=RECORDS,
        leo__ae_id_to_pmr=LOOK_UP,
    )
    return stored


# learner | achieved | the year after                     | months | in higher education
# 1       | level 3  | university from September          | 11     | yes
# 2       | level 3  | university to January              | 5      | no: not sustained
# 3       | level 3  | level 4 at a college               | 6      | yes
# 4       | nothing  |                                    |        | not of the population
# 5       | level 1  | a college aim of unknown level     | 10     | no


def test_progression_needs_the_student_record_and_names_what_will_not_do(stored: Stored) -> None:
    said = stored.refused("progression_to_higher_education_rate", *QUESTION)
    assert "needs HESA (in LEO)" in said
    assert "The layout of Data Futures has the learner number and SID in Student alone" in said
    stored.load("hesa.student_leo", UNIVERSITY, year="2016/17")
    assert stored.counted("progression_to_higher_education_rate", "--by", "sex", *QUESTION) == table("""
        Sex    | Achieved | In higher education | Progression to higher education (%)
        Female | 3        | 2                   | 66.7
        Male   | 1        | 0                   | 0.0
        All    | 4        | 2                   | 50.0
    """)
    stored.rows_add_up("progression_to_higher_education_rate", year="2015/16", by="sex")
    looser = stored.counted("progression_to_higher_education_rate", *QUESTION, "--set", "sustained_months=5")
    assert looser.splitlines()[-1] == "4 | 3 | 75.0"
    filtered = stored.counted("progression_to_higher_education_rate", *QUESTION, "--where", "achieved_level = 3")
    assert filtered.splitlines()[-1] == "3 | 2 | 66.7"
