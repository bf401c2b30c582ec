"""The days of prices and payments."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import price_dates


def test_no_price_is_dated_after_the_file_was_made(breaks):
    breaks(
        price_dates.price_or_payment_after_the_file_was_made,
        file="""
            case      | FilePreparationDate
            day after | 2025-12-01
            that day  | 2025-12-01
        """,
        finance="""
            case      | AFinType | AFinCode | AFinDate
            day after | TNP      | 1        | 2025-12-02
            that day  | PMR      | 1        | 2025-12-01
        """,
        expect=["day after"],
    )


def test_in_2020_prices_of_a_framework_apply_before_the_end(breaks):
    breaks(
        price_dates.price_after_the_end_2020,
        aim="""
            case        | AimType | ProgType | LearnActEndDate
            day after   | 1       | 2        | 2021-03-01
            that day    | 1       | 2        | 2021-03-01
            a payment   | 1       | 2        | 2021-03-01
            standard    | 1       | 25       | 2021-03-01
            traineeship | 1       | 24       | 2021-03-01
        """,
        finance="""
            case        | AFinType | AFinCode | AFinDate
            day after   | TNP      | 1        | 2021-03-02
            that day    | TNP      | 1        | 2021-03-01
            a payment   | PMR      | 1        | 2021-03-02
            standard    | TNP      | 1        | 2021-03-02
            traineeship | TNP      | 1        | 2021-03-02
        """,
        expect=["day after"],
    )


def test_prices_apply_before_the_end_unless_it_is_a_standard(breaks):
    breaks(
        price_dates.price_after_the_end,
        aim="""
            case      | AimType | ProgType | LearnActEndDate
            day after | 1       | 32       | 2026-03-01
            that day  | 1       | 32       | 2026-03-01
            standard  | 1       | 25       | 2026-03-01
            no end    | 1       | 32       |
        """,
        finance="""
            case      | AFinType | AFinCode | AFinDate
            day after | TNP      | 1        | 2026-03-02
            that day  | TNP      | 1        | 2026-03-01
            standard  | TNP      | 1        | 2026-03-02
            no end    | TNP      | 1        | 2026-03-02
        """,
        expect=["day after"],
    )


@pytest.mark.parametrize(
    ("rule", "whole", "left"),
    [
        (price_dates.price_of_training_after_what_is_left_2020, 1, 3),
        (price_dates.price_of_assessment_after_what_is_left_2020, 2, 4),
    ],
)
def test_in_2020_the_latest_price_is_for_what_is_left(breaks, rule, whole, left):
    breaks(
        rule,
        finance=f"""
            case      | AFinType | AFinCode | AFinDate
            later     | TNP      | {whole}  | 2021-03-02
            later     | TNP      | {left}   | 2021-03-01
            in turns  | TNP      | {left}   | 2021-02-01
            in turns  | TNP      | {whole}  | 2021-03-02
            in turns  | TNP      | {left}   | 2021-03-03
            same day  | TNP      | {whole}  | 2021-03-01
            same day  | TNP      | {left}   | 2021-03-01
            only one  | TNP      | {whole}  | 2021-03-01
        """,
        expect=["later"],
    )


@pytest.mark.parametrize(
    ("rule", "whole", "left"),
    [
        (price_dates.price_of_training_after_what_is_left, 1, 3),
        (price_dates.price_of_assessment_after_what_is_left, 2, 4),
    ],
)
def test_no_price_comes_after_one_for_what_is_left(breaks, rule, whole, left):
    breaks(
        rule,
        finance=f"""
            case      | AFinType | AFinCode | AFinDate
            later     | TNP      | {whole}  | 2026-03-02
            later     | TNP      | {left}   | 2026-03-01
            in turns  | TNP      | {left}   | 2026-02-01
            in turns  | TNP      | {whole}  | 2026-03-02
            in turns  | TNP      | {left}   | 2026-03-03
            same day  | TNP      | {whole}  | 2026-03-01
            same day  | TNP      | {left}   | 2026-03-01
            only one  | TNP      | {whole}  | 2026-03-01
        """,
        expect=["later", "in turns"],
    )


@pytest.mark.parametrize(
    ("rule", "whole", "left"),
    [
        (price_dates.two_prices_of_training_on_one_day, 1, 3),
        (price_dates.two_prices_of_assessment_on_one_day, 2, 4),
    ],
)
def test_a_price_and_what_is_left_of_it_do_not_apply_from_one_day(breaks, rule, whole, left):
    breaks(
        rule,
        finance=f"""
            case       | AFinType | AFinCode | AFinDate
            one day    | TNP      | {whole}  | 2025-09-01
            one day    | TNP      | {left}   | 2025-09-01
            day after  | TNP      | {whole}  | 2025-09-01
            day after  | TNP      | {left}   | 2025-09-02
            whole only | TNP      | {whole}  | 2025-09-01
            whole only | TNP      | {whole}  | 2025-09-01
            a payment  | TNP      | {left}   | 2025-09-01
            a payment  | PMR      | {whole}  | 2025-09-01
        """,
        expect=["one day"],
    )


def test_in_2020_prices_go_back_a_year_at_most(breaks):
    breaks(
        price_dates.price_a_year_before_the_start_2020,
        aim="""
            case        | AimType | ProgType | LearnStartDate
            a day more  | 1       | 2        | 2020-09-01
            a year      | 1       | 25       | 2020-09-01
            traineeship | 1       | 24       | 2020-09-01
        """,
        finance="""
            case        | AFinType | AFinCode | AFinDate
            a day more  | TNP      | 1        | 2019-08-31
            a year      | TNP      | 1        | 2019-09-01
            traineeship | TNP      | 1        | 2019-08-31
        """,
        expect=["a day more"],
    )


def test_prices_go_back_a_year_at_most(breaks):
    breaks(
        price_dates.price_a_year_before_the_start,
        aim="""
            case       | AimType | ProgType | LearnStartDate
            a day more | 1       | 25       | 2025-09-01
            a year     | 1       | 25       | 2025-09-01
            part of it | 3       | 25       | 2025-09-01
        """,
        finance="""
            case       | AFinType | AFinCode | AFinDate
            a day more | PMR      | 1        | 2024-08-31
            a year     | PMR      | 1        | 2024-09-01
            part of it | PMR      | 1        | 2024-08-31
        """,
        expect=["a day more"],
    )


def test_in_2020_prices_follow_within_two_years(breaks):
    breaks(
        price_dates.price_two_years_after_the_end_2020,
        aim="""
            case        | AimType | ProgType | LearnActEndDate
            a day more  | 1       | 2        | 2018-09-01
            two years   | 1       | 25       | 2018-09-01
            traineeship | 1       | 24       | 2018-09-01
        """,
        finance="""
            case        | AFinType | AFinCode | AFinDate
            a day more  | PMR      | 1        | 2020-09-02
            two years   | PMR      | 1        | 2020-09-01
            traineeship | PMR      | 1        | 2020-09-02
        """,
        expect=["a day more"],
    )


def test_prices_follow_within_two_years(breaks):
    breaks(
        price_dates.price_two_years_after_the_end,
        aim="""
            case       | AimType | ProgType | LearnActEndDate
            a day more | 1       | 25       | 2023-09-01
            two years  | 1       | 25       | 2023-09-01
            no end     | 1       | 25       |
        """,
        finance="""
            case       | AFinType | AFinCode | AFinDate
            a day more | PMR      | 1        | 2025-09-02
            two years  | PMR      | 1        | 2025-09-01
            no end     | PMR      | 1        | 2025-09-02
        """,
        expect=["a day more"],
    )


def test_a_price_applies_before_the_apprentice_achieves_or_leaves(breaks):
    breaks(
        price_dates.price_after_the_achievement,
        aim="""
            case           | ProgType | AchDate    | WithdrawReason | LearnActEndDate
            achieved       | 25       | 2026-03-01 |                | 2026-02-01
            left           | 25       |            | 2              | 2026-02-01
            in between     | 25       | 2026-03-01 | 2              | 2026-02-01
            not achieved   | 25       |            |                | 2026-02-01
            framework      | 2        | 2026-03-01 |                | 2026-02-01
        """,
        finance="""
            case           | AFinType | AFinCode | AFinDate
            achieved       | TNP      | 1        | 2026-03-02
            left           | TNP      | 1        | 2026-02-02
            in between     | TNP      | 1        | 2026-02-02
            not achieved   | TNP      | 1        | 2026-02-02
            framework      | TNP      | 1        | 2026-03-02
        """,
        expect=["achieved", "left"],
    )


def test_no_payment_is_dated_after_the_file_was_made(breaks):
    breaks(
        price_dates.payment_after_the_file_was_made,
        file="""
            case      | FilePreparationDate
            day after | 2025-12-01
            that day  | 2025-12-01
            a price   | 2025-12-01
        """,
        finance="""
            case      | AFinType | AFinCode | AFinDate
            day after | PMR      | 1        | 2025-12-02
            that day  | PMR      | 1        | 2025-12-01
            a price   | TNP      | 1        | 2025-12-02
        """,
        expect=["day after"],
    )
