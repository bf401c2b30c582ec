"""Rules about work placements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.model.ids import EmployerNumber
from alder.rules.findings import Severity
from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import is_mistyped_employer_number
from alder.sources.ilr.rules.terms import days_from, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth, Value
    from alder.rules.language import Rows

UNKNOWN_EMPLOYER = EmployerNumber.TEMPORARY
"""Stands for an employer whose number is not known yet."""

WORK_EXPERIENCE = (
    *("Z0007834", "Z0007835", "Z0007836", "Z0007837", "Z0007838", "Z0002347"),
    *("ZWRKX001", "ZWRKX002"),
)
"""The aims that stand for work experience and industry placements."""

SHORT_WORK_EXPERIENCE = "ZWRKX003"

INDUSTRY_PLACEMENTS = ("ZWRKX002", SHORT_WORK_EXPERIENCE)
"""The aims that stand for the placements of 16 to 19 study programmes and T Levels."""

WITHIN = 60
"""Days after the start of a placement in which its employer may be unknown."""


# Which aims have placements --------------------------------------------------------------------------------------


@ilr.rule("WorkPlaceStartDate_01", reads=("LearnStartDate", "LearnAimRef"), next="Add the work placement.")
def work_experience_without_a_placement(aim: Rows, placement: Rows) -> Truth:
    """The aim is work experience, but has no work placement. Asked of starts in August 2014 or later."""
    started = aim.LearnStartDate >= date(2014, 8, 1)
    return started & aim.LearnAimRef.isin(WORK_EXPERIENCE) & placement.none()


@ilr.rule("WorkPlacement_01", reads=("LearnAimRef",), next="Add the work placement.")
def short_work_experience_without_a_placement(aim: Rows, placement: Rows) -> Truth:
    """The aim is a placement of 16 to 19 study (ZWRKX003), but has no work placement."""
    # The service named only the first such aim of a learner; here each is told.
    return (aim.LearnAimRef == SHORT_WORK_EXPERIENCE) & placement.none()


@ilr.rule(
    "WorkPlaceStartDate_03",
    reads=("LearnAimRef", "WorkPlaceStartDate"),
    next="Take out the work placement, or check the aim code.",
)
def placement_of_another_aim(aim: Rows, placement: Rows) -> Truth:
    """The aim has a work placement, but is not work experience."""
    return is_not(aim.LearnAimRef, *WORK_EXPERIENCE, SHORT_WORK_EXPERIENCE) & placement.any()


@ilr.rule(
    "WorkPlaceStartDate_04",
    until="2020/21",
    reads=("LearnAimRef", "FundModel"),
    next="Check the aim code and the funding model.",
)
def industry_placement_outside_16_to_19_2020(aim: Rows) -> Truth:
    """The aim is an industry placement of 16 to 19 study, but not in 16 to 19 funding."""
    return aim.LearnAimRef.isin(INDUSTRY_PLACEMENTS) & is_not(aim.FundModel, 25)


@ilr.rule(
    "WorkPlaceStartDate_04",
    since="2025/26",
    reads=("LearnAimRef", "FundModel"),
    next="Check the aim code and the funding model.",
)
def industry_placement_outside_16_to_19(aim: Rows) -> Truth:
    """The aim is an industry placement of 16 to 19 study, but not in 16 to 19 funding.

    Learners without public funding are left out.
    """
    return aim.LearnAimRef.isin(INDUSTRY_PLACEMENTS) & is_not(aim.FundModel, 25, 99)


# Dates and kind --------------------------------------------------------------------------------------------------


@ilr.rule("WorkPlaceStartDate_02", reads=("WorkPlaceStartDate", "LearnStartDate"), next="Check both start dates.")
def placement_starts_before_the_aim(placement: Rows, aim: Rows) -> Truth:
    """The work placement starts before its aim."""
    return placement.WorkPlaceStartDate < aim.LearnStartDate


@ilr.rule("WorkPlaceEndDate_01", reads=("WorkPlaceStartDate", "WorkPlaceEndDate"), next="Check both dates.")
def placement_ends_before_it_starts(placement: Rows) -> Truth:
    """The work placement ends before it starts."""
    return placement.WorkPlaceEndDate < placement.WorkPlaceStartDate


@ilr.rule("WorkPlaceEndDate_02", reads=("WorkPlaceEndDate", "LearnActEndDate"), next="Check both end dates.")
def placement_outlasts_the_aim(placement: Rows, aim: Rows) -> Truth:
    """The work placement ends after its aim."""
    return placement.WorkPlaceEndDate > aim.LearnActEndDate


def is_kind_of_placement(kind: Value) -> Truth:
    """The code is one of the list; a missing one is not."""
    return kind.isin(codes.aim.work_place_mode.numbers).fill_null(False)


@ilr.rule("WorkPlaceMode_01", reads=("WorkPlaceMode",), next="Use code 1 or 2.")
def unknown_kind_of_placement(placement: Rows) -> Truth:
    """The kind of work placement is missing or not on the code list."""
    return ~is_kind_of_placement(placement.WorkPlaceMode)


@ilr.rule("R96", reads=("WorkPlaceStartDate",), next="Take out one of the placements, or correct its start date.")
def two_placements_from_one_day(learner: Rows, placement: Rows) -> Truth:
    """Two work placements of the learner start on the same day, with whichever aims they were returned."""
    return placement.any(placement.WorkPlaceStartDate.notnull() & (placement.copies("WorkPlaceStartDate") > 1))


# Employers -------------------------------------------------------------------------------------------------------


@ilr.rule("WorkPlaceEmpId_01", reads=("WorkPlaceEmpId",), next="Look the employer up in the register.")
def placement_with_an_unlisted_employer(placement: Rows, employer_of_placement: Rows) -> Truth:
    """The employer of the work placement is not in the register of employers."""
    return (placement.WorkPlaceEmpId != UNKNOWN_EMPLOYER) & employer_of_placement.none()


@ilr.rule("WorkPlaceEmpId_02", reads=("WorkPlaceEmpId",), next="Copy the number from the register again.")
def mistyped_employer_of_a_placement(placement: Rows) -> Truth:
    """The employer's number is mistyped: its last digit does not fit the others, or it has not nine digits."""
    number = placement.WorkPlaceEmpId
    return (number != UNKNOWN_EMPLOYER) & ((number >= 10**9) | is_mistyped_employer_number(number))


def _employer_unknown(placement: Rows, aim: Rows) -> Truth:
    return (aim.ProgType == 24) & (placement.WorkPlaceEmpId == UNKNOWN_EMPLOYER)


@ilr.rule(
    "WorkPlaceEmpId_03",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("ProgType", "WorkPlaceEmpId", "WorkPlaceStartDate", "FilePreparationDate"),
    next="Add the employer's number within 60 days of the start of the placement.",
)
def employer_of_a_placement_unknown_yet(placement: Rows, aim: Rows, file: Rows) -> Truth:
    """The employer of a trainee's work placement is not known yet."""
    days = days_from(placement.WorkPlaceStartDate, file.FilePreparationDate)
    return _employer_unknown(placement, aim) & (days <= WITHIN)


@ilr.rule(
    "WorkPlaceEmpId_04",
    until="2020/21",
    reads=("ProgType", "WorkPlaceEmpId", "WorkPlaceStartDate", "FilePreparationDate"),
    next="Add the employer's number.",
)
def employer_of_a_placement_still_unknown(placement: Rows, aim: Rows, file: Rows) -> Truth:
    """The employer of a trainee's work placement is still unknown, more than 60 days after it started."""
    days = days_from(placement.WorkPlaceStartDate, file.FilePreparationDate)
    return _employer_unknown(placement, aim) & (days > WITHIN)


@ilr.rule(
    "WorkPlaceEmpId_05",
    until="2020/21",
    reads=("ProgType", "WorkPlaceEmpId", "WorkPlaceStartDate"),
    next="Add the employer's number, or 999999999 while it is unknown.",
)
def placement_without_an_employer(placement: Rows, aim: Rows) -> Truth:
    """The work placement of a trainee has no employer."""
    return (aim.ProgType == 24) & placement.WorkPlaceStartDate.notnull() & placement.WorkPlaceEmpId.isnull()
