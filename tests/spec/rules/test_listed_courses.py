"""Monitoring records, and the lists of courses they are for."""

from __future__ import annotations

from alder.sources.ilr.rules import listed_courses as rules

APPRENTICE = """
    case             | LearnAimRef | FundModel | AimType | LearnStartDate
    programme        | ZPROG001    | 36        | 1       | 2025-09-01
    english          | 50000001    | 36        | 3       | 2025-09-01
    english too late | 50000001    | 36        | 3       | 2026-08-01
    component        | 50000002    | 36        | 3       | 2025-09-01
    other part       | 50000003    | 36        | 3       | 2025-09-01
    unfunded         | ZPROG001    | 99        | 1       | 2025-09-01
"""
VALUES = """
    LearnAimRef | BasicSkillsType | EffectiveFrom | EffectiveTo
    50000001    | 1               | 2020-08-01    | 2026-07-31
    50000003    | 40              | 2020-08-01    |
"""
AIMS = """
    LearnAimRef | FrameworkCommonComponent
    50000002    | 20
    50000003    | 10
"""


def _all(type: str) -> str:
    cases = ("programme", "english", "english too late", "component", "other part", "unfunded")
    return "case | LearnDelFAMType | LearnDelFAMCode" + "".join(f"\n{c} | {type} | 1" for c in cases)


def test_a_contract_type_is_for_apprenticeships_and_their_english_and_maths(breaks):
    breaks(
        rules.contract_type_elsewhere,
        aim=APPRENTICE,
        fam=_all("ACT"),
        lars_annual_value=VALUES,
        lars_delivery=AIMS,
        expect=["english too late", "other part", "unfunded"],
    )


def test_apprenticeships_and_their_english_and_maths_have_a_contract_type(breaks):
    fam = """
        case      | LearnDelFAMType | LearnDelFAMCode
        programme | ACT             | 1
        english   | LDM             | 034
    """
    breaks(
        rules.no_contract_type,
        aim=APPRENTICE,
        fam=fam,
        lars_annual_value=VALUES,
        lars_delivery=AIMS,
        expect=["english", "component"],
    )


def test_learning_support_belongs_to_the_programme(breaks):
    breaks(
        rules.learning_support_for_a_part,
        aim=APPRENTICE,
        fam=_all("LSF"),
        lars_annual_value=VALUES,
        lars_delivery=AIMS,
        expect=["english too late", "other part"],
    )


CATEGORIES = """
    LearnAimRef | CategoryRef | EffectiveFrom | EffectiveTo
    60000041    | 41          | 2019-08-01    |
    60000043    | 43          | 2020-08-01    |
    60000044    | 44          | 2020-08-01    |
    60000045    | 45          | 2021-04-01    | 2023-12-31
    60000048    | 48          | 2021-04-01    |
    60000056    | 56          | 2021-04-01    | 2023-12-31
    60000065    | 65          | 2023-08-01    |
"""
COURSES_2020 = """
    case                  | LearnAimRef | FundModel | LearnStartDate
    devolved list         | 60000041    | 35        | 2020-08-01
    devolved list, before | 60000041    | 35        | 2020-07-31
    devolved              | 60000041    | 35        | 2020-08-01
    marked, listed        | 60000043    | 35        | 2020-08-01
    marked, not listed    | 60000048    | 35        | 2020-08-01
    only as such          | 60000044    | 35        | 2020-08-01
"""
MARKS_2020 = """
    case                  | LearnDelFAMType | LearnDelFAMCode
    devolved              | SOF             | 110
    marked, listed        | LDM             | 376
    marked, not listed    | LDM             | 376
"""


def test_courses_for_devolved_areas_are_paid_for_by_them(breaks):
    breaks(
        rules.devolved_course_paid_for_nationally,
        aim=COURSES_2020,
        fam=MARKS_2020,
        lars_category=CATEGORIES,
        expect=["devolved list"],
    )


def test_the_code_of_high_value_courses_is_for_them(breaks):
    breaks(
        rules.high_value_code_for_another_course,
        aim=COURSES_2020,
        fam=MARKS_2020,
        lars_category=CATEGORIES,
        expect=["marked, not listed"],
    )


def test_a_course_that_is_only_of_high_value_is_marked(breaks):
    breaks(
        rules.high_value_course_without_its_code,
        aim=COURSES_2020,
        fam=MARKS_2020,
        lars_category=CATEGORIES,
        expect=["only as such"],
    )


FREE = """
    case                   | LearnAimRef | FundModel | LearnStartDate
    national, in time      | 60000045    | 35        | 2023-12-31
    national, too late     | 60000045    | 35        | 2024-01-01
    devolved, in time      | 60000056    | 35        | 2023-12-31
    devolved, too late     | 60000056    | 35        | 2024-01-01
    devolved list, paid so | 60000056    | 35        | 2023-12-31
    not listed             | 60000041    | 35        | 2023-12-31
    not listed, new fund   | 60000041    | 38        | 2024-08-01
    pilot                  | 60000041    | 38        | 2024-08-01
    listed, new fund       | 60000045    | 38        | 2024-08-01
    only as such           | 60000048    | 35        | 2023-12-31
"""
FREE_MARKS = """
    case                   | LearnDelFAMType | LearnDelFAMCode
    national, in time      | LDM             | 378
    national, too late     | LDM             | 378
    devolved, in time      | LDM             | 378
    devolved, in time      | SOF             | 110
    devolved, too late     | LDM             | 378
    devolved, too late     | SOF             | 110
    devolved list, paid so | LDM             | 378
    not listed             | LDM             | 378
    not listed             | RES             | 1
    not listed, new fund   | LDM             | 378
    pilot                  | LDM             | 378
    pilot                  | LDM             | 395
    listed, new fund       | LDM             | 378
"""
LISTED = {"aim": FREE, "fam": FREE_MARKS, "lars_category": CATEGORIES}


def test_until_2024_the_code_of_free_courses_is_for_them(breaks):
    breaks(rules.free_course_code_for_another_course_to_2024, **LISTED, expect=["not listed"])


def test_a_course_that_is_only_free_is_marked(breaks):
    breaks(rules.free_course_without_its_code, **LISTED, expect=["only as such"])


def test_devolved_free_courses_are_paid_for_by_the_area(breaks):
    breaks(rules.devolved_free_course_paid_for_nationally, **LISTED, expect=["devolved list, paid so"])


def test_a_free_course_is_open_when_it_starts(breaks):
    expect = ["national, too late", "devolved list, paid so"]
    breaks(rules.free_course_not_open, **LISTED, expect=expect)


def test_since_2024_the_code_of_free_courses_is_for_them(breaks):
    breaks(rules.free_course_code_for_another_course, **LISTED, expect=["not listed, new fund"])


def test_a_devolved_free_course_is_open_when_it_starts(breaks):
    breaks(rules.devolved_free_course_not_open, **LISTED, expect=["devolved, too late"])


def test_the_tender_of_2023_pays_for_regulated_qualifications(breaks):
    aim = """
        case         | LearnAimRef
        regulated    | 50000001
        unregulated  | 50000002
        listed       | 60000065
        unmarked     | 50000002
    """
    fam = """
        case         | LearnDelFAMType | LearnDelFAMCode
        regulated    | LDM             | 388
        unregulated  | LDM             | 388
        listed       | LDM             | 388
    """
    genres = """
        LearnAimRef | LearningDeliveryGenre
        50000001    | EOQ
        50000002    | XXX
    """
    breaks(
        rules.tender_of_2023_for_another_course,
        aim=aim,
        fam=fam,
        lars_delivery=genres,
        lars_category=CATEGORIES,
        expect=["unregulated"],
    )
