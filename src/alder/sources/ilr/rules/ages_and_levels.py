"""Rules about the age of learners at high levels, and of those in new kinds of apprenticeship."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_at_level, is_in_category, is_of_type
from alder.sources.ilr.rules.terms import age_on, has, is_apprenticeship, is_standard_programme, learner_has

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

HIGH = ("3", "4", "5", "6", "7", "8", "H")
"""Level 3 and above; H is higher education."""

ACADEMIC = ("0002", "1413", "1430", "1431", "1453")
"""AS and A levels, and access to higher education, which may be funded at any age."""

READ = ("DateOfBirth", "LearnStartDate", "FundModel", "LearnAimRef", "LearnDelFAMType", "LearnDelFAMCode")
NEXT = "Check the date of birth and the funding. From 24 on such aims are paid by a loan."
LAND_BASED = "USDC"
"""The legal type of a specialist designated college."""


def _at_a_high_level_from_24(aim: Rows, learner: Rows, lars_delivery: Rows) -> Truth:
    old = age_on(learner.DateOfBirth, aim.LearnStartDate) >= 24
    return old & is_at_level(lars_delivery, *HIGH)


def _adult_aim(aim: Rows, year: AcademicYear) -> Truth:
    return (aim.FundModel == 35) & ~is_apprenticeship(aim, year).fill_null(False)


def _in_a_special_college(file: Rows, provider: Rows) -> Truth:
    """Judged by the legal type of the provider that made the return."""
    return provider.of(file).any(provider.LegalOrgType == LAND_BASED)


@ilr.rule("DateOfBirth_32", until="2020/21", reads=(*READ, "ProgType", "UKPRN"), next=NEXT)
def from_24_at_level_3_in_2015_told_2020(
    aim: Rows,
    learner: Rows,
    fam: Rows,
    file: Rows,
    lars_delivery: Rows,
    lars_category: Rows,
    provider: Rows,
    year: AcademicYear,
) -> Truth:
    """The learner was 24 or older when an adult aim at level 3 or above started in 2015/16.

    Apprenticeships, restarts, aims of category 19, colleges of the legal type USDC and the codes LDM 034, 339 and 347
    are left out.
    """
    exempt = has(fam, "RES") | has(fam, "LDM", "034", "339", "347") | is_in_category(lars_category, 19)
    return (
        aim.LearnStartDate.between(date(2015, 8, 1), date(2016, 7, 31))
        & _adult_aim(aim, year)
        & _at_a_high_level_from_24(aim, learner, lars_delivery)
        & ~exempt
        & ~_in_a_special_college(file, provider)
    )


@ilr.rule("DateOfBirth_32", since="2025/26", reads=(*READ, "ProgType", "UKPRN"), next=NEXT)
def from_24_at_level_3_in_2015(
    aim: Rows,
    learner: Rows,
    fam: Rows,
    file: Rows,
    lars_delivery: Rows,
    lars_category: Rows,
    provider: Rows,
    year: AcademicYear,
) -> Truth:
    """The learner was 24 or older when an adult aim at level 3 or above started in 2015/16.

    Apprenticeships, restarts, aims of category 19, colleges of the legal type USDC and the codes LDM 034 and 347 are
    left out.
    """
    exempt = has(fam, "RES") | has(fam, "LDM", "034", "347") | is_in_category(lars_category, 19)
    return (
        aim.LearnStartDate.between(date(2015, 8, 1), date(2016, 7, 31))
        & _adult_aim(aim, year)
        & _at_a_high_level_from_24(aim, learner, lars_delivery)
        & ~exempt
        & ~_in_a_special_college(file, provider)
    )


@ilr.rule("DateOfBirth_49", until="2020/21", reads=(*READ, "ProgType", "UKPRN"), next=NEXT)
def from_24_at_level_3_in_2016_told_2020(
    aim: Rows, learner: Rows, fam: Rows, file: Rows, lars_delivery: Rows, provider: Rows, year: AcademicYear
) -> Truth:
    """The learner was 24 or older when an adult aim at level 3 or above started in 2016/17.

    Apprenticeships, restarts, colleges of the legal type USDC and the codes LDM 034, 339 and 347 are left out.
    """
    exempt = has(fam, "RES") | has(fam, "LDM", "034", "339", "347")
    return (
        aim.LearnStartDate.between(date(2016, 8, 1), date(2017, 7, 31))
        & _adult_aim(aim, year)
        & _at_a_high_level_from_24(aim, learner, lars_delivery)
        & ~exempt
        & ~_in_a_special_college(file, provider)
    )


@ilr.rule("DateOfBirth_49", since="2025/26", reads=(*READ, "ProgType", "UKPRN"), next=NEXT)
def from_24_at_level_3_in_2016(
    aim: Rows,
    learner: Rows,
    fam: Rows,
    file: Rows,
    lars_delivery: Rows,
    lars_category: Rows,
    provider: Rows,
    year: AcademicYear,
) -> Truth:
    """The learner was 24 or older when an adult aim at level 3 or above started in 2016/17.

    Apprenticeships, restarts, aims of category 19, colleges of the legal type USDC and the codes LDM 034 and 347 are
    left out.
    """
    exempt = has(fam, "RES") | has(fam, "LDM", "034", "347") | is_in_category(lars_category, 19)
    return (
        aim.LearnStartDate.between(date(2016, 8, 1), date(2017, 7, 31))
        & _adult_aim(aim, year)
        & _at_a_high_level_from_24(aim, learner, lars_delivery)
        & ~exempt
        & ~_in_a_special_college(file, provider)
    )


@ilr.rule("DateOfBirth_55", until="2020/21", reads=(*READ, "ProgType"), next=NEXT)
def from_24_at_level_3_2020(aim: Rows, learner: Rows, fam: Rows, lars_delivery: Rows, year: AcademicYear) -> Truth:
    """The learner was 24 or older when an adult aim at level 3 or above started in August 2017 or later.

    Apprenticeships, restarts, academic aims and the codes LDM 034, 339 and 347 and DAM 023 are left out.
    """
    exempt = has(fam, "RES") | has(fam, "LDM", "034", "339", "347") | has(fam, "DAM", "023")
    return (
        (aim.LearnStartDate >= date(2017, 8, 1))
        & _adult_aim(aim, year)
        & _at_a_high_level_from_24(aim, learner, lars_delivery)
        & ~is_of_type(lars_delivery, *ACADEMIC)
        & ~exempt
    )


@ilr.rule("DateOfBirth_55", since="2025/26", reads=(*READ, "ProgType"), next=NEXT)
def from_24_at_level_3(aim: Rows, learner: Rows, fam: Rows, lars_delivery: Rows, year: AcademicYear) -> Truth:
    """The learner was 24 or older when an adult aim at level 3 or above started, between August 2017 and July 2024.

    Apprenticeships, restarts, academic aims and the codes LDM 034 and 378 and DAM 023 are left out. Later starts have
    the rule DateOfBirth_56.
    """
    exempt = has(fam, "RES") | has(fam, "LDM", "034", "378") | has(fam, "DAM", "023")
    return (
        aim.LearnStartDate.between(date(2017, 8, 1), date(2024, 7, 31))
        & _adult_aim(aim, year)
        & _at_a_high_level_from_24(aim, learner, lars_delivery)
        & ~is_of_type(lars_delivery, *ACADEMIC)
        & ~exempt
    )


@ilr.rule("DateOfBirth_56", since="2025/26", reads=READ, next=NEXT)
def from_24_at_level_3_in_adult_skills(aim: Rows, learner: Rows, fam: Rows, lars_delivery: Rows) -> Truth:
    """The learner was 24 or older when an aim of the Adult Skills Fund at level 3 or above started.

    Restarts, academic aims and the codes LDM 378 and 395 and DAM 023 are left out. It holds for starts from August
    2024.
    """
    exempt = has(fam, "RES") | has(fam, "LDM", "378", "395") | has(fam, "DAM", "023")
    return (
        (aim.LearnStartDate >= date(2024, 8, 1))
        & (aim.FundModel == 38)
        & _at_a_high_level_from_24(aim, learner, lars_delivery)
        & ~is_of_type(lars_delivery, *ACADEMIC)
        & ~exempt
    )


APPRENTICE = ("DateOfBirth", "LearnStartDate", "FundModel", "ProgType", "AimType", "StdCode", "LearnDelFAMType")


@ilr.rule("DateOfBirth_59", since="2025/26", reads=APPRENTICE, next="Check the date of birth and the standard.")
def foundation_apprentice_of_25(aim: Rows, learner: Rows, fam: Rows, lars_standard_type: Rows) -> Truth:
    """The learner was 25 or older when a foundation apprenticeship started.

    Restarts are left out. It holds for starts from August 2025.
    """
    foundation = lars_standard_type.any(lars_standard_type.StandardTypeCode == "A0001")
    return (
        (aim.LearnStartDate >= date(2025, 8, 1))
        & (aim.FundModel == 36)
        & is_standard_programme(aim)
        & foundation
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 25)
        & ~has(fam, "RES")
    )


@ilr.rule(
    "DateofBirth_60",
    since="2025/26",
    reads=(*APPRENTICE, "LearnDelFAMCode", "LearnFAMType"),
    next="Check the date of birth and the standard. From 22 on, level 7 is for care leavers and those with a plan.",
)
def level_7_apprentice_of_22(aim: Rows, learner: Rows, fam: Rows, learner_fam: Rows, lars_standard: Rows) -> Truth:
    """The apprenticeship at level 7 started when the learner was not between 16 and 21.

    Up to 24 it may start for those with the code LDM 362 or an education, health and care plan. Restarts are left out.
    It holds for starts from January 2026.
    """
    age = age_on(learner.DateOfBirth, aim.LearnStartDate)
    extended = (has(fam, "LDM", "362") | learner_has(learner_fam, "EHC")) & (age < 25)
    return (
        (aim.LearnStartDate >= date(2026, 1, 1))
        & (aim.FundModel == 36)
        & is_standard_programme(aim)
        & lars_standard.any(lars_standard.NotionalEndLevel == "7")
        & ~(age.between(16, 21) | extended)
        & ~has(fam, "RES")
    )
