"""Who took part, what was begun and what was achieved in a year, as further education statistics count them."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from alder.derive.age import years_lived_by_31_august
from alder.derive.aim import funding_start
from alder.derive.programme import STANDARD, provision
from alder.measures.follow_on import Restart, restart_kind, spells_before, transferred_to
from alder.measures.measure import Scope
from alder.model.expr import cases, coalesce, ifelse, is_any_of, literal, null

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.model.expr import Day, Table, Text, Truth


def within(day: Day, year: int) -> Truth:
    """Whether a day falls in the academic year that starts in `year`."""
    return day.between(date(year, 8, 1), date(year + 1, 7, 31))


def in_scope(aims: Table, scope: Scope | None) -> Truth:
    """Whether the aim belongs to the scope, component aims of a programme included; without a scope every aim does."""
    return literal(True) if scope is None else is_any_of(provision(aims), [scope.value])


def all_of(tests: Mapping[str, Truth]) -> Truth:
    """Whether every test holds; one that is not known does not."""
    return reduce(and_, tests.values()).fill_null(False)


def achievement_day(aims: Table, standards_achieved_on: str) -> Day:
    """The day on which an aim was achieved: a standard on its achievement date, anything else on the day it ended."""
    if standards_achieved_on == "end_date":
        return aims.LearnActEndDate
    standard = (aims.ProgType == STANDARD).fill_null(False)
    return ifelse(standard, coalesce(aims.AchDate, aims.LearnActEndDate), aims.LearnActEndDate)


def was_achieved(aims: Table) -> Truth:
    """Whether the aim was achieved, in whichever year. No other matters to what follows from an achievement."""
    return ((aims.CompStatus == 2) & (aims.Outcome == 1)).fill_null(False)


def achievement_tests(aims: Table, year: int, standards_achieved_on: str) -> dict[str, Truth]:
    """What an aim must be to be achieved in the year, each by its name."""
    return {
        "completed": aims.CompStatus == 2,
        "achieved": aims.Outcome == 1,
        "in_year": within(achievement_day(aims, standards_achieved_on), year),
    }


def achieved_in(aims: Table, year: int, standards_achieved_on: str) -> Truth:
    """Whether the aim was achieved in the year."""
    return all_of(achievement_tests(aims, year, standards_achieved_on))


def participation_tests(aims: Table, year: int, scope: Scope | None) -> dict[str, Truth]:
    """What an aim must be to be in learning on some day of the year, each by its name."""
    return {
        "begun": aims.LearnStartDate <= date(year + 1, 7, 31),
        "going_on": aims.LearnActEndDate.isnull() | (aims.LearnActEndDate >= date(year, 8, 1)),
        "of_scope": in_scope(aims, scope),
    }


def participation(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Aims in learning on some day of the year: begun by its last day, and not ended before its first."""
    inside = all_of(participation_tests(aims, year, scope))
    stayed = funding_start(aims) if settings["early_leavers"] == "left_out" else literal(True)
    return aims.mutate(
        taking_part=inside,
        learners=inside & stayed,
        left_out=cases((inside & ~stayed, "qualifying period"), else_=null("string")),
    )


def start_tests(aims: Table, year: int, scope: Scope | None) -> dict[str, Truth]:
    """What must be so for an aim to be begun in the year, each by its name. An apprenticeship is its programme aim."""
    tests = {"in_year": within(aims.LearnStartDate, year), "of_scope": in_scope(aims, scope)}
    if scope is Scope.APPRENTICESHIPS:
        tests["programme_aim"] = aims.AimType == 1
    return tests


CONTINUED_YEAR = 2020
"""The starting year of 2020/21, the one year in which the department counted every restart as going on."""


def with_restart_kind(aims: Table) -> Table:
    """The aims with `restart_kind`, what is known of the spell before each restart of an apprenticeship."""
    t = aims.left_join(spells_before(aims), "aim_id").drop("aim_id_right")
    return t.mutate(restart_kind=restart_kind(t)).drop("spell_ended", "spell_merged")


def restarts_left_out(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Truth:
    """Whether an aim is a restart that is no start. `aims` have `restart_kind`."""
    restart = aims.restart.fill_null(False)
    how = settings["restarts"]
    if how == "counted":
        return literal(False)
    if how == "left_out" or scope is not Scope.APPRENTICESHIPS or year == CONTINUED_YEAR:
        return restart
    starting = [Restart.ANOTHER_YEAR]
    if settings["unplaced_restarts"] == "counted":
        starting.append(Restart.NOT_KNOWN)
    return restart & ~is_any_of(aims.restart_kind, starting)


def starts(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """What was begun in the year: programmes in apprenticeships, aims in education and training."""
    aims = with_restart_kind(aims)
    reasons: list[tuple[Truth, Text | str]] = [(restarts_left_out(aims, year, scope, settings), "restart")]
    if settings["short_starts"] == "left_out":
        reasons.append((~funding_start(aims), "qualifying period"))
    if settings["transfers"] == "left_out":
        reasons.append((aims.aim_id.isin(transferred_to(aims, settings["transfer_days"]).aim_id), "transfer"))
    reason = cases(*reasons, else_=null("string"))
    with_reason = aims.mutate(begun=all_of(start_tests(aims, year, scope)), reason=reason)
    return with_reason.mutate(
        starts=with_reason.begun & with_reason.reason.isnull(),
        left_out=ifelse(with_reason.begun, with_reason.reason, null("string")),
    )


def restarts(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Restarts of an apprenticeship in the year, and those of them of which no earlier spell is known."""
    t = with_restart_kind(aims)
    begun = all_of(start_tests(t, year, scope)) & t.restart.fill_null(False)
    return t.mutate(
        restarts=begun,
        unplaced=begun & (t.restart_kind == Restart.NOT_KNOWN).fill_null(False),
        left_out=null("string"),
    )


def enrolments(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Every aim begun in the year."""
    begun = all_of({"in_year": within(aims.LearnStartDate, year), "of_scope": in_scope(aims, scope)})
    return aims.mutate(enrolments=begun, left_out=null("string"))


ADULT = 19
"""The age at 31 August from which further education and skills statistics call a learner an adult."""

NOT_FUNDED = 99


def coverage_tests(aims: Table, year: int, settings: Mapping[str, Any]) -> dict[str, Truth]:
    """What decides whether further education and skills statistics count an aim: age, programme and who pays."""
    models = settings["government_funded"]
    paid = aims.FundModel.isin([*models] or [-1]) | ((aims.FundModel == NOT_FUNDED) & aims.ADL.notnull())
    return {
        "adult": (years_lived_by_31_august(aims.DateOfBirth, year) >= ADULT).fill_null(False),
        "apprentice": is_any_of(provision(aims), [Scope.APPRENTICESHIPS]).fill_null(False),
        "paid_by_government": paid.fill_null(False),
    }


def _covered(aims: Table, year: int, settings: Mapping[str, Any]) -> Truth:
    adult, apprentice, paid = coverage_tests(aims, year, settings).values()
    return paid & {"adult": adult, "apprenticeships": apprentice, "headline": adult | apprentice}[settings["coverage"]]


def funded_participation(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Aims in learning on some day of the year that further education and skills statistics count."""
    covered = _covered(aims, year, settings)
    t = participation(aims, year, scope, settings)
    return t.mutate(
        taking_part=t.taking_part & covered,
        learners=t.learners & covered,
        left_out=ifelse(covered, t.left_out, null("string")),
    )


def funded_achievements(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Aims achieved in the year that further education and skills statistics count."""
    t = learner_achievements(aims, year, scope, settings)
    return t.mutate(learners=t.learners & _covered(aims, year, settings))


def continuing_tests(aims: Table, year: int, scope: Scope | None) -> dict[str, Truth]:
    """What an aim must be to go on at the end of the year, each by its name."""
    return {
        "continuing": aims.CompStatus == 1,
        "without_end": aims.LearnActEndDate.isnull(),
        "begun": aims.LearnStartDate <= date(year + 1, 7, 31),
        "of_scope": in_scope(aims, scope),
    }


def continuing(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Aims begun by the end of the year that still go on."""
    return aims.mutate(learners=all_of(continuing_tests(aims, year, scope)), left_out=null("string"))


def programme_tests(aims: Table) -> dict[str, Truth]:
    """What an aim must be to stand for an apprenticeship, each by its name."""
    return {"of_scope": in_scope(aims, Scope.APPRENTICESHIPS), "programme_aim": aims.AimType == 1}


def programme_achievements(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Apprenticeship programmes achieved in the year."""
    programme = all_of(programme_tests(aims))
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
