"""Rows of a reference table that hold for a time, as spans of days without overlap: on each day of a key one counts.

So a look-up by day is a plain comparison of days, and a list of a few thousand aims is worked through once, whatever
the number of aims begun on different days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import coalesce, date, ifelse, interval, row_number, union, window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.model.expr import Day, Table

FIRST, LAST = "span_from", "span_to"
"""The first and the last day of a span, both of it."""

_DAY = "span_day"
_BEGINNING, _END = (1, 1, 1), (9999, 12, 31)


def spans(rows: Table, keys: Sequence[str], during: tuple[str, str], *, strictly: bool) -> Table:
    """For each key its spans, with the columns of the row that counts: the row in force, the one begun last if several
    are; else the last that was in force before, else the first after. `strictly`: a row in force or none.

    `during` names the columns of a row's first and last day. Without a first day it began before all others, without
    a last one it goes on.
    """
    begins, ends = during
    days = _days(rows, keys, begins, ends)
    t = days.inner_join(rows, list(keys))
    first = coalesce(t[begins], date(*_BEGINNING))
    begun = first <= t[_DAY]
    over = (t[ends] < t[_DAY]).fill_null(False)
    rank = ifelse(begun & ~over, 0, ifelse(begun, 1, 2))
    away = t[_DAY].delta(first, unit="day").abs()
    given = [c for c in rows.columns if c not in (*keys, *during)]
    # The last of these are there so that of two rows alike in their days it is always the same one.
    order = [rank, away, t[ends], *(t[c] for c in given)]
    place = row_number().over(window(group_by=[*keys, _DAY], order_by=order))
    ranked = t.mutate(place=place, rank=rank)
    found = ranked.filter((ranked.place == 0) & (ranked.rank == 0) if strictly else ranked.place == 0)
    return found.select(*keys, *given, **{FIRST: found[_DAY], LAST: found[LAST]})


def _days(rows: Table, keys: Sequence[str], begins: str, ends: str) -> Table:
    """For each key the days on which another row may begin to count, each with the last day before the next of them."""
    key = [*keys]
    known = rows.filter(rows[ends] < date(*_END))
    starts = rows.filter(rows[begins].notnull())
    days = union(
        rows.select(*key, **{_DAY: date(*_BEGINNING)}),
        starts.select(*key, **{_DAY: starts[begins]}),
        known.select(*key, **{_DAY: _shifted(known[ends], 1)}),
    ).distinct()
    following = days[_DAY].lead().over(window(group_by=key, order_by=days[_DAY]))
    next_known = days.mutate(following=following)
    last = ifelse(next_known.following.isnull(), date(*_END), _shifted(next_known.following, -1))
    return next_known.select(*key, _DAY, **{LAST: last})


def _shifted(day: Day, days: int) -> Day:
    """Some days later. An engine makes a point in time of a day and a span, hence the way there and back."""
    moved: Day = (day.cast("timestamp") + interval(days=days)).cast("date")
    return moved
