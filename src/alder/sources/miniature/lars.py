"""What the list of learning aims (LARS) says of made-up aims, standards and frameworks, for rules and pages of aims.

When an aim may be begun and for whom, in which categories it is, what it counts as in a year, and what belongs to an
apprenticeship. All of it follows from the catalogue: whom an aim is open to decides where it is listed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.sources.miniature.catalogue import (
    ADULT,
    APPRENTICE,
    COMMUNITY,
    FIRST,
    LOAN,
    YOUNG,
    ListedAim,
    listed_aims,
    listed_frameworks,
    listed_standards,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Row = dict[str, Any]

NOT_APPLICABLE = -2

HIGHER_EDUCATION = ("0031", "0032", "1462", "1463")
"""Higher national certificates and diplomas, and degrees: kinds of aims that count as higher education. Whoever teaches
one returns a record of higher education with it."""
_ACADEMIC, _ACCESS, _UNITS = ("0002", "0003"), "1460", "1452"
_PROGRAMME, _PLACEMENT = "ZPROG001", "ZWRKX001"
SECURITY_LICENCE = "60355311"
"""The one aim that gives a licence to work in security."""

_LATER = date(2600, 12, 31)

_UNTIL_ADULTS_OUT_OF_WORK = date(2016, 7, 31)
_SOCIAL_FUND = (date(2015, 8, 1), date(2023, 7, 31))
_LOANS_SINCE = date(2013, 8, 1)
_FREE_COURSES_SINCE = date(2021, 4, 1)
_TAILORED_SINCE = date(2024, 8, 1)
_LAST_COMMUNITY_START = date(2024, 7, 31)
_DEVOLVED_SINCE = date(2019, 8, 1)


def is_higher_education(aim: ListedAim) -> bool:
    """Whether the aim counts as higher education in its own right."""
    return aim.kind in HIGHER_EDUCATION


def is_free_course(aim: ListedAim) -> bool:
    """Whether the aim is one of the Free Courses for Jobs: level 3 for adults, other than A levels and single units."""
    return aim.level == "3" and ADULT in aim.offers and aim.kind not in (*_ACADEMIC, _UNITS)


def is_full_level(aim: ListedAim, level: str) -> bool:
    """Whether the aim counts as a full level 2 or 3: those of some length do."""
    return aim.level == level and (aim.hours or 0) >= 150


def _offers(aim: ListedAim) -> Iterator[tuple[str, date, date | None]]:
    """Each kind of validity that the aim has, with the first day and the last on which it may be begun."""
    yield "ANY", FIRST, None
    if YOUNG in aim.offers:
        yield "1619_EFA", FIRST, None
        if aim.level in ("E", "1", "1.5", "2"):
            yield "1416_EFA", FIRST, None
    if ADULT in aim.offers:
        yield "ADULT_SKILLS", FIRST, None
        yield "MCA_GLA", _DEVOLVED_SINCE, None
        yield ("ESF", *_SOCIAL_FUND)
        if aim.level in ("E", "1", "2"):
            yield "OLASS_ADULT", FIRST, None
            yield "UNEMPLOYED", FIRST, _UNTIL_ADULTS_OUT_OF_WORK
    if is_free_course(aim):
        yield "FCFJ_ADULT_SKILLS", _FREE_COURSES_SINCE, None
    if LOAN in aim.offers:
        yield "ADV_LEARN_LOAN", _LOANS_SINCE, None
    if APPRENTICE in aim.offers:
        yield "APPRENTICESHIPS", FIRST, None
    if COMMUNITY in aim.offers:
        yield "COMM_LEARN", FIRST, _LAST_COMMUNITY_START
        yield "TAILORED_LEARNING", _TAILORED_SINCE, None


def _validity(aim: ListedAim) -> Iterator[Row]:
    for kind, first, last in _offers(aim):
        begins = max(first, aim.opens)
        last_start = min(last or _LATER, aim.last_start or _LATER)
        if begins <= last_start:
            yield {
                "LearnAimRef": aim.ref,
                "ValidityCategory": kind,
                "StartDate": begins,
                "EndDate": aim.closes,
                "LastNewStartDate": None if last_start == _LATER else last_start,
            }


_WORK_PREPARATION, _WORK_PLACEMENT, _STANDALONE, _LICENCE = 2, 4, 21, 22
_CLASSES_OF_LEARNING, _PROGRAMMES = 28, 33
_FULL_LEVEL_2, _FREE_LEVEL_3, _ENGLISH_AND_MATHS, _LOCAL = 37, 38, 39, 40
_DIGITAL, _FREE_COURSE = 42, 45


def _categories(aim: ListedAim) -> Iterator[tuple[int, date]]:
    """The categories that the aim is in, by number, and since when there is such a category."""
    adult = ADULT in aim.offers
    if aim.ref == _PROGRAMME:
        yield _PROGRAMMES, date(2014, 8, 1)
    if aim.ref == _PLACEMENT:
        yield _WORK_PLACEMENT, date(2015, 8, 1)
    if COMMUNITY in aim.offers:
        yield _CLASSES_OF_LEARNING, date(2014, 8, 1)
    if aim.kind == _UNITS and aim.subject.startswith("14.") and aim.level == "1":
        yield _WORK_PREPARATION, date(2015, 8, 1)
    if aim.kind == _UNITS and (aim.hours or 0) <= 12:
        yield _STANDALONE, date(2014, 8, 1)
    if aim.ref == SECURITY_LICENCE:
        yield _LICENCE, date(2014, 8, 1)
    if aim.skills in ("english", "mathematics"):
        yield _ENGLISH_AND_MATHS, date(2016, 8, 1)
    elif adult and is_full_level(aim, "2"):
        yield _FULL_LEVEL_2, date(2016, 8, 1)
    elif adult and aim.level == "3":
        yield _FREE_LEVEL_3, date(2016, 8, 1)
    elif adult and aim.level in ("E", "1", "2"):
        yield _LOCAL, date(2016, 8, 1)
    if aim.level == "E" and aim.subject == "6.20":
        yield _DIGITAL, date(2019, 8, 1)
    if is_free_course(aim):
        yield _FREE_COURSE, _FREE_COURSES_SINCE


_KINDS_OF_SKILLS = {
    ("0003", "english"): 11,
    ("0003", "mathematics"): 12,
    ("1439", "mathematics"): 19,
    ("1439", "english"): 20,
    ("1452", "english"): 29,
    ("1452", "mathematics"): 30,
    ("1452", "esol"): 37,
    ("0016", "esol"): 36,
}
"""Kinds of basic skills, by the kind of aim and what it teaches: GCSE, functional skills, awards and certificates."""
_DIGITAL_SKILLS = 43


def _kind_of_skills(aim: ListedAim) -> int:
    if aim.level == "E" and aim.subject == "6.20":
        return _DIGITAL_SKILLS
    return _KINDS_OF_SKILLS.get((aim.kind, aim.skills), NOT_APPLICABLE)


def _annual_value(aim: ListedAim) -> Row:
    skills = _kind_of_skills(aim)
    academic = {"0002": 3, "0003": 4}.get(aim.kind)
    return {
        "LearnAimRef": aim.ref,
        "EffectiveFrom": aim.opens,
        "EffectiveTo": None,
        "BasicSkills": int(skills != NOT_APPLICABLE),
        "BasicSkillsType": skills,
        "FullLevel2EntitlementCategory": _entitlement(aim, "2", academic if aim.kind == "0003" else None),
        "FullLevel3EntitlementCategory": _entitlement(aim, "3", academic if aim.kind == "0002" else None),
        "FullLevel2Percent": _percent(aim, "2", "0003"),
        "FullLevel3Percent": _percent(aim, "3", "0002"),
    }


def _entitlement(aim: ListedAim, level: str, academic: int | None) -> int:
    return academic or (1 if is_full_level(aim, level) else NOT_APPLICABLE)


def _percent(aim: ListedAim, level: str, academic: str) -> Decimal:
    """How much of a full level the aim is. Five GCSEs make a full level 2, two A levels a full level 3."""
    if aim.kind == academic:
        return Decimal(20 if level == "2" else 50)
    return Decimal(100 if is_full_level(aim, level) else 0)


_COMMON_COMPONENTS = {
    ("1439", "mathematics"): 10,
    ("1439", "english"): 11,
    ("0003", "mathematics"): 30,
    ("0003", "english"): 31,
}


def _genre(aim: ListedAim) -> str:
    if aim.ref.startswith("Z"):
        return "IGC"
    if is_higher_education(aim):
        return "IHE"
    return "EQQ" if aim.kind == _ACCESS else "EOQ"


_OLD_LEVELS = {"1.5": "M", "6": "4", "7": "5", "8": "5", "5": "4"}
"""Levels on the older scale, of five, where they are called otherwise."""


def _delivery(aim: ListedAim) -> Row:
    subject = Decimal(aim.subject)
    return {
        "LearnAimRef": aim.ref,
        "EffectiveFrom": aim.opens,
        "EffectiveTo": None,
        "LearnAimRefType": aim.kind,
        "NotionalNVQLevel": _OLD_LEVELS.get(aim.level, aim.level),
        "NotionalNVQLevelv2": aim.level,
        "LearningDeliveryGenre": _genre(aim),
        "FrameworkCommonComponent": _COMMON_COMPONENTS.get((aim.kind, aim.skills), NOT_APPLICABLE),
        "EnglPrscID": 1 if is_higher_education(aim) else 3,
        "SectorSubjectAreaTier1": Decimal(int(subject)),
        "SectorSubjectAreaTier2": subject,
    }


# Apprenticeships -------------------------------------------------------------------------------------------------

_FUNCTIONAL_SKILLS = (10, 11, 30, 31)
"""Common components that every framework and standard takes: English and maths."""
_COMPETENCE = 3
"""A part of a framework that is its knowledge and its competence in one."""
_REQUIRED = 301
"""A part of a standard that the work itself requires."""
_STANDARD = "A0002"
"""The type of a standard that is no foundation apprenticeship."""


def _frameworks() -> dict[str, list[Row]]:
    own = [
        (
            {"FworkCode": f.code, "ProgType": f.kind, "PwayCode": f.pathway},
            {"EffectiveFrom": f.opens, "EffectiveTo": f.last_start},
            f.components,
        )
        for f in listed_frameworks()
    ]
    return {
        "lars_framework": [{**code, **lasts} for code, lasts, _ in own],
        "lars_framework_aim": [
            {**code, **lasts, "LearnAimRef": ref, "FrameworkComponentType": _COMPETENCE}
            for code, lasts, components in own
            for ref in components
        ],
        "lars_framework_component": [
            {**code, **lasts, "CommonComponent": component}
            for code, lasts, _ in own
            for component in _FUNCTIONAL_SKILLS
        ],
    }


def _standards() -> dict[str, list[Row]]:
    standards = listed_standards()
    return {
        "lars_standard_validity": [
            {
                "StandardCode": s.code,
                "ValidityCategory": "STANDARD_TRAILBLAZER",
                "StartDate": s.opens,
                "LastNewStartDate": s.last_start,
                "EndDate": None,
            }
            for s in standards
        ],
        "lars_standard_aim": [
            {
                "StandardCode": s.code,
                "LearnAimRef": ref,
                "EffectiveFrom": s.opens,
                "EffectiveTo": None,
                "StandardComponentType": _REQUIRED,
            }
            for s in standards
            for ref in s.components
        ],
        "lars_standard_component": [
            {"StandardCode": s.code, "CommonComponent": component, "EffectiveFrom": s.opens, "EffectiveTo": None}
            for s in standards
            for component in _FUNCTIONAL_SKILLS
        ],
        "lars_standard_type": [{"StandardCode": s.code, "StandardTypeCode": _STANDARD} for s in standards],
    }


# What codes mean -------------------------------------------------------------------------------------------------

_CODES = """
ValidityCategory | ANY               | Any funding, or none
ValidityCategory | 1619_EFA          | 16 to 19 study
ValidityCategory | 1416_EFA          | 14 to 16 year-olds at college
ValidityCategory | ADULT_SKILLS      | Adult skills
ValidityCategory | FCFJ_ADULT_SKILLS | Free Courses for Jobs
ValidityCategory | MCA_GLA           | Areas with a budget of their own
ValidityCategory | ESF               | European Social Fund
ValidityCategory | OLASS_ADULT       | Learning in custody
ValidityCategory | UNEMPLOYED        | Adults out of work
ValidityCategory | ADV_LEARN_LOAN    | Advanced learner loans
ValidityCategory | APPRENTICESHIPS   | Apprenticeship frameworks
ValidityCategory | COMM_LEARN        | Community learning
ValidityCategory | TAILORED_LEARNING | Tailored learning
FundingCategory  | Matrix            | Adult skills
CategoryRef      | 2                 | Preparing for work
CategoryRef      | 4                 | Work placement
CategoryRef      | 21                | Stands alone
CategoryRef      | 22                | Licence to work in security
CategoryRef      | 28                | Community learning
CategoryRef      | 33                | Programme
CategoryRef      | 37                | Legal entitlement, level 2
CategoryRef      | 38                | Legal entitlement, level 3
CategoryRef      | 39                | English and maths
CategoryRef      | 40                | Local flexibility
CategoryRef      | 42                | Digital skills
CategoryRef      | 45                | Free Courses for Jobs
"""
"""List, code and what it means, in words of ours."""


def _codes() -> list[Row]:
    cells = ([cell.strip() for cell in line.split("|")] for line in _CODES.strip().splitlines())
    return [{"list": name, "code": code, "name": means, "EffectiveFrom": FIRST} for name, code, means in cells]


def _for_the_young(aim: ListedAim) -> Row:
    """Whether the aim was approved for learners of an age (section 96)."""
    school_age = YOUNG in aim.offers and aim.level in ("E", "1", "1.5", "2")
    return {
        "LearnAimRef": aim.ref,
        "EffectiveFrom": aim.opens,
        "Section96ApprovalStatus": 1,
        "Section96ApprovalStartDate": aim.opens,
        "Section96ReviewDate": aim.last_start,
        "Section96ValidPre16": int(school_age),
        "Section96Valid16to18": int(YOUNG in aim.offers),
        "Section96Valid18plus": 1,
    }


@cache
def tables() -> Mapping[str, pa.Table]:
    """Everything of LARS that rules look into, and what pages of aims tell beside the list itself."""
    from alder.sources.reference.table_catalogue import (
        table,
    )  # it gathers the rules, which whoever makes up returns does without

    aims = listed_aims()
    rows: dict[str, list[Row]] = {
        "lars_delivery": [_delivery(aim) for aim in aims],
        "lars_validity": [row for aim in aims for row in _validity(aim)],
        "lars_category": [
            {"LearnAimRef": aim.ref, "CategoryRef": category, "EffectiveFrom": since, "EffectiveTo": None}
            for aim in aims
            for category, since in _categories(aim)
        ],
        "lars_annual_value": [_annual_value(aim) for aim in aims],
        "lars_section_96": [_for_the_young(aim) for aim in aims if not aim.ref.startswith("Z")],
        "lars_code": _codes(),
        **_frameworks(),
        **_standards(),
    }
    return {name: pa.Table.from_pylist(of, schema=table(name).schema) for name, of in rows.items()}
