"""Whether the site of a store keeps to the database in its own folder, as that of a demo does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rights import private_file, private_folder

if TYPE_CHECKING:
    from pathlib import Path

_OWN = "own-database"
_WHY_OWN = """\
The database of this store is alder.sqlite3 in this folder, whatever DATABASE_URL names, so that nothing that is made up
comes into the database of another site. Every command obeys this as long as it is here.
"""


def keep_own_database(store: Path) -> None:
    """Have all that ever opens the site of this store use the file that is in it, as a demo needs."""
    folder = store.absolute() / "published"
    private_folder(folder, owner_alone=True)
    if not keeps_own_database(folder):
        private_file(folder / _OWN, owner_alone=True).write_text(_WHY_OWN, encoding="utf-8")


def keeps_own_database(folder: Path) -> bool:
    """Whether the site in this folder of a store uses no other database than the file in it."""
    return (folder / _OWN).is_file()
