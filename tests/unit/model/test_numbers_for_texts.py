"""A number in place of a text: chosen by the same conditions, it is the one that comparing the text would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from alder.engine.duckdb import DuckDB
from alder.model import expr
from alder.model.expr import cases, ifelse, null

if TYPE_CHECKING:
    from collections.abc import Callable

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
