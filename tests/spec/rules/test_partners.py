"""Partners, contract references, adjustments of funding and the provider's own marks of an aim."""

from __future__ import annotations

from alder.sources.ilr.rules import partners as rules

CONTRACTS = """
    DeliveryUKPRN | FundingStreamPeriodCode | ContractAllocationNumber
    10000001      | ESF1420                 | ESF-1234
"""
REFERENCES = """
    case           | FundModel | ConRefNumber
    unknown        | 70        | ESF-9999
    missing        | 70        |
    known          | 70        | esf-1234
    apprenticeship | 36        | ESF-1234
    bootcamp       | 37        | SB-1-2
    skills fund    | 38        | ESF-1234
    none           | 35        |
"""


def test_a_contract_of_the_social_fund_is_known(breaks):
    breaks(rules.unknown_contract, aim=REFERENCES, contract=CONTRACTS, expect=["unknown", "missing"])


def test_in_2020_only_the_social_fund_has_contract_references(breaks):
    breaks(rules.contract_reference_elsewhere_2020, aim=REFERENCES, expect=["apprenticeship"])


def test_adult_funding_has_no_contract_references(breaks):
    breaks(rules.contract_reference_elsewhere, aim=REFERENCES, expect=["skills fund"])


PARTNERS = """
    case           | AimType | PartnerUKPRN
    unknown        | 3       | 10000009
    no partner     | 3       | 10000008
    may be one     | 1       | 10000007
    itself         | 3       | 10000001
    none           | 1       |
"""
ORGANISATIONS = """
    UKPRN    | PartnerUKPRN
    10000001 | yes
    10000007 | yes
    10000008 | no
"""


def test_in_2020_a_partner_is_on_the_list_of_partners(breaks):
    expect = ["unknown", "no partner"]
    breaks(rules.unknown_partner_2020, aim=PARTNERS, partner=ORGANISATIONS, expect=expect)


def test_a_partner_is_on_the_list(breaks):
    breaks(rules.unknown_partner, aim=PARTNERS, partner=ORGANISATIONS, expect=["unknown"])


def test_a_programme_aim_has_no_partner(breaks):
    breaks(rules.partner_on_a_programme_aim, aim=PARTNERS, expect=["may be one"])


def test_a_provider_is_not_its_own_partner(breaks):
    breaks(rules.own_partner, aim=PARTNERS, expect=["itself"])


ADJUSTED = """
    case         | FundModel | OtherFundAdj | PriorLearnFundAdj
    community    | 10        | 0            | 0
    social fund  | 70        | 50           | 50
    adult        | 35        | 50           | 50
    loan         | 99        |              | 50
    without loan | 99        |              | 50
    none         | 25        |              |
"""
LOAN = """
    case         | LearnDelFAMType | LearnDelFAMCode
    loan         | ADL             | 1
"""


def test_in_2020_some_funding_has_no_other_adjustment(breaks):
    breaks(rules.other_adjustment_elsewhere_2020, aim=ADJUSTED, expect=["community", "social fund"])


def test_some_funding_has_no_other_adjustment(breaks):
    breaks(rules.other_adjustment_elsewhere, aim=ADJUSTED, expect=["community"])


def test_in_2020_some_funding_has_no_adjustment_for_prior_learning(breaks):
    expect = ["community", "social fund", "without loan"]
    breaks(rules.prior_learning_adjusted_elsewhere_2020, aim=ADJUSTED, fam=LOAN, expect=expect)


def test_some_funding_has_no_adjustment_for_prior_learning(breaks):
    expect = ["community", "without loan"]
    breaks(rules.prior_learning_adjusted_elsewhere, aim=ADJUSTED, fam=LOAN, expect=expect)


def test_own_marks_stand_in_four_places(breaks):
    aim_mark = """
        case          | ProvSpecDelMonOccur
        fifth         | E
        fourth        | D
        small letter  | a
        none          |
    """
    breaks(rules.unknown_place_of_an_own_mark, aim_mark=aim_mark, expect=["fifth"])
