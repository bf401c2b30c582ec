"""The prices and payments of an apprenticeship, and what they add up to over the aims of a standard."""

from __future__ import annotations

from alder.sources.ilr.rules import prices


def test_an_apprenticeship_of_other_adult_funding_has_a_price_of_training(breaks):
    breaks(
        prices.standard_without_a_price_of_training,
        aim="""
            case            | FundModel | ProgType | AimType
            nothing         | 81        | 25       | 1
            for assessment  | 81        | 25       | 1
            a payment       | 81        | 25       | 1
            for training    | 81        | 25       | 1
            part of it      | 81        | 25       | 3
        """,
        finance="""
            case            | AFinType | AFinCode
            for assessment  | TNP      | 2
            a payment       | PMR      | 1
            for training    | tnp      | 1
        """,
        expect=["nothing", "for assessment", "a payment"],
    )


def test_a_price_or_payment_is_on_the_list(breaks):
    breaks(
        prices.unknown_price_or_payment,
        finance="""
            case         | AFinType | AFinCode
            no such code | TNP      | 5
            no such type | TXP      | 1
            known        | pmr      | 3
        """,
        expect=["no such code", "no such type"],
    )


def test_prices_belong_to_programme_aims_of_apprenticeships(breaks):
    breaks(
        prices.price_of_another_aim,
        aim="""
            case          | FundModel | ProgType | AimType
            part of it    | 36        | 25       | 3
            no funding    |           | 25       | 1
            apprentice    | 36        | 2        | 1
            older funding | 81        | 25       | 1
            no price      | 35        |          | 4
        """,
        finance="""
            case          | AFinType | AFinCode
            part of it    | TNP      | 1
            no funding    | TNP      | 1
            apprentice    | TNP      | 1
            older funding | TNP      | 1
        """,
        expect=["part of it", "no funding"],
    )


def test_an_assessment_that_was_paid_has_a_price(breaks):
    breaks(
        prices.assessment_paid_without_a_price,
        aim="""
            case            | AimType | ProgType
            no price        | 1       | 25
            what is left    | 1       | 25
            training paid   | 1       | 25
            framework       | 1       | 2
        """,
        finance="""
            case            | AFinType | AFinCode
            no price        | PMR      | 2
            no price        | TNP      | 1
            what is left    | PMR      | 2
            what is left    | TNP      | 4
            training paid   | PMR      | 1
            framework       | PMR      | 2
        """,
        expect=["no price"],
    )


def test_prices_of_what_is_left_are_for_apprenticeship_funding(breaks):
    breaks(
        prices.price_left_in_other_funding,
        aim="""
            case          | FundModel
            older funding | 81
            apprentice    | 36
            whole price   | 81
        """,
        finance="""
            case          | AFinType | AFinCode
            older funding | TNP      | 3
            apprentice    | TNP      | 4
            whole price   | TNP      | 2
        """,
        expect=["older funding"],
    )


def test_in_2020_a_standard_that_is_paid_for_has_a_price_of_assessment(breaks):
    breaks(
        prices.no_price_of_assessment_2020,
        aim="""
            case          | AimType | ProgType | FundModel
            no price      | 1       | 25       | 36
            without money | 1       | 25       | 99
            agreed        | 1       | 25       | 36
        """,
        finance="""
            case          | AFinType | AFinCode
            no price      | TNP      | 1
            agreed        | TNP      | 2
        """,
        expect=["no price"],
    )


def test_a_standard_has_a_price_of_assessment(breaks):
    breaks(
        prices.no_price_of_assessment,
        aim="""
            case          | AimType | ProgType | FundModel
            no price      | 1       | 25       | 36
            without money | 1       | 25       | 99
            what is left  | 1       | 25       | 36
            part of it    | 3       | 25       | 36
        """,
        finance="""
            case          | AFinType | AFinCode
            no price      | PMR      | 2
            what is left  | TNP      | 4
        """,
        expect=["no price", "without money"],
    )


def test_frameworks_have_no_assessment(breaks):
    breaks(
        prices.assessment_of_a_framework,
        aim="""
            case          | FundModel | ProgType
            a payment     | 36        | 2
            no programme  | 36        |
            standard      | 36        | 25
            for training  | 36        | 2
        """,
        finance="""
            case          | AFinType | AFinCode
            a payment     | PMR      | 2
            no programme  | TNP      | 4
            standard      | TNP      | 2
            for training  | TNP      | 1
        """,
        expect=["a payment", "no programme"],
    )


def test_an_apprenticeship_has_a_price(breaks):
    breaks(
        prices.apprenticeship_without_a_price,
        aim="""
            case       | FundModel | AimType
            nothing    | 36        | 1
            a payment  | 36        | 1
            a price    | 36        | 1
            part of it | 36        | 3
        """,
        finance="""
            case       | AFinType | AFinCode
            a payment  | PMR      | 1
            a price    | TNP      | 4
        """,
        expect=["nothing", "a payment"],
    )


def test_a_price_applies_from_the_start(breaks):
    breaks(
        prices.no_price_from_the_start,
        aim="""
            case       | FundModel | AimType | LearnStartDate
            day after  | 36        | 1       | 2025-09-01
            a payment  | 36        | 1       | 2025-09-01
            from start | 36        | 1       | 2025-09-01
        """,
        finance="""
            case       | AFinType | AFinCode | AFinDate
            day after  | TNP      | 1        | 2025-09-02
            a payment  | PMR      | 1        | 2025-09-01
            from start | TNP      | 1        | 2025-09-01
            from start | TNP      | 1        | 2026-01-01
        """,
        expect=["day after", "a payment"],
    )


def test_training_that_was_paid_has_a_price(breaks):
    breaks(
        prices.training_paid_without_a_price,
        aim="""
            case         | AimType
            no price     | 1
            what is left | 1
            part of it   | 3
        """,
        finance="""
            case         | AFinType | AFinCode
            no price     | PMR      | 1
            no price     | TNP      | 2
            what is left | PMR      | 1
            what is left | TNP      | 3
            part of it   | PMR      | 1
        """,
        expect=["no price"],
    )


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
        prices.same_price_twice_2020,
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
        prices.same_price_twice,
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
        prices.paid_more_than_a_third,
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
        prices.paid_more_than_the_rest,
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
