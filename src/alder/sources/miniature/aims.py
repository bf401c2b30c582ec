"""Reference tables about the aims, standards and frameworks of the made-up list (`catalogue`).

Credit, rates and awarding organisations are made up, as the list itself is.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.sources.miniature.catalogue import (
    ADULT,
    LOAN,
    YOUNG,
    ListedAim,
    listed_aims,
    listed_frameworks,
    listed_standards,
)
from alder.sources.reference.lars_codes import SUBJECT_AREAS, subject_names

if TYPE_CHECKING:
    from collections.abc import Mapping

_BODIES = (("XMAWARD1", "Mereshire Board of Awards"), ("XMAWARD2", "Alder and Ash Examinations"))
_WITHOUT = Decimal("-2.00")
_OLD = "5"
"""Qualifications whose references begin so were registered before others, as soon as they were taught."""
_LEVELS = {"E": "Entry Level", "1.5": "Level 1/2"}
_KINDS = {"0002": "GCE A Level", "0003": "GCSE (9 to 1)", "1439": "Functional Skills", "1460": "Access to HE Diploma"}


def _aims() -> list[dict[str, Any]]:
    rows = []
    for number, aim in enumerate(listed_aims()):
        area, guided = Decimal(aim.subject), aim.hours
        rows.append(
            {
                "LearnAimRef": aim.ref,
                "LearnAimRefTitle": aim.title,
                "LearnAimRefType": aim.kind,
                "NotionalNVQLevelv2": aim.level,
                "SectorSubjectAreaTier1": Decimal(int(area)),
                "SectorSubjectAreaTier2": area,
                "AwardOrgCode": None if aim.ref.startswith("Z") else _BODIES[number % 2][0],
                "GuidedLearningHours": guided,
                "OfQualGlhMin": guided,
                "OfQualGlhMax": guided,
                "TotalQualificationTime": guided and guided * 3 // 2,
                "RegulatedCreditValue": guided and max(1, guided // 10),
                "EntrySubLevel": None,
                "EffectiveFrom": aim.opens,
                "EffectiveTo": aim.closes,
            }
        )
    return rows


def _subjects() -> list[dict[str, Any]]:
    broad = [{"code": Decimal(n), "tier": 1, "name": name} for n, name in SUBJECT_AREAS.items()]
    none = [{"code": _WITHOUT, "tier": tier, "name": "Not Applicable"} for tier in (1, 2)]
    return [*none, *broad, *({"code": code, "tier": 2, "name": name} for code, name in subject_names().items())]


def _rates() -> list[dict[str, Any]]:
    return [
        {
            "LearnAimRef": aim.ref,
            "FundingCategory": "Matrix",
            "RateWeighted": Decimal(5 * aim.hours),
            "RateUnWeighted": Decimal(5 * aim.hours),
            "WeightingFactor": "A",
            "EffectiveFrom": max(aim.opens, date(2013, 8, 1)),
            "EffectiveTo": aim.closes,
        }
        for aim in listed_aims()
        if aim.hours
    ]


def _awarded(aim: ListedAim) -> tuple[date, date | None, date | None]:
    """From when to when a qualification took learners, and until when it was certificated."""
    if aim.ref.startswith(("99", _OLD)):
        return aim.opens, aim.last_start, aim.closes
    return date(2015, 9, 1), None, None


def _register(aims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the register of qualifications would say. Generic aims are none of its business."""
    rows = []
    for aim, listed in zip(listed_aims(), aims, strict=True):
        if aim.ref.startswith("Z"):
            continue
        since, until, certificated = _awarded(aim)
        rows.append(
            {
                "LearnAimRef": aim.ref,
                "QualificationNumber": f"{aim.ref[:3]}/{aim.ref[3:7]}/{aim.ref[7:]}",
                "Title": aim.title,
                "Status": "No longer awarded" if until else "Available to learners",
                "OrganisationName": dict(_BODIES)[listed["AwardOrgCode"]],
                "Type": _KINDS.get(aim.kind, "Vocationally-Related Qualification"),
                "Level": _LEVELS.get(aim.level, f"Level {aim.level}"),
                "GradingType": "Graded" if aim.kind in ("0002", "0003", "1428") else "Pass/Fail",
                "OperationalStartDate": since,
                "OperationalEndDate": until,
                "CertificationEndDate": certificated,
                "OfferedInEngland": True,
            }
        )
    return rows


def _approved(register: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "LearnAimRef": qualification["LearnAimRef"],
            "AwardingOrganisation": qualification["OrganisationName"],
            "QualificationType": qualification["Type"],
            "Status": "Archived" if qualification["OperationalEndDate"] else "Approved",
        }
        for qualification in register
    ]


def _offers() -> list[dict[str, Any]]:
    """Who is paid for: the young, adults, and those who borrow."""
    rows = []
    for aim in listed_aims():
        if aim.ref.startswith("Z"):
            continue
        since, until, _ = _awarded(aim)
        offers = ["Age1619"] if YOUNG in aim.offers else []
        offers += ["LocalFlexibilities"] if ADULT in aim.offers else []
        offers += ["LegalEntitlementL2L3"] if ADULT in aim.offers and aim.level in ("2", "3") else []
        offers += ["AdvancedLearnerLoans"] if LOAN in aim.offers else []
        rows += [
            {"LearnAimRef": aim.ref, "Offer": offer, "StartDate": since, "EndDate": until or date(2027, 7, 31)}
            for offer in offers
        ]
    return rows


def _subject(tier_2: str) -> dict[str, Decimal]:
    code = Decimal(tier_2)
    return {"SectorSubjectAreaTier1": Decimal(int(code)), "SectorSubjectAreaTier2": code}


@cache
def tables() -> Mapping[str, pa.Table]:
    """Everything about aims."""
    from alder.sources.reference.table_catalogue import (
        table,
    )  # it gathers the rules, which whoever makes up returns does without

    aims = _aims()
    register = _register(aims)
    rows: dict[str, list[dict[str, Any]]] = {
        "lars_aim": aims,
        "ssa": _subjects(),
        "awarding_organisation": [{"AwardOrgCode": code, "AwardOrgName": name} for code, name in _BODIES],
        "lars_funding": _rates(),
        "ofqual_register": register,
        "approved_qualification": _approved(register),
        "approved_offer": _offers(),
        "lars_standard": [
            {
                "StandardCode": standard.code,
                "StandardSectorCode": str(standard.sector),
                "NotionalEndLevel": str(standard.level),
                "EffectiveFrom": standard.opens,
                "LastDateStarts": standard.last_start,
            }
            for standard in listed_standards()
        ],
        "lars_standard_subject": [
            {"StandardCode": standard.code, **_subject(standard.subject), "EffectiveFrom": standard.opens}
            for standard in listed_standards()
        ],
        "lars_framework_subject": [
            {
                "FworkCode": framework.code,
                "ProgType": framework.kind,
                "PwayCode": framework.pathway,
                **_subject(framework.subject),
                "EffectiveFrom": framework.opens,
            }
            for framework in listed_frameworks()
        ],
        "lars_standard_funding": [
            {
                "StandardCode": standard.code,
                "FundingCategory": "App_May_2017",
                "EffectiveFrom": max(standard.opens, date(2017, 5, 1)),
                "CoreGovContributionCap": Decimal(standard.price),
            }
            for standard in listed_standards()
        ],
    }
    return {name: pa.Table.from_pylist(of, schema=table(name).schema) for name, of in rows.items()}
