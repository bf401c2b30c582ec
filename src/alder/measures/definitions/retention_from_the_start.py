"""Retention counted from the start: who of those who began in a year was still learning, or had completed, after so
many days.

The rates of leavers ask of those who ended how many had stayed. This asks of those who began how many are left, day
after day, those included who leave inside the qualifying period. Who began too late to have reached a day is not
counted at it, and is counted apart.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alder.look.words import counted, listed
from alder.measures.aims import (
    LEARNING,
    MONITORED,
    RECORD,
    TRANSFER_REASON,
    WHO,
    on,
    restarted,
    transferred_from,
    within,
)
from alder.measures.definitions.learning_in_year import IN_YEAR, PROGRAMMES_AND_AIMS
from alder.measures.measure import (
    DAYS_TOLD,
    Breakdown,
    Criterion,
    CriterionContext,
    Measure,
    Scope,
    Theme,
    Unit,
    measures,
    share,
)
from alder.measures.parameters import RESTARTS_OF_COHORT, TRANSFER_DAYS
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, greatest, ifelse, literal, null
from alder.model.statistic import Category, Indicator, Moments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from alder.measures.aims import Row
    from alder.model.expr import Table, Truth

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
"""What the criteria read to decide, of the aims that `started` gives."""


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


_OWN = "Alder's own: no official statistic counts retention from the start"
_LEFT_OUT = {
    "restart": "left out: a restart, which is the same learning as before the break",
    "transfer": "left out: left for another aim of the same kind at the provider",
}
_THERE = {2: "completed, which is there on any day", 6: "on a planned break, which counts as learning"}


def _left_out_says(row: Row, context: CriterionContext) -> str:
    return _LEFT_OUT.get(row["reason"], "not left out")


def _days(days: Sequence[int]) -> str:
    return f"{'day' if len(days) == 1 else 'days'} {listed([str(d) for d in days])}"


def _followed(row: Row, context: CriterionContext) -> list[int]:
    """The days of the curve to which an aim is followed."""
    seen = -1 if row["observed"] is None else row["observed"]
    return [d for d in days_of(context.settings) if d <= seen]


def _seen_says(row: Row, context: CriterionContext) -> str:
    if row["observed"] is None:
        return "not followed: no return tells to which day it was seen"
    days, followed = days_of(context.settings), _followed(row, context)
    said = f"seen to {on(row['seen_to'])}, {counted(row['observed'], 'day')} after the start: "
    if len(followed) == len(days):
        return said + "followed to every day asked about"
    return said + f"followed to {_days(followed)}, not to {_days([d for d in days if d not in followed])}"


def _ended(row: Row) -> str:
    """Why it is not in learning any more."""
    if row["CompStatus"] == 3:
        return "withdrawn"
    return "on a break" if row["CompStatus"] == 6 else "missing from the provider's next return"


def _stayed_says(row: Row, context: CriterionContext) -> str:
    followed = _followed(row, context)
    if row["stayed"] is None:
        there = _THERE.get(row["CompStatus"], "still in learning when last seen")
        return f"{there}: retained on {_days(followed)}" if followed else there
    last = row["LearnStartDate"] + timedelta(days=row["stayed"])
    said = f"{_ended(row)}, last in learning {on(last)}, {counted(row['stayed'], 'day')} after the start"
    kept = [d for d in followed if d <= row["stayed"]]
    parts = [f"retained on {_days(kept)}"] if kept else []
    parts += [f"not on {_days([d for d in followed if d not in kept])}"] if len(kept) < len(followed) else []
    return f"{said}: {', '.join(parts)}" if parts else said


def _last_says(row: Row, context: CriterionContext) -> str:
    last = days_of(context.settings)[-1]
    if not row["followed"]:
        return f"not in the figure of day {last}: not followed so far"
    return f"in the figure of day {last}, and {'retained' if row['retained'] else 'not retained'}"


def _on_each_day(aims: Table, context: CriterionContext) -> Table:
    """A row for each day of the curve of an aim that is counted, and one of any other, so that it is left out once."""
    days = days_of(context.settings)
    counted = aims.population & aims.left_out.isnull()
    each = [literal(list(some), type="array<int32>") for some in (days, days[-1:])]
    return aims.mutate(days_since_start=ifelse(counted, *each).unnest())


def _on_the_day(aims: Table, context: CriterionContext) -> Mapping[str, Truth]:
    """Who is followed to the day, and who of them is retained on it."""
    reached = (aims.observed >= aims.days_since_start).fill_null(False)
    there = aims.stayed.isnull() | (aims.stayed >= aims.days_since_start)
    return {FOLLOWED.id: reached, RETAINED.id: reached & there, NOT_FOLLOWED.id: ~reached}


OF_CURVE = (
    RECORD,
    PROGRAMMES_AND_AIMS,
    IN_YEAR,
    Criterion(
        "left out",
        "Restarts after a break, and transfers to another aim of the same kind at the provider.",
        "Reading of the guidance on achievement rates",
        Evidence.A,
        _left_out_says,
        reasons=lambda aims, context: {reason: (aims.reason == reason).fill_null(False) for reason in _LEFT_OUT},
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
        derive=_on_each_day,
        counts=_on_the_day,
    ),
)


retention_curve = measures.add(
    Measure(
        "retention_curve",
        title="Retention from the start",
        theme=Theme.STAYING,
        unit=Unit.PROGRAMMES,
        counts=(
            FOLLOWED,
            RETAINED,
            NOT_FOLLOWED,
        ),
        rates=(share("retention_from_start", "Share retained", of=("retained", "followed")),),
        classify=started,
        classified_columns=READ_BY_CURVE,
        moments=along,
        years_followed=years_followed,
        side_tables=(DAYS_TOLD,),
        criteria=OF_CURVE,
        population="Apprenticeship programmes, and aims in education and training, begun in the year. Shown apart.",
        numerator="Starters who on that day after the start were still in learning, or had completed.",
        denominator="Starters whom the returns read follow to that day.",
        exclusions=(
            "Restarts after a break: the learning is the same as before it. (The measure starts counts some of them.)",
            "Transfers to another aim of the same kind at the provider (reason 40), begun 0 to 120 days after the end.",
        ),
        parameters=(
            DAYS,
            PLANNED_BREAKS,
            TRANSFERRED,
            RESTARTS_OF_COHORT,
            TRANSFER_DAYS,
        ),
        methodology=(
            "The cohort is everybody who began in the year. The first day of learning is day 0; someone whose learning "
            "ended on day 29 is not there on day 30. Completed is completed on any day, achieved or not. Nobody "
            "is left out for leaving early: that is what the curve shows, and what rates of leavers do not.\n\n"
            "A starter is followed to a day when the provider's last return that is read tells of it: R01 tells of "
            "August, R12 of July, and R13 and R14 of the year to its end. Later years' returns are read where they are "
            "held, unless the table is asked for as of one return. Who began too late to be followed to a day is not "
            "in the figure of that day, whether they have left or not, and is counted as not followed so far.\n\n"
            "An aim that was going on in one year's return and is missing from the next left on the last day that the "
            "former tells of. A planned break counts as learning, unless it was neither resumed nor returned again."
        ),
        version="2",
        evidence=Evidence.A,
        source="Alder's own: no official statistic counts retention from the start. What leaving is follows the "
        "guidance on achievement rates.",
        reads_as="Of those who began in the year, the share who were still in learning or had completed after so many "
        "days.",
        caution="The last days rest on fewer starters, and on those who began early in the year.",
        reads=(*WHO, *LEARNING, "LearnStartDate", "LearnActEndDate", "CompStatus", "WithdrawReason", *MONITORED),
        separate_scopes=True,
        age_bands=dict.fromkeys(Scope, "age_band_at_start"),
        caveats=("Q-CAUS",),
        edge_cases=(
            "On day 0 everybody is there, so the figure is 100% by definition.",
            "A standard whose training has ended and that waits for its assessment has stayed.",
            "A withdrawal without an end date counts as left on the first day.",
            "Whoever left for another provider has left: no return says that learning goes on elsewhere.",
            "Withdrawals are often returned late, so a return made during the year shows more retained than its "
            "successors will.",
        ),
    )
)
