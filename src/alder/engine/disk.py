"""Files on the disk: written whole or not at all, safe from a power cut, and what the disk objects to in words."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from deltalake.exceptions import CommitFailedError, DeltaError

from alder.errors import StoreError
from alder.rights import private_file, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_BARRED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def disk_errors(folder: Path, doing: str) -> Iterator[None]:
    """Turn trouble while `doing` something in a store into a `StoreError`."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, folder, doing) from error
    except (duckdb.IOException, duckdb.FatalException) as error:
        raise disk_error(error, folder, doing) from error
    except CommitFailedError as error:
        raise StoreError(
            f"another process kept changing the store while {doing}",
            where=str(folder),
            next="What the store held is as it was. Do the same again.",
        ) from error
    except DeltaError as error:
        raise StoreError(
            f"the table log could not be used while {doing}",
            where=f"{folder}\n  {str(error).splitlines()[0]}",
            next="What was accepted is still in the folder. Look at it with: alder store check",
        ) from error


@contextmanager
def alteration_errors(path: Path) -> Iterator[None]:
    """Say of a Parquet file of the store whose bytes are not what they were, though there are as many, that it is."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        if getattr(error, "errno", None):
            raise  # the disk's own trouble
        raise StoreError(
            "a file with rows of the store was altered",
            where=str(path),
            next="See which returns or tables it is about, and what can be done:  alder store check --deep",
        ) from error


def disk_error(error: Exception, folder: Path, doing: str) -> StoreError:
    """Trouble with the disk, however a library passes it on."""
    where = str(getattr(error, "filename", None) or folder)
    number, text = getattr(error, "errno", None), str(error)
    # The Delta library and Arrow pass on some refusals of the disk as text alone.
    if number in _FULL or "No space left" in text or "File too large" in text:
        return StoreError(
            f"the disk is full, so {doing} stopped",
            where=where,
            next="Nothing that the store held is lost. Make room, then do the same again.",
        )
    if number in _BARRED or "ermission denied" in text or "Read-only" in text:
        return StoreError(
            f"this folder may not be written or read, so {doing} stopped",
            where=where,
            next="Ask whoever owns the folder for access, or choose another with --store DIR.",
        )
    reason = getattr(error, "strerror", None) or text.partition("\n")[0]
    return StoreError(
        f"the disk could not be used, so {doing} stopped",
        where=f"{where}\n  {reason}".rstrip(),
        next="Nothing that the store held is lost. Put the disk right, then do the same again.",
    )


def fsync(path: Path) -> None:
    """See that what was written to a file, or which names a folder has, outlives the machine stopping."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a private folder and those above it, so that their names outlive the machine stopping."""
    new = [p for p in (folder, *folder.parents) if not p.exists()]
    private_folder(folder)
    for path in new:
        fsync(path.parent)


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Put a private file in the place of one that may be there, in one step. It is on the disk when this returns.

    The draft is named after the process, so that two that write the same do not get into each other's way.
    """
    draft = path.with_suffix(f".{os.getpid()}")
    private_file(draft).write_bytes(data)
    fsync(draft)
    draft.replace(path)
    fsync(path.parent)
