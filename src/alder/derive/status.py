"""Variables of status: how an aim stands to its start in a year, and how it stands at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.categories import UNKNOWN
from alder.derive.time import starting_year
from alder.derive.variable import variables
from alder.model.definition import Evidence
from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text


@variables.declare(
    title="Start status",
    unit="category",
    reads=("LearnStartDate", "LearnDelFAMType", "LearnDelFAMCode"),
    source="ILR specification",
    evidence=Evidence.V,
    categories=(
        Category("new", "Started in the year"),
        Category("restart", "Restarted in the year after a break"),
        Category("carried", "Started in an earlier year"),
        Category("later", "Starts after the year"),
    ),
)
def start_status(aims: Table, *, year: int) -> Text:
    """Whether the aim started in the year, restarted in it after a break, was carried into it, or starts after it."""
    start = starting_year(aims.LearnStartDate)
    again = aims.restart.fill_null(False)
    return cases((start < year, "carried"), (start > year, "later"), (again, "restart"), else_="new")


@variables.declare(
    title="End status",
    unit="category",
    reads=("CompStatus", "LearnActEndDate"),
    source="ILR specification",
    evidence=Evidence.V,
    categories=(
        Category("continuing", "Continuing"),
        Category("ended_continuing", "Training ended, still to be assessed"),
        Category("completed", "Completed"),
        Category("withdrawn", "Withdrawn"),
        Category("break", "On a planned break"),
        UNKNOWN,
    ),
    unknown="Unknown",
)
def end_status(aims: Table) -> Text:
    """How the aim stands: continuing, completed, withdrawn, on a planned break, or trained and still to be assessed."""
    ended = aims.LearnActEndDate.notnull()
    return cases(
        ((aims.CompStatus == 1) & ended, "ended_continuing"),
        (aims.CompStatus == 1, "continuing"),
        (aims.CompStatus == 2, "completed"),
        (aims.CompStatus == 3, "withdrawn"),
        (aims.CompStatus == 6, "break"),
        else_="Unknown",
    )
