"""What a table says of itself beside its figures, in sentences that every output prints and nothing switches off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure import banding
from alder.disclosure.estimates import MOST_ERROR
from alder.disclosure.protected import rows_of
from alder.look.words import listed
from alder.show.layout import UNRELIABLE_FLAG

if TYPE_CHECKING:
    from alder.disclosure.protected import Protected
    from alder.model.quality import Grade


def lines(table: Protected) -> list[str]:
    """The design that was declared, grades of cells, match rates, what marks mean, and how providers stand."""
    return [*_design(table), *_grades(table), *_matched(table), *_marks(table), *banding.lines(table)]


def _design(table: Protected) -> list[str]:
    return [f"Declared design: {table.about.design}"] if table.about.design else []


def _grades(table: Protected) -> list[str]:
    """Which cells have a better grade than the whole: those that are not split by the filters that lower it."""
    splits = [f for f in table.filters if f.id in table.quality.splits]
    best = table.quality.of_cell([])
    if best is table.quality.grade:
        return []
    lowered: dict[Grade, list[str]] = {}
    for f in splits:
        if (grade := table.quality.of_cell([f.id])) is not best:
            lowered.setdefault(grade, []).append(f.label.lower())
    told = [f"{grade} where they are split by {listed(labels, 'or')}" for grade, labels in sorted(lowered.items())]
    return [f"Grades of cells: {best}; {'; '.join(told)}."]


def _matched(table: Protected) -> list[str]:
    found = table.about.matched
    if found is None:
        return []
    return [f"Match rate: {found.says}, of all who were looked for in the year, in this table or not: {found.words()}."]


def _marks(table: Protected) -> list[str]:
    rates = [i.id for i in table.indicators if i.is_rate]
    found = (table.interval_in(figures, id) for _, figures in rows_of(table) for id in rates)
    if any(f and f.unsafe for f in found):
        return [
            f"{UNRELIABLE_FLAG} marks estimates whose standard error is over {MOST_ERROR}% of them: "
            "use with great care."
        ]
    return []
