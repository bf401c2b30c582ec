"""The named steps by which a measure classifies an aim, and what each says of one aim in plain words.

A step looks at columns of the very table that the measure counts, and at the functions from which the measure makes
these columns. So what it says cannot differ from what was counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alder.look.words import day as written
from alder.model.period import AcademicYear
from alder.sources.ilr.codes import aim as codes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from alder.measures.measure import Scope
    from alder.model.code_list import CodeList
    from alder.model.definition import Evidence
    from alder.model.expr import Table, Value

    Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is asked of every aim: the starting year, the scope, and how the rules are set."""

    year: int
    scope: Scope | None
    settings: Mapping[str, Any]

    @property
    def label(self) -> str:
        return AcademicYear(self.year).label


@dataclass(frozen=True)
class Step:
    """One question that is asked of an aim. `asks` is the rule in words, and `source` what it rests on.

    `columns` gives more columns than the measure's own table has, by the functions that made it. `says` tells of one
    row what the answer is. After a step that `ends`, nothing more is asked.
    """

    name: str
    asks: str
    source: str
    evidence: Evidence
    says: Callable[[Row, Asked], str] = field(repr=False)
    columns: Callable[[Table, Asked], Mapping[str, Value]] = field(repr=False, default=lambda aims, asked: {})
    ends: Callable[[Row], bool] = field(repr=False, default=lambda row: False)


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


def as_told(row: Row, asked: Asked) -> str:
    """The record itself, as a step."""
    return record_words(row)
