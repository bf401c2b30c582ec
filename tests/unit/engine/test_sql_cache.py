"""Compiled SQL on disk."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from alder.engine import sql_cache


def one() -> int:
    return 1


def key_of(*parts: object) -> str:
    return sql_cache.key("model", *parts)


def test_a_key_changes_with_whatever_the_sql_depends_on() -> None:
    assert key_of(one, "a") == key_of(one, "a")
    assert len({key_of(one, "a"), key_of(one, "b"), key_of("a"), key_of(), sql_cache.key("engine", "a")}) == 5


def family(codes: object, *, by_default: int = 1) -> Callable[..., object]:
    def rows(table: object, kinds: int = by_default) -> object:
        return table, codes, kinds

    return rows


@dataclass
class Kind:
    """Some declaration that knows a function."""

    name: str
    rows: Callable[..., object]

    def of(self) -> object:
        return self.rows(self.name)


@pytest.mark.parametrize(
    ("some", "other"),
    [
        (family([1]), family([2])),
        (family([1], by_default=1), family([1], by_default=2)),
        (family(family([1])), family(family([2]))),
        (partial(one, 1), partial(one, 2)),
        (partial(family, [1]), partial(family, codes=[1])),
        (Kind("a", family([1])), Kind("a", family([2]))),
        (Kind("a", one).of, Kind("b", one).of),
        ({"a": family([1])}, {"a": family([2])}),
        (lambda: 1, lambda: 2),
    ],
)
def test_functions_of_one_family_are_told_apart_by_what_they_were_made_with(some: object, other: object) -> None:
    assert key_of(some) != key_of(other)
    assert key_of([some]) == key_of([some])


def test_a_function_that_closes_over_itself_has_a_key() -> None:
    def walk(n: int) -> object:
        return walk(n - 1) if n else family

    assert key_of(walk) == key_of(walk)


def test_a_part_that_only_says_where_it_lies_in_memory_is_refused() -> None:
    """Its key would be another one in each run, or by chance that of something else."""
    with pytest.raises(TypeError, match="where it lies in memory"):
        key_of("a", object())


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ALDER_CACHE", str(tmp_path / "file"))
    assert sql_cache.sql("k", "duckdb", lambda: "SELECT 1") == "SELECT 1"
    assert sql_cache.sql("k", "duckdb", lambda: "SELECT 2") == "SELECT 2"


def test_the_cache_lies_in_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ALDER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert sql_cache.folder() == tmp_path / "alder" / "sql"
    assert sql_cache.sql("k", "duckdb", lambda: "SELECT 1") == "SELECT 1"
    assert sql_cache.sql("k", "duckdb", lambda: "SELECT 2") == "SELECT 1"
    assert sql_cache.sql("k", "spark", lambda: "SELECT 3") == "SELECT 3"
