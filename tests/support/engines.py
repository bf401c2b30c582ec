"""Engines for many small cases: to open one takes longer than to judge a case or to work out a variable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import duckdb
import pytest

from alder.engine import duckdb as engine_module
from alder.engine.duckdb import DuckDB
from alder.engine.sql_text import literal, quoted


@cache
def _engine() -> DuckDB:
    return DuckDB()


@contextmanager
def empty_engine(keeping: Collection[str] = ()) -> Iterator[DuckDB]:
    """An engine that holds nothing, the same for all tests of a process, and is emptied afterwards.

    Tables without rows named in `keeping` may stay: who looks for them would make them anew.
    """
    engine = _engine()
    try:
        yield engine
    finally:
        for name in [*engine._schemas]:
            if name not in keeping or name not in engine._arrow or engine._arrow[name].num_rows:
                engine.drop(name)
        left = engine.run_sql("SELECT table_name FROM duckdb_tables()").column(0).to_pylist()
        assert not left, f"the engine has tables that it does not know of: {left}"


LEFT = "FROM duckdb_tables() SELECT 1 UNION ALL FROM duckdb_views() SELECT 1 WHERE NOT internal LIMIT 1"


class _Idle:
    """Databases in memory whose engines were closed, for the next that are opened with the same settings.

    Where no number of threads is asked for there is one: every core has a process of the tests, and at tables of a few
    rows further threads would only wait for each other.

    Two engines never have one at once. An engine's connection is its own and ends with it; what it had made is dropped
    when it is closed, and a database that is not empty then is not used again. One with settings that tests look at
    (memory, a folder to spill into) is opened as always.
    """

    def __init__(self) -> None:
        self._idle: dict[str, list[duckdb.DuckDBPyConnection]] = defaultdict(list)
        self._lent: WeakKeyDictionary[duckdb.DuckDBPyConnection, tuple[str, duckdb.DuckDBPyConnection]]
        self._lent = WeakKeyDictionary()
        self._lists: WeakKeyDictionary[DuckDB, list[str]] = WeakKeyDictionary()
        self._close, self._add_code_lists = DuckDB.close, DuckDB.add_code_lists

    def __getattr__(self, name: str) -> Any:
        """Whatever else the module of the engine asks of DuckDB."""
        return getattr(duckdb, name)

    def connect(self, where: str, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        if where != ":memory:" or not config.keys() <= {"preserve_insertion_order", "disabled_optimizers", "threads"}:
            return duckdb.connect(where, config=config)
        config = {"threads": 1} | config
        settings = repr(sorted(config.items()))
        try:
            database = self._idle[settings].pop()
        except IndexError:
            database = duckdb.connect(where, config=config)
        else:  # the engine before it may have planned for measures
            database.execute(f"SET disabled_optimizers = {literal(config['disabled_optimizers'])}")
        connection = database.cursor()
        self._lent[connection] = settings, database
        return connection

    def close(self, engine: DuckDB) -> None:
        self._close(engine)
        settings, database = self._lent.pop(engine._connection, (None, None))
        if settings is None or database is None:
            return
        if self._is_emptied(database, engine):
            self._idle[settings].append(database)
        else:
            database.close()

    def _is_emptied(self, database: duckdb.DuckDBPyConnection, engine: DuckDB) -> bool:
        try:
            for name, kind in reversed(engine._made.items()):
                database.execute(f"DROP {kind} {quoted(name)}")
            for name in self._lists.pop(engine, ()):
                database.execute(f"DROP MACRO {quoted(name)}; DROP TYPE {quoted(name)}")
            return not database.execute(LEFT).fetchall()
        except duckdb.Error:
            return False

    def add_code_lists(self, engine: DuckDB, lists: Mapping[str, Sequence[str]]) -> None:
        self._add_code_lists(engine, lists)
        self._lists.setdefault(engine, []).extend(lists)


def used_again(patch: pytest.MonkeyPatch) -> None:
    """From now on a database is opened only where none is idle: to open and close one takes some 15 milliseconds."""
    idle = _Idle()
    patch.setattr(engine_module, "duckdb", idle)
    patch.setattr(DuckDB, "close", lambda self: idle.close(self))
    patch.setattr(DuckDB, "add_code_lists", lambda self, lists: idle.add_code_lists(self, lists))
