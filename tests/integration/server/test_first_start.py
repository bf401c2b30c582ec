"""Processes that start at once on a store without a database, and databases of other releases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.support import postgresql
from tests.support.commands import refused, run
from tests.support.site import Site, site_in

from alder.errors import StoreError

AT_ONCE = 4
BEGIN = """
import sys
from pathlib import Path
from alder.web import setup
setup._name(Path(sys.argv[1]))
setup.published_folder().mkdir(parents=True, exist_ok=True)
print("ready", flush=True)
sys.stdin.readline()
setup.set_up(Path(sys.argv[1]))
from django.conf import settings
from alder.web.accounts.models import Person
print(settings.SECRET_KEY, Person.objects.count())
"""


def test_processes_that_start_at_once_make_one_database_and_one_key(tmp_path: Path) -> None:
    store = tmp_path / "store"
    env = dict(os.environ)
    if url := postgresql.database_of(store):
        env["DATABASE_URL"] = url
    command = [sys.executable, "-c", BEGIN, str(store)]
    with ExitStack() as open:
        started = [
            open.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
            )
            for _ in range(AT_ONCE)
        ]
        for one in started:
            assert one.stdout
            assert one.stdout.readline() == "ready\n"
        for one in started:
            assert one.stdin
            one.stdin.write("\n")
            one.stdin.flush()
        said = [one.communicate()[0] for one in started]
    assert [one.returncode for one in started] == [0] * AT_ONCE
    assert len(set(said)) == 1
    assert said[0].endswith(" 0\n")
    assert [path.name for path in (store / "published").glob("secret-key*")] == ["secret-key"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path / "store") as site:
        yield site


def test_a_database_of_a_later_release_is_refused_by_whatever_opens_it(site: Site) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    later = MigrationRecorder.Migration.objects.create(app="publications", name="0099_from_the_future")
    commands = (
        ("people", "list"),
        ("people", "add", "ada@mereshire.example", "--name", "Ada"),
        ("worker", "--once"),
        ("serve", "--check", "--port", "0"),
    )
    for command in commands:
        said = refused(*command, "--store", site.store)
        assert "of a later release of Alder" in said
        assert "publications.0099_from_the_future" in said
    later.delete()
    assert "Nobody yet" in run("people", "list", "--store", site.store)


def test_who_only_reads_does_not_bring_an_older_database_up_to_date(site: Site) -> None:
    from django.core.management import call_command
    from django.db.migrations.recorder import MigrationRecorder

    call_command("migrate", "following", "0001", verbosity=0)
    said = refused("people", "list", "--store", site.store)
    assert "It has not seen following.0002_refused and 1 more." in said
    assert not MigrationRecorder.Migration.objects.filter(app="following", name="0002_refused").exists()
    run("people", "add", "ada@mereshire.example", "--name", "Ada", "--store", site.store)
    assert "Ada" in run("people", "list", "--store", site.store)


def test_who_only_reads_makes_nothing(tmp_path: Path) -> None:
    assert "Nobody yet" in run("people", "list", "--store", tmp_path / "nothing")
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_cannot_be_written_is_said_in_words_with_sqlite(tmp_path: Path) -> None:
    (tmp_path / "published").write_text("in the way")
    said = refused("serve", "--check", "--port", 0, "--store", tmp_path)
    assert "the database of the site cannot be opened or made" in said


def test_a_database_that_cannot_be_opened_is_said_in_words_with_sqlite(tmp_path: Path) -> None:
    (tmp_path / "published/alder.sqlite3").mkdir(parents=True)
    for command in (("people", "list"), ("worker", "--once")):
        assert "the database of the site cannot be opened or made" in refused(*command, "--store", tmp_path)


def test_a_squashed_migration_is_known_by_the_names_of_those_that_it_stands_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    from alder.web import database

    MigrationRecorder.Migration.objects.create(app="publications", name="0000_before")
    with pytest.raises(StoreError, match="later release"):
        database.bring_up_to_date()
    monkeypatch.setattr(database, "_replaced", lambda: frozenset({("publications", "0000_before")}))
    database.bring_up_to_date()
