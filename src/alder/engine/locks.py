"""Locks on files, which the operating system lets go of when their holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from alder.rights import rights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Lock:
    """A lock that this process holds until it lets go or ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def __del__(self) -> None:
        self.release()


def take(path: Path) -> Lock:
    """Wait to be the one holder of the lock on `path`, making the file if need be."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, rights().file)
        if held := _held(path, descriptor, fcntl.LOCK_EX):
            return held


def share_lock(path: Path) -> Lock | None:
    """Share the lock on a file, or None where the file is not there or this process may not even read it."""
    while True:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        if held := _held(path, descriptor, fcntl.LOCK_SH):
            return held


def _held(path: Path, descriptor: int, how: int) -> Lock | None:
    """The lock on a file that was opened, once it is free; None where the file is no longer the one at its path."""
    try:
        fcntl.flock(descriptor, how)
        if _is_at(path, descriptor):
            return Lock(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def try_lock(path: Path) -> Lock | None:
    """The lock on a file that is there, or None where somebody holds it or the file has gone meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        return _held(path, descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether the file that was locked is still the one that others find at its path.

    It may have been removed between opening and locking it, and made again: whoever holds the lock on the file that is
    gone excludes nobody.
    """
    held = os.fstat(descriptor)
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    return (status.st_dev, status.st_ino) == (held.st_dev, held.st_ino)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Do something that one process at a time may do."""
    with take(path):
        yield
