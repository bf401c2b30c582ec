"""Where the site keeps things, and how it is made usable from elsewhere than its own server."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from alder.rights import private_folder

SETTINGS = "alder.web.settings"


def published_folder() -> Path:
    """Everything that is published, within the store."""
    return Path(os.environ.get("ALDER_STORE", "store")).absolute() / "published"


def set_up(store: Path) -> None:
    """Make the site's models and settings usable in this process, for this store, with its database up to date."""
    os.environ["ALDER_STORE"] = str(store)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    private_folder(published_folder(), owner_alone=True)
    import django
    from django.apps import apps

    if apps.ready:
        _turn_to(published_folder())
    else:
        django.setup()
    from alder.web.schema import bring_up_to_date

    bring_up_to_date()


def _turn_to(folder: Path) -> None:
    """From another store to this one, in a process that has worked with that."""
    from django.conf import settings
    from django.db import connections

    from alder.web.database import database

    if folder == settings.ALDER_PUBLISHED:
        return
    settings.ALDER_PUBLISHED = folder
    connections.close_all()
    connections["default"].settings_dict.update(database(os.environ.get("DATABASE_URL"), folder))


def secret_key() -> str:
    """What cookies and links are signed with: ALDER_SECRET_KEY, else a key that was drawn once for this store."""
    if key := os.environ.get("ALDER_SECRET_KEY"):
        return key
    file = published_folder() / "secret-key"
    if not file.parent.is_dir():  # nothing is served from here: tools read the settings too
        return secrets.token_urlsafe(48)
    if not file.is_file():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as new:
            new.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="utf-8")
