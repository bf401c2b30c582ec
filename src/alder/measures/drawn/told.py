"""What a drawing reads and what is held of it, as facts for programs and rows for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.measures.drawn.drawing import ROWS, Column, parted
from alder.measures.drawn.held import called, holdings
from alder.model.period import AcademicYear
from alder.model.years import in_words
from alder.sources import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.measures.drawn.drawing import Drawing
    from alder.measures.query import Query

Rows = list[tuple[str, str]]


def deliveries(store: Any, drawing: Drawing, query: Query) -> list[dict[str, Any]]:
    """Each kind of record that a question reads for each of its years: what is needed, and which delivery is held."""
    return [
        {
            "year": year.label,
            "source": one.records.source,
            "record": one.records.published,
            "gives": one.records.gives,
            "needed_years": [AcademicYear(y).label for y in one.wanted],
            "optional": one.records.optional,
            "missing_years": [AcademicYear(y).label for y in one.lacks],
            "held": [called(d) for d, _ in one.used],
        }
        for year in query.years
        for one in holdings(store, drawing, year.start, query.settings)
    ]


def said(facts: Iterable[dict[str, Any]]) -> Rows:
    """The same in words, each kind of record and years once."""
    rows: dict[tuple[str, str], None] = {}
    for d in facts:
        years = f" of {in_words(map(AcademicYear.parse, d['needed_years']))}" if d["needed_years"] else ""
        held = "; ".join(d["held"]) if d["held"] else "none is held"
        if d["held"] and d["missing_years"]:
            held += f"; {in_words(map(AcademicYear.parse, d['missing_years']))} is not held"
        also = " (where held)" if d["optional"] else ""
        rows[f"{d['record']}{years}", f"{d['gives']}{also}: {held}"] = None
    return list(rows)


def columns(drawing: Drawing) -> list[dict[str, Any]]:
    """Where each column comes from: its fields and its rule, or what is missing for it."""
    return [
        {
            "column": name,
            "fields": list(c.fields) if isinstance(c, Column) else [],
            "helped_by": list(c.helped) if isinstance(c, Column) else [],
            "how": c.how if isinstance(c, Column) else None,
            "missing": None if isinstance(c, Column) else c.lacks,
        }
        for name, c in drawing.columns.items()
    ]


def column_rows(facts: Iterable[dict[str, Any]]) -> Rows:
    """The same in words: `LEO.Employment: EduKey, StartDate, EndDate. 1 in a month with a day of a spell`."""
    return [("which rows" if c["column"] == ROWS else c["column"], _said(c)) for c in facts]


def record_rows(drawing: Drawing) -> Rows:
    """Each kind of record that is read, of which years and what for."""
    return [
        (f"{r.published} ({r.source})", f"{r.gives}; {r.said}{', where held' if r.optional else ''}")
        for r in drawing.records
    ]


def _said(column: dict[str, Any]) -> str:
    if column["missing"]:
        return f"not drawn: {column['missing']}"
    by_record: dict[str, list[str]] = {}
    for path in dict.fromkeys((*column["fields"], *column["helped_by"])):
        source, entity, field = parted(path)
        by_record.setdefault(catalogue.source(source).entity(entity).published, []).append(field)
    read = "; ".join(f"{record}: {', '.join(fields)}" for record, fields in by_record.items())
    how: str = column["how"]
    return f"{read}. {how[0].upper()}{how[1:]}" if read else how
