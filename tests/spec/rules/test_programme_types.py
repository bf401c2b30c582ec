"""Rules about the type of a programme: which aims, funding and lengths go with it."""

from __future__ import annotations

from alder.sources.ilr.rules import programme_types as types

LIST = """
    LearnAimRef | LearnAimRefType
    60350001    | 1468
    60350002    | 0002
"""

ADULTS_AND_UNPAID = """
    case          | LearnDelFAMType | LearnDelFAMCode
    adult         | LDM             | 384
"""


def test_the_programme_type_is_on_the_list(breaks):
    breaks(
        types.unknown_programme_type,
        aim="""
            case      | ProgType
            unknown   | 99
            standard  | 25
            none      |
        """,
        expect=["unknown"],
    )


def test_the_programme_type_is_on_the_list_of_2020(breaks):
    breaks(
        types.unknown_programme_type,
        aim="""
            case         | ProgType
            a later code | 32
            T Level      | 31
        """,
        expect=["a later code"],
        year="2020/21",
    )


def test_standards_have_funding_for_apprenticeships(breaks):
    breaks(
        types.standard_with_other_funding,
        aim="""
            case                | ProgType | FundModel
            adult skills        | 25       | 35
            apprenticeships     | 25       | 36
            other adult funding | 25       | 81
            not paid for        | 25       | 99
            no standard         | 24       | 35
        """,
        expect=["adult skills"],
    )


def test_a_traineeship_is_planned_for_a_year_at_most(breaks):
    breaks(
        types.traineeship_planned_for_over_a_year,
        aim="""
            case           | ProgType | AimType | LearnStartDate | LearnPlanEndDate
            day more       | 24       | 1       | 2015-08-01     | 2016-08-02
            a year         | 24       | 1       | 2015-08-01     | 2016-08-01
            before 2015    | 24       | 1       | 2015-07-31     | 2016-08-02
            part           | 24       | 3       | 2015-08-01     | 2016-08-02
            apprenticeship | 25       | 1       | 2015-08-01     | 2016-08-02
        """,
        expect=["day more"],
    )


def test_a_traineeship_lasts_a_year_at_most(breaks):
    breaks(
        types.traineeship_lasted_over_a_year,
        aim="""
            case     | ProgType | AimType | LearnStartDate | LearnActEndDate
            day more | 24       | 1       | 2019-08-01     | 2020-08-02
            a year   | 24       | 1       | 2019-08-01     | 2020-08-01
            goes on  | 24       | 1       | 2019-08-01     |
            part     | 24       | 3       | 2019-08-01     | 2020-08-02
        """,
        expect=["day more"],
    )


def test_a_traineeship_goes_on_for_14_months_at_most(breaks):
    breaks(
        types.traineeship_goes_on_over_14_months,
        file="""
            case      | FilePreparationDate
            day more  | 2020-10-02
            14 months | 2020-10-01
            ended     | 2020-12-01
        """,
        aim="""
            case      | ProgType | AimType | LearnStartDate | LearnActEndDate
            day more  | 24       | 1       | 2019-08-01     |
            14 months | 24       | 1       | 2019-08-01     |
            ended     | 24       | 1       | 2019-08-01     | 2020-06-01
        """,
        expect=["day more"],
    )


def test_traineeships_have_their_own_work_experience(breaks):
    breaks(
        types.other_work_experience_in_a_traineeship,
        aim="""
            case               | ProgType | LearnAimRef
            industry placement | 24       | ZWRKX003
            study programme    | 24       | zwrkx002
            its own            | 24       | ZWRKX001
            T Level            | 31       | ZWRKX003
        """,
        expect=["industry placement", "study programme"],
    )


def test_in_2020_an_industry_placement_belongs_to_a_t_level(breaks):
    breaks(
        types.industry_placement_outside_a_t_level_2020,
        aim="""
            case        | LearnAimRef | ProgType
            traineeship | ZWRKX003    | 24
            T Level     | ZWRKX003    | 31
            alone       | ZWRKX003    |
            another aim | ZWRKX001    | 24
        """,
        expect=["traineeship"],
    )


def test_an_industry_placement_belongs_to_a_t_level(breaks):
    breaks(
        types.industry_placement_outside_a_t_level,
        aim="""
            case         | LearnAimRef | ProgType | FundModel
            alone        | ZWRKX003    |          | 25
            T Level      | ZWRKX003    | 31       | 25
            adult        | ZWRKX003    |          | 38
            not paid for | ZWRKX003    |          | 99
            another aim  | ZWRKX001    |          | 25
        """,
        fam=ADULTS_AND_UNPAID,
        expect=["alone"],
    )


def test_in_2020_a_technical_qualification_belongs_to_a_t_level(breaks):
    breaks(
        types.technical_qualification_outside_a_t_level_2020,
        aim="""
            case        | LearnAimRef | ProgType
            alone       | 60350001    |
            elsewhere   | 60350001    | 30
            T Level     | 60350001    | 31
            A level     | 60350002    |
        """,
        lars_delivery=LIST,
        expect=["alone", "elsewhere"],
    )


def test_a_technical_qualification_belongs_to_a_t_level(breaks):
    breaks(
        types.technical_qualification_outside_a_t_level,
        aim="""
            case         | LearnAimRef | ProgType | FundModel
            alone        | 60350001    |          | 25
            T Level      | 60350001    | 31       | 25
            adult        | 60350001    |          | 38
            not paid for | 60350001    |          | 99
            A level      | 60350002    |          | 25
        """,
        fam=ADULTS_AND_UNPAID,
        lars_delivery=LIST,
        expect=["alone"],
    )


def test_in_2020_a_specialism_belongs_to_a_t_level(breaks):
    breaks(
        types.specialism_outside_a_t_level_2020,
        aim="""
            case        | LearnAimRef | ProgType
            elsewhere   | ZTLOS001    | 30
            T Level     | ZTLOS001    | 31
            alone       | ZTLOS001    |
            another aim | Z0001234    | 30
        """,
        expect=["elsewhere"],
    )


def test_a_specialism_belongs_to_a_t_level(breaks):
    breaks(
        types.specialism_outside_a_t_level,
        aim="""
            case         | LearnAimRef | ProgType | FundModel
            alone        | ZTLOS001    |          | 25
            T Level      | ZTLOS001    | 31       | 25
            adult        | ZTLOS001    |          | 38
            not paid for | ZTLOS001    |          | 99
        """,
        fam=ADULTS_AND_UNPAID,
        expect=["alone"],
    )


def test_a_foundation_year_has_its_core_aim(breaks):
    breaks(
        types.foundation_year_without_its_aim,
        aim="""
            case            | ProgType | AimType | LearnAimRef
            without         | 30       | 1       | ZPROG001
            with            | 30       | 1       | ZPROG001
            with            | 30       | 5       | ZTPR0001
            not core        | 30       | 3       | ZTPR0001
            T Level         | 31       | 1       | ZPROG001
        """,
        expect=["without", "not core"],
    )


def test_a_t_level_has_its_technical_qualification(breaks):
    breaks(
        types.t_level_without_its_qualification,
        aim="""
            case            | ProgType | AimType | LearnAimRef
            without         | 31       | 1       | ZPROG001
            with            | 31       | 1       | ZPROG001
            with            | 31       | 5       | 60350001
            not core        | 31       | 3       | 60350001
            foundation year | 30       | 1       | ZPROG001
        """,
        lars_delivery=LIST,
        expect=["without", "not core"],
    )


def test_a_foundation_year_aim_belongs_to_a_foundation_year(breaks):
    breaks(
        types.foundation_year_aim_elsewhere,
        aim="""
            case            | LearnAimRef | ProgType
            T Level         | ZTPR0001    | 31
            alone           | ZTPR0001    |
            foundation year | ZTPR0001    | 30
        """,
        expect=["T Level", "alone"],
    )


def test_a_bootcamp_has_its_own_funding(breaks):
    breaks(
        types.bootcamp_with_other_funding,
        aim="""
            case      | ProgType | FundModel
            other     | 32       | 38
            its own   | 32       | 37
            elsewhere | 31       | 38
        """,
        expect=["other"],
    )


def test_an_authority_pays_for_its_programme(breaks):
    breaks(
        types.authority_programme_without_an_authority,
        aim="""
            case         | ProgType
            the agency   | 33
            an authority | 33
            elsewhere    | 32
        """,
        fam="""
            case         | LearnDelFAMType | LearnDelFAMCode
            the agency   | SOF             | 105
            an authority | SOF             | 120
        """,
        expect=["the agency"],
    )


BOOTCAMP = """
    case      | LearnAimRef | ProgType
    alone     | 60001234    |
    bootcamp  | 60001234    | 32
    pilot     | 60001234    |
    other aim | 60005678    |
"""

PILOT = """
    case      | LearnDelFAMType | LearnDelFAMCode
    pilot     | LDM             | 396
"""

CATEGORIES = """
    LearnAimRef | CategoryRef
    60001234    | 62
    60005678    | 38
"""


def test_a_bootcamp_aim_belongs_to_a_bootcamp(breaks):
    breaks(types.bootcamp_aim_elsewhere, aim=BOOTCAMP, fam=PILOT, lars_category=CATEGORIES, expect=["alone"])


def test_a_bootcamp_aim_belongs_to_a_bootcamp_online_too(breaks):
    breaks(types.bootcamp_aim_elsewhere_online, aim=BOOTCAMP, fam=PILOT, lars_category=CATEGORIES, expect=["alone"])
