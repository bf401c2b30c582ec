"""The whole book finds the same on Spark as on DuckDB, in sound returns and in jumbled ones."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.support import faulty_returns, random_reference_data
from tests.support.faulty_rule_books import judge

from alder.engine.duckdb import DuckDB
from alder.engine.spark import Spark
from alder.model import expr
from alder.model.period import AcademicYear
from alder.rules.runner import RunResult

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="needs the extra `spark`: pip install 'alder[spark]'"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java (Debian: default-jre-headless)"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # its gateway leaves sockets to the garbage collector
]

JUMBLED = 1000
"""Added to the number of a submission for its jumbled copy."""


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    with Spark() as engine:
        yield engine


def sound_and_jumbled(year: AcademicYear) -> dict[str, pa.Table]:
    """Two thousand made learners, and the same learners once more with much that is wrong."""
    sound = faulty_returns.returns(year, providers=40, learners=50, seed=5)

    def aside(rows: pa.Table) -> pa.Table:
        place = rows.schema.get_field_index("submission")
        return rows.set_column(place, rows.schema.field(place), pc.add(rows["submission"], JUMBLED))

    wrong = faulty_returns.jumbled(sound, year, seed=0)
    return {name: pa.concat_tables([rows, aside(wrong[name])]) for name, rows in sound.items()}


def counted(outcome: RunResult) -> Counter[tuple[object, ...]]:
    return Counter(tuple(row.values()) for row in outcome.broken.to_pylist())


@pytest.mark.parametrize("label", ["2020/21", "2025/26"])
def test_the_whole_book_finds_the_same_on_both_engines(label: str, spark: Spark) -> None:
    tables = sound_and_jumbled(AcademicYear.parse(label))
    references = random_reference_data.tables(tables, seed=0)
    with DuckDB() as engine:
        here = judge(engine, tables, references)
    there = judge(spark, tables, references)
    assert [r.code for r in there.ran] == [r.code for r in here.ran]
    ours, theirs = counted(here), counted(there)
    assert Counter(rule for _, rule, *_ in (ours - theirs).elements()) == {}
    assert Counter(rule for _, rule, *_ in (theirs - ours).elements()) == {}
    assert min(s for s, *_ in ours) < JUMBLED < max(s for s, *_ in ours)


def test_parquet_files_are_read_where_they_lie(tmp_path: Path, spark: Spark) -> None:
    schema = pa.schema([("n", pa.int64()), ("text", pa.string())])
    for n in (1, 2):
        pq.write_table(pa.table({"n": [n], "text": ["ä"]}, schema=schema), tmp_path / f"{n}.parquet")
    spark.add("in_files", sorted(tmp_path.glob("*.parquet")), schema)
    spark.add("in_no_file", [], schema)
    found = {
        name: spark.run(lambda name=name: expr.table(name, schema)).sort_by("n").to_pylist()
        for name in ("in_files", "in_no_file")
    }
    assert found == {"in_files": [{"n": 1, "text": "ä"}, {"n": 2, "text": "ä"}], "in_no_file": []}
    assert spark.keep("kept", lambda: expr.table("in_files", schema)) == 2
    assert (spark.has("kept"), spark.has("other"), spark.schema("kept")) == (True, False, schema)
