"""Rules about the levels of aims that adults are paid for, Free Courses for Jobs at level 3 among them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import on_benefits
from alder.sources.ilr.rules.list_of_aims import is_at_level, is_in_category, is_in_category_on
from alder.sources.ilr.rules.terms import age_on, has, is_apprenticeship

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

LEGAL_ENTITLEMENT = 38
"""The category of level 3 aims to which adults under 24 have a right."""

FULL_LEVEL_3_2020 = (3, 4, 5, 10, 11, 12, 13, 97, 98)
"""What the learner has reached before, as it was told to 2020/21: level 3 and above, or not known."""

FULL_LEVEL_3 = (6, 7, 8, 9, 10, 97, 98)
"""The same in today's codes."""

AIM = ("LearnAimRef", "LearnStartDate", "FundModel")
MARKS = ("LearnDelFAMType", "LearnDelFAMCode")

CHECK = "Check the aim code, the start date and the funding model."


def _was_qualified(aim: Rows, prior: Rows) -> Truth:
    """The learner's latest level at the start of the aim was a full level 3 or above, or is not known."""
    return (
        prior.where(prior.DateLevelApp <= aim.LearnStartDate)
        .latest("DateLevelApp")
        .any(prior.PriorLevel.isin(FULL_LEVEL_3))
    )


def _is_paid_in_full(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """Apprenticeships, restarts and learners that a devolved area pays for in full have rules of their own."""
    return is_apprenticeship(aim, year).fill_null(False) | has(fam, "RES") | has(fam, "DAM", "023")


# Level 3 and 4 ---------------------------------------------------------------------------------------------------


@ilr.rule(
    "LearnAimRef_78",
    reads=(*AIM, "ProgType", *MARKS, "UKPRN"),
    next=CHECK,
)
def level_3_outside_the_entitlement_2016(
    aim: Rows, fam: Rows, file: Rows, lars_delivery: Rows, lars_category: Rows, provider: Rows, year: AcademicYear
) -> Truth:
    """The aim is at level 3, started in 2016/17, and is not among those to which adults have a right.

    Apprenticeships, restarts, learning in custody (LDM 034), redundant steel workers (LDM 347) and specialist
    designated colleges are exempt.
    """
    exempt = (
        is_apprenticeship(aim, year).fill_null(False)
        | has(fam, "RES")
        | has(fam, "LDM", "034", "347")
        | _is_designated_college(provider, file)
    )
    listed = is_at_level(lars_delivery, "3") & ~is_in_category(lars_category, LEGAL_ENTITLEMENT)
    return _started_in_2016_17(aim) & (aim.FundModel == 35) & listed & ~exempt


@ilr.rule(
    "LearnAimRef_80",
    until="2020/21",
    reads=(*AIM, "PriorAttain", "ProgType", *MARKS, "UKPRN"),
    next="Check the aim code, and what the learner had reached before.",
)
def second_level_3_in_2016(
    aim: Rows, learner: Rows, fam: Rows, file: Rows, lars_delivery: Rows, provider: Rows, year: AcademicYear
) -> Truth:
    """The aim is at level 3, started in 2016/17, and the learner had a full level 3 already.

    Apprenticeships, restarts and specialist designated colleges are exempt.
    """
    apprentice = is_apprenticeship(aim, year).fill_null(False)
    exempt = apprentice | has(fam, "RES") | _is_designated_college(provider, file)
    qualified = learner.PriorAttain.isin(FULL_LEVEL_3_2020)
    return _started_in_2016_17(aim) & (aim.FundModel == 35) & qualified & is_at_level(lars_delivery, "3") & ~exempt


def _started_in_2016_17(aim: Rows) -> Truth:
    return aim.LearnStartDate.between(date(2016, 8, 1), date(2017, 7, 31))


def _is_designated_college(provider: Rows, file: Rows) -> Truth:
    told = provider.of(file)
    return told.any(told.LegalOrgType == "USDC")


@ilr.rule("LearnAimRef_79", until="2020/21", reads=(*AIM, "ProgType", *MARKS), next=CHECK)
def level_4_paid_as_adult_skills_2020(aim: Rows, fam: Rows, lars_delivery: Rows, year: AcademicYear) -> Truth:
    """The aim is at level 4, which adult skills funding does not pay for.

    Apprenticeships, restarts, devolved learners with full funding (DAM 023), learning in custody (LDM 034) and
    redundant steel workers (LDM 347) are exempt. The service also reported aims that are not in the list, by a slip:
    those have a rule of their own.
    """
    exempt = _is_paid_in_full(aim, fam, year) | has(fam, "LDM", "034", "347")
    late = aim.LearnStartDate >= date(2016, 8, 1)
    return late & (aim.FundModel == 35) & is_at_level(lars_delivery, "4") & ~exempt


@ilr.rule("LearnAimRef_79", since="2025/26", reads=(*AIM, "ProgType", *MARKS), next=CHECK)
def level_4_paid_as_adult_skills(aim: Rows, fam: Rows, lars_delivery: Rows, year: AcademicYear) -> Truth:
    """The aim is at level 4, which adult skills funding does not pay for.

    Concerns starts from August 2016 to July 2024. Apprenticeships, restarts, devolved learners with full funding
    (DAM 023) and learning in custody (LDM 034) are exempt.
    """
    exempt = _is_paid_in_full(aim, fam, year) | has(fam, "LDM", "034")
    then = aim.LearnStartDate.between(date(2016, 8, 1), date(2024, 7, 31))
    return then & (aim.FundModel == 35) & is_at_level(lars_delivery, "4") & ~exempt


@ilr.rule("LearnAimRef_135", since="2025/26", reads=(*AIM, *MARKS), next=CHECK)
def level_4_paid_by_the_skills_fund(aim: Rows, fam: Rows, lars_delivery: Rows) -> Truth:
    """The aim is at level 4, which the Adult Skills Fund does not pay for.

    Devolved learners with full funding (DAM 023) are exempt.
    """
    paid = (aim.LearnStartDate >= date(2024, 8, 1)) & (aim.FundModel == 38)
    return paid & is_at_level(lars_delivery, "4") & ~has(fam, "DAM", "023")


@ilr.rule("LearnAimRef_84", until="2020/21", reads=(*AIM, "ProgType", *MARKS), next=CHECK)
def level_3_outside_the_entitlement_2020(
    aim: Rows, fam: Rows, lars_delivery: Rows, lars_category: Rows, year: AcademicYear
) -> Truth:
    """The aim is at level 3, and is not among those to which adults have a right.

    Apprenticeships, traineeships, restarts, devolved learners with full funding (DAM 023), learning in custody
    (LDM 034), redundant steel workers (LDM 347) and the offer to 19 year-olds of 2020 (LDM 376) are exempt.
    """
    trainee = (aim.ProgType == 24).fill_null(False)
    exempt = _is_paid_in_full(aim, fam, year) | trainee | has(fam, "LDM", "034", "347", "376")
    listed = is_at_level(lars_delivery, "3") & ~is_in_category(lars_category, LEGAL_ENTITLEMENT)
    return (aim.LearnStartDate >= date(2017, 8, 1)) & (aim.FundModel == 35) & listed & ~exempt


@ilr.rule("LearnAimRef_84", since="2025/26", reads=(*AIM, "ProgType", *MARKS), next=CHECK)
def level_3_outside_the_entitlement(
    aim: Rows, fam: Rows, lars_delivery: Rows, lars_category: Rows, year: AcademicYear
) -> Truth:
    """The aim is at level 3, and was not among those to which adults have a right when it started.

    Concerns starts from August 2017 to July 2024. Apprenticeships, traineeships, restarts, devolved learners with full
    funding (DAM 023), learning in custody (LDM 034) and Free Courses for Jobs (LDM 378) are exempt.
    """
    trainee = (aim.ProgType == 24).fill_null(False)
    exempt = _is_paid_in_full(aim, fam, year) | trainee | has(fam, "LDM", "034", "378")
    entitled = is_in_category_on(lars_category, aim.LearnStartDate, LEGAL_ENTITLEMENT)
    then = aim.LearnStartDate.between(date(2017, 8, 1), date(2024, 7, 31))
    return then & (aim.FundModel == 35) & is_at_level(lars_delivery, "3") & ~entitled & ~exempt


@ilr.rule("LearnAimRef_136", since="2025/26", reads=(*AIM, *MARKS), next=CHECK)
def level_3_outside_the_entitlement_of_the_skills_fund(
    aim: Rows, fam: Rows, lars_delivery: Rows, lars_category: Rows
) -> Truth:
    """The aim is at level 3, and was not among those to which adults have a right when it started.

    Concerns the Adult Skills Fund. Restarts, devolved learners with full funding (DAM 023), Free Courses for Jobs
    (LDM 378) and the pilot called Project S (LDM 395) are exempt.
    """
    entitled = is_in_category_on(lars_category, aim.LearnStartDate, LEGAL_ENTITLEMENT)
    exempt = has(fam, "RES") | has(fam, "DAM", "023") | has(fam, "LDM", "378", "395")
    paid = (aim.LearnStartDate >= date(2024, 8, 1)) & (aim.FundModel == 38)
    return paid & is_at_level(lars_delivery, "3") & ~entitled & ~exempt


@ilr.rule(
    "LearnAimRef_85",
    until="2020/21",
    reads=(*AIM, "PriorAttain", "ProgType", *MARKS),
    next="Check the aim code, and what the learner had reached before.",
)
def second_level_3_2020(aim: Rows, learner: Rows, fam: Rows, lars_delivery: Rows, year: AcademicYear) -> Truth:
    """The aim is at level 3, but the learner had a full level 3 already.

    Apprenticeships, traineeships, restarts, devolved learners with full funding (DAM 023) and the offer to 19 year-olds
    of 2020 (LDM 376) are exempt.
    """
    trainee = (aim.ProgType == 24).fill_null(False)
    exempt = _is_paid_in_full(aim, fam, year) | trainee | has(fam, "LDM", "376")
    paid = (aim.LearnStartDate >= date(2017, 8, 1)) & (aim.FundModel == 35)
    return paid & learner.PriorAttain.isin(FULL_LEVEL_3_2020) & is_at_level(lars_delivery, "3") & ~exempt


@ilr.rule(
    "LearnAimRef_85",
    since="2025/26",
    reads=(
        *(*AIM, "PriorLevel", "DateLevelApp", "ProgType", *MARKS),
        *("DateEmpStatApp", "EmpStat", "ESMType", "ESMCode"),
    ),
    next="Check the aim code, and what the learner had reached before.",
)
def second_level_3(
    aim: Rows,
    prior: Rows,
    fam: Rows,
    employment: Rows,
    monitoring: Rows,
    lars_delivery: Rows,
    year: AcademicYear,
) -> Truth:
    """The aim is at level 3, but the learner had a full level 3 already.

    Concerns starts from August 2017 to July 2024. Apprenticeships, traineeships, restarts and devolved learners with
    full funding (DAM 023) are exempt, and Free Courses for Jobs (LDM 378) for those on benefits or low wages (LDM 382).
    """
    free = has(fam, "LDM", "378") & (on_benefits(aim, employment, monitoring) | has(fam, "LDM", "382"))
    exempt = _is_paid_in_full(aim, fam, year) | (aim.ProgType == 24).fill_null(False) | free
    paid = aim.LearnStartDate.between(date(2017, 8, 1), date(2024, 7, 31)) & (aim.FundModel == 35)
    return paid & _was_qualified(aim, prior) & is_at_level(lars_delivery, "3") & ~exempt


@ilr.rule(
    "LearnAimRef_137",
    since="2025/26",
    reads=(*AIM, "PriorLevel", "DateLevelApp", *MARKS),
    next="Check the aim code, what the learner had reached before, and whether they earn little (LDM 391).",
)
def second_level_3_of_the_skills_fund(aim: Rows, prior: Rows, fam: Rows, lars_delivery: Rows) -> Truth:
    """The aim is at level 3, but the learner had a full level 3 already.

    Concerns the Adult Skills Fund. Low earners (LDM 391), restarts and devolved learners with full funding (DAM 023)
    are exempt.
    """
    exempt = has(fam, "LDM", "391") | has(fam, "RES") | has(fam, "DAM", "023")
    paid = (aim.LearnStartDate >= date(2024, 8, 1)) & (aim.FundModel == 38)
    return paid & _was_qualified(aim, prior) & is_at_level(lars_delivery, "3") & ~exempt


LEVEL_3 = (6, 7, 8, 9, 10, 97, 98)
BELOW_LEVEL_3 = (1, 2, 3, 4, 5, 99)
CHECK_ATTAINMENT = "Check the prior attainment, or record the low wage."


def _takes_part(fam: Rows) -> Truth:
    return has(fam, "LDM", "378")


@ilr.rule(
    "R132",
    since="2025/26",
    reads=(
        *("LearnStartDate", "FundModel", "PriorLevel", *MARKS),
        *("EmpStat", "DateEmpStatApp", "ESMType", "ESMCode"),
    ),
    next=CHECK_ATTAINMENT,
)
def free_course_for_somebody_with_level_3(
    aim: Rows, fam: Rows, prior: Rows, employment: Rows, monitoring: Rows
) -> Truth:
    """A free course for jobs was given to somebody who has a full level 3, is in work and has no low wage.

    For starts from April 2022 to July 2024. Fully funded learners of devolved areas are left out.
    """
    started = aim.LearnStartDate.between(date(2022, 4, 1), date(2024, 7, 31))
    poor = has(fam, "LDM", "382") | ((aim.FundModel == 35) & on_benefits(aim, employment, monitoring)).fill_null(False)
    has_level_3 = prior.any(prior.PriorLevel.isin(LEVEL_3))
    return started & _takes_part(fam) & has_level_3 & ~poor & ~has(fam, "DAM", "023")


@ilr.rule(
    "R148",
    since="2025/26",
    reads=("LearnStartDate", "DateOfBirth", "PriorLevel", *MARKS),
    next=CHECK_ATTAINMENT,
)
def free_course_for_a_young_adult_with_level_3(aim: Rows, fam: Rows, learner: Rows, prior: Rows) -> Truth:
    """A free course for jobs was given to somebody aged 19 to 23 with a full level 3 and no low pay.

    For starts from August 2024. A learner of whom no prior attainment is known counts as having it.
    """
    young = age_on(learner.DateOfBirth, aim.LearnStartDate).between(19, 23)
    entitled = has(fam, "LDM", "391") | prior.any(prior.PriorLevel.isin(BELOW_LEVEL_3))
    return (aim.LearnStartDate >= date(2024, 8, 1)) & _takes_part(fam) & young & ~entitled


@ilr.rule(
    "R151",
    since="2025/26",
    reads=("LearnStartDate", "DateOfBirth", "FundModel", *MARKS),
    next="Record the low pay, or check the monitoring code.",
)
def free_course_for_an_adult_without_low_pay(aim: Rows, fam: Rows, learner: Rows) -> Truth:
    """A free course for jobs was given to somebody aged 24 or over without low pay.

    For starts from August 2024. Fully funded learners of devolved areas are left out.
    """
    adult = age_on(learner.DateOfBirth, aim.LearnStartDate) >= 24
    exempt = has(fam, "LDM", "391") | has(fam, "DAM", "023")
    return (aim.LearnStartDate >= date(2024, 8, 1)) & (aim.FundModel == 38) & _takes_part(fam) & adult & ~exempt
