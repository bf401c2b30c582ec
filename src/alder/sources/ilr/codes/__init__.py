"""The ILR's code lists: which codes each field may hold, between which days, and what they mean in our own words."""

from alder.sources.ilr.codes import (
    aim,
    countries,
    destination,
    employment,
    higher_education,
    learner,
    monitoring,
    occupations,
    outcome_grades,
)
from alder.sources.ilr.codes.lists import LISTS

__all__ = [
    "LISTS",
    "aim",
    "countries",
    "destination",
    "employment",
    "higher_education",
    "learner",
    "monitoring",
    "occupations",
    "outcome_grades",
]
