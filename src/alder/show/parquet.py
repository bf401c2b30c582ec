"""Tables as Parquet files, with what must be read with the figures in the file's own description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.show.notes import as_lines

if TYPE_CHECKING:
    from typing import BinaryIO

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
