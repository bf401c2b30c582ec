"""Measures: defined statistics, all of them in `measures`; and `tabulate`, which works them out.

What a measure counts is declared in `definitions`, a file for each or for each family; `calculation` answers a query.
"""

from alder.measures import definitions
from alder.measures.calculation.tabulation import tabulate, tabulate_all
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.query import Query

__all__ = [
    "Measure",
    "Query",
    "Scope",
    "Unit",
    "definitions",
    "measures",
    "tabulate",
    "tabulate_all",
]
