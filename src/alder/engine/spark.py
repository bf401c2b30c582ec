"""The engine for when one machine is outgrown: Spark, in the extra `spark`.

It answers the same expressions as DuckDB, and the whole rule book finds the same on both; a test holds it to that.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import sql_cache
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

    from alder.model.expr import Expression

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


class Spark:
    """Spark over Arrow tables and Parquet files, in a session of its own within the cluster's.

    `session` is the cluster to work on; without one, a Spark on this machine is started, and stopped at the end.
    """

    dialect = "pyspark"

    def __init__(self, session: SparkSession | None = None) -> None:
        self._started = None if session is not None else _local()
        self._session = (session or self._started).newSession()  # type: ignore[union-attr]
        for name, value in _MEANING.items():
            self._session.conf.set(name, value)
        self._schemas: dict[str, pa.Schema | None] = {}

    def add(self, name: str, rows: pa.Table | Sequence[Path], schema: pa.Schema | None = None) -> None:
        if isinstance(rows, pa.Table):
            self._hold(name, self._session.createDataFrame(rows), rows.schema)
            return
        if schema is None:
            raise TypeError("Parquet files need their schema, so that no file has to be opened to plan")
        if not rows:
            self.add(name, schema.empty_table())
            return
        empty = self._session.createDataFrame(schema.empty_table())
        files = [str(path.resolve()) for path in rows]
        self._hold(name, self._session.read.schema(empty.schema).parquet(*files), schema)

    def keep(self, name: str, build: Callable[[], Expression], *, key: str | None = None) -> int:
        return self.keep_sql(name, sql_cache.written(build, key, self.dialect))

    def keep_sql(self, name: str, text: str) -> int:
        # A checkpoint forgets how the rows were made. Without it each step would plan all steps before it again.
        rows = self._session.sql(text).localCheckpoint(eager=True)
        self._hold(name, rows, None)
        return int(rows.count())

    def run(self, build: Callable[[], Expression], *, key: str | None = None) -> pa.Table:
        return self.run_sql(sql_cache.written(build, key, self.dialect))

    def run_sql(self, text: str) -> pa.Table:
        return self._rows(self._session.sql(text))

    def write(self, build: Callable[[], Expression], file: Path) -> None:
        pq.write_table(self.run(build), file)

    def schema(self, name: str) -> pa.Schema:
        known = self._schemas[name]
        if known is None:
            known = self._rows(self._session.table(name).limit(0)).schema
            self._schemas[name] = known
        return known

    def has(self, name: str) -> bool:
        return name in self._schemas

    def drop(self, name: str) -> None:
        self._session.catalog.dropTempView(name)
        del self._schemas[name]

    def beside(self) -> Spark:
        return self  # a session takes statements from any thread

    def close(self) -> None:
        for name in self._schemas:
            self._session.catalog.dropTempView(name)
        self._schemas.clear()
        if self._started is not None:
            self._started.stop()
            self._started = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hold(self, name: str, rows: DataFrame, schema: pa.Schema | None) -> None:
        rows.createOrReplaceTempView(name)
        self._schemas[name] = schema

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
