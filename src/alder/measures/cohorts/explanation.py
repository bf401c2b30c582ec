"""Which measure reads which fields of which delivered records, from the declarations of cohort tables."""

from __future__ import annotations

from alder.look.words import counted, sentence
from alder.measures.cohorts.cohort_table import CohortColumn, CohortTable, MissingColumn, cohort_tables, parted
from alder.model.explanation import Explanation, Section
from alder.sources import catalogue

_LEAD = (
    "Some measures count tables that no return of a provider has. Their tables are drawn from extracts that were "
    "loaded as they were delivered (`alder load --source`), whenever a table is asked for: the latest delivery of each "
    "year counts, and every figure names the deliveries that it came from. How a column is made of its fields stands "
    "with the measure; a field that a delivery has no column for is named instead of a figure."
)


def listed_deliveries() -> Explanation:
    """Every drawing with its records, and every field with the measures that read it."""
    by_field = tuple(
        (record, field, ", ".join(f"`{name}`" for name in names))
        for (record, field), names in sorted(_by_field().items())
    )
    return Explanation(
        "measures from deliveries",
        "list",
        (counted(len(cohort_tables), "table"),),
        _LEAD,
        sections=(
            *(_of_drawing(drawing) for drawing in cohort_tables),
            Section(
                "By field",
                ("Fields that measures read, by record.",),
                heads=("record", "field", "measures"),
                cells=by_field,
            ),
        ),
        next="One measure, column by column: alder explain MEASURE",
        title="Measures from deliveries",
    )


def _of_drawing(drawing: CohortTable) -> Section:
    fields = _fields(drawing)
    cells = [
        (
            r.published,
            f"`{r.source}`",
            r.said,
            f"{r.gives}{' (where held)' if r.optional else ''}",
            ", ".join(fields.get((r.source, r.entity), ())),
        )
        for r in drawing.records
    ]
    cells += [(table, "reference data", "", says, "") for table, says in drawing.reference.items()]
    missing = [f"`{n}` is not drawn: {c.lacks}." for n, c in drawing.columns.items() if isinstance(c, MissingColumn)]
    missing += [f"No split by `{name}`: {why}." for name, why in drawing.coarse.items()]
    missing += [f"Not from {i.entity} of {i.source}: {i.why}" for i in drawing.instead]
    return Section(
        sentence(drawing.name.replace("_", " ")),
        (f"For {', '.join(f'`{name}`' for name in drawing.measures)}. The table is `{drawing.table}`.",),
        items=(*drawing.filters, *drawing.notes, *missing),
        heads=("record", "source", "years", "gives", "fields"),
        cells=tuple(cells),
    )


def _fields(drawing: CohortTable) -> dict[tuple[str, str], tuple[str, ...]]:
    """The fields of each kind of record that any column reads."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for column in drawing.columns.values():
        for path in (*column.fields, *column.helped) if isinstance(column, CohortColumn) else ():
            source, entity, field = parted(path)
            found.setdefault((source, entity), {})[field] = None
    return {record: tuple(fields) for record, fields in found.items()}


def _by_field() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for drawing in cohort_tables:
        for (source, entity), fields in _fields(drawing).items():
            published = catalogue.source(source).entity(entity).published
            for field in fields:
                found.setdefault((published, field), []).extend(drawing.measures)
    return found
