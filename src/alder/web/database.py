"""The database: DATABASE_URL where it is set, else a file of SQLite in the store. Its tables are brought to what this
release of Alder wants: by one process at a time, and never back.

A store that keeps its database to itself, as a demo does, says so in a file beside it. Nothing of that store comes into
the database that DATABASE_URL names, whichever command is pointed at it.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string

from alder.engine.locks import locked
from alder.errors import StoreError, UsageError
from alder.rights import private_file
from alder.web.own_database import keeps_own_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_ENGINES = {"postgres": "postgresql", "postgresql": "postgresql", "sqlite": "sqlite3"}


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """Django's settings of a database, from a URL such as postgresql://alder@localhost/alder."""
    if not url or keeps_own_database(folder):
        file = folder / "alder.sqlite3"
        if folder.is_dir() and not file.exists():
            # It holds sessions, and its journals get the rights of the database itself. A folder that may not be
            # written is said where the database is used.
            with suppress(OSError):
                private_file(file, owner_alone=True)
        return _sqlite(str(file))
    parts = urlsplit(url)
    if parts.scheme not in _ENGINES:
        raise ImproperlyConfigured("DATABASE_URL begins with postgresql:// or sqlite:///")
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]) or ":memory:")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # With `normal` a power cut could lose the last approvals and releases that somebody was told of.
            "init_command": "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on",
        },
    }


_LOCK = 0x616C646572
"""The number of our lock among those of a database of PostgreSQL: `alder` in ASCII."""


def bring_up_to_date() -> None:
    """A new database is made in one step, an older one goes through every migration that it has not seen.

    Of several processes that find one of these, the first does it and the others wait for it.
    """
    if _every_migration() <= _seen():
        return
    with _alone():
        recorder = MigrationRecorder(connection)
        seen = _seen()
        if _every_migration() <= seen:
            return
        _check_rights()
        if seen or connection.introspection.table_names():
            _migrate()
        else:
            _make(recorder)


def is_made() -> bool:
    """Whether there is a database, for who only reads; one that is of an earlier release is refused, not changed."""
    seen = _seen()
    if seen and (missing := _every_migration() - seen):
        raise StoreError(
            "the database is of an earlier release of Alder",
            where=f"It has not seen {_named(missing)}.",
            next="`alder serve` brings it up to date. Stop servers of the earlier release first, and keep a copy.",
        )
    return bool(seen)


def _seen() -> frozenset[tuple[str, str]]:
    """The migrations that the database has been through. One that a later release made is left alone."""
    seen = frozenset(MigrationRecorder(connection).applied_migrations())
    if unknown := seen - _every_migration() - _replaced():
        raise StoreError(
            "the database is of a later release of Alder",
            where=f"It has been through {_named(unknown)}, which this release does not know.",
            next="Use that release, or a later one. Nothing was changed.",
        )
    return seen


def _named(migrations: frozenset[tuple[str, str]]) -> str:
    first, *others = sorted(f"{app}.{name}" for app, name in migrations)
    return f"{first} and {len(others)} more" if others else first


@cache
def _every_migration() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


@cache
def _replaced() -> frozenset[tuple[str, str]]:
    """Those that others stand for: an older database has been through them by their own names."""
    known = MigrationLoader(None).disk_migrations.values()
    return frozenset((app, name) for migration in known for app, name in migration.replaces)


def _alone() -> AbstractContextManager[None]:
    """Nobody else brings this database up to date meanwhile. A process that dies lets the others go on."""
    if connection.vendor == "postgresql":
        return _alone_in_postgresql()
    name = str(connection.settings_dict["NAME"])
    return nullcontext() if ":memory:" in name else locked(Path(f"{name}.making"))


@contextmanager
def _alone_in_postgresql() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _make(recorder: MigrationRecorder) -> None:
    """Every table as it is now, and a note that every migration has been seen: all of it or none."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        editor.create_model(recorder.Migration)
        seen = [recorder.Migration(app=app, name=name) for app, name in sorted(_every_migration())]
        recorder.Migration.objects.bulk_create(seen)
        _guard(editor)


def _migrate() -> None:
    """Through every migration, without what guards tables meanwhile: it would keep SQLite from making one anew."""
    with connection.schema_editor() as editor:
        _guard(editor, "remove")
    call_command("migrate", verbosity=0, interactive=False)
    with connection.schema_editor() as editor:
        _guard(editor)


def _guard(editor: BaseDatabaseSchemaEditor, do: str = "install") -> None:
    """What the models do not say, such as triggers: put them there, or take them away for a while."""
    for name in settings.ALDER_DATABASE_GUARDS:
        import_string(f"{name}.{do}")(editor)


def _check_rights() -> None:
    """Say what to do where the tables belong to another role, so that the site cannot change what it may not."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_schema_privilege(current_schema(), 'create') and not exists (select 1 from pg_tables "
            "where schemaname = current_schema() and not pg_has_role(current_user, tableowner, 'member'))"
        )
        if not cursor.fetchone()[0]:
            raise StoreError(
                "the tables of the database have to be made or changed, and the role of the site may not do that",
                where=f"The role is {connection.settings_dict['USER'] or 'that of the account'}.",
                next=f"With the URL of their owner in {OWNER_URL}:  alder trail secure",
            )


OWNER_URL = "ALDER_DATABASE_OWNER_URL"
"""Names the owner of the tables, where the role of the site is not to be that. One command reads it, and no server:
whoever takes over a server would else have it."""


def secure(owner: str | None, folder: Path) -> None:
    """Bring the tables up to date, put back what guards them, and leave the role of the site what it needs alone."""
    role = str(connection.settings_dict["USER"])
    if connection.vendor != "postgresql" or not owner:
        if connection.vendor == "postgresql":
            raise UsageError(
                "nobody is named who owns the tables",
                next=f"Make a role for that, and give its URL to this command alone, in {OWNER_URL}.",
            )
        bring_up_to_date()
        with connection.schema_editor() as editor:
            _guard(editor)
        return
    with connected_as(owner, folder):
        owned_by = str(connection.settings_dict["USER"])
        if owned_by == role:
            raise UsageError(
                "the owner of the tables and the role of the site are to be two",
                where=f"Both URLs name {role}.",
                next="Make another role for the site, and name it in DATABASE_URL.",
            )
        _take_over(role, owned_by)
        bring_up_to_date()
        with connection.schema_editor() as editor:
            _guard(editor)
            for name in settings.ALDER_DATABASE_GRANTS:
                for sql in import_string(name)(role):
                    editor.execute(sql, None)


def _take_over(role: str, owner: str) -> None:
    """Tables that the site made itself become the owner's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_tables where schemaname = current_schema() and tableowner = %s), "
            "pg_has_role(current_user, %s, 'member')",
            [role, role],
        )
        has_tables, may = cursor.fetchone()
        if has_tables and not may:
            raise StoreError(
                "the tables are the site's own, and their new owner may not take them over",
                where=f"The site is {role}, the owner {owner}.",
                next=f"Whoever runs PostgreSQL does this once:  grant {role} to {owner};\n"
                f"afterwards, once this command has run:  revoke {role} from {owner};",
            )
        if has_tables:
            names = [connection.ops.quote_name(name) for name in (role, owner)]
            cursor.execute(f"reassign owned by {names[0]} to {names[1]}")


@contextmanager
def connected_as(url: str, folder: Path) -> Iterator[None]:
    """Be somebody else to the database for a while, in a process with one thread."""
    was = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(database(url, folder))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(was)
