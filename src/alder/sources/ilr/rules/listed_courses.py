"""Rules that compare monitoring records with the lists of courses they are for (LARS)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_english_or_maths, is_in_category, is_in_category_on
from alder.sources.ilr.rules.terms import has, is_devolved

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")
LISTED = ("LearnAimRef", "FundModel", *PAIR)
STARTED = ("LearnStartDate", *LISTED)
CHECK = "Check the aim code and the monitoring code."
APPRENTICE = ("LearnAimRef", "LearnStartDate", "FundModel", "AimType", *PAIR)
COMMON_COMPONENT = 20
"""An aim that is English, maths or sign language within an apprenticeship framework."""


# Apprenticeships ---------------------------------------------------------------------------------------------------


def _is_skills_part(aim: Rows, lars_annual_value: Rows, lars_delivery: Rows) -> Truth:
    """The aim is English or maths within an apprenticeship, which is funded apart."""
    component = lars_delivery.any(lars_delivery.FrameworkCommonComponent == COMMON_COMPONENT)
    return (aim.AimType == 3) & (is_english_or_maths(lars_annual_value, aim.LearnStartDate) | component)


@ilr.rule(
    "LearnDelFAMType_63", severities={"2020/21": Severity.WARNING}, reads=APPRENTICE, next="Take out the contract type."
)
def contract_type_elsewhere(aim: Rows, fam: Rows, lars_annual_value: Rows, lars_delivery: Rows) -> Truth:
    """A contract type is recorded for an aim that is neither a funded apprenticeship nor its English or maths."""
    funded = (aim.AimType == 1) | _is_skills_part(aim, lars_annual_value, lars_delivery)
    return has(fam, "ACT") & ~((aim.FundModel == 36) & funded).fill_null(False)


@ilr.rule("LearnDelFAMType_64", reads=APPRENTICE, next="Record the contract type.")
def no_contract_type(aim: Rows, fam: Rows, lars_annual_value: Rows, lars_delivery: Rows) -> Truth:
    """No contract type is recorded for the apprenticeship or for its English or maths."""
    funded = (aim.AimType == 1) | _is_skills_part(aim, lars_annual_value, lars_delivery)
    return (aim.FundModel == 36) & funded & ~has(fam, "ACT")


@ilr.rule("LearnDelFAMType_67", reads=APPRENTICE, next="Record the support with the programme aim.")
def learning_support_for_a_part(aim: Rows, fam: Rows, lars_annual_value: Rows, lars_delivery: Rows) -> Truth:
    """Learning support is recorded with a part of the apprenticeship other than English or maths."""
    part = (aim.FundModel == 36) & (aim.AimType == 3)
    return part & has(fam, "LSF") & ~_is_skills_part(aim, lars_annual_value, lars_delivery)


# High-value courses for people aged 19 (2020/21) -------------------------------------------------------------------


@ilr.rule("LearnDelFAMType_82", until="2020/21", reads=STARTED, next=CHECK)
def devolved_course_paid_for_nationally(aim: Rows, fam: Rows, lars_category: Rows, year: AcademicYear) -> Truth:
    """The aim started this year and is listed for devolved areas, but no devolved authority pays for it."""
    began = (aim.FundModel == 35) & (aim.LearnStartDate >= year.first_day)
    return began & is_in_category(lars_category, 41) & ~is_devolved(fam, year)


@ilr.rule("LearnDelFamType_85", until="2020/21", reads=LISTED, next=CHECK)
def high_value_code_for_another_course(aim: Rows, fam: Rows, lars_category: Rows) -> Truth:
    """The adult aim is marked as one of the high-value courses, but is not on their list."""
    marked = (aim.FundModel == 35) & has(fam, "LDM", "376")
    return marked & ~is_in_category(lars_category, 43, 44)


@ilr.rule("LearnDelFAMType_89", until="2020/21", reads=LISTED, next="Add LDM 376, or check the aim code.")
def high_value_course_without_its_code(aim: Rows, fam: Rows, lars_category: Rows) -> Truth:
    """The adult aim can be taken as one of the high-value courses only, but is not marked as one."""
    return (aim.FundModel == 35) & is_in_category(lars_category, 44) & ~has(fam, "LDM", "376")


# Free Courses for Jobs ---------------------------------------------------------------------------------------------


@ilr.rule("LearnDelFAMType_98", since="2025/26", reads=STARTED, next=CHECK)
def free_course_code_for_another_course_to_2024(aim: Rows, fam: Rows, lars_category: Rows) -> Truth:
    """The aim from before August 2024 is marked as one of the Free Courses for Jobs, but is not on their list."""
    marked = (aim.FundModel == 35) & (aim.LearnStartDate <= date(2024, 7, 31)) & has(fam, "LDM", "378")
    return marked & ~is_in_category(lars_category, 45, 46, 48, 49, 56)


@ilr.rule("LearnDelFAMType_99", since="2025/26", reads=STARTED, next="Add LDM 378, or check the aim code.")
def free_course_without_its_code(aim: Rows, fam: Rows, lars_category: Rows, year: AcademicYear) -> Truth:
    """The aim can be taken as one of the Free Courses for Jobs only, but is not marked as one.

    The aim started before August 2024. Devolved aims are left out.
    """
    early = (aim.FundModel == 35) & (aim.LearnStartDate <= date(2024, 7, 31))
    return early & is_in_category(lars_category, 48) & ~has(fam, "LDM", "378") & ~is_devolved(fam, year)


@ilr.rule("LearnDelFAMType_110", since="2025/26", reads=("LearnAimRef", "LearnStartDate", *PAIR), next=CHECK)
def devolved_free_course_paid_for_nationally(aim: Rows, fam: Rows, lars_category: Rows, year: AcademicYear) -> Truth:
    """The free course is listed for devolved areas, but no devolved authority pays for it.

    Restarts are left out.
    """
    listed = is_in_category_on(lars_category, aim.LearnStartDate, 56)
    return has(fam, "LDM", "378") & listed & ~is_devolved(fam, year) & ~has(fam, "RES")


@ilr.rule("LearnDelFAMType_114", since="2025/26", reads=("LearnAimRef", "LearnStartDate", *PAIR), next=CHECK)
def free_course_not_open(aim: Rows, fam: Rows, lars_category: Rows, year: AcademicYear) -> Truth:
    """The aim was not on the national list of Free Courses for Jobs on the day it started.

    The aim started before August 2024. Restarts and devolved aims are left out.
    """
    marked = (aim.LearnStartDate <= date(2024, 7, 31)) & has(fam, "LDM", "378")
    listed = is_in_category_on(lars_category, aim.LearnStartDate, 45, 46)
    return marked & ~is_devolved(fam, year) & ~listed & ~has(fam, "RES")


@ilr.rule("LearnDelFAMType_117", since="2025/26", reads=("LearnAimRef", *PAIR), next=CHECK)
def tender_of_2023_for_another_course(aim: Rows, fam: Rows, lars_delivery: Rows, lars_category: Rows) -> Truth:
    """The aim belongs to the adult budget won by tender in 2023, but is not of a kind that it pays for.

    That is a regulated qualification, by its genre on the list of aims, or an aim of category 65.
    """
    regulated = lars_delivery.any(lars_delivery.LearningDeliveryGenre.isin(["EOQ", "EOU", "EQQ"]))
    return has(fam, "LDM", "388") & ~regulated & ~is_in_category(lars_category, 65)


@ilr.rule("LearnDelFAMType_121", since="2025/26", reads=STARTED, next=CHECK)
def free_course_code_for_another_course(aim: Rows, fam: Rows, lars_category: Rows) -> Truth:
    """The aim in the Adult Skills Fund is marked as one of the Free Courses for Jobs, but is not on their list.

    Asked of starts since August 2024. The pilot LDM 395 is left out; the printed text has 95, which is no such code.
    """
    marked = (aim.FundModel == 38) & (aim.LearnStartDate >= date(2024, 8, 1)) & has(fam, "LDM", "378")
    return marked & ~is_in_category(lars_category, 45, 46, 49, 56) & ~has(fam, "LDM", "395")


@ilr.rule("LearnDelFAMType_129", since="2025/26", reads=("LearnAimRef", "LearnStartDate", *PAIR), next=CHECK)
def devolved_free_course_not_open(aim: Rows, fam: Rows, lars_category: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for the free course, but it was not on the devolved list on the day it started.

    Restarts are left out, and courses on the national list.
    """
    listed = is_in_category_on(lars_category, aim.LearnStartDate, 56) | is_in_category(lars_category, 45, 46)
    return has(fam, "LDM", "378") & is_devolved(fam, year) & ~listed & ~has(fam, "RES")
