"""Texts as those of a named list: chosen among constants or read, the same text, and refused where it is not on it.

A number in place of a text: chosen by the same conditions, it is the one that comparing the text would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest

from alder.engine.duckdb import DuckDB
from alder.model import expr
from alder.model.expr import Value, cases, coalesce, ifelse, null, row_number

if TYPE_CHECKING:
    from collections.abc import Callable


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


PEOPLE = pa.table({"sex": ["F", "M", "X", None, "F"], "age": pa.array([12, 30, 70, 40, None], pa.int32())})
NUMBERS = {"F": 0, "M": 1, "Unknown": 2, "30": 3, "040": 4}


def sex(t: expr.Table) -> expr.Value:
    return cases((t.sex == "F", "F"), (t.sex == "M", "M"), else_="Unknown")


@pytest.mark.parametrize(
    ("value", "compared", "found"),
    [
        pytest.param(sex, False, [0, 1, 2, 2, 0], id="chosen by cases"),
        pytest.param(lambda t: ifelse(t.age < 18, "Unknown", sex(t)), False, [2, 1, 2, 2, 0], id="a choice in another"),
        pytest.param(lambda t: t.age.cast("string"), False, [None, 3, None, None, None], id="a whole number as text"),
        pytest.param(lambda t: t.sex, True, [0, 1, None, None, 0], id="as collected"),
        pytest.param(lambda t: ifelse(t.age < 18, "F", t.sex), True, [0, 1, None, None, 0], id="collected in part"),
        pytest.param(lambda t: cases((t.age < 18, "Child"), else_="F"), False, [None, 0, 0, 0, 0], id="no category"),
        pytest.param(lambda t: cases((t.age < 18, "M"), else_=null("string")), False, [1] + [None] * 4, id="missing"),
        pytest.param(
            lambda t: ifelse(sex(t).isin(["F"]), sex(t), "Unknown"), False, [0, 2, 2, 2, 0], id="some categories alone"
        ),
    ],
)
def test_the_number_is_that_of_the_text(
    value: Callable[[expr.Table], expr.Value], compared: bool, found: list[int | None]
) -> None:
    people = expr.table("people", PEOPLE.schema)
    number = expr.numbered(value(people), NUMBERS)
    with DuckDB() as engine:
        engine.add("people", PEOPLE)
        rows = engine.run(lambda: people.select(age="age", n=number, text=value(people)))
    assert rows["n"].to_pylist() == found == [NUMBERS.get(t) for t in rows["text"].to_pylist()]
    assert ("= 'Unknown'" in expr.to_sql(people.select(n=number), "duckdb")) is compared


@pytest.mark.parametrize(
    ("value", "compared", "found"),
    [
        pytest.param(sex, False, [True, False, True, True, True], id="chosen by cases"),
        pytest.param(
            lambda t: ifelse(t.age < 18, "M", sex(t)), False, [False, False, True, True, True], id="in another"
        ),
        pytest.param(lambda t: t.sex, True, [True, False, False, None, True], id="as collected"),
        pytest.param(
            lambda t: cases((t.age < 18, "F"), else_=null("string")), False, [True] + [None] * 4, id="missing"
        ),
    ],
)
def test_whether_a_text_is_one_of_some_is_told_without_it(
    value: Callable[[expr.Table], expr.Value], compared: bool, found: list[bool | None]
) -> None:
    people = expr.table("people", PEOPLE.schema)
    told = expr.is_any_of(value(people), ["F", "Unknown"])
    with DuckDB() as engine:
        engine.add("people", PEOPLE)
        rows = engine.run(lambda: people.select(told=told, isin=value(people).isin(["F", "Unknown"])))
    assert rows["told"].to_pylist() == rows["isin"].to_pylist() == found
    assert ("'Unknown'" in expr.to_sql(people.select(told=told), "duckdb")) is compared
