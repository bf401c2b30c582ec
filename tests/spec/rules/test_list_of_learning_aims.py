"""Rules that need the national list of learning aims (LARS)."""

from __future__ import annotations

from alder.sources.ilr.rules import lars


def test_an_aim_is_on_the_list(breaks):
    breaks(
        lars.aim_not_on_the_list,
        aim="""
            case              | LearnAimRef
            not on it         | 99999999
            on it             | 60001234
            in small letters  | z0001234
        """,
        lars_delivery="""
            LearnAimRef
            60001234
            Z0001234
        """,
        expect=["not on it"],
    )


LARS = {
    "lars_validity": """
        LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
        60001234    | ADULT_SKILLS     | 2019-08-01 | 2022-07-31 | 2020-12-31
        60001234    | 1619_EFA         | 2019-08-01 |            |
        60005678    | ADULT_SKILLS     | 2015-08-01 | 2017-07-31 | 2017-07-31
        60005678    | ADULT_SKILLS     | 2020-08-01 |            |
    """,
    "lars_category": """
        LearnAimRef | CategoryRef | EffectiveFrom | EffectiveTo
        60001234    | 41          | 2019-08-01    |
    """,
}


def test_in_2020_an_aim_is_open_to_new_starts(breaks):
    breaks(
        lars.aim_closed_to_new_starts_2020,
        aim="""
            case                   | LearnAimRef | LearnStartDate | FundModel | ProgType | AimType
            last day for adults    | 60001234    | 2020-12-31     | 35        |          | 4
            day after              | 60001234    | 2021-01-01     | 35        |          | 4
            open for 16 to 19      | 60001234    | 2021-01-01     | 25        |          | 4
            restart                | 60001234    | 2021-01-01     | 35        |          | 4
            devolved               | 60001234    | 2021-01-01     | 35        |          | 4
            opened again           | 60005678    | 2020-09-01     | 35        |          | 4
            unknown aim            | 99999999    | 2020-09-01     | 35        |          | 4
            community learning     | 60001234    | 2020-09-01     | 10        |          | 4
            apprenticeship part    | 60001234    | 2020-09-01     | 36        | 25       | 3
            no category            | 60001234    | 2021-01-01     | 35        | 25       | 3
        """,
        fam="""
            case                   | LearnDelFAMType | LearnDelFAMCode
            restart                | RES             | 1
            devolved               | SOF             | 110
        """,
        expect=["day after", "unknown aim", "community learning", "apprenticeship part"],
        **LARS,
    )


def test_in_2020_the_kind_of_funding_says_for_whom_an_aim_must_be_open(breaks):
    breaks(
        lars.aim_closed_to_new_starts_2020,
        aim="""
            case                   | LearnAimRef | LearnStartDate | FundModel
            loan                   | 70001111    | 2020-09-01     | 99
            without a loan         | 70001111    | 2020-09-01     | 99
            in custody             | 70001111    | 2020-09-01     | 35
            on benefits in 2015    | 70001111    | 2015-09-01     | 35
            not on benefits        | 70001111    | 2015-09-01     | 35
        """,
        fam="""
            case                   | LearnDelFAMType | LearnDelFAMCode
            loan                   | ADL             | 1
            in custody             | LDM             | 034
        """,
        employment="""
            case                   | EmpStat | DateEmpStatApp
            on benefits in 2015    | 11      | 2015-01-01
            not on benefits        | 11      | 2015-01-01
        """,
        monitoring="""
            case                   | ESMType | ESMCode
            on benefits in 2015    | BSI     | 1
            not on benefits        | LOU     | 1
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate  | LastNewStartDate
            70001111    | ADV_LEARN_LOAN   | 2010-08-01 |
            70001111    | UNEMPLOYED       | 2010-08-01 |
            70001111    | OLASS_ADULT      | 2010-08-01 |
        """,
        lars_category="""
            LearnAimRef | CategoryRef | EffectiveFrom
            60009999    | 1           | 2010-08-01
        """,
        expect=["without a loan", "not on benefits"],
    )


def test_an_aim_was_open_to_new_starts_before_august_2021(breaks):
    breaks(
        lars.aim_closed_to_new_starts,
        aim="""
            case                   | LearnAimRef | LearnStartDate | FundModel
            last day for adults    | 60001234    | 2020-12-31     | 35
            day after              | 60001234    | 2021-01-01     | 35
            since August 2021      | 60001234    | 2021-08-01     | 35
            restart                | 60001234    | 2021-01-01     | 35
            not listed             | 60001234    | 2021-01-01     | 10
            opened again           | 60005678    | 2020-09-01     | 35
            devolved               | 60001234    | 2021-01-01     | 35
        """,
        fam="""
            case                   | LearnDelFAMType | LearnDelFAMCode
            restart                | RES             | 1
            devolved               | SOF             | 110
        """,
        lars_validity=LARS["lars_validity"],
        expect=["day after"],
    )


def test_in_2020_an_aim_is_still_open(breaks):
    breaks(
        lars.aim_closed_since_last_year_2020,
        aim="""
            case                   | LearnAimRef | LearnStartDate | FundModel
            closed last year       | 60008888    | 2019-09-01     | 35
            closed this year       | 60007777    | 2019-09-01     | 35
            opened again           | 60005678    | 2016-09-01     | 35
            restart                | 60008888    | 2019-09-01     | 35
            devolved               | 60008888    | 2019-09-01     | 35
            last period is closed  | 60006666    | 2019-09-01     | 35
        """,
        fam="""
            case                   | LearnDelFAMType | LearnDelFAMCode
            restart                | RES             | 1
            devolved               | SOF             | 110
        """,
        lars_validity=LARS["lars_validity"] + CLOSED,
        lars_category=LARS["lars_category"] + "60008888 | 41 | 2012-08-01",
        expect=["closed last year", "last period is closed"],
    )


CLOSED = """
    60008888 | ADULT_SKILLS | 2015-08-01 | 2020-07-31 |
    60007777 | ADULT_SKILLS | 2015-08-01 | 2020-08-01 |
    60006666 | ADULT_SKILLS | 2010-08-01 |            |
    60006666 | ADULT_SKILLS | 2015-08-01 | 2020-07-31 |
"""


def test_in_2020_an_aim_that_ended_was_open_when_it_started(breaks):
    breaks(
        lars.aim_not_open_at_the_start_2020,
        aim="""
            case                   | LearnAimRef | LearnStartDate | LearnActEndDate | FundModel
            day after              | 60008888    | 2020-08-01     | 2020-12-01      | 35
            last day               | 60008888    | 2020-07-31     | 2020-12-01      | 35
            restart                | 60008888    | 2020-08-01     | 2020-12-01      | 35
            goes on                | 60008888    | 2020-08-01     |                 | 35
            ended last year        | 60008888    | 2015-07-31     | 2020-07-31      | 35
            devolved               | 60008888    | 2020-08-01     | 2020-12-01      | 35
        """,
        fam="""
            case                   | LearnDelFAMType | LearnDelFAMCode
            restart                | RES             | 1
            devolved               | SOF             | 110
        """,
        lars_validity=LARS["lars_validity"] + CLOSED,
        lars_category=LARS["lars_category"] + "60008888 | 41 | 2012-08-01",
        expect=["day after", "restart"],
    )


def test_in_2020_an_aim_is_open_until_it_ends(breaks):
    breaks(
        lars.aim_closed_at_the_end_2020,
        file="""
            case                   | FilePreparationDate
            goes on                | 2020-08-02
            goes on the last day   | 2020-08-01
        """,
        aim="""
            case                   | LearnAimRef | LearnStartDate | LearnActEndDate | FundModel
            day after              | 60007777    | 2019-09-01     | 2020-08-02      | 35
            last day               | 60007777    | 2019-09-01     | 2020-08-01      | 35
            goes on                | 60007777    | 2019-09-01     |                 | 35
            goes on the last day   | 60007777    | 2019-09-01     |                 | 35
            ended last year        | 60008888    | 2014-09-01     | 2020-07-31      | 10
        """,
        lars_validity=LARS["lars_validity"] + CLOSED,
        lars_category=LARS["lars_category"],
        expect=["day after", "goes on"],
    )
