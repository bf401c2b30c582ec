"""What lies beside the tables of an extract: the dictionary of their columns, and what must be minded of them.

The notes on quality hold what a result has to say: grades, weaknesses, gaps and breaks of the years, what was found
when a delivery was loaded, how records were linked, and who of one table is in another, by group. Rates are of people
in the extract itself, so they tell nothing that its rows do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.derive import variables
from alder.model.interval import wilson
from alder.quality.grades import NOT_GRADED, breaks_at, caveats, grade_of
from alder.sources import catalogue
from alder.sources.extracts.findings import FindingKind
from alder.workspaces.extract_plan import body_of, fields_of_aims

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.engine.extracts import Delivery
    from alder.linkage.person_register import RegisteredTable
    from alder.model.period import AcademicYear
    from alder.workspaces.extract_plan import ExtractPlan, TablePlan

DICTIONARY_COLUMNS = ("table", "column", "type", "meaning", "worked_out_of", "grade", "why_that_grade", "codes")
QUALITY_COLUMNS = ("table", "kind", "about", "says", "found", "of", "percent", "low", "high")
_OWN = {
    "academic_year": "The year of the return or delivery, as in 2020/21.",
    "term": "The term that the record was collected in.",
    "provider_key": "The provider: the same key wherever it stands in this project, and another in every other.",
    "learner_key": "The learner at that provider: one record of a return.",
    "person_key": "The person: one key in all tables and years of this project, as far as the numbers tell by which "
    "its plan lets records be linked, and another in every other project.",
}
"""What tables have beside what their plan names."""
_GROUPS = 20
"""A column with more values than these has no groups of which a rate would say anything."""


@dataclass(frozen=True)
class ExtractTable:
    """A table of an extract as it leaves. Of a delivered one it is told what it was made of; aims have none of that."""

    name: str
    source: str
    rows: pa.Table
    planned: TablePlan | None = None
    deliveries: tuple[Delivery, ...] = ()
    registered: RegisteredTable | None = None


def dictionary_lines(plan: ExtractPlan, table: ExtractTable) -> Iterator[tuple[str, ...]]:
    """A line for each column: what it means, which fields it was worked out of, how good these are, and its codes."""
    planned = table.planned
    has = {one.name: one for one in planned.record.fields} if planned else fields_of_aims()
    dates = plan.dates if planned is None else planned.dates
    coarser = {f"{name}_{band}": (name, f"Its {band} alone.") for name, band in dates.items()}
    if planned is not None:
        coarser |= {f"{name}_band": (name, f"The next lower {width:,}.") for name, width in planned.bands.items()}
        coarser |= {f"{name}_key": (name, "A key of the project in its place.") for name in planned.keys}
    for name in table.rows.column_names:
        kind = str(table.rows.schema.field(name).type)
        if name in _OWN:
            yield table.name, name, kind, _OWN[name], "", "", "", ""
        elif name in coarser:
            field, how = coarser[name]
            yield (
                table.name,
                name,
                kind,
                f"{has[field].meaning.rstrip('.')}. {how}",
                field,
                *_grade(table, (field,)),
                "",
            )
        elif name in variables:
            one = variables[name]
            said = "; ".join(f"{code.code}: {code.label}" for code in one.categories)
            reads = one.reads if planned is None else tuple(planned.holding(fact) for fact in one.reads)
            yield table.name, name, kind, one.title, ", ".join(reads), *_grade(table, reads), said
        else:
            listed = has[name].codes
            codes = "; ".join(f"{code.code}: {code.label}" for code in listed.codes) if listed else ""
            meaning = has[name].meaning
            if body_of(has[name]):
                meaning = f"{meaning.rstrip('.')}. A key of the project in its place."
            yield table.name, name, kind, meaning, name, *_grade(table, (name,)), codes


def _grade(table: ExtractTable, fields: Sequence[str]) -> tuple[str, str]:
    """The grade of the weakest of some fields, and why it has that; blank where there are none."""
    if table.planned is not None:
        return NOT_GRADED.value, "nobody has graded the fields of this source yet"
    worst = max((grade_of(field) for field in fields), key=lambda one: one.grade.value, default=None)
    return ("", "") if worst is None else (worst.grade.value, f"{worst.field}: {worst.why}")


def quality_lines(plan: ExtractPlan, tables: Sequence[ExtractTable]) -> Iterator[tuple[str, ...]]:
    """A line for each thing to be minded, with a figure where there is one."""
    for table in tables:
        yield from _of_source(plan, table)
        yield from _of_deliveries(table)
    for table in tables:
        yield from _of_links(plan, table)
    for n, table in enumerate(tables):
        for other in tables[n + 1 :]:
            if plan.link:
                yield from _found_in(table, other)


def _line(
    table: str, kind: str, about: str, says: str, found: int | None = None, of: int | None = None
) -> tuple[str, ...]:
    share = wilson(found, of) if found is not None and of else None
    rate = f"{100 * found / of:.1f}" if found is not None and of else ""
    counts = ("" if found is None else str(found), "" if of is None else str(of))
    return table, kind, about, says, *counts, rate, *((str(share.low), str(share.high)) if share else ("", ""))


def _of_source(plan: ExtractPlan, table: ExtractTable) -> Iterator[tuple[str, ...]]:
    source = catalogue.source(table.source)
    yield _line(table.name, "grade", source.id, f"{source.grade}: {source.grade.meaning}")
    for fact in source.weak:
        yield _line(table.name, "weakness", source.id, str(fact))
    years = plan.years if table.planned is None else table.planned.years
    for kind, gaps in (("gap", source.coverage.gaps), ("break", source.coverage.breaks)):
        for gap in gaps:
            if not years or any(year in gap.years for year in years):
                yield _line(table.name, kind, str(gap.years), gap.why)
    if table.planned is None:
        yield from _of_fields(plan, table, years)


def _of_fields(plan: ExtractPlan, table: ExtractTable, years: Sequence[AcademicYear]) -> Iterator[tuple[str, ...]]:
    """Breaks and cautions of what aims are described by."""
    used = [variables[name] for name in plan.variables]
    fields = [*plan.fields, *plan.dates, *(name for one in used for name in one.reads)]
    for one in breaks_at(fields, min(years), max(years)):
        yield _line(table.name, "break", one.year.label, one.text)
    for caution in caveats(code for variable in used for code in variable.caveats):
        yield _line(table.name, "caution", caution.code, caution.text)


def _of_deliveries(table: ExtractTable) -> Iterator[tuple[str, ...]]:
    for one in table.deliveries:
        about = f"delivery {one.number}"
        yield _line(table.name, "delivery", about, f"Edition: {one.edition or 'not named'}.", one.rows)
        for kind, count in one.findings.items():
            yield _line(table.name, "finding", about, FindingKind(kind).meaning, count)
        named = table.planned.collected if table.planned else ()
        for name in one.absent:
            if name in named:
                yield _line(table.name, "not delivered", name, f"No column of {about} is {name}.")


def _of_links(plan: ExtractPlan, table: ExtractTable) -> Iterator[tuple[str, ...]]:
    keys = table.rows["person_key"]
    yield _line(table.name, "people", "rows with a key", "Rows of somebody.", len(keys) - keys.null_count, len(keys))
    if table.registered is None:
        return
    if not plan.link:
        yield _line(table.name, "link", "none", "The plan links nothing: a key is that of this table alone.")
    for number, count in table.registered.linked.items():
        says = f"People of this table who were met before, by {number}."
        yield _line(table.name, "link", number, says, count, table.registered.records)
    says = "People who fit several, or whose date of birth and surname speak against it: not linked."
    yield _line(table.name, "link", "doubtful", says, table.registered.doubtful, table.registered.records)


def _found_in(table: ExtractTable, other: ExtractTable) -> Iterator[tuple[str, ...]]:
    """Who of a table is in another, of all and of each group of what describes them."""
    says = f"People of {table.name} in {{0}}who are in {other.name}. Others may be missing there, or not be linked."
    theirs = pc.unique(other.rows["person_key"].drop_null())
    mine = table.rows.filter(pc.is_valid(table.rows["person_key"]))
    kind = f"found in {other.name}"
    people = mine.group_by("person_key", use_threads=False).aggregate([])
    found = pc.is_in(people["person_key"], theirs)
    yield _line(table.name, kind, "all", says.format(""), pc.sum(found).as_py() or 0, len(found))
    for name in _grouped(table):
        each = mine.group_by([name, "person_key"], use_threads=False).aggregate([])
        each = each.append_column("found", pc.is_in(each["person_key"], theirs).cast(pa.int64()))
        groups = each.group_by(name, use_threads=False).aggregate([("found", "sum"), ("found", "count")])
        for row in groups.sort_by(name).to_pylist():
            value = "not known" if row[name] is None else row[name]
            yield _line(
                table.name, kind, f"{name} {value}", says.format("the group "), row["found_sum"], row["found_count"]
            )


def _grouped(table: ExtractTable) -> Iterator[str]:
    """The columns whose values are few, and listed: nobody's own number or words stand in a note."""
    has = {one.name: one for one in table.planned.record.fields} if table.planned else fields_of_aims()
    for name in table.rows.column_names:
        is_listed = variables[name].is_closed if name in variables else name in has and has[name].codes is not None
        if is_listed and len(pc.unique(table.rows[name])) <= _GROUPS:
            yield name
