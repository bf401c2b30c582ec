"""Ages on the days that funding looks at, and the day on which a person may leave school."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth, Whole


def age_on_31_august_before(born: Day, day: Day) -> Whole:
    """Whole years lived by 31 August of the teaching year in which `day` lies."""
    august = day.year() - (day.month() < 8).cast("int32")
    not_yet = born.month().cast("int32") * 100 + born.day().cast("int32") > 831
    return august - born.year() - not_yet.cast("int32")


def summer_of_year_11(born: Day) -> Whole:
    """The calendar year in which the school year ends that holds the 16th birthday. It begins on 1 September."""
    return born.year() + 16 + (born.month() >= 9).cast("int32")


def is_by_school_leaving_day(day: Day, born: Day) -> Truth:
    """`day` is not after the last Friday of June of the school year of the 16th birthday."""
    year = summer_of_year_11(born)
    # The day of the week of 30 June, Sunday being 0.
    last = (year + year // 4 - year // 100 + year // 400 + 33) % 7
    friday = 30 - (last + 2) % 7
    return _as_number(day) <= year * 10000 + 600 + friday


def is_before_1_august_of_year_11(day: Day, born: Day) -> Truth:
    """`day` is before the 1 August that follows the school year of the 16th birthday."""
    return _as_number(day) < summer_of_year_11(born) * 10000 + 801


def _as_number(day: Day) -> Whole:
    return day.year() * 10000 + day.month().cast("int32") * 100 + day.day().cast("int32")
