"""Tables written as text, so that a test reads like a specification.

    LearnRefNumber | DateOfBirth | FundModel
    day before     | 2005-09-01  | 35
    no birth date  |             | 35

An empty cell is a missing value. Types come from a schema: text, whole numbers, dates (ISO) and truths (yes, no).

Functions over columns, worked out on rows written as text: what each row, by its name, comes to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from alder.engine.duckdb import DuckDB
from alder.model import expr
from tests.support import text_tables


def rows(text: str) -> list[dict[str, str | None]]:
    """The lines of a text table as dictionaries of text; an empty cell is None."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    heads = [h.strip() for h in lines[0].split("|")]
    found = []
    for line in lines[1:]:
        cells = [c.strip() or None for c in line.split("|")]
        assert len(cells) <= len(heads), f"more cells than columns: {line}"
        found.append(dict(zip(heads, cells + [None] * (len(heads) - len(cells)), strict=True)))
    return found


def arrow(text: str, schema: pa.Schema) -> pa.Table:
    """A text table in the columns of `schema`; columns that the text leaves out are null, unknown ones an error."""
    found = rows(text)
    unknown = set(found[0]) - set(schema.names) if found else set()
    assert not unknown, f"not in the schema: {sorted(unknown)}"
    return pa.Table.from_pylist([{f.name: value(r.get(f.name), f.type) for f in schema} for r in found], schema=schema)


def value(text: str | None, type: pa.DataType) -> object:
    """One cell in the type of its column."""
    if text is None:
        return None
    if pa.types.is_date(type):
        return date.fromisoformat(text)
    if pa.types.is_timestamp(type):
        return datetime.fromisoformat(text)
    if pa.types.is_integer(type):
        return int(text)
    if pa.types.is_floating(type):
        return float(text)
    if pa.types.is_decimal(type):
        return Decimal(text)
    if pa.types.is_boolean(type):
        return {"yes": True, "no": False}[text]
    return text


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
