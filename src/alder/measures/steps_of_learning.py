"""The steps by which an aim is judged for participation, starts, achievements and what goes on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.derive.aim import actual_days, funding_start, qualifying_days
from alder.derive.programme import PROVISIONS, provision
from alder.measures.follow_on import Restart
from alder.measures.learning import (
    CONTINUED_YEAR,
    achievement_day,
    achievement_tests,
    continuing_tests,
    coverage_tests,
    in_scope,
    participation_tests,
    programme_tests,
    start_tests,
    within,
)
from alder.measures.measure import Criterion, QueryYear
from alder.measures.step import on
from alder.measures.steps_of_rates import RECORD
from alder.model.definition import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.step import Row
    from alder.model.expr import Table, Value

_FOOTNOTES = "Footnotes of further education and apprenticeship statistics"


def _provision(row: Row) -> str:
    return next(c.label for c in PROVISIONS if c.code == row["provision"]).lower()


def _scope_says(row: Row, asked: QueryYear) -> str:
    if not row["of_scope"]:
        return f"not in scope: its provision is {_provision(row)}"
    if row.get("programme_aim", True):
        return f"in scope: {_provision(row)}"
    return f"not in scope: an apprenticeship is counted by its programme aim, and this is aim type {row['AimType']}"


def _out_of_scope(row: Row) -> bool:
    return not row["of_scope"] or not row.get("programme_aim", True)


def _start_scope(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    return {"provision": provision(aims), **start_tests(aims, asked.year, asked.scope)}


def _any_scope(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    return {"provision": provision(aims), "of_scope": in_scope(aims, asked.scope)}


def _programme_scope(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    return {"provision": provision(aims), **programme_tests(aims)}


def _scope(columns: str = "any") -> Criterion:
    return Criterion(
        "scope",
        "Education and training by its aims, apprenticeships by their programme aim where programmes are counted."
        if columns != "any"
        else "Learning of every kind, unless one kind is asked for.",
        _FOOTNOTES,
        Evidence.V,
        _scope_says,
        {"any": _any_scope, "starts": _start_scope, "programmes": _programme_scope}[columns],
        _out_of_scope,
    )


def _stay(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    return {"stayed": funding_start(aims), "days": actual_days(aims), "needed": qualifying_days(aims)}


def _stay_says(row: Row) -> str:
    if row["LearnActEndDate"] is None:
        return "past the qualifying period: it has not ended"
    if not row["stayed"]:
        return f"left after {row['days']} days, inside the qualifying period of {row['needed']}, without achieving"
    if row["days"] is not None and row["needed"] is not None and row["days"] >= row["needed"]:
        return f"stayed {row['days']} days, of {row['needed']} that were needed"
    return "achieved, so the qualifying period does not matter"


def _inside_says(row: Row, asked: QueryYear) -> str:
    first, last = on(date(asked.year, 8, 1)), on(date(asked.year + 1, 7, 31))
    if not row["begun"]:
        return f"no: it began after {last}"
    if not row["going_on"]:
        return f"no: it ended before {first}"
    return f"yes: begun by {last}, and not ended before {first}"


def _early_says(row: Row, asked: QueryYear) -> str:
    kept = "" if asked.settings["early_leavers"] == "left_out" else " (early leavers are counted here)"
    return _stay_says(row) + kept


OF_PARTICIPATION = (
    RECORD,
    _scope(),
    Criterion(
        "in learning in the year",
        "Begun by 31 July, and not ended before 1 August.",
        "Reading of the footnotes of further education and skills statistics",
        Evidence.B,
        _inside_says,
        lambda aims, asked: participation_tests(aims, asked.year, asked.scope),
        lambda row: not (row["begun"] and row["going_on"]),
    ),
    Criterion(
        "qualifying period",
        "Whoever left inside the qualifying period without achieving did not take part.",
        "Compiled funding rules 2020/21 for the period (V); that it decides participation is a reading",
        Evidence.B,
        _early_says,
        _stay,
    ),
)


def _coverage_says(row: Row, asked: QueryYear) -> str:
    if not row["paid_by_government"]:
        return f"no: funding model {row['FundModel']} without a loan is not government-funded"
    of = asked.settings["coverage"]
    if (of != "apprenticeships" and row["adult"]) or (of != "adult" and row["apprentice"]):
        return "yes: an apprenticeship" if row["apprentice"] and of != "adult" else "yes: an adult at 31 August"
    return "no: not an apprenticeship" if of == "apprenticeships" else "no: not known to be 19 at 31 August"


_COVERAGE = Criterion(
    "coverage",
    "Adults in government-funded learning, apprentices of all ages, or both, as is set.",
    "Further education and skills statistics (V); which funding models are government-funded is a reading",
    Evidence.B,
    _coverage_says,
    lambda aims, asked: coverage_tests(aims, asked.year, asked.settings),
    lambda row: not row["paid_by_government"],
)
OF_FUNDED_PARTICIPATION = (*OF_PARTICIPATION[:2], _COVERAGE, *OF_PARTICIPATION[2:])


def _begun_says(row: Row, asked: QueryYear) -> str:
    began = on(row["LearnStartDate"])
    return f"yes: begun {began}" if row["in_year"] else f"no: begun {began}, which is not in {asked.label}"


_RESTARTS = {
    Restart.ANOTHER_YEAR: "a restart of an apprenticeship that broke off in an earlier year",
    Restart.SAME_YEAR: "a restart of an apprenticeship that did not break off in an earlier year",
    Restart.MERGER: "a restart in which nothing broke off: the learner came from a provider that merged",
    Restart.NOT_KNOWN: "a restart of an apprenticeship of which no earlier spell is known",
}


def _restart_says(row: Row, asked: QueryYear) -> str:
    return _RESTARTS.get(row["restart_kind"], "a restart after a break")


def _start_says(row: Row, asked: QueryYear) -> str:
    if row["reason"] == "restart":
        year = " (in 2020/21 no restart is a start)" if asked.year == CONTINUED_YEAR else ""
        return f"left out: {_restart_says(row, asked)}{year}"
    if row["reason"] == "transfer":
        return "left out: a transfer from another aim of the provider"
    if row["reason"]:
        return f"left out: {_stay_says(row)}"
    again = f"{_restart_says(row, asked)}; " if row["restart"] else ""
    return f"not left out: {again}{_stay_says(row)}"


IN_YEAR = Criterion(
    "begun in the year",
    "The start lies in the year, from 1 August to 31 July.",
    _FOOTNOTES,
    Evidence.V,
    _begun_says,
    lambda aims, asked: {"in_year": within(aims.LearnStartDate, asked.year)},
    lambda row: not row["in_year"],
)
SCOPE_OF_STARTS = _scope("starts")
OF_STARTS = (
    RECORD,
    SCOPE_OF_STARTS,
    IN_YEAR,
    Criterion(
        "left out",
        "Restarts in the year in which learning broke off, and starts that were left inside the qualifying period "
        "without achieving.",
        "Methodology of further education and skills statistics for restarts (V); the rest is a reading of footnotes",
        Evidence.B,
        _start_says,
        _stay,
    ),
)
OF_RESTARTS = (
    RECORD,
    SCOPE_OF_STARTS,
    IN_YEAR,
    Criterion(
        "restart",
        "Marked as a restart, and whether an earlier spell or an original start date is held.",
        "Alder's own",
        Evidence.A,
        lambda row, asked: f"yes: {_restart_says(row, asked)}" if row["restart"] else "no: not marked as a restart",
    ),
)
OF_ENROLMENTS = (RECORD, _scope(), IN_YEAR)


def _achieved(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    on_what = asked.settings["standards_achieved_on"]
    return {"achieved_on": achievement_day(aims, on_what), **achievement_tests(aims, asked.year, on_what)}


def _achieved_says(row: Row, asked: QueryYear) -> str:
    if not (row["completed"] and row["achieved"]):
        return "no: only an aim that is completed (CompStatus 2) with outcome 1 is"
    if not row["in_year"]:
        return f"no: achieved {on(row['achieved_on'])}, which is not in {asked.label}"
    return f"yes: achieved {on(row['achieved_on'])}"


_ACHIEVED = Criterion(
    "achieved in the year",
    "Completed with outcome 1. A standard is achieved on its achievement date, anything else on the day it ended.",
    "Footnotes of apprenticeship statistics (V); the date is from secondary sources",
    Evidence.S,
    _achieved_says,
    _achieved,
)
OF_ACHIEVEMENTS = (RECORD, _scope("programmes"), _ACHIEVED)
OF_LEARNERS_ACHIEVING = (RECORD, _scope(), _ACHIEVED)
OF_FUNDED_ACHIEVING = (RECORD, _scope(), _COVERAGE, _ACHIEVED)


def _going_on_says(row: Row, asked: QueryYear) -> str:
    if not row["continuing"]:
        return "no: its CompStatus is not 1"
    if not row["without_end"]:
        return f"no: it has ended, {on(row['LearnActEndDate'])}"
    if not row["begun"]:
        return f"no: it began after {on(date(asked.year + 1, 7, 31))}"
    return "yes: CompStatus 1, and no end"


OF_CONTINUING = (
    RECORD,
    _scope(),
    Criterion(
        "goes on",
        "CompStatus 1, no actual end, and begun by the end of the year.",
        "Compiled funding rules 2020/21",
        Evidence.V,
        _going_on_says,
        lambda aims, asked: continuing_tests(aims, asked.year, asked.scope),
    ),
)
