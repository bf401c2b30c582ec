"""Contracts of made-up providers with those who pay for learning, and whom those contracts are for.

Every provider has a contract from every stream of funding that it could need. Two providers have contracts from the
European Social Fund, one teaches Skills Bootcamps. Adults are paid for by the nation everywhere: no authority has a
budget of its own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from alder.sources.miniature import places
from alder.sources.miniature.providers import LISTED, ProviderKind, provider

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = dict[str, Any]

_STREAMS = """
AEBC-ASCL2021 | grant    | 2016-08-01 |            | adult skills and community learning, to July 2021
AEB-AS2021    | training | 2016-08-01 |            | adult skills, to July 2021
ALLB2021      | all      | 2013-08-01 |            | bursaries beside loans, to July 2021
APPS2021      | all      | 2011-08-01 |            | apprenticeships begun before May 2017, to July 2021
16-18TRN2021  | all      | 2013-08-01 | 2021-08-01 | traineeships
LEVY1799      | all      | 2017-05-01 |            | apprenticeships paid from the account of an employer
NONLEVY2019   | all      | 2019-08-01 |            | apprenticeships paid from the account of a small employer
16-18NLAP2018 | all      | 2018-01-01 | 2021-04-01 | apprenticeships of the young, with a contract of the agency
ANLAP2018     | all      | 2018-01-01 | 2021-04-01 | apprenticeships of adults, with a contract of the agency
ALLB2526      | all      | 2021-08-01 |            | bursaries beside loans
ALLBC2526     | all      | 2021-08-01 |            | bursaries beside loans, at all rates
APPS2526      | all      | 2021-08-01 |            | apprenticeships begun before May 2017
ASFC-ASCL2526 | all      | 2021-08-01 |            | adult skills and tailored learning
ASFC-FCFJ2526 | all      | 2021-08-01 |            | Free Courses for Jobs
"""
"""Streams of funding: code, providers that have a contract from it (those with a grant are colleges and communities),
first day, and the day from which nobody may start."""

_SOCIAL_FUND, _SOCIAL_FUND_CONTRACTS = "ESF1420", ("ESF-990001", "ESF-990002")
_SOCIAL_FUND_LASTS = (date(2015, 8, 1), date(2021, 8, 1))
_BOOTCAMPS, _BOOTCAMP_CONTRACT, _BOOTCAMP_PROVIDER = "SB2023", "SB-990001", 2
_BOOTCAMPS_LAST = (date(2023, 4, 1), date(2027, 4, 1))
_BOOTCAMP_DELIVERABLES = ("D01", "D02", "D03")
_LOCAL_BOOTCAMP = "XSB-10000003-990001"

_MERESHIRE = "E47990001"
"""The combined authority that is being made: it has no budget, and no list of its postcodes yet."""
_NATION = "105"
"""The code of who pays for adults where no authority has a budget of its own."""
_BUDGETS_SINCE = date(2010, 8, 1)

SHORT_TERM = "370"
"""A code of short-term funding, which three providers had in 2020/21."""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _allocations() -> list[Row]:
    listed = [provider(number) for number in range(LISTED)]
    streams = [[cell.strip() for cell in line.split("|")][:4] for line in _STREAMS.strip().splitlines()]
    rows = [
        {
            "DeliveryUKPRN": one.ukprn,
            "FundingStreamPeriodCode": stream,
            "ContractAllocationNumber": f"{stream[:4]}-{one.ukprn % 1_000_000:06d}-{number:02d}",
            "StartDate": _day(first),
            "StopNewStartsFromDate": _day(stop),
        }
        for one in listed
        for number, (stream, whose, first, stop) in enumerate(streams, 1)
        if whose in ("all", "training" if one.sort is ProviderKind.TRAINING else "grant")
    ]
    names = tuple(rows[0])
    social_fund = [
        (listed[n].ukprn, _SOCIAL_FUND, number, *_SOCIAL_FUND_LASTS) for n, number in enumerate(_SOCIAL_FUND_CONTRACTS)
    ]
    bootcamps = (listed[_BOOTCAMP_PROVIDER].ukprn, _BOOTCAMPS, _BOOTCAMP_CONTRACT, *_BOOTCAMPS_LAST)
    return [*rows, *(dict(zip(names, other, strict=True)) for other in (*social_fund, bootcamps))]


def _social_fund() -> dict[str, list[Row]]:
    """The first contract is for adults out of work, in care and retail, up to level 2, in two districts."""
    number = {"ContractAllocationNumber": _SOCIAL_FUND_CONTRACTS[0]}
    return {
        "contract_eligibility": [
            {
                **number,
                "MinAge": 19,
                "MaxAge": 64,
                "MinPriorAttainment": None,
                "MaxPriorAttainment": "2",
                "MinLengthOfUnemployment": None,
                "MaxLengthOfUnemployment": None,
                "Benefits": False,
            }
        ],
        "contract_local_authority": [{**number, "Code": f"E07{990_001 + district}"} for district in range(2)],
        "contract_enterprise_partnership": [{**number, "Code": "E37990001"}],
        "contract_employment_status": [{**number, "Code": status} for status in (11, 12)],
        "contract_sector": [
            {**number, "SectorSubjectAreaCode": Decimal(area), "MinLevelCode": "E", "MaxLevelCode": "2"}
            for area in ("1.00", "7.00")
        ],
    }


def _budgets() -> pa.Table:
    """For each postcode of a combined authority but that of Mereshire, who pays for adults who live there."""
    from alder.sources.reference.table_catalogue import table

    members = places.tables()["lad_combined_authority"]
    elsewhere = members["lad"].filter(pc.not_equal(members["cauth"], _MERESHIRE))
    listed = places.postcode_place()
    inside = listed["postcode"].filter(pc.is_in(listed["lad"], elsewhere.combine_chunks()))
    many = len(inside)
    nation, since = pa.repeat(pa.scalar(_NATION), many), pa.repeat(pa.scalar(_BUDGETS_SINCE), many)
    return pa.table([inside, nation, since, pa.nulls(many, pa.date32())], schema=table("devolved_postcode").schema)


@cache
def tables() -> Mapping[str, pa.Table]:
    """Everything about contracts."""
    from alder.sources.reference.table_catalogue import (
        table,
    )  # it gathers the rules, which whoever makes up returns does without

    rows: dict[str, list[Row]] = {
        "allocation": _allocations(),
        "bootcamp_deliverable": [
            {"ContractAllocationNumber": _BOOTCAMP_CONTRACT, "DeliverableCode": code} for code in _BOOTCAMP_DELIVERABLES
        ],
        "bootcamp_contract": [{"ConRefNumber": _LOCAL_BOOTCAMP}],
        "short_term_funding": [
            {
                "UKPRN": provider(number).ukprn,
                "LdmCode": SHORT_TERM,
                "EffectiveFrom": date(2020, 8, 1),
                "EffectiveTo": date(2021, 7, 31),
            }
            for number in range(3)
        ],
        **_social_fund(),
    }
    made = {name: pa.Table.from_pylist(of, schema=table(name).schema) for name, of in rows.items()}
    return {**made, "devolved_postcode": _budgets()}
