"""Funding of 16 to 19 study programmes (funding model 25): the qualifying period and the retention factor of a year.

Both serve money in one funding year, by the rules of 2020/21. The retention factor is not the retention measure of
16 to 18 accountability, which is a share of students who complete their core aim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.aim import days_from
from alder.model.expr import cases, coalesce, date, greatest, ifelse, least, literal, null

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth, Value, Whole

MOVED_ON = (2, 7, 47)
"""Reasons for withdrawal that keep the whole factor: to another provider, by intervention, because of a merger."""
LONG_PROGRAMME_MONTHS = 18


def days_in_year(start: Day, end: Day, year: int) -> Whole:
    """Days from the start to the end, both counted, that fall in the academic year; 0 where none do.

    Missing where a date is.
    """
    first = greatest(start, date(year, 8, 1))
    last = least(end, date(year + 1, 7, 31))
    days = ifelse(last < first, 0, days_from(first, last))
    return ifelse(start.isnull() | end.isnull(), null("int32"), days)  # engines skip what is missing in a greatest


def qualifying_days_in_year(hours: Whole, planned_in_year: Whole) -> Whole:
    """Days that a student must stay in the year: 42 of 450 hours or 168 planned days, else 14 of 14; 0 for never."""
    return cases(
        ((hours >= 450).fill_null(False) | (planned_in_year >= 168), 42),
        (planned_in_year >= 14, 14),
        else_=0,
    ).cast("int32")


def started_in_year(start: Day, planned_end: Day, actual_end: Day, qualifying: Whole, year: int) -> Truth:
    """Whether the student counts as a start of the year: stayed for the days that qualify, if there are any.

    Without an actual end the planned end stands in. Fewer than 14 planned days in the year are never a start, unless
    450 hours or more are planned.
    """
    stayed = days_in_year(start, coalesce(actual_end, planned_end), year)
    return ((qualifying > 0) & (stayed >= qualifying)).fill_null(False)


def retention_factor(
    started: Truth,
    status: Whole,
    reason: Whole,
    *,
    planned_months: Whole,
    started_this_year: Truth,
    stayed_to_marker: Truth,
    destination: Truth | None = None,
) -> Value:
    """The share of a year's funding that a student keeps: 0 without a start, 1 when retained, a half otherwise.

    Retained: the core aim (or any academic aim) is continuing, completed or on a planned break; was left for a reason
    that is not leaving learning; or, planned for 18 months or more and begun this year, was left on or after the
    marker date of a two-year programme. `destination` says, for a T Level or traineeship alone, that the student went
    on to work or education, which counts as retained too.
    """
    left = status == 3
    second_year = left & (planned_months >= LONG_PROGRAMME_MONTHS) & started_this_year & stayed_to_marker
    went_on = literal(False) if destination is None else destination
    kept = status.isin([1, 2, 6]) | (left & reason.isin(list(MOVED_ON))) | second_year | went_on
    return cases((~started.fill_null(False), 0.0), (kept.fill_null(False), 1.0), else_=0.5)
