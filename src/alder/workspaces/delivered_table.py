"""A table of an extract that comes from deliveries: what its plan names of the records that count, and nothing else.

What is held is compared with the plan before a row is read, so that nobody waits for a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.derive import variables
from alder.engine import extracts
from alder.errors import NothingHeld, UsageError
from alder.linkage.learner_records import with_variables
from alder.model import expr
from alder.model.period import AcademicYear, years_in_words
from alder.sources import catalogue
from alder.sources.extracts.delivery_load import table_of
from alder.workspaces.extract_plan import OWN_NUMBERS, DateBand, body_of, column_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.engine.extracts import Delivery, Slice
    from alder.engine.project_keys import Project
    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.model.expr import Table, Value
    from alder.model.layout import SourceEntity
    from alder.workspaces.extract_plan import TablePlan

_FACTS = {
    "DateOfBirth": ("DateOfBirth", pa.date32()),
    "Postcode": ("Postcode", pa.string()),
    "UKPRN": ("ukprn", pa.int32()),
}
"""What variables are worked out of here, under the names and with the types that they have among aims."""


@dataclass(frozen=True)
class DeliveredRows:
    """The rows of a planned table as they were delivered, and by which columns its people are told."""

    planned: TablePlan
    rows: pa.Table
    people: pa.Table
    """For each row what linking reads, under the names that it uses."""
    own: tuple[str, ...]
    """The columns of `people` that number them in this source alone."""


def deliveries_of(store: Store, source: str, record: str) -> list[tuple[Delivery, tuple[Slice, ...]]]:
    """The deliveries of a kind of record that count, each with the slices that do."""
    held = extracts.deliveries(store)
    counting = extracts.current(held)
    return [(d, counting[d.number]) for d in held if d.table == table_of(source, record) and counting[d.number]]


def used_deliveries(store: Store, planned: TablePlan) -> list[Delivery]:
    """The deliveries that a planned table is made of. Raises where one of its years or fields is not held."""
    years: set[int | None] = {year.start for year in planned.years} or {None}
    held = deliveries_of(store, planned.source.id, planned.record.name)
    there = {one.start_year for _, slices in held for one in slices}
    load = f"Load it:  alder load --source {planned.source.id} --entity {planned.record.name} FILE"
    if not held:
        raise NothingHeld(f"no {planned.record.published} is held, of which the plan has {planned.name}", next=load)
    if not planned.years and None not in there:
        raise NothingHeld(f"all that is held of {planned.name} is of a year, and the plan names none", next=load)
    if lacking := sorted(one for one in years - there if one is not None):
        says = "its rows do not say of which year they are" if there == {None} else "another year is held"
        raise NothingHeld(
            f"no {planned.record.published} of {years_in_words(map(AcademicYear, lacking))} is held: {says}",
            where=planned.name,
            next=f'{load}\nWhere a record is of no year, what is approved is:  years = "undated"',
        )
    used = [one for one, slices in held if years & {each.start_year for each in slices}]
    for name in planned.collected:
        if all(name in one.absent for one in used):
            raise UsageError(
                f"no column is {name} in what is held of {planned.name}",
                where=f"The plan names it; delivery {used[-1].number} does not have it.",
                next="Have it delivered, or a plan approved without it.",
            )
    return used


def read_rows(store: Store, engine: Engine, planned: TablePlan) -> DeliveredRows:
    """Read the rows of a planned table that its plan is about, in an engine of the store."""
    record, name = planned.record, planned.name
    people = {field.name: column for field in record.fields if (column := column_of(field))}
    own = [field.name for field in record.fields if field.name.casefold() in OWN_NUMBERS]
    wanted = dict.fromkeys(["start_year", "term", *people, *own, *planned.collected])
    years = [year.start for year in planned.years]
    schema = engine.schema(name)

    def build() -> Table:
        rows = expr.table(name, schema)
        rows = rows.filter(rows.start_year.isin(years) if years else rows.start_year.isnull())
        if planned.condition is not None:

            def column(of: object) -> Value:
                return rows[of.name]  # type: ignore[attr-defined]  # these conditions ask of single fields alone

            rows = rows.filter(planned.condition.tree.condition(column).fill_null(False))
        return rows.select(*wanted)

    found = engine.run(build)
    found = _with_worked_out(store, planned, found)
    return DeliveredRows(planned, found, people_of(record, found), tuple(own))


def _with_worked_out(store: Store, planned: TablePlan, rows: pa.Table) -> pa.Table:
    """The rows with the variables of the plan, worked out year by year while homes and providers are known."""
    if not planned.variables:
        return rows
    chosen = [variables[name] for name in planned.variables]
    facts = dict.fromkeys(fact for one in chosen for fact in one.reads)
    parts = []
    for start in pc.unique(rows["start_year"]).to_pylist():
        of_year = rows.filter(pc.is_null(rows["start_year"]) if start is None else pc.equal(rows["start_year"], start))
        if start is None:
            raise UsageError(
                f"what is worked out of {planned.name} is worked out for a year, and its rows do not say theirs",
                next="Have it delivered with years, or a plan approved without variables of it.",
            )
        read = pa.table({_FACTS[fact][0]: of_year[planned.holding(fact)].cast(_FACTS[fact][1]) for fact in facts})
        worked = with_variables(store, read, chosen, AcademicYear(start))
        for one in chosen:
            of_year = of_year.append_column(one.name, worked[one.name].cast(worked_type(worked[one.name].type)))
        parts.append(of_year)
    return pa.concat_tables(parts) if parts else rows


def worked_type(type: pa.DataType) -> pa.DataType:
    """A category as its text, whatever the engine keeps it as."""
    return pa.string() if pa.types.is_dictionary(type) else type


def people_of(record: SourceEntity, rows: pa.Table) -> pa.Table:
    """What linking reads of delivered rows, under the names that it uses: of names their first letter alone."""
    found: dict[str, pa.ChunkedArray] = {}
    for field in record.fields:
        column = column_of(field)
        if field.name not in rows.column_names:
            continue
        if column == "FamilyName":
            text = pc.ascii_upper(pc.utf8_trim_whitespace(rows[field.name]))
            found.setdefault("surname_initial", pc.utf8_slice_codeunits(text, 0, 1))
        elif column:
            found.setdefault(column, rows[field.name])
        if field.name.casefold() in OWN_NUMBERS:
            found.setdefault(field.name, rows[field.name])
    return pa.table(found)


def read_identities(engine: Engine, source: str, record: str) -> pa.Table:
    """What a kind of record says of which numbers are one person's, for linking and for nothing else."""
    kind = catalogue.source(source).entity(record)
    name = table_of(source, record)
    wanted = [field.name for field in kind.fields if column_of(field)]
    schema = engine.schema(name)
    return people_of(kind, engine.run(lambda: expr.table(name, schema).select(*wanted).distinct()))


def keyed(delivered: DeliveredRows, persons: pa.Array, project: Project) -> pa.Table:
    """The table as it leaves: what the plan names, and keys in the place of what numbers people and bodies."""
    planned, rows = delivered.planned, delivered.rows
    has = {field.name: field for field in planned.record.fields}
    columns: dict[str, pa.Array | pa.ChunkedArray] = {}
    if planned.years:
        labels = {start: str(AcademicYear(start)) for start in pc.unique(rows["start_year"]).to_pylist()}
        columns["academic_year"] = pa.array([labels[start] for start in rows["start_year"].to_pylist()], pa.string())
    if rows["term"].null_count < rows.num_rows:
        columns["term"] = rows["term"]
    columns["person_key"] = project.keys("person", persons)
    for name in planned.variables:
        columns[name] = rows[name]
    for name in planned.fields:
        if body := body_of(has[name]):
            columns[name] = project.keys(body, rows[name].cast(pa.string()))
        else:
            columns[name] = rows[name]
    for name in planned.keys:
        columns[f"{name}_key"] = project.keys(f"{planned.source.id}.{name.casefold()}", rows[name].cast(pa.string()))
    for name, band in planned.dates.items():
        columns[f"{name}_{band}"] = band_of_date(rows[name], band)
    for name, width in planned.bands.items():
        columns[f"{name}_band"] = _banded(rows[name], width)
    return pa.table(columns)


def band_of_date(dates: pa.ChunkedArray, band: DateBand) -> pa.ChunkedArray:
    """The month of dates as 2005-09, or their year."""
    return pc.strftime(dates, format="%Y-%m" if band is DateBand.MONTH else "%Y")


def _banded(numbers: pa.ChunkedArray, width: int) -> pa.ChunkedArray:
    """The next lower multiple of each number."""
    steps = pc.floor(pc.divide(numbers.cast(pa.float64()), float(width)))
    return pc.multiply(steps, float(width)).cast(pa.int64())


def keys_in_order(table: pa.Table, first: Sequence[str]) -> pa.Table:
    """Rows in the order of their keys, and then of all that they say: never of the file that they came in."""
    rest = [name for name in table.column_names if name not in first]
    there = [name for name in first if name in table.column_names]
    return table.sort_by([(name, "ascending") for name in (*there, *rest)])
