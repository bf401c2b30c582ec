"""Rules about categories of aims that some learners, or some kinds of funding, may not have."""

from __future__ import annotations

from alder.sources.ilr.rules import aim_categories as rules

CATEGORIES = """
    LearnAimRef | CategoryRef
    60002000    | 20
    60002100    | 21
    60002200    | 22
    60006700    | 67
"""

CUSTODY = """
    case              | LearnDelFAMType | LearnDelFAMCode
    custody           | LDM             | 034
    release           | LDM             | 328
    social fund       | LDM             | 034
    other aim         | LDM             | 034
    day before        | LDM             | 034
"""


def test_in_2020_no_security_licence_is_paid_for_in_custody(breaks):
    breaks(
        rules.security_licence_in_custody,
        year="2020/21",
        aim="""
            case              | LearnAimRef | FundModel | LearnStartDate
            custody           | 60002200    | 35        | 2015-08-01
            social fund       | 60002200    | 70        | 2015-08-01
            day before        | 60002200    | 35        | 2015-07-31
            other aim         | 60002100    | 35        | 2015-08-01
            free              | 60002200    | 35        | 2015-08-01
        """,
        fam=CUSTODY,
        lars_category=CATEGORIES,
        expect=["custody", "social fund"],
    )


def test_no_security_licence_is_paid_for_in_custody(breaks):
    breaks(
        rules.security_licence_in_custody,
        aim="""
            case              | LearnAimRef | FundModel | LearnStartDate
            release           | 60002200    | 81        | 2015-08-01
            social fund       | 60002200    | 70        | 2015-08-01
            day before        | 60002200    | 35        | 2015-07-31
            other aim         | 60002100    | 35        | 2015-08-01
            free              | 60002200    | 35        | 2015-08-01
        """,
        fam=CUSTODY,
        lars_category=CATEGORIES,
        expect=["release"],
    )


EMPLOYMENT = """
    case             | DateEmpStatApp | EmpStat
    other benefits   | 2015-01-01     | 11
    earlier benefits | 2015-01-01     | 11
    earlier benefits | 2015-03-01     | 10
    later benefits   | 2017-08-01     | 11
    universal credit | 2015-01-01     | 11
    must seek work   | 2015-01-01     | 11
    steel worker     | 2015-01-01     | 11
    licence          | 2015-01-01     | 11
    day after        | 2015-01-01     | 11
"""

MONITORING = """
    case             | employment | ESMType | ESMCode
    other benefits   | 1          | BSI     | 3
    earlier benefits | 1          | BSI     | 3
    later benefits   | 1          | BSI     | 3
    universal credit | 1          | BSI     | 4
    must seek work   | 1          | BSI     | 4
    steel worker     | 1          | BSI     | 3
    licence          | 1          | BSI     | 3
    day after        | 1          | BSI     | 3
"""

MARKS = """
    case             | LearnDelFAMType | LearnDelFAMCode
    must seek work   | LDM             | 318
    steel worker     | LDM             | 347
"""


def test_in_2015_no_standalone_aim_is_paid_for_on_other_benefits(breaks):
    breaks(
        rules.standalone_aim_on_other_benefits_in_2015,
        aim="""
            case             | LearnAimRef | FundModel | LearnStartDate
            other benefits   | 60002000    | 35        | 2015-08-01
            earlier benefits | 60002000    | 35        | 2016-07-31
            later benefits   | 60002000    | 35        | 2015-08-01
            universal credit | 60002000    | 70        | 2015-08-01
            must seek work   | 60002000    | 35        | 2015-08-01
            steel worker     | 60002000    | 35        | 2015-08-01
            day after        | 60002000    | 35        | 2016-08-01
        """,
        employment=EMPLOYMENT,
        monitoring=MONITORING,
        fam=MARKS,
        lars_category=CATEGORIES,
        expect=["other benefits", "earlier benefits", "universal credit"],
    )


def test_in_2020_no_standalone_aim_is_paid_for_on_other_benefits(breaks):
    breaks(
        rules.standalone_aim_on_other_benefits_2020,
        aim="""
            case             | LearnAimRef | FundModel | LearnStartDate
            other benefits   | 60002000    | 70        | 2016-08-01
            earlier benefits | 60002000    | 35        | 2016-08-01
            steel worker     | 60002000    | 35        | 2016-08-01
            licence          | 60002200    | 35        | 2016-08-01
            universal credit | 60002000    | 35        | 2016-08-01
        """,
        employment=EMPLOYMENT,
        monitoring=MONITORING,
        fam=MARKS,
        lars_category=CATEGORIES,
        expect=["other benefits"],
    )


def test_no_standalone_aim_is_paid_for_on_other_benefits(breaks):
    breaks(
        rules.standalone_aim_on_other_benefits,
        aim="""
            case             | LearnAimRef | FundModel | LearnStartDate
            other benefits   | 60002000    | 35        | 2016-08-01
            licence          | 60002200    | 81        | 2016-08-01
            earlier benefits | 60002000    | 35        | 2016-08-01
            day after        | 60002000    | 35        | 2016-07-31
            universal credit | 60002000    | 35        | 2016-08-01
        """,
        employment=EMPLOYMENT,
        monitoring=MONITORING,
        lars_category=CATEGORIES,
        expect=["other benefits", "licence"],
    )


def test_some_aims_are_not_paid_as_adult_skills(breaks):
    breaks(
        rules.aim_not_paid_as_adult_skills,
        aim="""
            case         | LearnAimRef | FundModel
            adult skills | 60006700    | 35
            skills fund  | 60006700    | 38
            other aim    | 60002000    | 35
        """,
        lars_category=CATEGORIES,
        expect=["adult skills"],
    )


def test_only_english_for_speakers_of_other_languages_has_additional_hours(breaks):
    breaks(
        rules.additional_hours_of_another_aim,
        aim="""
            case         | LearnAimRef | LearnStartDate | AddHours
            other aim    | 60001234    | 2025-09-01     | 20
            day after    | 60005678    | 2025-08-01     | 20
            last day     | 60005678    | 2025-07-31     | 20
            no hours     | 60001234    | 2025-09-01     |
        """,
        lars_annual_value="""
            LearnAimRef | BasicSkillsType | EffectiveFrom | EffectiveTo
            60001234    | 35              | 2014-08-01    |
            60005678    | 36              | 2014-08-01    | 2025-07-31
        """,
        expect=["other aim", "day after"],
    )
