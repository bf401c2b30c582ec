"""Rules about what the contracts of the European Social Fund pay for."""

from __future__ import annotations

from alder.sources.ilr.rules import social_fund_aims as rules

AIMS = """
    case           | LearnAimRef | FundModel | ConRefNumber
    inside         | 60001234    | 70        | ESF-1
    outside        | 60005678    | 70        | ESF-1
    first aim      | ZESF0001    | 70        | ESF-1
    other funding  | 60005678    | 35        | ESF-1
    other contract | 60005678    | 70        | ESF-2
    unknown aim    | 60009999    | 70        | ESF-1
    no level       | 60007777    | 70        | ESF-1
"""

LIST = """
    LearnAimRef | NotionalNVQLevelv2 | SectorSubjectAreaTier1 | SectorSubjectAreaTier2
    60001234    | 2                  | 13.00                  | 13.10
    60005678    | 4                  | 14.00                  | 14.20
    60007777    | X                  | 13.00                  | 13.20
"""


def test_an_aim_is_of_a_sector_of_the_contract(breaks):
    breaks(
        rules.aim_of_a_sector_outside_the_contract,
        aim=AIMS,
        lars_delivery=LIST,
        contract_sector="""
            ContractAllocationNumber | SectorSubjectAreaCode
            ESF-1                    | 13.10
            ESF-1                    | 13.20
        """,
        expect=["outside", "unknown aim"],
    )


def test_an_aim_is_at_a_level_of_the_contract(breaks):
    breaks(
        rules.aim_of_a_level_outside_the_contract,
        aim=AIMS,
        lars_delivery=LIST,
        contract_sector="""
            ContractAllocationNumber | MinLevelCode | MaxLevelCode
            ESF-1                    | E            | 3
        """,
        expect=["outside", "unknown aim"],
    )


def test_an_aim_is_at_a_level_of_its_sector_in_the_contract(breaks):
    breaks(
        rules.aim_of_a_sector_and_level_outside_the_contract,
        aim=AIMS,
        lars_delivery=LIST,
        contract_sector="""
            ContractAllocationNumber | SectorSubjectAreaCode | MinLevelCode | MaxLevelCode
            ESF-1                    | 13.00                 | 2            | 3
            ESF-1                    | 14.20                 |              | 3
        """,
        expect=["outside", "unknown aim"],
    )


def test_an_aim_starts_after_the_first_aim_of_its_contract(breaks):
    breaks(
        rules.started_before_the_first_aim,
        aim="""
            case           | LearnAimRef | FundModel | ConRefNumber | LearnStartDate | CompStatus
            day before     | ZESF0001    | 70        | ESF-1        | 2019-09-01     | 2
            day before     | 60001234    | 70        | ESF-1        | 2019-08-31     | 1
            same day       | ZESF0001    | 70        | ESF-1        | 2019-09-01     | 2
            same day       | 60001234    | 70        | ESF-1        | 2019-09-01     | 1
            other contract | ZESF0001    | 70        | ESF-2        | 2019-09-01     | 2
            other contract | 60001234    | 70        | ESF-1        | 2019-08-31     | 1
        """,
        expect=["day before"],
    )


def test_a_first_aim_starts_once_its_contract_has(breaks):
    breaks(
        rules.first_aim_before_the_contract,
        aim="""
            case        | LearnAimRef | FundModel | ConRefNumber | LearnStartDate
            day before  | ZESF0001    | 70        | ESF-1        | 2019-07-31
            first day   | ZESF0001    | 70        | ESF-1        | 2019-08-01
            unknown     | ZESF0001    | 70        | ESF-9        | 2019-08-01
            later aim   | 60001234    | 70        | ESF-1        | 2019-07-31
        """,
        allocation="""
            ContractAllocationNumber | StartDate
            ESF-1                    | 2019-08-01
        """,
        expect=["day before", "unknown"],
    )
