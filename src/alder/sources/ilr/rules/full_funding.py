"""Who is fully funded, and which aims, people and providers the rules about it leave out; and the rules of 2025/26.

Those of 2020/21 are in the module `full_funding_2020`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import on_benefits, on_named_benefits, out_of_work_on_other_benefits
from alder.sources.ilr.rules.list_of_aims import (
    ENGLISH_AND_MATHS,
    is_at_level,
    is_english_or_maths,
    is_in_category,
    lasts_on,
    teaches,
    teaches_on,
)
from alder.sources.ilr.rules.terms import age_on, has, is_apprenticeship, is_devolved

if TYPE_CHECKING:
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

PROGRAMME = ("ProgType", *AIM)
NUMERACY = 44
"""A kind of basic skills beside English and maths."""


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


# The rules ------------------------------------------------------------------------------------------------------


def _left_out(
    aim: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """Who is fully funded for another reason, between 2017 and 2024."""
    return (
        has_reason_since_2017(aim, fam, lars_category, year)
        | out_of_work_on_other_benefits(aim, fam, employment, monitoring)
        | is_english_or_maths(lars_annual_value, aim.LearnStartDate)
    )


@ilr.rule("LearnDelFAMType_57", since="2025/26", reads=(*PROGRAMME, *BENEFITS, "UKPRN"), next=NEXT)
def fully_funded_over_24_before_2016(
    aim: Rows,
    learner: Rows,
    file: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    provider: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 24 or over is fully funded up to level 2, without a reason. The aim started before August 2016.

    Reasons are benefits, custody, temporary release and redundancy from steel work. English, maths, apprenticeships,
    restarts and specialist colleges are left out.
    """
    exempt = has_reason_before_2017(
        aim, fam, employment, monitoring, file, provider, lars_annual_value, lars_category, year
    )
    funded = is_fully_funded(aim, fam, 35, None, date(2016, 7, 31))
    return funded & is_aged(learner, aim, 24) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_60", since="2025/26", reads=(*PROGRAMME, *BENEFITS, "UKPRN"), next=NEXT)
def fully_funded_over_24_in_2016(
    aim: Rows,
    learner: Rows,
    file: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    provider: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 24 or over is fully funded up to level 2, without a reason. The aim started in 2016/17.

    Reasons are benefits, custody, temporary release and redundancy from steel work. English, maths, apprenticeships,
    restarts and specialist colleges are left out.
    """
    exempt = has_reason_before_2017(
        aim, fam, employment, monitoring, file, provider, lars_annual_value, lars_category, year
    )
    funded = is_fully_funded(aim, fam, 35, date(2016, 8, 1), date(2017, 7, 31))
    return funded & is_aged(learner, aim, 24) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_61", since="2025/26", reads=(*PROGRAMME, *BENEFITS), next=NEXT)
def fully_funded_level_2_before_2020(
    aim: Rows,
    learner: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 19 to 23 is fully funded at level 2 for less than a full level 2, without a reason.

    The aim started between August 2017 and July 2020. Reasons are benefits, low wages, custody and the like.
    """
    exempt = _left_out(aim, fam, employment, monitoring, lars_annual_value, lars_category, year)
    exempt = exempt | on_named_benefits(aim, fam, employment, monitoring)
    part = is_part_of_level_2(lars_delivery, lars_category)
    funded = is_fully_funded(aim, fam, 35, date(2017, 8, 1), date(2020, 7, 31))
    return funded & is_aged(learner, aim, 19, 23) & part & ~exempt


@ilr.rule("LearnDelFAMType_65", since="2025/26", reads=(*PROGRAMME, *BENEFITS, "PriorLevel", "DateLevelApp"), next=NEXT)
def fully_funded_again_before_2020(
    aim: Rows,
    learner: Rows,
    prior: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 19 to 23 who has level 2 is fully funded up to level 2, without a reason.

    The aim started between August 2017 and July 2020. Reasons are benefits, low wages, custody and the like.
    """
    exempt = _left_out(aim, fam, employment, monitoring, lars_annual_value, lars_category, year)
    funded = is_fully_funded(aim, fam, 35, date(2017, 8, 1), date(2020, 7, 31)) & has_level_2(prior)
    return funded & is_aged(learner, aim, 19, 23) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_66", since="2025/26", reads=(*PROGRAMME, *BENEFITS), next=NEXT)
def fully_funded_over_24_before_2020(
    aim: Rows,
    learner: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 24 or over is fully funded up to level 2, without a reason.

    The aim started between August 2017 and July 2020. Reasons are benefits, low wages, custody and the like.
    """
    exempt = _left_out(aim, fam, employment, monitoring, lars_annual_value, lars_category, year)
    funded = is_fully_funded(aim, fam, 35, date(2017, 8, 1), date(2020, 7, 31))
    return funded & is_aged(learner, aim, 24) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_79", since="2025/26", reads=(*PROGRAMME, *BENEFITS), next=NEXT)
def fully_funded_level_2_to_2024(
    aim: Rows,
    learner: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 19 to 23 is fully funded at level 2 for less than a full level 2, without a reason.

    The aim started between August 2020 and July 2024. Reasons are benefits, low wages, custody and the like.
    """
    exempt = _left_out(aim, fam, employment, monitoring, lars_annual_value, lars_category, year)
    exempt = exempt | teaches_on(lars_annual_value, aim.LearnStartDate, DIGITAL)
    part = is_part_of_level_2(lars_delivery, lars_category)
    funded = is_fully_funded(aim, fam, 35, date(2020, 8, 1), date(2024, 7, 31))
    return funded & is_aged(learner, aim, 19, 23) & part & ~exempt


@ilr.rule("LearnDelFAMType_80", since="2025/26", reads=(*PROGRAMME, *BENEFITS, "PriorLevel", "DateLevelApp"), next=NEXT)
def fully_funded_again_to_2024(
    aim: Rows,
    learner: Rows,
    prior: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 19 to 23 who has level 2 is fully funded up to level 2, without a reason.

    The aim started between August 2020 and July 2024. Reasons are benefits, low wages, custody and the like.
    """
    exempt = _left_out(aim, fam, employment, monitoring, lars_annual_value, lars_category, year)
    exempt = exempt | teaches_on(lars_annual_value, aim.LearnStartDate, DIGITAL, NUMERACY)
    funded = is_fully_funded(aim, fam, 35, date(2020, 8, 1), date(2024, 7, 31)) & has_level_2(prior)
    return funded & is_aged(learner, aim, 19, 23) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_81", since="2025/26", reads=(*PROGRAMME, *BENEFITS), next=NEXT)
def fully_funded_over_24_to_2024(
    aim: Rows,
    learner: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 24 or over is fully funded up to level 2, without a reason.

    The aim started between August 2020 and July 2024. Reasons are benefits, low wages, custody and the like.
    """
    exempt = (
        is_in_programme(aim, lars_category, year)
        | is_marked(fam, "034", "328", "363")
        | has(fam, "DAM", "023")
        | on_benefits(aim, employment, monitoring)
        | is_english_or_maths(lars_annual_value, aim.LearnStartDate)
        | teaches_on(lars_annual_value, aim.LearnStartDate, DIGITAL, NUMERACY)
    )
    funded = is_fully_funded(aim, fam, 35, date(2020, 8, 1), date(2024, 7, 31))
    return funded & is_aged(learner, aim, 24) & is_up_to_level_2(lars_delivery) & ~exempt


# The Adult Skills Fund ---------------------------------------------------------------------------------------------


def _in_the_skills_fund(aim: Rows, fam: Rows, lars_annual_value: Rows, *more: int) -> Truth:
    """The aim is fully funded by the Adult Skills Fund; the learner does not earn below the threshold.

    English, maths and restarts are left out, and the kinds of basic skills in `more`.
    """
    taught = is_english_or_maths(lars_annual_value, aim.LearnStartDate)
    taught = taught | teaches_on(lars_annual_value, aim.LearnStartDate, *more) if more else taught
    funded = is_fully_funded(aim, fam, 38, date(2024, 8, 1), None)
    return funded & ~is_marked(fam, "391") & ~taught


@ilr.rule("LearnDelFAMType_122", since="2025/26", reads=AIM, next=NEXT)
def fully_funded_level_2(
    aim: Rows, learner: Rows, fam: Rows, lars_delivery: Rows, lars_annual_value: Rows, lars_category: Rows
) -> Truth:
    """A learner of 19 to 23 is fully funded at level 2 for less than a full level 2, without a reason.

    The aim is in the Adult Skills Fund. A reason is to earn below the threshold (LDM 391), or DAM 023.
    """
    part = is_part_of_level_2(lars_delivery, lars_category)
    funded = _in_the_skills_fund(aim, fam, lars_annual_value)
    return funded & is_aged(learner, aim, 19, 23) & part & ~has(fam, "DAM", "023")


@ilr.rule("LearnDelFAMType_123", since="2025/26", reads=AIM, next=NEXT)
def fully_funded_up_to_level_2(
    aim: Rows,
    learner: Rows,
    fam: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 19 to 23 is fully funded up to level 2 for less than a full level 2, without a reason.

    The aim is in the Adult Skills Fund. Learners who earn below the threshold (LDM 391) and devolved aims are left out.
    """
    part = is_up_to_level_2(lars_delivery) & ~is_in_category(lars_category, FULL_LEVEL_2)
    funded = _in_the_skills_fund(aim, fam, lars_annual_value, DIGITAL, NUMERACY)
    return funded & is_aged(learner, aim, 19, 23) & part & ~is_devolved(fam, year)


@ilr.rule("LearnDelFAMType_124", since="2025/26", reads=AIM, next=NEXT)
def fully_funded_over_24(aim: Rows, learner: Rows, fam: Rows, lars_delivery: Rows, lars_annual_value: Rows) -> Truth:
    """A learner of 24 or over is fully funded up to level 2, without a reason.

    The aim is in the Adult Skills Fund. A reason is to earn below the threshold (LDM 391), or DAM 023.
    """
    funded = _in_the_skills_fund(aim, fam, lars_annual_value, DIGITAL, NUMERACY)
    low = is_up_to_level_2(lars_delivery)
    return funded & is_aged(learner, aim, 24) & low & ~has(fam, "DAM", "023")


@ilr.rule(
    "LearnDelFAMType_125",
    since="2025/26",
    reads=AIM,
    next="Add LDM 378 if it is one of the free courses, or use a loan.",
)
def level_3_over_24(aim: Rows, learner: Rows, fam: Rows, lars_delivery: Rows, lars_category: Rows) -> Truth:
    """A learner of 24 or over takes a level 3 in the Adult Skills Fund that is free to younger learners only.

    Free Courses for Jobs (LDM 378), the pilot LDM 395, DAM 023 and restarts are left out.
    """
    funded = (aim.FundModel == 38) & (aim.LearnStartDate >= date(2024, 8, 1))
    listed = is_at_level(lars_delivery, "3") & is_in_category(lars_category, FREE_LEVEL_3)
    return funded & is_aged(learner, aim, 24) & listed & ~is_marked(fam, "378", "395") & ~has(fam, "DAM", "023")


@ilr.rule("LearnDelFAMType_130", since="2025/26", reads=(*AIM, "PriorLevel"), next=NEXT)
def full_level_2_again(
    aim: Rows,
    learner: Rows,
    prior: Rows,
    fam: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 19 to 23 who has level 2 is fully funded for a full level 2, without a reason.

    The aim is in the Adult Skills Fund. Learners who earn below the threshold (LDM 391) and devolved aims are left out.
    Each record of prior attainment counts; the rules about earlier starts look at the latest.
    """
    funded = _in_the_skills_fund(aim, fam, lars_annual_value, DIGITAL, NUMERACY) & ever_had_level_2(prior)
    full = is_in_category(lars_category, FULL_LEVEL_2)
    return funded & is_aged(learner, aim, 19, 23) & full & ~is_devolved(fam, year)
