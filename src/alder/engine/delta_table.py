"""One Delta table in a folder: its log, and the Parquet files that hold its rows.

The files are written by Alder beside the log, so that a load of thousands of returns is one commit for each table and
nothing is written twice. Rows of many submissions go into few files. The only module that names the Delta library,
with `disk`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable, PostCommitHookProperties, Schema
from deltalake.transaction import AddAction, RemoveAction, create_table_with_add_actions

from alder.engine.disk import alteration_errors, disk_errors
from alder.errors import StoreError
from alder.rights import private_file, private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

_CHECKPOINT = 10
"""How many commits a reader has to go through at most, after a checkpoint."""

HINT = "_last_checkpoint"
"""The file of a log that says where to begin to read. It changes with each checkpoint."""

_LOGGED = re.compile(r"\d{20}(\.json|\.checkpoint(\.[\d.]+)?\.parquet)\Z|" + HINT + r"\Z")

ROWS_IN_GROUP = 100_000
"""Rows in a group of a file: near what one thread of DuckDB takes at a time, so that all of them have work."""
BYTES_HELD = 64 << 20
"""Rows wait in memory for a full group, but no more than these bytes of them, whatever a load brings."""
BYTES_IN_FILE = 256 << 20
"""A file that is as large as this is ended: larger ones gain nothing, and are dear to write anew."""

_SETTINGS = {
    "delta.checkpointInterval": str(_CHECKPOINT),
    # Numbers of submissions say which files to read. Of learners' values nothing is copied into the log.
    "delta.dataSkippingStatsColumns": "submission",
}


@dataclass(frozen=True)
class DataFile:
    """One Parquet file of a table, with the span of submissions whose rows it may hold.

    The checksum is of the whole file; empty where nobody worked it out. The table's log does not know it.
    """

    name: str
    rows: int
    size: int
    first: int = 0
    last: int = 0
    sha256: str = field(default="", compare=False)


class Delta:
    """The Delta table in `folder`, made when something is first committed to it.

    What is committed is not yet on the disk: see `receipts.Change`, which sees to that before an answer is given.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._table: DeltaTable | None = None
        self._log = 0

    @property
    def log(self) -> Path:
        return self.folder / "_delta_log"

    def entries(self) -> dict[str, int]:
        """The files of the log, with their sizes."""
        try:
            with os.scandir(self.log) as entries:
                return {e.name: e.stat().st_size for e in entries if _LOGGED.match(e.name)}
        except FileNotFoundError:
            return {}

    def files(self) -> list[DataFile]:
        """The files of the table as it is now, oldest submission first."""
        with disk_errors(self.folder, "reading the store"):
            table = self._open()
            if table is None:
                return []
            actions = pa.table(table.get_add_actions(flatten=True))
        spans = {"min.submission", "max.submission"} <= set(actions.schema.names)
        if spans and (unsaid := actions.filter(pc.is_null(actions["min.submission"]))["path"].to_pylist()):
            # Such as Alder never writes. Passed over, rows would be missing from figures without a word.
            raise StoreError(
                "the log of a table names a file and does not say of which submissions it holds rows",
                where=str(self.folder / unsaid[0]),
                next="Another program wrote to the table. Bring back what can be brought back with: alder store repair",
            )
        nothing = [0] * actions.num_rows
        files = [
            DataFile(*values)
            for values in zip(
                actions["path"].to_pylist(),
                actions["num_records"].to_pylist(),
                actions["size_bytes"].to_pylist(),
                actions["min.submission"].to_pylist() if spans else nothing,
                actions["max.submission"].to_pylist() if spans else nothing,
                strict=True,
            )
        ]
        return sorted(files, key=lambda f: (f.first, f.name))

    def commit(
        self,
        schema: pa.Schema,
        add: Iterable[DataFile] = (),
        remove: Iterable[DataFile] = (),
        *,
        same_rows: bool = False,
    ) -> None:
        """Add and remove files in one step, seen by readers whole or not at all.

        `same_rows`: only their layout changes.
        """
        now = int(time.time() * 1000)
        actions: list[AddAction | RemoveAction] = [
            AddAction(f.name, f.size, {}, now, not same_rows, _statistics(f)) for f in add
        ]
        actions += [RemoveAction(f.name, not same_rows, now, f.size, {}) for f in remove]
        if not actions:
            return
        # The library would write a checkpoint, and remove what it replaces, before either is on the disk.
        plain = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
        with disk_errors(self.folder, "writing to the store"):
            table = self._open()
            if table is None:
                self._make(schema, [a for a in actions if isinstance(a, AddAction)], plain)
                return
            self._widen(table, schema)
            table.create_write_transaction(actions, "append", table.schema(), [], post_commithook_properties=plain)

    def checkpoint_if_due(self) -> None:
        """Write a checkpoint after every tenth commit, so that opening the table stays fast."""
        if max((int(p.stem) for p in self.log.glob("*.json") if p.stem.isdecimal()), default=0) < _CHECKPOINT:
            return  # without opening the table: most have few commits
        table = self._open()
        if table is not None and (version := table.version()) >= _CHECKPOINT:
            latest = max((int(p.name[:20]) for p in self.log.glob("*.checkpoint.parquet")), default=0)
            if version - latest >= _CHECKPOINT:
                table.create_checkpoint()

    def checkpoint(self) -> None:
        """Write a checkpoint now, if there is none of the last commit."""
        table = self._open()
        if table is not None and not (self.log / f"{table.version():020d}.checkpoint.parquet").exists():
            table.create_checkpoint()

    def tidy_log(self) -> None:
        """Drop the entries of the log that nobody needs any more since a checkpoint that is on the disk."""
        table = self._open()
        if table is not None:
            with disk_errors(self.folder, "tidying the store"):
                table.cleanup_metadata()

    def emptied(self) -> list[Path]:
        """Entries of the log without a byte, as a power cut leaves them. The library takes them for commits of nothing.

        Those that a checkpoint covers no longer matter.
        """
        if not self.log.is_dir():
            return []
        covered = max((int(p.name[:20]) for p in self.log.glob("*.checkpoint.parquet") if p.stat().st_size), default=-1)
        entries = sorted(p for p in self.log.glob("*.json") if p.stem.isdecimal() and int(p.stem) > covered)
        return [p for p in entries if p.stat().st_size == 0]

    def _make(self, schema: pa.Schema, add: list[AddAction], hooks: PostCommitHookProperties) -> None:
        """Make the table with its first files, in one step."""
        # Delta's library makes folders and files by the umask of the process; a folder of ours is private.
        private_folder(self.folder / "_delta_log")
        create_table_with_add_actions(
            str(self.folder),
            Schema.from_arrow(schema),
            add,
            name=self.folder.name,
            configuration=dict(_SETTINGS),
            post_commithook_properties=hooks,
        )

    def _widen(self, table: DeltaTable, schema: pa.Schema) -> None:
        """Give the table the columns that it lacks: a later release may know more than the one that made it."""
        held = {f.name for f in table.schema().fields}
        if new := [f for f in schema if f.name not in held]:
            table.alter.add_columns(list(Schema.from_arrow(pa.schema(new)).fields))

    def _open(self) -> DeltaTable | None:
        try:
            log = self.log.stat().st_ino  # another one where the log was repaired
        except FileNotFoundError:
            log = 0
        if self._table is not None and log == self._log:
            self._table.update_incremental()
        elif DeltaTable.is_deltatable(str(self.folder)):
            self._table, self._log = DeltaTable(str(self.folder)), log
        else:
            self._table = None
        return self._table


def _statistics(file: DataFile) -> str:
    statistics: dict[str, object] = {"numRecords": file.rows, "nullCount": {}, "minValues": {}, "maxValues": {}}
    if file.first:
        statistics |= {"minValues": {"submission": file.first}, "maxValues": {"submission": file.last}}
        statistics["nullCount"] = {"submission": 0}
    return json.dumps(statistics)


class DataFileSink(io.RawIOBase):
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


class DataFileWriter:
    """Writes rows of one table into files of `folder`. Rows wait until they fill a row group, so groups stay large."""

    def __init__(self, folder: Path, schema: pa.Schema, next_name: Callable[[], str]) -> None:
        self.folder = folder
        self.held = 0
        self._schema = schema
        self._next_name = next_name
        self._waiting: list[pa.Table] = []
        self._files: list[DataFile] = []
        self._open: pq.ParquetWriter | None = None
        self._sink: DataFileSink | None = None
        self._name = ""
        self._span: tuple[int, int] | None = None
        self._rows = 0

    def add(self, rows: pa.Table, submissions: tuple[int, int]) -> None:
        """Take rows of the submissions from first to last."""
        rows = to_schema(rows, self._schema)
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
            self._name = f"{self._next_name()}-{schema_hash(self._schema)}.parquet"
            self._sink = DataFileSink(self.folder / self._name)
            self._open = pq.ParquetWriter(self._sink, self._schema, compression="zstd")
        self._open.write_table(rows, row_group_size=ROWS_IN_GROUP)
        self._rows += rows.num_rows
        if self._sink is not None and self._sink.size >= BYTES_IN_FILE:
            self._end_file()

    def close(self) -> list[DataFile]:
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
        self._files.append(DataFile(self._name, self._rows, sink.size, first, last, sink.sha256))
        self._span, self._rows = None, 0


def to_schema(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows in the columns and types of `schema`; a column that they lack is null."""
    if rows.schema.equals(schema):
        return rows
    if unknown := set(rows.schema.names) - set(schema.names):
        raise KeyError(f"columns without a place in the table: {', '.join(sorted(unknown))}")
    columns = [
        rows[f.name].cast(f.type) if f.name in rows.schema.names else pa.nulls(rows.num_rows, f.type) for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def schema_hash(schema: pa.Schema) -> str:
    """A short mark of columns and types, carried in a file's name, so that no file has to be opened to know them."""
    text = ",".join(f"{f.name}:{f.type}" for f in schema)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def group_by_schema(folder: Path, files: Sequence[DataFile], schema: pa.Schema) -> list[tuple[pa.Schema, list[Path]]]:
    """Files that have the same columns, together, with those columns. Earlier releases may have written fewer."""
    groups: dict[str, list[Path]] = {}
    for file in files:
        groups.setdefault(file.name.rsplit("-", 1)[-1], []).append(folder / file.name)
    ours = f"{schema_hash(schema)}.parquet"
    return [(schema if mark == ours else schema_of(paths[0]), paths) for mark, paths in groups.items()]


def schema_of(path: Path) -> pa.Schema:
    """The columns of a file of the store. They are read once of a file that nobody wrote to since."""
    with alteration_errors(path):
        status = path.stat()
        return _schema_of(path, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=4096)
def _schema_of(path: Path, *state: int) -> pa.Schema:
    """`state` is what changes with a file: a store opens those of all its reference tables for every question."""
    return pq.read_schema(path).remove_metadata()


@contextmanager
def readable(paths: Iterable[Path]) -> Iterator[None]:
    """Where an engine cannot use files of the store, say which of them is not what it was."""
    try:
        yield
    except duckdb.Error:
        for path in paths:
            with alteration_errors(path):
                pq.read_schema(path)
        raise


_READ_BY_ONE = 50_000
"""So many rows are read before several threads have begun to."""


def read(folder: Path, files: Iterable[DataFile], schema: pa.Schema) -> pa.Table:
    """All rows of some files, in the columns of `schema`."""
    wanted = set(schema.names)
    tables = []
    for file in files:
        path = folder / file.name
        with alteration_errors(path), pq.ParquetFile(path) as source:  # as a data set of one it takes twice as long
            rows = source.read(use_threads=source.metadata.num_rows > _READ_BY_ONE)
        tables.append(to_schema(rows.select([c for c in rows.column_names if c in wanted]), schema))
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
