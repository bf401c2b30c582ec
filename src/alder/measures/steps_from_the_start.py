"""The steps by which retention from the start follows an aim: begun, left out or not, seen how far, stayed how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alder.look.words import counted, listed
from alder.measures.from_the_start import days_of
from alder.measures.measure import Criterion, QueryYear
from alder.measures.step import on
from alder.measures.steps_of_learning import IN_YEAR, SCOPE_OF_STARTS
from alder.measures.steps_of_rates import RECORD
from alder.model.definition import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.measures.step import Row

_OWN = "Alder's own: no official statistic counts retention from the start"
_LEFT_OUT = {
    "restart": "left out: a restart, which is the same learning as before the break",
    "transfer": "left out: left for another aim of the same kind at the provider",
}
_THERE = {2: "completed, which is there on any day", 6: "on a planned break, which counts as learning"}


def _left_out_says(row: Row, asked: QueryYear) -> str:
    return _LEFT_OUT.get(row["reason"], "not left out")


def _days(days: Sequence[int]) -> str:
    return f"{'day' if len(days) == 1 else 'days'} {listed([str(d) for d in days])}"


def _followed(row: Row, asked: QueryYear) -> list[int]:
    """The days of the curve to which an aim is followed."""
    seen = -1 if row["observed"] is None else row["observed"]
    return [d for d in days_of(asked.settings) if d <= seen]


def _seen_says(row: Row, asked: QueryYear) -> str:
    if row["observed"] is None:
        return "not followed: no return tells to which day it was seen"
    days, followed = days_of(asked.settings), _followed(row, asked)
    said = f"seen to {on(row['seen_to'])}, {counted(row['observed'], 'day')} after the start: "
    if len(followed) == len(days):
        return said + "followed to every day asked about"
    return said + f"followed to {_days(followed)}, not to {_days([d for d in days if d not in followed])}"


def _ended(row: Row) -> str:
    """Why it is not in learning any more."""
    if row["CompStatus"] == 3:
        return "withdrawn"
    return "on a break" if row["CompStatus"] == 6 else "missing from the provider's next return"


def _stayed_says(row: Row, asked: QueryYear) -> str:
    followed = _followed(row, asked)
    if row["stayed"] is None:
        there = _THERE.get(row["CompStatus"], "still in learning when last seen")
        return f"{there}: retained on {_days(followed)}" if followed else there
    last = row["LearnStartDate"] + timedelta(days=row["stayed"])
    said = f"{_ended(row)}, last in learning {on(last)}, {counted(row['stayed'], 'day')} after the start"
    kept = [d for d in followed if d <= row["stayed"]]
    parts = [f"retained on {_days(kept)}"] if kept else []
    parts += [f"not on {_days([d for d in followed if d not in kept])}"] if len(kept) < len(followed) else []
    return f"{said}: {', '.join(parts)}" if parts else said


def _last_says(row: Row, asked: QueryYear) -> str:
    last = days_of(asked.settings)[-1]
    if not row["followed"]:
        return f"not in the figure of day {last}: not followed so far"
    return f"in the figure of day {last}, and {'retained' if row['retained'] else 'not retained'}"


OF_CURVE = (
    RECORD,
    SCOPE_OF_STARTS,
    IN_YEAR,
    Criterion(
        "left out",
        "Restarts after a break, and transfers to another aim of the same kind at the provider.",
        "Reading of the guidance on achievement rates",
        Evidence.A,
        _left_out_says,
        ends=lambda row: row["reason"] is not None,
    ),
    Criterion(
        "how far it is seen",
        "A starter is followed to a day when the provider's last return that is read tells of it.",
        _OWN,
        Evidence.A,
        _seen_says,
    ),
    Criterion(
        "how long it stayed",
        "On a day are those still in learning, and those who have completed.",
        _OWN,
        Evidence.A,
        _stayed_says,
    ),
    Criterion(
        "on the last day",
        "What the sums of this trace count is the last day of the curve.",
        _OWN,
        Evidence.A,
        _last_says,
    ),
)
