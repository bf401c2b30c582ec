"""Every engine answers the whole protocol, and each the same."""

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
