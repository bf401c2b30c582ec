"""The steps by which an aim is judged for measures of 16 to 18 study programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.funding_16_to_19 import MOVED_ON
from alder.derive.time import starting_year
from alder.measures.measure import Criterion, QueryYear
from alder.measures.step import on, year_of
from alder.measures.steps_of_rates import RECORD
from alder.measures.study_programme import core_tests, marker_day
from alder.model.definition import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.step import Row
    from alder.model.expr import Table, Value

_METHOD = "Methodology of 16 to 18 results"
_RULES = "Compiled funding rules 2020/21"


def _core_says(row: Row, asked: QueryYear) -> str:
    if not row["study_programme"]:
        return f"no: funding model {row['FundModel']}, and study programmes have 25"
    if not row["core_aim"]:
        return f"no: aim type {row['AimType']}, and a core aim has 5"
    return "yes: aim type 5 of funding model 25"


CORE = Criterion(
    "core aim",
    "The core aim of a 16 to 19 study programme: aim type 5, funding model 25.",
    _METHOD,
    Evidence.V,
    _core_says,
    lambda aims, asked: core_tests(aims),
    lambda row: not row["core"],
)


def _ends(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    return {
        "planned_year": starting_year(aims.LearnPlanEndDate),
        "actual_year": starting_year(aims.LearnActEndDate),
    }


def _end_says(row: Row, asked: QueryYear) -> str:
    planned = f"planned end {on(row['LearnPlanEndDate'])} ({year_of(row['planned_year'])})"
    how = planned
    if asked.settings["end_of_study"] == "later_end" and row["actual_year"] is not None:
        how = f"the later of {planned} and actual end {on(row['LearnActEndDate'])} ({year_of(row['actual_year'])})"
    other = "" if row["end_year"] == asked.year else f"; that is not {asked.label}"
    return f"{year_of(row['end_year'])}: {how}{other}"


END = Criterion(
    "end of study",
    "The year of the later of the planned and the actual end of the core aim.",
    "Reading of the methodology of 16 to 18 results, which changed in 2020/21 what ends study",
    Evidence.B,
    _end_says,
    _ends,
    lambda row: not row["due"],
)


def _retained_says(row: Row, asked: QueryYear) -> str:
    if row["paused"]:
        return "left out: on a planned break"
    if row["going_on"]:
        return "left out: it goes on past its planned end"
    if row["gone"]:
        return f"not retained: it went on in the return of {year_of(row['last_reported'])}, the last with it"
    return "retained: completed" if row["CompStatus"] == 2 else "not retained: withdrawn"


RETAINED = Criterion(
    "retained",
    "A student is retained who completed the core aim.",
    _METHOD,
    Evidence.V,
    _retained_says,
    ends=lambda row: row["paused"] or row["going_on"],
)


def _assessed_says(row: Row, asked: QueryYear) -> str:
    counted = ", ".join(str(o) for o in asked.settings["assessed_outcomes"]) or "none"
    if not row["retained"]:
        return "not counted: not retained"
    return (
        f"{'' if row['assessed'] else 'not '}assessed: outcome {row['Outcome'] or 'missing'}, of {counted} that count"
    )


OF_RETENTION = (RECORD, CORE, END, RETAINED)
OF_ASSESSED = (
    *OF_RETENTION,
    Criterion(
        "assessed",
        "Assessed is whose outcome is known: achieved, partly achieved or not achieved.",
        "Alder's convention: no field of the return says it",
        Evidence.A,
        _assessed_says,
    ),
)


def _level_says(row: Row, asked: QueryYear) -> str:
    if row["core_level"] == "Unknown":
        return "left out: the list of aims (LARS) does not tell its level"
    return f"{'yes' if row['core_level'] == 'Level 3' else 'no'}: {row['core_level'].lower()}"


def _returned_says(row: Row, asked: QueryYear) -> str:
    if not row["retained"]:
        return "not counted: not retained"
    years = (
        f"study began in {year_of(row['first_year'])}, and the core aim was completed in {year_of(row['last_year'])}"
    )
    return f"{'returned' if row['returned'] else 'not returned'}: {years}"


OF_RETURNED = (
    RECORD,
    CORE,
    Criterion(
        "level 3",
        "The core aim is at level 3.",
        "LARS, whose groups of levels are a reading",
        Evidence.B,
        _level_says,
        ends=lambda row: row["core_level"] != "Level 3",
    ),
    END,
    RETAINED,
    Criterion(
        "returned",
        "Completed in a later academic year than that of the first aim of a study programme at the provider.",
        "Introduction to retention measures in the published results (V); what the second year is in a return is a "
        "reading",
        Evidence.B,
        _returned_says,
    ),
)


def _start_says(row: Row, asked: QueryYear) -> str:
    if not row["in_year"]:
        return f"no: none of its planned days lies in {asked.label}"
    planned = (
        f"{row['hours'] if row['hours'] is not None else 'no'} hours and {row['planned_in_year']} days of the year"
    )
    if row["qualifying"] == 0:
        return f"no: {planned} are planned, too few ever to be a start"
    past = "stayed" if row["started"] else "did not stay"
    return (
        f"{'yes' if row['started'] else 'no'}: {past} for {row['qualifying']} days of the year, with {planned} planned"
    )


def _factor_says(row: Row, asked: QueryYear) -> str:
    if row["factor"] != 1.0:
        return (
            f"a half: withdrawn {on(row['LearnActEndDate'])} for reason {row['WithdrawReason'] or 'missing'}, from a "
            f"programme of {row['months']} planned months"
        )
    if row["CompStatus"] != 3:
        return "1: continuing, completed or on a planned break"
    if row["WithdrawReason"] in MOVED_ON:
        return f"1: withdrawn for reason {row['WithdrawReason']}, which keeps the factor"
    marker = on(marker_day(asked.year, asked.settings["two_year_marker"]))
    return f"1: in the first of two years, withdrawn on or after the marker, {marker}"


OF_FUNDING = (
    RECORD,
    CORE,
    Criterion(
        "start of the year",
        "Stayed for the qualifying period of the year: 42 days of 450 hours or 168 planned days, else 14 of 14.",
        _RULES,
        Evidence.V,
        _start_says,
        ends=lambda row: not row["started"],
    ),
    Criterion(
        "retention factor",
        "1 when continuing, completed, on a break, left for a reason that keeps it, or in the first of two years up to "
        "the marker; else a half.",
        f"{_RULES}; the day of the marker is a reading",
        Evidence.V,
        _factor_says,
    ),
)
