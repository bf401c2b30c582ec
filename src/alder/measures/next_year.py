"""What progression measures share: achievers of a year, and what they learned in the academic year after.

Both come from returns, of the year asked for and of the one after. What someone learned at a school or university,
which makes no such returns, is not in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import variables
from alder.derive.aims import NAME
from alder.measures.learning import achieved_in, in_scope
from alder.measures.measure import Match, SideTable
from alder.measures.progression import marks
from alder.model.expr import bits_of_any, cases, coalesce, how_many_bits, ifelse, literal, null
from alder.model.ids import ULN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from alder.measures.measure import Scope
    from alder.model.expr import Day, Table, Whole

MATCH = Match(
    "achievers with a learner number of their own, by which they are found at any provider",
    looked_for=lambda t: t.learners,
    found=lambda t: t.person < ULN.TEMPORARY,
)

MONTHS = 12
_NUMBERS = {"Entry": 0, "Level 1": 1, "Level 2": 2, "Level 3": 3, "Level 4+": 4}


def level_number(aims: Table) -> Whole:
    """The level of an aim from 0 (entry) to 4 (4 and over); missing where it is not known."""
    level = variables["level"](aims)
    return cases(*((level == code, n) for code, n in _NUMBERS.items()), else_=null("int32")).cast("int32")


def _learned_after(tables: Mapping[str, Table], year: int) -> Table:
    """What everybody learned in the year after: for each learner and level the months of that year with a day in
    learning at that level.
    """
    aims = tables[NAME]
    held = aims.filter(aims.data_year > year)
    learned = held.select(
        "person", next_level=coalesce(level_number(held), -1), months=months_in_learning(held, year + 1)
    )
    by_level = learned.group_by(["person", "next_level"]).aggregate(months=bits_of_any(learned.months))
    return by_level.mutate(months=how_many_bits(by_level.months).cast("int32"))


LEARNED_AFTER = SideTable(
    "learned_in_the_year_after",
    pa.schema([("person", pa.int64()), ("next_level", pa.int32()), ("months", pa.int32())]),
    _learned_after,
)


def months_in_learning(aims: Table, year: int) -> Whole:
    """The months of an academic year with a day of an aim, a bit for each: August is the lowest."""
    first = _month(aims.LearnStartDate, year).clip(lower=0)
    last = coalesce(_month(aims.LearnActEndDate, year), MONTHS - 1).clip(lower=-1, upper=MONTHS - 1)
    still_returned = aims.last_reported.isnull()
    one = literal(1).cast("int32")
    upto_last = (one << (last + 1)) - 1
    before_first = (one << first.clip(upper=MONTHS)) - 1
    return cases((still_returned & (first <= last), upto_last - before_first), else_=0).cast("int32")


def _month(day: Day, year: int) -> Whole:
    """The number of a day's month, 0 for the August in which the academic year begins."""
    found: Whole = (day.year() * MONTHS + day.month() - (year * MONTHS + 8)).cast("int32")
    return found


def followed(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Every aim `achieved` in the year and, of its learner: the `best` level achieved, sustained learning after, and at
    a higher level.
    """
    achieved = aims.filter(in_scope(aims, scope) & achieved_in(aims, year, settings["standards_achieved_on"]))
    best = achieved.group_by("person").aggregate(best=level_number(achieved).max())
    after = best.inner_join(LEARNED_AFTER.table(), "person")
    found = marks(
        after.best,
        after.next_level,
        after.months,
        after.next_level == 4,
        sustained_months=settings["sustained_months"],
    )
    marked = after.select("person", **found)
    sustained = marked.group_by("person").aggregate(
        any_sustained=marked.any_sustained.any(), higher=marked.higher.any()
    )
    people = best.left_join(sustained, "person").drop("person_right")
    return achieved.join(people, "person")


def any_learning(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Achievers, and those of them with sustained learning of any level in the year after."""
    t = followed(aims, year, scope, settings)
    return t.mutate(learners=literal(True), progressed=t.any_sustained.fill_null(False), left_out=null("string"))


def higher_learning(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Achievers whose level is known, and those of them with sustained learning at a higher level in the year after."""
    t = followed(aims, year, scope, settings)
    known = t.best.notnull()
    return t.mutate(
        learners=known,
        progressed=known & t.higher.fill_null(False),
        left_out=ifelse(known, null("string"), "level not known"),
    )


LEVELS = (-1, *_NUMBERS.values())
"""The levels of what was learned in the year after; -1 is one that is not known."""


def traced(judged: Callable[..., Table]) -> Callable[..., Table]:
    """Every aim, with what `judged` made of it, if it was achieved in the year, and the months that its learner learned
    at each level in the year after: `months_at_3`.
    """

    def rows(aims: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
        counted = judged(aims, year, scope, settings).select("aim_id", "best", "learners", "progressed", "left_out")
        learned = LEARNED_AFTER.table()
        at = {f"months_at_{n}": learned.months.max(where=learned.next_level == n) for n in LEVELS}
        t = aims.left_join(counted, "aim_id").drop("aim_id_right")
        t = t.left_join(learned.group_by("person").aggregate(**at), "person").drop("person_right")
        return t.mutate(learners=t.learners.fill_null(False), progressed=t.progressed.fill_null(False))

    return rows
