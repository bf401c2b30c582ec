"""Progression of achievers into the year after, to any learning and to a higher level, as returns show it.

Both come from returns, of the year asked for and of the one after. What someone learned at a school or university,
which makes no such returns, is not in them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import variables
from alder.derive.aims import NAME
from alder.look.words import counted, listed
from alder.measures.aims import AT_31_AUGUST, ENDING, RECORD, WHO, was_achieved, year_of
from alder.measures.definitions.learning_in_year import ACHIEVED, ANY_SCOPE
from alder.measures.measure import (
    Criterion,
    CriterionContext,
    MatchCriterion,
    Measure,
    SideTable,
    Theme,
    Unit,
    measures,
    share,
)
from alder.measures.parameters import ACHIEVED_ON, CHARACTERISTICS
from alder.model.definition import Evidence, Parameter
from alder.model.expr import bits_of_any, cases, coalesce, how_many_bits, literal, null
from alder.model.ids import ULN
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.aims import Row
    from alder.model.expr import Day, Table, Truth, Whole

SUSTAINED_MONTHS = Parameter(
    "sustained_months",
    6,
    "Months of learning in the year after that make it sustained.",
    Evidence.A,
    "Official progression tables follow other people for longer; this definition is Alder's own.",
)

READS = (*WHO, "LearnAimRef", "ProgType", "FundModel", "LearnStartDate", "LearnActEndDate", *ENDING)
"""The fields that decide who achieved, and who learned afterwards."""


def marks(
    achieved: Whole, level: Whole, months: Whole, higher_education: Truth, *, sustained_months: int = 6
) -> dict[str, Truth]:
    """Of one kind of learning in the year after: sustained, sustained above what was achieved, sustained as higher
    education. Months of different levels are never added together.
    """
    sustained = (months >= sustained_months).fill_null(False)
    return {
        "any_sustained": sustained,
        "higher": (sustained & (level > achieved)).fill_null(False),
        "to_he": (sustained & higher_education).fill_null(False),
    }


MATCH = MatchCriterion(
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


LEVELS = (-1, *_NUMBERS.values())
"""The levels of what was learned in the year after; -1 is one that is not known."""


_LEVELS = {
    -1: "a level that is not known",
    0: "entry level",
    **{n: f"level {n}" for n in (1, 2, 3)},
    4: "level 4 or over",
}


def _with_best_level(aims: Table, context: CriterionContext) -> Table:
    """The aims with the `best` level that their learner achieved in the year, in the scope."""
    achieved = aims.filter(aims.population)
    best = achieved.group_by("person").aggregate(best=level_number(achieved).max())
    return aims.left_join(best, "person").drop("person_right")


def _level_says(row: Row, context: CriterionContext) -> str:
    if row["best"] is None:
        return "left out: of nothing that the learner achieved in the year is the level known"
    own = _LEVELS[-1 if row["own_level"] is None else row["own_level"]]
    return f"{own}; the highest that the learner achieved in the year is {_LEVELS[row['best']]}"


def _with_learning_after(aims: Table, context: CriterionContext) -> Table:
    """The aims with the months that their learner learned at each level in the year after: `months_at_3`."""
    learned = LEARNED_AFTER.table()
    at = {f"months_at_{n}": learned.months.max(where=learned.next_level == n) for n in LEVELS}
    return aims.left_join(learned.group_by("person").aggregate(**at), "person").drop("person_right")


def _sustained(aims: Table, context: CriterionContext, mark: str) -> Mapping[str, Truth]:
    """Whether learning at any one level in the year after has a mark."""
    least = context.settings["sustained_months"]
    best = aims.best if mark == "higher" else null("int32")
    each = [marks(best, literal(n), aims[f"months_at_{n}"], literal(n == 4), sustained_months=least) for n in LEVELS]
    return {"progressed": reduce(or_, (found[mark] for found in each))}


def _after_says(row: Row, context: CriterionContext, higher: bool) -> str:
    after, least = year_of(context.year + 1), context.settings["sustained_months"]
    found = {n: row[f"months_at_{n}"] for n in LEVELS if row[f"months_at_{n}"]}
    if not found:
        return f"no: nothing was learned in {after}, as far as returns are held"
    told = listed([f"{counted(months, 'month')} at {_LEVELS[n]}" for n, months in found.items()])
    sustained = [n for n, months in found.items() if months >= least]
    if not sustained:
        return f"no: {told} in {after}, and {least} months at one level are needed"
    if higher and not row["progressed"]:
        return f"no: {told} in {after}, none of it sustained above {_LEVELS[row['best']]}"
    return f"yes: {told} in {after}, of {least} that are needed"


def _after(higher: bool) -> Criterion:
    return Criterion(
        "learning in the year after",
        "A day of learning in each of so many months of the academic year after, at one level"
        + (", above the highest level achieved." if higher else "."),
        "Alder's own definition",
        Evidence.A,
        lambda row, context: _after_says(row, context, higher),
        derive=_with_learning_after,
        counts=lambda aims, context: _sustained(aims, context, "higher" if higher else "any_sustained"),
    )


LEVEL_ACHIEVED = Criterion(
    "level achieved",
    "The highest level of what the learner achieved in the year; 4 and over are one level here.",
    "The list of aims (LARS); that the highest counts is Alder's own",
    Evidence.A,
    _level_says,
    derive=_with_best_level,
    reasons=lambda aims, context: {"level not known": aims.best.isnull()},
    shown=lambda aims, context: {"own_level": level_number(aims)},
    ends=lambda row: row["best"] is None,
)
OF_ANY = (RECORD, ANY_SCOPE, ACHIEVED, _after(False))
OF_HIGHER = (RECORD, ANY_SCOPE, ACHIEVED, LEVEL_ACHIEVED, _after(True))


progression_rate = measures.add(
    Measure(
        "progression_rate",
        title="Progression to further learning",
        theme=Theme.GOING_ON,
        unit=Unit.LEARNERS,
        counts=(
            Indicator("learners", "Achieved", "learners"),
            Indicator("progressed", "Went on", "learners"),
        ),
        rates=(share("progression_rate", "Progression to further learning", of=("progressed", "learners")),),
        eligible=was_achieved,
        population="Learners who achieved at least one aim in the year, at every provider whose return is held.",
        numerator="Those with six months of learning in the year after, at any level.",
        denominator="Learners who achieved in the year.",
        exclusions=(),
        parameters=(SUSTAINED_MONTHS, ACHIEVED_ON, CHARACTERISTICS),
        methodology=(
            "Learners who achieved in the year asked for are looked for in the returns of the year after. Learning is "
            "sustained with a day in each of six months of that year, at one level: months at different levels are "
            "not added together. A learner is known by the ULN.\n\n"
            "Learning at the same level or a lower one counts too."
        ),
        version="2",
        evidence=Evidence.A,
        source="Alder's own definition. Official progression figures follow people born from 1988 with a full record.",
        reads_as="Of learners who achieved, the share who went on learning in the year after.",
        caution="Who went to a university, a school or a provider without a return here looks as if they had stopped.",
        reads=READS,
        age_bands=AT_31_AUGUST,
        caveats=("Q-CAUS",),
        edge_cases=(
            "A learner with a temporary ULN is found again only by the same provider and reference, or where the "
            "later return names those before.",
            "An aim that the next return no longer holds is not learning after the last that holds it.",
        ),
        years_after=1,
        side_tables=(LEARNED_AFTER,),
        match=MATCH,
        derives=("level",),
        criteria=OF_ANY,
    )
)


progression_to_higher_level_rate = measures.add(
    replace(
        progression_rate,
        name="progression_to_higher_level_rate",
        title="Progression to a higher level",
        counts=(
            Indicator("learners", "Achieved", "learners"),
            Indicator("progressed", "Went higher", "learners"),
        ),
        rates=(
            share("progression_to_higher_level_rate", "Progression to a higher level", of=("progressed", "learners")),
        ),
        numerator="Those with six months of learning in the year after, at a level above the highest that they "
        "achieved.",
        denominator="Learners who achieved in the year, at a level that is known.",
        exclusions=("Learners of whose achieved aims no level is known.",),
        methodology=(
            "Learners who achieved in the year asked for are looked for in the returns of the year after. Learning is "
            "sustained with a day in each of six months of that year, at one level: months at different levels are "
            "not added together. A learner is known by the ULN.\n\n"
            "Levels go from entry level to level 4 and over, which is one level here: from 4 to 6 is no progression."
            " They come from the list of aims (LARS), and without it from apprenticeship frameworks alone."
        ),
        version="2",
        reads_as="Of learners who achieved, the share who went on to learn at a higher level in the year after.",
        criteria=OF_HIGHER,
    )
)
