"""`alder.link` and `alder.people`: the learners of a store linked with a table, and with each other over years."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from alder import linkage
from alder.engine.duckdb import DuckDB
from alder.engine.store import Store
from alder.errors import UsageError, present
from alder.linkage.conflicts import Conflict, write_among
from alder.linkage.identifying_columns import select_columns
from alder.linkage.learner_records import (
    characteristics_named,
    fields_read,
    learner_side,
    learner_subgroup,
    with_variables,
    years_of,
)
from alder.linkage.people import FOUND_BY
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
    from alder.linkage import Expect, Links, Pass, People, Project
    from alder.model.quality import Quality

_RECORDS = "learner records"


_ALONE = FOUND_BY.index("alone")


class OpenedStore(Protocol):
    """What `alder.open` gives."""

    store: Store


def link(
    left: OpenedStore | str | Path | Any,
    right: str | Path | Any,
    *,
    by: str | Iterable[str] = (),
    project: str | None = None,
    store: OpenedStore | None = None,
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
    asked = characteristics_named(by)
    other, notes = given_side(right, columns, encoding=encoding)
    kept = _store(left) or (store.store if store is not None else None)
    secret = _project(kept, project)
    if _store(left) is None:
        mine, more = given_side(left, left_columns, encoding=left_encoding)
        splits = [learner_subgroup(name, mine) for name in asked]
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
    store: OpenedStore,
    *,
    by: str | Iterable[str] = (),
    years: Iterable[AcademicYear | str] = (),
    conflicts: Path | None = None,
) -> LinkReport:
    """How the records of a store's learners come together to people over years: how many are known by a number or
    were found by reference, by subgroup, and what is in conflict. The list of conflicts is written to `conflicts`.
    """
    records, splits, known = _learners(store.store, years, characteristics_named(by))
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
    side = learner_side(held, *wanted, more=fields_read(by))
    first, last = (AcademicYear.parse(y) for y in years_of(side))
    looked_up = [variables[n] for n in by if n in variables and _is_looked_up(variables[n], side)]
    if looked_up:
        side = replace(side, table=with_variables(held, side.table, looked_up, last))
    splits = [learner_subgroup(name, side) for name in by]
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


def _store(given: Any) -> Store | None:
    """The store of an environment; None of anything else."""
    held = getattr(given, "store", None)
    return held if isinstance(held, Store) else None


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
