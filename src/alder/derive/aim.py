"""Variables of a learning aim: its length in days, and whether it lasted long enough to count as a start."""

from __future__ import annotations

from datetime import date as day_of
from typing import TYPE_CHECKING

from alder.derive.variable import variables
from alder.model.definition import Evidence
from alder.model.expr import cases, ifelse

if TYPE_CHECKING:
    from alder.model.expr import Day, Table, Truth, Whole

_RULES = "Compiled funding rules 2020/21"

POLICY_CHANGE = day_of(2019, 8, 1)
"""From this day on, an apprenticeship programme that ends is complete only when its achievement date is there."""


def days_from(first: Day, last: Day) -> Whole:
    """Days from the first to the last, both counted."""
    return (last.delta(first, unit="day") + 1).cast("int32")


@variables.declare(
    title="Planned length",
    unit="days",
    reads=("LearnStartDate", "LearnPlanEndDate"),
    source=_RULES,
    evidence=Evidence.V,
)
def planned_days(aims: Table) -> Whole:
    """Days from the start to the planned end of the aim, both counted."""
    return days_from(aims.LearnStartDate, aims.LearnPlanEndDate)


@variables.declare(
    title="Actual length",
    unit="days",
    reads=("LearnStartDate", "LearnActEndDate"),
    source=_RULES,
    evidence=Evidence.V,
)
def actual_days(aims: Table) -> Whole:
    """Days from the start to the actual end of the aim, both counted; 0 while it has not ended."""
    return ifelse(aims.LearnActEndDate.isnull(), 0, days_from(aims.LearnStartDate, aims.LearnActEndDate))


@variables.declare(
    title="Qualifying period",
    unit="days",
    reads=("LearnStartDate", "LearnPlanEndDate"),
    source=_RULES,
    evidence=Evidence.V,
)
def qualifying_days(aims: Table) -> Whole:
    """Days that a learner must stay to count as a start: 42 of 168 planned days or more, 14 of 14 to 167, else 1."""
    planned = planned_days(aims)
    return cases((planned >= 168, 42), (planned >= 14, 14), else_=1)


@variables.declare(
    title="Counts as a start",
    unit="yes or no",
    reads=(
        "LearnStartDate",
        "LearnPlanEndDate",
        "LearnActEndDate",
        "AchDate",
        "CompStatus",
        "Outcome",
        "FundModel",
        "AimType",
    ),
    source=_RULES,
    evidence=Evidence.V,
)
def funding_start(aims: Table) -> Truth:
    """Whether the learner stayed long enough, or achieved, so that the aim counts as begun.

    True while learning goes on; when the learner stayed for the qualifying period; when an aim is achieved (Outcome 1,
    formerly also 6 and 7); and when an apprenticeship (FundModel 36) is completed, which for a programme that ends on
    or after 1 August 2019 means that its achievement date is there. For 16 to 19 study programmes (FundModel 25),
    funding has a rule about the year as a whole, which is not this one.
    """
    ended = aims.LearnActEndDate.notnull()
    apprenticeship = (aims.FundModel == 36).fill_null(False)
    dated = (aims.AimType != 1) | (aims.LearnActEndDate < POLICY_CHANGE) | aims.AchDate.notnull()
    completed = apprenticeship & (aims.CompStatus == 2) & dated.fill_null(True)
    achieved = ~apprenticeship & aims.Outcome.isin([1, 6, 7])
    stayed = actual_days(aims) >= qualifying_days(aims)
    return ~ended | completed.fill_null(False) | achieved.fill_null(False) | stayed.fill_null(False)
