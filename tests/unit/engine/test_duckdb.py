"""The engine inside the process."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from alder.engine.duckdb import DuckDB
from alder.model import expr


def test_arrow_rows_and_parquet_files_are_read_alike(tmp_path: Path) -> None:
    rows = pa.table({"learner": pa.array([1, 2, 3], pa.int64()), "Sex": ["F", "M", None]})
    pq.write_table(rows.slice(0, 1), tmp_path / "it's one.parquet")
    pq.write_table(rows.slice(1).drop_columns("Sex"), tmp_path / "two.parquet")
    with DuckDB() as engine:
        engine.add("arrow", rows)
        engine.add("files", sorted(tmp_path.iterdir()), rows.schema)
        engine.add("none", [], rows.schema)
        for name, expected in (("arrow", 3), ("files", 3), ("none", 0)):
            table = expr.table(name, engine.schema(name))
            assert engine.run(lambda t=table: t).num_rows == expected
        with pytest.raises(TypeError, match="schema"):
            engine.add("files", sorted(tmp_path.iterdir()))


def test_a_name_can_be_used_again_for_rows_files_or_an_answer(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [1]}), tmp_path / "x.parquet")
    with DuckDB() as engine:
        engine.add("t", pa.table({"x": [1, 2]}))
        assert engine.keep("t2", lambda: expr.table("t", engine.schema("t"))) == 2
        engine.add("t", [tmp_path / "x.parquet"], pa.schema([("x", pa.int64())]))
        assert engine.run(lambda: expr.table("t", engine.schema("t"))).num_rows == 1
        engine.keep("t", lambda: expr.table("t2", engine.schema("t2")))
        assert engine.run(lambda: expr.table("t", engine.schema("t"))).num_rows == 2
        engine.add("t", pa.table({"y": ["a"]}))
        assert engine.schema("t").names == ["y"]
        assert engine.has("t")
        assert not engine.has("nothing")


def test_sql_is_compiled_once_for_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALDER_CACHE", str(tmp_path))  # the suite's own cache outlives a run
    built = []
    with DuckDB(memory_limit="1GB", threads=1) as engine:
        engine.add("t", pa.table({"x": [1, 2, 3]}))

        def build() -> expr.Expression:
            built.append(1)
            return expr.table("t", engine.schema("t")).filter(lambda t: t.x > 1)

        for _ in range(3):
            assert engine.run(build, key="test-duckdb-compiled-once").num_rows == 2
    assert len(built) == 1


def test_another_thread_sees_the_same_tables_and_what_either_keeps() -> None:
    with DuckDB() as engine:
        engine.add("t", pa.table({"x": [1, 2]}))
        engine.keep_sql("one", "SELECT * FROM t WHERE x = 1")
        beside = engine.for_thread()
        assert beside.run_sql("SELECT * FROM t UNION ALL SELECT * FROM one").num_rows == 3
        beside.keep_sql("two", "SELECT * FROM t WHERE x = 2")
        assert engine.run_sql("SELECT x FROM two").to_pydict() == {"x": [2]}
        assert engine.has("two")
        beside.drop("one")
        assert not engine.has("one")
