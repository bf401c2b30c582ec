"""Compiled SQL on disk."""

from pathlib import Path

import pytest

from alder.engine import sql_cache


def one() -> int:
    return 1


def test_a_key_changes_with_whatever_the_sql_depends_on() -> None:
    assert sql_cache.key_of(one, "a") == sql_cache.key_of(one, "a")
    assert len({sql_cache.key_of(one, "a"), sql_cache.key_of(one, "b"), sql_cache.key_of("a"), sql_cache.key_of()}) == 4


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
