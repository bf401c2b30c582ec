"""Outcomes of further education from the research copy of the ILR and LEO, loaded as delivered and counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.deliveries import Stored, table

QUESTION = ("--year", "2015/16")

LEARNERS = """
    external_id | Year | RECORDID | ukprn_anon | Sex | Ethnicity | LLDD | AcAge
    1           | 2015 | 101      | 501        | F   | 31        | 2    | 25
    2           | 2015 | 102      | 501        | M   | 39        | 1    | 30
    3           | 2015 | 103      | 501        | F   | 31        | 2    | 19
    4           | 2015 | 104      | 502        | M   | 45        | 2    | 17
    5           | 2015 | 105      | 502        | F   | 31        | 2    | 18
    6           | 2015 | 106      | 502        | M   | 31        | -1   | 40
    7           | 2015 | 107      | 502        | F   | 31        | 2    | 50
    8           | 2015 | 108      | 502        | F   | 31        | 2    | 50
    11          | 2016 | 201      | 503        | F   | 31        | 2    | 26
    12          | 2016 | 202      | 503        | M   | 39        | 1    | 31
    14          | 2016 | 204      | 503        | M   | 45        | 2    | 18
"""
AIMS = """
external_id|Year|RECORDID|sequence_index|ukprn_anon|programme_type|start_date|end_date|Achievement_date|app|achievement|Notional_Level_v2|NotionalNVQLev|FL2Width|FL3Width
 1|2015|101|1|501|99|01SEP2015|30JUN2016|.|0|1|2|2|100|0
 1|2015|101|2|501|99|01SEP2015|30JUN2016|.|0|0|3|3|0|100
 2|2015|102|1|501|99|01SEP2015|30JUN2016|.|0|1|3|3|0|100
 3|2015|103|1|501|99|01SEP2015|30JUN2016|.|0|1|1|1|0|0
 4|2015|104|1|502|2|01SEP2014|30JUN2016|.|1|1|.|.|0|0
 4|2015|104|2|502|2|01SEP2014|30JUN2016|.|0|1|3|3|0|0
 5|2015|105|1|502|99|01SEP2015|30JUN2016|.|0|1|2|2|0|0
 6|2015|106|1|502|99|01SEP2015|30JUN2016|.|0|1|2|2|0|0
 7|2015|107|1|502|99|01SEP2015|30JUN2016|.|0|1|2|2|0|0
 8|2015|108|1|502|99|01SEP2015|.|.|0|0|2|2|0|0
11|2016|201|1|503|99|01SEP2016|31JUL2017|.|0|0|3|3|0|0
12|2016|202|1|503|99|10JAN2017|31JUL2017|.|0|0|3|3|0|0
14|2016|204|1|503|3|15AUG2016|20JAN2017|.|1|0|.|.|0|0
"""
RECORDS = """
    RECORDID | AE_ID
    101      | 1
    102      | 2
    103      | 3
    104      | 4
    105      | 5
    106      | 6
    201      | 1
    202      | 2
    204      | 4
"""
EDUKEYS = """
    AE_ID | EDUKEY
    1     | E1
    1     | E1b
    2     | E2
    3     | E3
    4     | E4
    5     | E5
"""
EMPLOYMENT = """
    EduKey | StartDate | EndDate   | UncertainStartDate
    E1     | 01JAN2010 | 15DEC2016 | 0
    E1b    | 20JAN2017 | .         | 0
    E2     | 01OCT2016 | 31DEC2016 | 0
    E3     | 01OCT2016 | 28FEB2017 | 0
    E3     | 02APR2017 | 03APR2017 | 0
    E4     | 01JUN2015 | 01SEP2016 | 0
    E5     | 01OCT2016 | 31MAR2017 | 0
"""
SELF_ASSESSMENT = """
    EduKey | TaxYear | Self_Employed | EARNINGS_SELF_EMPLOYMENT
    E4     | 201617  | 0             | .
    E2     | 201516  | 1             | 9000
"""


def held_in(folder: Path) -> Stored:
    stored = Stored(folder)
    stored.load_all(
        ilr__lilr_learners=LEARNERS,
        ilr__lilr_aims=AIMS,
        leo__education_records_lookup=RECORDS,
        leo__ae_id_to_edukey=EDUKEYS,
        leo__employment=EMPLOYMENT,
        leo__self_assessment=SELF_ASSESSMENT,
    )
    return stored


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return held_in(tmp_path_factory.mktemp("linked"))


# learner | counts                   | October to March, work | learning | apprenticeship | so
# 1       | adult, level 2           | 111111 over two keys   | 111111   |                | employment and learning
# 2       | adult, level 3           | 111000                 | 000111   |                | combination
# 3       | adult, level 1           | 111110 and April       | 000000   |                | employment only
# 4       | apprentice of 17         | 000000                 | 111100   | August-January | learning only
# 5       | 18 and no apprentice: not of the population
# 6       | adult, no key of tax     | not found in the linked data
# 7       | adult, not in a look-up  | not found in the linked data
# 8       | did not achieve: not of the population


@pytest.mark.parametrize(
    ("measure", "last"),
    [
        ("sustained_employment_rate", "4 | 2 | 50.0"),
        ("sustained_learning_rate", "4 | 2 | 50.0"),
        ("sustained_positive_destination_rate", "4 | 4 | 100.0"),
    ],
)
def test_matched_achievers_and_what_they_went_on_to(stored: Stored, measure: str, last: str) -> None:
    assert stored.counted(measure, *QUESTION).splitlines()[-1] == last
    stored.rows_add_up(measure, year="2015/16", by="sex,provider")


def test_each_learner_falls_in_the_group_worked_out_by_hand(stored: Stored) -> None:
    found = stored.counted("sustained_positive_destination_rate", "--by", "outcome", *QUESTION)
    assert found == table("""
        Outcome                                     | Matched | Positive | Sustained positive destination rate (%)
        Sustained employment only                   | 1       | 1        | 100.0
        Sustained employment and sustained learning | 1       | 1        | 100.0
        Sustained learning only                     | 1       | 1        | 100.0
        Employment and learning, sustained together | 1       | 1        | 100.0
        Neither                                     | 0       | 0        | z
        All                                         | 4       | 4        | 100.0
    """)


def test_providers_go_by_their_pseudonyms_and_learners_by_their_record(stored: Stored) -> None:
    assert stored.counted("sustained_employment_rate", "--by", "provider,sex", *QUESTION) == table("""
        Provider | Sex    | Matched | Employed | Sustained employment rate (%)
        501      | Female | 2       | 2       | 100.0
        501      | Male   | 1       | 0       | 0.0
        501      | All    | 3       | 2       | 66.7
        502      | Female | 0       | 0       | z
        502      | Male   | 1       | 0       | 0.0
        502      | All    | 1       | 0       | 0.0
        All      | Female | 2       | 2       | 100.0
        All      | Male   | 2       | 0       | 0.0
        All      | All    | 4       | 2       | 50.0
    """)
    only = stored.counted("sustained_employment_rate", "--where", "lldd = no and ethnicity = White", *QUESTION)
    assert only.splitlines()[-1] == "2 | 2 | 100.0"


def test_rules_that_are_left_open_may_be_set(stored: Stored) -> None:
    strict = stored.counted("sustained_learning_rate", *QUESTION, "--set", "apprenticeship_months=7")
    assert strict.splitlines()[-1] == "4 | 1 | 25.0"


def test_the_table_says_which_deliveries_it_came_from_and_how_far_to_trust_it(stored: Stored) -> None:
    said = " ".join(stored.ask("sustained_employment_rate", *QUESTION).output.split())
    for part in (
        "Quality C, from the definition of sustained_employment_rate.",
        "Definition of sustained_employment_rate, version 1: best reading, not seen in a source.",
        "LILR_Aims of 2015/16 to 2016/17 (edition made up, delivery",
        "LEO.SA of 2016/17 (edition made up, delivery",
        "LINK.EDUCATION_RECORDS_LOOKUP (edition made up, delivery",
        "drawn from 6 deliveries",
        "Who was not found in the linked data is left out.",
        "Parts of apprenticeships are left out",
        "Learning after the year is seen at colleges and with training providers",
        "(Q-LEO)",
    ):
        assert part in said


def test_a_saved_table_names_the_deliveries_too(stored: Stored, tmp_path: Path) -> None:
    done = stored.ask("sustained_employment_rate", *QUESTION, "--out", str(tmp_path / "table.html"))
    assert done.exit_code == 0, repr(done.exception)
    written = "".join(f.read_text(encoding="utf-8") for f in tmp_path.iterdir())
    assert "LEO.Employment (edition made up, delivery" in written


def test_a_later_delivery_counts_and_is_the_one_that_is_named(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    stored.load(
        "leo.employment", EMPLOYMENT.replace("E2     | 01OCT2016 | 31DEC2016", "E2     | 01OCT2016 | ."), edition="I3"
    )
    assert stored.counted("sustained_employment_rate", *QUESTION).splitlines()[-1] == "4 | 3 | 75.0"
    said = " ".join(stored.ask("sustained_employment_rate", *QUESTION).output.split())
    assert "LEO.Employment (edition I3," in said
    assert "LEO.Employment (edition made up" not in said


def test_columns_that_nobody_declared_do_not_get_in_the_way(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    heads, *lines = AIMS.strip().splitlines()
    stored.load("ilr.lilr_aims", "\n".join([f"{heads}|KEY|Record|End", *(f"{line}|a|b|c" for line in lines)]))
    assert stored.counted("sustained_employment_rate", *QUESTION).splitlines()[-1] == "4 | 2 | 50.0"


def test_work_that_is_not_in_the_extract_is_not_taken_for_none(tmp_path: Path) -> None:
    stored = held_in(tmp_path)
    earlier = EMPLOYMENT.replace("2017", "2016")
    stored.load("leo.employment", "\n".join(line for line in earlier.splitlines() if "| . " not in line))
    said = stored.refused("sustained_employment_rate", *QUESTION)
    assert "LEO.Employment that is held does not reach March 2017" in said
    assert "Its last spell starts or ends in December 2016." in said
