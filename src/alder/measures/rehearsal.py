"""A question rehearsed: everything that would be run, over tables without a row, so that its SQL can be read first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.engine.duckdb import DuckDB
from alder.model import expr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from alder.model.expr import Expression


class Rehearsal(DuckDB):
    """An engine whose tables are empty. It writes down each statement that it is asked for, in the order of asking."""

    def __init__(self, tables: Mapping[str, pa.Schema]) -> None:
        super().__init__(threads=1)
        self.statements: list[tuple[str, str]] = []
        for name, schema in tables.items():
            self.add(name, schema.empty_table())

    def keep(self, name: str, build: Callable[[], Expression], *, key: str | None = None) -> int:
        self._write_down(name, build)
        return super().keep(name, build)

    def run(self, build: Callable[[], Expression], *, key: str | None = None) -> pa.Table:
        self._write_down("", build)
        return super().run(build)

    def _write_down(self, name: str, build: Callable[[], Expression]) -> None:
        sql = expr.to_sql(build(), self.dialect, pretty=True)
        if (name, sql) not in self.statements:
            self.statements.append((name, sql))
