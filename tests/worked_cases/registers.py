"""What a case tells about organisations, contracts, postcodes, employers and the register of learner numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.worked_cases.answers import ANY, Row, Untold, aims_of, answers, asked_about, kept

Case = dict[str, Any]


def _named(asked: Any) -> Any:
    if asked == ANY:
        raise Untold("an answer about a code that is not named")
    return asked


def _providers(case: Case, asked: Any) -> list[Any]:
    """The provider asked about: the one named, or any that the record or its file names."""
    if asked != ANY:
        return [asked]
    aims = [a.get("PartnerUKPRN") for a in aims_of(case)]
    own = (case["record"].get(f) for f in ("PrevUKPRN", "PMUKPRN"))
    return [v for v in dict.fromkeys([case["context"].get("File.UKPRN"), *own, *aims]) if v is not None]


# Organisations ----------------------------------------------------------------------


@answers("UkprnExists")
def _provider_exists(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield from (("organisation", {"UKPRN": u}) for u in _providers(case, args[0]))


@answers("LegalOrgTypeMatchForUkprn")
def _legal_type(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        kind = _named(args[1])
        yield from (("organisation", {"UKPRN": u, "LegalOrgType": kind}) for u in _providers(case, args[0]))


@answers("GetLegalOrgTypeForUkprn")
def _legal_type_of(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield from (("organisation", {"UKPRN": u, "LegalOrgType": told}) for u in _providers(case, args[0]))


@answers("IsPartnerUkprn")
def _may_be_a_partner(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield from (("organisation", {"UKPRN": u, "PartnerUKPRN": True}) for u in _providers(case, args[0]))


@answers("CampIdExists", "CampIdMatchForUkprn")
def _campus_exists(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    campus = case["record"].get("CampId") if args[0] == ANY else args[0]
    if told:
        ukprn = args[1] if len(args) > 1 and args[1] != ANY else case["context"].get("File.UKPRN")
        yield "campus", {"CampusIdentifier": campus, "MasterUKPRN": ukprn}


@answers("IsValidEpaOrg")
def _assessor(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        held = next(iter(aims_of(case)), {})
        names = ("EPAOrgID", "StdCode", "LearnPlanEndDate")
        assessor, standard, day = (held.get(n) if a == ANY else a for n, a in zip(names, args, strict=False))
        yield "epa_organisation", {"EPAOrgID": assessor, "StandardCode": standard, "EffectiveFrom": day}


# Registers ----------------------------------------------------------------------


POSTCODES = ("DelLocPostCode", "LSDPostcode")


def _postcodes(case: Case, asked: Any) -> list[Any]:
    if asked != ANY:
        return [asked]
    record, aims = case["record"], aims_of(case)
    held = [record.get("Postcode"), record.get("PostcodePrior"), *(a.get(f) for a in aims for f in POSTCODES)]
    higher = [a["LearningDeliveryHE"] for a in aims if isinstance(a.get("LearningDeliveryHE"), dict)]
    return [v for v in dict.fromkeys([*held, *(h.get("HEPostCode") for h in higher)]) if v is not None]


@answers("PostcodeExists", "ONSPostcodeExists")
def _postcode_exists(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield from (("postcode", {"pcds": str(p).upper()}) for p in _postcodes(case, args[0]))


@answers("GetONSPostcodes")
def _places(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for postcode in _postcodes(case, args[0]):
        for row in told or []:
            place = {"laua": row.get("LocalAuthority"), "lep1": row.get("Lep1"), "lep2": row.get("Lep2")}
            # A place ends on its last day or the day before its termination; either may be missing.
            ends = [date.fromisoformat(row["EffectiveTo"][:10])] if row.get("EffectiveTo") else []
            if row.get("Termination"):
                ends.append(date.fromisoformat(row["Termination"][:10]) - timedelta(days=1))
            days = {**kept(row, "EffectiveFrom"), "EffectiveTo": min(ends, default=None)}
            yield "postcode", {"pcds": str(postcode).upper(), **place, **days}


@answers("GetDevolvedPostcodes")
def _areas(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("SourceOfFunding", "EffectiveFrom", "EffectiveTo")
    for postcode in _postcodes(case, args[0]):
        yield from (("devolved_postcode", {"Postcode": postcode, **kept(row, *columns)}) for row in told or [])


@answers("IsValid")
def _employer_exists(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    placements = [p for a in aims_of(case) for p in a.get("LearningDeliveryWorkPlacement") or []]
    statuses = case["record"].get("LearnerEmploymentStatus") or []
    held = [p.get("WorkPlaceEmpId") for p in placements] + [s.get("EmpId") for s in statuses]
    if told:
        numbers = [e for e in held if e] if args[0] == ANY else [args[0]]
        yield from (("employer_register", {"EmpId": e}) for e in numbers)


@answers("Exists")
def _number_exists(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield "learner_register", {"ULN": case["record"].get("ULN") if args[0] == ANY else args[0]}


# Contracts ----------------------------------------------------------------------


@answers("FundingRelationshipFCTExists")
def _has_contract(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and ANY in args:
        raise Untold("an answer about streams of funding that are not named")
    if told:
        ukprn = case["context"].get("File.UKPRN")
        yield "allocation", {"DeliveryUKPRN": ukprn, "FundingStreamPeriodCode": args[0][0]}


@answers("ConRefNumberExists")
def _contract_exists(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        ukprn = case["context"].get("File.UKPRN")
        numbers = asked_about(case, args[0], "ConRefNumber")
        yield from (("allocation", {"DeliveryUKPRN": ukprn, "ContractAllocationNumber": n}) for n in numbers)


ALLOCATED = (
    *("DeliveryUKPRN", "FundingStreamPeriodCode", "ContractAllocationNumber"),
    *("StartDate", "StopNewStartsFromDate"),
)


@answers("GetContractAllocationsFor")
def _allocations(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    yield from (("allocation", kept(row, *ALLOCATED)) for row in told or [] if row)


LIMITS = (
    *("MinAge", "MaxAge", "MinPriorAttainment", "MaxPriorAttainment"),
    *("MinLengthOfUnemployment", "MaxLengthOfUnemployment", "Benefits"),
)


def _limits(number: Any, rule: Any) -> Iterator[Row]:
    if isinstance(rule, dict):
        yield "contract_eligibility", {"ContractAllocationNumber": number, **kept(rule, *LIMITS)}


@answers("GetContractAllocationFor")
def _allocation(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for number in asked_about(case, args[0], "ConRefNumber") if told else []:
        yield "allocation", {**kept(told, *ALLOCATED), "ContractAllocationNumber": number}
        yield from _limits(number, told.get("EsfEligibilityRule"))


@answers("GetEligibilityRuleFor")
def _eligibility(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for number in asked_about(case, args[0], "ConRefNumber"):
        yield from _limits(number, told)


def _coded(table: str, case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for number in asked_about(case, args[0], "ConRefNumber"):
        yield from ((table, {"ContractAllocationNumber": number, **kept(row, "Code")}) for row in told or [])


@answers("GetEligibilityRuleEmploymentStatusesFor")
def _statuses(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    yield from _coded("contract_employment_status", case, args, told)


@answers("GetEligibilityRuleLocalAuthoritiesFor")
def _authorities(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    yield from _coded("contract_local_authority", case, args, told)


@answers("GetEligibilityRuleEnterprisePartnershipsFor")
def _partnerships(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    yield from _coded("contract_enterprise_partnership", case, args, told)


@answers("GetEligibilityRuleSectorSubjectAreaLevelsFor")
def _sectors(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("SectorSubjectAreaCode", "MinLevelCode", "MaxLevelCode")
    for number in asked_about(case, args[0], "ConRefNumber"):
        for row in told or []:
            yield "contract_sector", {"ContractAllocationNumber": number, **kept(row, *columns)}
