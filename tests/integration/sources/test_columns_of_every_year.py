"""One field, many column names: a made file of every record, year and way of naming its columns loads whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.support.properties import is_long

import alder
from alder import sources
from alder.model.field import FieldKind
from alder.model.layout import ColumnName, SourceEntity, SourceField, names_of
from alder.model.period import AcademicYear
from alder.model.source import Holds, Source
from alder.sources.extracts.column_plan import year_field

LAST = 2024
"""The last year that is tried."""

RECORDS = [
    (source.id, entity.name)
    for source in sources.every()
    if source.holds is Holds.PEOPLE
    for entity in source.entities
    if source.id != "ilr" or entity.name.startswith("lilr")
]
Columns = dict[str, SourceField]
WAYS = ("its own name", "the pattern of the record", "a name that it had")

VALUES = {
    FieldKind.TEXT: "A",
    FieldKind.WHOLE: "1",
    FieldKind.LONG: "1",
    FieldKind.DECIMAL: "1.5",
    FieldKind.NUMBER: "1.5",
    FieldKind.DATE: "2010-09-01",
    FieldKind.MOMENT: "2010-09-01 10:00:00",
}


def years_of(entity: SourceEntity) -> list[int]:
    """The years in which a field or a name of the record begins, those after one has ended, and recent ones."""
    named = [years for field in entity.fields for years in (field.years, *(n.years for n in names_of(entity, field)))]
    spans = [span for years in named for span in years.spans]
    edges = {s.first.start for s in spans if s.first} | {s.last.start + 1 for s in spans if s.last}
    return sorted(y for y in edges | {2017, LAST} if 2001 <= y <= LAST)


def files_of(source_id: str, name: str, way: int) -> list[tuple[AcademicYear, Columns]]:
    """The years of a record with the columns of a file, named in one of the ways.

    Where a way names every column of a year as one before it does, that one's file is the same, and is left out. Of
    many years an ordinary run looks at the first, the last, and one between: another for each record and way.
    """
    found = []
    for year in map(AcademicYear, years_of(sources.source(source_id).entity(name))):
        columns = columns_of(source_id, name, year, way)
        if columns and not any(list(columns) == list(columns_of(source_id, name, year, w)) for w in range(way)):
            found.append((year, columns))
    between = (RECORDS.index((source_id, name)) + way) % max(len(found), 1)
    return found if is_long() else [f for n, f in enumerate(found) if n in (0, between, len(found) - 1)]


def written(entity: SourceEntity, field: SourceField, year: AcademicYear, way: int) -> str | None:
    """The name of the column of a field in a year, in one of the ways; None where it has none then."""
    if year not in field.years:
        return None
    patterned = [p.named(field.name) for p in entity.patterns]
    by_way = [[ColumnName(field.name)], patterned, [n for n in names_of(entity, field) if n in field.also]]
    fitting = [n for n in by_way[way] if year in n.years]
    for name in fitting or ([ColumnName(field.name)] if way else []):
        column = name.written(year)
        matches = entity.columns.match(column, year)
        if [m.field.name for m in matches] == [field.name]:
            return column
    return None


@cache
def columns_of(source_id: str, name: str, year: AcademicYear, way: int) -> Columns:
    """The columns of a file of a year, named in one of the ways, and the field of each."""
    entity = sources.source(source_id).entity(name)
    return {c: f for f in entity.fields if (c := written(entity, f, year, way)) is not None}


def value(source: Source, entity: SourceEntity, field: SourceField, year: AcademicYear) -> str:
    if field.name == year_field(entity):
        if field.name.casefold() == "examyear":
            return str(year.start + 1)
        return (
            f"{year.start}/{year.start + 1}"
            if field.kind is FieldKind.TEXT
            else f"{year.start}{(year.start + 1) % 100:02}"
        )
    if field.codes:
        return str(next(iter(field.codes)).key)
    return VALUES[field.kind]


@pytest.mark.parametrize("way", range(3), ids=WAYS)
@pytest.mark.parametrize(("source_id", "name"), RECORDS, ids=[f"{s}-{e}" for s, e in RECORDS])
def test_each_field_arrives_by_its_column_of_the_year(source_id: str, name: str, way: int, tmp_path: Path):
    source = sources.source(source_id)
    entity = source.entity(name)
    store = alder.open(tmp_path / "store")
    files = files_of(source_id, name, way)
    assert files or way
    for year, columns in files:
        path = tmp_path / f"{year.start}.csv"
        values = [value(source, entity, f, year) for f in columns.values()]
        path.write_text(f"{','.join(columns)}\n{','.join(values)}\n", encoding="utf-8")
        report = store.load_source(path, source=source_id, entity=name, year=year)
        delivery = report.delivery
        assert delivery.unknown == {}, f"in {year}"
        assert delivery.rows == 1
        absent = {f.name for f in entity.fields} - {f.name for f in columns.values()}
        assert set(delivery.absent) <= absent
        (row,) = pq.read_table(
            store.store.folder / "extracts" / delivery.table / delivery.part, partitioning=None
        ).to_pylist()
        assert {f.name for f in columns.values() if row[f.name] is None} == set(), f"in {year}"
        assert row["start_year"] == year.start
