"""Functions over columns, worked out on rows written as text: what each row, by its name, comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from alder.engine.duckdb import DuckDB
from alder.model import expr
from tests.support import text_tables

KINDS = {"whole": pa.int32(), "number": pa.float64(), "text": pa.string(), "yes_no": pa.bool_(), "day": pa.date32()}


def table(engine: DuckDB, text: str, name: str = "given", **kinds: str) -> expr.Table:
    """Rows in a table of the engine, ready for expressions. `kinds` says what each column holds."""
    schema = pa.schema([(c, KINDS[k]) for c, k in kinds.items()])
    read = [{c: text_tables.value(row.get(c), schema.field(c).type) for c in kinds} for row in text_tables.rows(text)]
    engine.add(name, pa.Table.from_pylist(read, schema=schema))
    return expr.table(name, schema)


def worked(text: str, function: Callable[[expr.Table], expr.Value], **kinds: str) -> dict[str, Any]:
    """What a function of the columns gives for each row; the first column of the text names the rows."""
    first = text_tables.rows(text)
    name = next(iter(first[0]))
    with DuckDB() as engine:
        t = table(engine, text, **{name: "text", **kinds})
        rows = engine.run(lambda: t.select(named=t[name], value=function(t))).to_pylist()
    return {r["named"]: r["value"] for r in rows}
