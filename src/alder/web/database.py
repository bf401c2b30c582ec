"""The database: DATABASE_URL where it is set, else a file of SQLite in the store."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from alder.rights import private_file

if TYPE_CHECKING:
    from pathlib import Path

_ENGINES = {"postgres": "postgresql", "postgresql": "postgresql", "sqlite": "sqlite3"}


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """Django's settings of a database, from a URL such as postgresql://alder@localhost/alder."""
    if not url:
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
