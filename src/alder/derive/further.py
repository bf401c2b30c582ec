"""Further columns of the table of aims, made only where a variable asks for one: more of what is collected.

A column is of a table of returns, or is looked up in a reference table (`derive.look_ups`). What a typed code says
(LearnDelFAMType SOF, code 105) becomes the column SOF, which holds the code.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from alder.derive.aims import SCHEMA
from alder.derive.look_ups import LOOKED_UP
from alder.model.layout import Identifies
from alder.sources.ilr.layout import judged
from alder.sources.ilr.schema import entities

LEARNER = "learner"
AIM = "learning_delivery"
AIM_FAM = "learning_delivery_fam"
LEARNER_FAM = "learner_fam"
PRIOR_LEVELS = "prior_attain"
DIFFICULTIES = "lldd_and_health_problem"
CONTACTS = "learner_contact"
POSTCODES = {"Postcode": 2, "PostcodePrior": 1}
"""ContType of the postcode now and before, in the contact records that returns up to 2016/17 have in its place."""


@dataclass(frozen=True)
class Collected:
    """A column that returns give. `record` is their table that has it, `type` that of a typed code."""

    type: pa.DataType
    record: str
    says: str
    typed: str = ""
    person: bool = False


def _field(type: pa.DataType, record: str, says: str = "As collected.") -> Collected:
    return Collected(type, record, says, person=record == LEARNER)


def _code(record: str, typed: str, says: str) -> Collected:
    type = pa.string() if record == AIM_FAM else pa.int32()
    return Collected(type, record, says, typed, person=record == LEARNER_FAM)


COLLECTED: dict[str, Collected] = {
    "Postcode": _field(pa.string(), LEARNER, "The learner's postcode at the last update, as collected."),
    "PostcodePrior": _field(pa.string(), LEARNER, "The learner's postcode before enrolment, as collected."),
    "PriorAttain": _field(pa.int32(), LEARNER, "As collected in returns up to 2020/21."),
    "EngGrade": _field(pa.string(), LEARNER),
    "MathGrade": _field(pa.string(), LEARNER),
    "PlanLearnHours": _field(pa.int32(), LEARNER),
    "PlanEEPHours": _field(pa.int32(), LEARNER),
    "OrigLearnStartDate": _field(pa.date32(), AIM),
    "PwayCode": _field(pa.int32(), AIM),
    "PartnerUKPRN": _field(pa.int32(), AIM),
    "DelLocPostCode": _field(pa.string(), AIM),
    "PHours": _field(pa.int32(), AIM),
    "SOF": _code(AIM_FAM, "SOF", "Code of the source of funding."),
    "FFI": _code(AIM_FAM, "FFI", "Code of full or co-funding."),
    "ADL": _code(AIM_FAM, "ADL", "Code of an advanced learner loan."),
    "ASL": _code(AIM_FAM, "ASL", "Code of the type of community learning."),
    "HNS": _code(LEARNER_FAM, "HNS", "Code of a high needs student."),
    "EHC": _code(LEARNER_FAM, "EHC", "Code of an education, health and care plan."),
    "FME": _code(LEARNER_FAM, "FME", "Code of free meals."),
    "ECF": _code(LEARNER_FAM, "ECF", "Code of the condition of funding in English."),
    "MCF": _code(LEARNER_FAM, "MCF", "Code of the condition of funding in maths."),
    "PriorLevel": Collected(
        pa.int32(),
        PRIOR_LEVELS,
        "Of the dated levels in returns since 2021/22 the one that says what was held when the aim began.",
    ),
    "LLDDCat": Collected(pa.int32(), DIFFICULTIES, "The category that is marked as primary.", person=True),
}


def _every_other() -> dict[str, Collected]:
    """The other fields of the learner and the aim, for filters: all but those that name a person, and postcodes."""
    named = (Identifies.DIRECT, Identifies.PSEUDONYM)
    return {
        f.name: _field(f.kind.arrow, record)
        for record in (LEARNER, AIM)
        for f in entities()[record].fields
        if f.name not in (*COLLECTED, *SCHEMA.names, "LSDPostcode") and judged(f.name)[0] not in named
    }


COLLECTED |= _every_other()

PERSON: frozenset[str] = frozenset(
    [
        *("DateOfBirth", "Sex", "Ethnicity", "LLDDHealthProb", "PriorLevel"),
        *(name for name, c in COLLECTED.items() if c.person),
        *(name for name, c in LOOKED_UP.items() if c.person),
    ]
)
"""The columns that describe the learner. Where several records do, they are all taken from the one that counts."""

TYPES: dict[str, pa.DataType] = {
    **{name: c.type for name, c in COLLECTED.items()},
    **{name: c.type for name, c in LOOKED_UP.items()},
}

WIDE = pa.schema([*SCHEMA, *TYPES.items()])
"""The table of aims with every column that it can have."""
