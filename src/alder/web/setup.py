"""Where the site keeps things, and how it is made usable from elsewhere than its own server.

What the disk or the database objects to when a command uses the site is told in words that say what to do.
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from alder.engine.disk import disk_error
from alder.errors import StoreError
from alder.web.own_database import keep_own_database, keeps_own_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.errors import AlderError

from alder.rights import private_folder

SETTINGS = "alder.web.settings"


def published_folder() -> Path:
    """Everything that is published, within the store."""
    return Path(os.environ.get("ALDER_STORE", "store")).absolute() / "published"


def say_that_all_is_made_up() -> None:
    """Say so on every page of this process, and of those that it starts."""
    from django.conf import settings

    os.environ["ALDER_DEMO"] = "1"
    settings.ALDER_DEMO = True


def have_workspaces(folder: Path) -> None:
    """Keep the workspaces of a demo in this folder, and let people on this machine into them, as from a safe room.

    So it is in this process and in those that it starts. Who checks outputs there need not have taken the course.
    """
    from django.conf import settings

    from alder.web.client_address import networks_in

    private_folder(folder, owner_alone=True)
    said = {"ALDER_WORKSPACES": str(folder), "ALDER_NETWORKS": "127.0.0.0/8=safe room", "ALDER_CHECKER_COURSE": "off"}
    os.environ.update(said)
    settings.ALDER_WORKSPACES, settings.ALDER_CHECKER_COURSE = str(folder), False
    settings.ALDER_NETWORKS = networks_in(said["ALDER_NETWORKS"])


def set_up(store: Path, *, own_database: bool = False) -> None:
    """Make the site's models and settings usable in this process, for this store, with its database up to date.

    With `own_database` that is the file in the store from now on, for every command, whatever DATABASE_URL names: what
    is made up is never published into the database of a real site.
    """
    _name(store)
    with _said_in_words():
        private_folder(published_folder(), owner_alone=True)
        if own_database:
            keep_own_database(store)
        _load()
        from alder.web.database import bring_up_to_date

        bring_up_to_date()


def database_left_aside(store: Path) -> str:
    """What is said to whoever names a database for a store that keeps its own; nothing of any other."""
    if not os.environ.get("DATABASE_URL") or not keeps_own_database(store.absolute() / "published"):
        return ""
    return "DATABASE_URL is left aside: this store, as that of a demo, keeps its database in its own folder."


def set_up_to_read(store: Path) -> bool:
    """The same for who changes nothing: whether there is a database. None is made, and none brought up to date."""
    _name(store)
    if not published_folder().is_dir():
        return False
    with _said_in_words():
        _load()
        from django.db import connection

        if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
            return False
        from alder.web.database import is_made

        return is_made()


def set_up_as_owner(store: Path) -> None:
    """Bring the database up to date as the owner of its tables, and give the role of the site the rights that it needs.

    Where no owner is named, the role of the site does what it may itself.
    """
    _name(store)
    with _said_in_words():
        private_folder(published_folder(), owner_alone=True)
        _load()
        from alder.web import database

        database.secure(os.environ.get(database.OWNER_URL), published_folder())


@contextmanager
def _said_in_words() -> Iterator[None]:
    """A folder or a database that cannot be written or reached is nobody's fault in the code."""
    from django.db import OperationalError

    try:
        yield
    except (OSError, OperationalError) as error:
        raise in_words(error) or StoreError(
            "the database of the site cannot be used",
            where=next(iter(str(error).splitlines()), ""),
            next="See that it runs, that DATABASE_URL names it, and that whoever runs this may write to it.",
        ) from None


def _name(store: Path) -> None:
    os.environ["ALDER_STORE"] = str(store)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)


def _load() -> None:
    import django
    from django.apps import apps

    if apps.ready:
        _turn_to(published_folder())
    else:
        django.setup()


def _turn_to(folder: Path) -> None:
    """From another store to this one, in a process that has worked with that."""
    from django.conf import settings
    from django.db import connections

    from alder.web.database import database

    # A store that is open may have begun to keep its own database since.
    if folder == settings.ALDER_PUBLISHED and not keeps_own_database(folder):
        return
    named, there = database(os.environ.get("DATABASE_URL"), folder), connections["default"].settings_dict
    before = there["ENGINE"]
    if folder == settings.ALDER_PUBLISHED and (named["ENGINE"], named["NAME"]) == (before, there["NAME"]):
        return
    settings.ALDER_PUBLISHED = folder
    connections.close_all()
    there.update(named)
    if named["ENGINE"] != before:
        del connections["default"]


def secret_key() -> str:
    """What cookies and links are signed with: ALDER_SECRET_KEY, else a key that was drawn once for this store."""
    if key := os.environ.get("ALDER_SECRET_KEY"):
        return key
    file = published_folder() / "secret-key"
    if not file.parent.is_dir():  # nothing is served from here: tools read the settings too
        return secrets.token_urlsafe(48)
    if not file.is_file():
        _draw(file)
    return file.read_text(encoding="utf-8")


def _draw(file: Path) -> None:
    """A key for the store. Several processes may begin at once: the first that is done gives the key to all."""
    drawn = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as new:
            new.write(secrets.token_urlsafe(48))
            new.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(drawn, file)
    finally:
        drawn.unlink()


_OF_SQLITE = {
    "readonly database": (
        "the database of the site may not be written",
        "Ask whoever owns the store for access, or choose another with --store DIR.",
    ),
    "unable to open database file": (
        "the database of the site cannot be opened or made",
        "Ask whoever owns the store for access, or choose another with --store DIR.",
    ),
    "disk is full": (
        "the disk is full, so the database of the site could not be written",
        "What it held is as it was. Make room, then do the same again.",
    ),
    "disk I/O error": (
        "the disk could not be used, so the database of the site could not be written",
        "What it held is as it was. Put the disk right or make room, then do the same again.",
    ),
    "database is locked": (
        "another process is writing to the database of the site, and did not finish in 20 seconds",
        "Nothing was changed. Do the same again.",
    ),
}
"""What SQLite says, and what that means. It has no other sign of which trouble it is."""


def in_words(error: Exception) -> AlderError | None:
    """What to tell a person, or None of what is not the disk's or the database's doing."""
    if isinstance(error, OSError):
        return disk_error(error, published_folder(), "using the site") if error.errno else None
    if is_of_the_database(error):
        for said, (what, next) in _OF_SQLITE.items():
            if said in str(error):
                return StoreError(what, where=str(published_folder()), next=next)
    return None


def is_of_the_database(error: Exception) -> bool:
    if "django" not in sys.modules:  # a folder could not be made, before anything was loaded
        return False
    from django.db.utils import OperationalError

    return isinstance(error, OperationalError)
