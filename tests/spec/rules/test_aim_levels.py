"""Rules about the levels of aims that adults are paid for."""

from __future__ import annotations

from alder.sources.ilr.rules import aim_levels as rules

LIST = """
    LearnAimRef | NotionalNVQLevelv2
    60000003    | 3
    60000004    | 4
    60000038    | 3
    60000002    | 2
"""

ENTITLEMENT = """
    LearnAimRef | CategoryRef | EffectiveFrom | EffectiveTo
    60000038    | 38          | 2016-08-01    | 2023-07-31
    60000003    | 40          | 2016-08-01    |
"""

MARKS = """
    case           | LearnDelFAMType | LearnDelFAMCode
    restart        | RES             | 1
    custody        | LDM             | 034
    steel worker   | LDM             | 347
    devolved       | DAM             | 023
    free course    | LDM             | 378
    low wage       | LDM             | 378
    low wage       | LDM             | 382
    on benefits    | LDM             | 378
    low earner     | LDM             | 391
    pilot          | LDM             | 395
    offer of 2020  | LDM             | 376
"""

COLLEGE = """
    UKPRN    | LegalOrgType
    10000001 | UGFE
    10000002 | USDC
"""

PROVIDERS = """
    case           | UKPRN
    designated     | 10000002
"""


def test_in_2016_adults_are_paid_for_level_3_they_have_a_right_to(breaks):
    breaks(
        rules.level_3_outside_the_entitlement_2016,
        file=PROVIDERS,
        aim="""
            case           | LearnAimRef | FundModel | ProgType | LearnStartDate
            first day      | 60000003    | 35        |          | 2016-08-01
            last day       | 60000003    | 35        |          | 2017-07-31
            day after      | 60000003    | 35        |          | 2017-08-01
            has a right    | 60000038    | 35        |          | 2016-08-01
            custody        | 60000003    | 35        |          | 2016-08-01
            designated     | 60000003    | 35        |          | 2016-08-01
            apprenticeship | 60000003    | 35        | 25       | 2016-08-01
        """,
        fam=MARKS,
        lars_delivery=LIST,
        lars_category=ENTITLEMENT,
        provider=COLLEGE,
        expect=["first day", "last day"],
    )


def test_in_2016_adults_are_paid_for_one_level_3(breaks):
    breaks(
        rules.second_level_3_in_2016,
        file=PROVIDERS,
        learner="""
            case           | PriorAttain
            qualified      | 3
            not known      | 98
            level 2        | 2
            designated     | 3
            restart        | 3
            day after      | 3
        """,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            qualified      | 60000003    | 35        | 2016-08-01
            not known      | 60000003    | 35        | 2016-08-01
            level 2        | 60000003    | 35        | 2016-08-01
            designated     | 60000003    | 35        | 2016-08-01
            restart        | 60000003    | 35        | 2016-08-01
            day after      | 60000003    | 35        | 2017-08-01
        """,
        fam=MARKS,
        lars_delivery=LIST,
        provider=COLLEGE,
        expect=["qualified", "not known"],
    )


def test_in_2020_adult_skills_do_not_pay_for_level_4(breaks):
    breaks(
        rules.level_4_paid_as_adult_skills_2020,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            level 4        | 60000004    | 35        | 2020-09-01
            level 3        | 60000003    | 35        | 2020-09-01
            day before     | 60000004    | 35        | 2016-07-31
            steel worker   | 60000004    | 35        | 2020-09-01
            unknown aim    | 60009999    | 35        | 2020-09-01
        """,
        fam=MARKS,
        lars_delivery=LIST,
        expect=["level 4"],
    )


def test_adult_skills_do_not_pay_for_level_4(breaks):
    breaks(
        rules.level_4_paid_as_adult_skills,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            last day       | 60000004    | 35        | 2024-07-31
            steel worker   | 60000004    | 35        | 2024-07-31
            day after      | 60000004    | 35        | 2024-08-01
            custody        | 60000004    | 35        | 2024-07-31
            devolved       | 60000004    | 35        | 2024-07-31
        """,
        fam=MARKS,
        lars_delivery=LIST,
        expect=["last day", "steel worker"],
    )


def test_the_skills_fund_does_not_pay_for_level_4(breaks):
    breaks(
        rules.level_4_paid_by_the_skills_fund,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            first day      | 60000004    | 38        | 2024-08-01
            day before     | 60000004    | 38        | 2024-07-31
            level 3        | 60000003    | 38        | 2024-08-01
            devolved       | 60000004    | 38        | 2024-08-01
        """,
        fam=MARKS,
        lars_delivery=LIST,
        expect=["first day"],
    )


def test_in_2020_adults_are_paid_for_level_3_they_have_a_right_to(breaks):
    breaks(
        rules.level_3_outside_the_entitlement_2020,
        aim="""
            case           | LearnAimRef | FundModel | ProgType | LearnStartDate
            no right       | 60000003    | 35        |          | 2017-08-01
            day before     | 60000003    | 35        |          | 2017-07-31
            has a right    | 60000038    | 35        |          | 2017-08-01
            offer of 2020  | 60000003    | 35        |          | 2020-09-01
            traineeship    | 60000003    | 35        | 24       | 2017-08-01
        """,
        fam=MARKS,
        lars_delivery=LIST,
        lars_category=ENTITLEMENT,
        expect=["no right"],
    )


def test_adults_are_paid_for_level_3_they_have_a_right_to(breaks):
    breaks(
        rules.level_3_outside_the_entitlement,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            no right       | 60000003    | 35        | 2024-07-31
            right ended    | 60000038    | 35        | 2023-08-01
            has a right    | 60000038    | 35        | 2023-07-31
            free course    | 60000003    | 35        | 2024-07-31
            day after      | 60000003    | 35        | 2024-08-01
        """,
        fam=MARKS,
        lars_delivery=LIST,
        lars_category=ENTITLEMENT,
        expect=["no right", "right ended"],
    )


def test_the_skills_fund_pays_for_level_3_that_adults_have_a_right_to(breaks):
    breaks(
        rules.level_3_outside_the_entitlement_of_the_skills_fund,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            no right       | 60000003    | 38        | 2024-08-01
            right ended    | 60000038    | 38        | 2024-08-01
            pilot          | 60000003    | 38        | 2024-08-01
            restart        | 60000003    | 38        | 2024-08-01
            day before     | 60000003    | 38        | 2024-07-31
        """,
        fam=MARKS,
        lars_delivery=LIST,
        lars_category=ENTITLEMENT,
        expect=["no right", "right ended"],
    )


def test_in_2020_adults_are_paid_for_one_level_3(breaks):
    breaks(
        rules.second_level_3_2020,
        learner="""
            case           | PriorAttain
            qualified      | 3
            level 2        | 2
            custody        | 13
            offer of 2020  | 3
            day before     | 3
        """,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            qualified      | 60000003    | 35        | 2017-08-01
            level 2        | 60000003    | 35        | 2017-08-01
            custody        | 60000003    | 35        | 2017-08-01
            offer of 2020  | 60000003    | 35        | 2020-09-01
            day before     | 60000003    | 35        | 2017-07-31
        """,
        fam=MARKS,
        lars_delivery=LIST,
        expect=["qualified", "custody"],
    )


PRIOR = """
    case           | PriorLevel | DateLevelApp
    qualified      | 6          | 2023-07-31
    since then     | 6          | 2024-07-31
    since then     | 5          | 2023-01-01
    later          | 6          | 2024-08-02
    low wage       | 6          | 2020-01-01
    on benefits    | 6          | 2020-01-01
    free course    | 6          | 2020-01-01
    low earner     | 6          | 2020-01-01
    level 2        | 5          | 2020-01-01
"""


def test_adults_are_paid_for_one_level_3(breaks):
    breaks(
        rules.second_level_3,
        prior=PRIOR,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            qualified      | 60000003    | 35        | 2024-07-31
            since then     | 60000003    | 35        | 2024-07-30
            free course    | 60000003    | 35        | 2024-07-31
            low wage       | 60000003    | 35        | 2024-07-31
            on benefits    | 60000003    | 35        | 2024-07-31
        """,
        fam=MARKS,
        employment="""
            case           | DateEmpStatApp | EmpStat
            on benefits    | 2020-01-01     | 11
        """,
        monitoring="""
            case           | ESMType | ESMCode
            on benefits    | BSI     | 4
        """,
        lars_delivery=LIST,
        expect=["qualified", "free course"],
    )


def test_the_skills_fund_pays_for_one_level_3(breaks):
    breaks(
        rules.second_level_3_of_the_skills_fund,
        prior=PRIOR,
        aim="""
            case           | LearnAimRef | FundModel | LearnStartDate
            qualified      | 60000003    | 38        | 2024-08-01
            since then     | 60000003    | 38        | 2024-08-01
            later          | 60000003    | 38        | 2024-08-01
            low earner     | 60000003    | 38        | 2024-08-01
            level 2        | 60000003    | 38        | 2024-08-01
        """,
        fam=MARKS,
        lars_delivery=LIST,
        expect=["qualified", "since then"],
    )
