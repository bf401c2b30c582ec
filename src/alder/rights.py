"""Who may read what Alder writes: what is about people is its owner's alone, or also a named group's to read.

Folders of stores are 0700 and their files 0600, whatever the umask; with `ALDER_GROUP=researchers` they are 0750 and
0640 in that group, which also adds to the trail (0660). Secrets, the ledger and the database of the site stay the
owner's.

A folder that nobody else may enter protects all that lies in it, so a store is safe by its folders, from Python too.
The umask belongs to the whole process, so a library must not touch it; the command line is the process, and sets it:
there whatever nobody thought of is private as well, files that Delta's library writes among it, and what is meant for
everybody says so (`for_everybody`).
"""

from __future__ import annotations

import grp
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from alder.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTING = "ALDER_GROUP"

OWNERS_ALONE = ("keys", "ledger", "published")
"""Folders of a store that no group reads: keys that undo pseudonyms, keys of the records behind tables, and the site's
sessions, with which a reader of its database could act as an approver. The site itself shows what is published.
"""


GROUP_ADDS = ("trail.jsonl", "locks/trail")
"""Files of a store that its group also writes: whoever reads returns adds to the trail that they did."""


@dataclass(frozen=True)
class Rights:
    """The rights that folders and files get, and the group that they belong to, or None for the owner's own."""

    folder: int = 0o700
    file: int = 0o600
    group: int | None = None


def rights() -> Rights:
    """As ALDER_GROUP has it."""
    name = os.environ.get(SETTING)
    if not name:
        return Rights()
    try:
        return Rights(0o750, 0o640, grp.getgrnam(name).gr_gid)
    except KeyError:
        raise UsageError(
            f"there is no group called {name} on this machine",
            where=f"{SETTING}={name}",
            next=f"Name one that there is (getent group lists them), or unset {SETTING}: then the owner alone reads.",
        ) from None


def private_folder(path: Path, *, owner_alone: bool = False) -> None:
    """Make a folder, and those above it that are missing, that its owner and the group alone may enter.

    One that is there is left as it is: whoever opened it may have had a reason. `alder store check --rights` tells.
    """
    if path.is_dir():
        return
    if not path.parent.is_dir():
        private_folder(path.parent)
    given = Rights() if owner_alone else rights()
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return
    # What is made in a folder with this bit belongs to its group, whoever makes it.
    _give(path, given.folder | (stat.S_ISGID if given.group is not None else 0), given.group)


def private_file(path: Path, *, owner_alone: bool = False) -> Path:
    """See that a file can be written to which its owner and the group alone may read; it is made where it is missing.

    One that is there is narrowed, since what it will hold is new. A device or a pipe is left alone.
    """
    given = Rights() if owner_alone else rights()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        now = os.fstat(descriptor)
        if stat.S_ISREG(now.st_mode) and now.st_uid == os.geteuid():
            os.fchmod(descriptor, given.file)
            if given.group is not None:
                _to_group(descriptor, given.group)
    finally:
        os.close(descriptor)
    return path


@dataclass
class _Umasks:
    """The umask that the command line found, its own while it runs, and how many writers need the first just now."""

    users: int
    own: int
    open: int = 0


_umasks: list[_Umasks] = []
_changing = Lock()


@contextmanager
def of_the_command_line() -> Iterator[None]:
    """While a command runs, files are private unless they are written `for_everybody`."""
    own = 0o027 if rights().group is not None else 0o077
    _umasks.append(_Umasks(os.umask(own), own))
    try:
        yield
    finally:
        os.umask(_umasks.pop().users)


@contextmanager
def for_everybody() -> Iterator[None]:
    """Write what is protected, or made up, with the rights that the user's own umask gives.

    Threads of a site may do so at once: the last that ends closes the umask again. What another thread writes meanwhile
    lies in folders that are closed.
    """
    if not _umasks:
        yield
        return
    umasks = _umasks[-1]
    with _changing:
        umasks.open += 1
        os.umask(umasks.users)
    try:
        yield
    finally:
        with _changing:
            umasks.open -= 1
            if not umasks.open:
                os.umask(umasks.own)


@dataclass(frozen=True)
class Wrong:
    """A file or folder of a store whose rights are not what they should be, and those that it should have."""

    path: Path
    mode: int
    wanted: int
    group: int | None

    @property
    def is_wide(self) -> bool:
        """Whether more may be done with it than should; else the group may do too little."""
        return bool(self.mode & 0o077 & ~self.wanted)


def wrong(store: Path) -> list[Wrong]:
    """What in a store's folder has other rights than it should, but for what lies in a folder that is closed anyway.

    Links are not followed.
    """
    given = rights()
    found = []
    enter: dict[Path, int] = {}
    for path in (store, *sorted(store.rglob("*"))):
        of = path.lstat()
        if stat.S_ISLNK(of.st_mode):
            continue
        inside = path.relative_to(store).parts
        group = given.group if not (inside and inside[0] in OWNERS_ALONE) else None
        is_folder = stat.S_ISDIR(of.st_mode)
        mode = stat.S_IMODE(of.st_mode)
        wanted = mode & 0o7700
        if group is not None:
            adds = "/".join(inside) in GROUP_ADDS
            wanted |= stat.S_ISGID | 0o050 if is_folder else 0o060 if adds else 0o040
        reached = enter.get(path.parent, 0o077)
        if is_folder:  # also once it has the rights that it should have: what a group is let in to may hold secrets
            enter[path] = reached & _open_to(mode | wanted)
        shut = group is not None and (of.st_gid != group or wanted & ~mode & 0o077)
        wide = mode & 0o077 & ~wanted & reached
        if wide or shut:
            found.append(Wrong(path, mode, wanted, group))
    return found


def _open_to(mode: int) -> int:
    """The rights below a folder that are of use to anybody but the owner, since the folder lets them in."""
    return (0o070 if mode & 0o010 else 0) | (0o007 if mode & 0o001 else 0)


def mend(found: Wrong) -> None:
    """Give it the rights that it should have."""
    _give(found.path, found.wanted, found.group)


def _give(path: Path, mode: int, group: int | None) -> None:
    try:
        if group is not None:
            _to_group(path, group)
        path.chmod(mode)
    except PermissionError:
        raise StoreError(
            "the rights of this may not be changed", where=str(path), next="Whoever owns it can. Ask them, or root."
        ) from None


def _to_group(what: Path | int, group: int) -> None:
    try:
        os.chown(what, -1, group)
    except PermissionError:
        raise UsageError(
            f"you are not in the group {grp.getgrgid(group).gr_name}, so nothing can be given to it",
            where=f"{SETTING}={os.environ.get(SETTING, '')}",
            next="Name a group of yours, ask to be taken into this one, or unset the variable.",
        ) from None
