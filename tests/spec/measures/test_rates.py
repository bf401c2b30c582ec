"""Achievement, retention, pass and timely rates."""

from datetime import date
from decimal import Decimal

import pytest
from tests.support.aim_tables import APPRENTICE, CLASSROOM, counted, outcomes

from alder.measures import measures
from alder.model.statistic import rate

COHORT = """
    aim           | CompStatus | Outcome | LearnActEndDate
    achieved      | 2          | 1       | 2024-06-28
    partly        | 2          | 2       | 2024-06-28
    not yet known | 2          | 8       | 2024-06-28
    not achieved  | 2          | 3       | 2024-06-28
    withdrawn     | 3          | 3       | 2024-01-15
"""
CLASS = {**CLASSROOM, "LearnStartDate": date(2023, 9, 4), "LearnPlanEndDate": date(2024, 6, 28)}
EDUCATION = "education_and_training"


def test_partly_achieved_and_not_yet_known_are_completed_and_not_achieved() -> None:
    found = counted("achievement_rate", COHORT, year="2023/24", scope=EDUCATION, **CLASS)
    assert (found.total("achievers"), found.total("leavers")) == (1, 5)
    found = counted("retention_rate", COHORT, year="2023/24", scope=EDUCATION, **CLASS)
    assert (found.total("completers"), found.total("leavers")) == (4, 5)
    found = counted("pass_rate", COHORT, year="2023/24", scope=EDUCATION, **CLASS)
    assert (found.total("achievers"), found.total("completers")) == (1, 4)


@pytest.mark.parametrize(("outcomes", "achievers"), [("1", 1), ("1,2", 2), ("1,2,8", 3)])
def test_which_outcomes_achieve_can_be_set(outcomes: str, achievers: int) -> None:
    found = counted("pass_rate", COHORT, year="2023/24", scope=EDUCATION, achieving_outcomes=outcomes, **CLASS)
    assert (found.total("achievers"), found.total("completers")) == (achievers, 4)


def test_an_outcome_without_completion_does_not_achieve() -> None:
    text = "aim | CompStatus | Outcome\nwithdrawn, achieved | 3 | 1"
    found = outcomes(text, year="2023/24", scope=EDUCATION, LearnActEndDate=date(2024, 1, 15), **CLASS)
    assert found == {"withdrawn, achieved": "withdrawn"}


def test_an_aim_is_timely_when_it_is_achieved_within_90_days_of_the_plan() -> None:
    text = """
        aim                  | ProgType | LearnActEndDate | CompStatus | Outcome | LearnPlanEndDate
        90 days late         | 3        | 2024-03-30      | 2          | 1       | 2023-12-31
        91 days late         | 3        | 2024-03-31      | 2          | 1       | 2023-12-31
        still going on       | 3        |                 | 1          |         | 2023-12-31
        left at once         | 3        | 2022-06-20      | 3          | 3       | 2023-12-31
        on a break           | 3        | 2023-01-20      | 6          | 3       | 2023-12-31
        standard             | 25       | 2023-12-31      | 2          | 1       | 2023-12-31
        planned another year | 3        | 2023-12-31      | 2          | 1       | 2024-12-31
    """
    same = {"AimType": 1, "FundModel": 36, "LearnStartDate": date(2022, 6, 1), "data_year": 2023}
    found = counted("timely_achievement_rate", text, year="2023/24", scope="apprenticeships", **same)
    assert (found.total("timely_cohort"), found.total("timely_achievers")) == (3, 1)
    found = counted("timely_achievement_rate", text, year="2023/24", scope="apprenticeships", timely_days=91, **same)
    assert found.total("timely_achievers") == 2


def test_a_rate_is_worked_out_in_decimals_and_halves_go_up() -> None:
    assert rate(1, 8) == Decimal("12.5")
    assert rate(1, 800) == Decimal("0.1")
    assert rate(1, 2000) == Decimal("0.1")
    assert rate(1, 2000, halves="even") == Decimal("0.0")
    assert rate(9, 16, 0) == Decimal("56")
    assert rate(1, 8, 0) == Decimal("13")
    assert rate(1, 8, 0, halves="even") == Decimal("12")


def test_a_rate_with_nothing_to_divide_by_is_missing_unless_zero_is_asked_for() -> None:
    assert rate(0, 0) is None
    assert rate(0, 0, nothing="zero") == 0


def test_the_published_rates_follow_from_the_published_counts() -> None:
    """Education and training 2021/22, all levels, as published."""
    leavers, completers, achievers = 2_727_690, 2_466_100, 2_279_440
    of = {"leavers": leavers, "completers": completers, "achievers": achievers}
    found = {}
    for name in ("achievement_rate", "retention_rate", "pass_rate"):
        indicator = measures[name].rates[0]
        assert indicator.of
        found[name] = indicator.worked_out(*(of[i] for i in indicator.of))
    assert found == {
        "achievement_rate": Decimal("83.6"),
        "retention_rate": Decimal("90.4"),
        "pass_rate": Decimal("92.4"),
    }


def test_a_level_that_an_apprenticeship_cannot_have_is_not_known() -> None:
    text = "aim | level\nlisted at level 1 | Level 1\nlisted at level 3 | Level 3"
    same = {**APPRENTICE, "LearnStartDate": date(2022, 9, 1), "LearnPlanEndDate": date(2024, 1, 31)}
    ended = {"LearnActEndDate": date(2024, 1, 31), "CompStatus": 2, "Outcome": 1}
    found = counted("leavers", text, year="2023/24", scope="apprenticeships", by=("level",), **same, **ended)
    assert {c: found.total("leavers", level=c) for c in ("Level 3", "Unknown")} == {"Level 3": 1, "Unknown": 1}


def test_what_a_timely_rate_leaves_out_is_told_by_the_planned_year() -> None:
    text = """
        aim                  | LearnActEndDate | CompStatus | WithdrawReason | LearnPlanEndDate
        by intervention      | 2023-10-01      | 3          | 7              | 2023-12-31
        on a break           | 2023-01-20      | 6          |                | 2023-12-31
        planned another year | 2023-10-01      | 3          | 7              | 2024-12-31
    """
    same = {**CLASSROOM, "LearnStartDate": date(2022, 6, 1), "data_year": 2023}
    found = counted("timely_achievement_rate", text, year="2023/24", scope=EDUCATION, **same)
    assert dict(found.left_out) == {"provider intervention": 1, "planned break": 1}
