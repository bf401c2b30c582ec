"""`alder.link` and `alder.people`: linking by identifier, with the characteristics that Alder knows."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError, unknown_name
from alder.model.period import AcademicYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from alder.engine.store import Store
    from alder.environment import Environment
    from alder.linkage import Expect, LinkReport, Links, Pass, Project, Side, Subgroup

_AGE = "age_band_31_august"
_OTHER_NAMES = {"age": _AGE, "age_band": _AGE, "provider": "ukprn", "year": "collection_year"}
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
) -> Links:
    """Link the learners of a store, or a table, with another table by identifiers: `alder.link(store, "plams.csv")`.

    `by` are characteristics by which the match rate is shown apart: variables such as `sex` and `ethnicity`, `age`,
    `provider`, or any column of the left table. `project` names the project whose keys stand for people; its secret is
    in the store (`store`, where the left side is a table). `on` are passes in order, else those that fit both tables.
    `columns` says which columns of the right table hold what, where their names do not say it.
    """
    from alder import linkage
    from alder.linkage import given

    asked = _names(by)
    other, notes = given.side(right, columns)
    kept = _store(left) or (store.store if store is not None else None)
    secret = _project(kept, project)
    if _store(left) is None:
        mine, more = given.side(left, left_columns)
        splits = [_subgroup(name, mine) for name in asked]
        return linkage.link(mine, other, passes=on, expect=expect, by=splits, project=secret, notes=(*more, *notes))
    mine, splits, known = _learners(_store(left), years, asked)
    return linkage.link(
        mine, other, passes=on, expect=expect, by=splits, project=secret, unit=_RECORDS, notes=notes, **known
    )


def people(store: Environment, *, by: str | Iterable[str] = (), years: Iterable[AcademicYear | str] = ()) -> LinkReport:
    """How the records of a store's learners come together to people over years: how many are known by a number or
    were found by reference, by subgroup, and what is in conflict.
    """
    from alder.linkage.over_years import report

    side, splits, known = _learners(store.store, years, _names(by))
    return report(side, splits, unit=_RECORDS, **known)


def _learners(
    store: Store | None, years: Iterable[AcademicYear | str], by: tuple[str, ...]
) -> tuple[Side, list[Subgroup], dict[str, Any]]:
    """The learners as a side, the characteristics asked for, and what a report says of year and quality."""
    from alder.derive import variables
    from alder.linkage import ilr
    from alder.quality import assess

    assert store is not None
    wanted = [AcademicYear.parse(y) if isinstance(y, str) else y for y in years]
    more = [c for n in by for c in (variables[n].reads if n in variables else (n,))]
    side = ilr.side(store, *wanted, more=more)
    splits = [_subgroup(name, side) for name in by]
    first, last = (AcademicYear.parse(y) for y in ilr.years_of(side))
    fields = dict.fromkeys(("ULN", *(f for s in splits for f in s.reads if f in store.schemas["learner"].names)))
    return side, splits, {"year": last, "quality": assess(fields, years=(first, last))}


def _subgroup(name: str, side: Side) -> Subgroup:
    """A variable whose fields the table has, or else a column of the table."""
    from alder.derive import variables
    from alder.linkage import Subgroup

    held = {*side.table.column_names, *side.names}
    variable = variables.groupings.get(name)
    if variable is not None and held.issuperset(variable.reads):
        needs = set(list(inspect.signature(variable.function).parameters)[1:]) - {p.name for p in variable.parameters}
        if not needs - {"year"} and (not needs or "year" in held):
            reads = (*variable.reads, *(["year"] if needs else []))
            return Subgroup(
                name,
                variable.title,
                reads,
                lambda t: variable(t, **({"year": t.year} if needs else {})),
                variable.categories,
            )
    if name in side.table.column_names:
        return Subgroup(name, "Provider" if name == "ukprn" else name, (name,), lambda t: t[name])
    fitting = [v.name for v in variables.groupings.values() if held.issuperset(v.reads)]
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
    from alder.engine.store import is_store
    from alder.linkage import project_in

    if name is None:
        return None
    if store is None or not is_store(store.folder):
        raise UsageError(
            "a project's secret lies in a store, and there is none",
            next="Name the store: store=alder.open('store'), in the terminal --store DIR.",
        )
    return project_in(store.folder, name)
