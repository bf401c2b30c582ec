"""A list of aims, standards and subject areas that fits the aims of made-up returns.

References, levels and subjects are those on the open register of qualifications, kinds are the codes of LARS that come
nearest. Titles, hours, credit, rates and awarding organisations are made up. Class codes begin with Z.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.sources.reference.lars_codes import SUBJECT_AREAS, subject_names

if TYPE_CHECKING:
    from collections.abc import Mapping

_AIMS = """
60011804 | Diploma in hairdressing                  | 0006 | 1   |  7.30 |  350
60027538 | Diploma in hair and beauty               | 0006 | 1   |  7.30 |  360
60014556 | Certificate in using computers           | 0016 | 1   |  6.20 |  120
60027526 | Certificate in hair and beauty           | 0016 | 1   |  7.30 |  200
50086947 | Diploma in hair services                 | 0006 | 2   |  7.30 |  420
60016486 | Diploma in business support              | 0006 | 2   | 15.20 |  280
50089225 | Diploma in hair and beauty services      | 0006 | 2   |  7.30 |  430
50063297 | Certificate in serving customers         | 0016 | 2   | 15.20 |  150
60171984 | Extended diploma in health and care      | 1428 | 3   |  1.30 | 1080
60174699 | Extended diploma in digital media        | 1428 | 3   |  9.30 | 1080
60174225 | Extended diploma in sport                | 1428 | 3   |  8.10 | 1080
60016462 | Diploma in business support              | 0006 | 3   | 15.20 |  320
60158025 | Extended diploma in engineering          | 1428 | 3   |  4.10 | 1080
60139948 | Sociology                                | 0002 | 3   | 11.20 |  360
60143368 | Business                                 | 0002 | 3   | 15.30 |  360
60146254 | Biology                                  | 0002 | 3   |  2.10 |  360
60146771 | History                                  | 0002 | 3   | 10.10 |  360
60147258 | English literature                       | 0002 | 3   | 12.10 |  360
60142923 | English language                         | 0003 | 1.5 | 12.10 |  120
60146084 | Mathematics                              | 0003 | 1.5 |  2.20 |  120
60342845 | English                                  | 1439 | 1   | 12.10 |   55
60342572 | Mathematics                              | 1439 | 1   | 14.10 |   55
ZWRKX001 | Work experience                          | 4342 | X   | -2.00 |
ZPROG001 | Apprenticeship programme                 | 4342 | X   | -2.00 |
40006396 | Access to science                        | 1460 | 3   |  2.10 |  480
40007418 | Access to social work                    | 1460 | 3   |  1.30 |  480
40007467 | Access to physical science               | 1460 | 3   |  2.10 |  480
60348665 | Diploma for managers                     | 0006 | 5   | 15.30 |  210
10061903 | Diploma in computing                     | 0006 | 5   |  6.10 |  600
Z0007846 | Community learning in arts               | 4342 | X   |  9.20 |
Z0007847 | Community learning in languages          | 4342 | X   | 12.20 |
Z0007848 | Community learning in computing          | 4342 | X   |  6.20 |
Z0007849 | Community learning in life skills        | 4342 | X   | 14.10 |
60341567 | Award in first aid for children          | 1452 | 3   |  1.30 |   12
50117725 | Award in moving and handling             | 1452 | 2   |  1.30 |    8
60355311 | Award for door staff                     | 1452 | 2   |  1.40 |   52
60034233 | Certificate in serving customers         | 0016 | 2   | 15.20 |  180
60161103 | Extended diploma in health and care      | 0006 | 3   |  1.30 |  720
60101064 | Diploma in hair services                 | 0006 | 3   |  7.30 |  480
"""

_STANDARDS = """
119 | Adult care worker                     | 2 | 2015-08-01 | 25 |  3000 |  1.30
122 | Customer service practitioner         | 2 | 2015-08-01 | 54 |  4000 | 15.20
101 | Retailer                              | 2 | 2015-08-01 | 31 |  5000 |  7.10
105 | Team leader or supervisor             | 3 | 2015-08-01 | 24 |  5000 | 15.30
118 | Lead adult care worker                | 3 | 2015-08-01 | 25 |  3000 |  1.30
154 | Software development technician       | 3 | 2016-11-01 |  7 | 15000 |  6.10
2   | Software developer                    | 4 | 2014-08-01 |  7 | 18000 |  6.20
104 | Operations or departmental manager    | 5 | 2015-08-01 | 24 |  9000 | 15.30
"""

_FRAMEWORKS = """
488 | 3 | 1 | 15.20
445 | 3 | 1 | 15.20
488 | 2 | 1 | 15.20
445 | 2 | 1 |  1.30
508 | 2 | 1 |  7.30
"""
"""Framework, programme type, pathway and subject of the frameworks in made-up returns."""

_BODIES = (("XMAWARD1", "Mereshire Board of Awards"), ("XMAWARD2", "Alder and Ash Examinations"))
_SINCE = date(2010, 8, 1)
_WITHOUT = Decimal("-2.00")
_OLD, _OLD_ENDS = "5", date(2021, 7, 31)
"""Qualifications whose references begin so were offered from 2010 on, until this day; others from 2015 on."""
_LEVELS = {"E": "Entry Level", "1.5": "Level 1/2"}
_KINDS = {"0002": "GCE A Level", "0003": "GCSE (9 to 1)", "1439": "Functional Skills", "1460": "Access to HE Diploma"}


def _cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def _aims() -> list[dict[str, Any]]:
    rows = []
    for number, (ref, title, kind, level, subject, hours) in enumerate(_cells(_AIMS)):
        area, guided = Decimal(subject), int(hours) if hours else None
        rows.append(
            {
                "LearnAimRef": ref,
                "LearnAimRefTitle": title,
                "LearnAimRefType": kind,
                "NotionalNVQLevelv2": level,
                "SectorSubjectAreaTier1": Decimal(int(area)),
                "SectorSubjectAreaTier2": area,
                "AwardOrgCode": None if ref.startswith("Z") else _BODIES[number % 2][0],
                "GuidedLearningHours": guided,
                "OfQualGlhMin": guided,
                "OfQualGlhMax": guided,
                "TotalQualificationTime": guided and guided * 3 // 2,
                "RegulatedCreditValue": guided and max(1, guided // 10),
                "EntrySubLevel": None,
                "EffectiveFrom": _SINCE,
                "EffectiveTo": None,
            }
        )
    return rows


def _subjects() -> list[dict[str, Any]]:
    broad = [{"code": Decimal(n), "tier": 1, "name": name} for n, name in SUBJECT_AREAS.items()]
    none = [{"code": _WITHOUT, "tier": tier, "name": "Not Applicable"} for tier in (1, 2)]
    return [*none, *broad, *({"code": code, "tier": 2, "name": name} for code, name in subject_names().items())]


def _rates(aims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "LearnAimRef": aim["LearnAimRef"],
            "FundingCategory": "Matrix",
            "RateWeighted": Decimal(5 * aim["GuidedLearningHours"]),
            "RateUnWeighted": Decimal(5 * aim["GuidedLearningHours"]),
            "WeightingFactor": "A",
            "EffectiveFrom": date(2013, 8, 1),
            "EffectiveTo": None,
        }
        for aim in aims
        if aim["GuidedLearningHours"]
    ]


def _register(aims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the register of qualifications would say. Generic aims are none of its business."""
    rows = []
    for aim in aims:
        ref, level, kind = (aim[name] for name in ("LearnAimRef", "NotionalNVQLevelv2", "LearnAimRefType"))
        if ref.startswith("Z"):
            continue
        is_old = ref.startswith(_OLD)
        rows.append(
            {
                "LearnAimRef": ref,
                "QualificationNumber": f"{ref[:3]}/{ref[3:7]}/{ref[7:]}",
                "Title": aim["LearnAimRefTitle"],
                "Status": "No longer awarded" if is_old else "Available to learners",
                "OrganisationName": dict(_BODIES)[aim["AwardOrgCode"]],
                "Type": _KINDS.get(kind, "Vocationally-Related Qualification"),
                "Level": _LEVELS.get(level, f"Level {level}"),
                "GradingType": "Graded" if kind in ("0002", "0003", "1428") else "Pass/Fail",
                "OperationalStartDate": _SINCE if is_old else date(2015, 9, 1),
                "OperationalEndDate": _OLD_ENDS if is_old else None,
                "CertificationEndDate": date(2023, 7, 31) if is_old else None,
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


def _offers(register: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who is paid for: the young up to level 3, adults up to level 3, and loans from level 3 on."""
    rows = []
    for qualification in register:
        level = qualification["Level"].removeprefix("Level ")
        offers = [] if level > "3" else ["Age1619", "LocalFlexibilities"]
        offers += ["LegalEntitlementL2L3"] if level in ("2", "3") else []
        offers += ["AdvancedLearnerLoans"] if level in ("3", "4", "5", "6") else []
        last = qualification["OperationalEndDate"] or date(2027, 7, 31)
        rows += [
            {
                "LearnAimRef": qualification["LearnAimRef"],
                "Offer": offer,
                "StartDate": qualification["OperationalStartDate"],
                "EndDate": last,
            }
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

    aims, standards = _aims(), _cells(_STANDARDS)
    register = _register(aims)
    rows: dict[str, list[dict[str, Any]]] = {
        "lars_aim": aims,
        "ssa": _subjects(),
        "awarding_organisation": [{"AwardOrgCode": code, "AwardOrgName": name} for code, name in _BODIES],
        "lars_funding": _rates(aims),
        "ofqual_register": register,
        "approved_qualification": _approved(register),
        "approved_offer": _offers(register),
        "lars_standard": [
            {
                "StandardCode": int(code),
                "StandardSectorCode": sector,
                "NotionalEndLevel": level,
                "EffectiveFrom": date.fromisoformat(since),
            }
            for code, _, level, since, sector, _, _ in standards
        ],
        "lars_standard_subject": [
            {"StandardCode": int(code), **_subject(subject), "EffectiveFrom": date.fromisoformat(since)}
            for code, _, _, since, _, _, subject in standards
        ],
        "lars_framework_subject": [
            {
                "FworkCode": int(framework),
                "ProgType": int(kind),
                "PwayCode": int(pathway),
                **_subject(subject),
                "EffectiveFrom": _SINCE,
            }
            for framework, kind, pathway, subject in _cells(_FRAMEWORKS)
        ],
        "lars_standard_funding": [
            {
                "StandardCode": int(code),
                "FundingCategory": "App_May_2017",
                "EffectiveFrom": date(2017, 5, 1),
                "CoreGovContributionCap": Decimal(cap),
            }
            for code, _, _, _, _, cap, _ in standards
        ],
    }
    return {name: pa.Table.from_pylist(of, schema=table(name).schema) for name, of in rows.items()}
