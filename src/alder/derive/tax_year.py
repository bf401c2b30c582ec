"""Tax years, from 6 April to 5 April, and the one in which a graduate's outcomes are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import ifelse

if TYPE_CHECKING:
    from alder.model.expr import Day, Text, Whole


def tax_year_of(day: Day) -> Whole:
    """The calendar year in which the tax year that holds `day` starts."""
    before = (day.month() < 4) | ((day.month() == 4) & (day.day() < 6))
    return (day.year() - ifelse(before, 1, 0)).cast("int32")


def tax_year_after_graduation(graduated: Whole, years: Whole | int) -> Whole:
    """The start of the n-th full tax year after graduation in the academic year that starts in `graduated`.

    Someone who graduates in 2019/20 has their first full tax year from April 2021.
    """
    return (graduated + 1 + years).cast("int32")


def label_of(start: Whole) -> Text:
    """2021 as `2021-22`: how a tax year is written, so that it is not taken for an academic year."""
    return start.cast("string") + "-" + ((start + 1) % 100).cast("string").lpad(2, "0")


def days_in(start: Whole) -> Whole:
    """How many days a tax year has: 366 where it holds a 29 February, which comes in the year after its start."""
    last = start + 1
    leap = (last % 4 == 0) & ((last % 100 != 0) | (last % 400 == 0))
    return ifelse(leap, 366, 365).cast("int32")
