"""What a case tells about the national list of learning aims (LARS)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.worked_cases.answers import ANY, EARLY, Row, Untold, aims_of, answers, asked_about, kept

Case = dict[str, Any]


def _level(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


# The aims themselves ----------------------------------------------------------------------


@answers("LearnAimRefExists", "EffectiveDatesValidforLearnAimRef")
def _aim_exists(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield from (("lars_delivery", {"LearnAimRef": a, "EffectiveFrom": EARLY}) for a in asked_about(case, args[0]))


@answers("GetDeliveryFor", "GetDeliveriesFor")
def _aim(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("LearnAimRefType", "NotionalNVQLevel", "NotionalNVQLevelv2", "FrameworkCommonComponent")
    more = ("SectorSubjectAreaTier1", "SectorSubjectAreaTier2", "EnglPrscID", "EffectiveFrom", "EffectiveTo")
    subjects = tuple(f"LearnDirectClassSystemCode{n}" for n in (1, 2, 3))
    for aim in asked_about(case, args[0]):
        for row in told if isinstance(told, list) else [told] if told else []:
            plain = {k: v for k, v in row.items() if not isinstance(v, dict)}
            yield "lars_delivery", {"LearnAimRef": aim, **kept(plain, *columns, *more, *subjects)}


TYPES = {"FUNDLEV_02": "E007", "FUNDLEV_03": "E008"}
"""A type that the rule asks about, where the case does not name them."""


@answers("HasAnyLearningDeliveryForLearnAimRefAndTypes")
def _aim_of_type(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[1] == ANY and case["rule"] not in TYPES:
        raise Untold("an answer about types of aims that are not named")
    for aim in asked_about(case, args[0]) if told else []:
        kind = TYPES[case["rule"]] if args[1] == ANY else args[1][0]
        yield "lars_delivery", {"LearnAimRef": aim, "LearnAimRefType": kind}


@answers("NotionalNVQLevelV2MatchForLearnAimRefAndLevel", "NotionalNVQLevelV2MatchForLearnAimRefAndLevels")
def _aim_at_level(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[1] == ANY:
        raise Untold("an answer about levels that are not named")
    for aim in asked_about(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, "NotionalNVQLevelv2": _level(args[1])}


@answers("NotionalNVQLevelMatchForLearnAimRef")
def _aim_at_older_level(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[1] == ANY:
        raise Untold("an answer about levels that are not named")
    for aim in asked_about(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, "NotionalNVQLevel": _level(args[1])}


@answers("GetNotionalNVQLevelv2ForLearnAimRef")
def _level_of_aim(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for aim in asked_about(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, "NotionalNVQLevelv2": told}


@answers("EnglishPrescribedIdsExistsforLearnAimRef")
def _prescribed(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[1] == ANY:
        raise Untold("an answer about kinds of English that are not named")
    for aim in asked_about(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, "EnglPrscID": args[1][0]}


@answers(
    *(f"LearnDirectClassSystemCode{n}MatchForLearnAimRef" for n in (1, 2, 3)),
    *(f"HasKnownLearnDirectClassSystemCode{n}For" for n in (1, 2, 3)),
)
def _subject_codes(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for aim in asked_about(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, **{f"LearnDirectClassSystemCode{n}": "ABC" for n in (1, 2, 3)}}


# What an aim counts as in a year -------------------------------------------------------------------------------------


@answers("BasicSkillsMatchForLearnAimRefAndStartDate", "BasicSkillsTypeMatchForLearnAimRef")
def _skills(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[0] == ANY:
        raise Untold("an answer about kinds of skills that are not named")
    for aim in asked_about(case, args[1]) if told else []:
        yield "lars_annual_value", {"LearnAimRef": aim, "BasicSkillsType": args[0][0], "EffectiveFrom": EARLY}


@answers("BasicSkillsMatchForLearnAimRef")
def _basic_skills(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for aim in asked_about(case, args[0]) if told else []:
        yield (
            "lars_annual_value",
            {"LearnAimRef": aim, "BasicSkills": 1 if args[1] == ANY else args[1], "EffectiveFrom": EARLY},
        )


@answers(
    *(f"FullLevel{n}EntitlementCategoryMatchForLearnAimRef" for n in (2, 3)),
    *(f"FullLevel{n}PercentForLearnAimRefAndDateAndPercentValue" for n in (2, 3)),
)
def _full_level(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[-1] == ANY:
        raise Untold("an answer about a share that is not named")
    # The question about a share has a day between the aim and the share. Level 2 and 3 say the same: a rule asks one.
    shares = ("FullLevel2Percent", "FullLevel3Percent")
    categories = ("FullLevel2EntitlementCategory", "FullLevel3EntitlementCategory")
    for aim in asked_about(case, args[0]) if told else []:
        columns = shares if len(args) == 3 else categories
        yield "lars_annual_value", {"LearnAimRef": aim, "EffectiveFrom": EARLY, **dict.fromkeys(columns, args[-1])}


@answers("GetAnnualValuesFor")
def _values(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("EffectiveFrom", "EffectiveTo", "BasicSkills", "BasicSkillsType", "FullLevel2Percent")
    more = ("FullLevel3Percent", "FullLevel2EntitlementCategory", "FullLevel3EntitlementCategory")
    for aim in asked_about(case, args[0]):
        yield from (("lars_annual_value", {"LearnAimRef": aim, **kept(r, *columns, *more)}) for r in told or [])


# Categories and validity ----------------------------------------------------------------------


@answers("GetCategoriesFor")
def _categories(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for aim in asked_about(case, args[0]):
        for row in told or []:
            # The service keeps a category without its first day as one from the beginning of time.
            days = {"EffectiveFrom": EARLY, **kept(row, "EffectiveFrom", "EffectiveTo")}
            yield "lars_category", {"LearnAimRef": aim, **kept(row, "CategoryRef"), **days}


@answers("LearnAimRefExistsForLearningDeliveryCategoryRef")
def _category(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[1] == ANY:
        raise Untold("an answer about a category that is not named")
    for aim in asked_about(case, args[0]) if told else []:
        yield "lars_category", {"LearnAimRef": aim, "CategoryRef": args[1], "EffectiveFrom": EARLY}


@answers("GetValiditiesFor")
def _validities(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("ValidityCategory", "StartDate", "EndDate", "LastNewStartDate")
    for aim in asked_about(case, args[0]):
        yield from (("lars_validity", {"LearnAimRef": aim, **kept(row, *columns)}) for row in told or [])


@answers(
    "OrigLearnStartDateBetweenStartAndEndDateForValidityCategory",
    "OrigLearnStartDateBetweenStartAndEndDateForAnyValidityCategory",
)
def _validity(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[2] == ANY:
        raise Untold("an answer about kinds of validity that are not named")
    for aim in asked_about(case, args[1]) if told else []:
        yield "lars_validity", {"LearnAimRef": aim, "ValidityCategory": _level(args[2]), "StartDate": EARLY}


# Frameworks ----------------------------------------------------------------------


@answers("LearnStartDateGreaterThanFrameworkEffectiveTo")
def _framework_closed(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for held in aims_of(case) if told else []:
        start = str(held.get("LearnStartDate") if args[1] == ANY else args[1])
        day_before = date.fromisoformat(start) - timedelta(days=1)
        yield "lars_framework", {**kept(held, "ProgType", "FworkCode", "PwayCode"), "EffectiveTo": day_before}


@answers("FrameWorkComponentTypeExistsInFrameworkAims")
def _component(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told and args[1] == ANY:
        raise Untold("an answer about kinds of components that are not named")
    for aim in asked_about(case, args[0]) if told else []:
        yield "lars_framework_aim", {"LearnAimRef": aim, "FrameworkComponentType": args[1][0]}


def _framework(case: Case, aim: Any, codes: list[Any]) -> dict[str, Any]:
    """The framework asked about, or that of the aim."""
    own = next((d for d in aims_of(case) if d.get("LearnAimRef") == aim), {})
    names = ("ProgType", "FworkCode", "PwayCode")
    return {n: own.get(n) if code == ANY else code for n, code in zip(names, codes, strict=True)}


@answers("FrameworkCodeExistsForFrameworkAims", "FrameworkCodeExistsForFrameworkAimsAndFrameworkComponentTypes")
def _component_of_framework(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    kinds = args[4] if len(args) > 4 else [1]
    if told and kinds == ANY:
        raise Untold("an answer about kinds of components that are not named")
    for aim in asked_about(case, args[0]) if told else []:
        component = {"FrameworkComponentType": kinds[0], "EffectiveFrom": EARLY}
        yield "lars_framework_aim", {"LearnAimRef": aim, **_framework(case, aim, args[1:4]), **component}


@answers("FrameworkCodeExistsForCommonComponent")
def _common_component(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for aim in asked_about(case, args[0]) if told else []:
        yield "lars_delivery", {"LearnAimRef": aim, "FrameworkCommonComponent": 1}
        yield "lars_framework_component", {**_framework(case, aim, args[1:4]), "CommonComponent": 1}


@answers("GetFrameworkAimsFor")
def _framework_aims(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("FworkCode", "ProgType", "PwayCode", "FrameworkComponentType", "EffectiveFrom", "EffectiveTo")
    for aim in asked_about(case, args[0]):
        # A row without codes stands for the framework of the record.
        own = {n: v for n, v in _framework(case, aim, [ANY] * 3).items() if v is not None}
        yield from (("lars_framework_aim", {"LearnAimRef": aim, **own, **kept(row, *columns)}) for row in told or [])


# Standards ----------------------------------------------------------------------


@answers("ContainsStandardFor")
def _standard_exists(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    if told:
        yield from (("lars_standard", {"StandardCode": s}) for s in asked_about(case, args[0], "StdCode"))


@answers("GetStandardFor")
def _standard(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("NotionalEndLevel", "EffectiveFrom", "EffectiveTo", "LastDateStarts")
    for standard in asked_about(case, args[0], "StdCode") if told else []:
        yield "lars_standard", {"StandardCode": standard, **kept(told, *columns)}


@answers("GetStandardValiditiesFor")
def _standard_validities(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("ValidityCategory", "StartDate", "EndDate", "LastNewStartDate")
    for standard in asked_about(case, args[0], "StdCode"):
        yield from (("lars_standard_validity", {"StandardCode": standard, **kept(row, *columns)}) for row in told or [])


@answers("GetStandardFundingFor")
def _standard_funding(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    columns = ("FundingCategory", "CoreGovContributionCap", "EffectiveTo")
    for standard in asked_about(case, args[0], "StdCode") if told else []:
        from_day = {"EffectiveFrom": told.get("EffectiveFrom", EARLY)}
        yield "lars_standard_funding", {"StandardCode": standard, **kept(told, *columns), **from_day}


@answers("LearnStartDateGreaterThanStandardsEffectiveTo")
def _standard_closed(case: Case, args: list[Any], told: Any) -> Iterator[Row]:
    for held in aims_of(case) if told else []:
        start = str(held.get("LearnStartDate") if args[1] == ANY else args[1])
        day_before = date.fromisoformat(start) - timedelta(days=1)
        standard = held.get("StdCode") if args[0] == ANY else args[0]
        yield "lars_standard", {"StandardCode": standard, "EffectiveFrom": EARLY, "EffectiveTo": day_before}
