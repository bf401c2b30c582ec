"""Building the extract of a project from what a store holds: what its plan names, with keys in the place of numbers.

Every row is an aim. Attributes of a provider and of a home are worked out while they are known, and then the provider
is a key and the home is gone. Rows stand in the order of their keys, which tells nothing of the order of a return.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from alder.derive import variables
from alder.engine.duckdb import DuckDB, write_database
from alder.engine.project_keys import project_in
from alder.errors import UsageError
from alder.measures.derived_variables import variables_of_aims
from alder.model import expr
from alder.model.ids import ULN, arrays
from alder.quality.grades import grade_of
from alder.rights import private_folder
from alder.workspaces.extract_plan import DateBand, fields_of_aims
from alder.workspaces.project_extract import describe_file, write_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.engine.project_keys import Project
    from alder.engine.store import Store
    from alder.model.expr import Table, Value
    from alder.model.period import AcademicYear
    from alder.workspaces.extract_plan import ExtractPlan
    from alder.workspaces.project_extract import ExtractFile

AIMS, DATABASE, DICTIONARY = "aims.parquet", "extract.duckdb", "dictionary.csv"
_OWN = {
    "academic_year": "The year of the return, as in 2020/21.",
    "provider_key": "The provider: the same key wherever it stands in this project, and another in every other.",
    "learner_key": "The learner at that provider: one record of a return.",
    "person_key": "The person, at whichever provider and in whichever year, as far as unique learner numbers tell.",
}
"""What every extract of aims has beside what its plan names."""


def build_extract(
    store: Store,
    plan: ExtractPlan,
    folder: Path,
    *,
    made_up: bool = False,
    progress: Callable[[int], None] = lambda more: None,
) -> list[ExtractFile]:
    """Build the extract of a plan in a new folder: whole, or not at all. Raises `UsageError` where one is there.

    `made_up` says that nobody in the store exists.
    """
    if folder.exists():
        raise UsageError(
            "there is an extract already", where=str(folder), next="What was built is not changed. Remove it first."
        )
    project = project_in(store.folder, plan.project)
    parts = []
    for year in plan.years:
        parts.append(_keyed(_chosen(store, plan, year), plan, project, year))
        progress(1)
    aims = pa.concat_tables(parts, promote_options="default")
    aims = aims.sort_by([(name, "ascending") for name in ("person_key", "learner_key", *aims.column_names[4:])])
    private_folder(folder.parent)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        written = Path(made) / folder.name
        private_folder(written)
        _write(written, plan, aims)
        files = _described(written, aims)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        write_manifest(written, agreement=plan.agreement, made=now, made_up=made_up, files=files, plan=plan.sha256)
        written.rename(folder)
    return files


def _chosen(store: Store, plan: ExtractPlan, year: AcademicYear) -> pa.Table:
    """The aims of a year that the plan is about, with all that is asked of them and the numbers that become keys."""
    condition = plan.condition
    named = [one.name for one in condition.named] if condition else []
    wanted = dict.fromkeys([*plan.variables, *(name for name in named if name in variables)])
    beside = [name for name in named if name not in variables]
    fields = tuple(dict.fromkeys(("ULN", *plan.fields, *plan.dates, *beside)))
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


def _keyed(found: pa.Table, plan: ExtractPlan, project: Project, year: AcademicYear) -> pa.Table:
    """Nothing but what the plan names, and keys in the place of what numbers people and providers."""
    providers = found["UKPRN"].cast(pa.string())
    own = pc.binary_join_element_wise(providers, found["LearnRefNumber"].cast(pa.string()), "\0")
    numbers = pa.chunked_array([arrays.normalised(ULN, found["ULN"])])
    known = arrays.identifies(ULN, found["ULN"])
    people = pc.if_else(known, project.keys("ULN", numbers), project.keys("learner", own))
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "academic_year": pa.array([str(year)] * found.num_rows, pa.string()),
        "provider_key": project.keys("UKPRN", providers),
        "learner_key": project.keys("learner", own),
        "person_key": people,
    }
    for name in (*plan.variables, *plan.fields):
        if name in found.column_names and name not in columns:
            values = found[name]
            if "UKPRN" in name:
                values = project.keys("UKPRN", values.cast(pa.string()))
            columns[name] = values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values
    for name, band in plan.dates.items():
        if name in found.column_names:
            text = pc.strftime(found[name], format="%Y-%m" if band is DateBand.MONTH else "%Y")
            columns[f"{name}_{band}"] = text
    return pa.table(columns)


def _write(folder: Path, plan: ExtractPlan, aims: pa.Table) -> None:
    parquet.write_table(aims, folder / AIMS, compression="zstd")
    csv.write_csv(_dictionary(plan, aims), folder / DICTIONARY)
    write_database(folder / DATABASE, {"aims": aims})


def _described(folder: Path, aims: pa.Table) -> list[ExtractFile]:
    names = tuple(aims.column_names)
    rows = {AIMS: (aims.num_rows, names), DATABASE: (aims.num_rows, names), DICTIONARY: (len(names), ())}
    return [
        describe_file(folder / name, source="ilr", rows=count, fields=columns)
        for name, (count, columns) in rows.items()
    ]


def _dictionary(plan: ExtractPlan, aims: pa.Table) -> pa.Table:
    """A line for each column: what it means, which fields it was worked out of, how good these are, and its codes."""
    lines = [dict(zip(_COLUMNS, line, strict=True)) for line in _lines(plan, aims)]
    return pa.Table.from_pylist(lines, schema=pa.schema([(name, pa.string()) for name in _COLUMNS]))


_COLUMNS = ("column", "type", "meaning", "worked_out_of", "grade", "why_that_grade", "codes")


def _lines(plan: ExtractPlan, aims: pa.Table) -> Iterator[tuple[str, ...]]:
    dates = {f"{name}_{band}": (name, band) for name, band in plan.dates.items()}
    for name in aims.column_names:
        kind = str(aims.schema.field(name).type)
        if name in _OWN:
            yield name, kind, _OWN[name], "", "", "", ""
        elif name in dates:
            field, band = dates[name]
            yield name, kind, f"{fields_of_aims()[field].meaning} Its {band} alone.", field, *_graded((field,)), ""
        elif name in variables:
            one = variables[name]
            said = "; ".join(f"{code.code}: {code.label}" for code in one.categories)
            yield name, kind, one.title, ", ".join(one.reads), *_graded(one.reads), said
        else:
            found = fields_of_aims()[name]
            codes = found.codes.codes if found.codes else ()
            yield name, kind, found.meaning, name, *_graded((name,)), "; ".join(f"{c.code}: {c.label}" for c in codes)


def _graded(fields: tuple[str, ...]) -> tuple[str, str]:
    """The grade of the weakest of some fields, and why it has that; blank where there are none."""
    graded = [grade_of(field) for field in fields]
    worst = max(graded, key=lambda one: one.grade.value, default=None)
    return ("", "") if worst is None else (worst.grade.value, f"{worst.field}: {worst.why}")
