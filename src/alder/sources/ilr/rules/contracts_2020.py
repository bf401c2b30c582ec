"""Rules of 2020/21 about the contracts that a provider must have. Those of 2025/26 are in the module `contracts`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.contracts import (
    ended_before,
    ended_the_year_before,
    has_contract,
    is_on_or_after_the_stop,
    starts_after_the_stop,
)
from alder.sources.ilr.rules.list_of_aims import lasts_on
from alder.sources.ilr.rules.terms import has, is_apprenticeship, is_devolved, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")
ENDED = ("UKPRN", "LearnActEndDate", *PAIR)
STARTED = ("UKPRN", "LearnStartDate", "FundModel", *PAIR)
ASK = "Check the funding of the aim. If it is right, ask the funding agency about the contract."
STOPPED = "Check the start date. If it is right, ask the funding agency about the contract."

NON_LEVY = ("16-18NLAP2018", "ANLAP2018")
ADULT = (
    *("AEBC-19TRN2021", "AEBC-ASCL2021", "AEB-19TRLS2021", "AEB-ASLS2021"),
    *("AEB-19TRN2021", "AEB-AS2021", "STFI2021", "STFIC2021"),
)


@ilr.rule("UKPRN_05", until="2020/21", reads=("UKPRN", "FundModel", "LearnActEndDate", "ConRefNumber"), next=ASK)
def no_contract_from_the_social_fund(
    aim: Rows, file: Rows, allocation: Rows, contract: Rows, year: AcademicYear
) -> Truth:
    """The European Social Fund pays for the aim, but the provider has no contract from it, or not this one.

    Aims that ended in the year before are left out.
    """
    unknown = ~has_contract(allocation, file, "ESF1420") | contract.none()
    return (aim.FundModel == 70) & unknown & ~ended_the_year_before(aim, year)


@ilr.rule("UKPRN_06", until="2020/21", severity=Severity.WARNING, reads=("FundModel", "ProgType", *ENDED), next=ASK)
def no_contract_for_adult_skills_2020(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The provider has no contract for adult skills.

    Apprenticeships, devolved aims, learners in custody and the tender of 2017 are left out, as are aims that ended in
    the year before. Aims without any funding and monitoring records were not looked at.
    """
    exempt = has(fam, "LDM", "034", "357") | is_devolved(fam, year) | ended_the_year_before(aim, year)
    exempt = exempt | is_apprenticeship(aim, year).fill_null(False)
    return (aim.FundModel == 35) & fam.any() & ~has_contract(allocation, file, *ADULT) & ~exempt


@ilr.rule("UKPRN_12", until="2020/21", severity=Severity.WARNING, reads=("LearnStartDate", *ENDED), next=ASK)
def no_contract_for_the_tender_of_2017_2020(
    aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear
) -> Truth:
    """The aim belongs to the adult budget won by tender in 2017, but the provider has no contract for it."""
    marked = (aim.LearnStartDate >= date(2017, 11, 1)) & has(fam, "LDM", "357")
    contracted = has_contract(allocation, file, "AEB-19TRN2021", "AEB-AS2021", "STFI2021")
    return marked & ~contracted & ~ended_the_year_before(aim, year)


@ilr.rule("UKPRN_17", until="2020/21", reads=("ProgType", *STARTED), next=STOPPED)
def traineeship_start_too_late(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The traineeship started after the provider's contract ceased to pay for new starts.

    Restarts are left out.
    """
    traineeship = (aim.FundModel == 25) & (aim.ProgType == 24) & has(fam, "SOF", "105") & ~has(fam, "RES")
    return traineeship & starts_after_the_stop(aim, allocation, file, "16-18TRN2021")


@ilr.rule("UKPRN_18", until="2020/21", reads=STARTED, next=STOPPED)
def adult_skills_start_too_late_2020(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The adult aim started after the provider's contract ceased to pay for new starts.

    Restarts and the tender of 2017 are left out.
    """
    funded = (aim.FundModel == 35) & has(fam, "SOF", "105") & ~has(fam, "LDM", "357") & ~has(fam, "RES")
    return funded & starts_after_the_stop(aim, allocation, file, "AEBC-19TRN2021", "AEBC-ASCL2021")


@ilr.rule("UKPRN_20", until="2020/21", reads=("ConRefNumber", *STARTED), next=STOPPED)
def social_fund_start_too_late(aim: Rows, fam: Rows, file: Rows, contract: Rows) -> Truth:
    """The aim started after its European Social Fund contract ceased to pay for new starts.

    Restarts are left out.
    """
    stream = contract.FundingStreamPeriodCode == "ESF1420"
    own = contract.where(stream & (contract.DeliveryUKPRN == file.UKPRN))
    return (aim.FundModel == 70) & is_on_or_after_the_stop(aim.LearnStartDate, own) & ~has(fam, "RES")


@ilr.rule("LearnDelFAMType_83", until="2020/21", reads=("UKPRN", "LearnStartDate", *PAIR), next=ASK)
def no_short_term_funding_2020(fam: Rows, aim: Rows, file: Rows, short_term_funding: Rows) -> Truth:
    """The aim is marked with short-term funding that the provider did not have on the day it started."""
    in_force = lasts_on(aim.LearnStartDate, short_term_funding.EffectiveFrom, short_term_funding.EffectiveTo)
    own = (short_term_funding.UKPRN == file.UKPRN) & in_force
    marked = (fam.LearnDelFAMType == "LDM") & fam.LearnDelFAMCode.isin(["370", "371", "372", "373"])
    return marked & short_term_funding.none(own)


# Loans -------------------------------------------------------------------------------------------------------------


@ilr.rule("UKPRN_08", until="2020/21", severity=Severity.WARNING, reads=ENDED, next=ASK)
def no_contract_for_bursaries_2020(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """There is a loans bursary, but the provider has no contract for it.

    Aims that ended before the year are left out.
    """
    return has(fam, "ALB") & ~has_contract(allocation, file, "ALLB2021", "ALLBC2021") & ~ended_before(aim, year)


@ilr.rule("LearnDelFAMType_53", until="2020/21", reads=("UKPRN", *PAIR), next="Use the rate that the contract pays.")
def bursary_rate_beside_its_contract_2020(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """There is a loans bursary at rate 1 or 3, but the provider has a contract that pays another rate.

    The published text, and the rule of 2025/26, say the opposite: that such a contract is needed. The service of
    2020/21 and its worked case report the aim where there is one, and so does this rule.
    """
    return has(fam, "ALB", "1", "3") & has_contract(allocation, file, "ALLBC2021")


# Apprenticeships ---------------------------------------------------------------------------------------------------


@ilr.rule("UKPRN_09", until="2020/21", severity=Severity.WARNING, reads=("FundModel", "ProgType", *ENDED), next=ASK)
def no_contract_for_older_apprenticeships_2020(
    aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear
) -> Truth:
    """The provider has no contract for apprenticeships from before May 2017.

    The awards that take the place of an apprenticeship and learners in custody are left out.
    """
    exempt = has(fam, "LDM", "034", "353", "354", "355") | ended_the_year_before(aim, year)
    older = is_apprenticeship(aim, year) & is_not(aim.FundModel, 36, 99)
    return older & ~has_contract(allocation, file, "APPS2021") & ~exempt


@ilr.rule(
    "UKPRN_11", until="2020/21", severity=Severity.WARNING, reads=("LearnStartDate", "FundModel", *ENDED), next=ASK
)
def no_contract_for_agency_apprenticeships_2020(
    aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear
) -> Truth:
    """The apprenticeship has a contract with the agency, but the provider has none for such apprenticeships."""
    with_agency = (aim.FundModel == 36) & has(fam, "ACT", "2") & (aim.LearnStartDate >= date(2017, 5, 1))
    contracted = has_contract(allocation, file, "APPS2021", *NON_LEVY)
    return with_agency & ~contracted & ~ended_the_year_before(aim, year)


@ilr.rule("UKPRN_13", until="2020/21", severity=Severity.WARNING, reads=("LearnStartDate", "AimType", *ENDED), next=ASK)
def no_contract_for_non_levy_starts_2020(
    aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear
) -> Truth:
    """The apprenticeship started in 2018 or later with the agency, but the provider has no non-levy contract.

    Extended contracts (LDM 358) and restarts are left out.
    """
    late = (aim.LearnStartDate >= date(2018, 1, 1)) & (aim.AimType == 1) & has(fam, "ACT", "2")
    exempt = has(fam, "LDM", "358") | has(fam, "RES", "1") | ended_the_year_before(aim, year)
    return late & ~has_contract(allocation, file, *NON_LEVY) & ~exempt


@ilr.rule("UKPRN_14", until="2020/21", reads=ENDED, next=ASK)
def no_extended_contract_2020(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The aim belongs to an extended apprenticeship contract, which the provider does not have."""
    extended = has(fam, "LDM", "358") & has(fam, "ACT", "2")
    return extended & ~has_contract(allocation, file, "APPS2021") & ~ended_the_year_before(aim, year)


@ilr.rule("UKPRN_15", until="2020/21", reads=ENDED, next="Take out LDM 358.")
def extended_beside_a_newer_contract_2020(
    aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear
) -> Truth:
    """The aim belongs to an extended apprenticeship contract, but the provider has a newer non-levy contract."""
    extended = has(fam, "LDM", "358") & has(fam, "ACT", "2")
    return extended & has_contract(allocation, file, *NON_LEVY) & ~ended_the_year_before(aim, year)
