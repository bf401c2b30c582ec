"""Extracts of other sources written as text, as the tables that measures count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import alder
from alder.engine import extracts
from alder.engine.duckdb import DuckDB
from alder.environment import Environment
from alder.measures import measures
from alder.model.statistic import TOTAL
from tests.support import text_tables


def holding(measure: str, text: str, **same: Any) -> DuckDB:
    """An engine with the extract that a measure needs. Each row is a person of 2015/16 unless it says otherwise."""
    extract = measures[measure].extract
    assert extract is not None
    rows = []
    for n, row in enumerate(text_tables.rows(text)):
        typed = {k: text_tables.value(v, extract.schema.field(k).type) for k, v in row.items() if k in extract.columns}
        usual = {"person": n + 1, "record": n, "ukprn": 10000001, "year": 2015, **same}
        merged = {**usual, **{k: v for k, v in typed.items() if v is not None}}
        rows.append({k: v for k, v in merged.items() if k in extract.columns})
    engine = DuckDB()
    engine.add(extract.name, pa.Table.from_pylist(rows, schema=extract.schema))
    return engine


def averages(source: Any, measure: str, **asked: Any) -> list[dict[str, Any]]:
    """The rows of one category each, those of totals left out: how many the mean or median rests on, and the figure."""
    counts = alder.tabulate(source, measure, **asked)
    (i,) = counts.averages
    names = [f.id for f in counts.filters]
    rows = [r for r in counts.cells.to_pylist() if TOTAL not in (r[n] for n in names)]
    return [{**{n: r[n] for n in names}, "of": r[i.rests_on], i.id: r[i.id]} for r in rows]


def written(folder: Path, text: str, name: str = "extract.csv", delimiter: str = ",") -> Path:
    """A file with the lines of a text table, whose cells are divided by bars."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    path = folder / name
    path.write_text("\n".join(delimiter.join(cells) for cells in lines) + "\n", encoding="utf-8")
    return path


def counting(store: Environment, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table that count, as some columns, in the order of the files."""
    held = extracts.deliveries(store.store)
    slices = [s.number for of in extracts.current(held).values() for s in of]
    found = []
    for one in (d for d in held if d.table == table):
        rows = pq.read_table(store.store.folder / "extracts" / table / one.part, partitioning=None)
        rows = rows.filter(pc.is_in(rows["delivery_slice"], pa.array(slices, pa.int64())))
        found += list(zip(*(rows[c].to_pylist() for c in columns), strict=True))
    return found
