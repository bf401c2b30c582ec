"""Free Courses for Jobs are for adults who have no level 3, or little pay."""

from __future__ import annotations

from alder.sources.ilr.rules import free_courses


def test_to_july_2024_a_free_course_needs_no_level_3_or_little_pay(breaks):
    breaks(
        free_courses.free_course_for_somebody_with_level_3,
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
        free_courses.free_course_for_a_young_adult_with_level_3,
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
        free_courses.free_course_for_an_adult_without_low_pay,
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
