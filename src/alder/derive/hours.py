"""Planned hours: of a 16 to 19 study programme in funding bands, and guided learning hours of an aim in bands."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alder.derive.categories import UNKNOWN
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, ifelse, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text, Whole

STUDY_PROGRAMME_BANDS = ((0, "Up to 279"), (280, "280-359"), (360, "360-449"), (450, "450-539"), (540, "540+"))
"""The least hours of each funding band of 16 to 19 study programmes in 2020/21, and its code."""

GUIDED_BANDS = ((0, "<20"), (20, "20-99"), (100, "100-359"), (360, "360-539"), (540, "540+"))
"""The least guided learning hours of each band, and its code: Alder's own bands."""

HOURS_BANDS = (
    *(Category(c, f"{c.replace('-', ' to ')} hours") for _, c in STUDY_PROGRAMME_BANDS),
    UNKNOWN,
)
GUIDED_HOURS_BANDS = (
    *(Category(c, f"{c.replace('-', ' to ')} hours") for _, c in GUIDED_BANDS),
    UNKNOWN,
)

GUIDED_HOURS = Parameter(
    "guided_hours",
    "minimum",
    "Which of the two guided learning hours in the list of aims an aim has.",
    Evidence.A,
    "The list of aims gives a least and a greatest; funding and size tables use the least.",
    choices=(("minimum", "the least"), ("maximum", "the greatest")),
)


def study_programme_hours(learning: Whole, enrichment: Whole) -> Whole:
    """Planned learning hours and planned hours of employability, enrichment and pastoral work; either may be missing.

    Missing where both are. For a T Level the hours are those of the programme aim (PHours), given as `learning`.
    """
    both_missing = learning.isnull() & enrichment.isnull()
    return ifelse(both_missing, null("int32"), coalesce(learning, 0) + coalesce(enrichment, 0)).cast("int32")


def banded(hours: Whole, scheme: tuple[tuple[int, str], ...]) -> Text:
    """The band of hours in a scheme; Unknown without hours."""
    below = [(hours < least, code) for (_, code), (least, _) in pairwise(scheme)]
    return cases((hours.isnull(), "Unknown"), *below, else_=scheme[-1][1])
