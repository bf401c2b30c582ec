"""What the register and the list of qualifications approved for funding say beyond a title, a level and a subject.

Both files also fill `lars_aim`, for want of LARS. These tables stand beside LARS: who awards a qualification, between
which days it may be begun, and for which offers it is paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import ColumnReader, aim_reference
from alder.sources.reference.table_layout import Origin, TableLayout

if TYPE_CHECKING:
    from collections.abc import Mapping

_AIM = {"LearnAimRef": ColumnReader(aim_reference)}
_REGISTER = Origin(
    "the register of qualifications, as CSV with the names of its interface",
    "Ofqual",
    search="Ofqual register of regulated qualifications download",
    note="has hours and credit of regulated qualifications too, and no generic aims",
)
_APPROVED = Origin(
    "the list of qualifications approved for funding, as CSV",
    "Department for Education",
    search="qualifications approved for funding CSV",
    note="has titles, levels and subjects of regulated qualifications alone",
)

OFFERS: Mapping[str, str] = {
    "Age1416": "Aged 14 to 16",
    "Age1619": "Aged 16 to 19",
    "LocalFlexibilities": "Local flexibility for adults",
    "LegalEntitlementL2L3": "Legal entitlement, levels 2 and 3",
    "LegalEntitlementEnglishandMaths": "Legal entitlement, English and maths",
    "DigitalEntitlement": "Legal entitlement, digital skills",
    "LifelongLearningEntitlement": "Lifelong learning entitlement",
    "AdvancedLearnerLoans": "Advanced learner loan",
    "L3FreeCoursesForJobs": "Free level 3 courses for jobs",
}
"""The offers of public money that the list knows, and what each is called."""

REGISTER = pa.schema(
    [
        ("LearnAimRef", pa.string()),
        ("QualificationNumber", pa.string()),
        ("Title", pa.string()),
        ("Status", pa.string()),
        ("OrganisationName", pa.string()),
        ("Type", pa.string()),
        ("Level", pa.string()),
        ("GradingType", pa.string()),
        ("OperationalStartDate", pa.date32()),
        ("OperationalEndDate", pa.date32()),
        ("CertificationEndDate", pa.date32()),
        ("OfferedInEngland", pa.bool_()),
    ]
)
APPROVED = pa.schema(
    [
        ("LearnAimRef", pa.string()),
        ("AwardingOrganisation", pa.string()),
        ("QualificationType", pa.string()),
        ("Status", pa.string()),
    ]
)
OFFER = pa.schema(
    [("LearnAimRef", pa.string()), ("Offer", pa.string()), ("StartDate", pa.date32()), ("EndDate", pa.date32())]
)

_WIDE = pa.schema(
    [
        ("LearnAimRef", pa.string()),
        *(
            field
            for offer in OFFERS
            for field in (
                (f"{offer}_available", pa.bool_()),
                (f"{offer}_start", pa.date32()),
                (f"{offer}_end", pa.date32()),
            )
        ),
    ]
)
_ALSO = {
    "available": "FundingAvailable",
    "start": "FundingApprovalStartDate",
    "end": "FundingApprovalEndDate",
}
_NUMBER = ("QualificationNumber", "learn_aim_ref")


def _long(rows: pa.Table) -> pa.Table:
    """A row for each offer by which a qualification is or was paid, from three columns for each."""
    pieces = []
    for offer in OFFERS:
        available, start, end = (rows[f"{offer}_{part}"] for part in ("available", "start", "end"))
        paid = pc.fill_null(pc.or_kleene(available, pc.is_valid(start)), fill_value=False)
        of = pa.table([rows["LearnAimRef"], pa.repeat(offer, rows.num_rows), start, end], schema=OFFER)
        pieces.append(of.filter(paid))
    return pa.concat_tables(pieces)


def _also(column: str) -> tuple[str, ...]:
    offer, _, part = column.partition("_")
    return (f"{offer}_{_ALSO[part]}",)


PLACE = 30
"""Where its tables are listed among those of other publishers."""

TABLES = (
    TableLayout(
        "ofqual_register",
        "the register of qualifications (Ofqual)",
        REGISTER,
        ("LearnAimRef",),
        {"LearnAimRef": ("QualificationNumberNoObliques",)},
        optional=frozenset({"GradingType", "CertificationEndDate", "OfferedInEngland"}),
        marks=("OrganisationName", "QualificationNumberNoObliques"),
        joins=True,
        unique=("LearnAimRef",),
        reads=_AIM,
        enables="what the register says of a qualification, on the page of its aim",
        origins=(_REGISTER,),
    ),
    TableLayout(
        "approved_qualification",
        "the qualifications approved for funding",
        APPROVED,
        ("LearnAimRef",),
        {
            "LearnAimRef": _NUMBER,
            "AwardingOrganisation": ("AwardingOrganisation", "awarding_organisation"),
            "QualificationType": ("QualificationType", "qualification_type"),
            "Status": ("Status", "status"),
        },
        joins=True,
        unique=("LearnAimRef",),
        reads=_AIM,
        enables="who awards a qualification and what kind it is, on the page of its aim",
        origins=(_APPROVED,),
    ),
    TableLayout(
        "approved_offer",
        "the offers for which qualifications are approved",
        OFFER,
        ("LearnAimRef", "Offer"),
        {"LearnAimRef": _NUMBER, **{c: _also(c) for c in _WIDE.names[1:]}},
        optional=frozenset(_WIDE.names[1:]),
        least=3,
        joins=True,
        unique=("LearnAimRef", "Offer"),
        columns=_WIDE,
        derive=_long,
        reads=_AIM,
        enables="between which days a qualification is paid, and by which offer, on the page of its aim",
        origins=(_APPROVED,),
    ),
)
