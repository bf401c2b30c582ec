"""What a person mainly did in a tax year after leaving school: studied, worked, claimed benefits, or none of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.months import any_month, known, running
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text

MONTHS = 12

STUDY_MONTHS = Parameter(
    "study_months",
    6,
    "Months in a row with a day of study, or of benefits, that make it the main activity.",
    Evidence.V,
    "The official program.",
)
WORK_MONTHS = Parameter(
    "work_months",
    12,
    "Months in a row of employment that make it the main activity.",
    Evidence.V,
    "The official program.",
)

ACTIVITIES = (
    Category("Higher education", "Higher education"),
    Category("Further education", "Further education"),
    Category("Out of work benefits", "Out of work benefits", ("Out-of-work benefits",)),
    Category("Employment", "Employment"),
    Category("No sustained activity", "No sustained activity"),
    Category("Activity not captured", "Activity not captured"),
)
"""In the words of the publication on pathways after 16 (LEO), but for further education: it publishes adult FE, KS5 and
other education apart, which are one activity here."""


def main_activity(
    higher: Text, further: Text, benefits: Text, employed: Text, *, study_months: int = 6, work_months: int = 12
) -> Text:
    """The first of these that holds: higher education, further education and out-of-work benefits in six months
    running, employment in all twelve, some activity that was not sustained, nothing found.

    Each takes twelve flags, April first. Further education is all other learning after 16, at school too.
    """
    he, fe, claims, work = (known(m, MONTHS) for m in (higher, further, benefits, employed))
    return cases(
        (running(he, study_months), "Higher education"),
        (running(fe, study_months), "Further education"),
        (running(claims, study_months), "Out of work benefits"),
        (running(work, work_months), "Employment"),
        (any_month(he) | any_month(fe) | any_month(claims) | any_month(work), "No sustained activity"),
        else_="Activity not captured",
    )
