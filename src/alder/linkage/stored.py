"""A table in a Parquet file, which is read a block at a time: how many rows it has does not matter to memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from alder.linkage.dates import days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.linkage.folder import Folder

BLOCK = 1 << 17
"""Rows that are read at a time, at most."""


@dataclass(frozen=True, eq=False)
class Stored:
    """The table. `dates` is its column of dates of birth, which is read as dates however it is written.

    `keeps` is the folder that a converted file lies in, which goes when nobody needs the table any more.
    """

    path: Path
    schema: pa.Schema
    num_rows: int
    dates: str = ""
    notes: tuple[str, ...] = ()
    keeps: Folder | None = field(default=None, repr=False)

    @classmethod
    def of(cls, path: Path, **more: Any) -> Stored:
        """The table in a Parquet file."""
        with parquet.ParquetFile(path) as file:
            return cls(path, file.schema_arrow.remove_metadata(), file.metadata.num_rows, **more)

    @property
    def column_names(self) -> list[str]:
        return list(self.schema.names)

    def blocks(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Some columns, block by block, in the order of the rows."""
        with parquet.ParquetFile(self.path) as file:
            for batch in file.iter_batches(BLOCK, columns=list(columns)):
                block = pa.Table.from_batches([batch]).select(list(columns))
                if self.dates in columns:
                    place = block.column_names.index(self.dates)
                    block = block.set_column(place, self.dates, days(block.column(place))[0])
                yield block

    def to_arrow(self) -> pa.Table:
        """All of it, for whoever knows that it fits into memory."""
        return pa.concat_tables(self.blocks(self.column_names)) if self.num_rows else self.schema.empty_table()

    def first(self, column: str, count: int) -> pa.ChunkedArray:
        """The first values of a column that are not missing."""
        found, parts = 0, [pa.array([], self.schema.field(column).type)]
        for block in self.blocks([column]):
            values = block[column].drop_null().slice(0, count - found)
            parts += values.chunks
            found += len(values)
            if found == count:
                break
        return pa.chunked_array(parts)

    def is_whole(self, column: str) -> bool:
        """Whether a column of decimals holds whole numbers alone."""
        values = (block[column] for block in self.blocks([column]))
        return all(pc.all(pc.equal(v, pc.round(v)), min_count=0).as_py() in (True, None) for v in values)
