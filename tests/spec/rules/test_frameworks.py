"""Rules about apprenticeship frameworks."""

from __future__ import annotations

from alder.sources.ilr.rules import frameworks

FRAMEWORK_AIMS = """
    LearnAimRef | ProgType | FworkCode | PwayCode | EffectiveTo | FrameworkComponentType
    60001234    | 2        | 445       | 1        | 2019-07-31  | 1
    60005678    | 2        | 445       | 1        |             | 1
    60007777    | 3        | 401       | 2        |             | 9
"""


def test_a_framework_has_a_code(breaks):
    breaks(
        frameworks.framework_without_a_code,
        aim="""
            case        | ProgType | FworkCode
            without     | 2        |
            with        | 2        | 445
            standard    | 25       |
            traineeship | 24       |
        """,
        expect=["without"],
    )


def test_only_a_framework_has_a_framework_code(breaks):
    breaks(
        frameworks.framework_code_outside_a_framework,
        aim="""
            case        | ProgType | FworkCode
            standard    | 25       | 445
            traineeship | 24       | 445
            alone       |          | 445
            framework   | 3        | 445
            no code     | 25       |
        """,
        expect=["standard", "traineeship", "alone"],
    )


def test_an_aim_is_part_of_its_framework(breaks):
    breaks(
        frameworks.aim_is_no_part_of_the_framework,
        aim="""
            case          | LearnAimRef | AimType | ProgType | FworkCode | PwayCode
            other pathway | 60001234    | 3       | 2        | 445       | 2
            part          | 60001234    | 3       | 2        | 445       | 1
            common        | 60009999    | 3       | 2        | 445       | 1
            not common    | 60009999    | 3       | 2        | 445       | 2
            standard      | 60008888    | 3       | 25       |           |
        """,
        lars_framework_aim=FRAMEWORK_AIMS,
        lars_delivery="""
            LearnAimRef | FrameworkCommonComponent
            60009999    | 10
            60001234    | -2
        """,
        lars_framework_component="""
            ProgType | FworkCode | PwayCode | CommonComponent
            2        | 445       | 1        | 10
            2        | 445       | 2        | 11
        """,
        expect=["other pathway", "not common"],
    )


def test_only_a_framework_has_a_pathway(breaks):
    breaks(
        frameworks.pathway_outside_a_framework,
        aim="""
            case       | ProgType | PwayCode
            standard   | 25       | 1
            alone      |          | 0
            framework  | 20       | 1
            no pathway | 25       |
        """,
        expect=["standard", "alone"],
    )


def test_a_framework_has_a_pathway(breaks):
    breaks(
        frameworks.framework_without_a_pathway,
        aim="""
            case       | ProgType | PwayCode
            without    | 3        |
            with       | 3        | 0
            standard   | 25       |
        """,
        expect=["without"],
    )


def test_an_apprenticeship_starts_before_its_framework_is_closed(breaks):
    breaks(
        frameworks.framework_closed_at_the_start,
        aim="""
            case      | AimType | ProgType | FworkCode | PwayCode | LearnStartDate
            day after | 1       | 2        | 445       | 1        | 2019-08-01
            last day  | 1       | 2        | 445       | 1        | 2019-07-31
            restart   | 1       | 2        | 445       | 1        | 2019-08-01
            part      | 3       | 2        | 445       | 1        | 2019-08-01
            open      | 1       | 2        | 445       | 2        | 2019-08-01
        """,
        fam="""
            case      | LearnDelFAMType | LearnDelFAMCode
            restart   | RES             | 1
        """,
        lars_framework="""
            ProgType | FworkCode | PwayCode | EffectiveTo
            2        | 445       | 1        | 2019-07-31
            2        | 445       | 2        |
        """,
        expect=["day after"],
    )


def test_an_aim_is_part_of_the_framework_when_the_programme_starts(breaks):
    breaks(
        frameworks.aim_left_the_framework_before_the_start,
        aim="""
            case      | LearnAimRef | AimType | ProgType | FworkCode | PwayCode | LearnStartDate
            day after | ZPROG001    | 1       | 2        | 445       | 1        | 2019-08-01
            day after | 60001234    | 3       | 2        | 445       | 1        | 2019-09-01
            last day  | ZPROG001    | 1       | 2        | 445       | 1        | 2019-07-31
            last day  | 60001234    | 3       | 2        | 445       | 1        | 2019-09-01
            open      | ZPROG001    | 1       | 2        | 445       | 1        | 2019-08-01
            open      | 60005678    | 3       | 2        | 445       | 1        | 2019-09-01
            restart   | ZPROG001    | 1       | 2        | 445       | 1        | 2019-08-01
            restart   | 60001234    | 3       | 2        | 445       | 1        | 2019-09-01
            no part   | ZPROG001    | 1       | 2        | 445       | 1        | 2019-08-01
            no part   | 60007777    | 3       | 2        | 445       | 1        | 2019-09-01
        """,
        fam="""
            case      | aim | LearnDelFAMType | LearnDelFAMCode
            restart   | 2   | RES             | 1
        """,
        lars_framework_aim=FRAMEWORK_AIMS,
        lars_delivery="""
            LearnAimRef | FrameworkCommonComponent
            60001234    | -2
        """,
        expect=["day after"],
    )


def test_an_aim_common_to_all_frameworks_may_leave_one(breaks):
    breaks(
        frameworks.aim_left_the_framework_before_the_start,
        aim="""
            case   | LearnAimRef | AimType | ProgType | FworkCode | PwayCode | LearnStartDate
            common | ZPROG001    | 1       | 2        | 445       | 1        | 2019-08-01
            common | 60001234    | 3       | 2        | 445       | 1        | 2019-09-01
        """,
        lars_framework_aim=FRAMEWORK_AIMS,
        lars_delivery="""
            LearnAimRef | FrameworkCommonComponent
            60001234    | 10
        """,
        expect=[],
    )


def test_a_restarted_part_was_open_to_apprentices_at_first(breaks):
    breaks(
        frameworks.restarted_part_not_open_at_first,
        aim="""
            case         | LearnAimRef | FundModel | AimType | ProgType | OrigLearnStartDate
            day before   | 60001234    | 36        | 3       | 2        | 2018-07-31
            first day    | 60001234    | 36        | 3       | 2        | 2018-08-01
            no restart   | 60001234    | 36        | 3       | 2        |
            standard     | 60001234    | 36        | 3       | 25       | 2018-07-31
            adult skills | 60005678    | 35        | 3       | 2        | 2018-08-01
        """,
        lars_validity="""
            LearnAimRef | ValidityCategory | StartDate
            60001234    | Apprenticeships  | 2018-08-01
            60005678    | ADULT_SKILLS     | 2018-08-01
        """,
        expect=["day before", "adult skills"],
    )


def test_framework_445_takes_certain_skills_only(breaks):
    breaks(
        frameworks.other_skills_in_framework_445,
        aim="""
            case       | LearnAimRef | FundModel | AimType | ProgType | FworkCode | PwayCode | LearnStartDate
            other      | ZPROG001    | 36        | 1       | 2        | 445       | 1        | 2014-09-01
            other      | 60009999    | 36        | 3       | 2        | 445       | 1        | 2014-09-01
            skills     | ZPROG001    | 36        | 1       | 2        | 445       | 1        | 2014-09-01
            skills     | 60008888    | 36        | 3       | 2        | 445       | 1        | 2014-09-01
            component  | ZPROG001    | 36        | 1       | 2        | 445       | 1        | 2014-09-01
            component  | 60001234    | 36        | 3       | 2        | 445       | 1        | 2014-09-01
            day before | ZPROG001    | 36        | 1       | 2        | 445       | 1        | 2014-08-31
            day before | 60009999    | 36        | 3       | 2        | 445       | 1        | 2014-09-01
            restart    | ZPROG001    | 36        | 1       | 2        | 445       | 1        | 2014-09-01
            restart    | 60009999    | 36        | 3       | 2        | 445       | 1        | 2014-09-01
        """,
        fam="""
            case       | aim | LearnDelFAMType | LearnDelFAMCode
            restart    | 2   | RES             | 1
        """,
        lars_framework_aim=FRAMEWORK_AIMS,
        lars_annual_value="""
            LearnAimRef | BasicSkillsType
            60008888    | 19
            60009999    | 2
        """,
        expect=["other"],
    )
