"""The learners of a store as a side of a link: a row for each learner of each provider and year, the person behind it,
and the characteristics that Alder knows of them.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache
from alder.engine.duckdb import DuckDB
from alder.errors import NoFigures, unknown_name
from alder.linkage.identifying_columns import ROW, select_columns
from alder.linkage.people import RECORDS
from alder.linkage.people import people as people_of
from alder.linkage.sides import LEFT, Side
from alder.linkage.subgroup import Subgroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.derive import Variable
    from alder.engine.store import Store
    from alder.model.expr import Expression, Table
    from alder.model.period import AcademicYear

_AGE = "age_band_31_august"
_OTHER_NAMES = {"age": _AGE, "age_band": _AGE, "provider": "ukprn", "year": "collection_year", "imd": "imd_quintile"}

_STAMP = ("submission", "learner", "ukprn", "collection_year")
_AS_COLLECTED = ("LearnRefNumber", "PrevUKPRN", "PrevLearnRefNumber", "PMUKPRN", "ULN", "DateOfBirth", "Sex")

_EXPORTED = ("collection_year", "ukprn")
"""What an extract carries of them beside the person's key."""


def learner_records(
    store: Store, *years: AcademicYear, more: Iterable[str] = (), which: str | pa.Table = "current"
) -> pa.Table:
    """The learners of the current returns of some years (of all that are held, where none is named).

    Of names only the first letter of the surname is read. `more` are further columns of the learner's record. `which`
    may be a return, R06: as it stood then; or submissions.
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


def learner_side(
    store: Store, *years: AcademicYear, more: Iterable[str] = (), which: str | pa.Table = "current"
) -> Side:
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


def characteristics_named(by: str | Iterable[str]) -> tuple[str, ...]:
    """The characteristics that somebody asks for, each once, by the names that Alder has for them."""
    split = by.split(",") if isinstance(by, str) else by
    return tuple(dict.fromkeys(_OTHER_NAMES.get(n.strip(), n.strip()) for n in split if n.strip()))


def fields_read(by: Iterable[str]) -> list[str]:
    """The fields of a learner's record by which these characteristics are told."""
    from alder.derive import variables

    return [c for n in characteristics_named(by) for c in (variables[n].reads if n in variables else (n,))]


def characteristics_of_learners(side: Side, name: str) -> list[str | None] | None:
    """What each record of learners says of a characteristic, in words; None where they do not say it."""
    from alder.derive import variables
    from alder.model import expr

    (name,) = characteristics_named(name)
    wanted = variables[name].reads if name in variables else (name,)
    if any(c not in (*side.names, *side.table.column_names) for c in wanted):
        return None
    split = learner_subgroup(name, side)
    with DuckDB() as engine:
        engine.add(LEFT, select_columns(side.table, side.names, split.reads))
        schema = engine.schema(LEFT)

        def build() -> Expression:
            t = expr.table(LEFT, schema)
            return t.select(ROW, code=split.column(t).cast("string")).order_by(ROW)

        codes = engine.run(build)["code"].to_pylist()
    labels = {c.code: c.label for c in split.categories}
    return [labels.get(code, code) for code in codes]


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


def learner_subgroup(name: str, side: Side) -> Subgroup:
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
