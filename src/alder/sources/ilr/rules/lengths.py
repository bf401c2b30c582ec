"""Rules about how long apprenticeships last that began under older arrangements.

Those about later starts, DateOfBirth_46, 57 and 58, are in `apprenticeships`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import (
    age_on,
    days_from,
    has,
    is_apprenticeship,
    is_not,
    is_standard_programme,
    whole_days,
)

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth, Whole
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PLANNED = ("LearnStartDate", "LearnPlanEndDate", "DateOfBirth", "FundModel", "ProgType", "AimType", "LearnDelFAMType")
ENDED = ("LearnStartDate", "LearnActEndDate", "DateOfBirth", "FundModel", "ProgType", "AimType", "LearnDelFAMType")
UNDATED = tuple(f for f in PLANNED if f != "DateOfBirth")
PLAN = "Check the planned end date."
END = "Check the end date and the outcome."


def _is_framework_programme(aim: Rows, year: AcademicYear) -> Truth:
    return (aim.AimType == 1) & is_apprenticeship(aim, year) & is_not(aim.ProgType, 25)


def _months(start: Day, end: Day) -> Whole:
    """Months by their names: from any day of August to any day of February are six, as the service counted."""
    return (end.year() * 12 + end.month().cast("int32")) - (start.year() * 12 + start.month().cast("int32"))


@ilr.rule("DateOfBirth_35", until="2020/21", reads=PLANNED, next=PLAN)
def framework_of_the_young_planned_under_a_year(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The apprentice was under 19 at the start, and the apprenticeship is planned to last less than a year.

    This is about frameworks; the first and the last day both count. A restart may be shorter.
    """
    return (
        aim.FundModel.isin([35, 81])
        & (aim.LearnStartDate >= date(2014, 8, 1))
        & _is_framework_programme(aim, year)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) < 19)
        & (whole_days(aim.LearnStartDate, aim.LearnPlanEndDate) < 365)
        & ~has(fam, "RES")
    )


@ilr.rule("DateOfBirth_36", until="2020/21", reads=PLANNED, next=PLAN)
def framework_of_adults_planned_under_half_a_year(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The apprentice was 19 or older at the start, and the apprenticeship is planned to last less than six months.

    This is about frameworks. A restart may be shorter.
    """
    return (
        aim.FundModel.isin([35, 81])
        & (aim.LearnStartDate >= date(2014, 8, 1))
        & _is_framework_programme(aim, year)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 19)
        & (_months(aim.LearnStartDate, aim.LearnPlanEndDate).abs() < 6)
        & ~has(fam, "RES")
    )


@ilr.rule("DateOfBirth_37", reads=PLANNED, next=PLAN)
def early_standard_planned_under_a_year(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The apprenticeship of an adult began between August 2014 and July 2016 and is planned for less than a year.

    This is about standards and those of 19 or older; end minus start must be 365 days. A restart may be shorter.
    """
    return (
        aim.LearnStartDate.between(date(2014, 8, 1), date(2016, 7, 31))
        & aim.FundModel.isin([35, 81])
        & is_standard_programme(aim)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 19)
        & (days_from(aim.LearnStartDate, aim.LearnPlanEndDate) < 365)
        & ~has(fam, "RES")
    )


@ilr.rule("DateOfBirth_38", until="2020/21", reads=(*ENDED, "Outcome"), next=END)
def framework_of_the_young_achieved_under_a_year(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The apprentice was under 19 at the start, and achieved the apprenticeship in less than a year.

    This is about frameworks; end minus start must be 365 days. A restart may be shorter.
    """
    return (
        aim.FundModel.isin([35, 81])
        & _is_framework_programme(aim, year)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) < 19)
        & (aim.Outcome == 1)
        & (days_from(aim.LearnStartDate, aim.LearnActEndDate) < 365)
        & ~has(fam, "RES")
    )


def _early_standard_achieved(aim: Rows, learner: Rows) -> Truth:
    return (
        (aim.LearnStartDate <= date(2016, 7, 31))
        & aim.FundModel.isin([35, 81])
        & is_standard_programme(aim)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 19)
        & (aim.Outcome == 1)
    )


@ilr.rule("DateOfBirth_40", until="2020/21", reads=(*ENDED, "Outcome"), next=END)
def early_standard_achieved_under_a_year_2020(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The apprenticeship of an adult began before August 2016 and was achieved in less than a year.

    This is about standards and those of 19 or older; the first and the last day both count. A restart may be shorter.
    """
    short = whole_days(aim.LearnStartDate, aim.LearnActEndDate) < 365
    return _early_standard_achieved(aim, learner) & short & ~has(fam, "RES")


@ilr.rule("DateOfBirth_40", since="2025/26", reads=(*ENDED, "Outcome"), next=END)
def early_standard_achieved_under_a_year(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The apprenticeship of an adult began before August 2016 and was achieved in less than a year.

    This is about standards and those of 19 or older; end minus start must be 365 days. A restart may be shorter. The
    text asks for a standard beside funding model 81 only; beside 35 it says apprenticeship, which today is the same.
    """
    short = days_from(aim.LearnStartDate, aim.LearnActEndDate) < 365
    return _early_standard_achieved(aim, learner) & short & ~has(fam, "RES")


@ilr.rule("DateOfBirth_47", until="2020/21", reads=(*ENDED, "CompStatus"), next=END)
def completed_under_a_year_2020(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The apprenticeship was completed in less than a year.

    End minus start must be 365 days. A restart may be shorter, and so may one that began before August 2016.
    """
    return (
        (aim.LearnStartDate >= date(2016, 8, 1))
        & aim.FundModel.isin([36, 81])
        & is_standard_programme(aim)
        & (aim.CompStatus == 2)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 16)
        & (days_from(aim.LearnStartDate, aim.LearnActEndDate) < 365)
        & ~has(fam, "RES")
    )


@ilr.rule(
    "DateOfBirth_47",
    since="2025/26",
    reads=(*(f for f in ENDED if f != "DateOfBirth"), "CompStatus"),
    next="Check the end date and the completion status.",
)
def completed_under_a_year(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship began before August 2025 and was completed in less than a year.

    End minus start must be 365 days. A restart may be shorter, and so may one that began before August 2016. Later
    starts have the rule DateOfBirth_58.
    """
    return (
        aim.LearnStartDate.between(date(2016, 8, 1), date(2025, 7, 31))
        & aim.FundModel.isin([36, 81])
        & is_standard_programme(aim)
        & (aim.CompStatus == 2)
        & (days_from(aim.LearnStartDate, aim.LearnActEndDate) < 365)
        & ~has(fam, "RES")
    )


@ilr.rule("DateOfBirth_52", until="2020/21", reads=UNDATED, next=PLAN)
def framework_planned_under_a_year(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship began in May 2017 or later and is planned to last less than a year.

    This is about frameworks; the first and the last day both count. A restart may be shorter.
    """
    return (
        (aim.FundModel == 36)
        & (aim.LearnStartDate >= date(2017, 5, 1))
        & _is_framework_programme(aim, year)
        & (whole_days(aim.LearnStartDate, aim.LearnPlanEndDate) < 365)
        & ~has(fam, "RES")
    )


@ilr.rule(
    "DateOfBirth_53",
    until="2020/21",
    reads=(*(f for f in ENDED if f != "DateOfBirth"), "CompStatus"),
    next="Check the end date and the completion status.",
)
def framework_completed_under_a_year(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship began in May 2017 or later and was completed in less than a year.

    This is about frameworks; the first and the last day both count. A restart may be shorter.
    """
    return (
        (aim.FundModel == 36)
        & (aim.LearnStartDate >= date(2017, 5, 1))
        & _is_framework_programme(aim, year)
        & (aim.CompStatus == 2)
        & (whole_days(aim.LearnStartDate, aim.LearnActEndDate) < 365)
        & ~has(fam, "RES")
    )
