"""Bank holidays of England as the government published them, and days counted between them."""

from __future__ import annotations

from datetime import date

import pytest

from alder.model.working_days import bank_holidays, in_working_days, working_days_after

PUBLISHED = """
2020  01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28
2021  01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28
2022  01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27
2023  01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26
2024  01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26
2025  01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
2026  01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
2027  01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28
"""


@pytest.mark.parametrize("line", PUBLISHED.strip().splitlines())
def test_bank_holidays_are_those_that_were_published(line: str) -> None:
    year, *days = line.split()
    assert sorted(bank_holidays(int(year))) == [date.fromisoformat(f"{year}-{day}") for day in days]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-27", "2026-11-30", 1),  # Friday to Monday
        ("2026-11-27", "2026-11-29", 0),  # Friday to Sunday
        ("2026-12-24", "2026-12-29", 1),  # over Christmas, Boxing Day on a Saturday
        ("2026-04-02", "2026-04-07", 1),  # over Easter
        ("2026-11-30", "2026-11-30", 0),
        ("2026-11-30", "2026-11-27", 0),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, end: str, days: int) -> None:
    assert working_days_after(date.fromisoformat(start), date.fromisoformat(end)) == days


def test_five_working_days_after_the_day_before_christmas_eve() -> None:
    assert in_working_days(date(2026, 12, 23), 5) == date(2027, 1, 4)
