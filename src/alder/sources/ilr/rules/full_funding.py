"""Rules of 2025/26 about who may be fully funded. Those of 2020/21 are in a module beside this one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived.benefits import on_benefits, on_named_benefits, out_of_work_on_other_benefits
from alder.sources.ilr.rules.derived.full_funding import (
    AIM,
    BENEFITS,
    DIGITAL,
    FREE_LEVEL_3,
    FULL_LEVEL_2,
    NEXT,
    ever_had_level_2,
    has_level_2,
    has_reason_before_2017,
    has_reason_since_2017,
    is_aged,
    is_fully_funded,
    is_in_programme,
    is_marked,
    is_part_of_level_2,
    is_up_to_level_2,
)
from alder.sources.ilr.rules.derived.list_of_aims import (
    is_at_level,
    is_english_or_maths,
    is_in_category,
    teaches_on,
)
from alder.sources.ilr.rules.terms import has, is_devolved

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PROGRAMME = ("ProgType", *AIM)
NUMERACY = 44
"""A kind of basic skills beside English and maths."""


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
