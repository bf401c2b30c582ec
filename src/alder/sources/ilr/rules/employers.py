"""Rules about the numbers of learners' employers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.ids import EmployerNumber
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived.identifier_forms import is_mistyped_employer_number
from alder.sources.ilr.rules.terms import days_from, in_force, is_apprenticeship

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

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
