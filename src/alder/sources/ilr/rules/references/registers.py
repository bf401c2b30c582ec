"""Registers of learners, of employers and of the campuses of providers."""

from __future__ import annotations

import pyarrow as pa

from alder.sources.ilr.rules.references.declaration import TEXT, WHOLE, called, reference

_EMPLOYERS = reference(
    "employer_register",
    "the register of employers",
    {"EmpId": "EmpId"},
    EmpId=WHOLE,
)

REFERENCES = (
    reference(
        "learner_register",
        "the register of learner numbers",
        {"ULN": "ULN"},
        ULN=pa.int64(),
    ),
    _EMPLOYERS,
    called("employer_of_placement", {"WorkPlaceEmpId": "EmpId"}, _EMPLOYERS),
    reference(
        "campus",
        "the list of campus identifiers",
        {"CampId": "CampusIdentifier"},
        CampusIdentifier=TEXT,
        MasterUKPRN=WHOLE,
    ),
)
