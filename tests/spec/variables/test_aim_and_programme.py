"""Variables of the aim and its programme."""

from datetime import date

from tests.support.aim_tables import derived


def test_both_the_first_and_the_last_day_count_in_a_length() -> None:
    text = """
        aim        | LearnStartDate | LearnPlanEndDate | LearnActEndDate
        one day    | 2023-09-01     | 2023-09-01       | 2023-09-01
        168 days   | 2023-09-01     | 2024-02-15       | 2023-10-12
        going on   | 2023-09-01     | 2024-02-15       |
    """
    assert derived("planned_days", text) == {"one day": 1, "168 days": 168, "going on": 168}
    assert derived("actual_days", text) == {"one day": 1, "168 days": 42, "going on": 0}


def test_the_qualifying_period_depends_on_the_planned_length() -> None:
    found = derived(
        "qualifying_days",
        """
        aim | LearnStartDate | LearnPlanEndDate
        13  | 2023-09-01     | 2023-09-13
        14  | 2023-09-01     | 2023-09-14
        167 | 2023-09-01     | 2024-02-14
        168 | 2023-09-01     | 2024-02-15
        """,
    )
    assert found == {"13": 1, "14": 14, "167": 14, "168": 42}


def test_an_aim_counts_as_a_start_when_the_learner_stays_achieves_or_goes_on() -> None:
    found = derived(
        "funding_start",
        """
        aim                | LearnPlanEndDate | LearnActEndDate | CompStatus | Outcome
        going on           | 2024-02-15       |                 | 1          |
        41 of 42 days      | 2024-02-15       | 2023-10-11      | 3          | 3
        42 of 42 days      | 2024-02-15       | 2023-10-12      | 3          | 3
        achieved early     | 2024-02-15       | 2023-09-05      | 2          | 1
        short aim, one day | 2023-09-13       | 2023-09-01      | 3          | 3
        """,
        FundModel=35,
        LearnStartDate=date(2023, 9, 1),
    )
    assert list(found.values()) == [True, False, True, True, True]


def test_an_apprenticeship_completed_within_the_qualifying_period_needs_its_achievement_date() -> None:
    found = derived(
        "funding_start",
        """
        aim                     | LearnStartDate | LearnActEndDate | CompStatus | Outcome | AchDate    | AimType
        withdrawn               | 2023-09-01     | 2023-09-20      | 3          | 3       |            | 1
        completed and dated     | 2023-09-01     | 2023-09-20      | 2          | 1       | 2023-09-25 | 1
        completed, no date      | 2023-09-01     | 2023-09-20      | 2          | 1       |            | 1
        component, no date      | 2023-09-01     | 2023-09-20      | 2          | 1       |            | 3
        before the policy began | 2018-09-01     | 2018-09-20      | 2          | 1       |            | 1
        """,
        FundModel=36,
        LearnPlanEndDate=date(2024, 12, 31),
    )
    assert list(found.values()) == [False, True, False, True, True]


def test_provision_follows_from_programme_type_and_funding() -> None:
    found = derived(
        "provision",
        """
        aim                | ProgType | FundModel
        standard           | 25       | 36
        framework          | 2        | 35
        traineeship        | 24       | 35
        community learning |          | 10
        tailored learning  |          | 11
        adult skills       |          | 35
        no funding         |          | 99
        T Level            | 31       | 25
        """,
    )
    assert list(found.values()) == [
        "apprenticeships",
        "apprenticeships",
        "traineeships",
        "community_learning",
        "education_and_training",
        "education_and_training",
        "education_and_training",
        "education_and_training",
    ]


def test_the_level_of_a_framework_follows_from_its_type_and_that_of_a_standard_is_not_known() -> None:
    text = """
        aim          | ProgType | level
        intermediate | 3        |
        advanced     | 2        |
        higher       | 21       |
        standard     | 25       |
        class        |          |
        from a list  |          | Level 1
    """
    assert list(derived("level", text).values()) == ["Level 2", "Level 3", "Level 4+", "Unknown", "Unknown", "Level 1"]
    assert list(derived("prog_type", text).values()) == [
        "intermediate",
        "advanced",
        "higher",
        "standard",
        "none",
        "none",
    ]


def test_an_aim_starts_restarts_or_is_carried_into_a_year() -> None:
    found = derived(
        "start_status",
        """
        aim           | LearnStartDate | restart
        first day     | 2023-08-01     | no
        after a break | 2024-02-01     | yes
        year before   | 2023-07-31     | yes
        next year     | 2024-08-01     | no
        """,
        year="2023/24",
    )
    assert list(found.values()) == ["new", "restart", "carried", "later"]


def test_an_aim_goes_on_ends_or_pauses() -> None:
    found = derived(
        "end_status",
        """
        aim             | CompStatus | LearnActEndDate
        going on        | 1          |
        to be assessed  | 1          | 2024-02-01
        completed       | 2          | 2024-02-01
        withdrawn       | 3          | 2024-02-01
        paused          | 6          | 2024-02-01
        no status       |            |
        """,
    )
    assert list(found.values()) == ["continuing", "ended_continuing", "completed", "withdrawn", "break", "Unknown"]
