"""The day on which an aim was achieved."""

from __future__ import annotations

from alder.sources.ilr.rules import achievement_dates


def test_an_aim_is_not_achieved_after_the_teaching_year(breaks):
    breaks(
        achievement_dates.achieved_after_the_year,
        aim="""
            case      | AchDate
            next day  | 2026-08-01
            last day  | 2026-07-31
            none      |
        """,
        expect=["next day"],
    )


def test_in_2020_an_aim_is_not_achieved_before_learning_ends(breaks):
    breaks(
        achievement_dates.achieved_before_the_end_2020,
        aim="""
            case         | AchDate    | LearnActEndDate
            day before   | 2021-02-28 | 2021-03-01
            that day     | 2021-03-01 | 2021-03-01
            still going  | 2021-03-01 |
        """,
        expect=["day before"],
    )


def test_an_aim_is_not_achieved_before_learning_ends(breaks):
    breaks(
        achievement_dates.achieved_before_the_end,
        aim="""
            case           | AchDate    | LearnActEndDate | FundModel | ProgType
            day before     | 2026-02-28 | 2026-03-01      | 36        | 25
            that day       | 2026-03-01 | 2026-03-01      | 36        | 25
            bootcamp       | 2026-02-28 | 2026-03-01      | 37        | 32
            bootcamp type  | 2026-02-28 | 2026-03-01      | 36        | 32
        """,
        expect=["day before", "bootcamp type"],
    )


def test_in_2020_an_achieved_programme_has_an_achievement_date(breaks):
    breaks(
        achievement_dates.achieved_without_a_date_2020,
        aim="""
            case             | AimType | FundModel | ProgType | Outcome | AchDate
            traineeship      | 1       | 35        | 24       | 1       |
            standard         | 1       | 81        | 25       | 1       |
            paid otherwise   | 1       | 36        | 25       | 1       |
            not achieved     | 1       | 35        | 24       | 3       |
            dated            | 1       | 35        | 24       | 1       | 2021-03-01
        """,
        expect=["traineeship", "standard"],
    )


def test_an_achieved_apprenticeship_of_other_adult_funding_has_an_achievement_date(breaks):
    breaks(
        achievement_dates.achieved_without_a_date,
        aim="""
            case           | AimType | FundModel | ProgType | Outcome | AchDate
            no date        | 1       | 81        | 25       | 1       |
            part of it     | 3       | 81        | 25       | 1       |
            traineeship    | 1       | 81        | 24       | 1       |
            dated          | 1       | 81        | 25       | 1       | 2026-03-01
        """,
        expect=["no date"],
    )


def test_in_2020_achievement_dates_are_for_traineeships_and_standards(breaks):
    breaks(
        achievement_dates.achievement_date_not_collected_2020,
        aim="""
            case           | LearnStartDate | AchDate    | AimType | FundModel | ProgType
            single aim     | 2015-08-01     | 2021-03-01 | 4       | 35        |
            day before     | 2015-07-31     | 2021-03-01 | 4       | 35        |
            traineeship    | 2020-08-01     | 2021-03-01 | 1       | 25        | 24
            standard       | 2020-08-01     | 2021-03-01 | 1       | 36        | 25
            part of it     | 2020-08-01     | 2021-03-01 | 3       | 36        | 25
        """,
        expect=["single aim", "part of it"],
    )


def test_achievement_dates_are_for_apprenticeships_and_bootcamps(breaks):
    breaks(
        achievement_dates.achievement_date_not_collected,
        aim="""
            case           | LearnStartDate | AchDate    | AimType | FundModel | ProgType
            single aim     | 2025-08-01     | 2026-03-01 | 4       | 38        |
            without money  | 2025-08-01     | 2026-03-01 | 1       | 99        | 25
            standard       | 2025-08-01     | 2026-03-01 | 1       | 36        | 25
            bootcamp       | 2025-08-01     | 2026-03-01 | 1       | 37        | 32
            no date        | 2025-08-01     |            | 4       | 38        |
        """,
        expect=["single aim", "without money"],
    )


def test_a_traineeship_is_achieved_within_six_months(breaks):
    breaks(
        achievement_dates.traineeship_achieved_late,
        aim="""
            case              | AimType | ProgType | LearnActEndDate | AchDate
            a day more        | 1       | 24       | 2020-08-31      | 2021-03-01
            six months        | 1       | 24       | 2020-08-31      | 2021-02-28
            another programme | 1       | 25       | 2020-08-31      | 2021-03-01
        """,
        expect=["a day more"],
    )


def test_in_2020_a_standard_is_achieved_a_week_after_learning_ends(breaks):
    breaks(
        achievement_dates.achieved_within_a_week_2020,
        aim="""
            case         | AimType | FundModel | ProgType | LearnActEndDate | AchDate
            six days     | 1       | 36        | 25       | 2020-08-01      | 2020-08-07
            seven days   | 1       | 36        | 25       | 2020-08-01      | 2020-08-08
            last year    | 1       | 36        | 25       | 2020-07-31      | 2020-08-01
            not achieved | 1       | 36        | 25       | 2020-08-01      |
        """,
        expect=["six days"],
    )


def test_a_standard_is_achieved_a_week_after_learning_ends(breaks):
    breaks(
        achievement_dates.achieved_within_a_week,
        aim="""
            case         | AimType | FundModel | ProgType | LearnActEndDate | AchDate
            six days     | 1       | 36        | 25       | 2019-08-01      | 2019-08-07
            seven days   | 1       | 36        | 25       | 2019-08-01      | 2019-08-08
            ended before | 1       | 36        | 25       | 2019-07-31      | 2019-08-01
            part of it   | 3       | 36        | 25       | 2026-02-01      | 2026-02-02
        """,
        expect=["six days"],
    )


def test_a_completed_apprenticeship_has_an_achievement_date(breaks):
    breaks(
        achievement_dates.completed_without_an_achievement_date,
        aim="""
            case         | AimType | FundModel | ProgType | CompStatus | LearnActEndDate | AchDate
            no date      | 1       | 36        | 25       | 2          | 2021-08-01      |
            day before   | 1       | 36        | 25       | 2          | 2021-07-31      |
            withdrawn    | 1       | 36        | 25       | 3          | 2021-08-01      |
            dated        | 1       | 36        | 25       | 2          | 2021-08-01      | 2021-09-01
        """,
        expect=["no date"],
    )


def test_a_bootcamp_is_achieved_within_six_months(breaks):
    breaks(
        achievement_dates.bootcamp_achieved_late,
        aim="""
            case           | AimType | ProgType | LearnActEndDate | AchDate
            a day more     | 1       | 32       | 2025-10-01      | 2026-04-02
            six months     | 1       | 32       | 2025-10-01      | 2026-04-01
            apprenticeship | 1       | 25       | 2025-10-01      | 2026-04-02
        """,
        expect=["a day more"],
    )
