"""Measures: defined statistics, a file each, all of them in `measures`; and `tabulate`, which works them out."""

from alder.measures import (
    achievement_rate,
    achievements,
    learner_achievements,
    learners_participating,
    leavers,
    pass_rate,
    retention_rate,
    starts,
    timely_achievement_rate,
)
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.query import Query
from alder.measures.tabulate import tabulate

__all__ = [
    "Measure",
    "Query",
    "Scope",
    "Unit",
    "achievement_rate",
    "achievements",
    "learner_achievements",
    "learners_participating",
    "leavers",
    "measures",
    "pass_rate",
    "retention_rate",
    "starts",
    "tabulate",
    "timely_achievement_rate",
]
