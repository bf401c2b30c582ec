"""Rules about the date of birth, and the age that kinds of funding and programmes ask for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.rules.rule import ByBook
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import (
    is_before_1_august_of_year_11,
    is_by_school_leaving_day,
    programme_start,
    programme_start_by_type,
    start_that_tells_the_age,
)
from alder.sources.ilr.rules.terms import age_on, has, is_apprenticeship, is_not, learner_has

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

FAM = ("LearnDelFAMType", "LearnDelFAMCode")
LEARNER_FAM = ("LearnFAMType", "LearnFAMCode")
MISSING = "Add the date of birth."
CHECK = "Check the date of birth and the funding."


def _is_apprentice(aim: Rows, year: AcademicYear) -> Truth:
    return is_apprenticeship(aim, year).fill_null(False)


# Missing ---------------------------------------------------------------------------------------------------------


PAYS_BY_AGE = ByBook({"2020/21": [25, 35, 36, 70, 81, 82], "2025/26": [25, 35, 36, 37, 38, 81, 82]})


@ilr.rule("DateOfBirth_01", books=PAYS_BY_AGE.books, reads=("DateOfBirth", "FundModel", *FAM), next=MISSING)
def no_date_of_birth(aim: Rows, learner: Rows, fam: Rows, book: AcademicYear) -> Truth:
    """The date of birth is missing, and the aim's funding depends on age.

    Learners in custody (LDM 034) are left out.
    """
    funded = aim.FundModel.isin(PAYS_BY_AGE[book])
    return learner.DateOfBirth.isnull() & funded & ~has(fam, "LDM", "034")


@ilr.rule(
    "DateOfBirth_02",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("DateOfBirth", "FundModel", "LearnDelFAMType"),
    next=MISSING,
)
def date_of_birth_wanted_2020(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The date of birth is missing, in community learning or learning without public funding.

    Aims paid by a loan have the rule DateOfBirth_23.
    """
    return learner.DateOfBirth.isnull() & aim.FundModel.isin([10, 99]) & ~has(fam, "ADL")


@ilr.rule(
    "DateOfBirth_02",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("DateOfBirth", "FundModel", "LearnDelFAMType"),
    next=MISSING,
)
def date_of_birth_wanted(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The date of birth is missing, in community or tailored learning or learning without public funding.

    Aims paid by a loan have the rule DateOfBirth_23.
    """
    return learner.DateOfBirth.isnull() & aim.FundModel.isin([10, 11, 99]) & ~has(fam, "ADL")


@ilr.rule("DateOfBirth_23", reads=("DateOfBirth", "FundModel", *FAM), next=MISSING)
def no_date_of_birth_for_a_loan(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The date of birth is missing, and the aim is paid by a loan.

    Learners in custody (LDM 034) are left out.
    """
    return learner.DateOfBirth.isnull() & (aim.FundModel == 99) & has(fam, "ADL") & ~has(fam, "LDM", "034")


# Too young -------------------------------------------------------------------------------------------------------


@ilr.rule(
    "DateOfBirth_05",
    severity=Severity.WARNING,
    reads=("DateOfBirth", "LearnStartDate", "FundModel"),
    next="Check the date of birth and the start date.",
)
def started_under_4(aim: Rows, learner: Rows) -> Truth:
    """The learner was under 4 when the aim started."""
    return aim.FundModel.isin([10, 99]) & (age_on(learner.DateOfBirth, aim.LearnStartDate) < 4)


@ilr.rule("DateOfBirth_06", severity=Severity.WARNING, reads=("DateOfBirth", "FundModel"), next=CHECK)
def under_13_with_16_to_19_funding(aim: Rows, learner: Rows, year: AcademicYear) -> Truth:
    """The learner is under 13 on 31 August, but has 16 to 19 funding."""
    return aim.FundModel.isin([25, 82]) & (age_on(learner.DateOfBirth, year.age_day) < 13)


@ilr.rule(
    "DateOfBirth_12",
    reads=("DateOfBirth", "LearnStartDate", "FundModel", *FAM),
    next="Check the date of birth and the kind of community learning.",
)
def in_adult_community_learning_under_19(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The learner was under 19 when community learning for adults started (codes ASL 1 and 2)."""
    young = age_on(learner.DateOfBirth, aim.LearnStartDate) < 19
    return (aim.FundModel == 10) & young & has(fam, "ASL", "1", "2")


@ilr.rule("DateOfBirth_13", severity=Severity.WARNING, reads=("DateOfBirth", "FundModel", *FAM), next=CHECK)
def in_higher_education_under_16(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner is under 16 at the end of the teaching year, but in publicly funded higher education."""
    young = age_on(learner.DateOfBirth, year.last_day) < 16
    return (aim.FundModel == 99) & has(fam, "SOF", "1") & young


def _young_without_their_source(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    young = age_on(learner.DateOfBirth, year.age_day) < 19
    return aim.FundModel.isin([25, 82]) & young & has(fam, "SOF") & ~has(fam, "SOF", "107")


@ilr.rule("DateOfBirth_20", until="2020/21", reads=("DateOfBirth", "FundModel", "ProgType", *FAM), next="Use SOF 107.")
def young_without_young_funding_2020(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner is under 19 on 31 August and has 16 to 19 funding, but another source pays for it.

    Traineeships are left out.
    """
    return _young_without_their_source(aim, learner, fam, year) & is_not(aim.ProgType, 24)


@ilr.rule("DateOfBirth_20", since="2025/26", reads=("DateOfBirth", "FundModel", *FAM), next="Use SOF 107.")
def young_without_young_funding(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner is under 19 on 31 August and has 16 to 19 funding, but another source pays for it."""
    return _young_without_their_source(aim, learner, fam, year)


@ilr.rule("DateOfBirth_25", until="2020/21", reads=("DateOfBirth", "FundModel", "ProgType", *FAM), next=CHECK)
def in_adult_funding_under_19_2020(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner is under 19 on 31 August, but has adult funding.

    Apprenticeships, learners in custody (LDM 034) and the codes LDM 376 are left out.
    """
    young = age_on(learner.DateOfBirth, year.age_day) < 19
    return (aim.FundModel == 35) & ~_is_apprentice(aim, year) & young & ~has(fam, "LDM", "034", "376")


@ilr.rule("DateOfBirth_25", since="2025/26", reads=("DateOfBirth", "FundModel", "ProgType", *FAM), next=CHECK)
def in_adult_funding_under_19(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner is under 19 on 31 August, but has adult funding or is in a Skills Bootcamp.

    Apprenticeships and learners in custody (LDM 034) are left out.
    """
    young = age_on(learner.DateOfBirth, year.age_day) < 19
    adult = ((aim.FundModel == 35) & ~_is_apprentice(aim, year)) | aim.FundModel.isin([37, 38])
    return adult & young & ~has(fam, "LDM", "034")


@ilr.rule(
    "DateOfBirth_41",
    until="2020/21",
    reads=("DateOfBirth", "FundModel", "ProgType", *FAM),
    next=CHECK,
    severity=Severity.WARNING,
)
def in_other_adult_funding_under_19(aim: Rows, learner: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner is under 19 on 31 August, but has other adult funding.

    Apprenticeships, learners in custody (LDM 034) and the pilots LDM 353, 354 and 355 are left out.
    """
    young = age_on(learner.DateOfBirth, year.age_day) < 19
    exempt = has(fam, "LDM", "034", "353", "354", "355")
    return (aim.FundModel == 81) & ~_is_apprentice(aim, year) & young & ~exempt


SCHOOL_AGE = ("DateOfBirth", "LearnStartDate", "ProgType", "AimType")


@ilr.rule(
    "DateOfBirth_48",
    until="2020/21",
    reads=(*SCHOOL_AGE, "FworkCode", "PwayCode"),
    next="Check the date of birth and the start of the apprenticeship.",
)
def apprentice_of_school_age_2020(aim: Rows, learner: Rows, aims: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship started before the learner could leave school.

    That is the last Friday of June in the school year of the 16th birthday. Starts before August 2016 are left out.
    """
    start = programme_start(aim, aims)
    early = (start >= date(2016, 8, 1)) & is_by_school_leaving_day(start, learner.DateOfBirth)
    return _is_apprentice(aim, year) & early


@ilr.rule(
    "DateOfBirth_48",
    since="2025/26",
    reads=SCHOOL_AGE,
    next="Check the date of birth and the start of the apprenticeship.",
)
def apprentice_of_school_age(aim: Rows, learner: Rows, aims: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship started before the learner could leave school.

    That is the last Friday of June in the school year of the 16th birthday. Aims from before August 2016 are left out.
    """
    early = is_by_school_leaving_day(programme_start_by_type(aim, aims), learner.DateOfBirth)
    return (aim.LearnStartDate >= date(2016, 8, 1)) & _is_apprentice(aim, year) & early


@ilr.rule(
    "DateOfBirth_50",
    until="2020/21",
    reads=SCHOOL_AGE,
    next="Check the date of birth and the start of the traineeship.",
)
def trainee_of_school_age(aim: Rows, learner: Rows) -> Truth:
    """The traineeship started before 1 August after the school year in which the learner turned 16."""
    traineeship = (aim.ProgType == 24) & (aim.AimType == 1) & (aim.LearnStartDate > date(2016, 7, 31))
    return traineeship & is_before_1_august_of_year_11(aim.LearnStartDate, learner.DateOfBirth)


# Too old ---------------------------------------------------------------------------------------------------------


@ilr.rule(
    "DateOfBirth_51",
    until="2020/21",
    reads=(*SCHOOL_AGE, "LearnDelFAMType"),
    next="Check the date of birth and the start of the traineeship.",
)
def trainee_of_25(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The learner was 25 or older when the traineeship started.

    Restarts are left out.
    """
    traineeship = (aim.ProgType == 24) & (aim.AimType == 1) & (aim.LearnStartDate > date(2016, 7, 31))
    return traineeship & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 25) & ~has(fam, "RES")


PLAN = ("DateOfBirth", "FundModel", "ProgType", *FAM, "LearnFAMType")


def _with_a_plan_but_no_young_funding(
    aim: Rows, learner: Rows, fam: Rows, learner_fam: Rows, year: AcademicYear
) -> Truth:
    aged = age_on(learner.DateOfBirth, year.age_day).between(19, 24)
    elsewhere = has(fam, "SOF") & ~has(fam, "SOF", "107") & ~has(fam, "LDM", "034")
    return aged & learner_has(learner_fam, "EHC") & elsewhere & ~_is_apprentice(aim, year)


PAYS_FOR_PLANS = ByBook({"2020/21": [25, 35, 81, 82], "2025/26": [25, 35, 38, 81, 82]})


@ilr.rule("DateOfBirth_30", books=PAYS_FOR_PLANS.books, reads=PLAN, next="Use SOF 107, or take out the EHC record.")
def plan_without_young_funding(
    aim: Rows, learner: Rows, fam: Rows, learner_fam: Rows, year: AcademicYear, book: AcademicYear
) -> Truth:
    """The learner is 19 to 24 with an education, health and care plan, but not funded as the young are.

    Apprenticeships and learners in custody (LDM 034) are left out.
    """
    funded = aim.FundModel.isin(PAYS_FOR_PLANS[book])
    return funded & _with_a_plan_but_no_young_funding(aim, learner, fam, learner_fam, year)


@ilr.rule(
    "DateOfBirth_34",
    reads=("DateOfBirth", "FundModel", "LearnFAMType"),
    next="Add the record of the plan (EHC), or take out the one of high needs (HNS).",
)
def high_needs_without_a_plan(learner: Rows, aims: Rows, learner_fam: Rows, year: AcademicYear) -> Truth:
    """The learner is 19 to 24 with top-up funding for high needs, but has no education, health and care plan."""
    aged = age_on(learner.DateOfBirth, year.age_day).between(19, 24)
    funded = aims.any(aims.FundModel == 25)
    return aged & funded & learner_has(learner_fam, "HNS") & ~learner_has(learner_fam, "EHC")


# European Social Fund --------------------------------------------------------------------------------------------

CONTRACT = ("DateOfBirth", "FundModel", "LearnAimRef", "CompStatus", "ConRefNumber", "LearnStartDate")


@ilr.rule("DateOfBirth_43", until="2020/21", reads=CONTRACT, next="Check the date of birth.")
def in_a_contract_under_15(aim: Rows, learner: Rows, aims: Rows) -> Truth:
    """The learner was under 15 when their part in the European Social Fund contract began.

    The service looked at the first such aim only; here each of them is judged.
    """
    return (aim.FundModel == 70) & (age_on(learner.DateOfBirth, start_that_tells_the_age(aim, aims)) < 15)


@ilr.rule("DateOfBirth_44", until="2020/21", reads=CONTRACT, next="Check the date of birth and the contract.")
def not_of_the_age_of_the_contract(aim: Rows, learner: Rows, aims: Rows, contract_eligibility: Rows) -> Truth:
    """The learner's age is outside what the European Social Fund contract is for."""
    age = age_on(learner.DateOfBirth, start_that_tells_the_age(aim, aims))
    outside = (age < contract_eligibility.MinAge) | (age > contract_eligibility.MaxAge)
    return (aim.FundModel == 70) & contract_eligibility.any(outside)
