"""The tables of the database, brought to what this release of Alder wants."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def bring_up_to_date() -> None:
    """A new database is made in one step, an older one goes through every migration that it has not seen."""
    recorder = MigrationRecorder(connection)
    seen = recorder.applied_migrations().keys()
    if _every_migration() <= seen:
        return
    if seen or connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)
    else:
        _make(recorder)


@cache
def _every_migration() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _make(recorder: MigrationRecorder) -> None:
    """Every table as it is now, and a note that every migration has been seen: all of it or none."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        editor.create_model(recorder.Migration)
        for app, name in sorted(_every_migration()):
            recorder.Migration.objects.create(app=app, name=name)
