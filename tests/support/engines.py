"""One engine for many small cases: to open one takes longer than to judge a case or to work out a variable."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache

from alder.engine.duckdb import DuckDB


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
