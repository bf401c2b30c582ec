"""Who took part, what was begun and what was achieved in a year, as further education statistics count them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.derive.aim import funding_start
from alder.derive.programme import STANDARD, provision
from alder.measures.follow_on import transferred_to
from alder.measures.measure import Scope
from alder.model.expr import cases, coalesce, ifelse, literal, null

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.model.expr import Day, Table, Text, Truth


def within(day: Day, year: int) -> Truth:
    """Whether a day falls in the academic year that starts in `year`."""
    return day.between(date(year, 8, 1), date(year + 1, 7, 31))


def in_scope(aims: Table, scope: Scope | None) -> Truth:
    """Whether the aim belongs to the scope, component aims of a programme included; without a scope every aim does."""
    return literal(True) if scope is None else provision(aims) == scope.value


def achievement_day(aims: Table, standards_achieved_on: str) -> Day:
    """The day on which an aim was achieved: a standard on its achievement date, anything else on the day it ended."""
    if standards_achieved_on == "end_date":
        return aims.LearnActEndDate
    standard = (aims.ProgType == STANDARD).fill_null(False)
    return ifelse(standard, coalesce(aims.AchDate, aims.LearnActEndDate), aims.LearnActEndDate)


def achieved_in(aims: Table, year: int, standards_achieved_on: str) -> Truth:
    """Whether the aim was achieved in the year."""
    achieved = (aims.CompStatus == 2) & (aims.Outcome == 1)
    return (achieved & within(achievement_day(aims, standards_achieved_on), year)).fill_null(False)


def participation(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Aims in learning on some day of the year: begun by its last day, and not ended before its first."""
    begun = aims.LearnStartDate <= date(year + 1, 7, 31)
    going_on = aims.LearnActEndDate.isnull() | (aims.LearnActEndDate >= date(year, 8, 1))
    inside = (begun & going_on & in_scope(aims, scope)).fill_null(False)
    stayed = funding_start(aims) if settings["early_leavers"] == "left_out" else literal(True)
    return aims.mutate(
        learners=inside & stayed,
        left_out=cases((inside & ~stayed, "qualifying period"), else_=null("string")),
    )


def starts(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """What was begun in the year: programmes in apprenticeships, aims in education and training."""
    begun = (within(aims.LearnStartDate, year) & in_scope(aims, scope)).fill_null(False)
    if scope is Scope.APPRENTICESHIPS:
        begun = begun & (aims.AimType == 1).fill_null(False)
    reasons: list[tuple[Truth, Text | str]] = []
    if settings["restarts"] == "left_out":
        reasons.append((aims.restart.fill_null(False), "restart"))
    if settings["short_starts"] == "left_out":
        reasons.append((~funding_start(aims), "qualifying period"))
    if settings["transfers"] == "left_out":
        reasons.append((aims.aim_id.isin(transferred_to(aims, settings["transfer_days"]).aim_id), "transfer"))
    reason = cases(*reasons, else_=null("string")) if reasons else null("string")
    with_reason = aims.mutate(begun=begun, reason=reason)
    return with_reason.mutate(
        starts=with_reason.begun & with_reason.reason.isnull(),
        left_out=ifelse(with_reason.begun, with_reason.reason, null("string")),
    )


def enrolments(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Every aim begun in the year."""
    begun = (within(aims.LearnStartDate, year) & in_scope(aims, scope)).fill_null(False)
    return aims.mutate(enrolments=begun, left_out=null("string"))


def continuing(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Aims begun by the end of the year that still go on."""
    going_on = (aims.CompStatus == 1) & aims.LearnActEndDate.isnull() & (aims.LearnStartDate <= date(year + 1, 7, 31))
    return aims.mutate(learners=(going_on & in_scope(aims, scope)).fill_null(False), left_out=null("string"))


def programme_achievements(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Apprenticeship programmes achieved in the year."""
    programme = in_scope(aims, Scope.APPRENTICESHIPS) & (aims.AimType == 1).fill_null(False)
    return aims.mutate(
        achievements=programme & achieved_in(aims, year, settings["standards_achieved_on"]),
        left_out=null("string"),
    )


def learner_achievements(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Aims achieved in the year, for counting the learners who achieved at least one."""
    return aims.mutate(
        learners=in_scope(aims, scope) & achieved_in(aims, year, settings["standards_achieved_on"]),
        left_out=null("string"),
    )
