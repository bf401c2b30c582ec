"""What a load is about to do, written down first, so that the next one can clear up after it if it is killed.

An intent is a file in `loads/` that its process holds locked. One that can be locked belongs to a process that has
ended. Its name is the load's number, and so is the beginning of every Parquet file and of every submission's number of
that load: nothing more has to be known to find what was left half done.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from alder.engine import locks
from alder.engine.disk import fsync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BEGINNING = 1_577_836_800
"""1 January 2020. Loads are numbered by the second in which they begin."""


class WriteKind(StrEnum):
    """What a process writes: new submissions, the same rows laid out better, or reference tables."""

    LOAD = "load"
    OPTIMISE = "optimise"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Intent:
    """One process's intent to write under `number`, as long as it is held."""

    number: int
    doing: WriteKind
    path: Path
    lock: locks.Lock

    def done(self) -> None:
        """Everything is committed or cleared up."""
        self.path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Let go, and leave it to the next load to clear up."""
        self.lock.release()


def begin(folder: Path, doing: WriteKind, last: Callable[[], int]) -> Intent:
    """Announce a load under a number that no other has or had: `last` says the highest that was ever committed."""
    number = max(int(time.time()) - _BEGINNING, last() + 1)
    while True:
        path = folder / f"{number}.json"
        # Whoever clears up may see the file before we hold it; then it is theirs.
        if _made(path, doing) and (held := locks.try_lock(path)):
            announced = Intent(number, doing, path, held)
            # Asked last, when nobody else can take the number any more: one that had it commits before it lets go.
            if last() < number:
                fsync(path)
                fsync(folder)
                return announced
            announced.done()
        number += 1


def pending(folder: Path) -> set[int]:
    """The numbers of loads that are at work, or were killed and not cleared up."""
    return {int(p.stem) for p in _paths(folder)}


def abandoned(folder: Path) -> Iterator[Intent]:
    """Intents whose process has ended. Each is held while the caller clears up after it."""
    for path in _paths(folder):
        if held := locks.try_lock(path):
            with held:
                yield Intent(int(path.stem), noted(path), path, held)


def _made(path: Path, doing: WriteKind) -> bool:
    note = {"load": int(path.stem), "doing": doing, "process": os.getpid(), "machine": os.uname().nodename}
    try:
        with path.open("x", encoding="utf-8") as out:
            json.dump(note, out)
    except FileExistsError:
        return False
    return True


def noted(path: Path) -> WriteKind:
    """What the process was doing. Of one that was killed before it had written that, there is nothing else."""
    try:
        return WriteKind(json.loads(path.read_text(encoding="utf-8"))["doing"])
    except (ValueError, KeyError):
        return WriteKind.LOAD


def _paths(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("*.json") if p.stem.isdigit()) if folder.is_dir() else []
