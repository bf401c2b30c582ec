"""Building the extract of a project from what a store holds: what its plan names, with keys in the place of numbers.

Of returns every row is an aim, of deliveries a record. Attributes of a provider and of a home are worked out while they
are known, and then the provider is a key and the home is gone. A person has one key in all tables that may be linked.
Rows stand in the order of their keys, which tells nothing of the order of a return or delivery.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from alder import wall_clock
from alder.derive import variables
from alder.engine.duckdb import DuckDB, write_database
from alder.engine.origins import Origins
from alder.engine.project_keys import keep_for, project_in
from alder.errors import NothingHeld, UsageError
from alder.linkage.learner_records import learner_side
from alder.linkage.person_register import PersonRegister
from alder.measures.derived_variables import variables_of_aims
from alder.model import expr
from alder.rights import private_folder
from alder.workspaces.delivered_table import (
    band_of_date,
    deliveries_of,
    keyed,
    keys_in_order,
    read_identities,
    read_rows,
    used_deliveries,
)
from alder.workspaces.extract_notes import (
    DICTIONARY_COLUMNS,
    QUALITY_COLUMNS,
    ExtractTable,
    dictionary_lines,
    quality_lines,
)
from alder.workspaces.extract_plan import body_of, fields_of_aims
from alder.workspaces.project_extract import describe_file, write_manifest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.engine.extracts import Delivery
    from alder.engine.project_keys import Project
    from alder.engine.store import Store
    from alder.governance.agreement import Agreement
    from alder.model.expr import Table, Value
    from alder.model.period import AcademicYear
    from alder.workspaces.extract_plan import ExtractPlan
    from alder.workspaces.project_extract import ExtractFile

AIMS = "aims"
DATABASE, DICTIONARY, QUALITY = "extract.duckdb", "dictionary.csv", "quality.csv"
_KEYS = ("person_key", "learner_key")


def build_extract(
    store: Store,
    plan: ExtractPlan,
    folder: Path,
    *,
    made_up: bool = False,
    agreement: Agreement | None = None,
    progress: Callable[[int], None] = lambda more: None,
) -> list[ExtractFile]:
    """Build the extract of a plan in a new folder: whole, or not at all. Raises `UsageError` where one is there.

    `made_up` says that nobody in the store exists. Whoever has the agreement hands it over: `Denied` is raised unless
    it is in force and allows this very plan.
    """
    if not made_up:
        plan.check_holds(wall_clock.now(), agreement)
    elif Origins.of(store).others:
        raise UsageError(
            "this store holds records that nobody called made up, and an extract of it is about real people",
            where=str(store.folder),
            next="Load made-up records as such, into a store of their own:  alder load --made-up",
        )
    if folder.exists():
        raise UsageError(
            "there is an extract already", where=str(folder), next="What was built is not changed. Remove it first."
        )
    used = [used_deliveries(store, one) for one in plan.tables]
    for source, record in plan.through:
        if not deliveries_of(store, source, record):
            raise NothingHeld(
                f"no {source}.{record} is held, through which the plan links records",
                next=f"Load it:  alder load --source {source} --entity {record} FILE",
            )
    project = project_in(store.folder, plan.project)
    keep_for(store.folder, project, plan.agreement)
    tables = _built(store, plan, project, used, progress)
    private_folder(folder.parent)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        written = Path(made) / folder.name
        private_folder(written)
        files = _write(written, plan, tables)
        now = wall_clock.now().isoformat(timespec="seconds")
        write_manifest(
            written,
            agreement=plan.agreement,
            made=now,
            made_up=made_up,
            files=files,
            plan=plan.sha256,
            ends=plan.ends,
            deliveries=[
                {"table": one.name, "delivery": each.number, "edition": each.edition}
                for one in tables
                for each in one.deliveries
            ],
        )
        written.rename(folder)
    return files


def _built(
    store: Store,
    plan: ExtractPlan,
    project: Project,
    used: list[list[Delivery]],
    progress: Callable[[int], None],
) -> list[ExtractTable]:
    """The tables of a plan. People are met in the order in which each can be told by those before: of returns, of what
    links them, of the tables.
    """
    about = {"project": plan.project, "agreement": plan.agreement, "plan": plan.sha256}
    register = PersonRegister(plan.link)
    tables = []
    if plan.source:
        people = _people_of_returns(store, plan, register)
        parts = []
        for year in plan.years:
            parts.append(_keyed_aims(_chosen(store, plan, year), people, plan, project, year))
            progress(1)
        aims = pa.concat_tables(parts, promote_options="default")
        tables.append(ExtractTable(AIMS, "ilr", keys_in_order(aims, _KEYS)))
    if not plan.tables:
        return tables
    with store.engine(tables=[], about=about) as engine:
        for source, record in plan.through:
            register.add(f"{source}.{record}", read_identities(engine, source, record))
        for planned, deliveries in zip(plan.tables, used, strict=True):
            delivered = read_rows(store, engine, planned)
            registered = register.add(planned.name, delivered.people, delivered.own)
            rows = keys_in_order(keyed(delivered, registered.called, project), _KEYS)
            tables.append(ExtractTable(planned.name, planned.source.id, rows, planned, tuple(deliveries), registered))
            progress(1)
    return tables


def _people_of_returns(store: Store, plan: ExtractPlan, register: PersonRegister) -> pa.Table:
    """What each learner's person is called, by year, provider and reference."""
    side = learner_side(store, *plan.years, which=plan.return_number or "current")
    if side.people is None or not isinstance(side.table, pa.Table):
        raise TypeError("learners of returns come with their people")
    called = side.people.called.take(pa.array(side.people.person))
    register.add_known(side.table, called)
    place = _place(side.table["collection_year"], side.table["ukprn"], side.table["LearnRefNumber"])
    return pa.table({"place": place, "called": called})


def _place(*columns: pa.ChunkedArray) -> pa.ChunkedArray:
    """Where a learner's record stands, as one text."""
    return pc.binary_join_element_wise(*(one.cast(pa.string()) for one in columns), "\0")


def _chosen(store: Store, plan: ExtractPlan, year: AcademicYear) -> pa.Table:
    """The aims of a year that the plan is about, with all that is asked of them and the numbers that become keys."""
    condition = plan.condition
    named = [one.name for one in condition.named] if condition else []
    wanted = dict.fromkeys([*plan.variables, *(name for name in named if name in variables)])
    beside = [name for name in named if name not in variables]
    fields = tuple(dict.fromkeys((*plan.fields, *plan.dates, *beside)))
    found = variables_of_aims(
        store, *(wanted or ("academic_year",)), year=year, return_number=plan.return_number, fields=fields
    )
    if condition is None:
        return found
    if missing := sorted(set(beside) - set(found.column_names)):
        raise UsageError(
            f"returns of {year} have no {missing[0]}, which the condition of the plan asks about",
            where=condition.text,
            next="Build the extract of other years, or have a plan approved without that.",
        )
    lists = [field.name for field in found.schema if pa.types.is_dictionary(field.type)]
    for name in lists:  # a condition compares texts, not places in a list
        found = found.set_column(found.column_names.index(name), name, found[name].cast(pa.string()))
    with DuckDB() as engine:
        engine.add_rows("aims_of_year", found)

        def build() -> Table:
            rows = expr.table("aims_of_year", found.schema)

            def column(of: object) -> Value:
                return rows[of.name]  # type: ignore[attr-defined]  # a plan has no conditions on further records

            return rows.filter(condition.tree.condition(column).fill_null(False))

        return engine.run(build)


def _keyed_aims(found: pa.Table, people: pa.Table, plan: ExtractPlan, project: Project, year: AcademicYear) -> pa.Table:
    """Nothing but what the plan names, and keys in the place of what numbers people and providers."""
    providers = found["UKPRN"].cast(pa.string())
    own = pc.binary_join_element_wise(providers, found["LearnRefNumber"].cast(pa.string()), "\0")
    year_of = pa.chunked_array([pa.array([str(year)] * found.num_rows, pa.string())])
    place = _place(year_of, found["UKPRN"], found["LearnRefNumber"])
    called = people["called"].take(pc.index_in(place, people["place"].combine_chunks()))
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "academic_year": year_of,
        "provider_key": project.keys("UKPRN", providers),
        "learner_key": project.keys("learner", own),
        "person_key": project.keys("person", called),
    }
    has = fields_of_aims()
    for name in (*plan.variables, *plan.fields):
        if name in found.column_names and name not in columns:
            values = found[name]
            if name in has and (body := body_of(has[name])):
                values = project.keys(body, values.cast(pa.string()))
            columns[name] = values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values
    for name, band in plan.dates.items():
        if name in found.column_names:
            columns[f"{name}_{band}"] = band_of_date(found[name], band)
    return pa.table(columns)


def _write(folder: Path, plan: ExtractPlan, tables: list[ExtractTable]) -> list[ExtractFile]:
    """Write every file of the extract but its manifest, and say what each is."""
    files = []
    for one in tables:
        path = folder / f"{one.name}.parquet"
        parquet.write_table(one.rows, path, compression="zstd")
        files.append(
            describe_file(path, source=one.source, rows=one.rows.num_rows, fields=tuple(one.rows.column_names))
        )
    write_database(folder / DATABASE, {one.name: one.rows for one in tables})
    names = tuple(dict.fromkeys(name for one in tables for name in one.rows.column_names))
    rows = sum(one.rows.num_rows for one in tables)
    files.append(describe_file(folder / DATABASE, source="", rows=rows, fields=names))
    lines = [line for one in tables for line in dictionary_lines(plan, one)]
    notes = [*quality_lines(plan, tables)]
    for name, columns, texts in ((DICTIONARY, DICTIONARY_COLUMNS, lines), (QUALITY, QUALITY_COLUMNS, notes)):
        named = [dict(zip(columns, line, strict=True)) for line in texts]
        csv.write_csv(
            pa.Table.from_pylist(named, schema=pa.schema([(column, pa.string()) for column in columns])), folder / name
        )
        files.append(describe_file(folder / name, source="", rows=len(texts), fields=()))
    return files
