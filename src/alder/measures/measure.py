"""What a measure is: its words, its counts and rates, how the rows that it counts are found, and what it may name.

Everything here is declared and nothing worked out: `tabulate` reads these declarations, and they know nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive.categories import OTHER
from alder.derive.place import OUTSIDE
from alder.model import expr
from alder.model.period import AcademicYear
from alder.model.registry import Registry
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.derive.variable import Variable
    from alder.model.definition import Evidence, Parameter, Setting, Strength
    from alder.model.expr import Table, Truth, Value
    from alder.model.quality import FieldQuality
    from alder.model.statistic import Category, Moments

    Row = Mapping[str, Any]


AGE_BAND, PROVIDER = "age_band", "provider"
"""The names of breakdowns that are no variable: each measure has its own age bands."""

OTHER_NAMES = {
    "age": AGE_BAND,
    "age_group": AGE_BAND,
    "ukprn": PROVIDER,
    "gender": "sex",
    "ethnic_group": "ethnicity",
    "ssa": "subject_area",
    "travel_distance": "distance_band",
}
"""Names that mean another."""

LOOKED_FOR, FOUND = "match_looked_for", "match_found"
"""The counts of a match, where they are counted together with those of the measure."""


class Unit(StrEnum):
    """What is counted. A learner is counted once however many aims count; anything else each time."""

    LEARNERS = "learners"
    AIMS = "aims"
    PROGRAMMES = "programmes"
    RECORDS = "records"
    """One for each learner at each provider."""


class Theme(StrEnum):
    """What measures are about: the headings under which they are listed."""

    TAKING_PART = "taking-part"
    STAYING = "staying"
    ACHIEVING = "achieving"
    GOING_ON = "going-on"
    DESTINATIONS = "destinations"
    GRADUATES = "graduates"

    @property
    def label(self) -> str:
        return {
            "taking-part": "Who takes part in learning",
            "staying": "Who stays",
            "achieving": "Who achieves",
            "going-on": "Who goes on to more learning",
            "destinations": "What follows learning",
            "graduates": "What follows a degree",
        }[self.value]


class Scope(StrEnum):
    """The two kinds of learning for which statistics are published apart."""

    APPRENTICESHIPS = "apprenticeships"
    EDUCATION_AND_TRAINING = "education_and_training"

    @property
    def label(self) -> str:
        return {"apprenticeships": "Apprenticeships", "education_and_training": "Education and training"}[self.value]


def share(id: str, label: str, of: tuple[str, str]) -> Indicator:
    """A rate in per cent of one count in another, with the one decimal to which all rates are published."""
    return Indicator(id, label, "%", of=of, decimals=1)


@dataclass(frozen=True)
class MatchCriterion:
    """Whom a measure over linked records looked for, and whom it calls found, over the rows that it marked."""

    says: str
    looked_for: Callable[[Table], Truth] = field(repr=False)
    found: Callable[[Table], Truth] = field(repr=False)

    def counts(self, rows: Table) -> dict[str, Truth]:
        """Whether each row is of somebody looked for, and found, as counts beside those of the measure."""
        looked_for = self.looked_for(rows)
        return {LOOKED_FOR: looked_for, FOUND: looked_for & self.found(rows).fill_null(False)}


@dataclass(frozen=True)
class Breakdown:
    """One filter of a table within one scope. `column` gives the category code of each aim.

    With `moments` its categories are moments of one cohort, and it has no total. `out_of_use` are codes that the year
    did not have. `key` names the column: it is the same where the column is, in questions of the same year and
    settings. `of_aims` are the columns of the table of aims that it reads. `strength` says what the definition
    of its variable rests on. Its categories are parts of those of the `parent`, where it has one: `within` gives the
    code of the one in which each lies.
    """

    id: str
    label: str
    categories: tuple[Category, ...]
    column: Callable[[Table], Value] = field(repr=False)
    reads: tuple[str, ...]
    person: bool = False
    unknown: str | None = None
    caveats: tuple[str, ...] = ()
    moments: Moments | None = None
    out_of_use: tuple[str, ...] = ()
    key: str = ""
    of_aims: frozenset[str] = frozenset()
    strength: Strength | None = None
    parent: str = ""
    within: Callable[[str], str] | None = field(default=None, repr=False)

    @property
    def if_any(self) -> tuple[str, ...]:
        """The codes of categories that are shown only where something falls in them."""
        rare = (OTHER.code, OUTSIDE.code, *([self.unknown] if self.unknown is not None else []), *self.out_of_use)
        return tuple(c for c in self.codes if c in rare)

    @property
    def codes(self) -> list[str]:
        return [c.code for c in self.categories]


@dataclass(frozen=True)
class CriterionContext:
    """For what an aim is classified: the starting year, the scope (None for all learning), and how rules are set."""

    year: int
    scope: Scope | None
    settings: Mapping[str, Any]

    @property
    def label(self) -> str:
        return AcademicYear(self.year).label


def _nothing(rows: Table, context: CriterionContext) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Criterion:
    """One question that is asked of every aim, and what follows from the answer.

    `asks` is the rule in words, and `source` what it rests on. The columns that decide it come first: `derive` gives
    the table with them, of every aim, those included that an earlier criterion has put outside; the column `population`
    says which have met every criterion so far. Then an aim belongs to the population only where all of `tests` hold,
    each a truth column by its name; one that is not known does not hold. An aim of the population for which one of
    `reasons` holds is left out, for the first that does, whichever criterion gives it. All others are counted: in every
    count of the measure, but in those that `counts` names only where that holds too.

    For the trace of one learner `says` puts the answer into words, from the very columns that were counted, and those
    that `shown` adds. Nothing more is asked where a test does not hold, unless `ends` says otherwise.
    """

    name: str
    asks: str
    source: str
    evidence: Evidence
    says: Callable[[Row, CriterionContext], str] = field(repr=False)
    derive: Callable[[Table, CriterionContext], Table] = field(repr=False, default=lambda rows, context: rows)
    tests: Callable[[Table, CriterionContext], Mapping[str, Truth]] = field(repr=False, default=_nothing)
    reasons: Callable[[Table, CriterionContext], Mapping[str, Truth]] = field(repr=False, default=_nothing)
    counts: Callable[[Table, CriterionContext], Mapping[str, Truth]] = field(repr=False, default=_nothing)
    shown: Callable[[Table, CriterionContext], Mapping[str, Value]] = field(repr=False, default=_nothing)
    ends: Callable[[Row], bool] | None = field(repr=False, default=None)

    @property
    def met(self) -> str:
        """The column that says whether an aim meets the criterion."""
        return f"meets {self.name}"

    def ended_by(self, row: Row) -> bool:
        """Whether nothing more is asked of an aim."""
        return self.ends(row) if self.ends else not row[self.met]


Columns = dict[str, tuple[pa.DataType, str]]

PERSON: Columns = {
    "person": (pa.int64(), "The person: a number that stands for whatever key the extract has, one a person."),
    "ukprn": (pa.int32(), "The provider where the person learned."),
    "year": (pa.int32(), "The starting year of the academic year of the cohort."),
    "DateOfBirth": (pa.date32(), "The person's date of birth."),
    "Sex": (pa.string(), "F or M."),
    "Ethnicity": (pa.int32(), "As coded in the ILR; school and university codes are to be mapped to it first."),
    "LLDDHealthProb": (pa.int32(), "As coded in the ILR."),
}
"""The columns that every such table starts with. Those that are not known are missing throughout."""

DESCRIBES = ("DateOfBirth", "Sex", "Ethnicity", "LLDDHealthProb")
"""The columns that must say the same in every row of a person, who could otherwise be counted in two categories."""


@dataclass(frozen=True)
class Extract:
    """A table that measures count, with the source that it is drawn from.

    `source` is the source's name in the catalogue, `title` what people call it; `get` says how it is had and what to
    load, and `quality` how far to trust it. `variables` split its figures beside the characteristics of people. No two
    rows have the same `key`, where there is one. `linked` says that people were looked for in records of another
    source, though the source itself is no linked one.
    """

    name: str
    row: str
    columns: Mapping[str, tuple[pa.DataType, str]]
    source: str
    title: str
    get: str
    quality: FieldQuality
    variables: Mapping[str, Variable] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    linked: bool = False

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(name, type) for name, (type, _) in self.columns.items()])

    def table(self) -> Table:
        """The unbound table, for building expressions."""
        return expr.table(self.name, self.schema)


LEARNER_RECORDS = "learner_records"
"""The learners' records of the returns that were read, by the number that `record` of the table of aims has: the name
under which side tables find them.
"""


@dataclass(frozen=True)
class SideTable:
    """A table that stands beside that of aims, made of the same returns, for the rows of a measure to join.

    `build` makes it of the table of aims, of `LEARNER_RECORDS` and of the tables of returns that `reads` names, given
    the starting year; it is empty where a store has not all of these. `check` refuses years that have no such table.
    """

    name: str
    schema: pa.Schema
    build: Callable[[Mapping[str, Table], int], Table] | None = field(default=None, repr=False)
    reads: tuple[str, ...] = ()
    check: Callable[[AcademicYear], None] | None = field(default=None, repr=False)

    def table(self) -> Table:
        """The unbound table, for building expressions."""
        return expr.table(self.name, self.schema)


DAYS_TOLD = SideTable(
    "days_told", pa.schema([("ukprn", pa.int32()), ("return_year", pa.int32()), ("told_to", pa.date32())])
)
"""Up to which day each return that was read tells: the one side table that follows from the choice of returns alone."""


@dataclass(frozen=True)
class Measure:
    """A defined statistic.

    `criteria` are asked of every aim, in their order. Which aims are of its population, which of them are left out and
    for which reason, what is counted and the trace of one learner all follow from them (see `calculation`).
    `classify` does first what depends on no scope; the criteria then take its table, and read no more of it to decide
    than the columns `classified_columns`. Given a year, it may leave out aims that cannot count in it.

    `separate_scopes` says that scopes are never added together, so that a table without a scope shows both.
    `age_bands` names the variable that gives the age bands of each scope. `needs_history` says that earlier years'
    final returns belong to an exact figure.

    `unmoved_by` are fields that it reads and that can change none of its figures: a reason for withdrawal, where only
    completers are counted.

    `columns` names further columns of the table of aims that it reads (see `derive.aims`), `derives` the variables
    that it is made with.

    `years_after` says into how many later years learners are followed, in the returns of these years.

    `side_tables` stand beside that of aims, made of the same returns, and criteria may join them. A measure with an
    `extract` counts the rows of that table, and not aims. It has `rows` in place of criteria: these take the table, the
    starting year, the scope and the settings, and give it with a truth column for each count, named as the indicator,
    and the column `left_out`. `averages` are means and medians: `rows` gives a column of numbers for each, which
    whoever is in the count that it rests on must have. A measure over linked records has a `match`, which says of
    everybody counted whether they were looked for, and found.

    `moments` gives the breakdown along which a measure of one cohort runs: it is in every table of it, and a criterion
    then gives a row for each of its moments. `years_followed` says into how many later years such a cohort is followed,
    where their returns are held.

    `eligible` says what an aim must be to matter to it in any way: others may be left out before anything is worked
    out.

    `notes` are sentences that stand beside every figure of it: what it counts that a reader would not expect.

    `gaps` are what an official definition has, and this one lacks because it could not be read, by scope. They stand
    beside every figure of that scope, too.
    """

    name: str
    title: str
    theme: Theme
    unit: Unit
    counts: tuple[Indicator, ...]
    rates: tuple[Indicator, ...]
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
    criteria: tuple[Criterion, ...] = field(default=(), repr=False)
    exclusions: tuple[str, ...] = ()
    unmoved_by: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    scopes: tuple[Scope, ...] = (Scope.APPRENTICESHIPS, Scope.EDUCATION_AND_TRAINING)
    classify: Callable[[Table, Mapping[str, Any], int | None], Table] | None = field(default=None, repr=False)
    classified_columns: frozenset[str] = frozenset()
    separate_scopes: bool = False
    age_bands: Mapping[Scope | None, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    needs_history: bool = False
    edge_cases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    gaps: Mapping[Scope | None, str] = field(default_factory=dict)
    extract: Extract | None = None
    rows: Callable[[Table, int, Scope | None, Mapping[str, Any]], Table] | None = field(default=None, repr=False)
    averages: tuple[Indicator, ...] = ()
    years_after: int = 0
    columns: tuple[str, ...] = ()
    derives: tuple[str, ...] = ()
    side_tables: tuple[SideTable, ...] = ()
    match: MatchCriterion | None = None
    moments: Callable[[Mapping[str, Any]], Breakdown] | None = field(default=None, repr=False)
    years_followed: Callable[[Mapping[str, Any]], int] | None = field(default=None, repr=False)
    eligible: Callable[[Table], Truth] | None = field(default=None, repr=False)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of returns that its side tables are made of."""
        return tuple(dict.fromkeys(name for side in self.side_tables for name in side.reads))

    @property
    def classification(self) -> object:
        """What decides which rows are counted: the same for measures that differ in nothing but what they count."""
        return self.criteria or self.rows

    @property
    def counts_from(self) -> str:
        """The source whose records it counts, by its name in the catalogue."""
        return self.extract.source if self.extract else "ilr"

    @property
    def counts_learners(self) -> bool:
        return self.unit is Unit.LEARNERS

    @property
    def moved_by(self) -> tuple[str, ...]:
        """The collected fields that can change its figures, which are those that its grade rests on."""
        return tuple(f for f in self.reads if f not in self.unmoved_by)

    def defaults(self) -> dict[str, Setting]:
        return {p.name: p.default for p in self.parameters}


measures: Registry[Measure] = Registry("measure", "measures", by_name=True)
