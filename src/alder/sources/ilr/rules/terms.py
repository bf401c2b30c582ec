"""What several rules say in the same words: an apprenticeship, an age, a record in force on a day."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth, Value, Whole
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


def is_not(column: Value, value: object) -> Truth:
    """The column holds another value, or none."""
    return ~column.identical_to(value)


def apprenticeship(aim: Rows, year: AcademicYear) -> Truth:
    """The aim is part of an apprenticeship: since 2021/22 standards only, before that frameworks too."""
    return aim.ProgType.isin([25] if year.start >= 2021 else [2, 3, 20, 21, 22, 23, 25])


def has(fam: Rows, type: str, *codes: str) -> Truth:
    """The aim has a funding and monitoring record of this type (with one of the codes)."""
    of_type = fam.LearnDelFAMType == type
    return fam.any(of_type & fam.LearnDelFAMCode.isin(codes) if codes else of_type)


def devolved(fam: Rows, year: AcademicYear) -> Truth:
    """A devolved authority pays for the aim."""
    last = 117 if year.start <= 2020 else 120
    return has(fam, "SOF", *(str(code) for code in range(110, last + 1)))


def restart(fam: Rows) -> Truth:
    """The aim continues an earlier one after a break or on another programme."""
    return has(fam, "RES")


def in_force(employment: Rows, day: Value) -> Rows:
    """The employment record in force on `day`: the last that began on or before it."""
    began = employment.DateEmpStatApp <= day
    return employment.where(began & (employment.in_force_before.isnull() | (day < employment.in_force_before)))


def age_on(born: Day, day: date | Day) -> Whole:
    """Whole years lived by `day`. Who was born on 29 February turns a year older on 28 February in a common year."""
    if isinstance(day, date):
        reached: object = day.month * 100 + day.day
        if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
            reached = 229
        return day.year - born.year() - (_month_and_day(born) > reached).cast("int32")
    common = ~((day.year() % 4 == 0) & ((day.year() % 100 != 0) | (day.year() % 400 == 0)))
    reached_column = _month_and_day(day) + ((_month_and_day(day) == 228) & common).cast("int32")
    return day.year() - born.year() - (_month_and_day(born) > reached_column).cast("int32")


def _month_and_day(day: Day) -> Whole:
    return day.month().cast("int32") * 100 + day.day().cast("int32")


def years_after(day: Day, years: int) -> Day:
    """The same day some years on."""
    from alder.model import expr

    return day + expr.interval(years=years)
