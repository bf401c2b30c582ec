"""Who is fully funded, and which aims, people and providers the rules about it leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.derived.benefits import on_named_benefits, out_of_work_on_other_benefits
from alder.sources.ilr.rules.derived.list_of_aims import (
    ENGLISH_AND_MATHS,
    is_at_level,
    is_english_or_maths,
    is_in_category,
    lasts_on,
    teaches,
)
from alder.sources.ilr.rules.terms import age_on, has, is_apprenticeship

if TYPE_CHECKING:
    from datetime import date

    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

RECORDS = ("LearnDelFAMType", "LearnDelFAMCode")
AIM = ("LearnAimRef", "LearnStartDate", "FundModel", "DateOfBirth", *RECORDS)
"""What is read of the aim and of the learner's age."""
BENEFITS = ("EmpStat", "DateEmpStatApp", "ESMType", "ESMCode")
"""What is read to know of benefits."""
NEXT = "Record the aim as co-funded, or check the reason for full funding."

LOW_WAGE = ("034", "328", "347", "363")
"""Custody, temporary release, redundant steel workers, low wages."""
DIGITAL = 43
"""A kind of basic skills beside English and maths."""

FULL_LEVEL_2 = 37
"""The category of aims that make up a full level 2."""
FREE_LEVEL_3 = 38
"""The category of aims that the law entitles to at level 3."""
LEVEL_2 = (4, 6, 7, 8, 9, 10, 97, 98)
"""Prior attainment of level 2 or above, or not known, in the codes since 2021/22."""


# Who is asked, and of which aims ----------------------------------------------------------------------------------


def is_fully_funded(aim: Rows, fam: Rows, model: int, first: date | None, last: date | None) -> Truth:
    """The aim is fully funded, by this funding model, and started between two days."""
    funded = (aim.FundModel == model) & has(fam, "FFI", "1")
    if first:
        funded = funded & (aim.LearnStartDate >= first)
    if last:
        funded = funded & (aim.LearnStartDate <= last)
    return funded


def is_up_to_level_2(lars_delivery: Rows) -> Truth:
    """The aim is at entry level, level 1 or level 2."""
    return is_at_level(lars_delivery, "E", "1", "2")


def is_part_of_level_2(lars_delivery: Rows, lars_category: Rows) -> Truth:
    """The aim is at level 2, but makes up no full level 2."""
    return is_at_level(lars_delivery, "2") & ~is_in_category(lars_category, FULL_LEVEL_2)


def is_aged(learner: Rows, aim: Rows, youngest: int, oldest: int | None = None) -> Truth:
    """The learner was of this age when the aim started."""
    age = age_on(learner.DateOfBirth, aim.LearnStartDate)
    return age >= youngest if oldest is None else age.between(youngest, oldest)


def has_level_2(prior: Rows) -> Truth:
    """The latest of the learner's records says level 2 or above, or that the level is not known."""
    return prior.latest("DateLevelApp").any(prior.PriorLevel.isin(LEVEL_2))


def ever_had_level_2(prior: Rows) -> Truth:
    """One of the learner's records, whether the latest or not, says level 2 or above, or that it is not known."""
    return prior.any(prior.PriorLevel.isin(LEVEL_2))


def had_level_2(learner: Rows) -> Truth:
    """The learner has level 2 or above, or the level is not known, in the codes up to 2020/21."""
    return learner.PriorAttain.isin([2, 3, 4, 5, 10, 11, 12, 13, 97, 98])


# Who is left out --------------------------------------------------------------------------------------------------


def is_in_programme(aim: Rows, lars_category: Rows, year: AcademicYear) -> Truth:
    """The aim is part of an apprenticeship, or one of the flexible parts of a traineeship (DD29)."""
    flexible = (aim.ProgType == 24) & is_in_category(lars_category, 2, 4)
    return (is_apprenticeship(aim, year) | flexible).fill_null(False)


def is_marked(fam: Rows, *codes: str) -> Truth:
    """A restart, or one of these national codes."""
    return has(fam, "RES") | has(fam, "LDM", *codes)


def is_special_college(provider: Rows, file: Rows) -> Truth:
    """The provider is a specialist designated college."""
    return provider.of(file).any(provider.LegalOrgType == "USDC")


def ever_teaches_english_or_maths(aim: Rows, lars_delivery: Rows, lars_annual_value: Rows, *more: int) -> Truth:
    """The aim was on the list when it started, and is or was English or maths: so the service of 2020/21 asked."""
    listed = lasts_on(aim.LearnStartDate, lars_delivery.EffectiveFrom, lars_delivery.EffectiveTo)
    return lars_delivery.any(listed) & teaches(lars_annual_value, *ENGLISH_AND_MATHS, *more)


def has_reason_before_2017(
    aim: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    file: Rows,
    provider: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """Full funding has another reason, as far as those go that counted before August 2017."""
    return (
        is_apprenticeship(aim, year).fill_null(False)
        | is_marked(fam, "034", "328", "347")
        | on_named_benefits(aim, fam, employment, monitoring)
        | out_of_work_on_other_benefits(aim, fam, employment, monitoring)
        | is_english_or_maths(lars_annual_value, aim.LearnStartDate)
        | is_in_category(lars_category, 19)
        | is_special_college(provider, file)
    )


def has_reason_since_2017(aim: Rows, fam: Rows, lars_category: Rows, year: AcademicYear) -> Truth:
    """A programme, a restart or a mark (low wages, custody ...) is a reason for full funding since August 2017."""
    return is_in_programme(aim, lars_category, year) | is_marked(fam, *LOW_WAGE) | has(fam, "DAM", "023")
