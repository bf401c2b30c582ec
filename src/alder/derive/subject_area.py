"""Sector subject areas: the first tier from the second, and what each is called.

These are functions of a column of codes; the variables that read the list of aims are made of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import cases, ifelse, null
from alder.model.statistic import Category
from alder.model.subject_areas import AREAS

if TYPE_CHECKING:
    from alder.model.expr import Text, Value, Whole

SUBJECT_AREAS = (
    *(Category(str(n), label) for n, label in AREAS.items()),
    Category("Unknown", "Not applicable or not known"),
)


def tier_1(code: Value) -> Whole:
    """The first tier of a subject area given as a number, such as 1 of 1.2; missing for -1, -2 and anything unknown."""
    whole = code.cast("float64").floor().cast("int32")
    return ifelse(whole.isin(list(AREAS)), whole, null("int32"))


def subject_area(code: Value) -> Text:
    """The code of the first tier's category; Unknown where the subject area is not applicable or not known."""
    whole = tier_1(code)
    return cases((whole.isnull(), "Unknown"), else_=whole.cast("string"))
