"""Rules about the first day on which kinds of programmes may start."""

from __future__ import annotations

from alder.sources.ilr.rules import starts


def test_a_bootcamp_starts_once_its_contract_has(breaks):
    breaks(
        starts.bootcamp_before_its_contract,
        aim="""
            case       | ProgType | AimType | ConRefNumber  | LearnStartDate
            day before | 32       | 1       | WMCA-1234-001 | 2025-08-31
            first day  | 32       | 1       | WMCA-1234-001 | 2025-09-01
            part       | 32       | 3       | WMCA-1234-001 | 2025-08-31
            unknown    | 32       | 1       | WMCA-9999-001 | 2025-08-31
        """,
        allocation="""
            ContractAllocationNumber | StartDate
            WMCA-1234                | 2025-09-01
        """,
        expect=["day before"],
    )


def test_a_bootcamp_starts_when_its_funding_began(breaks):
    breaks(
        starts.bootcamp_before_the_first,
        aim="""
            case        | FundModel | LearnStartDate
            day before  | 37        | 2022-07-31
            first day   | 37        | 2022-08-01
            other       | 35        | 2022-07-31
        """,
        expect=["day before"],
    )
