"""SQL is kept between runs, and no measure is ever counted by the SQL of another."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from tests.support.aim_tables import CLASSROOM, aims
from tests.support.compiled_sql import nothing_is_compiled

from alder.derive.aims import NAME
from alder.engine import sql_cache
from alder.engine.duckdb import DuckDB
from alder.measures import Measure, Query, measures
from alder.measures.calculation.classification import classify
from alder.measures.calculation.counting import CountedScope, count
from alder.measures.calculation.record_keys import RecordSecret
from alder.measures.definitions.leaver_rates import OF_LEAVERS, judged
from alder.measures.measure import Breakdown, Criterion
from alder.model.expr import Table
from alder.model.statistic import Category

AIMS = """
    aim          | CompStatus | Outcome | LearnActEndDate
    achieved     | 2          | 1       | 2024-06-28
    partly       | 2          | 2       | 2024-06-28
    not achieved | 2          | 3       | 2024-06-28
    withdrawn    | 3          | 3       | 2024-01-15
"""
CLASS = {**CLASSROOM, "LearnStartDate": date(2023, 9, 4), "LearnPlanEndDate": date(2024, 6, 28)}


def only(column: str, values: list[int]) -> Criterion:
    """The aims with some values: a family of criteria that differ in what they are made with and in nothing else."""
    return replace(OF_LEAVERS[0], tests=lambda aims, context: {"of_value": aims[column].isin(values)})


def first(outcomes: list[int]) -> Callable[..., Table]:
    def judge(aims: Table, settings: Any, year: int | None = None) -> Table:
        return judged(aims.filter(aims.Outcome.isin(outcomes)), settings, year)

    return judge


RATE = replace(measures["retention_rate"], classified_columns=frozenset())
BY_CRITERIA = {
    1: replace(RATE, criteria=(only("Outcome", [1]), *OF_LEAVERS)),
    2: replace(RATE, criteria=(only("Outcome", [2, 3]), *OF_LEAVERS)),
}
BY_JUDGE = {1: replace(RATE, classify=first([1])), 2: replace(RATE, classify=first([2, 3]))}


def counted(measure: Measure) -> int:
    return scope_of(measure).total("completers")


def records_of(measure: Measure, splits: Sequence[Breakdown] = ()) -> list[dict[str, Any]]:
    """The records behind the counts, as the ledger compares them."""
    found = scope_of(measure, splits, secret=RecordSecret(bytes(32))).records
    return found.sort_by("record").to_pylist()


def scope_of(measure: Measure, splits: Sequence[Breakdown] = (), **more: Any) -> CountedScope:
    _, table = aims(AIMS, **CLASS)
    query = Query.ask("retention_rate", year="2023/24", scope="education_and_training")
    with DuckDB() as engine:
        engine.add(NAME, table)
        base = classify(engine, measure, query.settings)
        return count(engine, measure, query.scope, splits, 2023, query.settings, base=base, **more)


@pytest.mark.parametrize("order", [*permutations((1, 2))])
@pytest.mark.parametrize("family", [BY_CRITERIA, BY_JUDGE], ids=["criteria", "judge"])
def test_two_measures_of_one_family_are_counted_apart_whichever_was_kept_first(
    family: dict[int, Measure], order: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALDER_CACHE", str(tmp_path))
    expected = {1: 1, 2: 2}
    cold = {n: counted(family[n]) for n in order}
    kept = sorted(sql_cache.folder().iterdir())
    assert kept
    warm = {n: counted(family[n]) for n in order}
    assert (cold, warm) == (expected, expected)
    assert sorted(sql_cache.folder().iterdir()) == kept, "the second time nothing is compiled"


@pytest.mark.parametrize("family", [BY_CRITERIA, BY_JUDGE], ids=["criteria", "judge"])
def test_the_records_behind_them_are_told_apart_too_and_read_by_kept_sql(
    family: dict[int, Measure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALDER_CACHE", str(tmp_path))
    cold = {n: records_of(family[n]) for n in (1, 2)}
    assert {n: len(records) for n, records in cold.items()} == {1: 1, 2: 3}
    nothing_is_compiled(monkeypatch)
    assert {n: records_of(family[n]) for n in (2, 1)} == cold


def split(column: str, key: str, codes: str = "123") -> Breakdown:
    """A filter by the plain value of a column, all under one name."""
    categories = tuple(Category(code, code) for code in codes)
    return Breakdown("value", "Value", categories, lambda t: t[column].cast("string"), (column,), key=key)


def test_records_are_not_read_by_the_sql_of_another_filter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALDER_CACHE", str(tmp_path))
    splits = [split("Outcome", "outcome"), split("CompStatus", "completion")]
    unnamed = [split("Outcome", ""), split("CompStatus", "")]
    codes = [[r["value"] for r in records_of(RATE, [by])] for by in (*splits, *unnamed)]
    assert [sorted(c) for c in codes] == [["1", "2", "3", "3"], ["2", "2", "2", "3"]] * 2
    nothing_is_compiled(monkeypatch)
    assert [[r["value"] for r in records_of(RATE, [by])] for by in splits] == codes[:2]
