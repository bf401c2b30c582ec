"""Working days in England: Monday to Friday without bank holidays.

Bank holidays follow from the Banking and Financial Dealings Act 1971 and the proclamations made under it. Those that
were moved or added are listed; a new one is a line here.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

_ONE_OFF = frozenset(
    {
        date(2011, 4, 29),  # the royal wedding
        date(2012, 6, 5),  # the Diamond Jubilee
        date(2022, 6, 3),  # the Platinum Jubilee
        date(2022, 9, 19),  # the funeral of Queen Elizabeth II
        date(2023, 5, 8),  # the coronation
    }
)
_MOVED = MappingProxyType(
    {
        date(2012, 5, 28): date(2012, 6, 4),  # to the Diamond Jubilee
        date(2020, 5, 4): date(2020, 5, 8),  # to the 75th anniversary of VE Day
        date(2022, 5, 30): date(2022, 6, 2),  # to the Platinum Jubilee
    }
)


def is_working_day(day: date) -> bool:
    """Whether people in England work on it, as a rule."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def working_days_after(start: date, end: date) -> int:
    """The working days after `start`, up to `end` and with it: 0 where `end` is not later."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def in_working_days(start: date, days: int) -> date:
    """The day that is so many working days after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year, substitutes in the place of those on a weekend."""
    easter = _easter(year)
    usual = [
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
    ]
    found = {_MOVED.get(day, day) for day in usual} | {day for day in _ONE_OFF if day.year == year}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() >= 5 or fixed in found:
            fixed += timedelta(days=1)
        found.add(fixed)
    return frozenset(found)


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by Gauss's rule as Butcher wrote it down."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
