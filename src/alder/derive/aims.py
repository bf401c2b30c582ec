"""The table of aims that variables and measures read: its columns, and what each means.

One row is one learning aim of one learner at one provider, as the latest return kept says it. Collected columns keep
their specification names; what Alder adds is in snake_case. It is made by `measures.calculation.aims_table`, or
written by hand in a test: a column that is left out is missing throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive.look_ups import LOOKED_UP
from alder.model import expr
from alder.model.layout import Identifies
from alder.sources.ilr.layout import judged
from alder.sources.ilr.schema import entities

if TYPE_CHECKING:
    from alder.model.expr import Table

NAME = "aims"

COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "aim_id": (pa.int64(), "The number of this row, unique in the table."),
    "record": (pa.int64(), "The number of the learner's record, unique over all returns."),
    "person": (
        pa.int64(),
        "The learner, counted once wherever learners are counted: the ULN, or where that is temporary or missing a "
        "number above all ULNs for the pair of UKPRN and LearnRefNumber.",
    ),
    "ukprn": (pa.int32(), "The provider that made the return."),
    "LearnAimRef": (pa.string(), "As collected."),
    "AimType": (pa.int32(), "As collected: 1 programme aim, 3 component, 4 single aim, 5 core aim of 16 to 19s."),
    "ProgType": (pa.int32(), "As collected."),
    "FworkCode": (pa.int32(), "As collected."),
    "StdCode": (pa.int32(), "As collected."),
    "FundModel": (pa.int32(), "As collected."),
    "LearnStartDate": (pa.date32(), "As collected."),
    "LearnPlanEndDate": (pa.date32(), "As collected."),
    "LearnActEndDate": (pa.date32(), "As collected."),
    "AchDate": (pa.date32(), "As collected."),
    "CompStatus": (pa.int32(), "As collected: 1 continuing, 2 completed, 3 withdrawn, 6 on a planned break."),
    "Outcome": (pa.int32(), "As collected: 1 achieved, 2 partly achieved, 3 not achieved, 8 not yet known."),
    "WithdrawReason": (pa.int32(), "As collected."),
    "restart": (pa.bool_(), "Whether the aim is marked as a restart (LearnDelFAMType RES, code 1)."),
    "DateOfBirth": (pa.date32(), "As collected on the learner's record that holds the aim."),
    "Sex": (pa.string(), "As collected on that record."),
    "Ethnicity": (pa.int32(), "As collected on that record."),
    "LLDDHealthProb": (pa.int32(), "As collected on that record."),
    "level": (pa.string(), "The level of the aim from the list of aims (LARS); missing until that list can be loaded."),
    "reporting_year": (pa.int32(), "Starting year of the first return kept that has the aim completed or withdrawn."),
    "last_reported": (
        pa.int32(),
        "Starting year of the last return that holds the aim, where the provider made a later one without it; missing "
        "while the aim is still returned.",
    ),
    "break_shown": (
        pa.int32(),
        "For an aim on a planned break: starting year of the last return that shows the break.",
    ),
    "data_year": (pa.int32(), "Starting year of the provider's last return that was read."),
}

SCHEMA = pa.schema([(name, type) for name, (type, _) in COLUMNS.items()])

FIELDS: dict[str, tuple[str, ...]] = {
    "person": ("ULN", "UKPRN", "LearnRefNumber"),
    "ukprn": ("UKPRN",),
    "restart": ("LearnDelFAMType", "LearnDelFAMCode"),
    "level": ("LearnAimRef",),
}
"""The collected fields behind the columns that do not carry a field's own name."""


def aims() -> Table:
    """The unbound table of aims, for building expressions."""
    return expr.table(NAME, SCHEMA)


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
class CollectedColumn:
    """A column that returns give. `record` is their table that has it, `type` that of a typed code."""

    type: pa.DataType
    record: str
    says: str
    typed: str = ""
    person: bool = False


def _field(type: pa.DataType, record: str, says: str = "As collected.") -> CollectedColumn:
    return CollectedColumn(type, record, says, person=record == LEARNER)


def _code(record: str, typed: str, says: str) -> CollectedColumn:
    type = pa.string() if record == AIM_FAM else pa.int32()
    return CollectedColumn(type, record, says, typed, person=record == LEARNER_FAM)


COLLECTED: dict[str, CollectedColumn] = {
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
    "PriorLevel": CollectedColumn(
        pa.int32(),
        PRIOR_LEVELS,
        "Of the dated levels in returns since 2021/22 the one that says what was held when the aim began.",
    ),
    "LLDDCat": CollectedColumn(pa.int32(), DIFFICULTIES, "The category that is marked as primary.", person=True),
}


def _every_other() -> dict[str, CollectedColumn]:
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
