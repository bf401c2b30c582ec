"""A demo's store keeps its database to itself: no command that is pointed at it follows DATABASE_URL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support.site import same_store_after

from alder.cli.commands import cli
from alder.web.setup import set_up

ASIDE = "DATABASE_URL is left aside: this store, as that of a demo, keeps its database in its own folder.\n"


@pytest.fixture(name="other")
def _other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The database of another site, which DATABASE_URL names."""
    other = tmp_path / "real.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{other}")
    with same_store_after():
        yield other


def in_use() -> Path:
    from django.db import connection

    return Path(str(connection.settings_dict["NAME"]))


COMMANDS = (("requests", "list"), ("worker", "--once"), ("people", "list"), ("trail", "verify"), ("trail", "secure"))


def test_every_command_uses_the_file_in_the_store(other: Path, tmp_path: Path) -> None:
    store = tmp_path / "demo"
    set_up(store, own_database=True)
    for command in COMMANDS:
        said = CliRunner().invoke(cli, [*command, "--store", str(store)], catch_exceptions=False)
        assert said.exit_code == 0, said.output
        assert in_use() == store / "published" / "alder.sqlite3"
        assert not other.exists()
    said = CliRunner().invoke(cli, ["requests", "list", "--store", str(store)], catch_exceptions=False)
    assert said.stderr == ASIDE, "whoever names another database is told"


def test_a_store_that_was_open_with_another_turns_to_its_own(other: Path, tmp_path: Path) -> None:
    set_up(tmp_path / "demo")
    assert in_use() == other
    set_up(tmp_path / "demo", own_database=True)
    assert in_use() == tmp_path / "demo" / "published" / "alder.sqlite3"
    set_up(tmp_path / "other store")
    assert in_use() == other, "a store without the mark follows DATABASE_URL, whatever was open before"
