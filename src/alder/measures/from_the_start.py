"""Retention counted from the start: who of those who began in a year was still learning, or had completed, after so
many days.

The rates of leavers ask of those who ended how many had stayed. This asks of those who began how many are left, day
after day, those included who leave inside the qualifying period. Who began too late to have reached a day is not
counted at it, and is counted apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.measures.follow_on import TRANSFER_REASON, restarted, transferred_from
from alder.measures.learning import all_of, start_tests, within
from alder.measures.measure import DAYS_TOLD, Breakdown
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, greatest, ifelse, literal, null
from alder.model.statistic import Category, Indicator, Moments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.measure import Scope
    from alder.model.expr import Table, Truth, Whole

FOLLOWED = Indicator("followed", "Starters followed", "starts")
RETAINED = Indicator("retained", "Of them retained", "starts")
NOT_FOLLOWED = Indicator("not_followed", "Not followed", "starts")
MOMENTS = Moments((FOLLOWED.id, RETAINED.id), of=FOLLOWED.id, gone=NOT_FOLLOWED.id)

DAYS = Parameter(
    "days",
    (0, 30, 42, 60, 90, 180, 365),
    "The days after the start at which the curve is drawn; day 0 always is.",
    Evidence.A,
    "42 days is the qualifying period of funding for aims of 168 planned days or more (V); the other days are Alder's.",
    several=True,
)
PLANNED_BREAKS = Parameter(
    "planned_breaks",
    "kept",
    "What a starter on a planned break is.",
    Evidence.A,
    "The funding factor of 16 to 19 keeps them (V); achievement rates leave them out until the restart (S).",
    choices=(
        ("kept", "still in learning, unless the break is neither resumed nor in a later return"),
        ("left", "no longer in learning from the day of the break"),
    ),
)
TRANSFERRED = Parameter(
    "transferred",
    "left_out",
    "What a starter is who left for another aim of the same kind at the provider (reason 40).",
    Evidence.A,
    "Achievement rates leave transfers out (S); nobody has published a curve from the start.",
    choices=(
        ("left_out", "in no figure"),
        ("left", "no longer in learning from the end of the aim"),
    ),
)

READ_BY_CURVE = frozenset(["LearnStartDate", "AimType", "ProgType", "FundModel", "reason", "observed", "stayed"])
"""What `curve` reads of the aims that `started` gives."""


def days_of(settings: Mapping[str, Any]) -> tuple[int, ...]:
    """The days of the curve, day 0 first."""
    return tuple(sorted({0, *settings[DAYS.name]}))


def years_followed(settings: Mapping[str, Any]) -> int:
    """How many years after the year of the start must be read to see its last starters to the last day."""
    return -(-max(days_of(settings)) // 365)


def along(settings: Mapping[str, Any]) -> Breakdown:
    """The filter along which the curve runs."""
    days = tuple(Category(str(d), f"{d} day{'s' * (d != 1)}") for d in days_of(settings))
    return Breakdown(
        "days_since_start",
        "Days since the start",
        days,
        lambda rows: rows.days_since_start.cast("string"),
        (),
        moments=MOMENTS,
        key="days_since_start",
    )


def started(aims: Table, settings: Mapping[str, Any], year: int | None = None) -> Table:
    """Every aim with `reason` (why it is left out), `observed` (days for which it is seen) and `stayed`. With a `year`
    those alone that were begun in it.

    `stayed` is the number of days after the start on the last of which it was in learning; missing while it goes on,
    and where it was completed.
    """
    told = DAYS_TOLD.table()
    moved = transferred_from(aims, settings["transfer_days"]).mutate(moved=True)
    t = aims if year is None else aims.filter(within(aims.LearnStartDate, year).fill_null(False))
    t = t.left_join(moved, "aim_id").drop("aim_id_right")
    t = t.left_join(restarted(aims), "aim_id").drop("aim_id_right")
    last = told.select("ukprn", data_year="return_year", seen_to="told_to")
    t = t.left_join(last, ["ukprn", "data_year"]).drop("ukprn_right", "data_year_right")
    held = told.select("ukprn", last_reported="return_year", held_to="told_to")
    t = t.left_join(held, ["ukprn", "last_reported"]).drop("ukprn_right", "last_reported_right")

    withdrawn = (t.CompStatus == 3).fill_null(False)
    paused = (t.CompStatus == 6).fill_null(False)
    gone = (t.last_reported < t.data_year).fill_null(False)
    going_on = ~(withdrawn | paused | (t.CompStatus == 2).fill_null(False)) & t.LearnActEndDate.isnull()
    on_break = paused if settings[PLANNED_BREAKS.name] == "left" else paused & gone & t.restart_year.isnull()
    ended = cases(
        (withdrawn | on_break, coalesce(t.LearnActEndDate, t.LearnStartDate)),
        (going_on & gone, t.held_to),
        else_=null("date"),
    )
    transfer = withdrawn & (t.WithdrawReason == TRANSFER_REASON).fill_null(False) & t.moved.fill_null(False)
    reasons = [(t.restart.fill_null(False), "restart")] if settings["restarts"] == "left_out" else []
    if settings[TRANSFERRED.name] == "left_out":
        reasons.append((transfer, "transfer"))
    return t.mutate(
        reason=cases(*reasons, else_=null("string")) if reasons else null("string"),
        observed=greatest(t.seen_to.delta(t.LearnStartDate, unit="day"), 0),
        stayed=ifelse(ended.isnull(), null("int64"), greatest(ended.delta(t.LearnStartDate, unit="day"), 0)),
    )


def curve(started: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """A row for each aim begun in the year and day of the curve: `followed` to the day or `not_followed`, and of those
    `retained`.
    """
    t = started.filter(all_of(start_tests(started, year, scope)))
    t = t.mutate(days_since_start=literal(list(days_of(settings)), type="array<int32>").unnest())
    left_out = ifelse(t.days_since_start == 0, t.reason, null("string"))
    return t.mutate(**_on_day(t, t.reason.isnull(), t.days_since_start), left_out=left_out)


def traced(started: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """A row for each aim, begun in the year or not, with what `curve` makes of it on the last day."""
    begun = all_of(start_tests(started, year, scope))
    last = literal(days_of(settings)[-1])
    left_out = ifelse(begun, started.reason, null("string"))
    return started.mutate(**_on_day(started, begun & started.reason.isnull(), last), left_out=left_out)


def _on_day(t: Table, counted: Truth, day: Whole) -> dict[str, Truth]:
    """The counts of a day after the start, of aims that are counted."""
    reached = (t.observed >= day).fill_null(False)
    followed = counted & reached
    return {
        "followed": followed,
        "retained": followed & (t.stayed.isnull() | (t.stayed >= day)),
        "not_followed": counted & ~reached,
    }
