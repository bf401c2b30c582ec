"""The named steps by which a measure classifies an aim, and what each says of one aim in plain words.

A step looks at columns of the very table that the measure counts, and at the functions from which the measure makes
these columns. So what it says cannot differ from what was counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.look.words import day as written
from alder.model.period import AcademicYear
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from alder.measures.measure import QueryYear
    from alder.model.code_list import CodeList

    Row = Mapping[str, Any]


def on(day: date | None) -> str:
    """A day as people write it."""
    return written(day) if day else "no date"


def year_of(start: int | None) -> str:
    """An academic year by its starting year."""
    return AcademicYear(start).label if start is not None else "not known"


def coded(list: CodeList, value: int | None) -> str:
    """A field with its code and meaning: `CompStatus 3 (Withdrawn)`."""
    if value is None:
        return f"no {list.field}"
    meaning = next((c.label for c in list if c.code == str(value)), "not on the list")
    return f"{list.field} {value} ({meaning[:1].lower() + meaning[1:]})"


def record_words(row: Row) -> str:
    """What the return says of the aim, as far as measures look at it."""
    ended = f"ended {on(row['LearnActEndDate'])}" if row["LearnActEndDate"] else "without an end"
    parts = [f"begun {on(row['LearnStartDate'])}", f"planned to end {on(row['LearnPlanEndDate'])}", ended]
    if row["AchDate"]:
        parts.append(f"achieved {on(row['AchDate'])}")
    parts.append(coded(codes.comp_status, row["CompStatus"]))
    more = [c for c in (codes.outcome, codes.withdraw_reason) if row[c.field] is not None]
    parts += [coded(c, row[c.field]) for c in more]
    if row["restart"]:
        parts.append("marked as a restart")
    return "; ".join(parts)


def as_told(row: Row, asked: QueryYear) -> str:
    """The record itself, as a step."""
    return record_words(row)
