"""Rules about the type of a programme: which aims, funding and lengths go with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.aim_codes import FOUNDATION_YEAR, SPECIALISM
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import T_LEVEL_QUALIFICATION, is_in_category, is_of_type
from alder.sources.ilr.rules.terms import has, is_devolved, is_not, is_unknown, years_after

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PLACEMENT = "ZWRKX003"
"""The code of a T Level's industry placement."""

BOOTCAMP_AIMS = 62
"""The category of aims that Skills Bootcamps are made of."""


def _is_adult_t_level(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the pilot of T Levels for adults, or nobody in the department pays for it."""
    return has(fam, "LDM", "384") | (aim.FundModel == 99).fill_null(False)


def _is_trainee_programme(aim: Rows) -> Truth:
    return (aim.AimType == 1) & (aim.ProgType == 24)


def _months_after(day: Day, months: int) -> Day:
    from alder.model import expr

    return day + expr.interval(months=months)


# Codes -----------------------------------------------------------------------------------------------------------


@ilr.rule("ProgType_03", reads=("ProgType",), next="Check the programme type.")
def unknown_programme_type(aim: Rows, year: AcademicYear) -> Truth:
    """The programme type is not on the code list.

    In 2025/26 a code may also be closed on the day the aim starts; none of the list's codes has been closed.
    """
    return is_unknown(aim.ProgType, codes.aim.prog_type, year)


@ilr.rule(
    "ProgType_06",
    reads=("ProgType", "FundModel"),
    next="Use the funding model of apprenticeships (36), or 81 or 99 where they apply.",
)
def standard_with_other_funding(aim: Rows) -> Truth:
    """The apprenticeship standard is paid for in a way that does not fund apprenticeships."""
    return (aim.ProgType == 25) & is_not(aim.FundModel, 36, 81, 99)


# Traineeships, which ended in 2023 ---------------------------------------------------------------------------------


@ilr.rule(
    "ProgType_07",
    until="2020/21",
    reads=("ProgType", "AimType", "LearnStartDate", "LearnPlanEndDate"),
    next="Check the planned end date.",
)
def traineeship_planned_for_over_a_year(aim: Rows) -> Truth:
    """The traineeship is planned to last more than a year."""
    long = aim.LearnPlanEndDate > years_after(aim.LearnStartDate, 1)
    return _is_trainee_programme(aim) & (aim.LearnStartDate >= date(2015, 8, 1)) & long


@ilr.rule(
    "ProgType_08",
    until="2020/21",
    reads=("ProgType", "AimType", "LearnStartDate", "LearnActEndDate"),
    next="Check the start and end dates.",
)
def traineeship_lasted_over_a_year(aim: Rows) -> Truth:
    """The traineeship lasted more than a year."""
    return _is_trainee_programme(aim) & (aim.LearnActEndDate > years_after(aim.LearnStartDate, 1))


@ilr.rule(
    "ProgType_13",
    until="2020/21",
    reads=("ProgType", "AimType", "LearnStartDate", "LearnActEndDate", "FilePreparationDate"),
    next="Add the end date, or check the start date.",
)
def traineeship_goes_on_over_14_months(aim: Rows, file: Rows) -> Truth:
    """The traineeship has been going on for more than 14 months."""
    long = file.FilePreparationDate > _months_after(aim.LearnStartDate, 14)
    return _is_trainee_programme(aim) & aim.LearnActEndDate.isnull() & long


@ilr.rule(
    "ProgType_14",
    until="2020/21",
    reads=("ProgType", "LearnAimRef"),
    next="Use the work experience code of traineeships (ZWRKX001).",
)
def other_work_experience_in_a_traineeship(aim: Rows) -> Truth:
    """The traineeship has work experience of another kind of programme."""
    return (aim.ProgType == 24) & aim.LearnAimRef.isin(["ZWRKX002", PLACEMENT])


# T Levels --------------------------------------------------------------------------------------------------------


@ilr.rule(
    "ProgType_15",
    until="2020/21",
    reads=("LearnAimRef", "ProgType"),
    next="Use programme type 31, or another work experience code.",
)
def industry_placement_outside_a_t_level_2020(aim: Rows) -> Truth:
    """The aim is the industry placement of a T Level, but belongs to another programme."""
    return (aim.LearnAimRef == PLACEMENT) & (aim.ProgType != 31)


@ilr.rule(
    "ProgType_15",
    since="2025/26",
    reads=("LearnAimRef", "ProgType", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Use programme type 31, or another work experience code.",
)
def industry_placement_outside_a_t_level(aim: Rows, fam: Rows) -> Truth:
    """The aim is the industry placement of a T Level, but does not belong to a T Level.

    The pilot of T Levels for adults (LDM 384) and aims that the department does not pay for are exempt.
    """
    return (aim.LearnAimRef == PLACEMENT) & is_not(aim.ProgType, 31) & ~_is_adult_t_level(aim, fam)


@ilr.rule(
    "ProgType_16",
    until="2020/21",
    reads=("LearnAimRef", "ProgType"),
    next="Use programme type 31, or check the aim code.",
)
def technical_qualification_outside_a_t_level_2020(aim: Rows, lars_delivery: Rows) -> Truth:
    """The aim is the technical qualification of a T Level, but does not belong to a T Level."""
    return is_of_type(lars_delivery, T_LEVEL_QUALIFICATION) & is_not(aim.ProgType, 31)


@ilr.rule(
    "ProgType_16",
    since="2025/26",
    reads=("LearnAimRef", "ProgType", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Use programme type 31, or check the aim code.",
)
def technical_qualification_outside_a_t_level(aim: Rows, fam: Rows, lars_delivery: Rows) -> Truth:
    """The aim is the technical qualification of a T Level, but does not belong to a T Level.

    The pilot of T Levels for adults (LDM 384) and aims that the department does not pay for are exempt.
    """
    qualification = is_of_type(lars_delivery, T_LEVEL_QUALIFICATION)
    return qualification & is_not(aim.ProgType, 31) & ~_is_adult_t_level(aim, fam)


@ilr.rule(
    "ProgType_17",
    until="2020/21",
    reads=("LearnAimRef", "ProgType"),
    next="Use programme type 31, or check the aim code.",
)
def specialism_outside_a_t_level_2020(aim: Rows) -> Truth:
    """The aim is the occupational specialism of a T Level, but belongs to another programme."""
    return aim.LearnAimRef.startswith(SPECIALISM) & (aim.ProgType != 31)


@ilr.rule(
    "ProgType_17",
    since="2025/26",
    reads=("LearnAimRef", "ProgType", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Use programme type 31, or check the aim code.",
)
def specialism_outside_a_t_level(aim: Rows, fam: Rows) -> Truth:
    """The aim is the occupational specialism of a T Level, but does not belong to a T Level.

    The pilot of T Levels for adults (LDM 384) and aims that the department does not pay for are exempt.
    """
    return aim.LearnAimRef.startswith(SPECIALISM) & is_not(aim.ProgType, 31) & ~_is_adult_t_level(aim, fam)


@ilr.rule(
    "ProgType_18",
    reads=("ProgType", "AimType", "LearnAimRef"),
    next="Add the foundation year's core aim.",
)
def foundation_year_without_its_aim(learner: Rows, aims: Rows) -> Truth:
    """The learner is on a T Level foundation year, but has no core aim for it."""
    core = (aims.AimType == 5) & aims.LearnAimRef.startswith(FOUNDATION_YEAR)
    return aims.any(aims.ProgType == 30) & aims.none(core)


@ilr.rule(
    "ProgType_19",
    reads=("ProgType", "AimType", "LearnAimRef"),
    next="Add the technical qualification as core aim.",
)
def t_level_without_its_qualification(learner: Rows, aims: Rows, lars_delivery: Rows) -> Truth:
    """The learner is on a T Level, but has no technical qualification as core aim."""
    qualification = is_of_type(lars_delivery.of(aims), T_LEVEL_QUALIFICATION)
    return aims.any(aims.ProgType == 31) & aims.none((aims.AimType == 5) & qualification)


@ilr.rule(
    "ProgType_20",
    since="2025/26",
    reads=("LearnAimRef", "ProgType"),
    next="Use programme type 30, or check the aim code.",
)
def foundation_year_aim_elsewhere(aim: Rows) -> Truth:
    """The aim is that of a T Level foundation year, but belongs to another programme."""
    return aim.LearnAimRef.startswith(FOUNDATION_YEAR) & is_not(aim.ProgType, 30)


# Skills Bootcamps and combined authorities -------------------------------------------------------------------------


@ilr.rule(
    "ProgType_21",
    since="2025/26",
    reads=("ProgType", "FundModel"),
    next="Use the funding model of Skills Bootcamps (37), or check the programme type.",
)
def bootcamp_with_other_funding(aim: Rows) -> Truth:
    """The Skills Bootcamp has a funding model of its own, but the aim has another."""
    return (aim.ProgType == 32) & is_not(aim.FundModel, 37)


@ilr.rule(
    "ProgType_22",
    since="2025/26",
    reads=("ProgType", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Add the authority as source of funding, or check the programme type.",
)
def authority_programme_without_an_authority(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The programme is a combined authority's own, but no such authority pays for it."""
    return (aim.ProgType == 33) & ~is_devolved(fam, year)


def _is_bootcamp_aim_elsewhere(aim: Rows, fam: Rows, lars_category: Rows) -> Truth:
    return is_in_category(lars_category, BOOTCAMP_AIMS) & is_not(aim.ProgType, 32) & ~has(fam, "LDM", "396")


@ilr.rule(
    "ProgType_23",
    since="2025/26",
    reads=("LearnAimRef", "ProgType", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Use programme type 32, or check the aim code.",
)
def bootcamp_aim_elsewhere(aim: Rows, fam: Rows, lars_category: Rows) -> Truth:
    """The aim is part of a Skills Bootcamp, but belongs to another programme or to none.

    The pilot called Project S (LDM 396) is exempt.
    """
    return _is_bootcamp_aim_elsewhere(aim, fam, lars_category)


@ilr.rule(
    "ProgType_24",
    since="2025/26",
    reads=("LearnAimRef", "ProgType", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Use programme type 32, or check the aim code.",
)
def bootcamp_aim_elsewhere_online(aim: Rows, fam: Rows, lars_category: Rows) -> Truth:
    """The aim is part of a Skills Bootcamp, but does not belong to one.

    Says the same as ProgType_23: the catalogue prints one text under both codes, and checks this one online only. The
    pilot called Project S (LDM 396) is exempt.
    """
    return _is_bootcamp_aim_elsewhere(aim, fam, lars_category)
