"""Planned hours, off-the-job training and additional hours."""

from __future__ import annotations

from alder.sources.ilr.rules import hours


def test_an_apprenticeship_has_planned_hours(breaks):
    breaks(
        hours.apprenticeship_without_planned_hours,
        aim="""
            case       | LearnStartDate | AimType | FundModel | PHours
            none       | 2019-08-01     | 1       | 36        |
            day before | 2019-07-31     | 1       | 36        |
            nought     | 2019-08-01     | 1       | 36        | 0
            part of it | 2019-08-01     | 3       | 36        |
        """,
        expect=["none"],
    )


def test_a_t_level_has_planned_hours(breaks):
    breaks(
        hours.t_level_without_planned_hours,
        aim="""
            case            | LearnStartDate | AimType | FundModel | ProgType | PHours
            none            | 2020-08-01     | 1       | 25        | 31       |
            day before      | 2020-07-31     | 1       | 25        | 31       |
            given           | 2020-08-01     | 1       | 25        | 31       | 900
            foundation year | 2020-08-01     | 1       | 25        | 30       |
        """,
        expect=["none"],
    )


def test_the_planned_hours_of_a_t_level_are_not_nought(breaks):
    breaks(
        hours.t_level_of_no_hours,
        aim="""
            case     | AimType | FundModel | ProgType | PHours
            nought   | 1       | 25        | 31       | 0
            one      | 1       | 25        | 31       | 1
            none     | 1       | 25        | 31       |
        """,
        expect=["nought"],
    )


def test_planned_hours_of_16_to_19_funding_are_for_t_levels(breaks):
    breaks(
        hours.planned_hours_outside_t_levels,
        aim="""
            case          | FundModel | ProgType | PHours
            study aim     | 25        |          | 100
            t level       | 25        | 31       | 100
            other funding | 36        | 25       | 100
            none          | 25        |          |
        """,
        expect=["study aim"],
    )


def test_until_july_2025_an_apprenticeship_has_278_planned_hours(breaks):
    breaks(
        hours.under_278_planned_hours,
        aim="""
            case      | LearnStartDate | FundModel | PHours
            one less  | 2022-08-01     | 36        | 277
            enough    | 2022-08-01     | 36        | 278
            before    | 2022-07-31     | 36        | 277
            later     | 2025-08-01     | 36        | 277
            restart   | 2025-07-31     | 36        | 277
        """,
        fam="""
            case      | LearnDelFAMType | LearnDelFAMCode
            restart   | RES             | 1
        """,
        expect=["one less"],
    )


def test_tailored_learning_has_planned_hours(breaks):
    breaks(
        hours.tailored_learning_without_planned_hours,
        aim="""
            case          | FundModel | PHours
            none          | 11        |
            given         | 11        | 20
            other funding | 38        |
        """,
        expect=["none"],
    )


def test_since_august_2025_an_apprenticeship_has_187_planned_hours(breaks):
    breaks(
        hours.under_187_planned_hours,
        aim="""
            case       | LearnStartDate | FundModel | PHours
            one less   | 2025-08-01     | 36        | 186
            enough     | 2025-08-01     | 36        | 187
            day before | 2025-07-31     | 36        | 186
            restart    | 2025-08-01     | 36        | 186
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            restart    | RES             | 1
        """,
        expect=["one less"],
    )


def test_off_the_job_hours_are_returned_with_the_programme(breaks):
    breaks(
        hours.off_the_job_hours_of_a_part,
        aim="""
            case      | OTJActHours | AimType
            part      | 0           | 3
            programme | 400         | 1
            none      |             | 3
        """,
        expect=["part"],
    )


def test_a_completed_apprenticeship_has_off_the_job_hours(breaks):
    breaks(
        hours.completed_without_off_the_job_hours,
        aim="""
            case       | LearnStartDate | FundModel | AimType | CompStatus | OTJActHours
            none       | 2019-08-01     | 36        | 1       | 2          |
            day before | 2019-07-31     | 36        | 1       | 2          |
            continuing | 2019-08-01     | 36        | 1       | 1          |
            given      | 2019-08-01     | 36        | 1       | 2          | 400
            restart    | 2019-08-01     | 36        | 1       | 2          |
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            restart    | RES             | 1
        """,
        expect=["none"],
    )


def test_who_leaves_an_apprenticeship_has_off_the_job_hours(breaks):
    breaks(
        hours.left_without_off_the_job_hours,
        aim="""
            case       | LearnStartDate | FundModel | AimType | CompStatus | OTJActHours
            none       | 2022-08-01     | 36        | 1       | 3          |
            day before | 2022-07-31     | 36        | 1       | 3          |
            completed  | 2022-08-01     | 36        | 1       | 2          |
            given      | 2022-08-01     | 36        | 1       | 3          | 0
        """,
        expect=["none"],
    )


def test_in_2020_additional_hours_are_for_starts_since_august_2015(breaks):
    breaks(
        hours.additional_hours_before_2015,
        year="2020/21",
        aim="""
            case           | AddHours | LearnStartDate | FundModel
            day before     | 0        | 2015-07-31     | 35
            first day      | 10       | 2015-08-01     | 35
            other funding  | 10       | 2015-07-31     | 38
            none           |          | 2015-07-31     | 35
        """,
        expect=["day before"],
    )


def test_additional_hours_are_for_starts_since_august_2015(breaks):
    breaks(
        hours.additional_hours_before_2015,
        aim="""
            case           | AddHours | LearnStartDate | FundModel
            day before     | 10       | 2015-07-31     | 38
            first day      | 10       | 2015-08-01     | 38
            other funding  | 10       | 2015-07-31     | 99
        """,
        expect=["day before"],
    )


def test_in_2020_additional_hours_are_not_collected_for_some_funding(breaks):
    breaks(
        hours.additional_hours_not_collected,
        year="2020/21",
        aim="""
            case               | AddHours | FundModel
            community learning | 10       | 10
            adult skills       | 10       | 35
            none               |          | 10
        """,
        expect=["community learning"],
    )


def test_additional_hours_are_not_collected_for_some_funding(breaks):
    breaks(
        hours.additional_hours_not_collected,
        aim="""
            case         | AddHours | FundModel
            bootcamp     | 10       | 37
            adult skills | 10       | 38
            none         |          | 37
        """,
        expect=["bootcamp"],
    )


def test_a_day_has_24_hours(breaks):
    breaks(
        hours.over_24_additional_hours_a_day,
        aim="""
            case          | AddHours | LearnStartDate | LearnPlanEndDate
            three days    | 73       | 2025-09-01     | 2025-09-03
            just possible | 72       | 2025-09-01     | 2025-09-03
            no day        | 61       | 2025-09-01     | 2025-08-31
            days less     | 61       | 2025-09-01     | 2025-08-30
            few hours     | 60       | 2025-09-01     | 2025-09-01
        """,
        expect=["three days", "no day"],
    )


def test_additional_hours_are_at_most_35_a_week(breaks):
    breaks(
        hours.over_35_additional_hours_a_week,
        aim="""
            case      | AddHours | LearnStartDate | LearnPlanEndDate
            more      | 71       | 2025-09-01     | 2025-09-14
            two weeks | 70       | 2025-09-01     | 2025-09-14
            few hours | 60       | 2025-09-01     | 2025-09-07
        """,
        expect=["more"],
    )


def test_additional_hours_are_at_most_9_a_day(breaks):
    breaks(
        hours.over_9_additional_hours_a_day,
        aim="""
            case      | AddHours | LearnStartDate | LearnPlanEndDate
            more      | 19       | 2025-09-01     | 2025-09-02
            two days  | 18       | 2025-09-01     | 2025-09-02
            all of it | 48       | 2025-09-01     | 2025-09-02
            no day    | 1        | 2025-09-01     | 2025-08-31
        """,
        expect=["more"],
    )
