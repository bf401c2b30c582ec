"""The engine that runs inside the process: DuckDB."""

from __future__ import annotations

import re
import warnings
from copy import copy
from threading import Lock
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from alder.engine.delta_table import readable
from alder.engine.protocol import Engine
from alder.engine.sql_text import MOMENT, literal, quoted, wanted_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


warnings.filterwarnings("ignore", message="Arrow output on a DB-API result makes an extra copy", module=__name__)

ROW_GROUP = 122_880
"""Rows that one thread takes at a time. Where no table has more, further threads only cost their own keep."""


class DuckDB(Engine):
    """An in-memory DuckDB over Arrow tables and Parquet files, for one thread at a time; see `for_thread` for another.

    With `spill`, a folder, what is larger than `memory_limit` waits there; without it, too large a question fails.
    """

    dialect = "duckdb"

    def __init__(
        self, *, memory_limit: str | None = None, threads: int | None = None, spill: Path | None = None
    ) -> None:
        super().__init__()
        settings: dict[str, str | int] = {
            "preserve_insertion_order": "false",
            # Looking for expressions that occur twice takes a fifth of the time of judging a return by sixty rules a
            # statement, and finds next to nothing there. To make joins of lists of values takes another quarter where
            # a return is small, and saves 2 per cent at 100,000 learners.
            "disabled_optimizers": "common_subexpressions,in_clause",
        }
        if memory_limit:
            settings["memory_limit"] = memory_limit
        if spill:
            settings["temp_directory"] = str(spill)
        if threads:
            settings["threads"] = threads
        self._connection = duckdb.connect(":memory:", config=settings)
        # A statement of some seconds would draw a bar on the standard output, in whatever somebody writes there.
        self._connection.execute("SET enable_progress_bar = false")
        self._schemas: dict[str, pa.Schema | None] = {}
        self._arrow: dict[str, pa.Table] = {}
        self._made: dict[str, str] = {}
        """What each name stands for in the database: a VIEW or a TABLE."""
        self._views: dict[str, str] = {}
        """The SELECT of each view of files."""
        self._ready: set[str] = set()
        """Rows and views that a statement on this connection named. The others are not told to the database yet: that
        takes up to a millisecond a table, and a store has many of which a question reads few."""
        self._making = Lock()
        self._files: list[Path] = []
        """Those of a store, to say which of them is damaged where a statement fails."""

    def plan_for_measures(self) -> None:
        """Plan the statements of variables and measures, which are few and long and name one thing many times.

        What occurs twice is worked out once, which saves a fifth of judging aims and up to a third of counting them. A
        list of values is compared in place: made into joins, as is usual, the lists within a long expression take an
        eighth of all that a release of measures takes. What is joined to aims is written second and is the smaller: by
        its guesses the engine would now and then put the wide rows of the aims into the table that it looks up in,
        which costs a sixth of working out variables.
        """
        self._connection.execute("SET disabled_optimizers = 'in_clause,build_side_probe_side'")

    def add_code_lists(self, lists: Mapping[str, Sequence[str]]) -> None:
        """Make a type of each list of texts, and a function of the same name that gives a text as one of that type.

        A column of such a type holds a small number a row and shows the text.
        """
        for name, texts in lists.items():
            listed = ", ".join(literal(t) for t in texts)
            self._connection.execute(
                f"CREATE TYPE {quoted(name)} AS ENUM ({listed}); "
                f"CREATE MACRO {quoted(name)}(t) AS CAST(t AS {quoted(name)})"
            )

    def add_rows(self, name: str, rows: pa.Table) -> None:
        self.drop(name)
        self._arrow[name] = rows  # the connection reads it in place, so it must stay alive
        self._schemas[name] = rows.schema

    def add_files(
        self,
        name: str,
        schema: pa.Schema,
        groups: Sequence[tuple[pa.Schema, Sequence[Path]]],
        *,
        within: tuple[str, str] | None = None,
    ) -> None:
        self.drop(name)
        if not groups:
            self.add_rows(name, schema.empty_table())
            return
        where = ""
        if within is not None:
            column, chosen = map(quoted, within)
            where = f" WHERE {column} IN (SELECT {column} FROM {chosen})"
        selects = [
            f"SELECT {', '.join(wanted_columns(schema, held, _SQL_TYPES))} "
            f"FROM {_parquet(files, by_name=within is None)}{where}"
            for held, files in groups
        ]
        self._files += [path for _, files in groups for path in files]
        self._views[name] = " UNION ALL ".join(selects)
        self._schemas[name] = schema

    def add_numbered(self, name: str, file: Path, columns: Mapping[str, str], row: str) -> None:
        self.drop(name)
        chosen = [f"file_row_number AS {quoted(row)}", *(f"{quoted(c)} AS {quoted(n)}" for c, n in columns.items())]
        source = f"read_parquet({literal(_plain(file))}, file_row_number=true)"
        self._connection.execute(f"CREATE VIEW {quoted(name)} AS SELECT {', '.join(chosen)} FROM {source}")
        self._made[name] = "VIEW"
        self._schemas[name] = None

    def keep_sql(self, name: str, text: str) -> int:
        self.drop(name)
        self._make_ready(text)
        made = self._connection.execute(f"CREATE TABLE {quoted(name)} AS {text}").fetchone()
        self._made[name] = "TABLE"
        self._schemas[name] = None  # asked for when somebody wants to know: a run with kept SQL never does
        return int(made[0]) if made else 0

    def run_sql(self, text: str) -> pa.Table:
        # A relation is planned twice, once to describe it. For a long statement that costs more than the copy of its
        # rows which is made here.
        self._make_ready(text)
        with readable(self._files):
            return self._connection.execute(text).to_arrow_table()

    def write_sql(self, text: str, file: Path) -> None:
        self._make_ready(text)
        self._connection.execute(f"COPY ({text}) TO {literal(str(file))} (FORMAT parquet)")

    def batches_sql(self, text: str, rows: int) -> Iterator[pa.RecordBatch]:
        self._make_ready(text)
        yield from self._connection.sql(text).to_arrow_reader(rows)

    def schema(self, name: str) -> pa.Schema:
        known = self._schemas[name]
        if known is None:
            known = self._connection.execute(f"FROM {quoted(name)} LIMIT 0").to_arrow_table().schema
            self._schemas[name] = known
        return known

    def has(self, name: str) -> bool:
        return name in self._schemas

    def drop(self, name: str) -> None:
        with self._making:
            if name in self._arrow:
                if name in self._ready:
                    self._connection.unregister(name)
                del self._arrow[name]
            elif name in self._made:
                self._connection.execute(f"DROP {self._made.pop(name)} {quoted(name)}")
            self._views.pop(name, None)
            self._schemas.pop(name, None)
            if name in self._ready:
                self._ready -= {name, *(view for view, select in self._views.items() if name in select)}

    def _make_ready(self, text: str) -> None:
        """Tell the database of rows and views whose names occur in a statement, and of those that these views read.

        One thread at a time: another one's statement may read the same views.
        """
        with self._making:
            named: set[str] = set()
            texts = [text]
            while texts:
                text = texts.pop()
                found = {n for n in (*self._arrow, *self._views) if n in text} - self._ready - named
                named |= found
                texts += [self._views[n] for n in found if n in self._views]
            for name in named & self._arrow.keys():
                self._connection.register(name, self._arrow[name])
                self._ready.add(name)
            for name in [n for n in self._views if n in named]:  # as they were added: a later one may read an earlier
                if name not in self._made:
                    with readable(self._files):
                        self._connection.execute(f"CREATE VIEW {quoted(name)} AS {self._views[name]}")
                    self._made[name] = "VIEW"
                self._ready.add(name)

    def for_thread(self) -> DuckDB:
        """The same tables for another thread. Tables are to be added before; whatever either keeps, both have."""
        other = copy(self)
        other._connection = self._connection.cursor()
        other._ready = set()
        self._owned.callback(other._connection.close)
        return other

    def close(self) -> None:
        super().close()
        self._connection.close()


def _plain(file: Path) -> str:
    """A file's name, in which nothing stands for other names."""
    return re.sub(r"([\[*?])", r"[\1]", str(file))


def _parquet(files: Sequence[Path], *, by_name: bool) -> str:
    """Files as a table. Those that may differ in their columns are matched `by_name`, for which each is opened."""
    names = ", ".join(literal(_plain(f)) for f in files)
    return f"read_parquet([{names}], hive_partitioning=false{', union_by_name=true' if by_name else ''})"


_SQL_TYPES = {
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    MOMENT: "TIMESTAMP",
}


def write_database(path: Path, tables: Mapping[str, pa.Table]) -> None:
    """Write tables as a file of DuckDB, for whoever works with one."""
    with duckdb.connect(str(path), config={}) as database:
        for name, rows in tables.items():
            database.register("rows_to_write", rows)
            database.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM rows_to_write")
            database.unregister("rows_to_write")
