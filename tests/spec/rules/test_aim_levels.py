"""Rules about the levels of aims that adults are paid for, and of Free Courses for Jobs.

These are for adults who have no level 3, or little pay.
"""

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


def test_to_july_2024_a_free_course_needs_no_level_3_or_little_pay(breaks):
    breaks(
        rules.free_course_for_somebody_with_level_3,
        aim="""
            case           | FundModel | LearnStartDate
            first day      | 35        | 2022-04-01
            day after      | 35        | 2024-08-01
            no level 3     | 35        | 2022-04-01
            low wage       | 35        | 2022-04-01
            devolved       | 35        | 2022-04-01
            seeks work     | 35        | 2022-04-01
        """,
        prior="""
            case           | PriorLevel
            first day      | 6
            day after      | 6
            no level 3     | 4
            low wage       | 6
            devolved       | 6
            seeks work     | 6
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            first day      | LDM             | 378
            day after      | LDM             | 378
            no level 3     | LDM             | 378
            low wage       | LDM             | 378
            low wage       | LDM             | 382
            devolved       | LDM             | 378
            devolved       | DAM             | 023
            seeks work     | LDM             | 378
        """,
        employment="""
            case           | EmpStat | DateEmpStatApp
            seeks work     | 11      | 2022-04-01
        """,
        monitoring="""
            case           | employment | ESMType | ESMCode
            seeks work     | 1          | BSI     | 1
        """,
        expect=["first day"],
    )


def test_since_august_2024_a_young_adult_with_level_3_needs_little_pay(breaks):
    breaks(
        rules.free_course_for_a_young_adult_with_level_3,
        learner="""
            case           | DateOfBirth
            23             | 2000-08-02
            24             | 2000-08-01
            nothing known  | 2005-08-01
            no level 3     | 2005-08-01
            low pay        | 2005-08-01
            18             | 2005-08-02
        """,
        aim="""
            case           | LearnStartDate
            23             | 2024-08-01
            24             | 2024-08-01
            nothing known  | 2024-08-01
            no level 3     | 2024-08-01
            low pay        | 2024-08-01
            18             | 2024-08-01
        """,
        prior="""
            case           | PriorLevel
            23             | 6
            24             | 6
            no level 3     | 4
            low pay        | 6
            18             | 6
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            23             | LDM             | 378
            24             | LDM             | 378
            nothing known  | LDM             | 378
            no level 3     | LDM             | 378
            low pay        | LDM             | 378
            low pay        | LDM             | 391
            18             | LDM             | 378
        """,
        expect=["23", "nothing known"],
    )


def test_since_august_2024_an_adult_needs_little_pay(breaks):
    breaks(
        rules.free_course_for_an_adult_without_low_pay,
        learner="""
            case           | DateOfBirth
            24             | 2000-08-01
            23             | 2000-08-02
            low pay        | 2000-08-01
            devolved       | 2000-08-01
            other model    | 2000-08-01
        """,
        aim="""
            case           | FundModel | LearnStartDate
            24             | 38        | 2024-08-01
            23             | 38        | 2024-08-01
            low pay        | 38        | 2024-08-01
            devolved       | 38        | 2024-08-01
            other model    | 35        | 2024-08-01
        """,
        fam="""
            case           | LearnDelFAMType | LearnDelFAMCode
            24             | LDM             | 378
            23             | LDM             | 378
            low pay        | LDM             | 378
            low pay        | LDM             | 391
            devolved       | LDM             | 378
            devolved       | DAM             | 023
            other model    | LDM             | 378
        """,
        expect=["24"],
    )
