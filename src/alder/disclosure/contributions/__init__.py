"""Which cells of a table of values say too much of one contributor: holdings, concentration, and other statistics."""

from alder.disclosure.contributions.classes import Classes, classes
from alder.disclosure.contributions.concentration import Judged, dominance, minimum, p_percent, pq
from alder.disclosure.contributions.given import Contributions
from alder.disclosure.contributions.judged import judge
from alder.disclosure.contributions.largest import Largest, largest
from alder.disclosure.contributions.statistics import Extremes, deviation, extremes, mean, percentile, rate

__all__ = [
    "Classes",
    "Contributions",
    "Extremes",
    "Judged",
    "Largest",
    "classes",
    "deviation",
    "dominance",
    "extremes",
    "judge",
    "largest",
    "mean",
    "minimum",
    "p_percent",
    "percentile",
    "pq",
    "rate",
]
