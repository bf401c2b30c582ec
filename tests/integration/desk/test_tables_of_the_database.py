"""The tables of the database: a new one, and one from before releases had states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.site import Site, site_in

STAYING = ("django_", "contenttypes", "auth", "otp_", "accounts")
"""Tables and apps that are left as they are, to save the time of making them again."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path / "store") as site:
        yield site


def _names() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def _tables() -> dict[str, Any]:
    """Every table of a database of SQLite with its columns, which of them name a row, its indexes and what it leads to.

    Indexes are told by their columns: their names hold a hash.
    """
    from django.db import connection

    asked = (
        "select name, type, pk from pragma_table_info(%s)",
        "select (select group_concat(name) from pragma_index_info(i.name)), i.[unique] from pragma_index_list(%s) i",
        'select "from", "table", "to" from pragma_foreign_key_list(%s)',
    )
    with connection.cursor() as cursor:
        return {name: [sorted(cursor.execute(sql, [name]).fetchall()) for sql in asked] for name in _names()}


def test_every_change_of_the_models_has_its_migration(site: Site) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_store_from_before_becomes_what_a_new_one_is(site: Site, tmp_path: Path) -> None:
    """Its releases are live, and their histories tell what was published when. Such stores were of SQLite."""
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("takes a database of SQLite apart")
    site.publish(data_sets.write(tmp_path), "--id", "0a1b2c3d-0000-4000-8000-00000000a1de")
    site.publish(data_sets.write(tmp_path), "--id", "0a1b2c3d-0000-4000-8000-00000000a1de")
    new = _tables()
    columns, indexes, leads_to = map(list, zip(*new.values(), strict=True))
    assert all(columns)
    assert any(indexes)
    assert any(leads_to)
    from django.core.management import call_command

    from alder.web.database import bring_up_to_date
    from alder.web.publications.models import Release, ReleaseEvent

    names = ("publication", "release", "dataset", "datasetversion")
    with connection.cursor() as cursor:
        kept = {}
        for name in names:
            cursor.execute(f"select * from publications_{name}")
            kept[name] = [dict(zip([c[0] for c in cursor.description], row, strict=True)) for row in cursor]
        cursor.execute("pragma foreign_keys=off")
        for table in new:
            if not table.startswith(STAYING):
                cursor.execute(f'drop table "{table}"')
        cursor.execute("select distinct app from django_migrations")
        for app in [app for (app,) in cursor.fetchall() if not app.startswith(STAYING)]:
            cursor.execute("delete from django_migrations where app = %s", [app])
    call_command("migrate", "publications", "0002", verbosity=0)
    with connection.cursor() as cursor:
        for name in names:
            known = [
                column.name for column in connection.introspection.get_table_description(cursor, f"publications_{name}")
            ]
            for row in kept[name]:
                columns = [column for column in known if column in row]
                marks = ", ".join(["%s"] * len(columns))
                values = [row[column] for column in columns]
                cursor.execute(f"insert into publications_{name} ({', '.join(columns)}) values ({marks})", values)
    bring_up_to_date()
    assert _tables() == new
    release = Release.objects.get()
    assert (release.state, release.is_live) == ("Live", True)
    told = list(ReleaseEvent.objects.values_list("what", "note", "public"))
    assert told == [("Published", "", True), ("Updated", "Made absence, version 1.1", True)]


def test_pages_that_were_written_before_move_to_their_releases(site: Site, tmp_path: Path) -> None:
    """A correction that is being prepared gets a copy, or it would take the page away when it goes live."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from alder.publishing.pages import Block, Content, ContentSection, Tile
    from alder.web.publications.models import Release

    site.publish(data_sets.write(tmp_path))
    live = Release.objects.get()
    kept = {"publication": live.publication}
    correction = Release.objects.create(**kept, title="Put right", slug="put-right", corrects=live)
    other = Release.objects.create(**kept, title="Another", slug="another")
    content = Content(
        "official", "So it is.", (Tile("a", "pupils"),), "", (ContentSection("", "x", Block("a", ("pupils",))),)
    )
    call_command("migrate", "statistics", "0001", verbosity=0)
    before = MigrationExecutor(connection).loader.project_state(
        [("statistics", "0001_initial"), ("publications", "0006_pages_and_thrown_away")]
    )
    before.apps.get_model("statistics", "ReleasePage").objects.create(release_id=live.pk, content=content.to_json())
    call_command("migrate", "statistics", verbosity=0)
    told = {one.pk: Content.from_json(one.content) for one in Release.objects.all()}
    assert told == {live.pk: content, correction.pk: content, other.pk: Content()}
    assert "statistics_releasepage" not in _names()


def test_what_notes_said_of_what_was_taken_back_becomes_fields(site: Site, tmp_path: Path) -> None:
    from django.core.management import call_command

    from alder.web.publications.models import DataSetVersion, ReleaseEvent
    from alder.web.publications.versions import withdraw

    site.publish(data_sets.write(tmp_path))
    version = withdraw(DataSetVersion.objects.get().data_set_id, "1.0", "Columns were swapped.\n\nSee page 2.")
    call_command("migrate", "publications", "0007", verbosity=0)
    call_command("migrate", "publications", verbosity=0)
    again = DataSetVersion.objects.get(pk=version.pk)
    assert again.withdrawn_for == "Columns were swapped.\n\nSee page 2."
    assert again.notes == version.notes
    assert list(ReleaseEvent.objects.values_list("what", "takes_back")) == [("Published", False), ("Updated", True)]


def test_a_database_that_is_up_to_date_is_left_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from alder.web import database

    monkeypatch.setattr(database, "call_command", lambda *_, **__: pytest.fail("nothing has to be migrated"))
    database.bring_up_to_date()
