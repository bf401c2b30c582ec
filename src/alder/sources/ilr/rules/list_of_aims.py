"""What the national list of learning aims (LARS) says about an aim.

Rows of one kind of validity follow each other: an aim is closed, and opened again. One row that fits is enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.expr import Day, Text, Truth, Value
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

ENGLISH_AND_MATHS = (1, 2, 11, 12, 13, 14, 19, 20, 21, 23, 24, 25, 29, 30, 31, 32, 33, 34, 35)
"""The kinds of basic skills that are English or maths."""

T_LEVEL_QUALIFICATION = "1468"
"""The type of aim that is the technical qualification of a T Level."""


# One row ---------------------------------------------------------------------------------------------------------


def lasts_on(day: Value, first: Value, last: Value) -> Truth:
    """The row is in force on `day`. One that ends before it begins was withdrawn, and never is."""
    return (first <= day) & (last.isnull() | (day <= last))


# The aim itself --------------------------------------------------------------------------------------------------


def is_at_level(lars_delivery: Rows, *levels: str) -> Truth:
    """The aim is at one of these levels, on the scale with eight levels."""
    return lars_delivery.any(lars_delivery.NotionalNVQLevelv2.isin(levels))


def is_of_type(lars_delivery: Rows, *types: str) -> Truth:
    """The aim is of one of these types (A level, access to higher education ...)."""
    return lars_delivery.any(lars_delivery.LearnAimRefType.isin(types))


def is_in_category(lars_category: Rows, *categories: int) -> Truth:
    """The aim is in one of these categories, at whatever time."""
    return lars_category.any(lars_category.CategoryRef.isin(categories))


def is_in_category_on(lars_category: Rows, day: Day, *categories: int) -> Truth:
    """The aim is in one of these categories on `day`."""
    lasting = lasts_on(day, lars_category.EffectiveFrom, lars_category.EffectiveTo)
    return lars_category.any(lars_category.CategoryRef.isin(categories) & lasting)


# Basic skills ----------------------------------------------------------------------------------------------------


def teaches(lars_annual_value: Rows, *skills: int) -> Truth:
    """The aim is of one of these kinds of basic skills, at whatever time."""
    return lars_annual_value.any(lars_annual_value.BasicSkillsType.isin(skills))


def teaches_on(lars_annual_value: Rows, day: Day, *skills: int) -> Truth:
    """The aim is of one of these kinds of basic skills on `day`."""
    lasting = lasts_on(day, lars_annual_value.EffectiveFrom, lars_annual_value.EffectiveTo)
    return lars_annual_value.any(lars_annual_value.BasicSkillsType.isin(skills) & lasting)


def is_english_or_maths(lars_annual_value: Rows, day: Day) -> Truth:
    """The aim is English or maths at the level of basic skills on `day`."""
    return teaches_on(lars_annual_value, day, *ENGLISH_AND_MATHS)


# Validity --------------------------------------------------------------------------------------------------------


def listed_for(lars_validity: Rows, category: str | Text, *more: str) -> Rows:
    """The aim's rows of these kinds of validity."""
    kind = lars_validity.ValidityCategory
    return lars_validity.where(kind.isin([category, *more]) if isinstance(category, str) else kind == category)


def is_open_on(listed: Rows, day: Day) -> Truth:
    """The aim is open on `day` (new starts may have ended before)."""
    return listed.any(lasts_on(day, listed.StartDate, listed.EndDate))


def starts_outside(aim: Rows, listed: Rows) -> Truth:
    """The aim is listed, but not open on the day it starts."""
    return listed.any() & aim.LearnStartDate.notnull() & ~is_open_on(listed, aim.LearnStartDate)


def ends_outside(aim: Rows, listed: Rows) -> Truth:
    """The aim is listed, but was closed when it ended."""
    in_time = listed.EndDate.isnull() | (aim.LearnActEndDate <= listed.EndDate)
    return listed.any() & aim.LearnActEndDate.notnull() & listed.none(in_time)


def starts_too_late(aim: Rows, listed: Rows, restarts: Truth) -> Truth:
    """The aim is listed, but starts before it is open or after the last new start. Restarts may start later."""
    begun = aim.LearnStartDate >= listed.StartDate
    in_time = listed.LastNewStartDate.isnull() | (aim.LearnStartDate <= listed.LastNewStartDate)
    excused = restarts & listed.any(begun)
    return listed.any() & aim.LearnStartDate.notnull() & listed.none(begun & in_time) & ~excused


def closed_before_the_year(listed: Rows, year: AcademicYear) -> Truth:
    """The aim is listed, but the last of its rows to begin ended before the teaching year."""
    ended = listed.where(listed.EndDate < year.first_day).greatest("StartDate")
    lasting = listed.where(listed.EndDate.isnull() | (listed.EndDate >= year.first_day)).greatest("StartDate")
    return ended.notnull() & ~(lasting >= ended).fill_null(False)
