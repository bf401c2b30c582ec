"""`alder.link` and `alder.people`: the learners of a store as a side of a link, a row for each learner of each provider
and year, with the characteristics that Alder knows.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder import linkage
from alder.engine import sql_cache
from alder.engine.duckdb import DuckDB
from alder.errors import NoFigures, UsageError, present, unknown_name
from alder.linkage.conflicts import Conflict, write_among
from alder.linkage.identifying_columns import select_columns
from alder.linkage.people import FOUND_BY, RECORDS
from alder.linkage.people import people as people_of
from alder.linkage.report import LinkReport, Share
from alder.linkage.sides import LEFT, Side, given_side
from alder.linkage.subgroup import Subgroup, by_subgroup, tell_linked
from alder.look.words import number
from alder.model.made_up import MadeUp
from alder.model.period import AcademicYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from alder.derive import Variable
    from alder.engine.store import Store
    from alder.environment import Environment
    from alder.linkage import Expect, Links, Pass, People, Project
    from alder.model.expr import Expression, Table
    from alder.model.quality import Quality

_AGE = "age_band_31_august"
_OTHER_NAMES = {"age": _AGE, "age_band": _AGE, "provider": "ukprn", "year": "collection_year", "imd": "imd_quintile"}
_RECORDS = "learner records"

_STAMP = ("submission", "learner", "ukprn", "collection_year")
_AS_COLLECTED = ("LearnRefNumber", "PrevUKPRN", "PrevLearnRefNumber", "PMUKPRN", "ULN", "DateOfBirth", "Sex")

_EXPORTED = ("collection_year", "ukprn")
"""What an extract carries of them beside the person's key."""

_ALONE = FOUND_BY.index("alone")


def link(
    left: Environment | str | Path | Any,
    right: str | Path | Any,
    *,
    by: str | Iterable[str] = (),
    project: str | None = None,
    store: Environment | None = None,
    years: Iterable[AcademicYear | str] = (),
    on: Sequence[Pass] | None = None,
    expect: Expect | str = "many-to-one",
    columns: Mapping[str, str] | None = None,
    left_columns: Mapping[str, str] | None = None,
    encoding: str = "",
    left_encoding: str = "",
    memory: str = "2GB",
) -> Links:
    """Link the learners of a store, or a table, with another table by identifiers: `alder.link(store, "plams.csv")`.

    `by` are characteristics by which the match rate is shown apart: variables such as `sex` and `ethnicity`, `age`,
    `provider`, or any column of the left table. `project` names the project whose keys stand for people; its secret is
    in the store (`store`, where the left side is a table). `on` are passes in order, else those that fit both tables.
    `columns` says which columns of the right table hold what, where their names do not say it, and `encoding` how its
    text is encoded. Files and links may be larger than memory: what needs more than `memory` waits on disk.
    """
    asked = _names(by)
    other, notes = given_side(right, columns, encoding=encoding)
    kept = _store(left) or (store.store if store is not None else None)
    secret = _project(kept, project)
    if _store(left) is None:
        mine, more = given_side(left, left_columns, encoding=left_encoding)
        splits = [_subgroup(name, mine) for name in asked]
        said = (*more, *notes)
        return linkage.link(mine, other, passes=on, expect=expect, by=splits, project=secret, notes=said, memory=memory)
    mine, splits, known = _learners(_store(left), years, asked)
    return linkage.link(
        mine,
        other,
        passes=on,
        expect=expect,
        by=splits,
        project=secret,
        unit=_RECORDS,
        notes=notes,
        memory=memory,
        **known,
    )


def people(
    store: Environment,
    *,
    by: str | Iterable[str] = (),
    years: Iterable[AcademicYear | str] = (),
    conflicts: Path | None = None,
) -> LinkReport:
    """How the records of a store's learners come together to people over years: how many are known by a number or
    were found by reference, by subgroup, and what is in conflict. The list of conflicts is written to `conflicts`.
    """
    records, splits, known = _learners(store.store, years, _names(by))
    if conflicts is not None:
        write_among(_people(records).conflicts, records.table, conflicts)
    return people_report(records, splits, unit=_RECORDS, **known)


def _learners(
    store: Store | None, years: Iterable[AcademicYear | str], by: tuple[str, ...]
) -> tuple[Side, list[Subgroup], dict[str, Any]]:
    """The learners as a side, the characteristics asked for, and what a report says of year and quality."""
    from alder.derive import variables
    from alder.quality import assess

    held = present(store, "learners are linked from a store")
    wanted = [AcademicYear.parse(y) if isinstance(y, str) else y for y in years]
    more = [c for n in by for c in (variables[n].reads if n in variables else (n,))]
    side = learner_side(held, *wanted, more=more)
    first, last = (AcademicYear.parse(y) for y in years_of(side))
    looked_up = [variables[n] for n in by if n in variables and _is_looked_up(variables[n], side)]
    if looked_up:
        side = replace(side, table=with_variables(held, side.table, looked_up, last))
    splits = [_subgroup(name, side) for name in by]
    reads = [f for n in by for f in (variables[n].reads if n in variables else (n,))]
    fields = dict.fromkeys(("ULN", *(f for f in reads if f in held.schemas["learner"].names)))
    returned = held.current().select(["collection_year", "made_up"]).to_pylist()
    linked = {y.label for y in wanted} or {r["collection_year"] for r in returned}
    made_up = MadeUp.of(bool(r["made_up"]) for r in returned if r["collection_year"] in linked)
    return side, splits, {"year": last, "quality": assess(fields, years=(first, last)), "made_up": made_up}


def _is_looked_up(variable: Variable, side: Side) -> bool:
    """Whether a variable of the learner needs what reference tables say of the learner's own columns."""
    from alder.measures.calculation.reference_look_up import ColumnNeeds

    if not variable.needs_more or not variable.person or not set(variable.reads) <= set(side.table.column_names):
        return False
    return not any(look_up.during for look_up, _ in ColumnNeeds.of([variable], 0, {"imd_edition": "2019"}).look_ups)


def with_variables(store: Store, rows: pa.Table, by: Sequence[Variable], year: AcademicYear) -> pa.Table:
    """Rows of people with a column for each variable, by its name. One edition of reference data serves all years.

    It is that of the last year, so that a group means the same in all of them.
    """
    from alder.derive.aims import NAME
    from alder.measures.calculation.reference_look_up import ALONE, ColumnNeeds, look_up
    from alder.model import expr

    needs = ColumnNeeds.of(by, year.start, {})
    read = {c for v in by for c in (*v.reads, *v.of_aims)}
    keys = [c for c in rows.column_names if c in read]
    with store.engine(tables=[]) as engine:
        engine.add(ALONE, rows.select(keys).append_column("row", [np.arange(rows.num_rows)]))
        look_up(engine, needs)
        schema = engine.schema(NAME)

        def build() -> Table:
            t = expr.table(NAME, schema)
            return t.select("row", **{v.name: v(t, year=year.start) for v in by}).order_by("row")

        looked_up = engine.run(build)
    for v in by:
        rows = rows.append_column(v.name, looked_up[v.name])
    return rows


def _subgroup(name: str, side: Side) -> Subgroup:
    """A variable whose fields the table has, or else a column of the table."""
    from alder.derive import variables

    held = {*side.table.column_names, *side.names}
    variable = variables.groupings.get(name)
    if variable is not None and name in held:
        return Subgroup(
            name, variable.title, (name,), lambda t: t[name], variable.categories, variable.real, variable.made_up
        )
    if variable is not None and held.issuperset((*variable.reads, *variable.columns)):
        needs = set(list(inspect.signature(variable.function).parameters)[1:]) - {p.name for p in variable.parameters}
        if not needs - {"year"} and (not needs or "year" in held):
            reads = (*variable.reads, *variable.columns, *(["year"] if needs else []))
            return Subgroup(
                name,
                variable.title,
                reads,
                lambda t: variable(t, **({"year": t.year} if needs else {})),
                variable.categories,
                variable.real,
                variable.made_up,
            )
    if name in side.table.column_names:
        return Subgroup(name, "Provider" if name == "ukprn" else name, (name,), lambda t: t[name])
    fitting = [v.name for v in variables.groupings.values() if held.issuperset((*v.reads, *v.columns))]
    raise unknown_name(
        "characteristic of these rows",
        name,
        [*fitting, *side.table.column_names],
        next=f"Variables that fit: {', '.join(fitting) or 'none'}; a column of the left table does as well.",
    )


def _names(by: str | Iterable[str]) -> tuple[str, ...]:
    split = by.split(",") if isinstance(by, str) else by
    return tuple(dict.fromkeys(_OTHER_NAMES.get(n.strip(), n.strip()) for n in split if n.strip()))


def _store(given: Any) -> Store | None:
    """The store of an environment; None of anything else."""
    from alder.environment import Environment

    return given.store if isinstance(given, Environment) else None


def _project(store: Store | None, name: str | None) -> Project | None:
    from alder.engine.project_keys import project_in
    from alder.engine.store_sign import is_store

    if name is None:
        return None
    if store is None or not is_store(store.folder):
        raise UsageError(
            "a project's secret lies in a store, and there is none",
            next="Name the store: store=alder.open('store'), in the terminal --store DIR.",
        )
    return project_in(store.folder, name)


def people_report(
    side: Side, by: Sequence[Subgroup], *, unit: str, year: AcademicYear, quality: Quality, made_up: MadeUp
) -> LinkReport:
    """Of the records, those that have a number that identifies or were joined to others by reference count as linked.

    Conflicts are counted by what they are about: a number, a reference, a person.
    """
    people = _people(side)
    linked = people.found_by != _ALONE
    with DuckDB() as engine:
        engine.add(LEFT, select_columns(side.table, side.names, [c for s in by for c in s.reads]))
        tell_linked(engine, linked)
        groups = by_subgroup(engine, LEFT, by)
    counts = np.bincount(people.found_by, minlength=len(FOUND_BY))
    about = people.conflicts.group_by("kind").aggregate([("group", "count_distinct")])
    conflicts = dict(zip(about["kind"].to_pylist(), about["group_count_distinct"].to_pylist(), strict=True))
    return LinkReport(
        left=side.name,
        right_name="people",
        unit=unit,
        overall=Share(int(linked.sum()), len(linked)),
        right=None,
        passes=tuple((FOUND_BY[n], int(counts[n])) for n in range(len(FOUND_BY)) if n != _ALONE),
        unlinked=(("no number that identifies, and no other record by reference", int(counts[_ALONE])),),
        conflicts=tuple((kind, conflicts[kind.value]) for kind in Conflict if kind.value in conflicts),
        by=groups,
        notes=(f"{number(len(linked))} records are of {number(people.count)} people.",),
        year=year,
        quality=quality,
        made_up=made_up,
    )


def _people(records: Side) -> People:
    return present(records.people, "the people behind records over years are asked of a side whose people were joined")


def learner_records(store: Store, *years: AcademicYear, more: Iterable[str] = (), which: str = "current") -> pa.Table:
    """The learners of the current returns of some years (of all that are held, where none is named).

    Of names only the first letter of the surname is read. `more` are further columns of the learner's record. `which`
    may be a return, R06: as it stood then.
    """
    held = store.schemas["learner"].names
    extra = tuple(dict.fromkeys(c for c in more if c in held and c not in (*_STAMP, *_AS_COLLECTED)))
    with store.engine(*years, which=which, tables=["learner"]) as engine:
        schema = engine.schema("learner")

        def build() -> Expression:
            from alder.model import expr

            t = expr.table("learner", schema)
            initial = t.FamilyName.strip().upper().left(1).nullif("")
            year = t.collection_year.substr(0, 4).cast("int32")
            return t.select(*_STAMP, *_AS_COLLECTED, *extra, UKPRN=t.ukprn, year=year, surname_initial=initial)

        rows = engine.run(build, key=sql_cache.key("sources", build, schema, extra))
    if not rows.num_rows:
        in_years = f" of {', '.join(y.label for y in years)}" if years else ""
        raise NoFigures(
            f"no return{in_years} is held, so there is nobody to link", next="See what is held:  alder returns"
        )
    return rows.sort_by([("collection_year", "ascending"), ("ukprn", "ascending"), ("learner", "ascending")])


def learner_side(store: Store, *years: AcademicYear, more: Iterable[str] = (), which: str = "current") -> Side:
    """The learners as a side of a link, with the person behind each record."""
    rows = learner_records(store, *years, more=more, which=which)
    own = ("ULN", "UKPRN", "LearnRefNumber", "DateOfBirth", "Sex", "surname_initial")
    read = rows.select(RECORDS.names).cast(RECORDS)
    labels = sorted(set(rows["collection_year"].to_pylist()))
    name = f"ILR {labels[0]}" + (f" to {labels[-1]}" if len(labels) > 1 else "")
    return Side(name, rows, {c: c for c in own}, people_of(read), _EXPORTED)


def years_of(side: Side) -> tuple[str, str]:
    """The first and the last year of the learners' returns."""
    labels = pc.min_max(cast("pa.Table", side.table)["collection_year"]).as_py()
    return labels["min"], labels["max"]
