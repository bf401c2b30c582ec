"""What Alder asks of Spark, answered by a stand-in, so that it holds where Spark is not installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from alder.engine import spark as engine
from alder.engine.spark import Spark
from alder.errors import UsageError
from alder.model import expr

NUMBERS = pa.table({"n": pa.array([1, 2], pa.int64())})


class Frame:
    """Rows, or the statement or files that they would come from."""

    def __init__(self, session: Session, rows: Any) -> None:
        self.session, self.rows = session, rows
        self.schema = rows.schema if isinstance(rows, pa.Table) else None

    def createOrReplaceTempView(self, name: str) -> None:
        self.session.views[name] = self.rows

    def selectExpr(self, *chosen: str) -> Frame:
        self.session.chosen.append(chosen)
        return self

    def select(self, *names: str) -> Frame:
        return self

    def unionAll(self, other: Frame) -> Frame:
        return Frame(self.session, (self.rows, other.rows))

    def join(self, other: Frame, column: str, how: str) -> Frame:
        return Frame(self.session, (how, column, self.rows))

    def toLocalIterator(self) -> Iterator[Any]:
        return iter([SimpleNamespace(asDict=lambda row=row: row) for row in NUMBERS.to_pylist()])

    def localCheckpoint(self, eager: bool) -> Frame:
        assert eager
        return Frame(self.session, NUMBERS)

    def count(self) -> int:
        assert isinstance(self.rows, pa.Table)
        return self.rows.num_rows

    def limit(self, rows: int) -> Frame:
        return Frame(self.session, (self.rows if isinstance(self.rows, pa.Table) else NUMBERS).slice(0, rows))

    def toArrow(self) -> pa.Table:
        return self.rows if isinstance(self.rows, pa.Table) else NUMBERS


class Session:
    """Keeps what it is told. Each statement gives the same numbers."""

    def __init__(self) -> None:
        self.views: dict[str, Any] = {}
        self.settings: dict[str, str] = {}
        self.said: list[str] = []
        self.chosen: list[tuple[str, ...]] = []
        self.stopped = False
        self.conf = SimpleNamespace(set=self.settings.__setitem__)
        self.catalog = SimpleNamespace(dropTempView=self.views.pop)
        self.read = SimpleNamespace(
            schema=lambda schema: SimpleNamespace(parquet=lambda *f: Frame(self, f)), parquet=lambda *f: Frame(self, f)
        )

    def newSession(self) -> Self:
        return self

    def createDataFrame(self, rows: pa.Table) -> Frame:
        return Frame(self, rows)

    def sql(self, text: str) -> Frame:
        self.said.append(text)
        return Frame(self, text)

    def table(self, name: str) -> Frame:
        return Frame(self, self.views[name])

    def stop(self) -> None:
        self.stopped = True


def test_tables_files_and_answers_are_views_of_a_session_of_its_own() -> None:
    session = Session()
    with Spark(session) as spark:  # type: ignore[arg-type]
        spark.add("numbers", NUMBERS)
        spark.add("in_files", [Path("/store/a.parquet"), Path("/store/b.parquet")], NUMBERS.schema)
        spark.add("in_no_file", [], NUMBERS.schema)
        assert spark.keep("kept", lambda: expr.table("numbers", NUMBERS.schema)) == 2
        assert spark.run(lambda: expr.table("kept", NUMBERS.schema)) == NUMBERS
        assert session.views["numbers"] == NUMBERS
        assert session.views["in_files"] == ("/store/a.parquet", "/store/b.parquet")
        assert session.views["in_no_file"].num_rows == 0
        assert [spark.schema(n) for n in ("numbers", "kept", "kept")] == [NUMBERS.schema] * 3
        assert (spark.has("kept"), spark.has("other")) == (True, False)
        assert all("`numbers`" in said or "`kept`" in said for said in session.said)
    assert session.views == {}
    assert not session.stopped  # the cluster is somebody else's
    assert session.settings["spark.sql.caseSensitive"] == "true"


def test_files_that_lack_columns_are_read_in_groups_and_only_rows_within_another_table_count() -> None:
    session = Session()
    spark = Spark(session)  # type: ignore[arg-type]
    spark.add("chosen", NUMBERS)
    columns = pa.schema([("n", pa.int64()), ("day", pa.date32())])
    groups = [(columns, [Path("/store/a.parquet")]), (NUMBERS.schema, [Path("/store/b.parquet")])]
    spark.add_files("kept", columns, groups, within=("n", "chosen"))
    assert session.views["kept"] == ("left_semi", "n", (("/store/a.parquet",), ("/store/b.parquet",)))
    assert session.chosen == [("`n`", "`day`"), ("`n`", "CAST(NULL AS DATE) AS `day`")]
    spark.add_numbered("numbered", Path("/in.parquet"), {"odd name": "what"}, "row")
    assert session.chosen[-1] == ("_metadata.row_index AS `row`", "`odd name` AS `what`")


def test_a_list_of_codes_is_a_function_that_refuses_other_texts() -> None:
    session = Session()
    Spark(session).add_code_lists({"letters": ["a", "it's"]})  # type: ignore[arg-type]
    (said,) = session.said
    assert "FUNCTION `letters`(t STRING)" in said
    assert r"t IN ('a', 'it\'s') THEN t ELSE raise_error(" in said


def test_rows_are_never_gathered_to_be_written(tmp_path: Path) -> None:
    spark = Spark(Session())  # type: ignore[arg-type]
    spark.write(lambda: expr.table("numbers", NUMBERS.schema), tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet") == NUMBERS
    assert [b.num_rows for b in spark.batches(lambda: expr.table("numbers", NUMBERS.schema), 1)] == [1, 1]
    spark.drop("never there")


def test_files_need_their_schema() -> None:
    with pytest.raises(TypeError, match="need their schema"):
        Spark(Session()).add("in_files", [Path("a.parquet")])  # type: ignore[arg-type]


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as told:
        Spark()
    assert "pip install 'alder[spark]'" in str(told.value)


def test_a_spark_that_it_started_is_stopped_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    session, chosen = Session(), {}

    class Builder:
        def master(self, where: str) -> Self:
            chosen["master"] = where
            return self

        def appName(self, name: str) -> Self:
            return self

        def config(self, name: str, value: str) -> Self:
            chosen[name] = value
            return self

        def getOrCreate(self) -> Session:
            return session

    module = ModuleType("pyspark.sql")
    module.SparkSession = SimpleNamespace(builder=Builder())  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyspark", ModuleType("pyspark"))
    monkeypatch.setitem(sys.modules, "pyspark.sql", module)
    monkeypatch.setattr(engine, "find_spec", lambda name: module)
    spark = Spark()
    spark.close()
    assert session.stopped
    assert chosen["master"] == "local[*]"
    assert chosen["spark.driver.bindAddress"] == "127.0.0.1"
    spark.close()  # once more does nothing
