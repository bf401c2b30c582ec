"""Rules about the employment record in force when learning starts, beside those in `employment`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import age_on_31_august_before, completed_first_aims, contract_start
from alder.sources.ilr.rules.terms import has, in_force, is_apprenticeship, is_community_learning, is_not, planned_hours

if TYPE_CHECKING:
    from alder.model.expr import Truth, Whole
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

ADD = "Add the employment status before the start."
CHECK = "Check the employment status at the start."
START = ("LearnStartDate", "ProgType", "AimType", "DateEmpStatApp")
ADULT = (
    "LearnStartDate",
    "DateOfBirth",
    "FundModel",
    "ProgType",
    "DateEmpStatApp",
    "LearnDelFAMType",
    "LearnDelFAMCode",
)
HOURS = ("LearnStartDate", "FundModel", "DateEmpStatApp", "PlanLearnHours", "PlanEEPHours")
FULL_TIME = 540
"""So many planned hours a year, or more, make a full-time student."""


def _by(employment: Rows, aim: Rows) -> Truth:
    """There is an employment record that began on the first day of the aim, or before it."""
    return employment.any(employment.DateEmpStatApp <= aim.LearnStartDate)


def has_record_before(employment: Rows, aim: Rows) -> Truth:
    """There is an employment record that began before the aim."""
    return employment.any(employment.DateEmpStatApp < aim.LearnStartDate)


def _is_apprentice(aim: Rows, year: AcademicYear) -> Truth:
    return is_apprenticeship(aim, year).fill_null(False)


def _is_adult(aim: Rows, learner: Rows) -> Truth:
    return age_on_31_august_before(learner.DateOfBirth, aim.LearnStartDate) >= 19


def _through_a_local_authority(aim: Rows, fam: Rows) -> Truth:
    return (is_community_learning(aim, fam) & (aim.FundModel == 99)).fill_null(False)


def _is_part_time(learner: Rows) -> Truth:
    return planned_hours(learner) < FULL_TIME


# A record by the start -------------------------------------------------------------------------------------------


@ilr.rule("EmpStat_01", until="2020/21", reads=ADULT, next=ADD)
def adult_without_status_in_2012_told_2020(
    aim: Rows, learner: Rows, employment: Rows, fam: Rows, year: AcademicYear
) -> Truth:
    """An adult has no employment record from the start of an aim that began between August 2012 and July 2014.

    Apprenticeships, traineeships, learners in custody (LDM 034) and community learning through a local authority are
    left out. The service reckoned the age as 6,939 days on 31 July, for starts in August on that of the year before;
    19 years on 31 August is what is meant.
    """
    return (
        aim.LearnStartDate.between(date(2012, 8, 1), date(2014, 7, 31))
        & aim.FundModel.isin([35, 81, 99])
        & _is_adult(aim, learner)
        & ~_by(employment, aim)
        & ~has(fam, "LDM", "034")
        & ~_through_a_local_authority(aim, fam)
        & ~_is_apprentice(aim, year)
        & is_not(aim.ProgType, 24)
    )


@ilr.rule("EmpStat_01", since="2025/26", reads=ADULT, next=ADD)
def adult_without_status_in_2012(aim: Rows, learner: Rows, employment: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """An adult has no employment record from the start of an aim that began between August 2012 and July 2014.

    Apprenticeships and community learning through a local authority are left out.
    """
    return (
        aim.LearnStartDate.between(date(2012, 8, 1), date(2014, 7, 31))
        & aim.FundModel.isin([35, 81, 99])
        & _is_adult(aim, learner)
        & ~_by(employment, aim)
        & ~_through_a_local_authority(aim, fam)
        & ~_is_apprentice(aim, year)
    )


@ilr.rule("EmpStat_02", until="2020/21", reads=START, next=ADD)
def programme_without_status_to_2014_told_2020(aim: Rows, employment: Rows, year: AcademicYear) -> Truth:
    """An apprentice or trainee has no employment record from the start of a programme that began before August 2014."""
    programme = (aim.AimType == 1) & (is_apprenticeship(aim, year) | (aim.ProgType == 24))
    return programme & (aim.LearnStartDate <= date(2014, 7, 31)) & ~_by(employment, aim)


@ilr.rule("EmpStat_02", since="2025/26", reads=START, next=ADD)
def programme_without_status_to_2014(aim: Rows, employment: Rows, year: AcademicYear) -> Truth:
    """An apprentice has no employment record from the start of a programme that began before August 2014."""
    programme = (aim.AimType == 1) & is_apprenticeship(aim, year)
    return programme & (aim.LearnStartDate <= date(2014, 7, 31)) & ~_by(employment, aim)


@ilr.rule("EmpStat_06", until="2020/21", reads=(*HOURS, "ProgType"), next=ADD)
def part_time_without_status_in_2013(aim: Rows, learner: Rows, employment: Rows) -> Truth:
    """A part-time student in 16 to 19 funding who began in 2013/14 has no employment record from the start.

    Part-time is under 540 planned hours. Traineeships are left out.
    """
    began = aim.LearnStartDate.between(date(2013, 8, 1), date(2014, 7, 31))
    young = aim.FundModel.isin([25, 82]) & is_not(aim.ProgType, 24)
    return began & young & _is_part_time(learner) & ~_by(employment, aim)


@ilr.rule("EmpStat_07", until="2020/21", reads=HOURS, next=ADD)
def part_time_without_status_to_2013(aim: Rows, learner: Rows, employment: Rows) -> Truth:
    """A part-time student in 16 to 19 funding who began before August 2013 has no employment record from the start.

    Part-time is under 540 planned hours.
    """
    began = aim.LearnStartDate <= date(2013, 7, 31)
    return began & aim.FundModel.isin([25, 82]) & _is_part_time(learner) & ~_by(employment, aim)


@ilr.rule("EmpStat_22", since="2025/26", reads=("LearnStartDate", "FundModel", "DateEmpStatApp"), next=ADD)
def no_status_in_tailored_learning(aim: Rows, employment: Rows) -> Truth:
    """A learner in tailored learning has no employment record from the start."""
    return (aim.FundModel == 11) & ~_by(employment, aim)


# A record from before the start ----------------------------------------------------------------------------------


@ilr.rule("EmpStat_08", until="2020/21", reads=ADULT, next=ADD)
def adult_without_status_2020(aim: Rows, learner: Rows, employment: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """An adult has no employment record from before the aim started.

    Apprenticeships, traineeships, learners in custody (LDM 034) and community learning through a local authority are
    left out. It holds for starts from August 2014.
    """
    return (
        (aim.LearnStartDate >= date(2014, 8, 1))
        & aim.FundModel.isin([35, 81, 99])
        & _is_adult(aim, learner)
        & ~has_record_before(employment, aim)
        & ~has(fam, "LDM", "034")
        & ~_through_a_local_authority(aim, fam)
        & ~_is_apprentice(aim, year)
        & is_not(aim.ProgType, 24)
    )


@ilr.rule("EmpStat_08", since="2025/26", reads=ADULT, next=ADD)
def adult_without_status(aim: Rows, learner: Rows, employment: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """An adult has no employment record from before the aim started.

    Apprenticeships and community learning through a local authority are left out. It holds for starts from August 2014.
    """
    return (
        (aim.LearnStartDate >= date(2014, 8, 1))
        & aim.FundModel.isin([35, 37, 81, 99])
        & _is_adult(aim, learner)
        & ~has_record_before(employment, aim)
        & ~_through_a_local_authority(aim, fam)
        & ~_is_apprentice(aim, year)
    )


@ilr.rule("EmpStat_11", until="2020/21", reads=("EmpStat", *HOURS, "ProgType"), next=ADD)
def part_time_without_status_2020(aim: Rows, learner: Rows, employment: Rows) -> Truth:
    """A part-time student in 16 to 19 funding has no employment record from before the start.

    Part-time is under 540 planned hours. Traineeships are left out. It holds for starts from August 2014.
    """
    young = aim.FundModel.isin([25, 82]) & is_not(aim.ProgType, 24)
    return (
        (aim.LearnStartDate >= date(2014, 8, 1)) & young & _is_part_time(learner) & ~has_record_before(employment, aim)
    )


@ilr.rule("EmpStat_11", since="2025/26", reads=("EmpStat", *HOURS), next=ADD)
def part_time_without_status(aim: Rows, learner: Rows, employment: Rows) -> Truth:
    """A part-time student in 16 to 19 funding has no employment record from before the start.

    Part-time is under 540 planned hours. It holds for starts from August 2014.
    """
    young = aim.FundModel.isin([25, 82])
    return (
        (aim.LearnStartDate >= date(2014, 8, 1)) & young & _is_part_time(learner) & ~has_record_before(employment, aim)
    )


@ilr.rule(
    "EmpStat_21", since="2025/26", reads=("LearnStartDate", "DateOfBirth", "FundModel", "DateEmpStatApp"), next=ADD
)
def adult_skills_without_status(aim: Rows, learner: Rows, employment: Rows) -> Truth:
    """An adult in the Adult Skills Fund has no employment record from before the aim started."""
    return (aim.FundModel == 38) & _is_adult(aim, learner) & ~has_record_before(employment, aim)


# What the record says --------------------------------------------------------------------------------------------

STATUS = (*START, "EmpStat")


@ilr.rule("EmpStat_15", until="2020/21", reads=STATUS, next=CHECK)
def apprentice_of_unknown_status_2020(aim: Rows, employment: Rows, year: AcademicYear) -> Truth:
    """An apprentice's employment status at the start of the programme is not known.

    It holds for starts from August 2016.
    """
    unknown = in_force(employment, aim.LearnStartDate).any(employment.EmpStat == 98)
    programme = is_apprenticeship(aim, year) & (aim.AimType == 1)
    return programme & (aim.LearnStartDate >= date(2016, 8, 1)) & unknown


@ilr.rule("EmpStat_15", since="2025/26", reads=(*STATUS, "LearnDelFAMType", "LearnDelFAMCode"), next=CHECK)
def apprentice_of_unknown_status(aim: Rows, employment: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """An apprentice's employment status at the start of the programme is not known.

    The pilots LDM 353 and 355 are left out. It holds for starts from August 2016.
    """
    unknown = in_force(employment, aim.LearnStartDate).any(employment.EmpStat == 98)
    programme = is_apprenticeship(aim, year) & (aim.AimType == 1)
    exempt = has(fam, "LDM", "353", "355")
    return programme & (aim.LearnStartDate >= date(2016, 8, 1)) & unknown & ~exempt


def _is_traineeship(aim: Rows) -> Truth:
    return (aim.ProgType == 24) & (aim.AimType == 1)


@ilr.rule("EmpStat_17", until="2020/21", reads=STATUS, next=CHECK)
def trainee_of_unknown_status(aim: Rows, employment: Rows) -> Truth:
    """A trainee's employment status at the start of the programme is not known.

    It holds for starts from August 2016.
    """
    unknown = in_force(employment, aim.LearnStartDate).any(employment.EmpStat == 98)
    return _is_traineeship(aim) & (aim.LearnStartDate > date(2016, 7, 31)) & unknown


@ilr.rule(
    "EmpStat_18",
    until="2020/21",
    severity=Severity.WARNING,
    reads=(*STATUS, "ESMType", "ESMCode"),
    next="Check the hours of work and the programme.",
)
def trainee_working_16_hours(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """A trainee who began before August 2018 worked 16 hours a week or more at the start."""
    held = monitoring.of(employment)
    long = (employment.EmpStat == 10) & held.any((monitoring.ESMType == "EII") & (monitoring.ESMCode != 2))
    started = aim.LearnStartDate <= date(2018, 7, 31)
    return _is_traineeship(aim) & started & in_force(employment, aim.LearnStartDate).any(long)


def began_in_2018(aim: Rows) -> Truth:
    """The aim started in August 2018 or later."""
    return aim.LearnStartDate >= date(2018, 8, 1)


@ilr.rule(
    "EmpStat_19",
    until="2020/21",
    reads=(*STATUS, "ESMType", "ESMCode"),
    next="Check the hours of work and the programme.",
)
def trainee_working_over_20_hours(aim: Rows, employment: Rows, monitoring: Rows) -> Truth:
    """A trainee who began in August 2018 or later worked more than 20 hours a week at the start."""
    held = monitoring.of(employment)
    long = (employment.EmpStat == 10) & held.any((monitoring.ESMType == "EII") & ~monitoring.ESMCode.isin([5, 6]))
    return _is_traineeship(aim) & began_in_2018(aim) & in_force(employment, aim.LearnStartDate).any(long)


# European Social Fund --------------------------------------------------------------------------------------------

FIRST = ("FundModel", "LearnAimRef", "CompStatus", "ConRefNumber", "LearnStartDate", "DateEmpStatApp")


@ilr.rule("EmpStat_04", until="2020/21", reads=(*FIRST, "EmpStat"), next=CHECK)
def of_unknown_status_in_a_contract(aim: Rows, aims: Rows, employment: Rows) -> Truth:
    """The learner's employment status is not known from when their part in the European Social Fund contract began."""
    unknown = in_force(employment, contract_start(aim, aims)).any(employment.EmpStat == 98)
    return (aim.FundModel == 70) & unknown


@ilr.rule("EmpStat_10", until="2020/21", reads=tuple(f for f in FIRST if f != "FundModel"), next=ADD)
def no_status_before_a_contract(learner: Rows, aims: Rows, employment: Rows) -> Truth:
    """The learner has no employment record from before their part in the European Social Fund contract began."""
    start = completed_first_aims(aims).greatest("LearnStartDate")
    return start.notnull() & employment.none(employment.DateEmpStatApp < start)


@ilr.rule(
    "EmpStat_14",
    until="2020/21",
    reads=(*FIRST, "EmpStat"),
    next="Check the employment status at the start, and the contract.",
)
def not_of_the_status_of_the_contract(
    aim: Rows, aims: Rows, employment: Rows, contract_employment_status: Rows
) -> Truth:
    """The learner's employment status at the start is not one that the European Social Fund contract is for.

    It is asked of the last of the learner's completed first aims. No status at all is none of them.
    """
    allowed, now = contract_employment_status, in_force(employment, aim.LearnStartDate)
    last = (
        (aim.LearnAimRef == "ZESF0001")
        & (aim.CompStatus == 2)
        & (aim.FundModel == 70)
        & (aim.LearnStartDate == completed_first_aims(aims).where(aims.FundModel == 70).greatest("LearnStartDate"))
    )
    return last & allowed.any() & allowed.none(allowed.Code == _status(now, employment))


def _status(now: Rows, employment: Rows) -> Whole:
    """The employment status of the one record in force."""
    return now.smallest(employment.EmpStat)
