"""What the worked cases tell about reference data, as rows of the reference tables that rules look into.

A case names the question that the service of 2020/21 asked, and the answer it was given. Each answer is turned into
rows that make a rule come to the same answer. Where a case tells nothing the tables are empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from alder.rules.shape import Reference

Row = tuple[str, dict[str, Any]]

ANY = "<any>"
"""The case gave this answer whatever was asked about."""

UNKNOWN = "<object>"
"""The case gave an answer whose content was not written down."""

EARLY = "1990-01-01"


class Untold(Exception):
    """The answer cannot be turned into rows."""


def tables(
    case: dict[str, Any], needed: Iterable[str], references: dict[str, Reference]
) -> dict[str, list[dict[str, Any]]]:
    """The needed tables as far as the case tells them, by the name under which they are loaded."""
    schemas = {r.loaded_as: r.schema for r in references.values()}
    known: dict[str, list[dict[str, Any]]] = {n: [] for n in needed}
    if not known:
        return known
    for answer in case["reference"]:
        if answer["member"] is None or answer["member"] not in ANSWERS:
            if answer["member"] is not None and answer["service"] != "LOOKUPS":
                raise Untold(answer["member"])
            continue
        if answer["returns"] == UNKNOWN:
            raise Untold(answer["member"])
        for table, row in ANSWERS[answer["member"]](case, answer["args"] or [], answer["returns"]):
            if table in known:
                known[table].append({k: _typed(v, schemas[table].field(k).type) for k, v in row.items()})
    return known


def _typed(value: Any, type: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_date(type):
        return date.fromisoformat(str(value)[:10])
    if pa.types.is_decimal(type):
        return Decimal(str(value))
    return str(value) if pa.types.is_string(type) else value


# How each question is answered -----------------------------------------------------------------------------------

Answer = Callable[[dict[str, Any], list[Any], Any], Iterator[Row]]

ANSWERS: dict[str, Answer] = {}


def answers(*members: str) -> Callable[[Answer], Answer]:
    """The function tells the rows for these questions."""

    def register(function: Answer) -> Answer:
        ANSWERS.update(dict.fromkeys(members, function))
        return function

    return register


def _of(case: dict[str, Any], asked: Any, field: str = "LearnAimRef") -> list[Any]:
    """The values asked about: the one named, or all that the record holds."""
    if asked != ANY:
        return [asked]
    held = [d.get(field) for d in case["record"].get("LearningDelivery") or []]
    return [v for v in dict.fromkeys(held) if v is not None]


def _kept(row: dict[str, Any], *columns: str) -> dict[str, Any]:
    return {c: row[c] for c in columns if c in row}


@answers("LearnAimRefExists")
def _aim_exists(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield from (("lars_delivery", {"LearnAimRef": a}) for a in _of(case, args[0]))


@answers("GetDeliveryFor")
def _aim(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]) if told else []:
        columns = ("LearnAimRefType", "NotionalNVQLevel", "NotionalNVQLevelv2", "FrameworkCommonComponent")
        areas = ("SectorSubjectAreaTier1", "SectorSubjectAreaTier2", "EnglPrscID")
        yield "lars_delivery", {"LearnAimRef": aim, **_kept(told, *columns, *areas)}


TYPES = {"FUNDLEV_02": "E007", "FUNDLEV_03": "E008"}
"""A type that the rule asks about, where the case does not name them."""


@answers("HasAnyLearningDeliveryForLearnAimRefAndTypes")
def _aim_of_type(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[1] == ANY and case["rule"] not in TYPES:
        raise Untold("a type that is not named")
    for aim in _of(case, args[0]) if told else []:
        kind = TYPES[case["rule"]] if args[1] == ANY else args[1][0]
        yield "lars_delivery", {"LearnAimRef": aim, "LearnAimRefType": kind}


@answers(
    "NotionalNVQLevelV2MatchForLearnAimRefAndLevel",
    "NotionalNVQLevelV2MatchForLearnAimRefAndLevels",
)
def _aim_at_level(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]) if told else []:
        level = args[1] if isinstance(args[1], str) else args[1][0]
        yield "lars_delivery", {"LearnAimRef": aim, "NotionalNVQLevelv2": level}


@answers("GetNotionalNVQLevelv2ForLearnAimRef")
def _level_of_aim(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, "NotionalNVQLevelv2": told}


@answers("EnglishPrescribedIdsExistsforLearnAimRef")
def _prescribed(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, "EnglPrscID": args[1][0]}


@answers(
    *(f"LearnDirectClassSystemCode{n}MatchForLearnAimRef" for n in (1, 2, 3)),
    *(f"HasKnownLearnDirectClassSystemCode{n}For" for n in (1, 2, 3)),
)
def _subject_codes(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, **{f"LearnDirectClassSystemCode{n}": "ABC" for n in (1, 2, 3)}}


@answers("BasicSkillsMatchForLearnAimRefAndStartDate", "BasicSkillsTypeMatchForLearnAimRef")
def _skills(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[0] == ANY:
        raise Untold("kinds of skills that are not named")
    for aim in _of(case, args[1]) if told else []:
        yield "lars_annual_value", {"LearnAimRef": aim, "BasicSkillsType": args[0][0], "EffectiveFrom": EARLY}


@answers("GetAnnualValuesFor")
def _values(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("EffectiveFrom", "EffectiveTo", "BasicSkills", "BasicSkillsType", "FullLevel2Percent")
    more = ("FullLevel3Percent", "FullLevel2EntitlementCategory", "FullLevel3EntitlementCategory")
    for aim in _of(case, args[0]):
        yield from (("lars_annual_value", {"LearnAimRef": aim, **_kept(r, *columns, *more)}) for r in told or [])


@answers("GetCategoriesFor")
def _categories(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]):
        for row in told or []:
            # The service keeps a category without its first day as one from the beginning of time.
            days = {"EffectiveFrom": EARLY, **_kept(row, "EffectiveFrom", "EffectiveTo")}
            yield "lars_category", {"LearnAimRef": aim, **_kept(row, "CategoryRef"), **days}


@answers("LearnAimRefExistsForLearningDeliveryCategoryRef")
def _category(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]) if told else []:
        yield "lars_category", {"LearnAimRef": aim, "CategoryRef": args[1], "EffectiveFrom": EARLY}


@answers("GetValiditiesFor")
def _validities(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("ValidityCategory", "StartDate", "EndDate", "LastNewStartDate")
    for aim in _of(case, args[0]):
        yield from (("lars_validity", {"LearnAimRef": aim, **_kept(row, *columns)}) for row in told or [])


@answers("OrigLearnStartDateBetweenStartAndEndDateForValidityCategory")
def _validity(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[1]) if told else []:
        yield "lars_validity", {"LearnAimRef": aim, "ValidityCategory": args[2], "StartDate": EARLY}


@answers("LearnStartDateGreaterThanFrameworkEffectiveTo")
def _framework_closed(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for held in case["record"].get("LearningDelivery") or [] if told else []:
        day_before = date.fromisoformat(args[1]) - timedelta(days=1)
        yield "lars_framework", {**_kept(held, "ProgType", "FworkCode", "PwayCode"), "EffectiveTo": day_before}


@answers("FrameWorkComponentTypeExistsInFrameworkAims")
def _component(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]) if told else []:
        yield "lars_framework_aim", {"LearnAimRef": aim, "FrameworkComponentType": args[1][0]}


@answers("FrameworkCodeExistsForFrameworkAimsAndFrameworkComponentTypes")
def _component_of_framework(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    for aim in _of(case, args[0]) if told else []:
        framework = dict(zip(("ProgType", "FworkCode", "PwayCode"), args[1:4], strict=True))
        component = {"FrameworkComponentType": args[4][0], "EffectiveFrom": EARLY}
        yield "lars_framework_aim", {"LearnAimRef": aim, **framework, **component}


@answers("GetFrameworkAimsFor")
def _framework_aims(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("FworkCode", "ProgType", "PwayCode", "FrameworkComponentType", "EffectiveFrom", "EffectiveTo")
    for aim in _of(case, args[0]):
        # A row without codes stands for the framework of the record.
        framework = next((d for d in case["record"]["LearningDelivery"] if d.get("LearnAimRef") == aim), {})
        own = _kept(framework, "FworkCode", "ProgType", "PwayCode")
        yield from (("lars_framework_aim", {"LearnAimRef": aim, **own, **_kept(row, *columns)}) for row in told or [])


@answers("ContainsStandardFor")
def _standard_exists(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield "lars_standard", {"StandardCode": args[0]}


@answers("GetStandardFor")
def _standard(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        columns = ("NotionalEndLevel", "EffectiveFrom", "EffectiveTo", "LastDateStarts")
        yield "lars_standard", {"StandardCode": args[0], **_kept(told, *columns)}


@answers("IsValidEpaOrg")
def _assessor(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield "epa_organisation", {"EPAOrgID": args[0], "StandardCode": args[1], "EffectiveFrom": args[2]}


@answers("LegalOrgTypeMatchForUkprn")
def _legal_type(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield "organisation", {"UKPRN": args[0], "LegalOrgType": args[1]}


@answers("GetLegalOrgTypeForUkprn")
def _legal_type_of(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield "organisation", {"UKPRN": args[0], "LegalOrgType": told}


@answers("GetEligibilityRuleSectorSubjectAreaLevelsFor")
def _sectors(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("SectorSubjectAreaCode", "MinLevelCode", "MaxLevelCode")
    for contract in _of(case, args[0], "ConRefNumber"):
        for row in told or []:
            yield "contract_sector", {"ContractAllocationNumber": contract, **_kept(row, *columns)}


# Registers -------------------------------------------------------------------------------------------------------


@answers("PostcodeExists", "ONSPostcodeExists")
def _postcode_exists(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[0] != ANY:
        yield "postcode", {"pcds": args[0]}


@answers("IsPartnerUkprn")
def _may_be_a_partner(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield "organisation", {"UKPRN": args[0], "PartnerUKPRN": True}


@answers("CampIdExists")
def _campus_exists(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield "campus", {"CampusIdentifier": args[0]}


@answers("IsValid")
def _employer_exists(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if not told:
        return
    aims = case["record"].get("LearningDelivery") or []
    placements = [p for a in aims for p in a.get("LearningDeliveryWorkPlacement") or []]
    held = [p["WorkPlaceEmpId"] for p in placements if p.get("WorkPlaceEmpId")]
    yield from (("employer_register", {"EmpId": e}) for e in (held if args[0] == ANY else [args[0]]))


@answers("Exists")
def _number_exists(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield "learner_register", {"ULN": case["record"]["ULN"] if args[0] == ANY else args[0]}


# Contracts and areas ---------------------------------------------------------------------------------------------


@answers("FundingRelationshipFCTExists")
def _has_contract(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    if told and ANY in args:
        raise Untold("streams of funding that are not named")
    if told:
        ukprn = case["context"].get("File.UKPRN")
        yield "allocation", {"DeliveryUKPRN": ukprn, "FundingStreamPeriodCode": args[0][0]}


@answers("GetContractAllocationsFor")
def _allocations(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("DeliveryUKPRN", "FundingStreamPeriodCode", "ContractAllocationNumber")
    days = ("StartDate", "StopNewStartsFromDate")
    yield from (("allocation", _kept(row, *columns, *days)) for row in told or [] if row)


@answers("GetDevolvedPostcodes")
def _areas(case: dict[str, Any], args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("SourceOfFunding", "EffectiveFrom", "EffectiveTo")
    yield from (("devolved_postcode", {"Postcode": args[0], **_kept(row, *columns)}) for row in told or [])
