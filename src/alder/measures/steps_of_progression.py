"""The steps by which an aim and its learner are judged for progression."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alder.look.words import counted, listed
from alder.measures.measure import Criterion, QueryYear
from alder.measures.next_year import LEVELS, level_number
from alder.measures.step import year_of
from alder.measures.steps_of_learning import OF_LEARNERS_ACHIEVING
from alder.model.definition import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.step import Row
    from alder.model.expr import Table, Value

_LEVELS = {
    -1: "a level that is not known",
    0: "entry level",
    **{n: f"level {n}" for n in (1, 2, 3)},
    4: "level 4 or over",
}

_RECORD, _SCOPE, _ACHIEVED = OF_LEARNERS_ACHIEVING


def _not_achieved(row: Row) -> bool:
    return not (row["completed"] and row["achieved"] and row["in_year"])


def _level(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    return {"own_level": level_number(aims)}


def _level_says(row: Row, asked: QueryYear) -> str:
    if row["best"] is None:
        return "left out: of nothing that the learner achieved in the year is the level known"
    own = _LEVELS[-1 if row["own_level"] is None else row["own_level"]]
    return f"{own}; the highest that the learner achieved in the year is {_LEVELS[row['best']]}"


def _months(row: Row) -> dict[int, int]:
    """Of the year after, in how many months something was learned at each level."""
    return {n: row[f"months_at_{n}"] for n in LEVELS if row[f"months_at_{n}"]}


def _after_says(row: Row, asked: QueryYear, higher: bool) -> str:
    after, least = year_of(asked.year + 1), asked.settings["sustained_months"]
    found = _months(row)
    if not found:
        return f"no: nothing was learned in {after}, as far as returns are held"
    told = listed([f"{counted(months, 'month')} at {_LEVELS[n]}" for n, months in found.items()])
    sustained = [n for n, months in found.items() if months >= least]
    if not sustained:
        return f"no: {told} in {after}, and {least} months at one level are needed"
    if higher and not row["progressed"]:
        return f"no: {told} in {after}, none of it sustained above {_LEVELS[row['best']]}"
    return f"yes: {told} in {after}, of {least} that are needed"


def _after(higher: bool) -> Criterion:
    return Criterion(
        "learning in the year after",
        "A day of learning in each of so many months of the academic year after, at one level"
        + (", above the highest level achieved." if higher else "."),
        "Alder's own definition",
        Evidence.A,
        lambda row, asked: _after_says(row, asked, higher),
    )


_OF_ACHIEVERS = (_RECORD, _SCOPE, replace(_ACHIEVED, ends=_not_achieved))

OF_ANY = (*_OF_ACHIEVERS, _after(False))
OF_HIGHER = (
    *_OF_ACHIEVERS,
    Criterion(
        "level achieved",
        "The highest level of what the learner achieved in the year; 4 and over are one level here.",
        "The list of aims (LARS); that the highest counts is Alder's own",
        Evidence.A,
        _level_says,
        _level,
        lambda row: row["best"] is None,
    ),
    _after(True),
)
