"""What a measure is: its words, its counts and rates, and how the rows that it counts are found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.model.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.engine.duckdb import DuckDB
    from alder.measures.extract import Extract
    from alder.measures.match import Match
    from alder.measures.returns import Choice
    from alder.measures.split import Split
    from alder.measures.step import Step
    from alder.model.definition import Evidence, Parameter, Setting
    from alder.model.expr import Table, Truth
    from alder.model.statistic import Indicator


class Unit(StrEnum):
    """What is counted. A learner is counted once however many aims count; anything else each time."""

    LEARNERS = "learners"
    AIMS = "aims"
    PROGRAMMES = "programmes"
    RECORDS = "records"
    """One for each learner at each provider."""


class Scope(StrEnum):
    """The two kinds of learning for which statistics are published apart."""

    APPRENTICESHIPS = "apprenticeships"
    EDUCATION_AND_TRAINING = "education_and_training"

    @property
    def label(self) -> str:
        return {"apprenticeships": "Apprenticeships", "education_and_training": "Education and training"}[self.value]


@dataclass(frozen=True)
class Measure:
    """A defined statistic.

    `rows` takes the table of aims, the starting year, a scope (None for all learning) and the parameters' settings,
    and gives the aims with a truth column for each count, named as the indicator, and the column `left_out`: the
    reason why an aim that belongs to the year was not counted, or missing. `judge` does first what depends on no
    scope; `rows` then takes its table, and reads no more of it than the columns `of_judged`. Given a year, it may leave
    out aims that cannot count in it. `apart` says
    that scopes are never added together, so that a table without a scope shows both. `age_bands` names the variable
    that gives the age bands of each scope. `history` says that earlier years' final returns belong to an exact
    figure.

    `unmoved_by` are fields that it reads and that can change none of its figures: a reason for withdrawal, where only
    completers are counted.

    `columns` names further columns of the table of aims that it reads (see `derive.further`), `derives` the variables
    that it is made with.

    `years_after` says into how many later years learners are followed, in the returns of these years.

    `beside` makes tables beside that of aims, from the same returns, which `rows` may join; it names those it reads in
    `tables`. A measure with an `extract` counts the rows of that table, and not aims. `averages` are means and
    medians: `rows` gives a column of numbers for each, which whoever is in the count that it rests on must have. A
    measure over linked records has a `match`, which says of everybody in its rows whether they were looked for, and
    found.

    `along` gives the filter of moments along which a measure of one cohort runs: it is in every table of it, and `rows`
    then has a row for each of its moments. `follows` says into how many later years such a cohort is followed, where
    their returns are held.

    `only` says what an aim must be to matter to it in any way: others may be left out before anything is worked out.

    `matters` is the column of its rows that says whether an aim counts for anything or is left out at all: the rest
    are told by it alone, before anything dearer is worked out for them.

    `notes` are sentences that stand beside every figure of it: what it counts that a reader would not expect.

    `gaps` are what an official definition has, and this one lacks because it could not be read, by scope. They stand
    beside every figure of that scope, too.

    `steps` are the questions that are asked of every aim, in their order, for the trace of one learner. `traced` gives
    its rows where `rows` has not every aim, or has one several times.
    """

    name: str
    title: str
    unit: Unit
    counts: tuple[Indicator, ...]
    rates: tuple[Indicator, ...]
    rows: Callable[[Table, int, Scope | None, Mapping[str, Any]], Table] = field(repr=False)
    population: str
    numerator: str
    denominator: str
    reads: tuple[str, ...]
    methodology: str
    version: str
    evidence: Evidence
    source: str
    reads_as: str
    caution: str
    exclusions: tuple[str, ...] = ()
    unmoved_by: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    scopes: tuple[Scope, ...] = (Scope.APPRENTICESHIPS, Scope.EDUCATION_AND_TRAINING)
    judge: Callable[[Table, Mapping[str, Any], int | None], Table] | None = field(default=None, repr=False)
    of_judged: frozenset[str] = frozenset()
    apart: bool = False
    age_bands: Mapping[Scope | None, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    history: bool = False
    edge_cases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    gaps: Mapping[Scope | None, str] = field(default_factory=dict)
    extract: Extract | None = None
    averages: tuple[Indicator, ...] = ()
    tables: tuple[str, ...] = ()
    years_after: int = 0
    columns: tuple[str, ...] = ()
    derives: tuple[str, ...] = ()
    beside: Callable[[DuckDB, Choice], None] | None = field(default=None, repr=False)
    match: Match | None = None
    along: Callable[[Mapping[str, Any]], Split] | None = field(default=None, repr=False)
    follows: Callable[[Mapping[str, Any]], int] | None = field(default=None, repr=False)
    only: Callable[[Table], Truth] | None = field(default=None, repr=False)
    matters: str = ""
    steps: tuple[Step, ...] = field(default=(), repr=False)
    traced: Callable[[Table, int, Scope | None, Mapping[str, Any]], Table] | None = field(default=None, repr=False)

    @property
    def counts_learners(self) -> bool:
        return self.unit is Unit.LEARNERS

    @property
    def moved_by(self) -> tuple[str, ...]:
        """The collected fields that can change its figures, which are those that its grade rests on."""
        return tuple(f for f in self.reads if f not in self.unmoved_by)

    def defaults(self) -> dict[str, Setting]:
        return {p.name: p.default for p in self.parameters}


measures: Registry[Measure] = Registry("measure", "measures")
