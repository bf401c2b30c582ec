"""Months with activity, worked out from spells: a text of flags for each person, a character a month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from alder.model.expr import cases, coalesce, greatest, ifelse, least, literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.model.expr import Table, Text, Truth, Whole

Month = tuple[date, date]
"""The first and the last day of a month."""


def months(year: int, month: int, count: int) -> list[Month]:
    """So many months running, from one on."""
    found = []
    for n in range(count):
        first = date(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1)
        found.append((first, first.replace(day=monthrange(first.year, first.month)[1])))
    return found


def october_to_march(year: int) -> list[Month]:
    """The six months in which outcomes are looked for, of the academic year that starts in `year`."""
    return months(year, 10, 6)


def academic_year(year: int) -> list[Month]:
    """August to July."""
    return months(year, 8, 12)


def tax_year(year: int) -> list[Month]:
    """April to March: the twelve months of the tax year that starts in `year`, taken whole."""
    return months(year, 4, 12)


def overlaps(spells: Table, first: date, last: date) -> Truth:
    """Whether a spell (`start`, `end`) has a day in a window. A spell without an end goes on; one without a start, or
    that ends before it starts, is none.
    """
    ends = spells.end.isnull() | ((spells.end >= literal(first)) & (spells.end >= spells.start))
    held: Truth = (spells.start <= literal(last)) & ends
    return held.fill_null(False)


def flagged(spells: Table, window: Sequence[Month], name: str) -> Table:
    """For each `key` with a spell in the window a text of flags, called `name`."""
    inside = spells.filter(overlaps(spells, window[0][0], window[-1][1]))
    in_month = {f"m{n}": overlaps(inside, first, last).any() for n, (first, last) in enumerate(window)}
    by_person = inside.group_by("key").aggregate(**in_month)
    text: Text = reduce(add, (ifelse(by_person[m], "1", "0") for m in in_month))
    return by_person.select("key", **{name: text})


def longest_run(flags: Text, length: int) -> Whole:
    """The most months running with activity; none where nothing is recorded."""
    known = coalesce(flags, "0" * length)
    return cases(*((known.contains("1" * n), n) for n in range(length, 0, -1)), else_=0).cast("int32")


def clipped(spells: Table, first: date, last: date) -> Table:
    """The spells with a day in a window, cut to it."""
    inside = spells.filter(overlaps(spells, first, last))
    return inside.mutate(
        start=greatest(inside.start, literal(first)), end=least(coalesce(inside.end, literal(last)), literal(last))
    )
