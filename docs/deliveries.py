"""The page that says which measure reads which fields of which delivered records, written from the drawings."""

from __future__ import annotations

from alder.measures import measures
from alder.measures.drawn import drawings
from alder.measures.drawn.drawing import Column, Drawing, Missing, parted
from alder.sources import catalogue

_LEAD = (
    "Some measures count tables that no return of a provider has. Their tables are drawn from extracts that were "
    "loaded as they were delivered (`alder load --source`), whenever a table is asked for: the latest delivery of each "
    "year counts, and every figure names the deliveries that it came from. How a column is made of its fields stands "
    "on the page of the measure; a field that a delivery has no column for is named instead of a figure."
)


def pages() -> dict[str, str]:
    lines = ["# Measures from deliveries", "", "Written by `make docs` from the declarations.", "", _LEAD, ""]
    for drawing in drawings:
        lines += _of_drawing(drawing)
    lines += [
        "## By field",
        "",
        "Fields that measures read, by record.",
        "",
        "| record | field | measures |",
        "|---|---|---|",
    ]
    lines += [f"| {record} | {field} | {', '.join(names)} |" for (record, field), names in sorted(_by_field().items())]
    return {"measures-from-deliveries.md": "\n".join(lines)}


def _of_drawing(drawing: Drawing) -> list[str]:
    links = ", ".join(f"[{measures[m].title}](measures/{m}.md)" for m in drawing.measures)
    title = drawing.name.replace("_", " ")
    lines = [f"## {title[0].upper()}{title[1:]}", "", f"For {links}. The table is `{drawing.table}`.", ""]
    lines += ["| record | source | years | gives | fields |", "|---|---|---|---|---|"]
    fields = _fields(drawing)
    for r in drawing.records:
        read = ", ".join(fields.get((r.source, r.entity), ()))
        also = " (where held)" if r.optional else ""
        lines.append(f"| {r.published} | [{r.source}](sources/{r.source}.md) | {r.said} | {r.gives}{also} | {read} |")
    lines += [
        f"| {table} | [reference data](reference-tables.md) | | {says} | |" for table, says in drawing.reference.items()
    ]
    told = [f"`{n}` is not drawn: {c.lacks}." for n, c in drawing.columns.items() if isinstance(c, Missing)]
    told += [f"No split by `{name}`: {why}." for name, why in drawing.coarse.items()]
    told += [f"Not from {i.entity} of {i.source}: {i.why}" for i in drawing.instead]
    return [*lines, "", *(f"- {text}" for text in (*drawing.filters, *drawing.notes, *told)), ""]


def _fields(drawing: Drawing) -> dict[tuple[str, str], tuple[str, ...]]:
    """The fields of each kind of record that any column reads."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for column in drawing.columns.values():
        for path in (*column.fields, *column.helped) if isinstance(column, Column) else ():
            source, entity, field = parted(path)
            found.setdefault((source, entity), {})[field] = None
    return {record: tuple(fields) for record, fields in found.items()}


def _by_field() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for drawing in drawings:
        for (source, entity), fields in _fields(drawing).items():
            published = catalogue.source(source).entity(entity).published
            for field in fields:
                found.setdefault((published, field), []).extend(drawing.measures)
    return found
