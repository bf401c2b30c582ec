"""What is left out of every rate, and the settings that change it."""

from datetime import date

from tests.support.aim_tables import APPRENTICE, CLASSROOM, outcomes

LEFT = """
    aim                  | person | ukprn    | LearnStartDate | LearnActEndDate | WithdrawReason | CompStatus
    same day             | 1      | 10000001 | 2022-09-01     | 2023-09-30      | 40             | 3
    new, same day        | 1      | 10000001 | 2023-09-30     |                 |                | 1
    120 days             | 2      | 10000001 | 2022-09-01     | 2023-09-30      | 40             | 3
    new, 120 days        | 2      | 10000001 | 2024-01-28     |                 |                | 1
    121 days             | 3      | 10000001 | 2022-09-01     | 2023-09-30      | 40             | 3
    new, 121 days        | 3      | 10000001 | 2024-01-29     |                 |                | 1
    day before           | 4      | 10000001 | 2022-09-01     | 2023-09-30      | 40             | 3
    new, day before      | 4      | 10000001 | 2023-09-29     |                 |                | 1
    other provider       | 5      | 10000001 | 2022-09-01     | 2023-09-30      | 40             | 3
    new, other provider  | 5      | 10000002 | 2023-10-10     |                 |                | 1
    other reason         | 6      | 10000001 | 2022-09-01     | 2023-09-30      | 3              | 3
    new, other reason    | 6      | 10000001 | 2023-10-10     |                 |                | 1
"""


def test_a_transfer_within_a_provider_is_left_out_when_the_new_aim_starts_0_to_120_days_later() -> None:
    found = outcomes(LEFT, year="2023/24", LearnPlanEndDate=date(2024, 1, 31), **APPRENTICE)
    left = {k: v for k, v in found.items() if not k.startswith("new")}
    assert left == {
        "same day": "excluded: transfer",
        "120 days": "excluded: transfer",
        "121 days": "withdrawn",
        "day before": "withdrawn",
        "other provider": "withdrawn",
        "other reason": "withdrawn",
    }
    longer = outcomes(LEFT, year="2023/24", LearnPlanEndDate=date(2024, 1, 31), transfer_days=121, **APPRENTICE)
    assert longer["121 days"] == "excluded: transfer"


def test_an_aim_of_one_day_is_no_transfer_to_itself() -> None:
    text = "aim | LearnStartDate | LearnActEndDate | LearnPlanEndDate\none day | 2023-09-04 | 2023-09-04 | 2023-09-13"
    found = outcomes(text, year="2023/24", CompStatus=3, WithdrawReason=40, **APPRENTICE)
    assert found == {"one day": "withdrawn"}


def test_a_transfer_to_another_kind_of_learning_is_a_withdrawal() -> None:
    text = """
        aim            | ProgType | AimType | FundModel | LearnStartDate | LearnActEndDate | WithdrawReason | CompStatus
        apprenticeship | 25       | 1       | 36        | 2022-09-01     | 2023-09-30      | 40             | 3
        component      | 25       | 3       | 36        | 2023-10-02     |                 |                | 1
        class          |          | 4       | 35        | 2023-10-10     |                 |                | 1
    """
    found = outcomes(text, year="2023/24", person=1, LearnPlanEndDate=date(2024, 1, 31))
    assert found == {"apprenticeship": "withdrawn", "component": "out of scope", "class": "out of scope"}


def test_a_transfer_by_intervention_is_left_out_and_other_reasons_are_withdrawals() -> None:
    text = "aim | WithdrawReason\n" + "\n".join(f"reason {r} | {r}" for r in (7, 2, 3, 28, 29, 41, 47, 97))
    same = {
        **APPRENTICE,
        "LearnStartDate": date(2022, 9, 1),
        "LearnPlanEndDate": date(2024, 1, 31),
        "LearnActEndDate": date(2023, 9, 30),
        "CompStatus": 3,
    }
    found = outcomes(text, year="2023/24", **same)
    assert found.pop("reason 7") == "excluded: provider intervention"
    assert found.pop("reason 47") == "excluded: merger"
    assert set(found.values()) == {"withdrawn"}
    wider = outcomes(text, year="2023/24", intervention_reasons="7,41", **same)
    assert [r for r, status in wider.items() if status != "withdrawn"] == ["reason 7", "reason 41", "reason 47"]


QUALIFYING = """
    aim                        | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome | restart
    168 planned, 41 days       | 2024-02-15       | 2023-10-11      | 3          | 3       | no
    168 planned, 42 days       | 2024-02-15       | 2023-10-12      | 3          | 3       | no
    167 planned, 14 days       | 2024-02-14       | 2023-09-14      | 3          | 3       | no
    100 planned, 13 days       | 2023-12-09       | 2023-09-13      | 3          | 3       | no
    100 planned, 14 days       | 2023-12-09       | 2023-09-14      | 3          | 3       | no
    13 planned, 5 days         | 2023-09-13       | 2023-09-05      | 3          | 3       | no
    a restart, 20 days         | 2024-02-15       | 2023-09-20      | 3          | 3       | yes
    completed in 20 days       | 2024-02-15       | 2023-09-20      | 2          | 1       | no
"""
IN_CLASS = {**CLASSROOM, "LearnStartDate": date(2023, 9, 1)}


def test_a_withdrawal_inside_the_qualifying_period_is_left_out() -> None:
    found = outcomes(QUALIFYING, year="2023/24", scope="education_and_training", **IN_CLASS)
    assert [k for k, v in found.items() if v == "excluded: qualifying period"] == [
        "168 planned, 41 days",
        "100 planned, 13 days",
    ]
    assert found["completed in 20 days"] == "achiever"
    assert found["a restart, 20 days"] == "withdrawn"


def test_days_may_be_counted_without_the_first_in_the_planned_and_the_actual_length() -> None:
    found = outcomes(QUALIFYING, year="2023/24", scope="education_and_training", day_count="exclusive", **IN_CLASS)
    assert [k for k, v in found.items() if v == "excluded: qualifying period"] == [
        "167 planned, 14 days",
        "100 planned, 13 days",
        "100 planned, 14 days",
    ]


def test_a_restart_may_be_shielded_by_the_qualifying_period_too() -> None:
    found = outcomes(QUALIFYING, year="2023/24", scope="education_and_training", restart_shield="yes", **IN_CLASS)
    assert found["a restart, 20 days"] == "excluded: qualifying period"


SCOPE = """
    aim                | ProgType | AimType | FundModel
    class              |          | 4       | 35
    not funded         |          | 4       | 99
    16 to 19           |          | 5       | 25
    community learning |          | 4       | 10
    traineeship        | 24       | 3       | 35
    apprenticeship     | 25       | 1       | 36
    component          | 25       | 3       | 36
    T Level programme  | 31       | 1       | 25
"""
ENDED = {
    "LearnStartDate": date(2023, 9, 4),
    "LearnPlanEndDate": date(2024, 6, 28),
    "LearnActEndDate": date(2024, 6, 28),
    "CompStatus": 2,
    "Outcome": 1,
}


def test_education_and_training_is_all_that_is_not_apprenticeship_traineeship_or_community_learning() -> None:
    found = outcomes(SCOPE, year="2023/24", scope="education_and_training", **ENDED)
    assert [k for k, v in found.items() if v == "achiever"] == ["class", "not funded", "16 to 19", "T Level programme"]
    other = outcomes(
        SCOPE,
        year="2023/24",
        scope="education_and_training",
        not_education_and_training="apprenticeships,programme_aims",
        **ENDED,
    )
    assert [k for k, v in other.items() if v == "achiever"] == [
        "class",
        "not funded",
        "16 to 19",
        "community learning",
        "traineeship",
    ]


def test_an_apprenticeship_is_counted_by_its_programme_and_never_by_its_components() -> None:
    found = outcomes(SCOPE, year="2023/24", scope="apprenticeships", **ENDED)
    assert [k for k, v in found.items() if v != "out of scope"] == ["apprenticeship"]
