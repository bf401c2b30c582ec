"""Rules about the learner: number, age, names, characteristics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import is_mistyped_learner_number
from alder.sources.ilr.rules.terms import NO_ULN, age_on, has, is_community_learning, is_not, is_unknown

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


@ilr.rule("ULN_04", since="2016/17", reads=("ULN",), next="Copy the number from the Learning Records Service again.")
def wrong_check_digit(learner: Rows) -> Truth:
    """The learner number is missing or mistyped: its last digit does not fit the others."""
    return learner.ULN.isnull() | ((learner.ULN != NO_ULN) & is_mistyped_learner_number(learner.ULN))


@ilr.rule(
    "ULN_02",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("ULN", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Look the learner up in the Learning Records Service.",
)
def no_learner_number_yet_2020(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """A learner in community learning, or without public funding, still has a temporary learner number."""
    return aim.FundModel.isin([10, 99]) & (learner.ULN == NO_ULN) & ~has(fam, "SOF", "1")


@ilr.rule(
    "ULN_02",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("ULN", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Look the learner up in the Learning Records Service.",
)
def no_learner_number_yet(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """A learner in community or tailored learning, or without public funding, still has a temporary learner number."""
    return aim.FundModel.isin([10, 11, 99]) & (learner.ULN == NO_ULN) & ~has(fam, "SOF", "1")


@ilr.rule("DateOfBirth_04", since="2016/17", reads=("DateOfBirth",), next="Check the date of birth.")
def aged_115(learner: Rows, year: AcademicYear) -> Truth:
    """The learner would be 115 or older when the teaching year began."""
    return age_on(learner.DateOfBirth, year.first_day) >= 115


@ilr.rule(
    "DateOfBirth_07",
    since="2016/17",
    reads=("DateOfBirth", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the date of birth and the source of funding.",
)
def too_old_for_16_to_19_funding(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner is 25 or older on 31 August, but has 16 to 19 funding."""
    old = age_on(learner.DateOfBirth, year.age_day) >= 25
    return aim.FundModel.isin([25, 82]) & old & has(fam, "SOF", "107")


@ilr.rule(
    "DateOfBirth_14",
    since="2016/17",
    severity=Severity.WARNING,
    reads=("AimSeqNumber", "DateOfBirth", "LearnStartDate", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the date of birth, and whether the learner is in custody.",
)
def in_custody_under_18(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """An adult learner in custody was under 18 when an aim started.

    As in the service, it is said once of the learner, and of no aim.
    """
    young = age_on(learner.DateOfBirth, aims.LearnStartDate) < 18
    return aims.any(aims.FundModel.isin([35, 81]) & has(fam.of(aims), "LDM", "034") & young)


@ilr.rule(
    "DateOfBirth_24",
    since="2016/17",
    reads=("ULN", "DateOfBirth"),
    next="Add the date of birth: without it no learner number is given.",
)
def learner_number_without_date_of_birth(learner: Rows) -> Truth:
    """The learner has a learner number, but no date of birth."""
    return is_not(learner.ULN, NO_ULN) & learner.DateOfBirth.isnull()


@ilr.rule(
    "DateOfBirth_26",
    since="2016/17",
    reads=("DateOfBirth", "LearnStartDate", "FundModel", "LearnDelFAMType"),
    next="Check the date of birth: a loan needs an age of 19.",
)
def too_young_for_a_loan(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The learner was under 19 when an aim paid by a loan started."""
    young = age_on(learner.DateOfBirth, aim.LearnStartDate) < 19
    return (aim.FundModel == 99) & has(fam, "ADL") & young


@ilr.rule("DateOfBirth_27", since="2016/17", reads=("DateOfBirth",), next="Check the date of birth.")
def born_in_the_teaching_year(learner: Rows, year: AcademicYear) -> Truth:
    """The learner was born after the teaching year began."""
    return learner.DateOfBirth >= year.first_day


NAMED = ("FamilyName", "FundModel", "LearnDelFAMType", "LearnDelFAMCode")


@ilr.rule("FamilyName_01", until="2020/21", reads=NAMED, next="Add the family name.")
def no_family_name_2020(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no family name, and not all of their learning is community learning.

    Community learning is of one kind here, for all aims: funded as such, or through a local authority.
    """
    through_authority = (aims.FundModel == 99) & has(fam.of(aims), "SOF", "108")
    exempt = aims.all(aims.FundModel == 10) | aims.all(through_authority)
    return learner.FamilyName.isnull() & ~exempt


@ilr.rule("FamilyName_01", since="2025/26", reads=NAMED, next="Add the family name.")
def no_family_name(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner has no family name, and not all of their learning is community learning."""
    return learner.FamilyName.isnull() & ~aims.all(is_community_learning(aims, fam.of(aims)))


@ilr.rule("Ethnicity_01", since="2016/17", reads=("Ethnicity",), next="Use a code of the list, or 99 when not given.")
def unknown_ethnicity(learner: Rows, year: AcademicYear) -> Truth:
    """The ethnicity is not on the code list."""
    return is_unknown(learner.Ethnicity, codes.learner.ethnicity, year)


@ilr.rule("Sex_01", since="2016/17", reads=("Sex",), next="Use F or M.")
def unknown_sex(learner: Rows, year: AcademicYear) -> Truth:
    """The sex is missing or not on the code list. Letter case counts."""
    return learner.Sex.isnull() | is_unknown(learner.Sex, codes.learner.sex, year)


@ilr.rule(
    "Accom_01", since="2016/17", reads=("Accom",), next="Use 5 for rooms of the provider, or leave the field out."
)
def unknown_accommodation(learner: Rows, year: AcademicYear) -> Truth:
    """The accommodation code is not on the code list."""
    return is_unknown(learner.Accom, codes.learner.accom, year)


@ilr.rule(
    "PriorAttain_01",
    until="2020/21",
    reads=("PriorAttain", "FundModel", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Add the highest level reached before enrolment.",
)
def no_prior_attainment_2020(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner's prior attainment is missing."""
    asked = is_not(aims.FundModel, 10, 25, 82) & ~(
        (aims.FundModel == 99).fill_null(False) & has(fam.of(aims), "SOF", "108")
    )
    return learner.PriorAttain.isnull() & aims.any(asked)


@ilr.rule(
    "PriorAttain_01",
    since="2025/26",
    reads=("PriorLevel", "FundModel"),
    next="Add a prior attainment record with the level reached before enrolment.",
)
def no_prior_attainment(learner: Rows, prior: Rows, aims: Rows) -> Truth:
    """The learner's prior attainment is missing.

    From 2021/22 it is a record of its own, with a level and a date. It is not asked for in 16 to 19, community and
    tailored learning, or without public funding.
    """
    return prior.none(prior.PriorLevel.notnull()) & aims.any(is_not(aims.FundModel, 10, 11, 25, 82, 99))


@ilr.rule("PriorAttain_03", until="2020/21", reads=("PriorAttain",), next="Use a code of the list.")
def unknown_prior_attainment_2020(learner: Rows, year: AcademicYear) -> Truth:
    """The prior attainment is not on the code list. Codes closed to new learners count as known."""
    return is_unknown(learner.PriorAttain, codes.learner.prior_attain, year)


@ilr.rule("PriorAttain_03", since="2025/26", reads=("PriorLevel",), next="Use a code of the list.")
def unknown_prior_attainment(prior: Rows, year: AcademicYear) -> Truth:
    """The level reached before enrolment is not on the code list."""
    return is_unknown(prior.PriorLevel, codes.learner.prior_level, year)
