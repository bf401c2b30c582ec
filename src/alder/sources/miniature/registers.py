"""Registers of the made-up nation that rules look numbers and codes up in.

Learner numbers are registered in series, since nobody can list them before there are learners: a row of three digits
stands for all numbers that begin with them. All others are listed one by one.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.model.ids import EmployerNumber
from alder.model.ids.arrays import last_digits
from alder.sources.miniature.catalogue import listed_standards
from alder.sources.miniature.places import postcode_place
from alder.sources.miniature.providers import LISTED, ProviderKind, provider

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Row = dict[str, Any]

FIRST_LEARNER_SERIES, LAST_LEARNER_SERIES = 500, 999
"""The first three digits of the learner numbers that made-up learners have. Numbers that begin lower are not given."""

ASSESSORS = tuple(f"EPA99{number:02d}" for number in range(1, 10))
"""Who assesses made-up apprentices at the end: every one may assess all standards."""

_EMPLOYERS = 400
_LEGAL_TYPES = {ProviderKind.COLLEGE: "UGFE", ProviderKind.TRAINING: "PRIV", ProviderKind.COMMUNITY: "ULEA"}
_OFFICE_FOR_STUDENTS_SINCE = date(2018, 1, 1)
_PARTNERSHIP = "E37990001"
"""The one enterprise partnership of the made-up county."""


@cache
def employers() -> np.ndarray[Any, Any]:
    """Employer numbers with right check digits, the same few hundred for everybody."""
    base = 90_000_000 + 137 * np.arange(600)
    check = last_digits(EmployerNumber.check, base)
    numbers: np.ndarray[Any, Any] = (base * 10 + check)[check >= 0][:_EMPLOYERS]
    return numbers


def campus(ukprn: int, site: int) -> str:
    """The identifier of one site of a provider."""
    return f"{ukprn % 1_000_000:06d}{site:02d}"


_SITES = 3
_CLOSED_PROVIDER = 10_990_001
CLOSED_CAMPUS = campus(_CLOSED_PROVIDER, 1)
"""A site that still stands on the list, of a provider that makes no returns any more."""


_PURPOSES = tuple("1234567")
"""Codes of what tailored learning is for (ACL), of which no published list is at hand."""


def _codes_of_aims() -> list[Row]:
    """Every code that was ever on a year's list."""
    from alder.sources.ilr.codes import monitoring

    known = [(code.type, code.code) for code in monitoring.aim_fam]
    purposes = [("ACL", purpose) for purpose in _PURPOSES]
    return [{"LearnDelFAMType": kind, "LearnDelFAMCode": code} for kind, code in (*known, *purposes)]


def _codes_of_learners() -> list[Row]:
    from alder.sources.ilr.codes import learner

    return [
        {"LearnFAMType": code.type, "LearnFAMCode": int(code.code), "ValidTo": code.last}
        for code in learner.learner_fam
    ]


def _postcodes() -> pa.Table:
    """The postcodes as the rules ask for them."""
    from alder.sources.reference.table_catalogue import table

    places = postcode_place()
    partnership = pa.repeat(pa.scalar(_PARTNERSHIP), places.num_rows)
    columns = [places["postcode"], places["introduced"], places["terminated"], places["lad"], partnership]
    return pa.table([*columns, pa.nulls(places.num_rows, pa.string())], schema=table("postcode").schema)


@cache
def tables() -> Mapping[str, pa.Table]:
    """Everything that somebody registers."""
    from alder.sources.reference.table_catalogue import (
        table,
    )  # it gathers the rules, which whoever makes up returns does without

    listed = [provider(number) for number in range(LISTED)]
    rows: dict[str, list[Row]] = {
        "organisation": [
            {
                "UKPRN": one.ukprn,
                "LegalOrgType": _LEGAL_TYPES[one.sort],
                "PartnerUKPRN": True,
                "LongTermResid": False,
            }
            for one in listed
        ],
        "ofs_register": [
            {"UKPRN": one.ukprn, "EffectiveFrom": _OFFICE_FOR_STUDENTS_SINCE, "FundingFieldsRequired": True}
            for one in listed
            if one.sort is ProviderKind.COLLEGE
        ],
        "campus": [
            {"CampusIdentifier": campus(one.ukprn, site), "MasterUKPRN": one.ukprn}
            for one in listed
            for site in range(1, _SITES + 1)
        ]
        + [{"CampusIdentifier": CLOSED_CAMPUS, "MasterUKPRN": _CLOSED_PROVIDER}],
        "epa_organisation": [
            {"EPAOrgID": assessor, "StandardCode": standard.code, "EffectiveFrom": standard.opens}
            for assessor in ASSESSORS
            for standard in listed_standards()
        ],
        "employer_register": [{"EmpId": number} for number in employers().tolist()],
        "learner_register": [{"ULN": series} for series in range(FIRST_LEARNER_SERIES, LAST_LEARNER_SERIES + 1)],
        "codes_of_the_year": _codes_of_aims(),
        "codes_of_learners": _codes_of_learners(),
    }
    made = {name: pa.Table.from_pylist(of, schema=table(name).schema) for name, of in rows.items()}
    return {**made, "postcode": _postcodes()}
