"""Conditions that look into lists: learning aims, standards, organisations, contracts, postcodes, registers, codes."""

from __future__ import annotations

from datetime import date
from typing import Any

from alder.sources.ilr import codes
from tests.plain_oracle.aims import apprenticeship
from tests.plain_oracle.conditions import NOW, THEN, of_aim, of_destination, of_job, of_learner
from tests.plain_oracle.learners import NO_ULN
from tests.plain_oracle.monitoring import devolved
from tests.plain_oracle.records import Aim, Destination, Job, Learner, Record, missing, present

UNKNOWN_PLACE = "ZZ99 9ZZ"
ENGLISH_AND_MATHS = {1, 2, 11, 12, 13, 14, 19, 20, 21, 23, 24, 25, 29, 30, 31, 32, 33, 34, 35}


def listed(learner: Learner, table: str, column: str, value: Any) -> list[Record]:
    return learner.file.lists.rows(table, column, value)


def is_within(day: Any, first: Any, last: Any) -> bool:
    """From the first day to the last; a period without a last day is open."""
    return bool(first <= day and (missing(last) or day <= last))


# Learning aims and standards -------------------------------------------------------------------------------------


@of_aim("LearnAimRef_01")
def _(aim: Aim, learner: Learner) -> bool:
    return not listed(learner, "lars_delivery", "LearnAimRef", aim.LearnAimRef)


@of_aim("StdCode_02", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    return present(aim.StdCode) and not listed(learner, "lars_standard", "StandardCode", aim.StdCode)


@of_aim("StdCode_02", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return present(aim.StdCode) and not listed(learner, "lars_standard_validity", "StandardCode", aim.StdCode)


@of_aim("LearnStartDate_17", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    rows = listed(learner, "lars_standard_validity", "StandardCode", aim.StdCode)
    standard = aim.ProgType == 25 and aim.AimType == 1 and present(aim.StdCode) and not aim.fam("RES")
    return standard and not any(r.StartDate <= aim.LearnStartDate for r in rows)


@of_aim("LearnDelFAMType_63")
def _(aim: Aim, learner: Learner) -> bool:
    values = listed(learner, "lars_annual_value", "LearnAimRef", aim.LearnAimRef)
    basic = any(
        v.BasicSkillsType in ENGLISH_AND_MATHS and is_within(aim.LearnStartDate, v.EffectiveFrom, v.EffectiveTo)
        for v in values
    )
    aims = listed(learner, "lars_delivery", "LearnAimRef", aim.LearnAimRef)
    component = aim.AimType == 3 and (basic or any(a.FrameworkCommonComponent == 20 for a in aims))
    return aim.fam("ACT") and not (aim.FundModel == 36 and (aim.AimType == 1 or component))


@of_aim("OrigLearnStartDate_05", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    framework = aim.FundModel in {35, 36} and apprenticeship(aim, learner) and aim.ProgType != 25 and aim.AimType == 3
    rows = listed(learner, "lars_validity", "LearnAimRef", aim.LearnAimRef)
    fits = any(
        r.ValidityCategory.upper() == "APPRENTICESHIPS" and is_within(aim.OrigLearnStartDate, r.StartDate, r.EndDate)
        for r in rows
    )
    return present(aim.OrigLearnStartDate) and framework and not fits


# Organisations and contracts -------------------------------------------------------------------------------------


@of_aim("PartnerUKPRN_01", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    return present(aim.PartnerUKPRN) and not listed(learner, "organisation", "UKPRN", aim.PartnerUKPRN)


@of_aim("PartnerUKPRN_01", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    rows = listed(learner, "organisation", "UKPRN", aim.PartnerUKPRN)
    return present(aim.PartnerUKPRN) and not any(r.PartnerUKPRN is True for r in rows)


@of_learner("PMUKPRN_01", NOW)
def _(learner: Learner) -> bool:
    return present(learner.PMUKPRN) and not listed(learner, "organisation", "UKPRN", learner.PMUKPRN)


@of_aim("LearningDeliveryHE_02", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    rows = listed(learner, "organisation", "UKPRN", learner.file.UKPRN)
    higher = any(r.LegalOrgType == "UHEO" for r in rows)
    return aim.FundModel == 99 and aim.fam("SOF", "1") and not aim.fam("LDM", "352") and aim.he is None and not higher


def has_contract(learner: Learner, *streams: str) -> bool:
    rows = listed(learner, "allocation", "DeliveryUKPRN", learner.file.UKPRN)
    return any(r.FundingStreamPeriodCode.upper() in {s.upper() for s in streams} for r in rows)


@of_aim("UKPRN_06", NOW)
def _(aim: Aim, learner: Learner) -> bool:
    exempt = (
        apprenticeship(aim, learner)
        or aim.fam("LDM", "034", "357", "377", "379", "388")
        or devolved(aim, learner)
        or aim.LearnActEndDate < learner.file.first_day
    )
    return (
        aim.FundModel == 35 and not exempt and not has_contract(learner, "ASFC-ASCL2526", "STFIG2526", "ASFC-FCFJ2526")
    )


@of_aim("UKPRN_09", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    first = learner.file.first_day
    ended_last_year = first.replace(year=first.year - 1) <= aim.LearnActEndDate < first
    exempt = aim.FundModel in {36, 99} or aim.fam("LDM", "034", "353", "354", "355") or ended_last_year
    return apprenticeship(aim, learner) and not exempt and not has_contract(learner, "APPS2021")


# Places and registers --------------------------------------------------------------------------------------------


@of_learner("Postcode_14")
def _(learner: Learner) -> bool:
    home = learner.Postcode
    return present(home) and home != UNKNOWN_PLACE and not listed(learner, "postcode", "pcds", home)


@of_aim("DelLocPostCode_03", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    place = aim.DelLocPostCode
    known = place == UNKNOWN_PLACE or listed(learner, "postcode", "pcds", place)
    return aim.FundModel != 70 and not known and not aim.fam("LDM", "034")


@of_aim("LSDPostcode_01", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    place = aim.LSDPostcode
    known = place.upper() == UNKNOWN_PLACE or listed(learner, "postcode", "pcds", place)
    funded = aim.LearnStartDate >= date(2019, 8, 1) and aim.FundModel in {10, 35}
    return funded and not known and missing(aim.ProgType) and not aim.fam("LDM", "034")


@of_job("EmpId_01")
def _(job: Job, learner: Learner) -> bool:
    return (
        present(job.EmpId) and job.EmpId != 999999999 and not listed(learner, "employer_register", "EmpId", job.EmpId)
    )


@of_learner("ULN_05")
def _(learner: Learner) -> bool:
    known = any(listed(learner, "learner_register", "ULN", n) for n in (learner.ULN, learner.ULN // 10**7))
    return learner.ULN != NO_ULN and not known


@of_aim("EPAOrgID_01", THEN)
def _(aim: Aim, learner: Learner) -> bool:
    rows = listed(learner, "epa_organisation", "EPAOrgID", aim.EPAOrgID)
    fits = any(
        r.StandardCode == aim.StdCode and is_within(aim.LearnPlanEndDate, r.EffectiveFrom, r.EffectiveTo) for r in rows
    )
    return present(aim.EPAOrgID) and present(aim.StdCode) and not fits


# Codes with their dates ------------------------------------------------------------------------------------------


def is_in_force(field: str, type: Any, code: Any, day: Any) -> bool:
    """The code is on the list of the field, and may be used on the day."""
    if missing(type) or missing(code) or missing(day):
        return False
    return any(c.type == type.upper() and int(c.code) == code and c.is_open(day) for c in codes.LISTS[field])


@of_learner("ContPrefType_03", THEN)
def _(learner: Learner) -> bool:
    first = min((a.LearnStartDate for a in learner.aims if present(a.LearnStartDate)), default=None)
    return first is not None and any(
        not is_in_force("ContPrefType", p.ContPrefType, p.ContPrefCode, first)
        for p in learner.preferences
        if present(p.ContPrefType) and present(p.ContPrefCode)
    )


@of_destination("OutType_05", THEN)
def _(destination: Destination) -> bool:
    types = {c.type for c in codes.LISTS["OutType"]}
    return any(
        not is_in_force("OutType", o.OutType, o.OutCode, o.OutStartDate)
        for o in destination.outcomes
        if all(map(present, (o.OutType, o.OutCode, o.OutStartDate))) and o.OutType.upper() in types
    )


@of_learner("FINTYPE_01")
def _(learner: Learner) -> bool:
    known = {int(c.code) for c in codes.LISTS["FINTYPE"]}
    return bool(learner.he) and any(present(s.FINTYPE) and s.FINTYPE not in known for s in learner.he_support)
