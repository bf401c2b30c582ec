"""Variables that Alder derives from collected fields: one file a family, all of them in `variables`."""

from alder.derive import (
    age,
    aim,
    attainment,
    funding,
    length,
    listed_aim,
    person,
    place,
    programme,
    status,
    support,
    time,
)
from alder.derive.variable import Variable, Variables, variables

__all__ = [
    "Variable",
    "Variables",
    "age",
    "aim",
    "attainment",
    "funding",
    "length",
    "listed_aim",
    "person",
    "place",
    "programme",
    "status",
    "support",
    "time",
    "variables",
]
