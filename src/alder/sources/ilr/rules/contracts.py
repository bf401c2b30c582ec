"""What the provider's contracts with the funding agency allow, and the rules about those that it must have.

The rules of 2020/21 are in the module `contracts_2020`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import lasts_on
from alder.sources.ilr.rules.terms import has, is_apprenticeship, is_devolved, is_not

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")
ENDED = ("UKPRN", "LearnActEndDate", *PAIR)
STARTED = ("UKPRN", "LearnStartDate", "FundModel", *PAIR)
ASK = "Check the funding of the aim. If it is right, ask the funding agency about the contract."
STOPPED = "Check the start date. If it is right, ask the funding agency about the contract."

LEVY = ("LEVY1799", "NONLEVY2019")
NON_LEVY = ("16-18NLAP2018", "ANLAP2018")
SKILLS_FUND = ("ASFC-ASCL2526", "STFIG2526", "ASFC-FCFJ2526")
TENDER_2017 = ("AEB-19TRN2021", "AEB-AS2021")
TENDER_2021 = ("AEB-AS2324", "AEB-NSF2324")
TENDER_2023 = ("ASF2023-AS2526", "ASF2023-FCFJ2526", "ASF2023-STFI2526")


# What contracts allow ----------------------------------------------------------------------------------------------


def _of(allocation: Rows, file: Rows, *streams: str) -> Rows:
    """The provider's allocations from these streams of funding."""
    return allocation.of(file).where(allocation.FundingStreamPeriodCode.isin(streams))


def has_contract(allocation: Rows, file: Rows, *streams: str) -> Truth:
    """The provider has an allocation from one of these streams of funding."""
    return _of(allocation, file, *streams).any()


def starts_after_the_stop(aim: Rows, allocation: Rows, file: Rows, *streams: str) -> Truth:
    """The aim started on or after the day from which the latest of these allocations takes no new starts."""
    return is_on_or_after_the_stop(aim.LearnStartDate, _of(allocation, file, *streams))


def is_on_or_after_the_stop(day: Day, own: Rows) -> Truth:
    """The allocation that began last takes no new starts on `day`. One without a beginning is the last to be asked."""
    dated = day >= own.latest("StartDate").greatest("StopNewStartsFromDate")
    undated = own.none(own.StartDate.notnull()) & (day >= own.greatest("StopNewStartsFromDate"))
    return dated | undated


def ended_before(aim: Rows, year: AcademicYear) -> Truth:
    """The aim ended before the teaching year."""
    return (aim.LearnActEndDate < year.first_day).fill_null(False)


def ended_the_year_before(aim: Rows, year: AcademicYear) -> Truth:
    """The aim ended in the teaching year before. The service of 2020/21 still asked of those that ended earlier."""
    last = year - 1
    return aim.LearnActEndDate.between(last.first_day, last.last_day).fill_null(False)


# Adult funding -----------------------------------------------------------------------------------------------------


@ilr.rule("UKPRN_06", since="2025/26", reads=("FundModel", "ProgType", *ENDED), next=ASK)
def no_contract_for_adult_skills(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The provider has no contract for adult skills.

    Apprenticeships, devolved aims, learners in custody and aims won by tender are left out, as are aims that ended
    before the year.
    """
    exempt = has(fam, "LDM", "034", "357", "377", "379", "388") | is_devolved(fam, year) | ended_before(aim, year)
    exempt = exempt | is_apprenticeship(aim, year).fill_null(False)
    return (aim.FundModel == 35) & ~has_contract(allocation, file, *SKILLS_FUND) & ~exempt


@ilr.rule("UKPRN_12", since="2025/26", reads=("LearnStartDate", *ENDED), next=ASK)
def no_contract_for_the_tender_of_2017(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The aim belongs to the adult budget won by tender in 2017, but the provider has no contract for it."""
    marked = (aim.LearnStartDate >= date(2017, 11, 1)) & has(fam, "LDM", "357")
    return marked & ~has_contract(allocation, file, *TENDER_2017, "STFI2021") & ~ended_before(aim, year)


@ilr.rule("UKPRN_18", since="2025/26", reads=STARTED, next=STOPPED)
def adult_skills_start_too_late(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The adult aim started after the provider's contract ceased to pay for new starts.

    Restarts and the tender of 2017 are left out.
    """
    funded = (aim.FundModel == 35) & has(fam, "SOF", "105") & ~has(fam, "LDM", "357") & ~has(fam, "RES")
    return funded & starts_after_the_stop(aim, allocation, file, *SKILLS_FUND)


@ilr.rule("UKPRN_19", reads=STARTED, next=STOPPED)
def tender_of_2017_start_too_late(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The aim of the tender of 2017 started after the provider's contract ceased to pay for new starts.

    Restarts are left out.
    """
    funded = (aim.FundModel == 35) & has(fam, "SOF", "105") & has(fam, "LDM", "357") & ~has(fam, "RES")
    return funded & starts_after_the_stop(aim, allocation, file, *TENDER_2017)


@ilr.rule("UKPRN_23", since="2025/26", reads=("LearnStartDate", "FundModel", *ENDED), next=ASK)
def no_contract_for_the_tender_of_2021(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The aim belongs to the adult budget won by tender in 2021, but the provider has no contract for it."""
    marked = (aim.FundModel == 35) & has(fam, "LDM", "379") & has(fam, "SOF", "105")
    late = aim.LearnStartDate >= date(2021, 8, 1)
    return late & marked & ~has_contract(allocation, file, *TENDER_2021) & ~ended_before(aim, year)


@ilr.rule("UKPRN_24", since="2025/26", reads=STARTED, next=STOPPED)
def tender_of_2021_start_too_late(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The aim of the tender of 2021 started after the provider's contract ceased to pay for new starts.

    Restarts are left out.
    """
    funded = (aim.FundModel == 35) & has(fam, "SOF", "105") & has(fam, "LDM", "379") & ~has(fam, "RES")
    return funded & starts_after_the_stop(aim, allocation, file, *TENDER_2021)


@ilr.rule("UKPRN_27", since="2025/26", reads=("LearnStartDate", "FundModel", *ENDED), next=ASK)
def no_contract_for_the_tender_of_2023(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The aim belongs to the adult budget won by tender in 2023, but the provider has no contract for it."""
    marked = aim.FundModel.isin([35, 38]) & has(fam, "LDM", "388") & has(fam, "SOF", "105")
    late = aim.LearnStartDate >= date(2023, 8, 1)
    return late & marked & ~has_contract(allocation, file, *TENDER_2023) & ~ended_before(aim, year)


@ilr.rule("UKPRN_28", since="2025/26", reads=STARTED, next=STOPPED)
def tender_of_2023_start_too_late(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The aim of the tender of 2023 started after the provider's contract ceased to pay for new starts.

    Restarts are left out.
    """
    marked = aim.FundModel.isin([35, 38]) & has(fam, "SOF", "105") & has(fam, "LDM", "388") & ~has(fam, "RES")
    return marked & starts_after_the_stop(aim, allocation, file, *TENDER_2023)


@ilr.rule("UKPRN_29", since="2025/26", reads=("FundModel", *ENDED), next=ASK)
def no_contract_for_the_skills_fund(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The provider has no contract from the Adult Skills Fund.

    Devolved aims and those of the tender of 2023 are left out, as are aims that ended before the year.
    """
    exempt = is_devolved(fam, year) | has(fam, "LDM", "388") | ended_before(aim, year)
    return (aim.FundModel == 38) & ~has_contract(allocation, file, *SKILLS_FUND) & ~exempt


@ilr.rule("UKPRN_30", since="2025/26", reads=STARTED, next=STOPPED)
def skills_fund_start_too_late(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The aim in the Adult Skills Fund started after the provider's contract ceased to pay for new starts.

    Restarts and the tender of 2023 are left out.
    """
    funded = (aim.FundModel == 38) & has(fam, "SOF", "105") & ~has(fam, "RES") & ~has(fam, "LDM", "388")
    return funded & starts_after_the_stop(aim, allocation, file, *SKILLS_FUND)


@ilr.rule("LearnDelFAMType_83", since="2025/26", reads=("UKPRN", "LearnStartDate", *PAIR), next=ASK)
def no_short_term_funding(fam: Rows, aim: Rows, file: Rows, short_term_funding: Rows) -> Truth:
    """The aim is marked with short-term funding that the provider did not have on the day it started.

    Any code that a provider has on the list counts as one of short-term funding.
    """
    in_force = lasts_on(aim.LearnStartDate, short_term_funding.EffectiveFrom, short_term_funding.EffectiveTo)
    own = (short_term_funding.UKPRN == file.UKPRN) & in_force
    return (fam.LearnDelFAMType == "LDM") & short_term_funding.any() & short_term_funding.none(own)


# Loans -------------------------------------------------------------------------------------------------------------


@ilr.rule("UKPRN_08", since="2025/26", reads=ENDED, next=ASK)
def no_contract_for_bursaries(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """There is a loans bursary, but the provider has no contract for it.

    Aims that ended before the year are left out.
    """
    return has(fam, "ALB") & ~has_contract(allocation, file, "ALLB2526", "ALLBC2526") & ~ended_before(aim, year)


@ilr.rule("LearnDelFAMType_53", since="2025/26", reads=("UKPRN", *PAIR), next=ASK)
def bursary_rate_without_its_contract(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """There is a loans bursary at rate 1 or 3, but the provider has no contract for those."""
    return has(fam, "ALB", "1", "3") & ~has_contract(allocation, file, "ALLBC2526")


# Apprenticeships ---------------------------------------------------------------------------------------------------


@ilr.rule("UKPRN_09", since="2025/26", reads=("FundModel", "ProgType", *ENDED), next=ASK)
def no_contract_for_older_apprenticeships(
    aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear
) -> Truth:
    """The provider has no contract for apprenticeships from before May 2017.

    The awards that take the place of an apprenticeship and learners in custody are left out.
    """
    exempt = has(fam, "LDM", "034", "353", "355") | ended_before(aim, year)
    older = is_apprenticeship(aim, year) & is_not(aim.FundModel, 36, 99)
    return older & ~has_contract(allocation, file, "APPS2526") & ~exempt


@ilr.rule(
    "UKPRN_10",
    severities={"2020/21": Severity.WARNING},
    reads=("LearnStartDate", "FundModel", *ENDED),
    next=ASK,
)
def no_contract_for_levy_apprenticeships(
    aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear
) -> Truth:
    """The apprenticeship is paid for through the employer's account, but the provider has no contract for that."""
    levy = (aim.FundModel == 36) & has(fam, "ACT", "1") & (aim.LearnStartDate >= date(2017, 5, 1))
    return levy & ~has_contract(allocation, file, *LEVY) & ~ended_before(aim, year)


@ilr.rule("UKPRN_11", since="2025/26", reads=("LearnStartDate", "FundModel", *ENDED), next=ASK)
def no_contract_for_agency_apprenticeships(
    aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear
) -> Truth:
    """The apprenticeship has a contract with the agency, but the provider has none for such apprenticeships."""
    with_agency = (aim.FundModel == 36) & has(fam, "ACT", "2") & (aim.LearnStartDate >= date(2017, 5, 1))
    return with_agency & ~has_contract(allocation, file, "APPS2526", *NON_LEVY) & ~ended_before(aim, year)


@ilr.rule("UKPRN_13", since="2025/26", reads=("LearnStartDate", "AimType", *ENDED), next=ASK)
def no_contract_for_non_levy_starts(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship started in 2018 or later with the agency, but the provider has no non-levy contract.

    Extended contracts (LDM 358) and restarts are left out.
    """
    late = (aim.LearnStartDate >= date(2018, 1, 1)) & (aim.AimType == 1) & has(fam, "ACT", "2")
    exempt = has(fam, "LDM", "358") | has(fam, "RES", "1") | ended_before(aim, year)
    return late & ~has_contract(allocation, file, *NON_LEVY) & ~exempt


@ilr.rule("UKPRN_14", since="2025/26", reads=ENDED, next=ASK)
def no_extended_contract(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The aim belongs to an extended apprenticeship contract, which the provider does not have."""
    extended = has(fam, "LDM", "358") & has(fam, "ACT", "2")
    return extended & ~has_contract(allocation, file, "APPS2526") & ~ended_before(aim, year)


@ilr.rule("UKPRN_15", since="2025/26", reads=ENDED, next="Take out LDM 358.")
def extended_beside_a_newer_contract(aim: Rows, fam: Rows, file: Rows, allocation: Rows, year: AcademicYear) -> Truth:
    """The aim belongs to an extended apprenticeship contract, but the provider has a newer non-levy contract."""
    extended = has(fam, "LDM", "358") & has(fam, "ACT", "2")
    return extended & has_contract(allocation, file, *NON_LEVY) & ~ended_before(aim, year)


@ilr.rule("UKPRN_16", reads=("AimType", *STARTED), next=STOPPED)
def non_levy_start_too_late(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The apprenticeship with the agency started after the provider's contract ceased to pay for new starts.

    Restarts are left out.
    """
    programme = (aim.FundModel == 36) & (aim.AimType == 1) & has(fam, "ACT", "2") & ~has(fam, "RES")
    return programme & starts_after_the_stop(aim, allocation, file, *NON_LEVY)


@ilr.rule("UKPRN_21", reads=("AimType", *STARTED), next=STOPPED)
def levy_start_too_late(aim: Rows, fam: Rows, file: Rows, allocation: Rows) -> Truth:
    """The apprenticeship with the employer started after the provider's contract ceased to pay for new starts.

    Restarts are left out.
    """
    programme = (aim.FundModel == 36) & (aim.AimType == 1) & has(fam, "ACT", "1") & ~has(fam, "RES")
    return programme & starts_after_the_stop(aim, allocation, file, *LEVY)


# Skills Bootcamps --------------------------------------------------------------------------------------------------


@ilr.rule(
    "UKPRN_26", since="2025/26", reads=("ProgType", "ConRefNumber", "UKPRN"), next="Check the contract reference."
)
def no_contract_for_the_bootcamp(
    aim: Rows, file: Rows, bootcamp_allocation: Rows, bootcamp_deliverable: Rows, bootcamp_contract: Rows
) -> Truth:
    """The Skills Bootcamp names no contract that is known.

    The reference is the number of the provider's contract, a hyphen, and the code of a deliverable; or that of a
    contract that a local area made.
    """
    # The field's specification writes the agency's contracts SB-number-deliverable (or SBA-...), and those of local
    # areas XSB-UKPRN-number. So two parts name an allocation and the third its deliverable; a local contract is
    # compared as a whole. A missing reference names neither and breaks the rule.
    stream = bootcamp_allocation.FundingStreamPeriodCode.isin(["SB2022", "SB-PAA2022", "SB2023"])
    own = bootcamp_allocation.any(stream & (bootcamp_allocation.DeliveryUKPRN == file.UKPRN))
    delivers = bootcamp_deliverable.any(bootcamp_deliverable.DeliverableCode == aim.bootcamp_deliverable_code)
    return (aim.ProgType == 32) & ~(own & delivers) & bootcamp_contract.none()
