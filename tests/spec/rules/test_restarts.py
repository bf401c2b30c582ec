"""Rules about the day on which a restarted aim first began."""

from __future__ import annotations

from alder.sources.ilr.rules import restarts

OPEN = """
    LearnAimRef | ValidityCategory | StartDate  | EndDate
    60001234    | {}               | 2018-08-01 | 2019-07-31
"""


def test_in_2020_a_first_start_comes_before_the_restart(breaks):
    breaks(
        restarts.restarted_before_the_first_start_2020,
        aim="""
            case             | FundModel | OrigLearnStartDate | LearnStartDate
            same day         | 35        | 2020-09-01         | 2020-09-01
            day before       | 35        | 2020-08-31         | 2020-09-01
            16 to 19         | 25        | 2020-09-01         | 2020-09-01
            no restart       | 35        |                    | 2020-09-01
        """,
        expect=["same day"],
    )


def test_a_first_start_comes_before_the_restart(breaks):
    breaks(
        restarts.restarted_before_the_first_start,
        aim="""
            case             | FundModel | OrigLearnStartDate | LearnStartDate
            same day         | 35        | 2025-09-01         | 2025-09-01
            day before       | 35        | 2025-08-31         | 2025-09-01
            16 to 19         | 25        | 2025-09-02         | 2025-09-01
            no restart       | 35        |                    | 2025-09-01
        """,
        expect=["same day", "16 to 19"],
    )


def test_some_funding_collects_no_first_start(breaks):
    breaks(
        restarts.first_start_where_none_is_asked,
        aim="""
            case               | FundModel | OrigLearnStartDate
            16 to 19           | 25        | 2024-09-01
            community learning | 10        | 2024-09-01
            apprenticeship     | 36        | 2024-09-01
            no restart         | 25        |
        """,
        expect=["16 to 19", "community learning"],
    )


def test_in_2020_only_a_restart_has_a_first_start(breaks):
    breaks(
        restarts.first_start_of_no_restart_2020,
        aim="""
            case       | FundModel | OrigLearnStartDate
            unmarked   | 35        | 2019-09-01
            marked     | 35        | 2019-09-01
            16 to 19   | 25        | 2019-09-01
            no restart | 35        |
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            marked     | RES             | 1
        """,
        expect=["unmarked"],
    )


def test_only_a_restart_has_a_first_start(breaks):
    breaks(
        restarts.first_start_of_no_restart,
        aim="""
            case       | FundModel | OrigLearnStartDate
            unmarked   | 38        | 2024-09-01
            16 to 19   | 25        | 2024-09-01
            marked     | 38        | 2024-09-01
            no restart | 38        |
        """,
        fam="""
            case       | LearnDelFAMType | LearnDelFAMCode
            marked     | RES             | 1
        """,
        expect=["unmarked", "16 to 19"],
    )


def test_in_2020_a_restarted_aim_was_open_to_adults_at_first(breaks):
    breaks(
        restarts.adult_aim_closed_at_first_2020,
        aim="""
            case           | LearnAimRef | FundModel | ProgType | OrigLearnStartDate
            day before     | 60001234    | 35        |          | 2018-07-31
            first day      | 60001234    | 35        |          | 2018-08-01
            day after      | 60001234    | 35        |          | 2019-08-01
            apprenticeship | 60001234    | 35        | 2        | 2018-07-31
            no restart     | 60001234    | 35        |          |
        """,
        lars_validity=OPEN.format("OLASS_ADULT"),
        expect=["day before", "day after"],
    )


def test_a_restarted_aim_was_open_to_adults_at_first(breaks):
    breaks(
        restarts.adult_aim_closed_at_first,
        aim="""
            case           | LearnAimRef | FundModel | ProgType | OrigLearnStartDate
            day before     | 60001234    | 35        |          | 2018-07-31
            last day       | 60001234    | 35        |          | 2019-07-31
            unknown aim    | 60009999    | 35        |          | 2018-08-01
            apprenticeship | 60001234    | 35        | 25       | 2018-07-31
            free course    | 60001234    | 35        |          | 2018-07-31
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            free course    | LDM             | 378
        """,
        lars_validity=OPEN.format("ADULT_SKILLS"),
        expect=["day before", "unknown aim"],
    )


def test_a_restarted_aim_of_other_funding_was_open_at_first(breaks):
    breaks(
        restarts.other_aim_closed_at_first,
        aim="""
            case           | LearnAimRef | FundModel | ProgType | OrigLearnStartDate
            other adult    | 60001234    | 81        |          | 2019-08-01
            standard       | 60001234    | 36        | 25       | 2019-08-01
            framework      | 60001234    | 36        | 2        | 2019-08-01
            last day       | 60001234    | 81        |          | 2019-07-31
        """,
        lars_validity=OPEN.format("ANY"),
        expect=["other adult", "standard"],
    )


def test_a_restarted_aim_with_a_loan_was_open_at_first(breaks):
    breaks(
        restarts.loan_aim_closed_at_first,
        aim="""
            case           | LearnAimRef | FundModel | OrigLearnStartDate
            day after      | 60001234    | 99        | 2019-08-01
            last day       | 60001234    | 99        | 2019-07-31
            no loan        | 60001234    | 99        | 2019-08-01
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            day after      | ADL             | 1
            last day       | ADL             | 1
        """,
        lars_validity=OPEN.format("ADV_LEARN_LOAN"),
        expect=["day after"],
    )


def test_an_apprenticeship_first_started_when_its_funding_began(breaks):
    breaks(
        restarts.apprenticeship_first_started_before_its_funding,
        aim="""
            case         | FundModel | OrigLearnStartDate
            day before   | 36        | 2017-04-30
            first day    | 36        | 2017-05-01
            adult skills | 35        | 2017-04-30
        """,
        expect=["day before"],
    )


def test_a_restarted_bootcamp_aim_was_open_at_first(breaks):
    breaks(
        restarts.bootcamp_aim_closed_at_first,
        aim="""
            case         | LearnAimRef | FundModel | OrigLearnStartDate
            day after    | 60001234    | 37        | 2019-08-01
            last day     | 60001234    | 37        | 2019-07-31
            adult skills | 60001234    | 38        | 2019-08-01
        """,
        lars_validity=OPEN.format("ANY"),
        expect=["day after"],
    )


def test_a_restarted_aim_of_the_skills_fund_was_open_at_first(breaks):
    breaks(
        restarts.skills_fund_aim_closed_at_first,
        aim="""
            case        | LearnAimRef | FundModel | OrigLearnStartDate
            day after   | 60001234    | 38        | 2019-08-01
            last day    | 60001234    | 38        | 2019-07-31
            free course | 60001234    | 38        | 2019-08-01
        """,
        fam="""
            case        | LearnDelFAMType | LearnDelFAMCode
            free course | LDM             | 378
        """,
        lars_validity=OPEN.format("ADULT_SKILLS"),
        expect=["day after"],
    )
