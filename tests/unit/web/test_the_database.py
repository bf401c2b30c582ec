"""The database is named by a URL, or is a file in the store."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from alder.web.database import database


def test_without_a_url_it_is_a_file_in_the_store(tmp_path: Path) -> None:
    found = database(None, tmp_path)
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == str(tmp_path / "alder.sqlite3")


def test_postgresql_by_url(tmp_path: Path) -> None:
    found = database("postgresql://alder:p%40ss@db.example:5433/statistics?sslmode=require", tmp_path)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    named = {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    assert named == {
        "NAME": "statistics",
        "USER": "alder",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_sqlite_by_url(tmp_path: Path) -> None:
    assert database("sqlite:////var/lib/alder.sqlite3", tmp_path)["NAME"] == "/var/lib/alder.sqlite3"
    assert database("sqlite://", tmp_path)["NAME"] == ":memory:"


def test_a_release_that_was_approved_outlives_a_power_cut(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "alder.sqlite3")) as connection:
        connection.executescript(database(None, tmp_path)["OPTIONS"]["init_command"])
        assert connection.execute("pragma synchronous").fetchone() == (2,), "each transaction is flushed as it ends"


def test_any_other_database_is_refused_without_showing_the_url(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        database("mysql://root:secret@host/db", tmp_path)
    assert "secret" not in str(caught.value)
