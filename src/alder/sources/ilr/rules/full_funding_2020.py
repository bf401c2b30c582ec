"""Rules of 2020/21 about who may be fully funded. Those of 2025/26 are in the module `full_funding`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import (
    ever_on_benefits,
    ever_out_of_work_on_other_benefits,
    on_benefits_before_2020,
    out_of_work_on_other_benefits,
)
from alder.sources.ilr.rules.full_funding import (
    AIM,
    BENEFITS,
    DIGITAL,
    NEXT,
    ever_teaches_english_or_maths,
    had_level_2,
    has_reason_before_2017,
    has_reason_since_2017,
    is_aged,
    is_fully_funded,
    is_in_programme,
    is_marked,
    is_part_of_level_2,
    is_special_college,
    is_up_to_level_2,
)
from alder.sources.ilr.rules.list_of_aims import (
    ENGLISH_AND_MATHS,
    is_at_level,
    is_english_or_maths,
    is_open_on,
    teaches,
)
from alder.sources.ilr.rules.terms import has, is_apprenticeship

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

READS = ("ProgType", *AIM, *BENEFITS)


def _is_traineeship(aim: Rows) -> Truth:
    return (aim.ProgType == 24).fill_null(False)


@ilr.rule("LearnDelFAMType_56", until="2020/21", reads=(*READS, "PriorAttain", "UKPRN"), next=NEXT)
def fully_funded_again_before_2016_2020(
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
    """A learner of 19 to 23 who has level 2 or 3 is fully funded for a level already reached, without a reason.

    The aim started before August 2016. For levels 3 and 4 the learner must have a full level 3.
    """
    exempt = _is_traineeship(aim) | has_reason_before_2017(
        aim, fam, employment, monitoring, file, provider, lars_annual_value, lars_category, year
    )
    low = is_up_to_level_2(lars_delivery)
    high = is_at_level(lars_delivery, "3", "4") & (learner.PriorAttain != 2)
    funded = is_fully_funded(aim, fam, 35, None, date(2016, 7, 31)) & had_level_2(learner)
    return funded & is_aged(learner, aim, 19, 23) & (low | high) & ~exempt


@ilr.rule("LearnDelFAMType_57", until="2020/21", reads=(*READS, "UKPRN"), next=NEXT)
def fully_funded_over_24_before_2016_2020(
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
    traineeships, restarts and specialist colleges are left out.
    """
    exempt = _is_traineeship(aim) | has_reason_before_2017(
        aim, fam, employment, monitoring, file, provider, lars_annual_value, lars_category, year
    )
    funded = is_fully_funded(aim, fam, 35, None, date(2016, 7, 31))
    return funded & is_aged(learner, aim, 24) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_59", until="2020/21", reads=(*READS, "PriorAttain", "UKPRN"), next=NEXT)
def fully_funded_again_in_2016_2020(
    aim: Rows,
    learner: Rows,
    file: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    provider: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 19 to 23 who has level 2 is fully funded up to level 2, without a reason.

    The aim started in 2016/17. English, maths, apprenticeships, traineeships, restarts and specialist colleges are
    left out.
    """
    exempt = (
        _is_traineeship(aim)
        | is_apprenticeship(aim, year).fill_null(False)
        | is_marked(fam, "034", "328", "347")
        | on_benefits_before_2020(aim, employment, monitoring)
        | is_english_or_maths(lars_annual_value, aim.LearnStartDate)
        | is_special_college(provider, file)
    )
    funded = is_fully_funded(aim, fam, 35, date(2016, 8, 1), date(2017, 7, 31)) & had_level_2(learner)
    return funded & is_aged(learner, aim, 19, 23) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_60", until="2020/21", reads=(*READS, "UKPRN"), next=NEXT)
def fully_funded_over_24_in_2016_2020(
    aim: Rows,
    learner: Rows,
    file: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    provider: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_validity: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """A learner of 24 or over is fully funded up to level 2, without a reason. The aim started in 2016/17.

    Reasons are benefits, custody, temporary release and redundancy from steel work. English, maths, apprenticeships,
    flexible parts of traineeships, restarts and specialist colleges are left out.
    """
    taught = is_open_on(lars_validity, aim.LearnStartDate) & teaches(lars_annual_value, *ENGLISH_AND_MATHS)
    exempt = (
        is_in_programme(aim, lars_category, year)
        | is_marked(fam, "034", "328", "347")
        | on_benefits_before_2020(aim, employment, monitoring)
        | out_of_work_on_other_benefits(aim, fam, employment, monitoring)
        | taught
        | is_special_college(provider, file)
    )
    funded = is_fully_funded(aim, fam, 35, date(2016, 8, 1), date(2017, 7, 31))
    return funded & is_aged(learner, aim, 24, 99) & is_up_to_level_2(lars_delivery) & ~exempt


# From 2017 to 2020 -------------------------------------------------------------------------------------------------


def _before_2020(
    aim: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """Who was fully funded for another reason between August 2017 and July 2020."""
    return (
        has_reason_since_2017(aim, fam, lars_category, year)
        | on_benefits_before_2020(aim, employment, monitoring)
        | ever_teaches_english_or_maths(aim, lars_delivery, lars_annual_value)
    )


@ilr.rule("LearnDelFAMType_61", until="2020/21", reads=READS, next=NEXT)
def fully_funded_level_2_before_2020_2020(
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
    exempt = _before_2020(aim, fam, employment, monitoring, lars_delivery, lars_annual_value, lars_category, year)
    exempt = exempt | out_of_work_on_other_benefits(aim, fam, employment, monitoring)
    part = is_part_of_level_2(lars_delivery, lars_category)
    funded = is_fully_funded(aim, fam, 35, date(2017, 8, 1), date(2020, 7, 31))
    return funded & is_aged(learner, aim, 19, 23) & part & ~exempt


@ilr.rule("LearnDelFAMType_65", until="2020/21", reads=(*READS, "PriorAttain"), next=NEXT)
def fully_funded_again_before_2020_2020(
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
    """A learner of 19 to 23 who has level 2 is fully funded up to level 2, without a reason.

    The aim started between August 2017 and July 2020. Reasons are benefits, low wages, custody and the like.
    """
    exempt = _before_2020(aim, fam, employment, monitoring, lars_delivery, lars_annual_value, lars_category, year)
    funded = is_fully_funded(aim, fam, 35, date(2017, 8, 1), date(2020, 7, 31)) & had_level_2(learner)
    return funded & is_aged(learner, aim, 19, 23) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_66", until="2020/21", reads=READS, next=NEXT)
def fully_funded_over_24_before_2020_2020(
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
    exempt = _before_2020(aim, fam, employment, monitoring, lars_delivery, lars_annual_value, lars_category, year)
    exempt = exempt | out_of_work_on_other_benefits(aim, fam, employment, monitoring)
    funded = is_fully_funded(aim, fam, 35, date(2017, 8, 1), date(2020, 7, 31))
    return funded & is_aged(learner, aim, 24, 99) & is_up_to_level_2(lars_delivery) & ~exempt


# Since 2020 --------------------------------------------------------------------------------------------------------


def _since_2020(
    aim: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    lars_annual_value: Rows,
    lars_category: Rows,
    year: AcademicYear,
) -> Truth:
    """Who is fully funded for another reason since August 2020."""
    return (
        has_reason_since_2017(aim, fam, lars_category, year)
        | ever_on_benefits(aim, employment, monitoring)
        | ever_teaches_english_or_maths(aim, lars_delivery, lars_annual_value, DIGITAL)
    )


@ilr.rule("LearnDelFAMType_79", until="2020/21", reads=READS, next=NEXT)
def fully_funded_level_2_since_2020(
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

    The aim started in August 2020 or later. Reasons are benefits, low wages, custody, high-value courses and the like.
    """
    exempt = _since_2020(aim, fam, employment, monitoring, lars_delivery, lars_annual_value, lars_category, year)
    exempt = exempt | ever_out_of_work_on_other_benefits(aim, fam, employment, monitoring) | has(fam, "LDM", "376")
    part = is_part_of_level_2(lars_delivery, lars_category)
    funded = is_fully_funded(aim, fam, 35, date(2020, 8, 1), None)
    return funded & is_aged(learner, aim, 19, 23) & part & ~exempt


@ilr.rule("LearnDelFAMType_80", until="2020/21", reads=(*READS, "PriorAttain"), next=NEXT)
def fully_funded_again_since_2020(
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
    """A learner of 19 to 23 who has level 2 is fully funded up to level 2, without a reason.

    The aim started in August 2020 or later. Reasons are benefits, low wages, custody, high-value courses and the like.
    """
    exempt = _since_2020(aim, fam, employment, monitoring, lars_delivery, lars_annual_value, lars_category, year)
    exempt = exempt | has(fam, "LDM", "376")
    funded = is_fully_funded(aim, fam, 35, date(2020, 8, 1), None) & had_level_2(learner)
    return funded & is_aged(learner, aim, 19, 23) & is_up_to_level_2(lars_delivery) & ~exempt


@ilr.rule("LearnDelFAMType_81", until="2020/21", reads=READS, next=NEXT)
def fully_funded_over_24_since_2020(
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

    The aim started in August 2020 or later. Reasons are benefits, low wages, custody and the like.
    """
    exempt = _since_2020(aim, fam, employment, monitoring, lars_delivery, lars_annual_value, lars_category, year)
    exempt = exempt | ever_out_of_work_on_other_benefits(aim, fam, employment, monitoring)
    funded = is_fully_funded(aim, fam, 35, date(2020, 8, 1), None)
    return funded & is_aged(learner, aim, 24) & is_up_to_level_2(lars_delivery) & ~exempt
