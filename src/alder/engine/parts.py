"""Parquet files of the tables: writing rows of many submissions into few files, and reading them back."""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine.delta import PartFile
from alder.engine.trouble import rows_of
from alder.rights import private_file, private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

ROWS_IN_GROUP = 100_000
BYTES_HELD = 64 << 20
BYTES_IN_FILE = 256 << 20


class PartSink(io.RawIOBase):
    """A new file that a Parquet writer fills: its checksum is worked out meanwhile, and closing puts it on the disk."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = private_file(path).open("wb")
        self._sum = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._sum.update(data)
        self._file.write(data)
        self.size += (length := memoryview(data).nbytes)
        return length

    def tell(self) -> int:
        return self.size

    def close(self) -> None:
        if not self.closed:
            with self._file:
                self._file.flush()
                os.fsync(self._file.fileno())
            super().close()


class PartWriter:
    """Writes rows of one table into files of `folder`. Rows wait until they fill a row group, so groups stay large."""

    def __init__(self, folder: Path, schema: pa.Schema, next_name: Callable[[], str]) -> None:
        self.folder = folder
        self.held = 0
        self._schema = schema
        self._next_name = next_name
        self._waiting: list[pa.Table] = []
        self._files: list[PartFile] = []
        self._open: pq.ParquetWriter | None = None
        self._sink: PartSink | None = None
        self._name = ""
        self._span: tuple[int, int] | None = None
        self._rows = 0

    def add(self, rows: pa.Table, submissions: tuple[int, int]) -> None:
        """Take rows of the submissions from first to last."""
        rows = fitted(rows, self._schema)
        first, last = submissions
        self._span = (min(first, self._span[0]), max(last, self._span[1])) if self._span else (first, last)
        self._waiting.append(rows)
        self.held += rows.nbytes
        if self.held >= BYTES_HELD or sum(t.num_rows for t in self._waiting) >= ROWS_IN_GROUP:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait. They count for the file that is open, and end it once it is large."""
        if not self._waiting:
            return
        rows = pa.concat_tables(self._waiting)
        self._waiting, self.held = [], 0
        if self._open is None:
            private_folder(self.folder)
            self._name = f"{self._next_name()}-{columns_mark(self._schema)}.parquet"
            self._sink = PartSink(self.folder / self._name)
            self._open = pq.ParquetWriter(self._sink, self._schema, compression="zstd")
        self._open.write_table(rows, row_group_size=ROWS_IN_GROUP)
        self._rows += rows.num_rows
        if self._sink is not None and self._sink.size >= BYTES_IN_FILE:
            self._end_file()

    def close(self) -> list[PartFile]:
        """The files written, all of their rows safe on the disk."""
        self.flush()
        self._end_file()
        return self._files

    def discard(self) -> None:
        """Leave nothing behind."""
        self._waiting, self.held = [], 0
        self._end_file()
        for file in self._files:
            (self.folder / file.name).unlink(missing_ok=True)
        self._files = []

    def _end_file(self) -> None:
        if self._open is None or self._sink is None:
            return
        writer, sink, self._open, self._sink = self._open, self._sink, None, None
        try:
            writer.close()
        finally:
            sink.close()
        first, last = self._span or (0, 0)
        self._files.append(PartFile(self._name, self._rows, sink.size, first, last, sink.sha256))
        self._span, self._rows = None, 0


def fitted(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows in the columns and types of `schema`; a column that they lack is null."""
    if rows.schema.equals(schema):
        return rows
    if unknown := set(rows.schema.names) - set(schema.names):
        raise KeyError(f"columns without a place in the table: {', '.join(sorted(unknown))}")
    columns = [
        rows[f.name].cast(f.type) if f.name in rows.schema.names else pa.nulls(rows.num_rows, f.type) for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def columns_mark(schema: pa.Schema) -> str:
    """A short mark of columns and types, carried in a file's name, so that no file has to be opened to know them."""
    text = ",".join(f"{f.name}:{f.type}" for f in schema)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def by_columns(folder: Path, files: Sequence[PartFile], schema: pa.Schema) -> list[tuple[pa.Schema, list[Path]]]:
    """Files that have the same columns, together, with those columns. Earlier releases may have written fewer."""
    groups: dict[str, list[Path]] = {}
    for file in files:
        groups.setdefault(file.name.rsplit("-", 1)[-1], []).append(folder / file.name)
    ours = f"{columns_mark(schema)}.parquet"
    return [(schema if mark == ours else schema_of(paths[0]), paths) for mark, paths in groups.items()]


def schema_of(path: Path) -> pa.Schema:
    """The columns of a file of the store."""
    with rows_of(path):
        return pq.read_schema(path).remove_metadata()


@contextmanager
def readable(paths: Iterable[Path]) -> Iterator[None]:
    """Where an engine cannot use files of the store, say which of them is not what it was."""
    try:
        yield
    except duckdb.Error:
        for path in paths:
            schema_of(path)
        raise


def read(folder: Path, files: Iterable[PartFile], schema: pa.Schema) -> pa.Table:
    """All rows of some files, in the columns of `schema`."""
    wanted = set(schema.names)
    tables = []
    for file in files:
        with rows_of(folder / file.name):
            rows = pq.read_table(folder / file.name, partitioning=None)
        tables.append(fitted(rows.select([c for c in rows.column_names if c in wanted]), schema))
    return pa.concat_tables(tables) if tables else schema.empty_table()


def row_groups(path: Path) -> Iterator[pa.Table]:
    """The rows of one file, a group at a time."""
    with pq.ParquetFile(path) as source:
        for group in range(source.num_row_groups):
            yield source.read_row_group(group)


def number_of(name: str) -> int | None:
    """The number under which Alder wrote a file. None of a file that another program put there, as Spark does."""
    number = name.split("-")[0]
    return int(number) if number.isdecimal() else None


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_folder(folder: Path) -> None:
    """Make a private folder and those above it, so that their names outlive the machine stopping."""
    new = [p for p in (folder, *folder.parents) if not p.exists()]
    private_folder(folder)
    for path in new:
        to_disk(path.parent)


def to_disk(path: Path) -> None:
    """See that what was written to a file, or which names a folder has, outlives the machine stopping."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
