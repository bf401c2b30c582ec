"""Tables as Parquet files, with what must be read with the figures in the file's own description."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.show.notes import as_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any, BinaryIO

    from alder.show.data_table import DataTable, NumberColumn
    from alder.show.notes import TableSource
    from alder.show.tidy_csv import TidyRows

_ROW_GROUP = 100_000


def write_text(table: TidyRows, facts: TableSource, out: BinaryIO) -> None:
    """All columns as text, as the standard wants them, with the notes in the file's own description."""
    schema = pa.schema([(name, pa.string()) for name in table.columns])
    # Without a schema of Arrow beside it, what is known only at the end is what readers find with the schema.
    with pq.ParquetWriter(out, schema, compression="zstd", store_schema=False) as writer:
        waiting: list[pa.RecordBatch] = []
        for part in table:
            waiting.append(part.cast(schema))
            if sum(one.num_rows for one in waiting) >= _ROW_GROUP:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting))
        notes = "\n".join(as_lines(table.outline, facts, table.symbols))
        made_up = {"made_up": facts.figures_are.mark} if facts.figures_are else {}
        writer.add_key_value_metadata({"title": facts.titled(table.outline), "notes": notes, **made_up})


_DIGITS_OF_AVERAGES = 18
"""Sums of money may be averaged; an Arrow decimal of so many digits holds any mean of what a return can say."""
_DIGITS_OF_RATES = 9


def arrow(table: DataTable) -> pa.Table:
    """One row a combination; beside each indicator a column with its symbol, empty where there is a number.

    `quality_grade` is the grade of the row's cells. The data file has no such column: in its layout a column is a
    filter, an indicator or a place, and a grade is none of them.
    """
    columns = {"year": _text(table.periods)}
    columns |= {name: _text([text] * len(table.periods)) for name, text in table.constants.items()}
    columns |= {f.name: _text(f.labels) for f in table.filters}
    for i in table.indicators:
        columns[i.name] = _numbers(i)
        columns[f"{i.name}_symbol"] = _text([f if isinstance(f, str) else "" for f in i.figures])
    for rate in table.rates:
        columns |= {c.name: _numbers(c) for c in (rate.lower, rate.upper, rate.error) if c is not None}
        if rate.bands is not None:
            columns[f"{rate.rate}_band"] = _text(rate.bands)
    columns |= {f.name: _numbers(f) for f in table.fifths}
    columns["quality_grade"] = _text(table.grades)
    return pa.table(columns)


def _text(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _numbers(column: NumberColumn) -> pa.Array:
    numbers = [None if isinstance(f, str) else f for f in column.figures]
    if column.kind in ("rate", "average"):
        digits = _DIGITS_OF_AVERAGES if column.kind == "average" else _DIGITS_OF_RATES
        exact = [None if f is None else Decimal(f) for f in numbers]
        return pa.array(exact, pa.decimal128(digits, column.decimals))
    types = {"count": pa.int64(), "ordinal": pa.int32(), "float": pa.float64()}
    return pa.array(numbers, types[column.kind])


def write_figures(table: DataTable, about: Mapping[str, Any], path: Path) -> None:
    """Figures as numbers, with what must travel with them in the metadata of the schema."""
    words = json.dumps(about, ensure_ascii=False)
    pq.write_table(arrow(table).replace_schema_metadata({"alder": words}), path)
