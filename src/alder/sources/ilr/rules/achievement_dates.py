"""Rules about the day on which an aim was achieved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_bootcamp, is_standard_programme, months_after

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


@ilr.rule(
    "AchDate_02",
    severities={"2020/21": Severity.WARNING},
    reads=("AchDate",),
    next="Check the achievement date, or leave it for next year's return.",
)
def achieved_after_the_year(aim: Rows, year: AcademicYear) -> Truth:
    """The aim was achieved after the end of the teaching year."""
    return aim.AchDate > year.last_day


@ilr.rule("AchDate_05", until="2020/21", reads=("AchDate", "LearnActEndDate"), next="Check both dates.")
def achieved_before_the_end_2020(aim: Rows) -> Truth:
    """The aim was achieved before learning ended."""
    return aim.AchDate < aim.LearnActEndDate


@ilr.rule(
    "AchDate_05",
    since="2025/26",
    reads=("AchDate", "LearnActEndDate", "FundModel", "ProgType"),
    next="Check both dates.",
)
def achieved_before_the_end(aim: Rows) -> Truth:
    """The aim was achieved before learning ended. Skills Bootcamps are left out."""
    return (aim.AchDate < aim.LearnActEndDate) & ~is_bootcamp(aim)


@ilr.rule(
    "AchDate_08",
    until="2020/21",
    reads=("AimType", "FundModel", "ProgType", "Outcome", "AchDate"),
    next="Add the achievement date.",
)
def achieved_without_a_date_2020(aim: Rows) -> Truth:
    """The programme is achieved, but has no achievement date.

    Asked of traineeships, and of apprenticeship standards in other adult funding.
    """
    asked = (aim.ProgType == 24) | ((aim.ProgType == 25) & (aim.FundModel == 81))
    return (aim.AimType == 1) & asked & (aim.Outcome == 1) & aim.AchDate.isnull()


@ilr.rule(
    "AchDate_08",
    since="2025/26",
    reads=("AimType", "FundModel", "ProgType", "Outcome", "AchDate"),
    next="Add the achievement date.",
)
def achieved_without_a_date(aim: Rows) -> Truth:
    """The apprenticeship is achieved, but has no achievement date. Asked in other adult funding."""
    return is_standard_programme(aim) & (aim.FundModel == 81) & (aim.Outcome == 1) & aim.AchDate.isnull()


@ilr.rule(
    "AchDate_09",
    until="2020/21",
    reads=("LearnStartDate", "AchDate", "AimType", "FundModel", "ProgType"),
    next="Take out the achievement date.",
)
def achievement_date_not_collected_2020(aim: Rows) -> Truth:
    """The aim has an achievement date, but none is collected for it.

    They are collected for traineeships, and for apprenticeship standards that started in August 2015 or later.
    """
    apprentice = (aim.ProgType == 25) & aim.FundModel.isin([36, 81])
    asked = ((aim.AimType == 1) & ((aim.ProgType == 24) | apprentice)).fill_null(False)
    return (aim.LearnStartDate > date(2015, 7, 31)) & aim.AchDate.notnull() & ~asked


@ilr.rule(
    "AchDate_09",
    since="2025/26",
    reads=("LearnStartDate", "AchDate", "AimType", "FundModel", "ProgType"),
    next="Take out the achievement date.",
)
def achievement_date_not_collected(aim: Rows) -> Truth:
    """The aim has an achievement date, but none is collected for it.

    They are collected for apprenticeships and Skills Bootcamps.
    """
    asked = (is_standard_programme(aim) & aim.FundModel.isin([36, 81])).fill_null(False)
    return (aim.LearnStartDate > date(2015, 7, 31)) & aim.AchDate.notnull() & ~asked & ~is_bootcamp(aim)


@ilr.rule(
    "AchDate_10",
    until="2020/21",
    reads=("AimType", "ProgType", "AchDate", "LearnActEndDate"),
    next="Check the achievement date. A job or course that began later does not count.",
)
def traineeship_achieved_late(aim: Rows) -> Truth:
    """The traineeship was achieved more than six months after it ended."""
    trainee = (aim.AimType == 1) & (aim.ProgType == 24)
    return trainee & (aim.AchDate > months_after(aim.LearnActEndDate, 6))


def _achieved_within_a_week(aim: Rows) -> Truth:
    from alder.model import expr

    apprentice = is_standard_programme(aim) & (aim.FundModel == 36)
    return apprentice & (aim.AchDate < aim.LearnActEndDate + expr.interval(days=7))


@ilr.rule(
    "AchDate_11",
    until="2020/21",
    reads=("AimType", "FundModel", "ProgType", "LearnActEndDate", "AchDate"),
    next="Give the day on which the assessment was passed.",
)
def achieved_within_a_week_2020(aim: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship was achieved less than seven days after learning ended.

    Asked of those whose learning ended in the teaching year. Assessment cannot be done sooner.
    """
    return _achieved_within_a_week(aim) & (aim.LearnActEndDate >= year.first_day)


@ilr.rule(
    "AchDate_11",
    since="2025/26",
    reads=("AimType", "FundModel", "ProgType", "LearnActEndDate", "AchDate"),
    next="Give the day on which the assessment was passed.",
)
def achieved_within_a_week(aim: Rows) -> Truth:
    """The apprenticeship was achieved less than seven days after learning ended.

    Asked of those whose learning ended in August 2019 or later. Assessment cannot be done sooner.
    """
    return _achieved_within_a_week(aim) & (aim.LearnActEndDate >= date(2019, 8, 1))


@ilr.rule(
    "AchDate_12",
    since="2025/26",
    reads=("AimType", "FundModel", "ProgType", "CompStatus", "LearnActEndDate", "AchDate"),
    next="Add the day on which the assessment was passed, or mark the apprenticeship as continuing.",
)
def completed_without_an_achievement_date(aim: Rows) -> Truth:
    """The apprenticeship is completed, but has no achievement date.

    Asked of those whose learning ended in August 2021 or later.
    """
    ended = aim.LearnActEndDate >= date(2021, 8, 1)
    return is_standard_programme(aim) & (aim.FundModel == 36) & (aim.CompStatus == 2) & ended & aim.AchDate.isnull()


@ilr.rule(
    "AchDate_13",
    since="2025/26",
    reads=("AimType", "ProgType", "AchDate", "LearnActEndDate"),
    next="Check the achievement date. A job or interview that came later does not count.",
)
def bootcamp_achieved_late(aim: Rows) -> Truth:
    """The Skills Bootcamp was achieved more than six months after it ended."""
    bootcamp = (aim.AimType == 1) & (aim.ProgType == 32)
    return bootcamp & (aim.AchDate > months_after(aim.LearnActEndDate, 6))
