"""The worked cases of functions over columns: a small table, one expression, its first row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa

from alder.engine.duckdb import DuckDB
from alder.model import expr

Json = dict[str, Any]
Columns = dict[str, tuple[Any, pa.DataType]]

WHOLE, NUMBER, TEXT, TRUTH, DAY = pa.int32(), pa.float64(), pa.string(), pa.bool_(), pa.date32()


def first(engine: DuckDB, columns: Columns, build: Callable[[expr.Table], dict[str, expr.Value]]) -> Json:
    """What expressions give for one row of these columns."""
    return rows(engine, [{n: v for n, (v, _) in columns.items()}], {n: t for n, (_, t) in columns.items()}, build)[0]


def rows(
    engine: DuckDB,
    given: list[Json],
    types: dict[str, pa.DataType],
    build: Callable[[expr.Table], dict[str, expr.Value]],
) -> list[Json]:
    """What expressions give for each row."""
    table = laid(engine, given, types)
    found: list[Json] = engine.run(lambda: table.select(**build(table))).to_pylist()
    return found


def laid(engine: DuckDB, given: list[Json], types: dict[str, pa.DataType]) -> expr.Table:
    """Rows in a table of the engine, ready for expressions."""
    schema = pa.schema(list(types.items()))
    typed = [
        {n: date.fromisoformat(v) if isinstance(v, str) and types[n] == DAY else v for n, v in row.items()}
        for row in given
    ]
    engine.add("given", pa.Table.from_pylist(typed, schema=schema))
    return expr.table("given", schema)


def halves_up(value: float | None, decimals: int) -> float | None:
    """A figure as a case shows it."""
    if value is None:
        return None
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
