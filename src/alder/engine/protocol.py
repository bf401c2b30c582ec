"""What Alder asks of a database engine, whichever it is, and what every engine does with it in the same way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import ExitStack
from typing import TYPE_CHECKING, ClassVar, Self

import pyarrow as pa

from alder.engine import sql_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from alder.model.expr import Expression


class Engine(ABC):
    """Holds named tables and answers expressions over them.

    An expression is given as a function that builds it, so that one whose SQL is cached is never built. `key` must
    then change whenever the built expression would: see `engine.sql_cache`. What is abstract is what an engine has to
    be able to do; the SQL that it is given there is what `sql_cache.written` gave for its dialect.
    """

    dialect: ClassVar[str]
    """The dialect of SQL, as Ibis calls it."""

    def __init__(self) -> None:
        self._owned = ExitStack()

    # Expressions --------------------------------------------------------------------------------------------------

    def keep(self, name: str, build: Callable[[], Expression], *, key: str | None = None) -> int:
        """Work an expression out once and hold its rows under `name`; says how many there are."""
        return self.keep_sql(name, sql_cache.written(build, key, self.dialect))

    def run(self, build: Callable[[], Expression], *, key: str | None = None) -> pa.Table:
        """The rows of an expression."""
        return self.run_sql(sql_cache.written(build, key, self.dialect))

    def write(self, build: Callable[[], Expression], file: Path) -> None:
        """Write the rows of an expression to a Parquet file."""
        self.write_sql(sql_cache.written(build, None, self.dialect), file)

    def batches(
        self, build: Callable[[], Expression], rows: int, *, key: str | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, some at a time: all of them together need not fit into memory."""
        return self.batches_sql(sql_cache.written(build, key, self.dialect), rows)

    @abstractmethod
    def keep_sql(self, name: str, text: str) -> int:
        """As `keep`, for SQL."""

    @abstractmethod
    def run_sql(self, text: str) -> pa.Table:
        """As `run`, for SQL."""

    @abstractmethod
    def write_sql(self, text: str, file: Path) -> None:
        """As `write`, for SQL."""

    @abstractmethod
    def batches_sql(self, text: str, rows: int) -> Iterator[pa.RecordBatch]:
        """As `batches`, for SQL."""

    # Tables -------------------------------------------------------------------------------------------------------

    def add(self, name: str, rows: pa.Table | Sequence[Path], schema: pa.Schema | None = None) -> None:
        """Make Arrow rows, or the Parquet files given, readable under `name`, in place of what was there."""
        if isinstance(rows, pa.Table):
            self.add_rows(name, rows)
        elif schema is None:
            raise TypeError("Parquet files need their schema, so that no file has to be opened to plan")
        else:
            self.add_files(name, schema, [(schema, rows)] if rows else [])

    @abstractmethod
    def add_rows(self, name: str, rows: pa.Table) -> None:
        """Make Arrow rows readable under `name`, in place of what was there."""

    @abstractmethod
    def add_files(
        self,
        name: str,
        schema: pa.Schema,
        groups: Sequence[tuple[pa.Schema, Sequence[Path]]],
        *,
        within: tuple[str, str] | None = None,
    ) -> None:
        """Make rows of Parquet files readable under `name`, in the columns of `schema`.

        Files come in groups with the columns that they have; what a group lacks is null. So no file is opened until it
        is read, however many there are. `within` is a column and another table: then only those rows are there whose
        value of that column is in the same column of that table. Without it files of a group may lack columns too.
        """

    @abstractmethod
    def add_numbered(self, name: str, file: Path, columns: Mapping[str, str], row: str) -> None:
        """Make some columns of one Parquet file readable under other names, and as `row` each row's number from 0."""

    @abstractmethod
    def add_code_lists(self, lists: Mapping[str, Sequence[str]]) -> None:
        """Make a function of the name of each list, which gives a text as it is and refuses one off the list."""

    @abstractmethod
    def schema(self, name: str) -> pa.Schema:
        """The columns of a table that was added or kept."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Is there a table of that name?"""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Forget a table, where there is one of that name."""

    # The engine itself ----------------------------------------------------------------------------------------------

    @abstractmethod
    def for_thread(self) -> Engine:
        """The same tables for another thread. What is kept here or there is in both; it closes with this engine."""

    def plan_for_measures(self) -> None:  # noqa: B027  # a hint, which an engine may pass over
        """Statements of variables and measures follow, which are few and long: an engine may plan otherwise then."""

    def own(self, resource: AbstractContextManager[object]) -> None:
        """Keep something until the engine closes."""
        self._owned.enter_context(resource)

    def close(self) -> None:
        """Let go of all that the engine holds. Another time it does nothing."""
        self._owned.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
