"""Reference tables on their way into a store, block by block, however large they are.

A piece is what one file holds of one table. Small pieces wait in memory; what is larger waits on the disk of the store
under an intent, in the folder of its table, where no reader looks before the list of editions names the file.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import commit, parts, reference
from alder.engine.delta import PartFile
from alder.engine.intent import Doing
from alder.engine.trouble import told
from alder.rights import private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.engine.intent import Intent
    from alder.engine.reference import Edition, Write
    from alder.engine.store_folder import StoreFolder


HELD = 16 << 20
"""Bytes of a piece that wait in memory, at most."""


class Incoming:
    """All tables of one addition. Leaving it without `keep` leaves nothing behind but, at most, an empty store."""

    def __init__(self, store: StoreFolder) -> None:
        self._store = store
        self._intent: Intent | None = None

    def piece(self, table: str, edition: str, schema: pa.Schema) -> Piece:
        """A new piece of a table, whose rows will be of an edition."""
        return Piece(self, table, edition, schema)

    def keep(self, tables: Sequence[tuple[Edition, Sequence[Piece]]]) -> None:
        """Hold each edition with the rows of its pieces: all tables, or none."""
        with told(self._store.folder, "writing a reference table"):
            whole = [(edition, self.joined(pieces)) for edition, pieces in tables]
            writes = [(edition, piece.written()) for edition, piece in whole]
        reference.keep(self._store, writes, under=self._intent)

    def number(self) -> int:
        """The number under which this addition writes, which no other has or had."""
        if self._intent is None:
            self._store.make()
            self._intent = commit.announce(self._store, Doing.REFERENCE)
        return self._intent.number

    def folder(self, table: str) -> Path:
        """Where the files of a table are."""
        return reference.table_folder(self._store, table)

    def new_file(self, table: str, schema: pa.Schema) -> Path:
        """The path of a file that others leave alone until this addition ends."""
        folder = self.folder(table)
        private_folder(folder)
        return folder / f"{self.number()}-{time.time_ns()}-{parts.columns_mark(schema)}.parquet"

    def joined(self, pieces: Sequence[Piece]) -> Piece:
        """One piece with the rows of several."""
        if len(pieces) == 1:
            return pieces[0]
        whole = self.piece(pieces[0].table, pieces[0].edition, pieces[0].schema)
        for piece in pieces:
            for rows in piece.blocks():
                whole.write(rows)
        return whole

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not kept. Where even that is not possible, as after a kill, the next load does it."""
        if self._intent is None:
            return
        try:
            with told(self._store.folder, "clearing up after an addition"):
                commit.roll_back(self._store, self._intent)
        finally:
            self._intent.release()


class Piece:
    """Rows of one table from one file."""

    def __init__(self, incoming: Incoming, table: str, edition: str, schema: pa.Schema) -> None:
        self.table, self.edition, self.schema = table, edition, schema
        self.path: Path | None = None
        self.rows = 0
        self._incoming = incoming
        self._waiting: list[pa.Table] = []
        self._bytes = 0
        self._writer: pq.ParquetWriter | None = None
        self._sink: parts.PartSink | None = None

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
            return reference.of_rows(pa.concat_tables([self.schema.empty_table(), *self._waiting]), self.edition)
        sha256 = self._sink.sha256 if self._sink is not None else ""
        file = PartFile(self.path.name, self.rows, self.path.stat().st_size, sha256=sha256)
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
            self._sink = parts.PartSink(self.path)
            self._writer = pq.ParquetWriter(self._sink, rows.schema, compression="zstd")
        self._writer.write_table(rows, row_group_size=parts.ROWS_IN_GROUP)
        self._waiting, self._bytes = [], 0

    def _finish(self) -> None:
        if self._writer is None or self._sink is None:
            return
        if self._waiting:
            self._spill()
        self._writer.close()
        self._writer = None
        self._sink.close()
