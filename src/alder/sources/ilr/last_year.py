"""What providers returned for the year before, read from a store so that rules can compare a return with it.

A rule that names the table `last_year_aim` is unavailable for a provider whose last return of that year is not held.
Of two files judged together each is compared with its own provider's: the rows say whose they are, and of which year.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache, submission
from alder.engine.store_sign import is_store
from alder.model.period import AcademicYear
from alder.rules.result import ReferenceUsed
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.reference_tables import LAST_YEAR_AIM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.engine.protocol import Engine
    from alder.engine.store import Load, Store
    from alder.model.expr import Expression

TABLE = LAST_YEAR_AIM.name
READ = ("learner", "learning_delivery")
"""The tables of a return from which its aims of last year are made."""

_OF_LEARNER = ("LearnRefNumber", "ULN", "PrevUKPRN", "PMUKPRN")
_OWNERS = ("PrevUKPRN", "PMUKPRN")


@dataclass(frozen=True)
class JudgedReturn:
    """A return that is judged, and whose last year may be asked for."""

    submission: int
    ukprn: int
    year: AcademicYear


@cache
def rules(year: AcademicYear) -> frozenset[str]:
    """The codes of the year's rules that look into what was returned for the year before."""
    return frozenset(rule.code for rule in ilr.for_year(year).rules if TABLE in ilr.needs(rule))


def is_compared(year: AcademicYear) -> bool:
    return bool(rules(year))


def is_held(store: Store, year: AcademicYear) -> bool:
    """Whether the store holds any return of the year before, so that some provider's can be compared."""
    return is_compared(year) and submission.returned(store.current(year - 1)).num_rows > 0


def used(edition: str) -> ReferenceUsed:
    """As a report names it among the reference data."""
    return ReferenceUsed(TABLE, LAST_YEAR_AIM.title, edition)


def elsewhere(learners: pa.Table) -> set[int]:
    """The providers that learners were with before, or before a merger."""
    return {n for c in _OWNERS for n in pc.unique(learners[c]).to_pylist() if n is not None}


def returns(held: pa.Table, asked: Iterable[JudgedReturn], also: Iterable[int] = ()) -> tuple[pa.Table, dict[int, str]]:
    """The submissions to compare with, and for each return whose provider has one: `2019/20 R14`.

    They are the current ones, among `held`, of the year before: of the providers themselves, and of `also` where a
    return of theirs is held. Nothing is compared for a provider that has none of its own.
    """
    years = {a: a.year - 1 for a in asked if is_compared(a.year)}
    held = submission.returned(held)
    current = submission.latest(held.filter(pc.is_in(held["collection_year"], _labels(years.values()))))
    owners = zip(*(current[c].to_pylist() for c in ("ukprn", "collection_year", "return_number")), strict=True)
    numbers = {(ukprn, year): number for ukprn, year, number in owners}
    editions = {
        a.submission: f"{before} {numbers[a.ukprn, before.label]}"
        for a, before in years.items()
        if (a.ukprn, before.label) in numbers
    }
    compared = {a: before for a, before in years.items() if a.submission in editions}
    ukprns = pa.array(sorted({a.ukprn for a in compared} | set(also)), pa.int32())
    wanted = pc.and_(
        pc.is_in(current["ukprn"], ukprns), pc.is_in(current["collection_year"], _labels(compared.values()))
    )
    return current.filter(wanted), editions


def aims(engine: Engine) -> pa.Table:
    """The aims of the submissions that an engine holds, as rules look into them."""
    schemas = {name: engine.schema(name) for name in READ}

    def build() -> Expression:
        from alder.model import expr  # costs the import of the expression language

        learner, aim = (expr.table(name, schemas[name]) for name in READ)
        whose = learner.select(s="submission", l="learner", UKPRN="ukprn", **{c: learner[c] for c in _OF_LEARNER})
        joined = aim.inner_join(whose, [("submission", "s"), ("learner", "l")])
        return joined.select(*LAST_YEAR_AIM.schema.names)

    return engine.run(build, key=sql_cache.key("sources", "last year", *schemas.values(), LAST_YEAR_AIM.schema))


def of_return(store: Store, asked: JudgedReturn, learners: pa.Table) -> tuple[pa.Table | None, str]:
    """What the provider of one return, and those its learners came from, returned for the year before.

    None where no rule of its year asks for it, or the store does not hold it; else also which return that is.
    """
    if not is_compared(asked.year) or not is_store(store.folder):
        return None, ""
    chosen, editions = returns(store.submissions(), [asked], elsewhere(learners))
    if not editions:
        return None, ""
    with store.engine(which=chosen, tables=READ) as engine:
        return aims(engine), editions[asked.submission]


def add_to(engine: Engine, load: Load, judged: pa.Table, rows: pa.Table) -> dict[int, str]:
    """Let the rules see last year's returns of submissions that `engine` holds: of each the edition, where it is held.

    `rows` are all submissions of the load: last year's return may be among them, or in the store already.
    """
    columns = (judged[c].to_pylist() for c in ("submission", "ukprn", "collection_year"))
    asked = [JudgedReturn(s, u, AcademicYear.parse(y)) for s, u, y in zip(*columns, strict=True)]
    if not any(is_compared(a.year) for a in asked):
        return {}
    held = pa.concat_tables([load.store.submissions(), rows])
    chosen, editions = returns(held, asked, elsewhere(_owners(engine)))
    if editions:
        of_load = pc.is_in(chosen["submission"], rows["submission"].combine_chunks())
        parts = []
        with load.engine(chosen.filter(of_load), tables=READ) as earlier:
            parts.append(aims(earlier))
        with load.store.engine(which=chosen.filter(pc.invert(of_load)), tables=READ) as earlier:
            parts.append(aims(earlier))
        engine.add(TABLE, pa.concat_tables(parts))
    return editions


def _owners(engine: Engine) -> pa.Table:
    schema = engine.schema("learner")

    def build() -> Expression:
        from alder.model import expr

        return expr.table("learner", schema).select(*_OWNERS).distinct()

    return engine.run(build, key=sql_cache.key("sources", "owners", schema))


def _labels(years: Iterable[AcademicYear]) -> pa.Array:
    return pa.array(sorted({y.label for y in years}), pa.string())
