"""What a learner went on to do, as the provider recorded it: groups of the ILR's destination records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import cases
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Whole

DESTINATIONS = (
    Category("apprenticeship", "Apprenticeship"),
    Category("higher education", "Higher education"),
    Category("education", "Other education"),
    Category("employment", "Employment"),
    Category("voluntary work", "Voluntary work"),
    Category("gap year", "Gap year before higher education"),
    Category("not in paid work", "Not in paid work"),
    Category("social destination", "Independent living, home or long-term care (high needs)"),
    Category("other", "Other"),
    Category("unknown", "Unknown", ("Not known",)),
)

POSITIVE = ("apprenticeship", "higher education", "education", "employment")
"""The groups that are education or paid work."""

LAST_YEAR = 2023
"""The starting year of the last academic year whose returns hold the records: they were removed for 2024/25."""


def outcome_group(kind: Text, code: Whole) -> Text:
    """The group of an outcome's type (OutType) and code (OutCode).

    Could not be reached and not known (OTH 3 and 4), the code for not reported that closed in 2015 (OTH 2), and no
    outcome at all are not known.
    """
    return cases(
        ((kind == "EDU") & (code == 2), "apprenticeship"),
        ((kind == "EDU") & (code == 6), "higher education"),
        (kind == "EDU", "education"),
        (kind == "EMP", "employment"),
        (kind == "VOL", "voluntary work"),
        (kind == "GAP", "gap year"),
        (kind == "NPE", "not in paid work"),
        (kind == "SDE", "social destination"),
        ((kind == "OTH") & (code == 1), "other"),
        else_="unknown",
    )


def is_known(group: Text) -> Truth:
    return group != "unknown"


def is_positive(group: Text) -> Truth:
    """Whether the group is education or paid work."""
    return group.isin(list(POSITIVE))
