"""Academic years, ages and lengths."""

from __future__ import annotations

from datetime import date

FIRST_DAY = (8, 1)
"""An academic year begins on 1 August."""


def year_of(day: date | None) -> int | None:
    """The calendar year in which the academic year of a day begins."""
    if day is None:
        return None
    return day.year if (day.month, day.day) >= FIRST_DAY else day.year - 1


def first_day(year: int) -> date:
    return date(year, 8, 1)


def last_day(year: int) -> date:
    return date(year + 1, 7, 31)


def label(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def age(born: date | None, day: date) -> int | None:
    """Whole years lived by a day. Whoever was born on 29 February is a year older on 28 February of a common year."""
    if born is None or day < born:
        return None
    try:
        birthday = born.replace(year=day.year)
    except ValueError:
        birthday = date(day.year, 2, 28)
    return day.year - born.year - (day < birthday)


def length(first: date, last: date) -> int:
    """Days from one day to another, both counted."""
    return (last - first).days + 1


def band(years: int | None, *bands: tuple[int, str]) -> str:
    """The name of the last band whose youngest age is reached."""
    found = "Unknown"
    for youngest, name in bands:
        if years is not None and years >= youngest:
            found = name
    return found
