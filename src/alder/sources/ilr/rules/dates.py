"""Rules about the dates of a learning aim, and the first day on which kinds of programmes may start."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_apprenticeship, is_bootcamp, is_not, years_after

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


@ilr.rule(
    "LearnStartDate_02",
    since="2016/17",
    reads=("LearnStartDate",),
    next="Check the start date. An aim this old belongs in an earlier year's return.",
)
def started_ten_years_ago(aim: Rows, year: AcademicYear) -> Truth:
    """The aim started more than ten years before the teaching year."""
    return aim.LearnStartDate < (year - 10).first_day


@ilr.rule(
    "LearnStartDate_03",
    until="2020/21",
    reads=("LearnStartDate", "ProgType"),
    next="Check the start date, or leave the aim for next year's return.",
)
def starts_after_the_year_2020(aim: Rows, year: AcademicYear) -> Truth:
    """The aim starts after the end of the teaching year.

    Apprenticeships and traineeships may be returned ahead of their start.
    """
    exempt = (aim.ProgType == 24) | is_apprenticeship(aim, year)
    return (aim.LearnStartDate > year.last_day) & ~exempt.fill_null(False)


@ilr.rule(
    "LearnStartDate_03",
    since="2025/26",
    reads=("LearnStartDate", "FundModel", "ProgType"),
    next="Check the start date, or leave the aim for next year's return.",
)
def starts_after_the_year(aim: Rows, year: AcademicYear) -> Truth:
    """The aim starts after the end of the teaching year.

    Apprenticeships, Skills Bootcamps and T Levels may be returned ahead of their start.
    """
    return (aim.LearnStartDate > year.last_day) & is_not(aim.FundModel, 36, 37) & is_not(aim.ProgType, 31)


@ilr.rule(
    "LearnStartDate_05",
    since="2016/17",
    reads=("LearnStartDate", "DateOfBirth"),
    next="Check the date of birth and the start date.",
)
def started_before_birth(aim: Rows, learner: Rows) -> Truth:
    """The aim starts before the learner was born, or on that day."""
    return learner.DateOfBirth >= aim.LearnStartDate


@ilr.rule(
    "LearnPlanEndDate_02",
    since="2016/17",
    reads=("LearnStartDate", "LearnPlanEndDate"),
    next="Check both dates.",
)
def planned_to_end_before_start(aim: Rows) -> Truth:
    """The aim is planned to end before it starts."""
    return aim.LearnPlanEndDate < aim.LearnStartDate


@ilr.rule(
    "LearnPlanEndDate_03",
    since="2016/17",
    reads=("LearnStartDate", "LearnPlanEndDate"),
    next="Check the planned end date.",
)
def planned_for_ten_years(aim: Rows) -> Truth:
    """The aim is planned to last ten years or more."""
    return aim.LearnPlanEndDate >= years_after(aim.LearnStartDate, 10)


@ilr.rule(
    "LearnActEndDate_01",
    since="2016/17",
    reads=("LearnStartDate", "LearnActEndDate"),
    next="Check both dates.",
)
def ended_before_start(aim: Rows) -> Truth:
    """The aim ended before it started."""
    return aim.LearnActEndDate < aim.LearnStartDate


@ilr.rule(
    "LearnActEndDate_04",
    since="2016/17",
    reads=("LearnActEndDate", "FilePreparationDate"),
    next="Check the end date. Learning that still goes on has none.",
    severities={"2020/21": Severity.WARNING},
)
def ended_after_the_file_was_made(aim: Rows, file: Rows) -> Truth:
    """The aim ended after the day on which the file was made."""
    return aim.LearnActEndDate > file.FilePreparationDate


@ilr.rule(
    "OrigLearnStartDate_01",
    until="2020/21",
    reads=("OrigLearnStartDate", "LearnStartDate", "FundModel"),
    next="Check the first start date of the restarted aim.",
)
def first_started_ten_years_before_2020(aim: Rows) -> Truth:
    """The restarted aim first started more than ten years before it started again."""
    return aim.FundModel.isin([35, 36, 81, 99]) & (aim.OrigLearnStartDate < years_after(aim.LearnStartDate, -10))


@ilr.rule(
    "OrigLearnStartDate_01",
    since="2025/26",
    reads=("OrigLearnStartDate", "LearnStartDate"),
    next="Check the first start date of the restarted aim.",
)
def first_started_ten_years_before(aim: Rows) -> Truth:
    """The restarted aim first started more than ten years before it started again."""
    return aim.OrigLearnStartDate < years_after(aim.LearnStartDate, -10)


@ilr.rule(
    "AchDate_03",
    until="2020/21",
    since="2016/17",
    reads=("AchDate", "LearnStartDate"),
    next="Check both dates.",
)
def achieved_before_start_2020(aim: Rows) -> Truth:
    """The aim was achieved before it started."""
    return aim.AchDate < aim.LearnStartDate


@ilr.rule(
    "AchDate_03",
    since="2025/26",
    reads=("AchDate", "LearnStartDate", "FundModel", "ProgType"),
    next="Check both dates.",
)
def achieved_before_start(aim: Rows) -> Truth:
    """The aim was achieved before it started.

    In a Skills Bootcamp the achievement is a job or interview, with dates of its own.
    """
    return (aim.AchDate < aim.LearnStartDate) & ~is_bootcamp(aim)


@ilr.rule(
    "AchDate_04",
    until="2020/21",
    since="2016/17",
    reads=("AchDate", "LearnActEndDate"),
    next="Add the date on which learning ended, or take out the achievement date.",
)
def achieved_but_not_ended_2020(aim: Rows) -> Truth:
    """The aim has an achievement date, but no end date."""
    return aim.AchDate.notnull() & aim.LearnActEndDate.isnull()


@ilr.rule(
    "AchDate_04",
    since="2025/26",
    reads=("AchDate", "LearnActEndDate", "FundModel", "ProgType"),
    next="Add the date on which learning ended, or take out the achievement date.",
)
def achieved_but_not_ended(aim: Rows) -> Truth:
    """The aim has an achievement date, but no end date. Skills Bootcamps are left out."""
    return aim.AchDate.notnull() & aim.LearnActEndDate.isnull() & ~is_bootcamp(aim)


@ilr.rule(
    "AchDate_07",
    since="2016/17",
    reads=("AchDate", "FilePreparationDate"),
    next="Check the achievement date.",
)
def achieved_after_the_file_was_made(aim: Rows, file: Rows) -> Truth:
    """The aim was achieved after the day on which the file was made."""
    return aim.AchDate > file.FilePreparationDate


@ilr.rule(
    "LearnStartDate_20",
    since="2025/26",
    reads=("LearnStartDate", "ProgType", "AimType", "ConRefNumber"),
    next="Check the start date, and the contract's number.",
)
def bootcamp_before_its_contract(aim: Rows, bootcamp_allocation: Rows) -> Truth:
    """The Skills Bootcamp started before its contract did."""
    early = aim.LearnStartDate < bootcamp_allocation.smallest("StartDate")
    return (aim.ProgType == 32) & (aim.AimType == 1) & early


@ilr.rule(
    "LearnStartDate_21",
    since="2025/26",
    reads=("LearnStartDate", "FundModel"),
    next="Check the start date, or the funding model.",
)
def bootcamp_before_the_first(aim: Rows) -> Truth:
    """The Skills Bootcamp started before August 2022, when this kind of funding began."""
    return (aim.FundModel == 37) & (aim.LearnStartDate < date(2022, 8, 1))
