"""Where an aim is delivered, and where the learner lived when it started."""

from __future__ import annotations

from alder.sources.ilr.rules import places as rules

POSTCODES = """
    pcds     | laua      | lep1      | lep2      | EffectiveFrom | EffectiveTo
    CV1 2WT  | E08000026 | E37000001 |           | 2010-01-01    |
    B1 1AA   | E08000025 | E37000002 | E37000001 | 2010-01-01    |
    M1 1AE   | E08000003 | E37000003 |           | 2010-01-01    | 2016-12-31
"""
DELIVERY = """
    case           | FundModel | DelLocPostCode
    unknown        | 35        | CV1 9ZZ
    known          | 35        | CV1 2WT
    small letters  | 35        | cv1 2wt
    nowhere        | 35        | ZZ99 9ZZ
    custody        | 35        | CV19ZZ
    social fund    | 70        | CV1 9ZZ
    missing        | 35        |
"""
CUSTODY = """
    case           | LearnDelFAMType | LearnDelFAMCode
    custody        | LDM             | 034
"""


def test_in_2020_a_postcode_of_delivery_is_given_and_well_formed(breaks):
    expect = ["small letters", "custody", "missing"]
    breaks(rules.delivery_postcode_missing_or_malformed_2020, aim=DELIVERY, expect=expect)


def test_a_postcode_of_delivery_is_well_formed(breaks):
    breaks(rules.delivery_postcode_malformed, aim=DELIVERY, fam=CUSTODY, expect=["small letters"])


def test_in_2020_a_postcode_of_delivery_exists(breaks):
    breaks(
        rules.delivery_postcode_not_on_the_list_2020,
        aim=DELIVERY,
        fam=CUSTODY,
        delivery_postcode=POSTCODES,
        expect=["unknown", "missing"],
    )


def test_a_postcode_of_delivery_exists(breaks):
    breaks(
        rules.delivery_postcode_not_on_the_list,
        aim=DELIVERY,
        fam=CUSTODY,
        delivery_postcode=POSTCODES,
        expect=["unknown", "social fund", "missing"],
    )


def test_a_postcode_of_the_social_fund_exists(breaks):
    expect = ["social fund"]
    breaks(rules.social_fund_postcode_not_on_the_list, aim=DELIVERY, delivery_postcode=POSTCODES, expect=expect)


SOCIAL_FUND = """
    case            | LearnAimRef | FundModel | CompStatus | ConRefNumber | LearnStartDate | DelLocPostCode
    inside, early   | ZESF0001    | 70        | 2          | ESF-1        | 2017-01-01     | CV1 2WT
    inside, early   | 60000001    | 70        | 1          | ESF-1        | 2017-07-31     | CV1 2WT
    outside, early  | ZESF0001    | 70        | 2          | ESF-1        | 2017-01-01     | B1 1AA
    outside, early  | 60000001    | 70        | 1          | ESF-1        | 2017-07-31     | M1 1AE
    outside, late   | ZESF0001    | 70        | 2          | ESF-1        | 2017-08-01     | CV1 2WT
    outside, late   | 60000001    | 70        | 1          | ESF-1        | 2017-08-01     | M1 1AE
    no limit        | ZESF0001    | 70        | 2          | ESF-2        | 2017-08-01     | M1 1AE
    other funding   | 60000001    | 35        | 1          | ESF-1        | 2017-08-01     | M1 1AE
"""
AUTHORITIES = """
    ContractAllocationNumber | Code
    ESF-1                    | E08000026
    ESF-1                    | E08000027
"""
PARTNERSHIPS = """
    ContractAllocationNumber | Code
    ESF-1                    | E37000001
    ESF-1                    | E37000009
"""


def test_until_2017_an_aim_is_delivered_in_the_authorities_of_its_contract(breaks):
    breaks(
        rules.outside_the_authorities_of_the_contract_to_2017,
        aim=SOCIAL_FUND,
        delivery_postcode=POSTCODES,
        contract_local_authority=AUTHORITIES,
        expect=["outside, early"],
    )


def test_an_aim_is_delivered_in_the_authorities_of_its_contract(breaks):
    breaks(
        rules.outside_the_authorities_of_the_contract,
        aim=SOCIAL_FUND,
        delivery_postcode=POSTCODES,
        contract_local_authority=AUTHORITIES,
        expect=["outside, late"],
    )


def test_until_2017_an_aim_is_delivered_in_the_partnerships_of_its_contract(breaks):
    breaks(
        rules.outside_the_partnerships_of_the_contract_to_2017,
        aim=SOCIAL_FUND,
        delivery_postcode=POSTCODES,
        contract_enterprise_partnership=PARTNERSHIPS,
        expect=["outside, early"],
    )


def test_an_aim_is_delivered_in_the_partnerships_of_its_contract(breaks):
    breaks(
        rules.outside_the_partnerships_of_the_contract,
        aim=SOCIAL_FUND,
        delivery_postcode=POSTCODES,
        contract_enterprise_partnership=PARTNERSHIPS,
        expect=["outside, late"],
    )


def test_a_postcode_at_the_start_is_well_formed(breaks):
    aim = """
        case          | LSDPostcode
        no blank      | CV12WT
        other letters | CV1 2CT
        well formed   | CV1 2WT
        missing       |
    """
    breaks(rules.start_postcode_malformed, aim=aim, expect=["no blank", "other letters"])


LIVED = """
    case             | FundModel | LearnStartDate | LSDPostcode | ProgType | AimType
    unknown, first   | 35        | 2019-08-01     | CV1 9ZZ     |          | 4
    day before       | 35        | 2019-07-31     | CV1 9ZZ     |          | 4
    missing, last    | 10        | 2024-07-31     |             |          | 4
    known            | 35        | 2019-08-01     | cv1 2wt     |          | 4
    not known        | 35        | 2019-08-01     | ZZ99 9ZZ    |          | 4
    programme        | 35        | 2020-08-01     | CV1 9ZZ     | 24       | 4
    other programme  | 35        | 2020-08-01     | CV1 9ZZ     | 30       | 4
    part             | 35        | 2020-08-01     | CV1 9ZZ     |          | 3
    custody          | 35        | 2020-08-01     | CV1 9ZZ     |          | 4
    new fund         | 38        | 2024-08-01     | CV1 9ZZ     |          | 4
    new fund, part   | 38        | 2024-08-01     | CV1 9ZZ     |          | 3
    old fund, late   | 35        | 2024-08-01     | CV1 9ZZ     |          | 4
"""


def test_in_2020_a_postcode_at_the_start_exists(breaks):
    breaks(
        rules.start_postcode_not_on_the_list_2020,
        aim=LIVED,
        fam=CUSTODY,
        start_postcode=POSTCODES,
        expect=["unknown, first", "missing, last", "part", "old fund, late"],
    )


def test_until_2024_a_postcode_at_the_start_exists(breaks):
    breaks(
        rules.start_postcode_not_on_the_list_to_2024,
        aim=LIVED,
        start_postcode=POSTCODES,
        expect=["unknown, first", "missing, last", "other programme", "custody"],
    )


def test_a_postcode_at_the_start_exists(breaks):
    breaks(rules.start_postcode_not_on_the_list, aim=LIVED, start_postcode=POSTCODES, expect=["new fund"])


AREAS = """
    Postcode | SourceOfFunding | EffectiveFrom | EffectiveTo
    M1 1AE   | 110             | 2019-08-01    |
    CV1 2WT  | 112             | 2024-09-01    |
"""
RESIDENTIAL = """
    UKPRN    | LongTermResid
    10000001 | no
"""


def _living(model: int, first: str, later: str) -> str:
    return f"""
        case             | FundModel | LearnStartDate | LSDPostcode
        own area         | {model}   | {first}        | m1 1ae
        other area       | {model}   | {first}        | M1 1AE
        outside          | {model}   | {first}        | B1 1AA
        national inside  | {model}   | {first}        | M1 1AE
        national outside | {model}   | {first}        | B1 1AA
        area not yet     | {model}   | {first}        | CV1 2WT
        day before       | {model}   | {later}        | B1 1AA
        restart          | {model}   | {first}        | B1 1AA
        need not agree   | {model}   | {first}        | B1 1AA
        nowhere          | {model}   | {first}        | ZZ99 9ZZ
    """


PAYERS = """
    case             | LearnDelFAMType | LearnDelFAMCode
    own area         | SOF             | 110
    other area       | SOF             | 112
    outside          | SOF             | 110
    national inside  | SOF             | 105
    national outside | SOF             | 105
    area not yet     | SOF             | 112
    day before       | SOF             | 110
    restart          | SOF             | 110
    restart          | RES             | 1
    need not agree   | SOF             | 110
    need not agree   | DAM             | 001
    nowhere          | SOF             | 110
"""


def test_in_2020_who_pays_is_the_authority_of_the_area(breaks):
    breaks(
        rules.lived_outside_the_devolved_area_2020,
        aim=_living(35, "2019-08-01", "2019-07-31"),
        fam=PAYERS,
        devolved_postcode=AREAS,
        provider=RESIDENTIAL,
        expect=["other area", "outside", "national inside", "area not yet"],
    )


def test_until_2021_a_devolved_authority_pays_for_its_area(breaks):
    breaks(
        rules.lived_outside_the_devolved_area_to_2021,
        aim=_living(10, "2021-07-31", "2019-07-31"),
        fam=PAYERS,
        devolved_postcode=AREAS,
        provider=RESIDENTIAL,
        expect=["other area", "outside", "area not yet"],
    )


def test_long_term_residential_providers_need_not_look_at_areas(breaks):
    aim = """
        case      | FundModel | LearnStartDate | LSDPostcode
        outside   | 35        | 2020-08-01     | B1 1AA
        elsewhere | 35        | 2020-08-01     | B1 1AA
    """
    fam = """
        case      | LearnDelFAMType | LearnDelFAMCode
        outside   | SOF             | 110
        elsewhere | SOF             | 110
    """
    file = """
        case      | UKPRN
        outside   | 10000002
        elsewhere | 10000001
    """
    residential = """
        UKPRN    | LongTermResid
        10000001 | no
        10000002 | yes
    """
    given = {"aim": aim, "fam": fam, "file": file, "devolved_postcode": AREAS, "provider": residential}
    breaks(rules.lived_outside_the_devolved_area_to_2021, **given, expect=["elsewhere"])


def test_until_2024_who_pays_is_the_authority_of_the_area(breaks):
    breaks(
        rules.lived_outside_the_devolved_area_to_2024,
        aim=_living(35, "2021-08-01", "2021-07-31"),
        fam=PAYERS,
        devolved_postcode=AREAS,
        expect=["other area", "outside", "national inside", "area not yet"],
    )


def test_who_pays_is_the_authority_of_the_area(breaks):
    breaks(
        rules.lived_outside_the_devolved_area,
        aim=_living(38, "2024-08-01", "2024-07-31"),
        fam=PAYERS,
        devolved_postcode=AREAS,
        expect=["other area", "outside", "national inside", "area not yet"],
    )
