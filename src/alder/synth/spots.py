"""Where a fault can be planted and what can be changed there: the words in which kinds of fault are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth.days import NEVER, written
from alder.synth.faults import say
from alder.synth.shares import ADULT, COMMUNITY, HIGHER, UNFUNDED

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.synth.draws import Array
    from alder.synth.faults import Edit, View

    Where = Callable[[View], Array]
    Change = Callable[[View, int], list[Edit]]

LEARNER, AIM, FAM = "learner", "learning_delivery", "learning_delivery_fam"
WORK, DETAIL = "learner_employment_status", "employment_status_monitoring"
LEARNER_FAM, PROBLEM, MONEY = "learner_fam", "lldd_and_health_problem", "app_fin_record"


def has(table: str, **values: object) -> Where:
    """Rows of a table in which the fields hold these values; a tuple lists several."""

    def where(view: View) -> Array:
        found = np.ones(len(view.records(table)), dtype=bool)
        for name, value in values.items():
            column = view.column(table, name)
            found &= np.isin(column, value) if isinstance(value, tuple) else column == value
        return found

    return where


def everybody(table: str) -> Where:
    """All rows."""
    return lambda view: np.ones(len(view.records(table)), dtype=bool)


def of(table: str, *kinds: int) -> Where:
    """Rows whose learner came for one of these."""
    return lambda view: np.isin(view.kind(table), kinds)


def both(*conditions: Where) -> Where:
    return lambda view: np.logical_and.reduce([condition(view) for condition in conditions])


def remove(table: str) -> Change:
    return lambda view, row: [(table, "", row, None)]


def move(table: str, field: str, days: int, base: str | None = None) -> Change:
    """The field says a day some days from `base`, or from its own."""

    def change(view: View, row: int) -> list[Edit]:
        day = int(view.column(table, base or field)[row]) + days
        return [(table, field, row, written(day))]

    return change


def wrong_digit(table: str, field: str) -> Change:
    """The last digit is one more than it should be."""

    def change(view: View, row: int) -> list[Edit]:
        number = str(view.column(table, field)[row])
        return [(table, field, row, f"{number[:-1]}{(int(number[-1]) + 1) % 10}")]

    return change


def closed(view: View) -> Array:
    """Aims that have ended and are not apprenticeships."""
    a = view.records(AIM).fields
    found: Array = (a["LearnActEndDate"] < NEVER) & ~np.isin(a["AimType"], (1, 3)) & (view.kind(AIM) != HIGHER)
    return found


def ongoing(view: View) -> Array:
    """Aims that go on and are not apprenticeships."""
    a = view.records(AIM).fields
    found: Array = (a["LearnActEndDate"] == NEVER) & ~np.isin(a["AimType"], (1, 3))
    return found


def undated(view: View) -> Array:
    """Aims of adults in classes that have no dated funding record."""
    dated = np.zeros(len(view.records(AIM)), dtype=bool)
    fam = view.records(FAM)
    dated[fam.owner[fam.fields["LearnDelFAMDateFrom"] < NEVER]] = True
    return ~dated & np.isin(view.kind(AIM), (ADULT, COMMUNITY, UNFUNDED))


def settled(view: View) -> Array:
    """Learners without a destination record, which would repeat what is changed."""
    return ~view.is_leaver(LEARNER)


def unless(table: str, counted: str, which: Where) -> Where:
    """Rows whose learner has no such row in `counted`."""
    return lambda view: view.count(table, counted, which(view)) == 0


def aim_started(first: int, last: int = NEVER) -> Where:
    """Aims, or records of aims, that started within these days."""

    def where(view: View) -> Array:
        start = view.column(AIM, "LearnStartDate")
        return (start >= first) & (start <= last)

    return where


def at_aim(table: str, where: Where) -> Where:
    """Records of aims for which something is so."""
    return lambda view: where(view)[view.records(table).owner]


def at_status(where: Where) -> Where:
    """Details of employment records for which something is so."""
    return lambda view: where(view)[view.records(DETAIL).owner]


def neighbour(table: str, field: str) -> Change:
    """The field says what the record before says."""
    return lambda view, row: [(table, field, row, str(view.column(table, field)[row - 1]))]


def clear(table: str, *fields: str) -> Change:
    """The fields are left out."""
    return lambda view, row: [(table, field, row, None) for field in fields]


def put(table: str, field: str, text: str | None) -> Change:
    """The field says `text`."""
    return say(table, field, text)
