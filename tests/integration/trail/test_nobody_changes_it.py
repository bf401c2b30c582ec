"""What keeps the events of the trail from being changed: triggers in every database, and a role of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.site import Site, site_in

EVENTS, HEAD = "trail_trailevent", "trail_trailhead"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path / "store") as made:
        _add(5)
        yield made


def _add(number: int) -> None:
    from django.db import transaction

    from alder.web.trail.events import record

    for _ in range(number):
        with transaction.atomic():
            record("ada", "admin", "output one", "LOOK", said={"note": "as it was"})


def _sql(text: str) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text)


def _rows() -> list[Any]:
    from alder.web.trail.models import TrailEvent, TrailHead

    return [*TrailEvent.objects.values_list(), *TrailHead.objects.values_list()]


_LIKE = (
    f"select 99, at, actor, role, thing, action, from_state, to_state, said, previous, hash from {EVENTS} where seq = 2"
)
CHANGES = {
    "an event is changed": f"update {EVENTS} set role = 'auditor' where seq = 2",
    "an event is deleted": f"delete from {EVENTS} where seq = 2",
    "all are deleted": f"delete from {EVENTS}",
    "one is put in its place": f"update {EVENTS} set seq = 77 where seq = 2",
    "one is put in beyond the end": f"insert into {EVENTS} {_LIKE}",
    "the head goes back": f"update {HEAD} set events = 3, hash = (select hash from {EVENTS} where seq = 2)",
    "the head goes on without an event": f"update {HEAD} set events = events + 1",
    "the head is deleted": f"delete from {HEAD}",
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_the_trail(site: Site, change: str) -> None:
    """T25."""
    from django.db import Error

    before = _rows()
    with pytest.raises(Error, match="added to and never changed"):
        _sql(CHANGES[change])
    assert _rows() == before
    _add(1)
    assert len(_rows()) == len(before) + 1


def test_an_event_is_not_replaced_by_another_of_its_number(site: Site) -> None:
    from django.db import Error, connection

    if connection.vendor != "sqlite":
        pytest.skip("SQLite alone replaces a row without deleting it")
    with pytest.raises(Error, match="never changed"):
        _sql(f"insert or replace into {EVENTS} {_LIKE.replace('99', '2')}")


def test_a_trigger_that_is_gone_is_told_and_put_back(site: Site) -> None:
    from django.db import connection

    from alder.web.trail.protection import install, protection

    assert protection().missing == ()
    on = f" on {EVENTS}" if connection.vendor == "postgresql" else ""
    _sql(f"drop trigger trail_deleted{on}")
    assert protection().missing == ("trail_deleted",)
    assert not protection().is_whole
    assert "trail_deleted" in " ".join(protection().says)
    with connection.schema_editor() as editor:
        install(editor)
    assert protection().missing == ()


def test_a_database_from_before_is_guarded_when_it_is_brought_up_to_date(tmp_path: Path) -> None:
    from alder.web.database import bring_up_to_date
    from alder.web.trail.protection import protection

    with site_in(tmp_path / "store"):
        from django.core.management import call_command

        call_command("migrate", "trail", "0002", verbosity=0)
        assert "trail_changed" in protection().missing
        bring_up_to_date()
        _add(1)
        assert protection().missing == ()


def test_a_table_of_the_trail_that_a_migration_makes_anew_is_guarded_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection, models

    from alder.web import database
    from alder.web.trail.models import TrailEvent
    from alder.web.trail.protection import protection

    wider: Any = models.CharField(max_length=300)
    wider.set_attributes_from_name("role")
    wider.model = TrailEvent

    def migrate(*_: object, **__: object) -> None:
        with connection.schema_editor() as editor:
            editor.alter_field(TrailEvent, TrailEvent._meta.get_field("role"), wider)

    before = _rows()
    monkeypatch.setattr(database, "call_command", migrate)
    database._migrate()
    assert protection().missing == ()
    assert _rows() == before


@pytest.fixture
def roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """A database of PostgreSQL with an owner and a role for the site; gives the URL of either."""
    import os

    from tests.support import postgresql

    folder = os.environ.get(postgresql.SOCKET)
    if not folder:
        pytest.skip("roles are PostgreSQL's: run with --postgresql")
    import psycopg

    name = f"roles_{os.getpid()}_{abs(hash(str(tmp_path))) % 10**8}"
    owner, of_site = f"{name}_owner", f"{name}_site"
    with psycopg.connect(host=folder, user="alder", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"create role {owner} login")
        connection.execute(f"create role {of_site} login")
        connection.execute(f"create database {name} owner {owner}")
    with psycopg.connect(host=folder, user="alder", dbname=name, autocommit=True) as connection:
        connection.execute(f"alter schema public owner to {owner}")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{of_site}@/{name}?host={folder}")

    def url(role: str) -> str:
        return f"postgresql://{ {'owner': owner, 'site': of_site, 'super': 'alder'}[role] }@/{name}?host={folder}"

    yield url
    from django.db import connections

    connections.close_all()


def _alder(*arguments: str) -> Any:
    from click.testing import CliRunner

    from alder.cli.commands import cli

    return CliRunner().invoke(cli, list(arguments))


def test_the_role_of_the_site_cannot_change_the_trail(
    roles: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T25: it may neither change nor delete events, nor take the triggers away, nor own the tables."""
    from alder.errors import StoreError
    from alder.web.setup import set_up

    store = str(tmp_path / "store")
    with pytest.raises(StoreError, match="may not do that") as refused:
        set_up(Path(store))
    assert "alder trail secure" in refused.value.next
    monkeypatch.setenv("ALDER_DATABASE_OWNER_URL", roles("owner"))
    done = _alder("trail", "secure", "--store", store)
    assert done.exit_code == 0, done.output
    assert "may not take that away" in done.output
    monkeypatch.delenv("ALDER_DATABASE_OWNER_URL")
    with site_in_of(Path(store)):
        from django.db import Error

        from alder.web.trail.protection import protection

        _add(4)
        for change in (
            *CHANGES.values(),
            f"truncate {EVENTS}",
            f"alter table {EVENTS} disable trigger all",
            f"drop trigger trail_changed on {EVENTS}",
            f"drop table {EVENTS} cascade",
            f"alter table {EVENTS} owner to current_user",
            "set session_replication_role = replica",
            "create or replace function trail_refuse() returns trigger language plpgsql as 'begin return new; end'",
            "delete from django_migrations",
        ):
            with pytest.raises(Error):
                _sql(change)
        _sql(f"create temporary table {HEAD} as select 1 as id, 99 as events, repeat('0', 64) as hash")
        with pytest.raises(Error, match="never changed"):
            _sql(f"insert into public.{EVENTS} {_LIKE.replace('previous, hash', repr('0' * 64) + ', hash')}")
        _sql(f"drop table pg_temp.{HEAD}")
        assert protection().is_whole
        from alder.web.accounts import services

        services.add("nia@mereshire.example", "Nia", services.roles_of(["publisher"]), services.drawn_password())


def test_where_the_site_owns_its_tables_it_is_said_and_can_be_put_right(
    roles: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    with psycopg.connect(roles("super"), autocommit=True) as connection:
        connection.execute("grant create on schema public to public")
        owner, of_site = (roles(name).split("//")[1].split("@")[0] for name in ("owner", "site"))
    store = tmp_path / "store"
    with site_in_of(store):
        from alder.web.trail.protection import protection

        assert protection().may == ("owns the tables",)
    told = _alder("trail", "verify", "--store", str(store))
    assert told.exit_code == 0, told.output
    assert "could take that away: it owns the tables" in told.output
    monkeypatch.setenv("ALDER_DATABASE_OWNER_URL", roles("owner"))
    refused = _alder("trail", "secure", "--store", str(store))
    assert refused.exit_code != 0
    assert f"grant {of_site} to {owner}" in str(refused.exception)
    with psycopg.connect(roles("super"), autocommit=True) as connection:
        connection.execute(f"grant {of_site} to {owner}")
    done = _alder("trail", "secure", "--store", str(store))
    assert done.exit_code == 0, (done.output, done.exception)
    assert "may not take that away" in done.output


def site_in_of(folder: Path) -> Any:
    """The site of this database, as its own role has it."""
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Iterator[None]:
        from django.db import connections

        from alder.web.setup import set_up

        set_up(folder)
        try:
            yield
        finally:
            connections.close_all()

    return opened()
