"""Texts as those of a named list: chosen among constants or read, the same text, and refused where it is not on it."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from alder.engine.duckdb import DuckDB
from alder.model import expr
from alder.model.expr import Value, cases, coalesce, ifelse, row_number

ROWS = pa.table({"n": pa.array([1, 2, 3, None], pa.int32()), "text": ["a", "b", "a's", None]})
ON_LIST = ("a", "b", "a's", "none")


@pytest.fixture(name="engine")
def _engine() -> DuckDB:
    engine = DuckDB()
    engine.add("rows", ROWS)
    engine.add_code_lists({"letters": ON_LIST})
    return engine


T = expr.table("rows", ROWS.schema)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (T.text, ["a", "b", "a's", None]),
        (coalesce(T.text, "none"), ["a", "b", "a's", "none"]),
        (cases((T.n == 1, "a"), (T.n > 1, T.text), else_="none"), ["a", "b", "a's", "none"]),
        (ifelse(T.n == 2, "b", cases((T.n == 3, "a's"), else_="a")), ["a", "b", "a's", "a"]),
    ],
)
def test_the_text_stays_what_it_is(engine: DuckDB, value: Value, expected: list[str | None]) -> None:
    engine.keep("made", lambda: T.select("n", letter=expr.made_with(value, "letters")))
    found = engine.run_sql("SELECT letter, typeof(letter) AS type FROM made ORDER BY n NULLS LAST")
    assert found["letter"].to_pylist() == expected
    assert set(found["type"].to_pylist()) == {"ENUM('a', 'b', 'a''s', 'none')"}
    assert expr.table("made", engine.schema("made")).letter.type().is_string()


def test_a_text_that_is_not_on_the_list_is_refused(engine: DuckDB) -> None:
    value = expr.made_with(cases((T.n == 1, "strange"), else_="a"), "letters")
    with pytest.raises(duckdb.ConversionException, match="strange"):
        engine.run(lambda: T.select(letter=value))


def test_what_looks_at_other_rows_is_known() -> None:
    assert not expr.looks_at_other_rows(cases((T.n == 1, "a"), else_=T.text))
    assert expr.looks_at_other_rows(T.n.max().over(group_by=T.text) + 1)
    assert expr.looks_at_other_rows(row_number())
