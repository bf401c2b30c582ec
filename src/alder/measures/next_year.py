"""What progression measures share: achievers of a year, and what they learned in the academic year after.

Both come from returns, of the year asked for and of the one after. What someone learned at a school or university,
which makes no such returns, is not in them.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.measures.learning import achieved_in, in_scope
from alder.measures.match import Match
from alder.measures.progression import marks
from alder.model.expr import cases, coalesce, null
from alder.model.ids import ULN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.measure import Scope
    from alder.model.expr import Table, Truth, Whole

MATCH = Match(
    "achievers with a learner number of their own, by which they are found at any provider",
    looked_for=lambda t: t.learners,
    found=lambda t: t.person < ULN.TEMPORARY,
)

_NUMBERS = {"Entry": 0, "Level 1": 1, "Level 2": 2, "Level 3": 3, "Level 4+": 4}


def level_number(aims: Table) -> Whole:
    """The level of an aim from 0 (entry) to 4 (4 and over); missing where it is not known."""
    level = variables["level"](aims)
    return cases(*((level == code, n) for code, n in _NUMBERS.items()), else_=null("int32")).cast("int32")


def months_of(year: int) -> list[tuple[date, date]]:
    """The first and last day of each month of an academic year."""
    starts = [date(year + (m < 8), m, 1) for m in (*range(8, 13), *range(1, 8))]
    return [(first, first.replace(day=monthrange(first.year, first.month)[1])) for first in starts]


def learned_after(aims: Table, year: int) -> Table:
    """For each learner and level the months of the year after `year` with a day in learning at that level."""
    held = aims.filter(aims.data_year > year)
    in_month = {f"month_{n}": _in_learning(held, first, last) for n, (first, last) in enumerate(months_of(year + 1))}
    flagged = held.select("person", next_level=coalesce(level_number(held), -1), **in_month)
    by_level = flagged.group_by(["person", "next_level"]).aggregate(**{m: flagged[m].any() for m in in_month})
    months = reduce(add, (by_level[m].fill_null(False).cast("int32") for m in in_month))
    return by_level.select("person", "next_level", months=months)


def _in_learning(aims: Table, first: date, last: date) -> Truth:
    going_on = aims.LearnActEndDate.isnull() | (aims.LearnActEndDate >= first)
    still_returned = aims.last_reported.isnull()
    return ((aims.LearnStartDate <= last) & going_on & still_returned).fill_null(False)


def followed(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Every aim with `achieved` (in the year) and, of its learner: sustained learning after, and at a higher level."""
    achieved = in_scope(aims, scope) & achieved_in(aims, year, settings["standards_achieved_on"])
    t = aims.mutate(achieved=achieved.fill_null(False), number=level_number(aims))
    best = t.filter(t.achieved).group_by("person").aggregate(best=t.number.max(where=t.achieved))
    after = learned_after(aims, year).inner_join(best, "person")
    found = marks(
        after.best,
        after.next_level,
        after.months,
        after.next_level == 4,
        sustained_months=settings["sustained_months"],
    )
    marked = after.select("person", "best", **found)
    people = marked.group_by("person").aggregate(
        best=marked.best.max(), any_sustained=marked.any_sustained.any(), higher=marked.higher.any()
    )
    return t.left_join(people, "person").drop("person_right")


def any_learning(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Achievers, and those of them with sustained learning of any level in the year after."""
    t = followed(aims, year, scope, settings)
    return t.mutate(
        learners=t.achieved, progressed=t.achieved & t.any_sustained.fill_null(False), left_out=null("string")
    )


def higher_learning(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Achievers whose level is known, and those of them with sustained learning at a higher level in the year after."""
    t = followed(aims, year, scope, settings)
    known = t.achieved & t.best.notnull()
    return t.mutate(
        learners=known,
        progressed=known & t.higher.fill_null(False),
        left_out=cases((t.achieved & t.best.isnull(), "level not known"), else_=null("string")),
    )
