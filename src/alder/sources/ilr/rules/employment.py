"""Rules about employment before and during learning, and the numbers of learners' employers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.model.ids import EmployerNumber
from alder.rules.findings import Severity
from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import is_mistyped_employer_number
from alder.sources.ilr.rules.terms import (
    days_from,
    has,
    in_force,
    is_apprenticeship,
    is_closed,
    is_not_open,
    is_unknown,
    is_unknown_pair,
    key,
    monitors,
    same,
)

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

RECORD = ("EmpStat", "DateEmpStatApp")
MONITORED = ("ESMType", "ESMCode")


@ilr.rule("EmpStat_05", since="2016/17", reads=("EmpStat",), next="Use 10, 11, 12, or 98 when not known.")
def unknown_status(employment: Rows, year: AcademicYear) -> Truth:
    """The employment status is not on the code list."""
    return is_unknown(employment.EmpStat, codes.employment.emp_stat, year)


@ilr.rule(
    "EmpStat_09",
    until="2020/21",
    reads=("EmpStat", "LearnStartDate", "ProgType", "AimType", "DateEmpStatApp"),
    next="Add the employment status before the start.",
)
def no_status_before_the_programme_2020(aim: Rows, employment: Rows, year: AcademicYear) -> Truth:
    """An apprentice or trainee has no employment record from before the programme started."""
    programme = is_apprenticeship(aim, year) | (aim.ProgType == 24)
    before = employment.DateEmpStatApp < aim.LearnStartDate
    return (aim.AimType == 1) & programme & (aim.LearnStartDate >= date(2014, 8, 1)) & employment.none(before)


@ilr.rule(
    "EmpStat_09",
    since="2025/26",
    reads=("EmpStat", "LearnStartDate", "ProgType", "AimType", "DateEmpStatApp"),
    next="Add the employment status before the start.",
)
def no_status_before_the_programme(aim: Rows, employment: Rows, year: AcademicYear) -> Truth:
    """An apprentice has no employment record from before the programme started.

    The long printed text repeats EmpStat_08; this is the short one, which is about apprenticeships, as in 2020/21.
    """
    before = employment.DateEmpStatApp < aim.LearnStartDate
    started = aim.LearnStartDate >= date(2014, 8, 1)
    return (aim.AimType == 1) & is_apprenticeship(aim, year) & started & employment.none(before)


@ilr.rule(
    "EmpStat_12",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("LearnStartDate", "ProgType", "AimType", *RECORD, "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the employment records around the start.",
)
def apprentice_not_in_work_2020(aim: Rows, employment: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """An apprentice was not in paid work when the programme started.

    The pilots LDM 353, 354 and 355 are left out.
    """
    working = in_force(employment, aim.LearnStartDate).any(employment.EmpStat == 10)
    exempt = has(fam, "LDM", "353", "354", "355")
    return is_apprenticeship(aim, year) & (aim.AimType == 1) & ~working & ~exempt


@ilr.rule(
    "EmpStat_12",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("LearnStartDate", "ProgType", "AimType", *RECORD, "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the employment records around the start.",
)
def apprentice_not_in_work(aim: Rows, employment: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """An apprentice was not in paid work when the programme started.

    The pilots LDM 353 and 355 are left out.
    """
    working = in_force(employment, aim.LearnStartDate).any(employment.EmpStat == 10)
    return is_apprenticeship(aim, year) & (aim.AimType == 1) & ~working & ~has(fam, "LDM", "353", "355")


@ilr.rule(
    "EmpStat_20",
    reads=("LearnStartDate", *RECORD, "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the low wage code and the employment records around the start.",
)
def low_wage_without_work(aim: Rows, employment: Rows, fam: Rows) -> Truth:
    """The learner is recorded as on low wages, but was not in paid work when the aim started."""
    working = in_force(employment, aim.LearnStartDate).any(employment.EmpStat == 10)
    return has(fam, "LDM", "363") & ~working


@ilr.rule("ESMType_01", reads=MONITORED, next="Check the type and the code.")
def unknown_monitoring(monitoring: Rows, year: AcademicYear) -> Truth:
    """The monitoring of the employment status is not on the year's code list."""
    return is_unknown_pair(monitoring.ESMType, monitoring.ESMCode, codes.employment.monitoring, year)


@ilr.rule(
    "ESMType_02",
    since="2016/17",
    reads=(*RECORD, "ESMType"),
    next="Add how many hours a week the learner works.",
)
def in_work_without_hours(employment: Rows, monitoring: Rows) -> Truth:
    """The learner is in paid work, but it is not said for how many hours."""
    since_2012 = employment.DateEmpStatApp >= date(2012, 8, 1)
    return since_2012 & (employment.EmpStat == 10) & ~monitors(monitoring, "EII")


@ilr.rule(
    "ESMType_05",
    since="2016/17",
    reads=("EmpStat", *MONITORED),
    next="Take out the length of unemployment, or check the status.",
)
def in_work_and_out_of_work(employment: Rows, monitoring: Rows) -> Truth:
    """The learner is in paid work, but has a length of unemployment."""
    return (employment.EmpStat == 10) & monitors(monitoring, "LOU")


@ilr.rule(
    "ESMType_08",
    until="2020/21",
    reads=(*RECORD, "ESMType", "FundModel"),
    next="Add how long the learner has been out of work.",
)
def out_of_work_for_how_long_2020(employment: Rows, monitoring: Rows, aims: Rows) -> Truth:
    """The learner looks for work, but it is not said for how long.

    Not asked of a learner with an aim in 16 to 19 funding.
    """
    since_2012 = employment.DateEmpStatApp >= date(2012, 8, 1)
    young = aims.any(aims.FundModel.isin([25, 82]))
    return since_2012 & (employment.EmpStat == 11) & ~monitors(monitoring, "LOU") & ~young


@ilr.rule(
    "ESMType_08",
    since="2025/26",
    reads=(*RECORD, "ESMType", "FundModel"),
    next="Add how long the learner has been out of work.",
)
def out_of_work_for_how_long(employment: Rows, monitoring: Rows, aims: Rows) -> Truth:
    """The learner looks for work, but it is not said for how long.

    Not asked of a learner with an aim in 16 to 19 funding or a Skills Bootcamp.
    """
    since_2012 = employment.DateEmpStatApp >= date(2012, 8, 1)
    exempt = aims.any(aims.FundModel.isin([25, 37, 82]))
    return since_2012 & (employment.EmpStat == 11) & ~monitors(monitoring, "LOU") & ~exempt


@ilr.rule(
    "ESMType_10",
    since="2016/17",
    reads=("EmpStat", *MONITORED),
    next="Take out the length of employment, or check the status.",
)
def out_of_work_and_in_work(employment: Rows, monitoring: Rows) -> Truth:
    """The learner is not in paid work, but has a length of employment."""
    return employment.EmpStat.isin([11, 12]) & monitors(monitoring, "LOE")


@ilr.rule(
    "ESMType_11",
    until="2020/21",
    reads=(*MONITORED, "DateEmpStatApp"),
    next="Use a code that was open on the date of the record.",
)
def monitoring_not_open_2020(employment: Rows, monitoring: Rows, year: AcademicYear) -> Truth:
    """The monitoring of the employment status uses a code that was not open on the record's date.

    A code that is on no list counts as never open, as in the service of 2020/21.
    """
    pair = key(monitoring.ESMType, monitoring.ESMCode)
    shut = is_not_open(pair, employment.DateEmpStatApp, codes.employment.monitoring)
    unknown = is_unknown_pair(monitoring.ESMType, monitoring.ESMCode, codes.employment.monitoring, year)
    return monitoring.any(shut | unknown)


@ilr.rule(
    "ESMType_11",
    since="2025/26",
    reads=(*MONITORED, "DateEmpStatApp"),
    next="Use a code that was open on the date of the record.",
)
def monitoring_closed(employment: Rows, monitoring: Rows) -> Truth:
    """The monitoring of the employment status uses a code that was closed on the record's date."""
    pair = key(monitoring.ESMType, monitoring.ESMCode)
    return monitoring.any(is_closed(pair, employment.DateEmpStatApp, codes.employment.monitoring))


@ilr.rule("ESMType_15", since="2016/17", reads=MONITORED, next="Keep one record of each type.")
def monitored_twice(employment: Rows, monitoring: Rows) -> Truth:
    """An employment record has two monitoring records of one type."""
    single = monitoring.ESMType.isin(["SEI", "EII", "LOU", "LOE", "BSI", "PEI", "SEM"])
    return monitoring.any(single & (monitoring.copies("ESMType") > 1))


@ilr.rule(
    "R97",
    severity=Severity.WARNING,
    reads=("EmpStat", "DateEmpStatApp", "EmpId", *MONITORED),
    next="Take out the later record, or say what changed.",
)
def nothing_changed(employment: Rows, monitoring: Rows) -> Truth:
    """Two employment records in a row say the same thing."""
    said = monitoring.together("ESMType", "ESMCode")
    order = "DateEmpStatApp"
    return (
        (employment.previous("DateEmpStatApp", by=order) != employment.DateEmpStatApp)
        & (employment.previous("EmpStat", by=order) == employment.EmpStat)
        & same(employment.previous("EmpId", by=order), employment.EmpId)
        & same(employment.previous(said, by=order), said)
    )


NO_EMPLOYER_NUMBER = EmployerNumber.TEMPORARY
"""Stands for an employer whose number is not known yet."""


@ilr.rule("EmpId_01", reads=("EmpId",), next="Look the employer up in the register of employers.")
def unknown_employer(employment: Rows, employer_register: Rows) -> Truth:
    """The employer's number is not in the register."""
    return (employment.EmpId != NO_EMPLOYER_NUMBER) & employer_register.none()


@ilr.rule("EmpId_02", reads=("EmpId",), next="Copy the number from the register of employers again.")
def mistyped_employer(employment: Rows) -> Truth:
    """The employer's number is mistyped: its last digit does not fit the others.

    The text of 2025/26 repeats that of EmpId_01. The check of the digit is what the derived data of both years serve.
    """
    return (employment.EmpId != NO_EMPLOYER_NUMBER) & is_mistyped_employer_number(employment.EmpId)


@ilr.rule(
    "EmpId_10",
    reads=("EmpId", "EmpStat", "DateEmpStatApp", "LearnStartDate", "ProgType", "AimType"),
    next="Add the employer's number to the employment record.",
)
def apprentice_without_employer(aim: Rows, employment: Rows, year: AcademicYear) -> Truth:
    """An apprentice was in paid work when the programme started, but the employer's number is missing."""
    unnamed = (employment.EmpStat == 10) & employment.EmpId.isnull()
    programme = is_apprenticeship(aim, year) & (aim.AimType == 1)
    return programme & in_force(employment, aim.LearnStartDate).any(unnamed)


@ilr.rule(
    "EmpId_13",
    until="2020/21",
    reads=("EmpId", "FilePreparationDate", "LearnStartDate", "ProgType", "AimType"),
    next="Replace the temporary number.",
)
def temporary_employer_after_sixty_days(aim: Rows, file: Rows, employment: Rows, year: AcademicYear) -> Truth:
    """An apprentice's employer still has the temporary number, more than sixty days after the start."""
    programme = is_apprenticeship(aim, year) & (aim.AimType == 1)
    late = days_from(aim.LearnStartDate, file.FilePreparationDate) > 60
    return programme & late & employment.any(employment.EmpId == NO_EMPLOYER_NUMBER)


@ilr.rule(
    "EmpId_14",
    reads=("EmpId", "EmpStat", "ProgType"),
    next="Take out the employer's number, or check the employment status.",
)
def employer_without_work(aim: Rows, employment: Rows) -> Truth:
    """An apprentice has an employer's number in a record that they are not in paid work."""
    unemployed = employment.EmpStat.isin([11, 12]) & employment.EmpId.notnull()
    return aim.ProgType.isin([2, 3, 20, 21, 22, 23, 25]) & employment.any(unemployed)
