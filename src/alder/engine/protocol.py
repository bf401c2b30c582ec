"""What Alder asks of a database engine, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow as pa

    from alder.model.expr import Expression


class Engine(Protocol):
    """Holds named tables and answers expressions over them.

    An expression is given as a function that builds it, so that one whose SQL is cached is never built. `key` must
    then change whenever the built expression would: see `engine.sql_cache`.
    """

    @property
    def dialect(self) -> str: ...

    def add(self, name: str, rows: pa.Table | Sequence[Path], schema: pa.Schema | None = None) -> None:
        """Make Arrow rows, or the Parquet files given, readable under `name`, in place of what was there."""

    def keep(self, name: str, build: Callable[[], Expression], *, key: str | None = None) -> int:
        """Work an expression out once and hold its rows under `name`; says how many there are."""

    def run(self, build: Callable[[], Expression], *, key: str | None = None) -> pa.Table:
        """The rows of an expression."""

    def keep_sql(self, name: str, text: str) -> int:
        """As `keep`, for SQL that `sql_cache.written` gave for this engine's dialect."""

    def run_sql(self, text: str) -> pa.Table:
        """As `run`, for SQL that `sql_cache.written` gave for this engine's dialect."""

    def write(self, build: Callable[[], Expression], file: Path) -> None:
        """Write the rows of an expression to a Parquet file."""

    def schema(self, name: str) -> pa.Schema:
        """The columns of a table that was added or kept."""

    def has(self, name: str) -> bool:
        """Is there a table of that name?"""

    def drop(self, name: str) -> None:
        """Forget a table that was added or kept."""

    def beside(self) -> Engine:
        """The same tables for another thread. What is kept here or there is in both; it closes with this engine."""

    def close(self) -> None: ...
