"""Loans, bursaries, full funding, learning support and purposes of community learning."""

from __future__ import annotations

from alder.sources.ilr.rules import funding_records as rules

COMMUNITY = """
    case              | FundModel | LearnStartDate
    not said          | 10        | 2023-08-01
    day before        | 10        | 2023-07-31
    said              | 10        | 2023-08-01
    code 340          | 10        | 2023-08-01
    adult             | 35        | 2023-08-01
"""
KINDS = """
    case              | LearnDelFAMType | LearnDelFAMCode
    not said          | LDM             | 034
    day before        | ASL             | 1
    said              | ASL             | 1
    said              | ACL             | 1
    code 340          | LDM             | 340
    adult             | ASL             | 2
"""


def test_in_2020_community_learning_has_a_kind(breaks):
    breaks(rules.no_kind_of_community_learning, aim=COMMUNITY, fam=KINDS, expect=["not said"])


def test_in_2020_other_learning_has_no_kind_of_community_learning(breaks):
    breaks(rules.kind_of_community_learning_elsewhere, aim=COMMUNITY, fam=KINDS, expect=["adult"])


def test_community_learning_has_a_purpose_since_august_2023(breaks):
    expect = ["not said", "code 340"]
    breaks(rules.no_purpose_of_community_learning, aim=COMMUNITY, fam=KINDS, expect=expect)


TAILORED = """
    case                 | FundModel | LearnStartDate
    neither said         | 11        | 2025-08-01
    neither, before 2025 | 11        | 2025-07-31
    neither, before 2024 | 11        | 2024-07-31
    both said            | 11        | 2025-08-01
    skills fund          | 38        | 2025-08-01
"""
PURPOSES = """
    case                 | LearnDelFAMType | LearnDelFAMCode
    both said            | ACL             | 1
    both said            | LDM             | 401
"""


def test_tailored_learning_has_a_purpose_since_august_2024(breaks):
    expect = ["neither said", "neither, before 2025"]
    breaks(rules.no_purpose_of_tailored_learning, aim=TAILORED, fam=PURPOSES, expect=expect)


def test_tailored_learning_says_how_it_is_funded_since_august_2025(breaks):
    breaks(rules.not_said_how_tailored_learning_is_funded, aim=TAILORED, fam=PURPOSES, expect=["neither said"])


MODELS = """
    case         | FundModel
    young        | 25
    community    | 10
    adult        | 35
    skills fund  | 38
    social fund  | 70
    unfunded     | 99
"""


def _all(type: str) -> str:
    cases = ("young", "community", "adult", "skills fund", "social fund", "unfunded")
    return "case | LearnDelFAMType | LearnDelFAMCode" + "".join(f"\n{c} | {type} | 1" for c in cases)


def test_in_2020_family_learning_is_in_adult_funding(breaks):
    expect = ["young", "community", "skills fund", "social fund", "unfunded"]
    breaks(rules.family_learning_elsewhere, year="2020/21", aim=MODELS, fam=_all("FLN"), expect=expect)


def test_family_learning_is_in_adult_funding(breaks):
    expect = ["young", "community", "social fund", "unfunded"]
    breaks(rules.family_learning_elsewhere, aim=MODELS, fam=_all("FLN"), expect=expect)


def test_in_2020_only_adult_funding_says_full_or_co_funding(breaks):
    expect = ["young", "community", "skills fund", "social fund", "unfunded"]
    breaks(rules.full_or_co_funding_elsewhere_2020, aim=MODELS, fam=_all("FFI"), expect=expect)


def test_only_adult_funding_says_full_or_co_funding(breaks):
    expect = ["young", "social fund", "unfunded"]
    breaks(rules.full_or_co_funding_elsewhere, aim=MODELS, fam=_all("FFI"), expect=expect)


def test_a_loan_is_recorded_without_other_funding(breaks):
    expect = ["young", "community", "adult", "skills fund", "social fund"]
    breaks(rules.loan_recorded_elsewhere, aim=MODELS, fam=_all("ADL"), expect=expect)


def test_in_2020_some_funding_pays_no_learning_support(breaks):
    expect = ["young", "community", "social fund", "unfunded"]
    breaks(rules.learning_support_elsewhere, year="2020/21", aim=MODELS, fam=_all("LSF"), expect=expect)


def test_some_funding_pays_no_learning_support(breaks):
    expect = ["young", "community", "unfunded"]
    breaks(rules.learning_support_elsewhere, aim=MODELS, fam=_all("LSF"), expect=expect)


BURSARIES = """
    case            | FundModel
    without a loan  | 99
    with a loan     | 99
    pilot           | 81
    adult           | 35
"""
BURSARY_RECORDS = """
    case            | LearnDelFAMType | LearnDelFAMCode
    without a loan  | ALB             | 2
    with a loan     | ALB             | 2
    with a loan     | ADL             | 1
    pilot           | ALB             | 2
    pilot           | LDM             | 359
    adult           | ALB             | 2
    adult           | ADL             | 1
"""


def test_in_2020_a_bursary_goes_with_a_loan(breaks):
    breaks(rules.bursary_without_a_loan_2020, aim=BURSARIES, fam=BURSARY_RECORDS, expect=["without a loan"])


def test_a_bursary_goes_with_a_loan(breaks):
    expect = ["without a loan", "pilot"]
    breaks(rules.bursary_without_a_loan, aim=BURSARIES, fam=BURSARY_RECORDS, expect=expect)


def test_in_2020_a_bursary_goes_without_other_funding(breaks):
    breaks(rules.bursary_recorded_elsewhere_2020, aim=BURSARIES, fam=BURSARY_RECORDS, expect=["adult"])


def test_a_bursary_goes_without_other_funding(breaks):
    breaks(rules.bursary_recorded_elsewhere, aim=BURSARIES, fam=BURSARY_RECORDS, expect=["pilot", "adult"])


def test_apprentices_have_no_loans(breaks):
    aim = """
        case        | FundModel | ProgType
        apprentice  | 99        | 25
        other       | 99        |
        no loan     | 99        | 25
    """
    fam = """
        case        | LearnDelFAMType | LearnDelFAMCode
        apprentice  | ADL             | 1
        other       | ADL             | 1
    """
    breaks(rules.loan_for_an_apprenticeship, aim=aim, fam=fam, expect=["apprentice"])


def test_the_career_learning_pilot_has_a_loan(breaks):
    aim = """
        case     | FundModel
        no loan  | 99
        loan     | 99
        funded   | 81
    """
    fam = """
        case     | LearnDelFAMType | LearnDelFAMCode
        no loan  | LDM             | 359
        loan     | LDM             | 359
        loan     | ADL             | 1
        funded   | LDM             | 359
    """
    breaks(rules.career_learning_pilot_without_a_loan, aim=aim, fam=fam, expect=["no loan"])


EXTENDED = """
    case             | FundModel | ProgType
    adult aim        | 35        |
    unfunded         | 99        | 25
    standard         | 36        | 25
    co-funded        | 81        | 20
    co-funded, late  | 36        | 25
"""
EXTENSIONS = """
    case             | LearnDelFAMType | LearnDelFAMCode
    adult aim        | EEF             | 2
    unfunded         | EEF             | 3
    standard         | EEF             | 2
    co-funded        | EEF             | 2
    co-funded        | FFI             | 2
    co-funded, late  | EEF             | 2
    co-funded, late  | FFI             | 2
"""


def test_extended_funding_is_for_apprenticeships(breaks):
    expect = ["adult aim", "unfunded"]
    breaks(rules.extended_funding_elsewhere, year="2020/21", aim=EXTENDED, fam=EXTENSIONS, expect=expect)


def test_young_apprentices_are_fully_funded(breaks):
    breaks(rules.young_apprentice_co_funded, aim=EXTENDED, fam=EXTENSIONS, expect=["co-funded"])


def test_contracts_with_the_agency_ended_with_march_2021(breaks):
    aim = """
        case        | AimType | LearnStartDate
        late        | 1       | 2021-04-01
        day before  | 1       | 2021-03-31
        restart     | 1       | 2021-04-01
        part        | 3       | 2021-04-01
    """
    fam = """
        case        | LearnDelFAMType | LearnDelFAMCode
        late        | ACT             | 2
        day before  | ACT             | 2
        restart     | ACT             | 2
        restart     | RES             | 1
        part        | ACT             | 2
    """
    breaks(rules.contract_with_the_agency_after_they_ended, aim=aim, fam=fam, expect=["late"])


BOOTCAMPS = """
    case            | AimType | ProgType
    programme       | 1       | 32
    part            | 3       | 32
    other programme | 1       | 25
    not fully said  | 1       | 32
"""
EVENTS = """
    case            | LearnDelFAMType | LearnDelFAMCode
    programme       | EVI             | 1
    programme       | FFI             | 1
    part            | EVI             | 1
    part            | FFI             | 2
    other programme | EVI             | 1
"""


def test_a_bootcamp_says_full_or_co_funding(breaks):
    breaks(rules.bootcamp_not_said_if_fully_funded, aim=BOOTCAMPS, fam=EVENTS, expect=["not fully said"])


def test_events_belong_to_bootcamps(breaks):
    breaks(rules.event_outside_bootcamps, aim=BOOTCAMPS, fam=EVENTS, expect=["other programme"])


def test_events_belong_to_the_programme_aim(breaks):
    breaks(rules.event_outside_the_programme_aim, aim=BOOTCAMPS, fam=EVENTS, expect=["part"])
