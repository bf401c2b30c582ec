"""What the disk or the database of the site objects to when a command uses it, in words that say what to do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from alder.engine.trouble import of_the_disk
from alder.errors import StoreError
from alder.web.place import published_folder

if TYPE_CHECKING:
    from alder.errors import AlderError

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
        return of_the_disk(error, published_folder(), "using the site") if error.errno else None
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
