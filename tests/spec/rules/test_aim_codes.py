"""Rules about aim codes that have a fixed meaning, and what type of aim they may be."""

from __future__ import annotations

from alder.sources.ilr.rules import aim_codes

T_LEVEL = """
    LearnAimRef | LearnAimRefType
    60350001    | 1468
    60350002    | 0002
"""


def test_in_2020_core_aims_are_not_paid_as_adult_skills(breaks):
    breaks(
        aim_codes.core_aim_paid_as_adult_skills_2020,
        aim="""
            case            | AimType | ProgType | LearnStartDate
            adult skills    | 5       |          | 2017-08-01
            day before      | 5       |          | 2017-07-31
            traineeship     | 5       | 24       | 2017-08-01
            16 to 19        | 5       |          | 2017-08-01
            stands alone    | 4       |          | 2017-08-01
        """,
        fam="""
            case            | LearnDelFAMType | LearnDelFAMCode
            adult skills    | SOF             | 105
            day before      | SOF             | 105
            traineeship     | SOF             | 105
            16 to 19        | SOF             | 107
            stands alone    | SOF             | 105
        """,
        expect=["adult skills"],
    )


def test_core_aims_are_not_paid_as_adult_skills(breaks):
    breaks(
        aim_codes.core_aim_paid_as_adult_skills,
        aim="""
            case            | AimType | ProgType | LearnStartDate
            adult skills    | 5       |          | 2017-08-01
            old traineeship | 5       | 24       | 2017-08-01
            day before      | 5       |          | 2017-07-31
            16 to 19        | 5       |          | 2017-08-01
        """,
        fam="""
            case            | LearnDelFAMType | LearnDelFAMCode
            adult skills    | SOF             | 105
            old traineeship | SOF             | 105
            day before      | SOF             | 105
            16 to 19        | SOF             | 107
        """,
        expect=["adult skills", "old traineeship"],
    )


def test_in_2020_the_technical_qualification_is_the_core_aim(breaks):
    breaks(
        aim_codes.technical_qualification_not_core_2020,
        aim="""
            case             | LearnAimRef | AimType | ProgType
            part             | 60350001    | 3       | 31
            core             | 60350001    | 5       | 31
            outside a TLevel | 60350001    | 3       | 25
            A level          | 60350002    | 3       | 31
        """,
        lars_delivery=T_LEVEL,
        expect=["part"],
    )


def test_the_technical_qualification_is_the_core_aim(breaks):
    breaks(
        aim_codes.technical_qualification_not_core,
        aim="""
            case             | LearnAimRef | AimType | ProgType
            part             | 60350001    | 3       | 31
            no type          | 60350001    |         | 31
            core             | 60350001    | 5       | 31
            A level          | 60350002    | 3       | 31
        """,
        lars_delivery=T_LEVEL,
        expect=["part", "no type"],
    )


def test_a_transition_aim_is_the_core_aim(breaks):
    breaks(
        aim_codes.transition_aim_not_core_2020,
        aim="""
            case             | LearnAimRef | AimType
            stands alone     | ZTPR0001    | 4
            small letters    | ztpr0001    | 4
            core             | ZTPR0001    | 5
            another aim      | Z0001234    | 4
        """,
        expect=["stands alone", "small letters"],
    )


def test_a_foundation_year_is_the_core_aim(breaks):
    breaks(
        aim_codes.foundation_year_not_core,
        aim="""
            case             | LearnAimRef | AimType
            stands alone     | ZTPR0001    | 4
            small letters    | ztpr0001    | 4
            core             | ZTPR0001    | 5
            another aim      | Z0001234    | 4
        """,
        expect=["stands alone", "small letters"],
    )


def test_the_first_aim_of_a_social_fund_contract_is_paid_by_the_fund(breaks):
    breaks(
        aim_codes.social_fund_start_with_other_funding,
        aim="""
            case          | LearnAimRef | FundModel
            adult skills  | ZESF0001    | 35
            the fund      | ZESF0001    | 70
            another aim   | ZESF0002    | 35
        """,
        expect=["adult skills"],
    )


def test_work_experience_of_a_young_trainee_is_the_core_aim(breaks):
    breaks(
        aim_codes.trainee_work_experience_not_core,
        aim="""
            case          | LearnAimRef | FundModel | ProgType | AimType
            part          | ZWRKX001    | 25        | 24       | 3
            core          | ZWRKX001    | 25        | 24       | 5
            adult         | ZWRKX001    | 35        | 24       | 3
            another aim   | ZWRKX002    | 25        | 24       | 3
        """,
        expect=["part"],
    )


def test_adults_have_work_experience_in_traineeships_only(breaks):
    breaks(
        aim_codes.adult_work_experience_outside_a_traineeship,
        aim="""
            case          | LearnAimRef | FundModel | ProgType
            alone         | ZWRKX001    | 35        |
            traineeship   | ZWRKX001    | 35        | 24
            steel worker  | ZWRKX001    | 35        |
            16 to 19      | ZWRKX001    | 25        |
        """,
        fam="""
            case          | LearnDelFAMType | LearnDelFAMCode
            steel worker  | LDM             | 347
        """,
        expect=["alone"],
    )


def test_group_codes_are_not_used_for_new_starts(breaks):
    breaks(
        aim_codes.group_code_after_2017,
        aim="""
            case          | LearnAimRef | LearnStartDate
            first day     | ZVOC0001    | 2017-08-01
            day before    | ZVOC0001    | 2017-07-31
            external      | ZUXA0001    | 2020-09-01
            open college  | Z9OPE001    | 2020-09-01
            another aim   | Z0001234    | 2020-09-01
        """,
        expect=["first day", "external", "open college"],
    )


def test_t_levels_have_a_work_experience_of_their_own(breaks):
    breaks(
        aim_codes.study_programme_work_experience_in_a_t_level,
        aim="""
            case                 | LearnAimRef | ProgType
            study programme      | ZWRKX002    | 31
            industry placement   | ZWRKX003    | 31
            in a traineeship     | ZWRKX001    | 24
        """,
        expect=["study programme"],
    )


def test_an_event_of_one_day_has_one_date(breaks):
    breaks(
        aim_codes.one_day_activity_on_different_days,
        aim="""
            case           | LearnAimRef | LearnStartDate | LearnPlanEndDate | LearnActEndDate
            one day        | Z0059747    | 2025-09-01     | 2025-09-01       | 2025-09-01
            ended later    | Z0059747    | 2025-09-01     | 2025-09-01       | 2025-09-02
            planned later  | Z0059749    | 2025-09-01     | 2025-09-02       | 2025-09-01
            goes on        | Z0059748    | 2025-09-01     | 2025-09-01       |
            another aim    | Z0059746    | 2025-09-01     | 2025-12-01       |
        """,
        expect=["ended later", "planned later", "goes on"],
    )


def test_an_event_of_a_bootcamp_has_one_date(breaks):
    breaks(
        aim_codes.bootcamp_event_on_different_days,
        aim="""
            case           | LearnAimRef | ProgType | LearnStartDate | LearnPlanEndDate | LearnActEndDate
            one day        | Z0060439    | 32       | 2024-08-01     | 2024-08-01       | 2024-08-01
            ended later    | Z0060439    | 32       | 2024-08-01     | 2024-08-01       | 2024-08-02
            day before     | Z0060439    | 32       | 2024-07-31     | 2024-07-31       | 2024-08-02
            elsewhere      | Z0060439    |          | 2024-08-01     | 2024-08-01       | 2024-08-02
        """,
        expect=["ended later"],
    )
