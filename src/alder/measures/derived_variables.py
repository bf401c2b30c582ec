"""Research variables of every aim of a year's returns, each worked out where what it reads is known once.

A learner has several aims, and many learners' homes and aims have one postcode or one entry in the list of aims. What a
variable reads of these alone is worked out there, and the aims get it by its key; what it reads of the learner's record
is worked out for that; and only the rest for each aim. Of a variable with a closed list of categories, the table holds
which one it is, as a small number that shows as the category's text.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive import variables as declared
from alder.derive.aims import SCHEMA, TYPES
from alder.engine import sql_cache
from alder.engine.store_place import check_place
from alder.errors import Inconsistency, NothingHeld
from alder.measures.calculation import aims_table, returns
from alder.measures.calculation.aims_table import CHOSEN_RETURNS, aims_alone, learners, record_number, told_in_one_year
from alder.measures.calculation.reference_look_up import ColumnNeeds, LookUpResult, find, joined, why_not_held
from alder.measures.calculation.returns import CHOSEN, TABLES, ChosenReturns
from alder.measures.query import Query
from alder.model import expr
from alder.model.definition import settings
from alder.model.expr import coalesce

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from alder.derive import Variable
    from alder.derive.look_ups import LookUp
    from alder.engine.protocol import Engine
    from alder.model.expr import Table, Value
    from alder.model.period import AcademicYear

_EVERY = "aims_with_every_column"


@dataclass(frozen=True)
class Derivation:
    """What is worked out of what one look-up found. `raw` are the columns found that other variables read."""

    found: LookUpResult
    variables: tuple[Variable, ...]
    raw: tuple[str, ...]
    of_learners: bool

    @property
    def table(self) -> str:
        """The table that holds it: that of what was found, where nothing is worked out of that alone."""
        return f"worked_out_of_{self.found.table}" if self.variables else self.found.table

    @property
    def root(self) -> LookUp:
        return self.found.root

    @property
    def keys(self) -> tuple[str, ...]:
        return self.found.keys

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.raw, *(column_of(v) for v in self.variables))


@dataclass(frozen=True)
class DerivationPlan:
    """Where each of several variables is worked out in an academic year (its starting year).

    `raw_of_learners` and `raw_of_rows` are the columns that what is worked out later reads of learners, and those that
    the variables read that look at other rows than the aim's own.
    """

    variables: tuple[Variable, ...]
    year: int
    settings: Mapping[str, Any]
    more: tuple[str, ...]
    parts: tuple[Derivation, ...]
    of_learners: tuple[Variable, ...]
    raw_of_learners: tuple[str, ...]
    of_other_rows: tuple[Variable, ...]
    raw_of_rows: tuple[str, ...]
    of_aims: tuple[Variable, ...]

    @classmethod
    def of(
        cls,
        variables: Sequence[Variable],
        year: int,
        settings: Mapping[str, Any],
        needs: ColumnNeeds,
        found: Sequence[LookUpResult],
        learners_have: Collection[str],
    ) -> DerivationPlan:
        """`learners_have` are the columns of a learner's record; the others are of the aim, or were looked up."""
        more = tuple(dict.fromkeys((*needs.collected, *(c for f in found for c in f.columns))))
        reads, by_row = _read(variables, year, settings, more)
        left = {v.name: v for v in variables if v.name in by_row}
        of_other_rows = tuple(v for v in variables if v.name not in by_row)

        def take(columns: Collection[str], *, in_all_years: bool) -> tuple[Variable, ...]:
            """Those left that read these columns alone."""
            fit = [v for n, v in left.items() if reads[n] <= {*columns} and not (in_all_years and _differs_by_year(v))]
            for v in fit:
                del left[v.name]
            return tuple(fit)

        of_found = [(f, take(f.columns, in_all_years=True)) for f in found]
        later = {c for v in (*left.values(), *of_other_rows) for c in reads[v.name]}
        parts = tuple(
            Derivation(
                f,
                worked,
                tuple(c for c in f.columns if c in later),
                not f.root.during and {*f.keys} <= {*learners_have},
            )
            for f, worked in of_found
        )
        there = [*learners_have, *(c for p in parts if p.of_learners for c in p.raw)]
        of_learners = take(there, in_all_years=False)
        of_rows = {c for v in of_other_rows for c in reads[v.name]}
        wanted = {c for name in left for c in reads[name]} | of_rows
        wanted |= {k for p in parts if not p.of_learners for k in p.keys}
        raw = tuple(c for c in there if c in wanted)
        rest = tuple(left.values())
        return cls(
            tuple(variables), year, settings, more, parts, of_learners, raw, of_other_rows, tuple(sorted(of_rows)), rest
        )

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column_of(v) for v in self.variables)

    @property
    def of_own_look_ups(self) -> tuple[Derivation, ...]:
        """What was looked up by the aim itself, and not by its learner."""
        return tuple(p for p in self.parts if not p.of_learners)

    @property
    def key(self) -> str:
        """What the expressions depend on, beside the columns of the tables that they are over."""
        names = [v.name for v in self.variables]
        return f"{names} {self.year} {sorted(self.settings.items())} {self.more} {self.parts}"

    def worked_out(self, some: Iterable[Variable], table: Table) -> dict[str, Value]:
        """The columns of some variables over a table that has all that they read."""
        return self._over(some, lambda column, _: table[column])

    def of_nothing(self, some: Iterable[Variable]) -> dict[str, Value]:
        """What some variables are of an aim of which nothing that they read is known."""
        return self._over(some, lambda _, kind: expr.null(kind))

    def _over(self, some: Iterable[Variable], place: Callable[[str, Any], Value]) -> dict[str, Value]:
        over = [(v, expr.rebase(self._values[v.name], lambda _, column, kind: place(column, kind))) for v in some]
        return {column_of(v): expr.made_with(c, list_of(v)) if v.is_closed else c for v, c in over}

    @cached_property
    def _values(self) -> dict[str, Value]:
        return _values(self.variables, self.year, self.settings, self.more)


def column_of(variable: Variable) -> str:
    return f"derived_{variable.name}"


def list_of(variable: Variable) -> str:
    """The name of the list of a variable's categories in an engine."""
    return f"category_of_{variable.name}"


def _values(
    variables: Iterable[Variable], year: int, settings: Mapping[str, Any], more: Iterable[str]
) -> dict[str, Value]:
    """Each variable over a table that has every column at once."""
    aims = expr.table(_EVERY, pa.schema([*SCHEMA, *((c, TYPES[c]) for c in more)]))
    known = {"year": year, "day": aims.LearnStartDate, **settings}
    return {v.name: v(aims, **known) for v in variables}


def _read(
    variables: Sequence[Variable], year: int, settings: Mapping[str, Any], more: tuple[str, ...]
) -> tuple[dict[str, set[str]], set[str]]:
    """The columns that each variable reads, and which variables look at the aim's own row alone.

    This is kept like compiled SQL: to find it out takes longer than to work a variable out.
    """
    names = [v.name for v in variables]

    def looked() -> str:
        values = _values(variables, year, settings, more)
        reads = {n: sorted({c for _, c in expr.fields(v)}) for n, v in values.items()}
        return json.dumps([reads, [n for n, v in values.items() if not expr.looks_at_other_rows(v)]])

    key = sql_cache.key("measures", "what variables read", names, year, sorted(settings.items()), more)
    reads, by_row = json.loads(sql_cache.sql(key, "json", looked))
    return {n: set(columns) for n, columns in reads.items()}, set(by_row)


def _differs_by_year(variable: Variable) -> bool:
    return "year" in inspect.signature(variable.function).parameters


LEARNERS = "learners_gathered"
AIMS = "aims_gathered_alone"
_OF_LEARNERS = "worked_out_of_learners"
_ROWS = "rows_beside_others"


@dataclass(frozen=True)
class DerivedVariables:
    """Returns gathered in an engine, learners apart from their aims, to work variables out for a year at a time."""

    engine: Engine
    variables: Sequence[Variable]
    settings: Mapping[str, Any]
    ordinals: Mapping[int, int]
    found: list[LookUpResult] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    """By the name of a table of what was worked out, the key of the expression that it holds."""

    @classmethod
    def of(
        cls,
        engine: Engine,
        choices: Sequence[ChosenReturns],
        needs: Iterable[ColumnNeeds],
        variables: Sequence[Variable],
        settings: Mapping[str, Any],
    ) -> DerivedVariables:
        """Gather the returns of all choices, with everything that is needed of them."""
        if any(c.earlier or c.later for c in choices):
            raise Inconsistency("what earlier and later returns say is asked for, and is not read here")
        all_needs = tuple(needs)
        more = tuple(dict.fromkeys(c for n in all_needs for c in n.collected))
        records = dict.fromkeys((*TABLES, *(r for n in all_needs for r in n.records)))
        chosen = ChosenReturns(
            choices[0].year, tuple({h.submission: h for c in choices for h in c.used}.values())
        ).table()
        engine.add(CHOSEN_RETURNS, chosen)
        schemas = {t: engine.schema(t) for t in records if engine.has(t)}

        def gather(name: str, rows: Callable[[Mapping[str, Table], Table, Sequence[str]], Table]) -> None:
            def build() -> Table:
                tables = {t: expr.table(t, s) for t, s in schemas.items()}
                return rows(tables, expr.table(CHOSEN_RETURNS, CHOSEN), more)

            engine.keep(name, build, key=sql_cache.key("measures", name, more, *schemas.items()))

        gather(LEARNERS, learners)
        gather(AIMS, aims_alone)
        engine.add_code_lists({list_of(v): [c.code for c in v.categories] for v in variables if v.is_closed})
        ordinals = dict(zip(chosen["submission"].to_pylist(), chosen["ordinal"].to_pylist(), strict=True))
        return cls(engine, variables, settings, ordinals)

    def keep(self, name: str, choice: ChosenReturns, needs: ColumnNeeds) -> int:
        """Keep every variable of every aim of a choice, by the aim's number. Gives how many aims there are."""
        engine = self.engine
        engine.add(CHOSEN_RETURNS, choice.table(self.ordinals))
        aims_table.check(engine, CHOSEN_RETURNS, needs)
        found = find(engine, needs, (LEARNERS, AIMS), self.found)
        learners_have = engine.schema(LEARNERS).names
        places = DerivationPlan.of(self.variables, choice.year.start, self.settings, needs, found, learners_have)
        for part in places.parts:
            self._work_out(places, part)
        parts = {p.table: engine.schema(p.table) for p in places.parts}
        shape = engine.schema(LEARNERS)
        key = sql_cache.key("measures", "worked out of learners", places.key, shape, *parts.items())
        engine.keep(_OF_LEARNERS, lambda: _of_learners(places, shape, parts), key=key)
        own, theirs = engine.schema(AIMS), engine.schema(_OF_LEARNERS)
        shapes = (own, theirs, *parts.items())
        key = sql_cache.key("measures", "what variables of other rows read", places.key, *shapes)
        engine.keep(_ROWS, lambda: _rows(places, own, theirs, parts), key=key)
        rows = engine.schema(_ROWS)
        key = sql_cache.key("measures", "worked out of aims", places.key, rows, *shapes)
        return engine.keep(name, lambda: _of_aims(places, own, theirs, parts, rows), key=key)

    def _work_out(self, places: DerivationPlan, part: Derivation) -> None:
        """Keep what is worked out of what one look-up found, unless it is there from another year."""
        if part.table == part.found.table:
            return
        shape = self.engine.schema(part.found.table)
        key = sql_cache.key("measures", "worked out of found", part, shape, sorted(self.settings.items()))

        def build() -> Table:
            t = expr.table(part.found.table, shape)
            kept = [c for c in t.columns if c not in part.found.columns or c in part.raw]
            return t.select(*kept, **places.worked_out(part.variables, t))

        if self.made.get(part.table) != key:
            self.engine.keep(part.table, build, key=key)
            self.made[part.table] = key


def _of_learners(places: DerivationPlan, shape: pa.Schema, parts: Mapping[str, pa.Schema]) -> Table:
    """The learners of the returns chosen, with what is worked out of each and what aims need of it."""
    t = expr.table(LEARNERS, shape).semi_join(expr.table(CHOSEN_RETURNS, CHOSEN), "ordinal")
    theirs = [p for p in places.parts if p.of_learners]
    t = joined(t, theirs, [(p.table, parts[p.table]) for p in theirs])
    before = {c: coalesce(t[c], known) for p in theirs for c, known in places.of_nothing(p.variables).items()}
    return t.select("record", *places.raw_of_learners, **before, **places.worked_out(places.of_learners, t))


def _together(others: Sequence[Derivation], own: pa.Schema, theirs: pa.Schema, parts: Mapping[str, pa.Schema]) -> Table:
    """The aims of the returns chosen, with their learners and with what others were looked up by the aims."""
    last = expr.table(CHOSEN_RETURNS, CHOSEN).select("ordinal", "data_year")
    t = expr.table(AIMS, own).join(last, "ordinal").join(expr.table(_OF_LEARNERS, theirs), "record")
    return told_in_one_year(joined(t, others, [(p.table, parts[p.table]) for p in others]))


def _rows(places: DerivationPlan, own: pa.Schema, theirs: pa.Schema, parts: Mapping[str, pa.Schema]) -> Table:
    """What variables read that look at other rows: in a table of its own, since whatever else there is were sorted."""
    needed = [p for p in places.of_own_look_ups if {*p.raw} & {*places.raw_of_rows}]
    return _together(needed, own, theirs, parts).select("aim_id", *places.raw_of_rows)


def _of_aims(
    places: DerivationPlan, own: pa.Schema, theirs: pa.Schema, parts: Mapping[str, pa.Schema], rows: pa.Schema
) -> Table:
    """Every variable of the aims of the returns chosen."""
    t = _together(places.of_own_look_ups, own, theirs, parts)
    among = expr.table(_ROWS, rows)
    looked = among.select("aim_id", **places.worked_out(places.of_other_rows, among))
    t = t.join(looked, "aim_id")
    here = places.worked_out(places.of_aims, t)
    for part in places.of_own_look_ups:
        here |= {c: coalesce(t[c], known) for c, known in places.of_nothing(part.variables).items()}
    return t.select("aim_id", **{c: here[c] if c in here else t[c] for c in places.columns})


_DERIVED = "variables_of_aims"
WHY = b"why_missing"
"""Under this name the metadata of a column of nulls says which reference data is not held."""
KEYS = ("UKPRN", "LearnRefNumber", "AimSeqNumber", "LearnAimRef")
"""The columns before the variables, by which an aim is found in its return."""


def variables_of_aims(
    source: Any,
    *names: str,
    year: str | AcademicYear,
    return_number: str | None = None,
    research_copy: bool | None = None,
    fields: Sequence[str] = (),
    **parameters: object,
) -> pa.Table:
    """Work variables out for every aim of the returns of a year; without names every one that is declared.

    A row for each aim: `KEYS`, then a column for each variable by its name, as `alder explain NAME` defines it; one
    with a closed list of categories is a dictionary column of Arrow, which data frames call categorical.
    The latest return of each provider is used, or with `return_number` the latest up to that one; with `research_copy`
    the copy of the ILR that researchers get, which is also used where no return of the year is held. `parameters` are
    those of the variables. `fields` are collected fields of the aim and of its learner's record, which follow as they
    were collected; one that returns of the year do not have is left out. Refused where a variable that is named needs
    reference data that is not held, with the file to fetch; of all variables such a one is a column of nulls, and
    `table.schema.field(NAME).metadata[b"why_missing"]` says which file.
    It is a table of people, for whoever may see the records anyway, so a store without a place gives none: see
    `alder store place`. What leaves goes through `alder.protect`.
    """
    chosen = [declared[n] for n in names] or [*declared]
    known = settings((p for v in chosen for p in v.parameters), parameters)
    query = Query.ask("enrolments", year=year, return_number=return_number, research_copy=research_copy)
    store = getattr(source, "store", source)
    check_place(store, "rows of learners")
    try:
        choice = returns.choose_returns(returns.usable_in(store), query, history=False)
    except NothingHeld as error:
        raise NothingHeld(
            f"no return of {query.year} is held, so its aims have no variables", where=error.where, next=error.next
        ) from None
    needs = ColumnNeeds.of(chosen, query.year.start, known)
    with store.engine(which=store.submissions(), tables=returns.tables_in(store, needs.records)) as engine:
        engine.plan_for_measures()
        lacking: dict[str, str] = {}
        if not names:
            each = {v.name: ColumnNeeds.of([v], query.year.start, known) for v in chosen}
            lacking = {name: why for name, one in each.items() if (why := why_not_held(engine, one))}
            chosen = [v for v in chosen if v.name not in lacking]
            needs = ColumnNeeds.of(chosen, query.year.start, known)
        DerivedVariables.of(engine, [choice], [needs], chosen, known).keep(_DERIVED, choice, needs)
        shapes = {t: engine.schema(t) for t in (_DERIVED, "learner", "learning_delivery")}

        def build() -> Table:
            return _with_keys({t: expr.table(t, s) for t, s in shapes.items()}, chosen, fields)

        found = engine.run(build, key=sql_cache.key("measures", "variables of aims", tuple(fields), *shapes.values()))
    return _with_missing(found, lacking) if lacking else found


def _with_missing(found: pa.Table, lacking: Mapping[str, str]) -> pa.Table:
    """The table with a column of nulls for each variable that nothing is held for, in the order of all, and why."""
    columns = {name: (found.schema.field(name), found[name]) for name in found.schema.names}
    for name, why in lacking.items():
        columns[name] = (pa.field(name, pa.null(), metadata={WHY: why}), pa.nulls(found.num_rows))
    ordered = [*KEYS, *(v.name for v in declared)]
    return pa.table([columns[n][1] for n in ordered], schema=pa.schema([columns[n][0] for n in ordered]))


def _with_keys(tables: Mapping[str, Table], chosen: Sequence[Variable], fields: Sequence[str]) -> Table:
    """The variables and fields beside what tells an aim apart, in the order of the returns."""
    wanted = [name for name in fields if name not in KEYS]
    of_aims = [name for name in wanted if name in tables["learning_delivery"].columns]
    of_learners = [name for name in wanted if name in tables["learner"].columns and name not in of_aims]
    aims = tables["learning_delivery"].select("submission", "learner", "aim", "AimSeqNumber", "LearnAimRef", *of_aims)
    aims = aims.join(expr.table(CHOSEN_RETURNS, CHOSEN).select("submission", "ordinal"), "submission")
    aims = aims.mutate(aim_id=record_number(aims.ordinal, aims.aim))
    learners = tables["learner"].select("submission", "learner", "LearnRefNumber", *of_learners, UKPRN="ukprn")
    found = aims.join(learners, ["submission", "learner"]).join(tables[_DERIVED], "aim_id").order_by("aim_id")
    return found.select(
        *KEYS, **{v.name: found[column_of(v)] for v in chosen}, **{n: found[n] for n in (*of_aims, *of_learners)}
    )
