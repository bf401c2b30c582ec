"""The contracts that a provider must have for what it delivers.

Provider 10000001 has every contract named, 10000002 has none. The first one's take no new starts from 2026-01-01.
"""

from __future__ import annotations

from typing import Any

import pytest

from alder.sources.ilr.rules import contracts as rules
from alder.sources.ilr.rules import contracts_2020 as old

FILES = """
    case          | UKPRN
    with          | 10000001
    without       | 10000002
    ended before  | 10000002
    ended earlier | 10000002
    ended now     | 10000002
    other aim     | 10000002
"""


def held(*streams: str) -> str:
    rows = "".join(f"\n10000001 | {s} | C-{n} | 2024-08-01 | 2026-01-01" for n, s in enumerate(streams))
    other = "\n10000002 | OTHER | X-1 | 2024-08-01 | 2020-01-01"
    return "DeliveryUKPRN | FundingStreamPeriodCode | ContractAllocationNumber | StartDate | StopNewStartsFromDate" + (
        rows + other
    )


def aims(start: str = "", model: str = "", programme: str = "", type: str = "", year: int = 2025) -> str:
    ends = {
        "with": "",
        "without": "",
        "ended before": f"{year}-07-31",
        "ended earlier": f"{year - 1}-07-31",
        "ended now": f"{year}-08-01",
    }
    rows = "".join(f"\n{c} | {e} | {start} | {model} | {programme} | {type}" for c, e in ends.items())
    return f"case | LearnActEndDate | LearnStartDate | FundModel | ProgType | AimType{rows}\nother aim | | | | |"


def records(*pairs: str) -> str:
    cases = ("with", "without", "ended before", "ended earlier", "ended now")
    rows = "".join(f"\n{c} | {p.replace(' ', ' | ')}" for c in cases for p in pairs)
    return f"case | LearnDelFAMType | LearnDelFAMCode{rows}"


NOW = ["without", "ended now"]
THEN = ["without", "ended now", "ended earlier"]

NEEDED: list[tuple[Any, dict[str, str], tuple[str, ...], tuple[str, ...], list[str]]] = [
    (rules.no_contract_for_adult_skills, {"model": "35"}, (), ("STFIG2526",), NOW),
    (rules.no_contract_for_the_tender_of_2017, {"start": "2017-11-01"}, ("LDM 357",), ("STFI2021",), NOW),
    (
        rules.no_contract_for_the_tender_of_2021,
        {"start": "2021-08-01", "model": "35"},
        ("LDM 379", "SOF 105"),
        ("AEB-NSF2324",),
        NOW,
    ),
    (
        rules.no_contract_for_the_tender_of_2023,
        {"start": "2023-08-01", "model": "38"},
        ("LDM 388", "SOF 105"),
        ("ASF2023-AS2526",),
        NOW,
    ),
    (rules.no_contract_for_the_skills_fund, {"model": "38"}, (), ("ASFC-ASCL2526",), NOW),
    (rules.no_contract_for_bursaries, {}, ("ALB 2",), ("ALLB2526",), NOW),
    (rules.no_contract_for_older_apprenticeships, {"programme": "25", "model": "81"}, (), ("APPS2526",), NOW),
    (
        rules.no_contract_for_levy_apprenticeships,
        {"start": "2017-05-01", "model": "36"},
        ("ACT 1",),
        ("NONLEVY2019",),
        NOW,
    ),
    (
        rules.no_contract_for_agency_apprenticeships,
        {"start": "2017-05-01", "model": "36"},
        ("ACT 2",),
        ("ANLAP2018",),
        NOW,
    ),
    (
        rules.no_contract_for_non_levy_starts,
        {"start": "2018-01-01", "type": "1"},
        ("ACT 2",),
        ("16-18NLAP2018",),
        NOW,
    ),
    (rules.no_extended_contract, {}, ("LDM 358", "ACT 2"), ("APPS2526",), NOW),
    (old.no_contract_for_adult_skills_2020, {"model": "35"}, ("SOF 105",), ("STFIC2021",), THEN),
    (old.no_contract_for_the_tender_of_2017_2020, {"start": "2017-11-01"}, ("LDM 357",), ("AEB-AS2021",), THEN),
    (old.no_contract_for_bursaries_2020, {}, ("ALB 2",), ("ALLBC2021",), NOW),
    (old.no_contract_for_older_apprenticeships_2020, {"programme": "3", "model": "35"}, (), ("APPS2021",), THEN),
    (
        old.no_contract_for_agency_apprenticeships_2020,
        {"start": "2017-05-01", "model": "36"},
        ("ACT 2",),
        ("APPS2021",),
        THEN,
    ),
    (
        old.no_contract_for_non_levy_starts_2020,
        {"start": "2018-01-01", "type": "1"},
        ("ACT 2",),
        ("ANLAP2018",),
        THEN,
    ),
    (old.no_extended_contract_2020, {}, ("LDM 358", "ACT 2"), ("APPS2021",), THEN),
]


@pytest.mark.parametrize(("rule", "aim", "marks", "streams", "expect"), NEEDED)
def test_a_provider_has_a_contract_for_what_it_delivers(breaks, rule, aim, marks, streams, expect):
    year = 2020 if rule.__module__.endswith("2020") else 2025
    breaks(
        rule,
        file=FILES,
        aim=aims(**aim, year=year),
        fam=records(*marks) if marks else records("DUM 1"),
        allocation=held(*streams),
        expect=expect,
    )


@pytest.mark.parametrize(
    ("rule", "exempt"),
    [
        (rules.no_contract_for_adult_skills, "LDM 377"),
        (rules.no_contract_for_adult_skills, "SOF 110"),
        (old.no_contract_for_adult_skills_2020, "LDM 034"),
        (old.no_contract_for_adult_skills_2020, "SOF 117"),
    ],
)
def test_some_adult_aims_need_no_contract(breaks, rule, exempt):
    aim = """
        case     | FundModel | ProgType
        plain    | 35        |
        exempt   | 35        |
        in parts | 35        | 25
    """
    fam = f"""
        case     | LearnDelFAMType | LearnDelFAMCode
        plain    | SOF             | 105
        exempt   | {exempt.replace(" ", " | ")}
        in parts | SOF             | 105
    """
    breaks(rule, aim=aim, fam=fam, allocation=held(), expect=["plain"])


STOPPED: list[tuple[Any, dict[str, str], tuple[str, ...], str]] = [
    (rules.adult_skills_start_too_late, {"model": "35"}, ("SOF 105",), "STFIG2526"),
    (rules.tender_of_2017_start_too_late, {"model": "35"}, ("SOF 105", "LDM 357"), "AEB-AS2021"),
    (rules.tender_of_2021_start_too_late, {"model": "35"}, ("SOF 105", "LDM 379"), "AEB-AS2324"),
    (rules.tender_of_2023_start_too_late, {"model": "35"}, ("SOF 105", "LDM 388"), "ASF2023-STFI2526"),
    (rules.skills_fund_start_too_late, {"model": "38"}, ("SOF 105",), "ASFC-FCFJ2526"),
    (rules.non_levy_start_too_late, {"model": "36", "type": "1"}, ("ACT 2",), "ANLAP2018"),
    (rules.levy_start_too_late, {"model": "36", "type": "1"}, ("ACT 1",), "LEVY1799"),
    (old.adult_skills_start_too_late_2020, {"model": "35"}, ("SOF 105",), "AEBC-ASCL2021"),
    (old.traineeship_start_too_late, {"model": "25", "programme": "24"}, ("SOF 105",), "16-18TRN2021"),
]


@pytest.mark.parametrize(("rule", "aim", "marks", "stream"), STOPPED)
def test_no_aim_starts_after_the_contract_ceased_to_pay(breaks, rule, aim, marks, stream):
    said = f"{aim.get('model', '')} | {aim.get('programme', '')} | {aim.get('type', '')}"
    cases = {"that day": "2026-01-01", "day before": "2025-12-31", "restart": "2026-01-01", "no contract": "2026-01-01"}
    marked = "".join(f"\n{c} | {m.replace(' ', ' | ')}" for c in cases for m in marks)
    breaks(
        rule,
        file="case | UKPRN\nthat day | 10000001\nday before | 10000001\nrestart | 10000001\nno contract | 10000003",
        aim="case | LearnStartDate | FundModel | ProgType | AimType"
        + "".join(f"\n{c} | {day} | {said}" for c, day in cases.items()),
        fam=f"case | LearnDelFAMType | LearnDelFAMCode{marked}\nrestart | RES | 1",
        allocation=held(stream),
        expect=["that day"],
    )


def test_the_latest_contract_says_when_new_starts_end(breaks):
    allocation = """
        DeliveryUKPRN | FundingStreamPeriodCode | StartDate  | StopNewStartsFromDate
        10000001      | LEVY1799                | 2017-05-01 | 2019-01-01
        10000001      | NONLEVY2019             | 2019-08-01 |
        10000001      | OTHER                   | 2020-08-01 | 2019-01-01
        10000002      | NONLEVY2019             | 2017-05-01 |
        10000002      | LEVY1799                | 2019-08-01 | 2019-01-01
        10000003      | LEVY1799                |            | 2019-01-01
        10000004      | LEVY1799                |            | 2019-01-01
        10000004      | NONLEVY2019             | 2019-08-01 |
    """
    providers = {"latest is open": 1, "latest has stopped": 2, "only one, undated": 3, "another is dated": 4}
    breaks(
        rules.levy_start_too_late,
        file="case | UKPRN" + "".join(f"\n{case} | 1000000{n}" for case, n in providers.items()),
        aim="case | LearnStartDate | FundModel | AimType" + "".join(f"\n{c} | 2020-08-01 | 36 | 1" for c in providers),
        fam="case | LearnDelFAMType | LearnDelFAMCode" + "".join(f"\n{c} | ACT | 1" for c in providers),
        allocation=allocation,
        expect=["latest has stopped", "only one, undated"],
    )


@pytest.mark.parametrize("rule", [rules.extended_beside_a_newer_contract, old.extended_beside_a_newer_contract_2020])
def test_extended_contracts_are_for_providers_without_a_newer_one(breaks, rule):
    breaks(
        rule,
        file="case | UKPRN\nnewer | 10000001\nno newer | 10000002\nother aim | 10000001",
        fam="""
            case      | LearnDelFAMType | LearnDelFAMCode
            newer     | LDM             | 358
            newer     | ACT             | 2
            no newer  | LDM             | 358
            no newer  | ACT             | 2
            other aim | ACT             | 2
        """,
        aim="case | AimType\nnewer | 1\nno newer | 1\nother aim | 1",
        allocation=held("ANLAP2018"),
        expect=["newer"],
    )


BURSARIES = """
    case             | LearnDelFAMType | LearnDelFAMCode
    rate 1, with     | ALB             | 1
    rate 1, without  | ALB             | 1
    rate 2, with     | ALB             | 2
    rate 2, without  | ALB             | 2
"""
BURSARY_FILES = """
    case             | UKPRN
    rate 1, with     | 10000001
    rate 1, without  | 10000002
    rate 2, with     | 10000001
    rate 2, without  | 10000002
"""


def test_bursaries_at_some_rates_need_their_contract(breaks):
    breaks(
        rules.bursary_rate_without_its_contract,
        file=BURSARY_FILES,
        fam=BURSARIES,
        allocation=held("ALLBC2526"),
        expect=["rate 1, without"],
    )


def test_in_2020_bursaries_at_some_rates_do_not_go_with_that_contract(breaks):
    breaks(
        old.bursary_rate_beside_its_contract_2020,
        file=BURSARY_FILES,
        fam=BURSARIES,
        allocation=held("ALLBC2021"),
        expect=["rate 1, with"],
    )


SHORT_TERM = """
    UKPRN    | LdmCode | EffectiveFrom | EffectiveTo
    10000001 | 370     | 2025-08-01    | 2025-12-31
    10000001 | 390     | 2025-08-01    |
"""
SHORT_TERM_AIMS = """
    case            | LearnStartDate
    in time         | 2025-12-31
    too late        | 2026-01-01
    of another      | 2025-12-31
    later code      | 2025-07-31
    no such funding | 2026-01-01
"""
SHORT_TERM_MARKS = """
    case            | LearnDelFAMType | LearnDelFAMCode
    in time         | LDM             | 370
    too late        | LDM             | 370
    of another      | LDM             | 370
    later code      | LDM             | 390
    no such funding | LDM             | 373
"""
SHORT_TERM_CASES = {
    "aim": SHORT_TERM_AIMS,
    "fam": SHORT_TERM_MARKS,
    "file": "case | UKPRN\nin time | 10000001\ntoo late | 10000001\nof another | 10000002\nlater code | 10000001",
    "short_term_funding": SHORT_TERM,
}


def test_in_2020_the_four_short_term_codes_need_their_funding(breaks):
    expect = ["too late", "of another", "no such funding"]
    breaks(old.no_short_term_funding_2020, **SHORT_TERM_CASES, expect=expect)


def test_short_term_codes_need_their_funding(breaks):
    expect = ["too late", "of another", "later code"]
    breaks(rules.no_short_term_funding, **SHORT_TERM_CASES, expect=expect)


SOCIAL_FUND = """
    DeliveryUKPRN | FundingStreamPeriodCode | ContractAllocationNumber | StartDate  | StopNewStartsFromDate
    10000001      | ESF1420                 | ESF-1                    | 2019-04-01 | 2021-01-01
"""
SOCIAL_FUND_AIMS = """
    case          | FundModel | ConRefNumber | LearnStartDate | LearnActEndDate
    known         | 70        | esf-1        | 2020-12-31     |
    too late      | 70        | ESF-1        | 2021-01-01     |
    unknown       | 70        | ESF-2        | 2020-09-01     |
    ended before  | 70        | ESF-2        | 2019-09-01     | 2020-07-31
    of another    | 70        | ESF-1        | 2021-01-01     |
    other funding | 35        | ESF-2        | 2021-01-01     |
"""
SOCIAL_FUND_FILES = """
    case          | UKPRN
    known         | 10000001
    too late      | 10000001
    unknown       | 10000001
    ended before  | 10000001
    of another    | 10000002
    other funding | 10000001
"""


def test_the_social_fund_pays_by_contract(breaks):
    breaks(
        old.no_contract_from_the_social_fund,
        file=SOCIAL_FUND_FILES,
        aim=SOCIAL_FUND_AIMS,
        allocation=SOCIAL_FUND,
        contract=SOCIAL_FUND,
        expect=["unknown", "of another"],
    )


def test_no_aim_starts_after_its_contract_of_the_social_fund_ceased_to_pay(breaks):
    breaks(
        old.social_fund_start_too_late,
        file=SOCIAL_FUND_FILES,
        aim=SOCIAL_FUND_AIMS,
        contract=SOCIAL_FUND,
        expect=["too late"],
    )


def test_a_bootcamp_names_its_contract(breaks):
    aim = """
        case              | ProgType | ConRefNumber
        own               | 32       | SB-0001-D12
        other deliverable | 32       | SB-0001-D13
        of the area       | 32       | LOCAL-7
        missing           | 32       |
        of another        | 32       | SB-0002-D12
        no bootcamp       | 25       |
    """
    breaks(
        rules.no_contract_for_the_bootcamp,
        aim=aim,
        bootcamp_allocation="""
            DeliveryUKPRN | FundingStreamPeriodCode | ContractAllocationNumber
            10000001      | SB2023                  | SB-0001
            10000002      | SB2023                  | SB-0002
        """,
        bootcamp_deliverable="""
            ContractAllocationNumber | DeliverableCode
            SB-0001                  | D12
            SB-0002                  | D12
        """,
        bootcamp_contract="""
            ConRefNumber
            LOCAL-7
        """,
        expect=["other deliverable", "missing", "of another"],
    )
