"""Extracts of other sources written as text, as the tables that measures count."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

import alder
from alder.engine.duckdb import DuckDB
from alder.measures import measures
from alder.model.statistic import TOTAL
from tests import texttable


def holding(measure: str, text: str, **same: Any) -> DuckDB:
    """An engine with the extract that a measure needs. Each row is a person of 2015/16 unless it says otherwise."""
    extract = measures[measure].extract
    assert extract is not None
    rows = []
    for n, row in enumerate(texttable.rows(text)):
        typed = {k: texttable.value(v, extract.schema.field(k).type) for k, v in row.items() if k in extract.columns}
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
