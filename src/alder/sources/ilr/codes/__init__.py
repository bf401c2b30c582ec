"""The ILR's code lists: which codes each field may hold, between which days, and what they mean.

In our own words; where statistics are published by a code, in those of the specification.
"""

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
from alder.sources.ilr.codes.code_lists import LISTS

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
