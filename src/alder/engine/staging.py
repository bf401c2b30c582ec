"""Tables on their way into a store, block by block, however large they are.

A staged table is what one file holds of one table. A small one waits in memory; what is larger waits on the disk of the
store under an intent, in the folder of its table, where no reader looks before the list of editions names the file.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import commit, delta_table, reference
from alder.engine.delta_table import DataFile
from alder.engine.disk import disk_errors
from alder.engine.intent import WriteKind
from alder.rights import private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.engine.intent import Intent
    from alder.engine.reference import Edition, Write
    from alder.engine.store_folder import StoreFolder


HELD = 16 << 20
"""Bytes of a staged table that wait in memory, at most."""

_PLACES = 64
_WEIGHTS = np.random.default_rng(20_04).integers(0, 1 << 64, (_PLACES, 256), dtype=np.uint64)
"""A number for each character in each place of a text; their sum stands for the text."""

KeyNumbers = np.ndarray[Any, np.dtype[np.uint64]]
"""A number of 64 bits for each row, which stands for what some of its columns say."""


class Staging:
    """All tables of one addition. Leaving it without `keep` leaves nothing behind but, at most, an empty store."""

    def __init__(self, store: StoreFolder) -> None:
        self._store = store
        self._intent: Intent | None = None

    def table(self, table: str, edition: str, schema: pa.Schema) -> StagedTable:
        """A new table of that name, whose rows will be of an edition."""
        return StagedTable(self, table, edition, schema)

    def keep(self, tables: Sequence[tuple[Edition, Sequence[StagedTable]]]) -> None:
        """Hold each edition with the rows of its parts: all tables, or none."""
        with disk_errors(self._store.folder, "writing a reference table"):
            whole = [(edition, self.joined(parts)) for edition, parts in tables]
            writes = [(edition, staged.written()) for edition, staged in whole]
        reference.keep(self._store, writes, under=self._intent)

    def number(self) -> int:
        """The number under which this addition writes, which no other has or had."""
        if self._intent is None:
            self._store.make()
            self._intent = commit.announce(self._store, WriteKind.REFERENCE)
        return self._intent.number

    def folder(self, table: str) -> Path:
        """Where the files of a table are."""
        return reference.table_folder(self._store, table)

    def new_file(self, table: str, schema: pa.Schema) -> Path:
        """The path of a file that others leave alone until this addition ends."""
        folder = self.folder(table)
        private_folder(folder)
        return folder / f"{self.number()}-{time.time_ns()}-{delta_table.schema_hash(schema)}.parquet"

    def joined(self, parts: Sequence[StagedTable]) -> StagedTable:
        """One table with the rows of several."""
        if len(parts) == 1:
            return parts[0]
        whole = self.table(parts[0].table, parts[0].edition, parts[0].schema)
        for staged in parts:
            for rows in staged.blocks():
                whole.write(rows)
        return whole

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not kept. Where even that is not possible, as after a kill, the next load does it."""
        if self._intent is None:
            return
        try:
            with disk_errors(self._store.folder, "clearing up after an addition"):
                commit.roll_back(self._store, self._intent)
        finally:
            self._intent.release()


class StagedTable:
    """Rows of one table from one file."""

    def __init__(self, incoming: Staging, table: str, edition: str, schema: pa.Schema) -> None:
        self.table, self.edition, self.schema = table, edition, schema
        self.path: Path | None = None
        self.rows = 0
        self._incoming = incoming
        self._waiting: list[pa.Table] = []
        self._bytes = 0
        self._writer: pq.ParquetWriter | None = None
        self._sink: delta_table.DataFileSink | None = None

    def write(self, rows: pa.Table) -> None:
        self._waiting.append(rows)
        self._bytes += rows.nbytes
        self.rows += rows.num_rows
        if self._bytes >= HELD:
            self._spill()

    def blocks(self, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
        """Everything that was written, in its order. Nothing more is written after that."""
        self._finish()
        names = list(columns) or self.schema.names
        if self.path is not None:
            with pq.ParquetFile(self.path) as file:
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group, columns=names).select(names)
        for rows in self._waiting:
            yield rows.select(names)

    def read(self, columns: Sequence[str] = ()) -> pa.Table:
        names = list(columns) or self.schema.names
        return pa.concat_tables([pa.schema([self.schema.field(n) for n in names]).empty_table(), *self.blocks(names)])

    def key_numbers(self, columns: Sequence[str]) -> KeyNumbers:
        """The numbers that stand for what the columns of each row say, in their order: found in little memory."""
        numbers = np.concatenate(
            [np.empty(0, np.uint64), *(key_numbers(rows, columns) for rows in self.blocks(columns))]
        )
        numbers.sort()
        return numbers

    def count_different(self, columns: Sequence[str]) -> int:
        """How many different values the columns have together.

        Only where the numbers of two rows agree are all texts compared themselves, which takes memory for all of them.
        """
        numbers = self.key_numbers(columns)
        if not (numbers[1:] == numbers[:-1]).any():
            return len(numbers)
        many: int = self.read(columns).group_by(list(columns)).aggregate([]).num_rows
        return many

    def replace(self, rows: pa.Table) -> None:
        """Put other rows in place of all that was written."""
        self.discard()
        self.write(rows)

    def discard(self) -> None:
        """Forget everything that was written."""
        self._finish()
        if self.path is not None:
            self.path.unlink(missing_ok=True)
        self.path, self.rows, self._waiting, self._bytes = None, 0, [], 0

    def written(self) -> Write:
        """The file that holds the rows: the one on the disk already, or one that is written when it is kept."""
        self._finish()
        if self.path is None:
            return reference.stage_rows(pa.concat_tables([self.schema.empty_table(), *self._waiting]), self.edition)
        sha256 = self._sink.sha256 if self._sink is not None else ""
        file = DataFile(self.path.name, self.rows, self.path.stat().st_size, sha256=sha256)
        schema = pq.read_schema(self.path)
        return lambda folder, number: (file, schema)

    def to_file(self) -> None:
        """Put on the disk what waits in memory, however little."""
        if self._waiting:
            self._spill()

    def _spill(self) -> None:
        rows = reference.with_edition(pa.concat_tables(self._waiting), self.edition)
        if self._writer is None:
            self.path = self._incoming.new_file(self.table, rows.schema)
            self._sink = delta_table.DataFileSink(self.path)
            self._writer = pq.ParquetWriter(self._sink, rows.schema, compression="zstd")
        self._writer.write_table(rows, row_group_size=delta_table.ROWS_IN_GROUP)
        self._waiting, self._bytes = [], 0

    def _finish(self) -> None:
        if self._writer is None or self._sink is None:
            return
        if self._waiting:
            self._spill()
        self._writer.close()
        self._writer = None
        self._sink.close()


def key_numbers(rows: pa.Table, columns: Sequence[str]) -> KeyNumbers:
    """A number for each row that stands for the texts of its columns: rows with the same texts have the same."""
    total = np.zeros(rows.num_rows, dtype=np.uint64)
    for column in columns:
        total = total * np.uint64(0x9E3779B97F4A7C15) + _of_texts(rows[column].cast(pa.string()))
    return total


def _of_texts(texts: pa.ChunkedArray) -> KeyNumbers:
    whole = pa.concat_arrays([pa.array([], pa.string()), *texts.chunks]).fill_null("")
    _, offsets, data = whole.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[whole.offset : whole.offset + len(whole) + 1].astype(np.int64)
    if not len(whole) or ends[-1] == ends[0]:
        return np.zeros(len(whole), dtype=np.uint64)
    characters = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]
    ends = ends - ends[0]
    lengths = np.diff(ends)
    place = (np.arange(len(characters)) - np.repeat(ends[:-1], lengths)) % _PLACES
    sums = np.concatenate([[np.uint64(0)], np.cumsum(_WEIGHTS[place, characters], dtype=np.uint64)])
    hashes: KeyNumbers = sums[ends[1:]] - sums[ends[:-1]] + lengths.astype(np.uint64)
    return hashes
