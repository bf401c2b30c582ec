"""Categories of variables that come from the code lists of the ILR, and those that stand for no known value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.expr import cases
from alder.model.period import AcademicYear
from alder.model.statistic import Category
from alder.sources.ilr.codes import LISTS

if TYPE_CHECKING:
    from datetime import date

    from alder.model.expr import Text, Value

UNKNOWN = Category("Unknown", "Unknown", ("Not known",))
"""As further education and skills, apprenticeship and achievement rate statistics call it. Code lists of collected
fields have a `Not known` of their own, which is an answer; the two are not the same."""
OTHER = Category("Not listed", "A code that is not on Alder's list")
"""For codes that came later than the list. Shown only where there are any."""
YES_NO = (Category("Yes", "Yes"), Category("No", "No"))


def coded(field: str, type: str = "") -> tuple[Category, ...]:
    """The codes of a field as categories, in the order of its list; for a typed field those of one type."""
    return tuple(Category(c.code, c.label, c.formerly) for c in LISTS[field] if c.type == type)


def in_use(field: str, type: str = "") -> dict[str, tuple[int | None, int | None]]:
    """By code, the first and the last academic year in which it may be used, as starting years; None is open."""

    def year(day: date | None) -> int | None:
        return AcademicYear.of(day).start if day else None

    return {c.code: (year(c.first), year(c.last)) for c in LISTS[field] if c.type == type and (c.first or c.last)}


def code_or(value: Value, known: tuple[Category, ...], *, missing: str, other: str = OTHER.code) -> Text:
    """The code itself where it is a category; else `missing` where there is none, and `other` for a strange one."""
    text = value.cast("string")
    return cases((text.isnull(), missing), (text.isin([c.code for c in known]), text), else_=other)


def yes_no(value: Value) -> Text:
    """Yes or No of a truth that is never missing."""
    return cases((value, "Yes"), else_="No")
