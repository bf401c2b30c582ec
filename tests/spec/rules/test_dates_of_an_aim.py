"""The dates of a learning aim must tell one story.

Rules about the first day on which kinds of programmes may start.
"""

from __future__ import annotations

from alder.sources.ilr.rules import dates


def test_an_aim_did_not_start_over_ten_years_before_the_teaching_year(breaks):
    breaks(
        dates.started_ten_years_ago,
        aim="""
            case            | LearnStartDate
            the day before  | 2015-07-31
            ten years ago   | 2015-08-01
            no start date   |
        """,
        expect=["the day before"],
    )


def test_in_2020_only_apprenticeships_and_traineeships_may_start_after_the_year(breaks):
    breaks(
        dates.starts_after_the_year_2020,
        aim="""
            case             | LearnStartDate | ProgType
            first day after  | 2021-08-01     |
            T Level          | 2021-08-01     | 31
            last day         | 2021-07-31     |
            traineeship      | 2021-08-01     | 24
            apprenticeship   | 2021-08-01     | 2
        """,
        expect=["first day after", "T Level"],
    )


def test_apprenticeships_bootcamps_and_t_levels_may_start_after_the_year(breaks):
    breaks(
        dates.starts_after_the_year,
        aim="""
            case             | LearnStartDate | FundModel | ProgType
            first day after  | 2026-08-01     | 35        |
            last day         | 2026-07-31     | 35        |
            apprenticeship   | 2026-08-01     | 36        | 25
            bootcamp         | 2026-08-01     | 37        | 32
            T Level          | 2026-08-01     | 25        | 31
        """,
        expect=["first day after"],
    )


def test_nobody_starts_before_they_are_born(breaks):
    breaks(
        dates.started_before_birth,
        learner="""
            case             | DateOfBirth
            born that day    | 2007-03-01
            born before      | 2007-02-28
            no date of birth |
        """,
        aim="""
            case             | LearnStartDate
            born that day    | 2007-03-01
            born before      | 2007-03-01
            no date of birth | 2007-03-01
        """,
        expect=["born that day"],
    )


def test_an_aim_is_not_planned_to_end_before_it_starts(breaks):
    breaks(
        dates.planned_to_end_before_start,
        aim="""
            case        | LearnStartDate | LearnPlanEndDate
            day before  | 2025-09-02     | 2025-09-01
            same day    | 2025-09-02     | 2025-09-02
            no plan     | 2025-09-02     |
        """,
        expect=["day before"],
    )


def test_an_aim_is_planned_for_less_than_ten_years(breaks):
    breaks(
        dates.planned_for_ten_years,
        aim="""
            case                       | LearnStartDate | LearnPlanEndDate
            ten years                  | 2025-09-02     | 2035-09-02
            a day less                 | 2025-09-02     | 2035-09-01
            from a 29 February, a day less | 2024-02-29 | 2034-02-27
        """,
        expect=["ten years"],
    )


def test_an_aim_does_not_end_before_it_starts(breaks):
    breaks(
        dates.ended_before_start,
        aim="""
            case        | LearnStartDate | LearnActEndDate
            day before  | 2025-09-02     | 2025-09-01
            same day    | 2025-09-02     | 2025-09-02
            still going | 2025-09-02     |
        """,
        expect=["day before"],
    )


def test_an_aim_does_not_end_after_the_file_was_made(breaks):
    breaks(
        dates.ended_after_the_file_was_made,
        file="""
            case      | FilePreparationDate
            day after | 2025-12-01
            that day  | 2025-12-01
        """,
        aim="""
            case      | LearnActEndDate
            day after | 2025-12-02
            that day  | 2025-12-01
        """,
        expect=["day after"],
    )


def test_in_2020_a_restarted_adult_aim_first_started_within_ten_years(breaks):
    breaks(
        dates.first_started_ten_years_before_2020,
        aim="""
            case            | FundModel | OrigLearnStartDate | LearnStartDate
            over ten years  | 35        | 2010-08-31         | 2020-09-01
            ten years       | 35        | 2010-09-01         | 2020-09-01
            16 to 19        | 25        | 2010-08-31         | 2020-09-01
            no restart      | 35        |                    | 2020-09-01
        """,
        expect=["over ten years"],
    )


def test_a_restarted_aim_first_started_within_ten_years(breaks):
    breaks(
        dates.first_started_ten_years_before,
        aim="""
            case            | FundModel | OrigLearnStartDate | LearnStartDate
            over ten years  | 25        | 2015-08-31         | 2025-09-01
            ten years       | 25        | 2015-09-01         | 2025-09-01
        """,
        expect=["over ten years"],
    )


def test_until_2020_no_aim_is_achieved_before_it_starts(breaks):
    breaks(
        dates.achieved_before_start_2020,
        aim="""
            case          | LearnStartDate | AchDate
            day before    | 2020-09-02     | 2020-09-01
            same day      | 2020-09-02     | 2020-09-02
            not achieved  | 2020-09-02     |
        """,
        expect=["day before"],
    )


def test_an_aim_is_not_achieved_before_it_starts(breaks):
    breaks(
        dates.achieved_before_start,
        aim="""
            case          | LearnStartDate | AchDate    | FundModel | ProgType
            day before    | 2025-09-02     | 2025-09-01 | 36        | 25
            same day      | 2025-09-02     | 2025-09-02 | 36        | 25
            bootcamp      | 2025-09-02     | 2025-09-01 | 37        | 32
        """,
        expect=["day before"],
    )


def test_until_2020_an_achieved_aim_has_an_end_date(breaks):
    breaks(
        dates.achieved_but_not_ended_2020,
        aim="""
            case          | AchDate    | LearnActEndDate
            no end        | 2021-03-01 |
            ended         | 2021-03-01 | 2021-02-01
            not achieved  |            |
        """,
        expect=["no end"],
    )


def test_an_achieved_aim_has_an_end_date(breaks):
    breaks(
        dates.achieved_but_not_ended,
        aim="""
            case      | AchDate    | LearnActEndDate | FundModel | ProgType
            no end    | 2026-03-01 |                 | 36        | 25
            ended     | 2026-03-01 | 2026-02-01      | 36        | 25
            bootcamp  | 2026-03-01 |                 | 37        | 32
        """,
        expect=["no end"],
    )


def test_an_aim_is_not_achieved_after_the_file_was_made(breaks):
    breaks(
        dates.achieved_after_the_file_was_made,
        file="""
            case      | FilePreparationDate
            day after | 2025-12-01
            that day  | 2025-12-01
        """,
        aim="""
            case      | AchDate
            day after | 2025-12-02
            that day  | 2025-12-01
        """,
        expect=["day after"],
    )


def test_a_bootcamp_starts_once_its_contract_has(breaks):
    breaks(
        dates.bootcamp_before_its_contract,
        aim="""
            case       | ProgType | AimType | ConRefNumber  | LearnStartDate
            day before | 32       | 1       | WMCA-1234-001 | 2025-08-31
            first day  | 32       | 1       | WMCA-1234-001 | 2025-09-01
            part       | 32       | 3       | WMCA-1234-001 | 2025-08-31
            unknown    | 32       | 1       | WMCA-9999-001 | 2025-08-31
        """,
        allocation="""
            ContractAllocationNumber | StartDate
            WMCA-1234                | 2025-09-01
        """,
        expect=["day before"],
    )


def test_a_bootcamp_starts_when_its_funding_began(breaks):
    breaks(
        dates.bootcamp_before_the_first,
        aim="""
            case        | FundModel | LearnStartDate
            day before  | 37        | 2022-07-31
            first day   | 37        | 2022-08-01
            other       | 35        | 2022-07-31
        """,
        expect=["day before"],
    )
