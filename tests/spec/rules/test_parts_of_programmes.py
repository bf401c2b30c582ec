"""Programmes and their parts: funding, ends, what a programme must hold, and how a T Level fits together."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import parts_of_programmes

SKILLS = """
    LearnAimRef | EffectiveFrom | EffectiveTo | BasicSkillsType
    60000001    | 2014-08-01    |             | 1
    60000003    | 2014-08-01    | 2016-07-31  | 35
"""

COMPONENTS = """
    LearnAimRef | ProgType | FworkCode | PwayCode | FrameworkComponentType | EffectiveFrom | EffectiveTo
    60000001    | 2        | 445       | 1        | 1                      | 2011-08-01    |
    60000002    | 2        | 445       | 1        | 3                      | 2011-08-01    | 2020-09-01
    60000003    | 2        | 445       | 1        | 2                      | 2011-08-01    |
    60000004    | 3        | 445       | 1        | 1                      | 2011-08-01    |
    60000005    | 2        | 445       | 1        | 1                      | 2011-08-01    | 2020-08-31
"""


def test_in_2020_a_part_of_an_unpaid_programme_is_not_paid_for(breaks):
    breaks(
        parts_of_programmes.paid_part_of_an_unpaid_programme_2020,
        aim="""
            case          | AimType | FundModel | LearnActEndDate | ProgType | FworkCode | PwayCode
            paid          | 1       | 99        |                 | 2        | 445       | 1
            paid          | 3       | 35        |                 | 2        | 445       | 1
            unpaid        | 1       | 99        |                 | 2        | 445       | 1
            unpaid        | 3       | 99        |                 | 2        | 445       | 1
            ended         | 1       | 99        | 2021-03-01      | 2        | 445       | 1
            ended         | 3       | 35        |                 | 2        | 445       | 1
            other pathway | 1       | 99        |                 | 2        | 445       | 2
            other pathway | 3       | 35        |                 | 2        | 445       | 1
        """,
        expect=["paid"],
    )


def test_a_part_of_an_unpaid_programme_is_not_paid_for(breaks):
    breaks(
        parts_of_programmes.unpaid_programme_with_a_paid_part,
        aim="""
            case           | AimType | FundModel | LearnActEndDate | ProgType | StdCode
            paid           | 1       | 99        |                 | 25       | 91
            paid           | 3       | 36        | 2026-03-01      | 25       | 91
            unpaid         | 1       | 99        |                 | 25       | 91
            unpaid         | 3       | 99        |                 | 25       | 91
            other standard | 1       | 99        |                 | 25       | 91
            other standard | 3       | 36        |                 | 25       | 92
        """,
        expect=["paid"],
    )


def test_in_2020_a_part_has_a_programme_of_its_funding(breaks):
    breaks(
        parts_of_programmes.part_without_a_programme_of_its_funding_2020,
        aim="""
            case          | AimType | FundModel | ProgType | FworkCode | PwayCode
            other funding | 1       | 35        | 2        | 445       | 1
            other funding | 3       | 36        | 2        | 445       | 1
            other pathway | 1       | 36        | 2        | 445       | 2
            other pathway | 3       | 36        | 2        | 445       | 1
            same          | 1       | 36        | 2        | 445       | 1
            same          | 3       | 36        | 2        | 445       | 1
            unpaid        | 3       | 99        | 2        | 445       | 1
        """,
        expect=["other funding", "other pathway"],
    )


def test_a_part_has_a_programme_of_its_funding(breaks):
    breaks(
        parts_of_programmes.part_without_a_programme_of_its_funding,
        aim="""
            case          | AimType | FundModel | ProgType | StdCode
            other funding | 1       | 81        | 25       | 91
            other funding | 3       | 36        | 25       | 91
            no programme  | 3       | 36        | 25       | 91
            same          | 1       | 25        | 31       |
            same          | 3       | 25        | 31       |
            unpaid        | 3       | 99        | 25       | 91
        """,
        expect=["other funding", "no programme"],
    )


def test_in_2020_a_learner_in_16_to_19_funding_has_a_core_aim(breaks):
    breaks(
        parts_of_programmes.no_core_aim_2020,
        aim="""
            case          | FundModel | AimType
            none          | 25        | 4
            none          | 35        | 5
            core          | 25        | 4
            core          | 25        | 5
            other funding | 35        | 4
        """,
        expect=["none"],
    )


def test_a_learner_in_16_to_19_funding_has_a_core_aim(breaks):
    breaks(
        parts_of_programmes.no_core_aim,
        aim="""
            case         | FundModel | AimType
            none         | 25        | 4
            core         | 25        | 4
            core         | 25        | 5
            adult budget | 25        | 4
        """,
        fam="""
            case         | LearnDelFAMType | LearnDelFAMCode
            none         | SOF             | 107
            adult budget | SOF             | 105
        """,
        expect=["none"],
    )


def test_an_aim_of_the_adult_budget_does_not_excuse_the_others_from_a_core_aim(breaks):
    breaks(
        parts_of_programmes.no_core_aim,
        aim="""
            case      | FundModel | AimType
            one of it | 25        | 4
            one of it | 25        | 4
            all of it | 25        | 4
            all of it | 25        | 4
        """,
        fam="""
            case      | aim | LearnDelFAMType | LearnDelFAMCode
            one of it | 1   | SOF             | 105
            all of it | 1   | SOF             | 105
            all of it | 2   | SOF             | 105
        """,
        expect=["one of it"],
    )


def test_a_learner_has_one_programme_at_a_time(breaks):
    breaks(
        parts_of_programmes.two_programmes_go_on,
        aim="""
            case      | AimType | LearnActEndDate
            two       | 1       |
            two       | 1       |
            one ended | 1       |
            one ended | 1       | 2021-03-01
            a part    | 1       |
            a part    | 3       |
        """,
        expect=["two"],
    )


@pytest.mark.parametrize(
    "rule",
    [parts_of_programmes.part_outlasts_the_programme_2020, parts_of_programmes.part_outlasts_the_programme],
)
def test_no_part_outlasts_its_programme(breaks, rule):
    breaks(
        rule,
        aim="""
            case        | AimType | LearnAimRef | LearnStartDate | LearnActEndDate | ProgType | StdCode
            day after   | 1       | ZPROG001    | 2019-09-01     | 2021-03-01      | 25       | 91
            day after   | 3       | 60000002    | 2019-09-01     | 2021-03-02      | 25       | 91
            that day    | 1       | ZPROG001    | 2019-09-01     | 2021-03-01      | 25       | 91
            that day    | 3       | 60000002    | 2019-09-01     | 2021-03-01      | 25       | 91
            maths       | 1       | ZPROG001    | 2019-09-01     | 2021-03-01      | 25       | 91
            maths       | 3       | 60000003    | 2019-09-01     | 2021-03-02      | 25       | 91
            a later one | 1       | ZPROG001    | 2019-09-01     | 2021-03-01      | 25       | 91
            a later one | 1       | ZPROG001    | 2019-09-02     |                 | 25       | 92
            a later one | 3       | 60000002    | 2019-09-01     | 2021-03-02      | 25       | 91
        """,
        lars_annual_value=SKILLS,
        expect=["day after"],
    )


@pytest.mark.parametrize(
    "rule",
    [
        parts_of_programmes.part_goes_on_after_the_programme_2020,
        parts_of_programmes.part_goes_on_after_the_programme,
    ],
)
def test_no_part_goes_on_after_its_programme(breaks, rule):
    breaks(
        rule,
        aim="""
            case           | AimType | LearnAimRef | LearnStartDate | LearnActEndDate | ProgType | StdCode
            goes on        | 1       | ZPROG001    | 2019-09-01     | 2021-03-01      | 25       | 91
            goes on        | 3       | 60000002    | 2019-09-01     |                 | 25       | 91
            ended          | 1       | ZPROG001    | 2019-09-01     | 2021-03-01      | 25       | 91
            ended          | 3       | 60000002    | 2019-09-01     | 2021-03-02      | 25       | 91
            maths          | 1       | ZPROG001    | 2019-09-01     | 2021-03-01      | 25       | 91
            maths          | 3       | 60000001    | 2019-09-01     |                 | 25       | 91
            other standard | 1       | ZPROG001    | 2019-09-01     | 2021-03-01      | 25       | 92
            other standard | 3       | 60000002    | 2019-09-01     |                 | 25       | 91
        """,
        lars_annual_value=SKILLS,
        expect=["goes on"],
    )


def test_competence_aims_of_a_framework_do_not_overlap(breaks):
    breaks(
        parts_of_programmes.main_components_overlap,
        aim="""
            case       | LearnAimRef | ProgType | FworkCode | PwayCode | AimType | LearnStartDate | LearnActEndDate
            day before | 60000001    | 2        | 445       | 1        | 3       | 2019-09-01     | 2020-09-02
            day before | 60000002    | 2        | 445       | 1        | 3       | 2020-09-01     |
            that day   | 60000001    | 2        | 445       | 1        | 3       | 2019-09-01     | 2020-09-01
            that day   | 60000002    | 2        | 445       | 1        | 3       | 2020-09-01     |
            open       | 60000001    | 2        | 445       | 1        | 3       | 2019-09-01     |
            open       | 60000002    | 2        | 445       | 1        | 3       | 2020-09-01     |
            knowledge  | 60000001    | 2        | 445       | 1        | 3       | 2019-09-01     |
            knowledge  | 60000003    | 2        | 445       | 1        | 3       | 2020-09-01     |
            another's  | 60000001    | 2        | 445       | 1        | 3       | 2019-09-01     |
            another's  | 60000004    | 2        | 445       | 1        | 3       | 2020-09-01     |
            not listed | 60000001    | 2        | 445       | 1        | 3       | 2019-09-01     |
            not listed | 60000005    | 2        | 445       | 1        | 3       | 2020-09-01     |
        """,
        lars_framework_aim=COMPONENTS,
        expect=["day before", "open"],
    )


def test_a_framework_has_one_achieved_competence_aim(breaks):
    breaks(
        parts_of_programmes.main_component_achieved_twice,
        aim="""
            case         | LearnAimRef | ProgType | FworkCode | PwayCode | AimType | FundModel | CompStatus | Outcome
            twice        | 60000001    | 2        | 445       | 1        | 3       | 36        | 2          | 1
            twice        | 60000002    | 2        | 445       | 1        | 3       | 36        | 2          | 1
            not achieved | 60000001    | 2        | 445       | 1        | 3       | 36        | 2          | 1
            not achieved | 60000002    | 2        | 445       | 1        | 3       | 36        | 3          | 3
            knowledge    | 60000001    | 2        | 445       | 1        | 3       | 36        | 2          | 1
            knowledge    | 60000003    | 2        | 445       | 1        | 3       | 36        | 2          | 1
            another's    | 60000001    | 2        | 445       | 1        | 3       | 36        | 2          | 1
            another's    | 60000004    | 2        | 445       | 1        | 3       | 36        | 2          | 1
        """,
        lars_framework_aim=COMPONENTS,
        expect=["twice", "another's"],
    )


def test_in_2020_english_and_maths_belong_to_the_apprenticeship(breaks):
    breaks(
        parts_of_programmes.adult_skills_beside_an_apprenticeship_2020,
        aim="""
            case         | LearnAimRef | AimType | FundModel | LearnStartDate | LearnActEndDate
            that day     | ZPROG001    | 1       | 36        | 2020-09-01     |
            that day     | 60000001    | 4       | 35        | 2020-09-01     |
            day before   | ZPROG001    | 1       | 36        | 2020-09-01     |
            day before   | 60000001    | 4       | 35        | 2020-08-31     |
            ended        | ZPROG001    | 1       | 36        | 2020-09-01     | 2021-03-01
            ended        | 60000001    | 4       | 35        | 2020-09-01     |
            other course | ZPROG001    | 1       | 36        | 2020-09-01     |
            other course | 60000003    | 4       | 35        | 2020-09-01     |
        """,
        lars_annual_value=SKILLS,
        expect=["that day"],
    )


def test_until_july_2024_english_and_maths_belong_to_the_apprenticeship(breaks):
    breaks(
        parts_of_programmes.adult_skills_beside_an_apprenticeship,
        aim="""
            case      | LearnAimRef | AimType | FundModel | LearnStartDate | LearnActEndDate
            last day  | ZPROG001    | 1       | 36        | 2023-09-01     |
            last day  | 60000001    | 4       | 35        | 2024-07-31     |
            day after | ZPROG001    | 1       | 36        | 2023-09-01     |
            day after | 60000001    | 4       | 35        | 2024-08-01     |
        """,
        lars_annual_value=SKILLS,
        expect=["last day"],
    )


CORES = """
    LearnAimRef | LearnAimRefType
    60000001    | 1468
    60000002    | 0003
"""


def test_a_core_has_its_programme(breaks):
    breaks(
        parts_of_programmes.core_without_its_programme,
        aim="""
            case             | AimType | ProgType | LearnAimRef
            alone            | 5       | 31       | 60000001
            other programme  | 5       | 31       | 60000001
            other programme  | 1       | 25       | ZPROG001
            together         | 5       | 31       | 60000001
            together         | 1       | 31       | ZPROG001
            another aim      | 5       | 31       | 60000002
        """,
        lars_delivery=CORES,
        expect=["alone", "other programme"],
    )


def test_a_t_level_has_no_planned_hours_with_the_learner(breaks):
    breaks(
        parts_of_programmes.hours_of_a_t_level_learner,
        learner="""
            case          | PlanLearnHours | PlanEEPHours
            learning      | 600            |
            enrichment    |                | 40
            no hours      |                |
            also an A level | 600          |
        """,
        aim="""
            case          | FundModel | ProgType
            learning      | 25        | 31
            enrichment    | 25        | 31
            no hours      | 25        | 31
            also an A level | 25      | 31
            also an A level | 25      |
        """,
        expect=["learning", "enrichment"],
    )


def test_a_t_level_has_a_specialism(breaks):
    breaks(
        parts_of_programmes.t_level_without_a_specialism,
        aim="""
            case        | ProgType | LearnAimRef
            none        | 31       | 60000001
            one         | 31       | 60000001
            one         | 31       | ztlos001
            no T Level  |          | 60000001
        """,
        expect=["none"],
    )


def test_a_specialism_is_of_the_pathway_of_the_core(breaks):
    breaks(
        parts_of_programmes.specialism_of_another_pathway,
        aim="""
            case           | LearnAimRef | LearnActEndDate
            other pathway  | 60000001    |
            other pathway  | ZTLOS002    |
            same pathway   | 60000001    |
            same pathway   | ZTLOS001    |
            core ended     | 60000001    | 2026-01-01
            core ended     | ZTLOS002    |
            no core        | ZTLOS002    |
        """,
        lars_delivery=CORES,
        lars_framework_aim="""
            LearnAimRef | FworkCode | PwayCode
            60000001    | 500       | 1
            60000001    | 500       | 2
            ZTLOS001    | 500       | 2
            ZTLOS001    | 501       | 1
            ZTLOS002    | 501       | 1
        """,
        expect=["other pathway"],
    )
