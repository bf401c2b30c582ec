"""`alder.link` and `alder.people`: linking by identifier, with the characteristics that Alder knows."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError, present, unknown_name
from alder.model.made_up import MadeUp
from alder.model.period import AcademicYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from alder.derive import Variable
    from alder.engine.store import Store
    from alder.environment import Environment
    from alder.linkage import Expect, LinkReport, Links, Pass, Project, Side, Subgroup
    from alder.model.expr import Table

_AGE = "age_band_31_august"
_OTHER_NAMES = {"age": _AGE, "age_band": _AGE, "provider": "ukprn", "year": "collection_year", "imd": "imd_quintile"}
_RECORDS = "learner records"


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
    from alder import linkage
    from alder.linkage import given

    asked = _names(by)
    other, notes = given.side(right, columns, encoding=encoding)
    kept = _store(left) or (store.store if store is not None else None)
    secret = _project(kept, project)
    if _store(left) is None:
        mine, more = given.side(left, left_columns, encoding=left_encoding)
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
    from alder.linkage.listed_conflicts import write_among
    from alder.linkage.over_years import report

    side, splits, known = _learners(store.store, years, _names(by))
    if conflicts is not None:
        write_among(side, conflicts)
    return report(side, splits, unit=_RECORDS, **known)


def _learners(
    store: Store | None, years: Iterable[AcademicYear | str], by: tuple[str, ...]
) -> tuple[Side, list[Subgroup], dict[str, Any]]:
    """The learners as a side, the characteristics asked for, and what a report says of year and quality."""
    from alder.derive import variables
    from alder.linkage import ilr
    from alder.quality import assess

    held = present(store, "learners are linked from a store")
    wanted = [AcademicYear.parse(y) if isinstance(y, str) else y for y in years]
    more = [c for n in by for c in (variables[n].reads if n in variables else (n,))]
    side = ilr.side(held, *wanted, more=more)
    first, last = (AcademicYear.parse(y) for y in ilr.years_of(side))
    looked_up = [variables[n] for n in by if n in variables and _is_looked_up(variables[n], side)]
    if looked_up:
        side = replace(side, table=_with_looked_up(held, side.table, looked_up, last))
    splits = [_subgroup(name, side) for name in by]
    reads = [f for n in by for f in (variables[n].reads if n in variables else (n,))]
    fields = dict.fromkeys(("ULN", *(f for f in reads if f in held.schemas["learner"].names)))
    returned = held.submissions().select(["collection_year", "made_up"]).to_pylist()
    linked = {y.label for y in wanted} or {r["collection_year"] for r in returned}
    made_up = MadeUp.of(bool(r["made_up"]) for r in returned if r["collection_year"] in linked)
    return side, splits, {"year": last, "quality": assess(fields, years=(first, last)), "made_up": made_up}


def _is_looked_up(variable: Variable, side: Side) -> bool:
    """Whether a variable of the learner needs what reference tables say of the learner's own columns."""
    from alder.measures.needs import Needs

    if not variable.needs_more or not variable.person or not set(variable.reads) <= set(side.table.column_names):
        return False
    return not any(look_up.during for look_up, _ in Needs.of([variable], 0, {"imd_edition": "2019"}).look_ups)


def _with_looked_up(store: Store, rows: pa.Table, by: Sequence[Variable], year: AcademicYear) -> pa.Table:
    """The learners with a column for each variable, by its name. One edition of reference data serves all years.

    It is that of the last year, so that a group means the same in all of them.
    """
    import numpy as np

    from alder.derive.aims import NAME
    from alder.measures.looked_up import ALONE, look_up
    from alder.measures.needs import Needs
    from alder.model import expr

    needs = Needs.of(by, year.start, {})
    keys = dict.fromkeys(c for v in by for c in v.reads)
    with store.engine(tables=[]) as engine:
        engine.add(ALONE, rows.select([*keys]).append_column("row", [np.arange(rows.num_rows)]))
        look_up(engine, needs)
        schema = engine.schema(NAME)

        def build() -> Table:
            t = expr.table(NAME, schema)
            return t.select("row", **{v.name: v(t, year=year.start) for v in by}).order_by("row")

        found = engine.run(build)
    for v in by:
        rows = rows.append_column(v.name, found[v.name])
    return rows


def _subgroup(name: str, side: Side) -> Subgroup:
    """A variable whose fields the table has, or else a column of the table."""
    from alder.derive import variables
    from alder.linkage import Subgroup

    held = {*side.table.column_names, *side.names}
    variable = variables.groupings.get(name)
    if variable is not None and name in held:
        return Subgroup(name, variable.title, (name,), lambda t: t[name], variable.categories)
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
    from alder.engine.place import is_store
    from alder.linkage import project_in

    if name is None:
        return None
    if store is None or not is_store(store.folder):
        raise UsageError(
            "a project's secret lies in a store, and there is none",
            next="Name the store: store=alder.open('store'), in the terminal --store DIR.",
        )
    return project_in(store.folder, name)
