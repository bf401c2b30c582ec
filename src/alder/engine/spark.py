"""The engine for when one machine is outgrown: Spark, in the extra `spark`.

It answers the same expressions as DuckDB, and the whole rule book finds the same on both; a test holds it to that.
"""

from __future__ import annotations

from functools import reduce
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine.protocol import Engine
from alder.engine.sql_text import MOMENT, wanted_columns
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.log.level": "ERROR",
}
"""For a Spark on this machine alone: no page of its own, nobody else connects, and small tables stay in few parts."""

_MEANING = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # Answers are gathered here; rows between the steps never leave the cluster.
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
"""What makes Spark read a statement as DuckDB does."""

_WRITTEN = 100_000
"""Rows that are written to a file at a time: a row group of a file of the store."""


class Spark(Engine):
    """Spark over Arrow tables and Parquet files, in a session of its own within the cluster's.

    `session` is the cluster to work on; without one, a Spark on this machine is started, and stopped at the end.
    """

    dialect = "pyspark"

    def __init__(self, session: SparkSession | None = None) -> None:
        super().__init__()
        self._started = None if session is not None else _local()
        self._session = (session or self._started).newSession()  # type: ignore[union-attr]
        for name, value in _MEANING.items():
            self._session.conf.set(name, value)
        self._schemas: dict[str, pa.Schema | None] = {}

    def add_rows(self, name: str, rows: pa.Table) -> None:
        self._view(name, self._session.createDataFrame(rows), rows.schema)

    def add_files(
        self,
        name: str,
        schema: pa.Schema,
        groups: Sequence[tuple[pa.Schema, Sequence[Path]]],
        *,
        within: tuple[str, str] | None = None,
    ) -> None:
        if not groups:
            self.add_rows(name, schema.empty_table())
            return
        frames = [
            self._files(held, files).selectExpr(*wanted_columns(schema, held, _SQL_TYPES, _quoted))
            for held, files in groups
        ]
        rows = reduce(lambda one, other: one.unionAll(other), frames)
        if within is not None:
            column, chosen = within
            rows = rows.join(self._session.table(chosen).select(column), column, "left_semi").select(*schema.names)
        self._view(name, rows, schema)

    def add_numbered(self, name: str, file: Path, columns: Mapping[str, str], row: str) -> None:
        rows = self._session.read.parquet(str(file.resolve()))
        chosen = [f"_metadata.row_index AS {_quoted(row)}"]
        chosen += [f"{_quoted(c)} AS {_quoted(n)}" for c, n in columns.items()]
        self._view(name, rows.selectExpr(*chosen), None)

    def add_code_lists(self, lists: Mapping[str, Sequence[str]]) -> None:
        for name, texts in lists.items():
            listed = ", ".join(_literal(t) for t in texts)
            refusal = f"raise_error({_literal(f'a text that is not on the list {name}')})"
            self._session.sql(
                f"CREATE OR REPLACE TEMPORARY FUNCTION {_quoted(name)}(t STRING) RETURNS STRING "
                f"RETURN CASE WHEN t IS NULL OR t IN ({listed}) THEN t ELSE {refusal} END"
            )

    def keep_sql(self, name: str, text: str) -> int:
        # A checkpoint forgets how the rows were made. Without it each step would plan all steps before it again.
        rows = self._session.sql(text).localCheckpoint(eager=True)
        self._view(name, rows, None)
        return int(rows.count())

    def run_sql(self, text: str) -> pa.Table:
        return self._rows(self._session.sql(text))

    def write_sql(self, text: str, file: Path) -> None:
        frame = self._session.sql(text)
        schema = self._rows(frame.limit(0)).schema
        with pq.ParquetWriter(file, schema) as writer:
            for batch in _batches(frame, schema, _WRITTEN):
                writer.write_batch(batch)

    def batches_sql(self, text: str, rows: int) -> Iterator[pa.RecordBatch]:
        frame = self._session.sql(text)
        yield from _batches(frame, self._rows(frame.limit(0)).schema, rows)

    def schema(self, name: str) -> pa.Schema:
        known = self._schemas[name]
        if known is None:
            known = self._rows(self._session.table(name).limit(0)).schema
            self._schemas[name] = known
        return known

    def has(self, name: str) -> bool:
        return name in self._schemas

    def drop(self, name: str) -> None:
        if name in self._schemas:
            self._session.catalog.dropTempView(name)
            del self._schemas[name]

    def for_thread(self) -> Spark:
        return self  # a session takes statements from any thread

    def close(self) -> None:
        super().close()
        for name in list(self._schemas):
            self.drop(name)
        if self._started is not None:
            self._started.stop()
            self._started = None

    def _view(self, name: str, rows: DataFrame, schema: pa.Schema | None) -> None:
        rows.createOrReplaceTempView(name)
        self._schemas[name] = schema

    def _files(self, schema: pa.Schema, files: Sequence[Path]) -> DataFrame:
        """Parquet files of the columns given, none of which is opened before it is read."""
        empty = self._session.createDataFrame(schema.empty_table())
        return self._session.read.schema(empty.schema).parquet(*(str(path.resolve()) for path in files))

    def _rows(self, rows: DataFrame) -> pa.Table:
        table: pa.Table = rows.toArrow()
        return table


def _local() -> SparkSession:
    """A Spark on this machine, as small as it goes."""
    if find_spec("pyspark") is None:
        raise UsageError("Spark is not installed here", next="Install it with: pip install 'alder[spark]'")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[*]").appName("alder")
    for name, value in _LOCAL.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _batches(frame: DataFrame, schema: pa.Schema, rows: int) -> Iterator[pa.RecordBatch]:
    """The rows of a frame, some at a time. Spark gives them part by part, so that nothing is gathered here."""
    iterator = frame.toLocalIterator()
    while some := list(islice(iterator, rows)):
        yield pa.RecordBatch.from_pylist([row.asDict() for row in some], schema)


_SQL_TYPES = {
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INT",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.string(): "STRING",
    pa.date32(): "DATE",
    MOMENT: "TIMESTAMP_NTZ",
}


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
