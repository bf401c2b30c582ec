"""Prices and payments added up over the aims of a standard."""

from __future__ import annotations

from alder.sources.ilr.rules import price_totals

LIMITS = """
    StandardCode | EffectiveFrom | EffectiveTo | CoreGovContributionCap
    91           | 2014-08-01    | 2016-07-31  | 1000
    91           | 2016-08-01    |             | 2000
    92           | 2014-08-01    |             | 2000
    92           | 2016-08-01    | 2030-07-31  | 1000
    93           | 2016-08-01    | 2030-07-31  | 1000
    93           | 2014-08-01    | 2029-07-31  | 2000
"""


def test_in_2020_a_price_is_returned_once_for_a_programme(breaks):
    breaks(
        price_totals.same_price_twice_2020,
        aim="""
            case           | FundModel | AimType | ProgType | StdCode | FworkCode
            one standard   | 36        | 1       | 25       | 91      |
            one standard   | 36        | 1       | 25       | 91      |
            two standards  | 36        | 1       | 25       | 91      |
            two standards  | 36        | 1       | 25       | 92      |
            one framework  | 36        | 1       | 2        |         | 445
            no code        | 36        | 1       | 2        |         |
        """,
        finance="""
            case           | aim | AFinType | AFinCode | AFinDate
            one standard   | 1   | TNP      | 1        | 2020-09-01
            one standard   | 2   | TNP      | 1        | 2020-09-01
            two standards  | 1   | TNP      | 1        | 2020-09-01
            two standards  | 2   | TNP      | 1        | 2020-09-01
            one framework  | 1   | PMR      | 1        | 2020-09-01
            one framework  | 1   | PMR      | 1        | 2020-09-01
            no code        | 1   | PMR      | 1        | 2020-09-01
            no code        | 1   | PMR      | 1        | 2020-09-01
        """,
        expect=["one standard", "one framework"],
    )


def test_a_price_is_returned_once_for_a_standard(breaks):
    breaks(
        price_totals.same_price_twice,
        aim="""
            case           | FundModel | AimType | ProgType | StdCode
            one day        | 36        | 1       | 25       | 91
            one day        | 36        | 1       | 25       | 91
            two days       | 36        | 1       | 25       | 91
            two kinds      | 36        | 1       | 25       | 91
            older funding  | 81        | 1       | 25       | 91
        """,
        finance="""
            case           | aim | AFinType | AFinCode | AFinDate
            one day        | 1   | TNP      | 1        | 2025-09-01
            one day        | 2   | tnp      | 1        | 2025-09-01
            two days       | 1   | TNP      | 1        | 2025-09-01
            two days       | 1   | TNP      | 1        | 2025-09-02
            two kinds      | 1   | TNP      | 1        | 2025-09-01
            two kinds      | 1   | TNP      | 2        | 2025-09-01
            older funding  | 1   | TNP      | 1        | 2025-09-01
            older funding  | 1   | TNP      | 1        | 2025-09-01
        """,
        expect=["one day"],
    )


def test_an_employer_pays_a_third_of_the_price(breaks):
    breaks(
        price_totals.paid_more_than_a_third,
        aim="""
            case           | StdCode | FundModel | ProgType | AimType | LearnStartDate
            a pound more   | 91      | 81        | 25       | 1       | 2016-09-01
            a third        | 91      | 81        | 25       | 1       | 2016-09-01
            over the limit | 91      | 81        | 25       | 1       | 2016-09-01
            unknown        | 99      | 81        | 25       | 1       | 2016-09-01
            newer funding  | 91      | 36        | 25       | 1       | 2016-09-01
            open row first | 92      | 81        | 25       | 1       | 2016-09-01
            first to end   | 93      | 81        | 25       | 1       | 2016-09-01
        """,
        finance="""
            case           | AFinType | AFinCode | AFinDate   | AFinAmount
            a pound more   | TNP      | 1        | 2016-09-01 | 3000
            a pound more   | PMR      | 1        | 2016-10-01 | 1001
            a third        | TNP      | 1        | 2016-09-01 | 9000
            a third        | TNP      | 1        | 2016-09-02 | 2000
            a third        | TNP      | 2        | 2016-09-01 | 1000
            a third        | PMR      | 1        | 2016-10-01 | 1500
            a third        | PMR      | 3        | 2016-11-01 | 500
            over the limit | TNP      | 1        | 2016-09-01 | 3003
            over the limit | PMR      | 1        | 2016-10-01 | 1002
            unknown        | TNP      | 1        | 2016-09-01 | 9000
            unknown        | PMR      | 1        | 2016-10-01 | 3001
            newer funding  | TNP      | 1        | 2016-09-01 | 3000
            newer funding  | PMR      | 1        | 2016-10-01 | 1001
            open row first | TNP      | 1        | 2016-09-01 | 3000
            open row first | PMR      | 1        | 2016-10-01 | 1001
            first to end   | TNP      | 1        | 2016-09-01 | 3000
            first to end   | PMR      | 1        | 2016-10-01 | 1001
        """,
        lars_standard_funding=LIMITS,
        expect=["a pound more", "unknown", "open row first", "first to end"],
    )


def test_an_employer_pays_what_the_state_leaves(breaks):
    breaks(
        price_totals.paid_more_than_the_rest,
        aim="""
            case             | StdCode | FundModel | ProgType | AimType | LearnStartDate | OrigLearnStartDate
            a pound more     | 91      | 81        | 25       | 1       | 2016-09-01     |
            the rest         | 91      | 81        | 25       | 1       | 2016-09-01     |
            within the limit | 91      | 81        | 25       | 1       | 2016-09-01     |
            first start      | 91      | 81        | 25       | 1       | 2016-09-01     | 2016-07-31
        """,
        finance="""
            case             | AFinType | AFinCode | AFinDate   | AFinAmount
            a pound more     | TNP      | 1        | 2016-09-01 | 5000
            a pound more     | PMR      | 1        | 2016-10-01 | 3001
            the rest         | TNP      | 1        | 2016-09-01 | 5000
            the rest         | PMR      | 1        | 2016-10-01 | 3000
            within the limit | TNP      | 1        | 2016-09-01 | 3000
            within the limit | PMR      | 1        | 2016-10-01 | 3000
            first start      | TNP      | 1        | 2016-09-01 | 1503
            first start      | PMR      | 1        | 2016-10-01 | 504
        """,
        lars_standard_funding=LIMITS,
        expect=["a pound more", "first start"],
    )
