"""The engine that runs inside the process: DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import duckdb
import pyarrow as pa

from alder.engine import sql_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from alder.model.expr import Expression


class DuckDB:
    """An in-memory DuckDB over Arrow tables and Parquet files. Not for use from several threads at once."""

    dialect = "duckdb"

    def __init__(self, *, memory_limit: str | None = None, threads: int | None = None) -> None:
        settings: dict[str, str | int] = {"preserve_insertion_order": "false"}
        if memory_limit:
            settings["memory_limit"] = memory_limit
        if threads:
            settings["threads"] = threads
        self._connection = duckdb.connect(":memory:", config=settings)
        self._schemas: dict[str, pa.Schema] = {}
        self._arrow: dict[str, pa.Table] = {}

    def add(self, name: str, rows: pa.Table | Sequence[Path], schema: pa.Schema | None = None) -> None:
        self._drop(name)
        if isinstance(rows, pa.Table):
            self._connection.register(name, rows)
            self._arrow[name] = rows  # the connection reads it in place, so it must stay alive
            self._schemas[name] = rows.schema
            return
        if schema is None:
            raise TypeError("Parquet files need their schema, so that no file has to be opened to plan")
        if not rows:
            self.add(name, schema.empty_table())
            return
        self._connection.execute(
            f"CREATE VIEW {quoted(name)} AS SELECT {', '.join(quoted(c) for c in schema.names)} "
            f"FROM read_parquet([{', '.join(literal(str(p)) for p in rows)}], union_by_name=true)"
        )
        self._schemas[name] = schema

    def keep(self, name: str, build: Callable[[], Expression], *, key: str | None = None) -> None:
        text = self._sql(build, key)
        self._drop(name)
        self._connection.execute(f"CREATE TEMP TABLE {quoted(name)} AS {text}")
        self._schemas[name] = self._connection.sql(f"FROM {quoted(name)} LIMIT 0").to_arrow_table().schema

    def run(self, build: Callable[[], Expression], *, key: str | None = None) -> pa.Table:
        return self._connection.sql(self._sql(build, key)).to_arrow_table()

    def schema(self, name: str) -> pa.Schema:
        return self._schemas[name]

    def has(self, name: str) -> bool:
        return name in self._schemas

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sql(self, build: Callable[[], Expression], key: str | None) -> str:
        def compile() -> str:
            from alder.model import expr  # building expressions costs an import that a cached run does not need

            return expr.to_sql(build(), self.dialect)

        return sql_cache.sql(key, self.dialect, compile)

    def _drop(self, name: str) -> None:
        if name in self._arrow:
            self._connection.unregister(name)
            del self._arrow[name]
        elif name in self._schemas:
            kind = self._connection.execute(
                "SELECT table_type FROM information_schema.tables WHERE table_name = ?", [name]
            ).fetchall()
            if kind:
                what = "VIEW" if kind[0][0] == "VIEW" else "TABLE"
                self._connection.execute(f"DROP {what} {quoted(name)}")
        self._schemas.pop(name, None)


def quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
