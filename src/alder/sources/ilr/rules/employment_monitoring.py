"""Rules about the dates of employment records and what is monitored about them, beside those in `employment`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import contract_start
from alder.sources.ilr.rules.terms import has, in_force, is_apprenticeship, is_not, monitors

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

MONITORED = ("ESMType", "ESMCode")
RECORD = ("EmpStat", "DateEmpStatApp")


# Dates -----------------------------------------------------------------------------------------------------------


@ilr.rule("DateEmpStatApp_01", reads=("DateEmpStatApp",), next="Check the date, or leave the record for next year.")
def begins_after_the_year(employment: Rows, year: AcademicYear) -> Truth:
    """The employment status begins after the end of the teaching year."""
    return employment.DateEmpStatApp > year.last_day


@ilr.rule("DateEmpStatApp_02", reads=("DateEmpStatApp",), next="Check the date.")
def began_before_1990(employment: Rows) -> Truth:
    """The employment status began before August 1990."""
    return employment.DateEmpStatApp < date(1990, 8, 1)


# Beside the status -----------------------------------------------------------------------------------------------


@ilr.rule(
    "ESMType_07",
    until="2020/21",
    reads=("EmpStat", *MONITORED),
    next="Take out the mark of self-employment, or check the status.",
)
def self_employed_without_work_2020(employment: Rows, monitoring: Rows) -> Truth:
    """The learner is marked as self-employed, but is not in paid work."""
    return is_not(employment.EmpStat, 10) & monitors(monitoring, "SEI", 1)


@ilr.rule(
    "ESMType_07",
    since="2025/26",
    reads=("EmpStat", "ESMType"),
    next="Take out the mark of self-employment, or check the status.",
)
def self_employed_without_work(employment: Rows, monitoring: Rows) -> Truth:
    """The learner is marked as self-employed, but is not in paid work."""
    return is_not(employment.EmpStat, 10) & monitors(monitoring, "SEI")


@ilr.rule("ESMType_12", reads=(*RECORD, "ESMType"), next="Take out the hours of work, or check the status.")
def hours_without_work(employment: Rows, monitoring: Rows) -> Truth:
    """The learner is not in paid work, but has hours of work or is marked as self-employed.

    It holds for records from August 2013.
    """
    since_2013 = employment.DateEmpStatApp >= date(2013, 8, 1)
    working = monitors(monitoring, "EII") | monitors(monitoring, "SEI")
    return since_2013 & employment.EmpStat.isin([11, 12]) & working


@ilr.rule(
    "ESMType_16",
    reads=("EmpStat", *MONITORED, "ProgType"),
    next="Take out the mark of a small employer, or check the status.",
)
def small_employer_without_work(employment: Rows, monitoring: Rows, aims: Rows) -> Truth:
    """An apprentice is not in paid work, but is marked as working for a small employer."""
    out_of_work = employment.EmpStat.isin([11, 12]) & monitors(monitoring, "SEM", 1)
    return out_of_work & aims.any(aims.ProgType == 25)


@ilr.rule(
    "ESMType_18",
    since="2025/26",
    reads=("EmpStat", *MONITORED),
    next="Take out the mark of redundancy, or check the status.",
)
def redundant_in_work(employment: Rows, monitoring: Rows) -> Truth:
    """The learner is in paid work, but is marked as made redundant."""
    return (employment.EmpStat == 10) & monitors(monitoring, "OET", 1)


@ilr.rule(
    "ESMType_19",
    since="2025/26",
    reads=("EmpStat", *MONITORED),
    next="Take out the mark of a small or medium employer, or check the status.",
)
def medium_employer_without_work(employment: Rows, monitoring: Rows) -> Truth:
    """The learner is marked as working for a small or medium employer, but is not in paid work."""
    return is_not(employment.EmpStat, 10) & monitors(monitoring, "OET", 2)


@ilr.rule("ESMType_20", since="2025/26", reads=MONITORED, next="Keep one of the records.")
def same_event_twice(employment: Rows, monitoring: Rows) -> Truth:
    """An employment record has the same other employment mark (OET) twice."""
    return monitoring.any((monitoring.ESMType == "OET") & (monitoring.copies("ESMType", "ESMCode") > 1))


# At the start ----------------------------------------------------------------------------------------------------

APPRENTICE = (*RECORD, "ESMType", "LearnStartDate", "ProgType", "AimType")


@ilr.rule("ESMType_09", until="2020/21", reads=APPRENTICE, next="Add how long the learner has been in work.")
def in_work_for_how_long_2020(employment: Rows, monitoring: Rows, aims: Rows, year: AcademicYear) -> Truth:
    """An apprentice was in paid work, but it is not said for how long.

    It is asked of all employment records from August 2013 to the start of the last such programme.
    """
    programme = is_apprenticeship(aims, year) & (aims.AimType == 1) & (aims.LearnStartDate >= date(2013, 8, 1))
    last = aims.where(programme).greatest("LearnStartDate")
    asked = (employment.DateEmpStatApp >= date(2013, 8, 1)) & (employment.DateEmpStatApp <= last)
    return asked & (employment.EmpStat == 10) & ~monitors(monitoring, "LOE")


@ilr.rule("ESMType_09", since="2025/26", reads=APPRENTICE, next="Add how long the learner has been in work.")
def in_work_for_how_long(aim: Rows, employment: Rows, monitoring: Rows, year: AcademicYear) -> Truth:
    """An apprentice was in paid work when the programme started, but it is not said for how long.

    It is asked of employment records from August 2013.
    """
    since_2013 = employment.DateEmpStatApp >= date(2013, 8, 1)
    unsaid = since_2013 & (employment.EmpStat == 10) & ~monitors(monitoring.of(employment), "LOE")
    programme = is_apprenticeship(aim, year) & (aim.AimType == 1)
    return programme & in_force(employment, aim.LearnStartDate).any(unsaid)


BENEFITS = (*MONITORED, "LearnDelFAMType", "LearnDelFAMCode")


@ilr.rule("ESMType_17", until="2020/21", reads=BENEFITS, next="Check the benefits, or take out the code LDM 375.")
def in_a_work_academy_on_other_benefits(learner: Rows, monitoring: Rows, fam: Rows) -> Truth:
    """The learner is in a sector-based work academy, but on benefits that it is not for.

    All employment records were looked at, whatever their dates; none on benefits was no fault.
    """
    others = monitoring.any((monitoring.ESMType == "BSI") & ~monitoring.ESMCode.isin([1, 4, 5]))
    return has(fam, "LDM", "375") & others


@ilr.rule(
    "ESMType_17",
    since="2025/26",
    reads=(*BENEFITS, "DateEmpStatApp", "LearnStartDate"),
    next="Add the benefits (BSI 1, 4 or 5), or take out the code LDM 375.",
)
def in_a_work_academy_without_benefits(aim: Rows, employment: Rows, monitoring: Rows, fam: Rows) -> Truth:
    """The learner was not on the benefits that a sector-based work academy is for when the aim started."""
    held = monitors(monitoring.of(employment), "BSI", 1, 4, 5)
    return has(fam, "LDM", "375") & in_force(employment, aim.LearnStartDate).none(held)


# European Social Fund --------------------------------------------------------------------------------------------

CONTRACT = ("FundModel", "LearnAimRef", "CompStatus", "ConRefNumber", "LearnStartDate", "DateEmpStatApp", *MONITORED)


@ilr.rule("ESMType_13", until="2020/21", reads=CONTRACT, next="Check the length of unemployment and the contract.")
def not_out_of_work_as_the_contract_asks(
    aim: Rows, aims: Rows, employment: Rows, monitoring: Rows, contract_eligibility: Rows
) -> Truth:
    """The learner was out of work for a shorter or longer time than the European Social Fund contract is for."""
    lengths = monitoring.of(employment).where(monitoring.ESMType == "LOU")
    length = in_force(employment, contract_start(aim, aims)).smallest(lengths.smallest("ESMCode"))
    allowed = contract_eligibility
    outside = (length < allowed.MinLengthOfUnemployment) | (length > allowed.MaxLengthOfUnemployment)
    return (aim.FundModel == 70) & allowed.any(outside)


@ilr.rule("ESMType_14", until="2020/21", reads=CONTRACT, next="Check the benefits and the contract.")
def not_on_benefits_as_the_contract_asks(
    aim: Rows, aims: Rows, employment: Rows, monitoring: Rows, contract_eligibility: Rows
) -> Truth:
    """The learner was on benefits but the European Social Fund contract is for those who are not, or the reverse.

    The service looked at the first completed first aim of the contract in the file; here it is the last to start, as in
    all such rules.
    """
    held = monitors(monitoring.of(employment), "BSI")
    on_benefits = in_force(employment, contract_start(aim, aims)).any(held)
    allowed = contract_eligibility
    return (aim.FundModel == 70) & allowed.any(allowed.Benefits != on_benefits)
