"""Rules about the length, contract and prices of an apprenticeship."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import (
    NO_ULN,
    age_on,
    days_from,
    has,
    in_force,
    is_standard_programme,
    monitors,
    whole_days,
)

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

LENGTH = ("LearnStartDate", "LearnPlanEndDate", "DateOfBirth", "FundModel", "ProgType", "AimType", "LearnDelFAMType")


@ilr.rule("DateOfBirth_46", until="2020/21", reads=LENGTH, next="Check the planned end date.")
def planned_under_a_year_2020(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The apprenticeship is planned to last less than a year.

    The first and the last day both count. A restart may be shorter.
    """
    return (
        (aim.LearnStartDate >= date(2016, 8, 1))
        & aim.FundModel.isin([36, 81])
        & is_standard_programme(aim)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 16)
        & (whole_days(aim.LearnStartDate, aim.LearnPlanEndDate) < 365)
        & ~has(fam, "RES")
    )


@ilr.rule("DateOfBirth_46", since="2025/26", reads=LENGTH, next="Check the planned end date.")
def planned_under_a_year(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The apprenticeship began before August 2025 and is planned to last less than a year.

    End minus start must be 365 days. A restart may be shorter. Later starts have the rule DateOfBirth_57.
    """
    return (
        aim.LearnStartDate.between(date(2016, 8, 1), date(2025, 7, 31))
        & aim.FundModel.isin([36, 81])
        & is_standard_programme(aim)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 16)
        & (days_from(aim.LearnStartDate, aim.LearnPlanEndDate) < 365)
        & ~has(fam, "RES")
    )


@ilr.rule("DateOfBirth_57", since="2025/26", reads=LENGTH, next="Check the planned end date.")
def planned_under_eight_months(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """The apprenticeship began in August 2025 or later and is planned to last less than eight months.

    Eight months are 242 days from start to end. A restart may be shorter.
    """
    return (
        (aim.LearnStartDate >= date(2025, 8, 1))
        & (aim.FundModel == 36)
        & is_standard_programme(aim)
        & (age_on(learner.DateOfBirth, aim.LearnStartDate) >= 16)
        & (days_from(aim.LearnStartDate, aim.LearnPlanEndDate) < 242)
        & ~has(fam, "RES")
    )


@ilr.rule(
    "DateOfBirth_58",
    since="2025/26",
    reads=("LearnStartDate", "LearnActEndDate", "CompStatus", "FundModel", "ProgType", "AimType", "LearnDelFAMType"),
    next="Check the end date and the completion status.",
)
def completed_under_eight_months(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship began in August 2025 or later and was completed in less than eight months.

    Eight months are 242 days from start to end. A restart may be shorter.
    """
    return (
        (aim.LearnStartDate >= date(2025, 8, 1))
        & (aim.FundModel == 36)
        & is_standard_programme(aim)
        & (aim.CompStatus == 2)
        & (days_from(aim.LearnStartDate, aim.LearnActEndDate) < 242)
        & ~has(fam, "RES")
    )


@ilr.rule(
    "R100",
    reads=("CompStatus", "ProgType", "AimType", "FundModel", "AFinType", "AFinCode"),
    next="Add the price agreed for the assessment.",
)
def completed_without_a_price_of_assessment(aim: Rows, finance: Rows) -> Truth:
    """The apprenticeship is complete, but no price was agreed for its assessment."""
    assessment = (finance.AFinType == "TNP") & finance.AFinCode.isin([2, 4])
    # A missing funding model is not 99, so the rule still looks.
    paid_for = aim.FundModel.isnull() | (aim.FundModel != 99)
    return is_standard_programme(aim) & (aim.CompStatus == 2) & paid_for & finance.none(assessment)


@ilr.rule(
    "R119",
    reads=("LearnStartDate", "AFinType", "AFinDate"),
    next="Let the price apply from the start date or later.",
)
def price_before_the_start(aim: Rows, finance: Rows) -> Truth:
    """A price was agreed to apply before the aim started."""
    early = (finance.AFinType == "TNP") & (finance.AFinDate < aim.LearnStartDate)
    return (aim.LearnStartDate >= date(2019, 2, 1)) & finance.any(early)


@ilr.rule(
    "R101",
    reads=("LearnDelFAMType", "LearnDelFAMCode", "LearnDelFAMDateFrom", "LearnDelFAMDateTo"),
    next="End each contract type on the day before the next begins.",
)
def contract_types_overlap(fam: Rows) -> Truth:
    """Two contract types of an apprenticeship overlap, or the earlier of them has no end.

    The 2025/26 text speaks of an end *later than* the next beginning. An end on that very day is an overlap too: that
    day would have two contract types, and R104 wants the next to begin the day after. The service of 2020/21 says so.
    """
    contracts = fam.where(fam.LearnDelFAMType == "ACT")
    next_start = contracts.following("LearnDelFAMDateFrom", by="LearnDelFAMDateFrom")
    another_follows = contracts.following("row", by="LearnDelFAMDateFrom").notnull()
    overlap = fam.LearnDelFAMDateTo.isnull() | (fam.LearnDelFAMDateTo >= next_start)
    return (fam.LearnDelFAMType == "ACT") & another_follows & overlap


@ilr.rule(
    "R102",
    reads=("LearnStartDate", "LearnDelFAMType", "LearnDelFAMDateFrom"),
    next="Let the first contract type begin on the start date.",
)
def no_contract_type_from_the_start(aim: Rows, fam: Rows) -> Truth:
    """No contract type of the apprenticeship begins on its start date."""
    from_start = (fam.LearnDelFAMType == "ACT") & (fam.LearnDelFAMDateFrom == aim.LearnStartDate)
    return has(fam, "ACT") & fam.none(from_start)


@ilr.rule(
    "R104",
    reads=("LearnDelFAMType", "LearnDelFAMCode", "LearnDelFAMDateFrom", "LearnDelFAMDateTo"),
    next="Let each contract type begin the day after the one before ends.",
)
def gap_between_contract_types(fam: Rows) -> Truth:
    """There is a gap, or an overlap, between two contract types of an apprenticeship.

    Where the earlier one has no end, the next does not follow on its end either.
    """
    contracts = fam.where(fam.LearnDelFAMType == "ACT")
    one_came_before = contracts.previous("row", by="LearnDelFAMDateFrom").notnull()
    ended = contracts.previous("LearnDelFAMDateTo", by="LearnDelFAMDateFrom")
    apart = ended.isnull() | (days_from(ended, fam.LearnDelFAMDateFrom) != 1)
    return (fam.LearnDelFAMType == "ACT") & fam.LearnDelFAMDateFrom.notnull() & one_came_before & apart


@ilr.rule(
    "R110",
    until="2020/21",
    reads=("LearnDelFAMType", "LearnDelFAMCode", "LearnDelFAMDateFrom", "FundModel", "EmpStat", "DateEmpStatApp"),
    next="Add the employment record in force when the contract began, or correct the contract type.",
)
def contract_with_an_employer_without_work_2020(fam: Rows, aim: Rows, employment: Rows) -> Truth:
    """The apprentice has a contract with an employer, but was not in paid work when it began."""
    with_employer = (fam.LearnDelFAMType == "ACT") & (fam.LearnDelFAMCode == "1") & fam.LearnDelFAMDateFrom.notnull()
    working = in_force(employment, fam.LearnDelFAMDateFrom).any(employment.EmpStat == 10)
    return (aim.FundModel == 36) & with_employer & ~working


@ilr.rule(
    "R110",
    since="2025/26",
    reads=(
        "LearnDelFAMType",
        "LearnDelFAMCode",
        "LearnDelFAMDateFrom",
        "FundModel",
        "EmpStat",
        "DateEmpStatApp",
        "ESMType",
        "ESMCode",
    ),
    next="Add the employment record in force when the contract began, or correct the contract type.",
)
def contract_with_an_employer_without_work(
    fam: Rows, fams: Rows, aim: Rows, employment: Rows, monitoring: Rows
) -> Truth:
    """The apprentice has a contract with an employer, but was not in paid work when it began.

    Restarts are left out, and apprentices whose latest employment record says that they were made redundant.
    """
    with_employer = (fam.LearnDelFAMType == "ACT") & (fam.LearnDelFAMCode == "1") & fam.LearnDelFAMDateFrom.notnull()
    working = in_force(employment, fam.LearnDelFAMDateFrom).any(employment.EmpStat == 10)
    redundant = employment.latest("DateEmpStatApp").any(monitors(monitoring.of(employment), "OET", 1))
    return (aim.FundModel == 36) & with_employer & ~working & ~has(fams, "RES") & ~redundant


@ilr.rule(
    "ULN_12",
    reads=("ULN", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Look the learner up in the Learning Records Service.",
)
def apprentice_without_a_learner_number(aim: Rows, learner: Rows, fam: Rows) -> Truth:
    """An apprentice still has a temporary learner number."""
    return has(fam, "ACT", "1") & (learner.ULN == NO_ULN)


@ilr.rule(
    "LearnDelFAMDateTo_05",
    reads=("FundModel", "AchDate", "LearnDelFAMType", "LearnDelFAMDateTo"),
    next="End the contract type on the achievement date or before.",
)
def contract_type_outlasts_the_achievement(fam: Rows, aim: Rows) -> Truth:
    """A contract type lasts longer than the apprenticeship: it ends after the achievement date."""
    return (aim.FundModel == 36) & (fam.LearnDelFAMType == "ACT") & (fam.LearnDelFAMDateTo > aim.AchDate)
