"""The steps by which an aim is judged for achievement, timely achievement, retention and pass rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.programme import PROVISIONS, STANDARD, provision
from alder.measures.follow_on import MERGER_REASON, TRANSFER_REASON
from alder.measures.measure import Criterion, QueryYear, Scope
from alder.measures.outcomes import (
    AWAITING,
    BREAK,
    NOT_KNOWN,
    OVERDUE_BREAK,
    days_late,
    due_year,
    end_years,
    inside_qualifying_period,
    qualifying_lengths,
    scope_tests,
)
from alder.measures.step import as_told, on, year_of
from alder.model.definition import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.step import Row
    from alder.model.expr import Table, Value

_GUIDANCE = "Opening part of the 2024/25 guidance on achievement rates, and help pages that quote it"


def _scope_columns(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    return {"provision": provision(aims), **scope_tests(aims, asked.scope, asked.settings)}


def _scope_says(row: Row, asked: QueryYear) -> str:
    kind = next(c.label for c in PROVISIONS if c.code == row["provision"]).lower()
    if row["in_scope"]:
        whole = asked.scope is Scope.APPRENTICESHIPS
        return "in scope: the programme aim of an apprenticeship" if whole else f"in scope: an aim of {kind}"
    if not row["of_provision"]:
        return f"not in scope: its provision is {kind}"
    if row.get("of_aim_type", True):
        return "not in scope: a standard, and standards have no timely rate"
    if asked.scope is Scope.APPRENTICESHIPS:
        return f"not in scope: an apprenticeship is counted by its programme aim, and this is aim type {row['AimType']}"
    return "not in scope: it stands for a whole programme (aim type 1)"


def _left_out_columns(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    inside = inside_qualifying_period(aims, asked.settings)
    return {**qualifying_lengths(aims, asked.settings), "inside_qualifying": inside}


def _left_out_says(row: Row, asked: QueryYear) -> str:
    days = asked.settings["transfer_days"]
    stayed = f"stayed {row['days_stayed']} days of {row['days_planned']} planned"
    if row["reason"] == "transfer":
        return (
            f"left out: reason {TRANSFER_REASON}, and another aim of the same kind at this provider began 0 to {days} "
            "days after the end"
        )
    if row["reason"] == "merger":
        return f"left out: reason {MERGER_REASON}, the learning goes on at a provider that this one became"
    if row["reason"] == "provider intervention":
        return f"left out: withdrawn for reason {row['WithdrawReason']}, at the wish of the department"
    if row["reason"]:
        return f"left out: {stayed}, inside the qualifying period"
    if row["CompStatus"] != 3:
        return "not left out: only a withdrawal can be"
    why = [f"{stayed}, not inside the qualifying period"]
    if row["inside_qualifying"]:
        why = [f"{stayed}, but achieved"]
    elif row["restart"] and asked.settings["restart_shield"] == "no":
        why = ["a restart is not shielded by the qualifying period"]
    if row["WithdrawReason"] == TRANSFER_REASON:
        why.append(f"no other aim of the same kind at this provider began 0 to {days} days after the end")
    return f"not left out: {'; '.join(why)}"


def _leaver_says(row: Row, asked: QueryYear) -> str:
    if row["overdue"] == OVERDUE_BREAK:
        return (
            f"treated as withdrawn: a planned break that was neither resumed nor returned again by "
            f"{year_of(row['due_by'])}"
        )
    if row["overdue"]:
        return f"treated as withdrawn: it went on in the return of {year_of(row['last_reported'])}, the last with it"
    if row["waiting"] == NOT_KNOWN:
        return (
            f"not known: it went on in the provider's last return, of {year_of(row['data_year'])}, and the year after "
            "is not declared complete"
        )
    if row["waiting"] == AWAITING:
        return "not a leaver yet: a standard whose training has ended and that waits for its assessment"
    if row["waiting"] == BREAK:
        if row["restart_year"] is not None:
            return f"not a leaver: a planned break, resumed in {year_of(row['restart_year'])}"
        return f"not a leaver: on a planned break, which must be resumed or returned again by {year_of(row['due_by'])}"
    if row["waiting"]:
        return "not a leaver: it goes on"
    if row["completed"]:
        return f"a leaver: completed, and {'' if row['achieved'] else 'not '}achieved"
    return "a leaver: withdrawn"


_ENDS = (
    ("planned_end_year", "planned end", "LearnPlanEndDate"),
    ("actual_end_year", "actual end", "LearnActEndDate"),
    ("achieved_year", "achievement", "AchDate"),
)


def _year_says(row: Row, asked: QueryYear) -> str:
    found = year_of(row["leaving_year"])
    known = [f"{name} {on(row[date])} ({year_of(row[year])})" for year, name, date in _ENDS if row[year] is not None]
    if row["reported_year"] is not None:
        known.append(f"first return that reported the end ({year_of(row['reported_year'])})")
    if row["overdue"] == OVERDUE_BREAK:
        how = "the year after the later of its planned and actual end"
    elif row["overdue"]:
        how = f"the later of its {known[0] if known else 'planned end'} and the year after the last return with it"
    else:
        how = f"the latest of {', '.join(known)}" if known else "none of its ends is known"
    other = "" if row["leaving_year"] == asked.year else f"; that is not {asked.label}"
    return f"{found}: {how}{other}"


RECORD = Criterion("record", "What the return says of the aim.", "ILR specification", Evidence.V, as_told)

SCOPE = Criterion(
    "scope",
    "Apprenticeships are counted by their programme aim; education and training is every aim of no other provision.",
    "Titles and footnotes of the published tables (V); which provision is not education and training is a reading",
    Evidence.B,
    _scope_says,
    _scope_columns,
    lambda row: not row["in_scope"],
)
LEFT_OUT = Criterion(
    "left out",
    "Transfers to another aim of the provider, by intervention or in a merger, and withdrawals inside the qualifying "
    "period.",
    _GUIDANCE,
    Evidence.S,
    _left_out_says,
    _left_out_columns,
)
LEAVER = Criterion(
    "leaver",
    "A leaver has completed or withdrawn, or is treated as withdrawn: a break overdue, or missing from a later return.",
    _GUIDANCE,
    Evidence.S,
    _leaver_says,
    lambda aims, asked: {"due_by": due_year(aims)},
    lambda row: row["waiting"] == "continuing",
)
YEAR = Criterion(
    "hybrid end year",
    "The latest of the years of the planned end, the actual end, the achievement of a standard, and the first return "
    "that reported the end.",
    _GUIDANCE,
    Evidence.S,
    _year_says,
    lambda aims, asked: end_years(aims),
)
OF_LEAVERS = (RECORD, SCOPE, LEFT_OUT, LEAVER, YEAR)


def _due_says(row: Row, asked: QueryYear) -> str:
    year = year_of(row["planned_year"])
    other = "" if row["planned_year"] == asked.year else f"; that is not {asked.label}"
    return f"{year}: planned to end {on(row['LearnPlanEndDate'])}{other}"


def _in_time_says(row: Row, asked: QueryYear) -> str:
    most = asked.settings["timely_days"]
    if row["waiting"] == BREAK:
        return "left out: on a planned break"
    if row["waiting"] and row["data_year"] < asked.year:
        return "left out: whether it went on after the provider's last return is not known"
    if not row["achieved"]:
        return "not achieved"
    if row["late"] is None:
        return "achieved, but it is not known when it ended"
    return f"achieved; ended {row['late']} days after the planned end, of at most {most}"


def _is_standard(aims: Table, asked: QueryYear) -> Mapping[str, Value]:
    return {"standard": aims.ProgType == STANDARD, **_scope_columns(aims, asked)}


OF_TIMELY = (
    RECORD,
    Criterion(
        SCOPE.name,
        f"{SCOPE.asks} Standards have no timely rate.",
        SCOPE.source,
        SCOPE.evidence,
        _scope_says,
        _is_standard,
        SCOPE.ends,
    ),
    LEFT_OUT,
    Criterion("planned year", "The aim counts in the year of its planned end.", _GUIDANCE, Evidence.S, _due_says),
    Criterion(
        "in time",
        "Achieved, and ended no more days after the planned end than are allowed.",
        "Suppliers' help pages",
        Evidence.S,
        _in_time_says,
        lambda aims, asked: {"late": days_late(aims)},
    ),
)
