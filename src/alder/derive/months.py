"""Months of activity: texts of flags, a character a month (1 for active), as linked outcome data give them.

`111110` from October is active from October to February. Texts stay readable in a table of millions of people, and
the questions asked of them (how many, how many running, with how many changes) are plain expressions.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from alder.model.expr import coalesce

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.expr import Text, Truth, Whole


def known(months: Text, length: int) -> Text:
    """The flags, or none in any month where nothing is recorded."""
    return coalesce(months, "0" * length)


def active_months(months: Text) -> Whole:
    """In how many months there was activity."""
    return months.replace("0", "").length().cast("int32")


def running(months: Text, n: int) -> Truth:
    """Whether there was activity in `n` months running."""
    return months.contains("1" * n)


def any_month(months: Text) -> Truth:
    return months.contains("1")


def in_month(months: Text, place: int) -> Truth:
    """Whether there was activity in the month at `place`, counted from 0."""
    return months.substr(place, 1) == "1"


def either(first: Text, second: Text, length: int) -> Truth:
    """Whether every month has one activity or the other, however often they change."""
    return reduce(and_, (in_month(first, n) | in_month(second, n) for n in range(length)))


def changes_once(first: Text, second: Text, length: int) -> Truth:
    """Whether every month has one activity up to some month and the other from then on, in either order."""
    orders: list[Truth] = []
    for before, after in ((first, second), (second, first)):
        for month in range(1, length):
            early = _all(in_month(before, n) for n in range(month))
            late = _all(in_month(after, n) for n in range(month, length))
            orders.append(early & late)
    return reduce(or_, orders)


def _all(conditions: Iterable[Truth]) -> Truth:
    return reduce(and_, conditions)
