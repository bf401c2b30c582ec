"""Tuition fees in higher education, who pays them, and the number of the student's loan."""

from __future__ import annotations

from alder.sources.ilr.rules import higher_education_fees as fees


def test_a_net_fee_comes_with_a_gross_fee(breaks):
    breaks(
        fees.net_fee_without_a_gross_fee,
        aim_he="""
            case        | NETFEE | GROSSFEE
            net alone   | 6000   |
            both        | 6000   | 6000
            gross alone |        | 6000
        """,
        expect=["net alone"],
    )


def test_a_fee_does_not_grow_by_reductions(breaks):
    breaks(
        fees.gross_fee_below_the_net_fee,
        aim_he="""
            case        | NETFEE | GROSSFEE
            a pound off | 6001   | 6000
            equal       | 6000   | 6000
            no net fee  |        | 6000
        """,
        expect=["a pound off"],
    )


def test_in_2020_a_gross_fee_is_at_most_thirty_thousand(breaks):
    breaks(
        fees.gross_fee_over_thirty_thousand,
        aim_he="""
            case       | GROSSFEE
            a pound up | 30001
            the most   | 30000
            no fee     |
        """,
        expect=["a pound up"],
    )


def test_a_gross_fee_is_at_most_that_of_a_full_year(breaks):
    breaks(
        fees.gross_fee_over_the_highest,
        aim_he="""
            case       | GROSSFEE
            a pound up | 9536
            the most   | 9535
            no fee     |
        """,
        expect=["a pound up"],
    )


def test_there_is_a_fee_or_a_support_number(breaks):
    breaks(
        fees.neither_fee_nor_support_number,
        aim="""
            case           | LearnStartDate
            neither        | 2012-08-01
            a day earlier  | 2012-07-31
            fee            | 2012-08-01
            number         | 2012-08-01
        """,
        aim_he="""
            case           | NETFEE | SSN
            neither        |        |
            a day earlier  |        |
            fee            | 0      |
            number         |        | WADM46891352A
        """,
        expect=["neither"],
    )


def test_in_2020_a_net_fee_is_at_most_nine_thousand(breaks):
    breaks(
        fees.net_fee_over_nine_thousand,
        aim_he="""
            case       | NETFEE
            a pound up | 9001
            the most   | 9000
            no fee     |
        """,
        expect=["a pound up"],
    )


def test_a_net_fee_is_at_most_that_of_a_full_year(breaks):
    breaks(
        fees.net_fee_over_the_highest,
        aim_he="""
            case       | NETFEE
            a pound up | 9536
            the most   | 9535
            no fee     |
        """,
        expect=["a pound up"],
    )


def test_the_source_of_the_fees_is_on_the_list(breaks):
    breaks(
        fees.unknown_source_of_fees,
        aim_he="""
            case         | MSTUFEE
            no such      | 16
            not yet      | 10
            known        | 3
            closed since | 33
            missing      |
        """,
        year="2020/21",
        expect=["no such", "not yet"],
    )


def test_since_2025_the_loans_company_is_on_the_list(breaks):
    breaks(
        fees.unknown_source_of_fees,
        aim_he="""
            case    | MSTUFEE
            no such | 16
            new     | 10
        """,
        expect=["no such"],
    )


def test_the_source_of_the_fees_was_open_at_the_start(breaks):
    breaks(
        fees.source_of_fees_closed,
        aim="""
            case        | LearnStartDate
            day after   | 2018-08-01
            last day    | 2018-07-31
            never ends  | 2025-08-01
            no such     | 2018-08-01
            since 2025  | 2025-08-01
        """,
        aim_he="""
            case        | MSTUFEE
            day after   | 33
            last day    | 33
            never ends  | 3
            no such     | 16
            since 2025  | 4
        """,
        expect=["day after", "since 2025"],
    )


SCOTTISH = """
    case             | {home} | MSTUFEE
    English agency   | XH     | 2
    Irish boards     | XH     | 4
    Scottish agency  | XH     | 3
    English student  | XF     | 2
    small letters    | xh     | 2
"""
IRISH = """
    case             | {home} | MSTUFEE
    English agency   | XG     | 2
    Scottish agency  | XG     | 3
    Irish boards     | XG     | 4
    English student  | XF     | 2
"""
ENGLISH_OR_WELSH = """
    case             | {home} | MSTUFEE
    Scottish agency  | XF     | 3
    Irish boards     | XI     | 4
    English agency   | XF     | 2
    Scottish student | XH     | 3
"""


def test_in_2020_no_agency_of_another_nation_pays_for_a_scottish_student(breaks):
    breaks(
        fees.scottish_student_paid_by_another_nation_2020,
        aim_he=SCOTTISH.format(home="DOMICILE"),
        expect=["English agency", "Irish boards", "small letters"],
    )


def test_no_agency_of_another_nation_pays_for_a_scottish_student(breaks):
    breaks(
        fees.scottish_student_paid_by_another_nation,
        aim_he=SCOTTISH.format(home="PERMADDCOUNTRY"),
        expect=["English agency", "Irish boards", "small letters"],
    )


def test_in_2020_no_agency_of_another_nation_pays_for_a_northern_irish_student(breaks):
    breaks(
        fees.northern_irish_student_paid_by_another_nation_2020,
        aim_he=IRISH.format(home="DOMICILE"),
        expect=["English agency", "Scottish agency"],
    )


def test_no_agency_of_another_nation_pays_for_a_northern_irish_student(breaks):
    breaks(
        fees.northern_irish_student_paid_by_another_nation,
        aim_he=IRISH.format(home="PERMADDCOUNTRY"),
        expect=["English agency", "Scottish agency"],
    )


def test_in_2020_no_agency_of_another_nation_pays_for_an_english_or_welsh_student(breaks):
    breaks(
        fees.english_or_welsh_student_paid_by_another_nation_2020,
        aim_he=ENGLISH_OR_WELSH.format(home="DOMICILE"),
        expect=["Scottish agency", "Irish boards"],
    )


def test_no_agency_of_another_nation_pays_for_an_english_or_welsh_student(breaks):
    breaks(
        fees.english_or_welsh_student_paid_by_another_nation,
        aim_he=ENGLISH_OR_WELSH.format(home="PERMADDCOUNTRY"),
        expect=["Scottish agency", "Irish boards"],
    )


def test_to_july_2025_a_student_on_an_award_has_a_support_number(breaks):
    breaks(
        fees.paid_by_an_award_without_a_support_number,
        aim="""
            case        | LearnStartDate
            first day   | 2021-08-01
            last day    | 2025-07-31
            day before  | 2021-07-31
            day after   | 2025-08-01
            has number  | 2021-08-01
        """,
        aim_he="""
            case        | MSTUFEE | SSN
            first day   | 2       |
            last day    | 54      |
            day before  | 2       |
            day after   | 2       |
            has number  | 2       | WADM46891352A
        """,
        expect=["first day", "last day"],
    )


def test_since_august_2025_a_student_on_a_loan_has_a_support_number(breaks):
    breaks(
        fees.paid_by_a_loan_without_a_support_number,
        aim="""
            case        | LearnStartDate
            first day   | 2025-08-01
            day before  | 2025-07-31
            no loan     | 2025-08-01
            has number  | 2025-08-01
        """,
        aim_he="""
            case        | MSTUFEE | SSN
            first day   | 10      |
            day before  | 10      |
            no loan     | 2       |
            has number  | 3       | WADM46891352A
        """,
        expect=["first day"],
    )


def test_a_support_number_has_the_letter_that_follows_from_it(breaks):
    breaks(
        fees.mistyped_support_number,
        aim_he="""
            case           | SSN
            another letter | WADM46891352B
            a digit too few | WADM4689135A
            letter O       | WODM46891352A
            right          | WADM46891352A
            small letters  | wadm46891352a
            missing        |
        """,
        expect=["another letter", "a digit too few", "letter O"],
    )


def test_without_a_support_number_both_fees_are_given(breaks):
    breaks(
        fees.no_support_number_and_a_fee_missing,
        aim="""
            case        | LearnStartDate
            no net fee  | 2021-08-01
            no gross fee | 2021-08-01
            day before  | 2021-07-31
            both fees   | 2021-08-01
            has number  | 2021-08-01
        """,
        aim_he="""
            case        | NETFEE | GROSSFEE | SSN
            no net fee  |        | 6000     |
            no gross fee | 6000  |          |
            day before  |        |          |
            both fees   | 6000   | 6000     |
            has number  |        |          | WADM46891352A
        """,
        expect=["no net fee", "no gross fee"],
    )
