"""What became of every aim, and the year in which it counts: the engine of achievement, retention and pass rates.

The order in which an aim is judged: out of scope, left out, not yet a leaver, a leaver of another year, counted.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from alder.derive.aim import actual_days, planned_days
from alder.derive.programme import STANDARD, provision
from alder.derive.time import label_of, starting_year
from alder.measures.follow_on import MERGER_REASON, TRANSFER_REASON, restarted, transferred_from
from alder.measures.learning import within
from alder.measures.measure import Scope
from alder.measures.parameters import ACHIEVING
from alder.model.expr import cases, coalesce, greatest, ifelse, is_any_of, literal, null

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.model.expr import Table, Truth, Whole

AWAITING = "awaiting assessment"
BREAK = "planned break"
OVERDUE_BREAK = "overdue break"
OVERDUE = "overdue continuing"
NOT_KNOWN = "not known"
"""Said of an aim that went on when its provider stopped returning, in a year that nobody declared complete."""

_IN_SCOPE = ("AimType", "ProgType", "FundModel")
READ_BY_CLASSIFIED = frozenset(
    [
        *_IN_SCOPE,
        *("reason", "waiting", "overdue", "leaving_year", "completed", "achieved", "data_year", "overdue_year"),
    ]
)
READ_BY_TIMELY = frozenset(
    [*_IN_SCOPE, "LearnPlanEndDate", "LearnActEndDate", "reason", "waiting", "planned_year", "achieved", "data_year"]
)
"""What `classified` and `timely` read of the aims that `judged` gives."""


def scope_tests(aims: Table, scope: Scope | None, settings: Mapping[str, Any]) -> dict[str, Truth]:
    """What an aim must be to belong to a scope, each by its name: of its provision, and of its kind of aim."""
    kind = provision(aims)
    if scope is Scope.APPRENTICESHIPS:
        return {
            "of_provision": is_any_of(kind, ["apprenticeships"]),
            "of_aim_type": (aims.AimType == 1).fill_null(False),
        }
    others = settings["not_education_and_training"]
    tests = {"of_provision": ~is_any_of(kind, [o for o in others if o != "programme_aims"])}
    if "programme_aims" in others:
        tests["of_aim_type"] = (aims.AimType != 1).fill_null(True)
    return tests


def within_scope(aims: Table, scope: Scope | None, settings: Mapping[str, Any]) -> Truth:
    """Apprenticeships: programme aims only. Education and training: every aim of no other provision."""
    return reduce(and_, scope_tests(aims, scope, settings).values())


def end_years(aims: Table) -> dict[str, Whole]:
    """The years of which the latest is the hybrid end year: of the planned and the actual end, of the achievement, and
    of the first return that reported the end.

    The achievement date counts for apprenticeship standards alone.
    """
    dated = (aims.ProgType == STANDARD) & (coalesce(aims.FundModel, 36) == 36)
    return {
        "planned_end_year": starting_year(aims.LearnPlanEndDate),
        "actual_end_year": starting_year(aims.LearnActEndDate),
        "achieved_year": ifelse(dated, starting_year(aims.AchDate), null("int32")),
        "reported_year": aims.reporting_year,
    }


def hybrid_end_year(aims: Table) -> Whole:
    """The latest of the end years that are known. Someone who finishes early stays in the planned year."""
    planned, actual, *others = end_years(aims).values()
    known = coalesce(planned, actual)
    return greatest(known, *(coalesce(y, known) for y in (actual, *others))).cast("int32")


def qualifying_lengths(aims: Table, settings: Mapping[str, Any]) -> dict[str, Whole]:
    """The days planned and the days stayed that are compared with the qualifying period."""
    less = 0 if settings["day_count"] == "inclusive" else 1
    return {"days_planned": planned_days(aims) - less, "days_stayed": actual_days(aims) - less}


def inside_qualifying_period(aims: Table, settings: Mapping[str, Any]) -> Truth:
    """Whether the learner left within 42 days of 168 planned or more, or within 14 of 14 to 167.

    Fewer planned days shield nobody, and a restart is not shielded.
    """
    planned, actual = qualifying_lengths(aims, settings).values()
    early = ((planned >= 168) & (actual < 42)) | (planned.between(14, 167) & (actual < 14))
    shielded = literal(True) if settings["restart_shield"] == "yes" else ~aims.restart.fill_null(False)
    return (early & aims.LearnActEndDate.notnull() & shielded).fill_null(False)


def due_year(aims: Table) -> Whole:
    """The year after the later of the planned and the actual end: by then a break must be resumed, or shown again."""
    planned = starting_year(aims.LearnPlanEndDate)
    return greatest(planned, coalesce(starting_year(aims.LearnActEndDate), planned)) + 1


def could_count(aims: Table, year: int) -> Truth:
    """Whether an aim could count in a year: no other has that year as the one in which it leaves or was planned to end.

    Both are one of the years of its planned end, its actual end, its achievement and the first report of its end, or
    follow on the later end or on the last return that held it.
    """
    two_years = date(year - 1, 8, 1), date(year + 1, 7, 31)
    planned, actual = aims.LearnPlanEndDate.between(*two_years), aims.LearnActEndDate.between(*two_years)
    reported = (aims.reporting_year == year).fill_null(False) | (aims.last_reported == year - 1).fill_null(False)
    reported = reported | (aims.data_year == year - 1).fill_null(False)  # its provider stopped returning
    achieved = within(aims.AchDate, year)
    return planned.fill_null(False) | actual.fill_null(False) | achieved.fill_null(False) | reported


def judged(aims: Table, settings: Mapping[str, Any], year: int | None = None) -> Table:
    """What became of every aim, whichever year and scope is asked for.

    Adds `reason` (why it is left out), `waiting` (why it is not yet a leaver), `overdue` (why it is treated as
    withdrawn), `overdue_year` (in which it is if nothing more is heard of it), `leaving_year`, `planned_year`,
    `completed` and `achieved`; and of what came after the aim `moved` (to another of its kind) and `restart_year` (in
    which its break ended).

    With a `year`, aims that could not count in it are left out.
    """
    achieving = settings.get(ACHIEVING.name, ACHIEVING.default)  # counts of leavers alone do not have it
    moved = transferred_from(aims, settings["transfer_days"]).mutate(moved=True)
    again = restarted(aims)
    t = aims if year is None else aims.filter(could_count(aims, year))
    t = t.left_join(moved, "aim_id").drop("aim_id_right")
    t = t.left_join(again, "aim_id").drop("aim_id_right")

    withdrawn = (t.CompStatus == 3).fill_null(False)
    completed = (t.CompStatus == 2).fill_null(False)
    achieved = completed & t.Outcome.isin(list(achieving) or [-1]).fill_null(False)
    planned_year = starting_year(t.LearnPlanEndDate)

    reason = cases(
        (withdrawn & (t.WithdrawReason == TRANSFER_REASON) & t.moved.fill_null(False), "transfer"),
        (withdrawn & (t.WithdrawReason == MERGER_REASON) & literal(settings["mergers"] == "left_out"), "merger"),
        (withdrawn & t.WithdrawReason.isin(list(settings["intervention_reasons"]) or [-1]), "provider intervention"),
        (withdrawn & (t.Outcome != 1).fill_null(True) & inside_qualifying_period(t, settings), "qualifying period"),
        else_=null("string"),
    )

    due = due_year(t)
    on_break = (t.CompStatus == 6).fill_null(False)
    resumed = (t.restart_year <= due).fill_null(False) | (t.break_shown >= due).fill_null(False)
    overdue_break = on_break & ~resumed & (due <= t.data_year).fill_null(False)

    continuing = ~(completed | withdrawn | on_break)
    awaiting = (
        continuing
        & ((t.ProgType == STANDARD) & (t.Outcome == 8)).fill_null(False)
        & t.LearnActEndDate.notnull()
        & t.AchDate.isnull()
    )
    overdue = continuing & ~awaiting & (t.last_reported < t.data_year).fill_null(False)

    return t.mutate(
        reason=reason,
        waiting=cases(
            (awaiting, AWAITING),
            (on_break & ~overdue_break, BREAK),
            (continuing & ~overdue, "continuing"),
            else_=null("string"),
        ),
        overdue=cases((overdue_break, OVERDUE_BREAK), (overdue, OVERDUE), else_=null("string")),
        leaving_year=cases(
            (overdue_break, due),
            (overdue, greatest(planned_year, t.last_reported + 1)),
            else_=hybrid_end_year(t),
        ).cast("int32"),
        completed=completed,
        achieved=achieved,
        planned_year=planned_year,
        overdue_year=cases(
            (on_break & ~resumed, due),
            (continuing & ~awaiting, greatest(coalesce(planned_year, t.data_year + 1), t.data_year + 1)),
            else_=null("int32"),
        ).cast("int32"),
    )


def classified(judged: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Every aim with its `status` in a year, and the truth columns that the rates count.

    Adds `status`, `ends_in_year`, `leavers`, `completers`, `achievers` and `left_out`.
    """
    of_year = (judged.leaving_year == year).fill_null(False)
    in_scope = within_scope(judged, scope, settings)
    stopped = (judged.data_year < year) & judged.waiting.notnull() & (judged.waiting != AWAITING)
    lost = (stopped & (judged.overdue_year <= year)).fill_null(False)
    lost_in_year = lost & (judged.overdue_year == year).fill_null(False)
    t = judged.mutate(
        in_scope=in_scope,
        ends_in_year=(of_year | lost_in_year) & in_scope,
        waiting=ifelse(lost, NOT_KNOWN, judged.waiting),
        lost_in_year=lost_in_year,
    )
    counted = t.ends_in_year & t.reason.isnull() & t.waiting.isnull()
    return t.mutate(
        status=cases(
            (~t.in_scope, "out of scope"),
            (t.reason.notnull(), literal("excluded: ") + t.reason),
            (t.waiting.notnull(), t.waiting),
            (~of_year, literal("leaver in ") + coalesce(label_of(t.leaving_year), "a year not known")),
            (t.overdue.notnull(), t.overdue),
            (t.achieved, "achiever"),
            (t.completed, "completer"),
            else_="withdrawn",
        ),
        leavers=counted,
        completers=counted & t.completed,
        achievers=counted & t.achieved,
        left_out=cases(
            (t.ends_in_year & t.reason.notnull(), t.reason),
            (t.ends_in_year & t.lost_in_year, NOT_KNOWN),
            (t.ends_in_year & (t.waiting == BREAK), BREAK),
            (t.ends_in_year & (t.waiting == AWAITING), AWAITING),
            else_=null("string"),
        ),
    )


def days_late(aims: Table) -> Whole:
    """Days from the planned to the actual end."""
    return aims.LearnActEndDate.delta(aims.LearnPlanEndDate, unit="day")


def timely(judged: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Aims planned to end in a year, and which of them were achieved in time. Standards have no timely rate."""
    t = judged.mutate(
        in_scope=within_scope(judged, scope, settings) & (judged.ProgType != STANDARD).fill_null(True),
    )
    t = t.mutate(due=(t.planned_year == year).fill_null(False) & t.in_scope)
    paused = (t.waiting == BREAK).fill_null(False)
    lost = ((t.data_year < year) & t.waiting.notnull() & (t.waiting != AWAITING)).fill_null(False) & ~paused
    cohort = t.due & t.reason.isnull() & ~paused & ~lost
    return t.mutate(
        timely_cohort=cohort,
        timely_achievers=cohort & t.achieved & (days_late(t) <= settings["timely_days"]).fill_null(False),
        left_out=cases(
            (t.due & t.reason.notnull(), t.reason),
            (t.due & paused, BREAK),
            (t.due & lost, NOT_KNOWN),
            else_=null("string"),
        ),
    )
