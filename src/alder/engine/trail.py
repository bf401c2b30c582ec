"""The trail of a store: who read its records and who changed it, with what command; one chain of events.

`trail.jsonl` has a line for each event, in the form of `alder.model.event`. A read is recorded before the first row is
given: what cannot be recorded is not read. A change is recorded in its receipt, which is what makes it count, and from
there in the trail: a process that dies between the two leaves the second to whoever comes next, so that a change and
its event are both there or neither is.

An event says who, by the account of the operating system, with what command, which tables of how many returns were
opened, and which measures and fields were named. Never a value: a filter can hold somebody's number.

A program that reads the files of the store itself, as Spark may, leaves no event.
"""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.engine import disk, locks
from alder.errors import StoreError
from alder.model.event import GENESIS, Event, Head, Verification, event_of, origin, plain
from alder.rights import private_file, private_folder, rights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIST = "trail.jsonl"
LOCK = "locks/trail"
ELSEWHERE = "ALDER_STORE_TRAIL"
"""Names a file for the events of stores that may not be written. It counts for no other store: who may write to a store
could else read it without leaving a trace there."""
READ = "Read"
_BLOCK = 1 << 16
_BARRED = {errno.EACCES, errno.EPERM, errno.EROFS}


class StoreTrail:
    """The trail of the store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def path(self) -> Path:
        return self.folder / LIST

    def record_read(self, said: Mapping[str, Any], receipt: str = "") -> None:
        """Somebody is about to read records. Raises where that cannot be recorded. `receipt` is the event that the last
        receipt holds, which its process may not have come to write here.
        """
        with self.appending(receipt) as end:
            try:
                end.write(end.event(READ, said))
            except OSError as error:
                raise _not_recorded(error, self.path) from error

    @contextmanager
    def appending(self, receipt: str = "") -> Iterator[TrailEnd]:
        """Hold the end of the trail, to put events there."""
        with ExitStack() as held:
            try:
                path, lock = self._place()
                held.enter_context(lock)
                file = held.enter_context(path.open("r+b", buffering=0))
                end = _end(file, path, receipt if path == self.path else "")
            except OSError as error:
                raise _not_recorded(error, self.path) from error
            yield end

    def _place(self) -> tuple[Path, locks.Lock]:
        """The file, and the lock on it: those of the store, else those that are named for stores that nobody writes."""
        try:
            return self.path, self._own_lock()
        except OSError as error:
            other = os.environ.get(ELSEWHERE)
            if error.errno not in _BARRED or not other:
                raise
            return private_file(Path(other)), locks.take(Path(f"{other}.lock"))

    def _own_lock(self) -> locks.Lock:
        lock = self.folder / LOCK
        private_folder(lock.parent)
        is_new = not self.path.exists()
        held = locks.take(lock)
        try:
            if is_new:
                for path in (lock, self.path):
                    _let_the_group_add(path)
                disk.fsync(self.folder)
            elif not os.access(self.path, os.R_OK | os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self.path))
        except BaseException:
            held.release()
            raise
        return held

    def events(self) -> Iterator[tuple[Event, str]]:
        """Every event, and the hash that stands with it. Raises `ValueError` at a line that is none."""
        with self._file().open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):  # else its writer was stopped, and nobody was told of it
                    yield event_of(line)

    def latest(self, count: int, before: int | None = None) -> tuple[list[tuple[Event, str]], int | None]:
        """The last events, the newest first, each with the hash that stands with it; and where those before begin.

        Read from the end, so that a page of a million events costs what a page does. `before` is what an earlier call
        gave. Raises `ValueError` at a line that is none.
        """
        if not self.exists():
            return [], None
        with self._file().open("rb") as file:
            end = os.fstat(file.fileno()).st_size
            end = end if before is None else min(max(before, 0), end)
            tail, start = b"", end
            while start > 0 and tail.count(b"\n") < count + 2:
                start = max(start - _BLOCK, 0)
                file.seek(start)
                tail = file.read(end - start)
        lines = tail[: tail.rfind(b"\n") + 1].splitlines(keepends=True)
        if start > 0:
            lines = lines[1:]  # of the first, the beginning may lie before
        chosen = lines[-count:]
        first = end - len(tail) + tail.rfind(b"\n") + 1 - sum(map(len, chosen))
        return [event_of(line) for line in reversed(chosen)], (first if first > 0 and chosen else None)

    def verify(self, heads: tuple[Head, ...] = (), sought: str = "") -> Verification:
        """Read all of it, and hold it against heads that were published."""
        found = Verification(heads, sought=sought)
        if self.exists():
            found.take_all(self.events())
        found.end()
        return found

    def exists(self) -> bool:
        return self._file().exists()

    def head(self) -> Head:
        """Where it ends."""
        if not self.exists():
            return Head(0, GENESIS)
        with self._file().open("rb") as file:
            end = _end(file, self._file(), "")
        return Head(end.events, end.hash)

    def _file(self) -> Path:
        other = os.environ.get(ELSEWHERE)
        return Path(other) if other and not self.path.exists() else self.path


@dataclass
class TrailEnd:
    """The end of a trail, held by this process alone."""

    file: Any
    """Unbuffered: what could not be written must not be tried again when it is closed."""
    at: int
    """After how many bytes the next line begins: a line that was not written to its end is written over."""
    events: int
    hash: str

    def event(self, action: str, said: Mapping[str, Any]) -> Event:
        """The next event, not written yet."""
        return Event(
            seq=self.events,
            at=datetime.now(UTC),
            actor="",
            role="operator",
            thing="store",
            action=action,
            from_state="",
            to_state="",
            said=plain({**origin(), **said}),
            previous=self.hash,
        )

    def write(self, event: Event) -> None:
        """Put it there. It is on the disk when this returns, or not in the trail."""
        line = f"{event.line}\n".encode()
        self.file.seek(self.at)
        try:
            if self.file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.file.name)
            self.file.truncate()
            os.fsync(self.file.fileno())
        except BaseException:
            os.truncate(self.file.fileno(), self.at)
            raise
        self.at, self.events, self.hash = self.at + len(line), event.seq + 1, event.hash


def _end(file: Any, path: Path, receipt: str) -> TrailEnd:
    """The end of the trail in a file, with the event of the last receipt, whose writer may have died before it came to
    that. Where more than this one is missing, the gap stays, so that it is seen.
    """
    size = os.fstat(file.fileno()).st_size
    tail, start = b"", size
    while start > 0 and tail.rstrip(b"\n").count(b"\n") < 2:
        start = max(start - _BLOCK, 0)
        file.seek(start)
        tail = file.read(size - start)
    whole = tail[: tail.rfind(b"\n") + 1]
    end = TrailEnd(file, size - len(tail) + len(whole), 0, GENESIS)
    if whole:
        try:
            last, hash = event_of(whole.splitlines()[-1])
        except ValueError:
            raise StoreError(
                "the end of the store's trail was altered, so nothing can be added to it",
                where=str(path),
                next="See what is wrong with it:  alder trail verify\n"
                "To go on, keep this file elsewhere and put a copy from before in its place.",
            ) from None
        end.events, end.hash = last.seq + 1, hash
    if receipt and (owed := event_of(receipt)[0]).seq >= end.events:
        end.write(owed)
    return end


def _let_the_group_add(path: Path) -> None:
    """Members of the store's group read returns, and so they add events. What they do to those the chain tells."""
    private_file(path)
    if rights().group is not None:
        path.chmod(0o660)


def _not_recorded(error: OSError, path: Path) -> StoreError:
    if error.errno in _BARRED:
        return StoreError(
            "what is read of learners is recorded in the trail of the store, and that may not be written here",
            where=str(error.filename or path),
            next="Nothing was read. Whoever owns the store lets its group add to the trail with ALDER_GROUP set:\n"
            "  alder store check --rights --mend\n"
            f"Where the store may not be written at all, name a file for events in {ELSEWHERE}.",
        )
    return StoreError(
        "what is read of learners is recorded in the trail of the store, and that could not be done",
        where=f"{error.filename or path}\n  {error.strerror or error}",
        next="Nothing was read. Make room on the disk, or put it right; then do the same again.",
    )
