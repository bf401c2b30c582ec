"""Who takes part, what starts and what is achieved, as further education statistics count them."""

from datetime import date

import pytest
from tests.support.aim_tables import APPRENTICE, CLASSROOM, counted

from alder.measures import measures

YEAR = "2023/24"


def learners(text: str, **same: object) -> int:
    return counted("learners_participating", text, year=YEAR, **same).total("learners")


@pytest.mark.parametrize(
    ("start", "end", "takes_part"),
    [
        ("2023-01-10", "2023-07-31", False),
        ("2023-01-10", "2023-08-01", True),
        ("2024-07-31", "", True),
        ("2024-08-01", "", False),
    ],
)
def test_a_learner_takes_part_who_is_in_learning_on_some_day_of_the_year(
    start: str, end: str, takes_part: bool
) -> None:
    text = f"aim | LearnStartDate | LearnActEndDate\nedge | {start} | {end}"
    same = {**CLASSROOM, "LearnPlanEndDate": date(2025, 6, 30), "CompStatus": 1 if not end else 3, "Outcome": 3}
    assert learners(text, **same) == int(takes_part)


def test_a_learner_is_counted_once_in_the_total_and_once_in_each_level() -> None:
    text = """
        aim              | person | level
        two levels        | 1      | Level 2
        .                 | 1      | Level 3
        twice one level   | 2      | Level 2
        ..                | 2      | Level 2
    """
    same = {**CLASSROOM, "LearnStartDate": date(2023, 9, 1), "LearnPlanEndDate": date(2024, 6, 30), "CompStatus": 1}
    found = counted("learners_participating", text, year=YEAR, by=("level",), **same)
    assert found.total("learners") == 2
    assert {c: found.total("learners", level=c) for c in ("Level 2", "Level 3", "Unknown")} == {
        "Level 2": 2,
        "Level 3": 1,
        "Unknown": 0,
    }


EARLY = """
    aim     | LearnActEndDate
    41 days | 2023-10-11
    42 days | 2023-10-12
"""
LEFT = {
    **APPRENTICE,
    "LearnStartDate": date(2023, 9, 1),
    "LearnPlanEndDate": date(2025, 2, 28),
    "CompStatus": 3,
    "Outcome": 3,
}


def test_someone_who_leaves_inside_the_qualifying_period_did_not_take_part_unless_set_otherwise() -> None:
    found = counted("learners_participating", EARLY, year=YEAR, **LEFT)
    assert (found.total("learners"), dict(found.left_out)) == (1, {"qualifying period": 1})
    assert learners(EARLY, early_leavers="counted", **LEFT) == 2


COVERED = """
    aim                   | person | DateOfBirth | ProgType | FundModel | ADL
    adult on adult skills | 1      | 2004-08-31  |          | 35        |
    a day too young       | 2      | 2004-09-01  |          | 35        |
    young apprentice      | 3      | 2006-01-01  | 25       | 36        |
    adult apprentice      | 4      | 1990-01-01  | 25       | 36        |
    pays by a loan        | 5      | 1990-01-01  |          | 99        | 1
    pays all              | 6      | 1990-01-01  |          | 99        |
    community learning    | 7      | 1950-01-01  |          | 10        |
    no date of birth      | 8      |             |          | 35        |
    bootcamp              | 9      | 1990-01-01  |          | 37        |
    young in a class      | 10     | 2006-01-01  |          | 25        |
    unpaid apprentice     | 11     | 2006-01-01  | 25       | 99        |
"""
ALL_YEAR = {"LearnStartDate": date(2023, 9, 1), "LearnPlanEndDate": date(2024, 7, 1), "CompStatus": 1, "AimType": 1}
ACHIEVED_ALL = {**ALL_YEAR, "LearnActEndDate": date(2024, 7, 1), "CompStatus": 2, "Outcome": 1}


@pytest.mark.parametrize(
    ("coverage", "expected"), [("headline", 5), ("adult", 4), ("apprenticeships", 2)], ids=lambda p: str(p)
)
@pytest.mark.parametrize(
    ("measure", "same"), [("fe_and_skills_participation", ALL_YEAR), ("fe_and_skills_achievements", ACHIEVED_ALL)]
)
def test_the_publication_counts_adults_in_funded_learning_and_apprentices_of_all_ages(
    measure: str, same: dict[str, object], coverage: str, expected: int
) -> None:
    found = counted(measure, COVERED, year=YEAR, coverage=coverage, **same)
    assert found.total("learners") == expected


def test_everybody_in_the_returns_is_another_count_and_says_so() -> None:
    assert learners(COVERED, **ALL_YEAR) == 11
    for name in ("learners_participating", "learner_achievements"):
        assert "Everybody in the returns is counted" in measures[name].notes[0]


def test_which_funding_models_are_government_funded_can_be_set() -> None:
    found = counted("fe_and_skills_participation", COVERED, year=YEAR, government_funded="35,37", **ALL_YEAR)
    assert found.total("learners") == 3


def test_of_a_learner_with_two_dates_of_birth_the_total_follows_the_record_that_describes_them() -> None:
    text = """
        aim   | person | record | DateOfBirth | Sex | LearnStartDate | ukprn
        young | 1      | 1      | 2006-01-01  | F   | 2023-09-01     | 10000001
        adult | 1      | 2      | 1990-01-01  | M   | 2023-10-01     | 10000002
    """
    same = {"FundModel": 35, "LearnPlanEndDate": date(2024, 7, 1), "CompStatus": 1, "AimType": 4}
    for which, expected in (("latest_start", 1), ("earliest_start", 0)):
        for by in ((), ("sex",)):
            asked = {"year": YEAR, "by": by, "characteristics_from": which, "coverage": "adult"}
            assert counted("fe_and_skills_participation", text, **asked, **same).total("learners") == expected


STARTS = """
    aim                   | person | LearnStartDate | LearnActEndDate | CompStatus | WithdrawReason | restart | AimType
    new                   | 1      | 2023-09-01     |                 | 1          |                | no      | 1
    its component         | 1      | 2023-09-01     |                 | 1          |                | no      | 3
    restart               | 2      | 2023-10-01     |                 | 1          |                | yes     | 1
    left after three days | 3      | 2023-09-01     | 2023-09-03      | 3          | 3              | no      | 1
    moved on              | 4      | 2023-09-01     | 2023-12-01      | 3          | 40             | no      | 1
    moved to              | 4      | 2023-12-05     |                 | 1          |                | no      | 1
    last year             | 5      | 2023-07-31     |                 | 1          |                | no      | 1
"""
PLANNED = {"ProgType": 25, "FundModel": 36, "LearnPlanEndDate": date(2025, 6, 30)}


def starts(**settings: object) -> int:
    return counted("starts", STARTS, year=YEAR, scope="apprenticeships", **PLANNED, **settings).total("starts")


def test_a_start_is_a_programme_begun_in_the_year_and_a_transfer_counts_anew() -> None:
    assert starts(restarts="left_out") == 3
    found = counted("starts", STARTS, year=YEAR, scope="apprenticeships", restarts="left_out", **PLANNED)
    assert dict(found.left_out) == {"restart": 1, "qualifying period": 1}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"restarts": "counted"}, 4),
        ({"unplaced_restarts": "left_out"}, 3),
        ({"restarts": "left_out", "short_starts": "counted"}, 4),
        ({"restarts": "left_out", "transfers": "left_out"}, 2),
        ({"restarts": "left_out", "transfers": "left_out", "transfer_days": 3}, 3),
    ],
)
def test_restarts_short_starts_and_transfers_can_be_treated_otherwise(
    settings: dict[str, object], expected: int
) -> None:
    assert starts(**settings) == expected


RESTARTS = """
    aim              | person | LearnStartDate | LearnActEndDate | restart | OrigLearnStartDate | WithdrawReason | ukprn
    broke off before  | 1      | 2022-09-01     | 2023-05-31      | no      |                    |                | 1
    back next year    | 1      | 2023-09-04     |                 | yes     | 2022-09-01         |                | 1
    broke off in year | 2      | 2022-09-01     | 2023-11-30      | no      |                    |                | 1
    back same year    | 2      | 2024-02-01     |                 | yes     | 2022-09-01         |                | 1
    broke off there   | 3      | 2022-09-01     | 2023-11-30      | no      |                    | 2              | 2
    back here         | 3      | 2024-02-01     |                 | yes     |                    |                | 1
    original before   | 4      | 2024-02-01     |                 | yes     | 2022-09-01         |                | 1
    original in year  | 5      | 2024-02-01     |                 | yes     | 2023-09-01         |                | 1
    nothing known     | 6      | 2024-02-01     |                 | yes     |                    |                | 1
    left in merger    | 7      | 2022-09-01     | 2023-07-31      | no      |                    | 47             | 2
    came in merger    | 7      | 2023-08-01     |                 | yes     | 2022-09-01         |                | 1
    goes on           | 8      | 2022-09-01     |                 | no      |                    |                | 1
    beside it         | 8      | 2023-09-04     |                 | yes     | 2022-09-01         |                | 1
    broke off once    | 9      | 2022-01-10     | 2022-06-01      | no      |                    |                | 1
    broke off twice   | 9      | 2022-09-01     | 2023-10-01      | yes     | 2022-01-10         |                | 1
    back twice        | 9      | 2023-12-01     |                 | yes     | 2022-01-10         |                | 1
"""
ON_PROGRAMME = {**APPRENTICE, "LearnPlanEndDate": date(2025, 6, 30), "CompStatus": 1}


def restarts(only: str, year: str, **settings: object) -> int:
    """The starts of a year among the aims of one person of the text above."""
    head, *rows = [line for line in RESTARTS.splitlines() if line.strip()]
    mine = [row for row in rows if row.split("|")[1].strip() == only]
    text = "\n".join([head, *mine])
    return counted("starts", text, year=year, scope="apprenticeships", **ON_PROGRAMME, **settings).total("starts")


@pytest.mark.parametrize(
    ("why", "person", "expected"),
    [
        ("it broke off in an earlier year", "1", 1),
        ("it broke off in the same year", "2", 0),
        ("at whichever provider it broke off", "3", 0),
        ("no spell is held, so the original start decides", "4", 1),
        ("an original start of the same year", "5", 0),
        ("nothing is known of it, which the setting decides", "6", 1),
        ("in a merger nothing breaks off", "7", 0),
        ("the earlier spell still goes on", "8", 0),
        ("of several spells the last counts", "9", 0),
    ],
)
def test_whether_a_restart_is_a_start_follows_from_the_year_in_which_learning_broke_off(
    why: str, person: str, expected: int
) -> None:
    assert restarts(person, YEAR) == expected, why


def test_in_2020_21_alone_no_restart_is_a_start() -> None:
    text = """
        aim       | person | LearnStartDate | LearnActEndDate | restart | CompStatus
        broke off | 1      | 2018-09-03     | {before}        | no      | 6
        back      | 1      | {again}        |                 | yes     | 1
    """
    found = {}
    for year in (2019, 2020, 2021):
        one = text.format(before=f"{year}-06-30", again=f"{year}-09-01")
        same = {**ON_PROGRAMME, "StdCode": 1}
        found[year] = counted("starts", one, year=f"{year}/{year - 1999}", scope="apprenticeships", **same).total(
            "starts"
        )
    assert found == {2019: 1, 2020: 0, 2021: 1}


def test_a_spell_of_another_standard_or_framework_is_not_the_one_before() -> None:
    text = """
        aim      | person | LearnStartDate | LearnActEndDate | restart | ProgType | StdCode | FworkCode
        standard | 1      | 2022-09-01     | 2023-11-30      | no      | 25       | 2       |
        again    | 1      | 2024-02-01     |                 | yes     | 25       | 1       |
        other    | 2      | 2022-09-01     | 2023-11-30      | no      | 3        |         | 490
        again    | 2      | 2024-02-01     |                 | yes     | 3        |         | 490
    """
    same = {k: v for k, v in ON_PROGRAMME.items() if k not in {"ProgType", "StdCode"}}
    asked = {"year": YEAR, "unplaced_restarts": "left_out"}
    assert counted("starts", text, scope="apprenticeships", **asked, **same).total("starts") == 0
    assert counted("apprenticeship_restarts", text, year=YEAR, **same).total("unplaced") == 1


def test_the_number_of_restarts_without_a_known_spell_before_is_a_count_of_its_own() -> None:
    found = counted("apprenticeship_restarts", RESTARTS, year=YEAR, **ON_PROGRAMME)
    assert (found.total("restarts"), found.total("unplaced")) == (9, 1)


def test_a_restart_in_education_and_training_is_no_start_unless_restarts_are_counted() -> None:
    text = """
        aim       | person | LearnStartDate | LearnActEndDate | restart | CompStatus | OrigLearnStartDate
        broke off | 1      | 2022-09-01     | 2023-05-31      | no      | 6          |
        back      | 1      | 2023-09-04     |                 | yes     | 1          | 2022-09-01
    """
    same = {"AimType": 4, "FundModel": 35, "LearnPlanEndDate": date(2024, 6, 30), "LearnAimRef": "60000001"}
    found = {
        how: counted("starts", text, year=YEAR, scope="education_and_training", restarts=how, **same).total("starts")
        for how in ("by_year", "left_out", "counted")
    }
    assert found == {"by_year": 0, "left_out": 0, "counted": 1}


def test_in_education_and_training_every_aim_begun_is_a_start() -> None:
    text = """
        aim    | person | LearnStartDate | ProgType
        one    | 1      | 2023-09-01     |
        two    | 1      | 2023-09-01     |
        before | 2      | 2023-07-31     |
        other  | 3      | 2023-09-01     | 25
    """
    same = {"AimType": 4, "FundModel": 35, "LearnPlanEndDate": date(2024, 6, 30), "CompStatus": 1}
    assert counted("starts", text, year=YEAR, scope="education_and_training", **same).total("starts") == 2


ACHIEVED = """
    aim                  | person | ProgType | LearnActEndDate | AchDate    | Outcome | CompStatus
    standard, this year  | 1      | 25       | 2024-05-01      | 2024-07-31 | 1       | 2
    standard, next year  | 2      | 25       | 2024-05-01      | 2024-08-10 | 1       | 2
    standard, no date    | 3      | 25       | 2024-05-01      |            | 1       | 2
    framework            | 4      | 3        | 2024-07-31      |            | 1       | 2
    not achieved         | 5      | 3        | 2024-07-31      |            | 3       | 2
    not completed        | 7      | 3        | 2024-07-31      |            | 1       | 3
    twice                | 6      | 3        | 2023-09-30      |            | 1       | 2
    .                    | 6      | 2        | 2024-07-31      |            | 1       | 2
"""
PROGRAMME = {
    "AimType": 1,
    "FundModel": 36,
    "LearnStartDate": date(2022, 3, 1),
    "LearnPlanEndDate": date(2024, 4, 30),
}


def test_a_standard_is_achieved_on_its_achievement_date_and_a_framework_when_it_ends() -> None:
    found = counted("achievements", ACHIEVED, year=YEAR, **PROGRAMME)
    assert found.total("achievements") == 5
    other = counted("achievements", ACHIEVED, year=YEAR, standards_achieved_on="end_date", **PROGRAMME)
    assert other.total("achievements") == 6


def test_an_achieving_learner_is_counted_once_however_much_they_achieve() -> None:
    assert counted("learner_achievements", ACHIEVED, year=YEAR, **PROGRAMME).total("learners") == 4
    other = counted("learner_achievements", ACHIEVED, year=YEAR, standards_achieved_on="end_date", **PROGRAMME)
    assert other.total("learners") == 5


def test_every_aim_that_was_begun_is_an_enrolment_restarts_and_short_ones_too() -> None:
    text = """
        aim            | LearnStartDate | LearnActEndDate | CompStatus | restart
        usual          | 2023-09-01     |                 | 1          |
        restart        | 2023-09-01     |                 | 1          | yes
        left at once   | 2023-09-01     | 2023-09-01      | 3          |
        before         | 2023-07-31     |                 | 1          |
        after          | 2024-08-01     |                 | 1          |
    """
    assert counted("enrolments", text, year=YEAR, **CLASSROOM).total("enrolments") == 3
    assert counted("enrolments", text, year=YEAR, scope="apprenticeships", **CLASSROOM).total("enrolments") == 0


def test_a_learner_continues_whose_aim_has_no_end_and_is_not_on_a_break() -> None:
    text = """
        aim               | LearnStartDate | LearnActEndDate | CompStatus
        goes on           | 2023-09-01     |                 | 1
        waits for results | 2022-09-01     | 2024-06-01      | 1
        on a break        | 2023-09-01     | 2024-02-01      | 6
        starts later      | 2024-08-01     |                 | 1
    """
    assert counted("continuing", text, year=YEAR, **CLASSROOM).total("learners") == 1
