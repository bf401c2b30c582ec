"""The table of aims that variables and measures read: its columns, and what each means.

One row is one learning aim of one learner at one provider, as the latest return kept says it. Collected columns keep
their specification names; what Alder adds is in snake_case. It is made by `measures.calculation.aims_table`, or
written by hand in a test: a column that is left out is missing throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.model import expr

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
    "reporting_year": (pa.int32(), "Starting year of the first return kept that reports the end of the aim."),
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
