"""Breaks in learning, aims that vanish, and aims that wait for their assessment."""

from datetime import date

from tests.support.aim_tables import APPRENTICE, outcomes

STARTED = {**APPRENTICE, "LearnStartDate": date(2022, 9, 1)}


def test_a_break_is_left_out_and_its_restart_is_counted_once() -> None:
    found = outcomes(
        """
        aim     | LearnStartDate | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome | restart | AchDate
        paused  | 2022-01-10     | 2023-07-01       | 2022-11-30      | 6          | 3       | no      |
        resumed | 2023-02-01     | 2024-02-28       | 2024-02-10      | 2          | 1       | yes     | 2024-04-01
        """,
        year="2023/24",
        person=1,
        data_year=2023,
        **APPRENTICE,
    )
    assert found == {"paused": "planned break", "resumed": "achiever"}


def test_a_break_that_nobody_ended_is_a_withdrawal_in_the_year_after_its_planned_end() -> None:
    text = """
        aim            | data_year | break_shown
        not returned   | 2023      | 2022
        never ended    | 2024      | 2022
        still returned | 2024      | 2024
    """
    same = {
        **STARTED,
        "LearnPlanEndDate": date(2024, 7, 31),
        "LearnActEndDate": date(2023, 4, 15),
        "CompStatus": 6,
        "Outcome": 3,
    }
    assert outcomes(text, year="2024/25", **same) == {
        "not returned": "not known",
        "never ended": "overdue break",
        "still returned": "planned break",
    }
    before = outcomes(text, year="2023/24", **same)
    assert (before["not returned"], before["never ended"]) == ("planned break", "leaver in 2024/25")


def test_a_break_that_began_after_the_planned_end_is_overdue_a_year_after_it_began() -> None:
    found = outcomes(
        "aim | LearnActEndDate\nlate break | 2024-09-15",
        year="2025/26",
        data_year=2025,
        LearnPlanEndDate=date(2024, 7, 31),
        CompStatus=6,
        **STARTED,
    )
    assert found == {"late break": "overdue break"}


def test_only_a_restart_of_the_same_learning_with_the_same_provider_ends_a_break() -> None:
    found = outcomes(
        """
        aim             | person | ukprn    | StdCode | LearnStartDate | LearnActEndDate | CompStatus | restart
        other standard  | 1      | 10000001 | 1       | 2022-09-01     | 2023-04-15      | 6          | no
        .               | 1      | 10000001 | 2       | 2023-09-01     |                 | 1          | yes
        other provider  | 2      | 10000001 | 1       | 2022-09-01     | 2023-04-15      | 6          | no
        ..              | 2      | 10000002 | 1       | 2023-09-01     |                 | 1          | yes
        not a restart   | 3      | 10000001 | 1       | 2022-09-01     | 2023-04-15      | 6          | no
        ...             | 3      | 10000001 | 1       | 2023-09-01     |                 | 1          | no
        began before it | 4      | 10000001 | 1       | 2022-09-01     | 2023-04-15      | 6          | no
        ....            | 4      | 10000001 | 1       | 2023-04-14     |                 | 1          | yes
        too late        | 5      | 10000001 | 1       | 2022-09-01     | 2023-04-15      | 6          | no
        .....           | 5      | 10000001 | 1       | 2025-08-01     |                 | 1          | yes
        same day        | 7      | 10000001 | 1       | 2022-09-01     | 2023-04-15      | 6          | no
        .......         | 7      | 10000001 | 1       | 2023-04-15     |                 | 1          | yes
        resumed         | 6      | 10000001 | 1       | 2022-09-01     | 2023-04-15      | 6          | no
        ......          | 6      | 10000001 | 1       | 2025-07-31     |                 | 1          | yes
        """,
        year="2024/25",
        data_year=2025,
        LearnPlanEndDate=date(2024, 7, 31),
        **{k: v for k, v in APPRENTICE.items() if k != "StdCode"},
    )
    assert [k for k, v in found.items() if v == "overdue break"] == [
        "other standard",
        "other provider",
        "not a restart",
        "began before it",
        "too late",
    ]
    assert found["resumed"] == found["same day"] == "planned break"


def test_an_aim_past_its_planned_end_is_no_leaver_while_it_is_returned() -> None:
    text = """
        aim             | LearnPlanEndDate | last_reported
        still returned  | 2024-01-31       |
        vanished        | 2024-01-31       | 2023
        vanished early  | 2025-09-30       | 2023
    """
    found = outcomes(text, year="2024/25", data_year=2024, CompStatus=1, **STARTED)
    assert found == {
        "still returned": "continuing",
        "vanished": "overdue continuing",
        "vanished early": "leaver in 2025/26",
    }


def test_a_standard_that_waits_and_is_missing_from_the_next_return_is_a_withdrawal_unless_set_otherwise() -> None:
    text = "aim | last_reported\nreturned | \nmissing | 2022"
    waits = {"CompStatus": 1, "Outcome": 8, "LearnActEndDate": date(2023, 5, 31), "LearnPlanEndDate": date(2023, 5, 31)}
    same = {**APPRENTICE, **waits, "LearnStartDate": date(2022, 1, 10), "data_year": 2023}
    found = outcomes(text, year="2023/24", **same)
    assert found == {"returned": "awaiting assessment", "missing": "overdue continuing"}
    for_ever = outcomes(text, year="2023/24", vanished_assessments="waiting", **same)
    assert for_ever["missing"] == "awaiting assessment"


def test_a_standard_that_waits_for_its_assessment_is_not_a_leaver_yet() -> None:
    found = outcomes(
        """
        aim        | ProgType | CompStatus | Outcome | AchDate
        waiting    | 25       | 1          | 8       |
        framework  | 3        | 1          | 8       |
        has a date | 25       | 1          | 8       | 2024-03-01
        assessed   | 25       | 2          | 1       | 2024-03-01
        not passed | 25       | 2          | 3       |
        """,
        year="2023/24",
        data_year=2023,
        AimType=1,
        FundModel=36,
        LearnStartDate=date(2022, 9, 1),
        LearnPlanEndDate=date(2024, 1, 31),
        LearnActEndDate=date(2024, 2, 15),
    )
    assert found == {
        "waiting": "awaiting assessment",
        "framework": "continuing",
        "has a date": "continuing",
        "assessed": "achiever",
        "not passed": "completer",
    }
