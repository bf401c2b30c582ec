"""Variables of time: the academic year of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.categories import UNKNOWN
from alder.derive.variable import variables
from alder.model.definition import Evidence
from alder.model.expr import cases, ifelse
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Day, Table, Text, Whole


def starting_year(day: Day) -> Whole:
    """The year in which the academic year that holds `day` starts: years run from 1 August to 31 July."""
    return ifelse(day.month() >= 8, day.year(), day.year() - 1).cast("int32")


def label_of(start: Whole) -> Text:
    """2023 as `2023/24`: how a year is written for people."""
    return start.cast("string") + "/" + (start + 1).cast("string").right(2)


@variables.declare(
    title="Academic year",
    unit="academic year",
    reads=(),
    source="ILR specification; compiled funding rules 2020/21",
    evidence=Evidence.V,
)
def academic_year(aims: Table, *, day: Day) -> Text:
    """The year from 1 August to 31 July that holds a day, written 2023/24. Funding and teaching years are the same.

    The academic year of a start, an end or an achievement follows from the date that is asked about.
    """
    return label_of(starting_year(day))


@variables.declare(
    title="Year in which the aim started",
    unit="academic year",
    reads=("LearnStartDate",),
    source="ILR specification",
    evidence=Evidence.V,
)
def start_year(aims: Table) -> Text:
    """The academic year that holds the day on which the aim started."""
    return label_of(starting_year(aims.LearnStartDate))


MONTHS = (
    "August",
    "September",
    "October",
    "November",
    "December",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
)
"""The months of an academic year, in their order."""


@variables.declare(
    title="Month in which the aim started",
    unit="category",
    reads=("LearnStartDate",),
    source="ILR specification",
    evidence=Evidence.V,
    categories=(*(Category(m, m) for m in MONTHS), UNKNOWN),
    unknown="Unknown",
)
def start_month(aims: Table) -> Text:
    """The month in which the aim started, in the order of the academic year, whichever the year."""
    month = aims.LearnStartDate.month()
    return cases(*((month == (7 + n) % 12 + 1, name) for n, name in enumerate(MONTHS)), else_="Unknown")
