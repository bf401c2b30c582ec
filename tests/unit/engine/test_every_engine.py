"""Every engine answers the whole protocol, and each the same.

The engine inside the process.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from alder.engine.duckdb import DuckDB
from alder.engine.protocol import Engine
from alder.errors import StoreError
from alder.model import expr

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Spark's gateway leaves sockets to the garbage collector
]

COLUMNS = pa.schema([("key", pa.int64()), ("name", pa.string()), ("day", pa.date32())])
NO_SPARK = find_spec("pyspark") is None or shutil.which("java") is None


@pytest.fixture(
    scope="module",
    params=["duckdb", pytest.param("spark", marks=pytest.mark.skipif(NO_SPARK, reason="needs pyspark and Java"))],
)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "duckdb":
        with DuckDB() as engine:
            yield engine
    else:
        from alder.engine.spark import Spark

        with Spark() as engine:
            yield engine


def rows(engine: Engine, name: str) -> list[dict[str, object]]:
    found = engine.run(lambda: expr.table(name, engine.schema(name))).to_pylist()
    return sorted(found, key=repr)


def test_files_may_lack_columns_and_of_their_rows_only_those_within_count(engine: Engine, tmp_path: Path) -> None:
    whole, without = tmp_path / "whole.parquet", tmp_path / "without.parquet"
    pq.write_table(pa.table({"key": [1, 2], "name": ["a", "b"], "day": pa.array([None, None], pa.date32())}), whole)
    pq.write_table(pa.table({"key": pa.array([3, 4], pa.int32()), "name": ["c", "d"]}), without)
    earlier = pa.schema([("key", pa.int32()), ("name", pa.string())])
    engine.add("chosen", pa.table({"key": [2, 3, 9]}))
    engine.add_files("kept", COLUMNS, [(COLUMNS, [whole]), (earlier, [without])], within=("key", "chosen"))
    assert rows(engine, "kept") == [
        {"key": 2, "name": "b", "day": None},
        {"key": 3, "name": "c", "day": None},
    ]
    engine.add_files("kept", COLUMNS, [], within=("key", "chosen"))
    assert rows(engine, "kept") == []


def test_rows_of_a_file_have_their_number(engine: Engine, tmp_path: Path) -> None:
    pq.write_table(pa.table({"who": ["a", "b"], "odd [name]": ["x", "y"]}), tmp_path / "file.parquet")
    engine.add_numbered("numbered", tmp_path / "file.parquet", {"odd [name]": "what"}, "row")
    assert rows(engine, "numbered") == [{"row": 0, "what": "x"}, {"row": 1, "what": "y"}]


def test_a_text_that_is_not_on_its_list_is_refused(engine: Engine) -> None:
    engine.add_code_lists({"letters": ["a", "it's"]})
    engine.add("texts", pa.table({"text": ["a", "it's", None]}))
    made = expr.made_with(expr.table("texts", engine.schema("texts")).text, "letters")
    texts = expr.table("texts", engine.schema("texts"))
    assert set(engine.run(lambda: texts.select(made=made))["made"].to_pylist()) == {"a", "it's", None}
    engine.add("texts", pa.table({"text": ["b"]}))
    with pytest.raises(Exception, match=r"letters|b"):
        engine.run(lambda: texts.select(made=made))


def test_rows_come_in_batches_and_are_written_to_a_file(engine: Engine, tmp_path: Path) -> None:
    engine.add("numbers", pa.table({"n": pa.array(range(10), pa.int64())}))

    def build() -> expr.Expression:
        numbers = expr.table("numbers", engine.schema("numbers"))
        return numbers.filter(numbers.n < 7)

    batches = list(engine.batches(build, 3))
    assert max(b.num_rows for b in batches) <= 7
    assert sorted(n for b in batches for n in b["n"].to_pylist()) == list(range(7))
    engine.write(build, tmp_path / "out.parquet")
    assert sorted(pq.read_table(tmp_path / "out.parquet")["n"].to_pylist()) == list(range(7))


def test_what_was_never_there_can_be_dropped(engine: Engine) -> None:
    engine.drop("never")
    engine.add("once", pa.table({"n": [1]}))
    engine.drop("once")
    assert not engine.has("once")


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


def test_files_are_opened_where_a_statement_names_them_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [1, 2, 3]}), tmp_path / "whole.parquet")
    (tmp_path / "damaged.parquet").write_bytes(b"no rows")
    schema = pa.schema([("x", pa.int64())])
    with DuckDB() as engine:
        engine.add("chosen", pa.table({"x": [1, 2]}))
        engine.add_files("whole", schema, [(schema, [tmp_path / "whole.parquet"])], within=("x", "chosen"))
        engine.add("damaged", [tmp_path / "damaged.parquet"], schema)
        beside = engine.for_thread()
        assert engine.run_sql("FROM whole").num_rows == beside.run_sql("FROM whole").num_rows == 2
        engine.add("chosen", pa.table({"x": [3]}))
        assert engine.run_sql("FROM whole").num_rows == 1, "what a view reads may be put in place of another"
        for _ in "again":
            with pytest.raises(StoreError, match="altered") as caught:
                engine.run_sql("FROM damaged")
            assert caught.value.where.endswith("damaged.parquet")


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


def test_no_bar_is_drawn_in_what_a_command_prints() -> None:
    for engine in (one := DuckDB(), one.for_thread()):
        asked = engine.run_sql("SELECT current_setting('enable_progress_bar') AS draws")
        assert asked["draws"].to_pylist() == [False]
