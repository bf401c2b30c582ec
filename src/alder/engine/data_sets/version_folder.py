"""Versions of data sets in a folder: written whole, opened, and asked from many threads at once.

A version is written into a folder of its own, which appears under its name only when it is whole.
"""

from __future__ import annotations

import gzip
import shutil
from collections import OrderedDict
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import duckdb
import pyarrow.parquet as pq

from alder.engine.data_sets import packed_rows, spans
from alder.engine.data_sets.condition_sql import order, where
from alder.engine.data_sets.packed_rows import Blocks
from alder.engine.data_sets.spans import most_rows, ranges_of
from alder.engine.data_sets.time_limit import limited
from alder.engine.disk import disk_errors, fsync, make_folder
from alder.engine.sql_text import quoted
from alder.errors import StoreError
from alder.model.condition import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    import pyarrow as pa

    from alder.engine.data_sets.spans import Spans
    from alder.model.condition import Condition, RowQuery

Rows = list[tuple[Any, ...]]

ROWS = "rows.duckdb"
BLOCKS = "rows.arrow"
CSV = "data.csv.gz"
META = "data.meta.csv"
PARQUET = "data.parquet"
CONTENTS = "contents.json"

_GROUP = 122_880
"""Rows in a group of the Parquet file: as many as DuckDB reads in one go."""

_FEW = 5_000
"""Up to so many rows are fetched at once, and counted and sorted here."""
_OPEN = 32
"""How many versions stay open; the one that was asked longest ago is closed first."""
_COUNTS = 4096
"""How many counts of rows are remembered. A version never changes, so a count stays true."""


class _Opened(NamedTuple):
    """A version that is being asked."""

    connection: duckdb.DuckDBPyConnection
    spans: Spans
    blocks: Blocks | None


class DataSetFolder:
    """A folder with a folder for each version of each data set, named by the version's id."""

    def __init__(self, folder: Path, *, threads: int = 1, memory_limit: str = "1GB") -> None:
        self._folder = Path(folder)
        self._settings: dict[str, Any] = {"threads": threads, "memory_limit": memory_limit}
        self._open: OrderedDict[UUID, _Opened] = OrderedDict()
        self._counts: OrderedDict[tuple[Any, ...], int] = OrderedDict()
        self._lock = Lock()

    def keep(
        self,
        version: UUID,
        *,
        rows: pa.Table,
        sorted_by: Sequence[str],
        spanned: Sequence[str],
        contents: str,
        table: pa.Table,
        data: bytes | Path,
        meta: bytes,
    ) -> None:
        """Keep a version: its coded rows, its contents, and its files as they came.

        Rows with the same code in one of the columns `spanned` should mostly lie together in the order of `sorted_by`.
        """
        if self._at(version).exists():
            raise StoreError("this version of the data set is kept already", next="Give the new version another id.")
        with disk_errors(self._folder, "keeping the data set"):
            write(
                self._at(version),
                rows=rows,
                sorted_by=sorted_by,
                spanned=spanned,
                contents=contents,
                table=table,
                data=data,
                meta=meta,
            )

    def remove(self, version: UUID) -> None:
        """Take a version away, as an import does that could not be finished."""
        with self._lock:
            if opened := self._open.pop(version, None):
                opened.connection.close()
        shutil.rmtree(self._at(version), ignore_errors=True)

    def contents(self, version: UUID) -> str:
        return (self._at(version) / CONTENTS).read_text(encoding="utf-8")

    def csv(self, version: UUID) -> Path:
        """The data file as it came, compressed with gzip."""
        return self._at(version) / CSV

    def meta_csv(self, version: UUID) -> Path:
        return self._at(version) / META

    def parquet(self, version: UUID) -> Path:
        return self._at(version) / PARQUET

    def ask(self, version: UUID, query: RowQuery, *, seconds: float | None = None) -> tuple[int, Rows]:
        """How many rows meet the condition, and the page of them that was asked for.

        A question that takes longer than `seconds` is given up with TimeoutError.
        """
        opened = self._opened(version)
        few = most_rows(query.condition, opened.spans)
        if few is not None and few <= _FEW and not any(sort.numeric for sort in query.sorts):
            return self._few(opened, query, seconds)
        values: list[Any] = []
        condition = where(query.condition, values, opened.spans)
        with _cursor(opened) as cursor, limited(cursor, seconds) as check:
            count = self._count(cursor, version, condition, values)
            check()
            return count, _fetched(cursor, _page_sql(query, condition), values)

    def columns(self, version: UUID, query: RowQuery, *, seconds: float | None = None) -> pa.Table:
        """The page of rows that was asked for, as columns of Arrow: for many rows at once."""
        opened = self._opened(version)
        values: list[Any] = []
        sql = _page_sql(query, where(query.condition, values, opened.spans))
        with _cursor(opened) as cursor, limited(cursor, seconds):
            return cursor.sql(sql, params=values).to_arrow_table()

    def _few(self, opened: _Opened, query: RowQuery, seconds: float | None) -> tuple[int, Rows]:
        """Every row that is found, sorted here: where they are few, that costs half of a count and a sorted page."""
        sorts = [*query.sorts, Sort("row")]
        columns = [*query.columns, *(sort.column for sort in sorts)]
        where_to = ranges_of(query.condition, opened.spans)
        if opened.blocks and where_to is not None and opened.blocks.are_few(where_to):
            rows = opened.blocks.rows(where_to, query.condition, columns)
        else:
            values: list[Any] = []
            condition = where(query.condition, values, opened.spans)
            sql = f"select {', '.join(map(quoted, columns))} from kept where {condition}"
            with _cursor(opened) as cursor, limited(cursor, seconds):
                rows = _fetched(cursor, sql, values)
        width = len(query.columns)
        for n, sort in reversed(list(enumerate(sorts, width))):
            rows.sort(key=itemgetter(n), reverse=sort.descending)
        end = None if query.limit is None else query.skip + query.limit
        return len(rows), [row[:width] for row in rows[query.skip : end]]

    def distinct(
        self, version: UUID, columns: Sequence[str], condition: Condition, *, seconds: float | None = None
    ) -> list[tuple[int, ...]]:
        """Every set of codes that rows which meet the condition have in these columns, each once and in order."""
        opened = self._opened(version)
        values: list[Any] = []
        named = ", ".join(quoted(name) for name in columns)
        sql = f"select distinct {named} from kept where {where(condition, values, opened.spans)} order by all"
        with _cursor(opened) as cursor, limited(cursor, seconds):
            return _fetched(cursor, sql, values)

    def groups(
        self, version: UUID, columns: Sequence[str], condition: Condition, *, seconds: float | None = None
    ) -> int:
        """How many sets of codes rows that meet the condition have in these columns."""
        opened = self._opened(version)
        values: list[Any] = []
        named = ", ".join(quoted(name) for name in columns) or "true"
        sql = f"select count(*) from (select distinct {named} from kept where {where(condition, values, opened.spans)})"
        with _cursor(opened) as cursor, limited(cursor, seconds):
            return int(_fetched(cursor, sql, values)[0][0])

    def _count(self, cursor: duckdb.DuckDBPyConnection, version: UUID, condition: str, values: list[Any]) -> int:
        key = (version, condition, repr(values))
        with self._lock:
            if key in self._counts:
                self._counts.move_to_end(key)
                return self._counts[key]
        ((count,),) = _fetched(cursor, f"select count(*) from kept where {condition}", values)
        with self._lock:
            self._counts[key] = count
            if len(self._counts) > _COUNTS:
                self._counts.popitem(last=False)
        return int(count)

    def _opened(self, version: UUID) -> _Opened:
        with self._lock:
            if version not in self._open:
                self._open[version] = self._begin(version)
            self._open.move_to_end(version)
            if len(self._open) > _OPEN:
                self._open.popitem(last=False)  # closed when the last question to it has ended
            return self._open[version]

    def _begin(self, version: UUID) -> _Opened:
        file, blocks = self._at(version) / ROWS, self._at(version) / BLOCKS
        if not file.is_file():
            where_to = "Import the data set again."
            raise StoreError("the rows of this data set are not in the store", next=where_to)
        connection = duckdb.connect(str(file), read_only=True, config=self._settings)
        # Versions that earlier releases kept have no blocks.
        return _Opened(connection, spans.read(connection), Blocks(blocks) if blocks.is_file() else None)

    def _at(self, version: UUID) -> Path:
        return self._folder / str(version)


@contextmanager
def _cursor(opened: _Opened) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor for one question: each thread has its own."""
    cursor = opened.connection.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def _page_sql(query: RowQuery, condition: str) -> str:
    columns = ", ".join(quoted(name) for name in query.columns)
    sql = f"select {columns} from kept where {condition} order by {order(query.sorts)}"
    return sql if query.limit is None else f"{sql} limit {int(query.limit)} offset {int(query.skip)}"


def _fetched(cursor: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> Rows:
    rows: Rows = cursor.execute(sql, values).fetchall()
    return rows


def write(
    folder: Path,
    *,
    rows: pa.Table,
    sorted_by: Sequence[str],
    spanned: Sequence[str],
    contents: str,
    table: pa.Table,
    data: bytes | Path,
    meta: bytes,
) -> None:
    """Everything of a version, on the disk when this returns. A run that is cut short leaves what nobody reads."""
    half = folder.with_name(f".{folder.name}-{uuid4().hex}")
    make_folder(half)
    try:
        _write_rows(half, rows, sorted_by, spanned)
        pq.write_table(table, half / PARQUET, compression="zstd", row_group_size=_GROUP)
        _write_csv(half / CSV, data)
        (half / META).write_bytes(meta)
        (half / CONTENTS).write_text(contents, encoding="utf-8")
        for path in (*sorted(half.iterdir()), half):
            fsync(path)
        half.rename(folder)
        fsync(folder.parent)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _write_rows(folder: Path, rows: pa.Table, sorted_by: Sequence[str], spanned: Sequence[str]) -> None:
    with duckdb.connect(str(folder / ROWS)) as connection:
        connection.register("given", rows)
        columns = ", ".join(quoted(name) for name in sorted_by)
        connection.execute(f"create table kept as select * from given order by {columns}")
        spans.write(connection, sorted_by[0], spanned)
        connection.execute("checkpoint")
        packed_rows.write(connection, sorted_by[0], folder / BLOCKS)


def _write_csv(file: Path, data: bytes | Path) -> None:
    """The data file as it came, compressed, the same bytes for the same file."""
    with file.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0, compresslevel=6) as packed:
        if isinstance(data, bytes):
            packed.write(data)
        else:
            opener = gzip.open if data.suffix == ".gz" else open
            with opener(data, "rb") as source:
                shutil.copyfileobj(source, packed, 1024 * 1024)
