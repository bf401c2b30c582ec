"""How much a run may take, and the watch that ends it: of all its processes together, as nobody inside can count.

The kernel keeps each process within its address space, size of file and number of processes. Sums it does not keep
without a control group, so a watch looks every twentieth of a second at the sandbox's own list of processes, what they
hold in memory and what lies in the folder of outputs, and kills the first of them, with which the kernel ends all.
"""

from __future__ import annotations

import os
import signal
import stat
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MB = 1_000_000
LOOK = 0.05
"""Seconds between two looks: a process fills some 100 MB meanwhile."""
_UNUSED = 2 << 30
"""Bytes of addresses, beyond its memory, that a process may reserve and not use: libraries do for each thread."""
_OPEN_FILES = 1024
_PERIOD = 100_000
"""Microseconds in which processor time is counted."""
MOST_FILES = 10_000
"""Files and folders among the outputs. A look at so many takes some milliseconds."""


class StopReason(StrEnum):
    """Why a run was ended before its end."""

    MEMORY = "memory"
    PROCESSES = "processes"
    WRITTEN = "written"
    FILES = "files"
    TIME = "time"
    UNSEEN = "unseen"
    """It closed a folder of outputs, or made paths too long, so that what it wrote could not be counted."""
    FROZEN = "frozen"
    LOADED = "loaded anew"
    """Another extract was loaded than the one that it worked on."""
    ACCESS = "access"
    """Whoever worked in it has no access any more, or nobody could be asked whether they have."""
    CLOSED = "closed"
    """Whoever worked in it closed it."""
    DISK = "disk"
    LOST = "lost"
    """Its end was written down by nobody: whoever ran it was ended, or the machine was."""


STOPPED_FOR: dict[str, str] = {
    StopReason.MEMORY: "it took more memory than it may",
    StopReason.PROCESSES: "it began more processes than it may",
    StopReason.WRITTEN: "it wrote more than it may",
    StopReason.FILES: "it wrote more files than it may",
    StopReason.TIME: "it took longer than it may",
    StopReason.UNSEEN: "it hid what it wrote from being counted",
    StopReason.FROZEN: "the project was frozen",
    StopReason.LOADED: "another extract was loaded",
    StopReason.ACCESS: "whoever worked in it has no access any more",
    StopReason.CLOSED: "it was closed",
    StopReason.DISK: "the disk of the workspace was full",
    StopReason.LOST: "whoever ran it was ended, or the machine was",
}
"""The same in words, for whoever began it."""


@dataclass(frozen=True, kw_only=True)
class RunLimits:
    """What all processes of a run may take together."""

    memory_mb: int = 4096
    """Also what they put into /tmp."""
    processes: int = 256
    """Threads count as processes."""
    written_mb: int = 1024
    """Outputs and what is printed, together."""
    processors: int = 4
    """Whose time it may take at once, where a control group keeps it."""
    seconds: int = 3600
    """By the clock."""
    notebook_seconds: int = 8 * 3600
    """Of notebooks that somebody has open, by the clock."""

    def of_a_process(self) -> dict[str, int]:
        """What the kernel keeps each process to, by the names of `resource`."""
        return {
            "RLIMIT_AS": self.memory_mb * MB + _UNUSED,
            "RLIMIT_FSIZE": self.written_mb * MB,
            "RLIMIT_NPROC": self.processes + 1,  # the one that collects whoever ended is none of theirs
            "RLIMIT_NOFILE": _OPEN_FILES,
            "RLIMIT_CPU": self.seconds + 1,
            "RLIMIT_CORE": 0,
            "RLIMIT_MSGQUEUE": 0,
        }

    def of_a_group(self) -> dict[str, object]:
        """What the kernel keeps all of them to, by the names of files of a control group."""
        return {
            "memory.max": self.memory_mb * MB,
            "memory.swap.max": 0,
            "memory.oom.group": 1,
            "pids.max": self.processes + 2,  # bubblewrap has one outside, and one that collects whoever ended
            "cpu.max": f"{self.processors * _PERIOD} {_PERIOD}",
        }

    def as_object(self) -> dict[str, int]:
        return asdict(self)


@dataclass
class Watch:
    """A look at a sandbox through the list of processes that it has itself, which holds these and no others."""

    first: int
    """The number, outside, of the first process in the sandbox: with it all others end."""
    outputs: Path
    printed: Path
    frozen: Path
    """Where it lies there, the project is frozen."""
    is_loaded: Callable[[], bool]
    """Whether the extract that it works on is still the one that is loaded."""
    limits: RunLimits
    most_memory: int = 0
    most_written: int = 0
    most_processes: int = 0

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._inside = Path(f"/proc/{self.first}/root")
        self._process = os.pidfd_open(self.first)  # its number may be another's once it ended
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes of the run, and come back when none is left: the first ends after all others."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        select([self._process], [], [])
        os.close(self._process)

    def look(self) -> StopReason | None:
        """Whether a limit is reached, and which, the project frozen, or its extract another."""
        if self.frozen.exists():
            return StopReason.FROZEN
        if not self.is_loaded():
            return StopReason.LOADED
        if time.monotonic() - self._began > self.limits.seconds:
            return StopReason.TIME
        processes = self._processes()
        self.most_processes = max(self.most_processes, len(processes) - 1)
        if len(processes) > self.limits.processes + 1:
            return StopReason.PROCESSES
        memory = self._memory(processes)
        self.most_memory = max(self.most_memory, memory)
        if memory > self.limits.memory_mb * MB:
            return StopReason.MEMORY
        return self.look_at_files(processes)

    def look_at_files(self, processes: list[Path]) -> StopReason | None:
        """What was written: what lies there, what has no name any more and is open, or what the kernel counted."""
        lying = self.printed.stat().st_size
        try:
            for files, found in enumerate(_below(self.outputs), 1):
                lying += found.st_size
                if files > MOST_FILES:
                    return StopReason.FILES
        except OSError:
            return StopReason.UNSEEN
        written = max(lying + sum(_nameless(process) for process in processes), sum(map(_counted, processes)))
        self.most_written = max(self.most_written, written)
        return StopReason.WRITTEN if written > self.limits.written_mb * MB else None

    def _processes(self) -> list[Path]:
        try:
            return [path for path in (self._inside / "proc").iterdir() if path.name.isdigit()]
        except OSError:  # the sandbox is gone
            return []

    def _memory(self, processes: list[Path]) -> int:
        """Resident memory, of which what several share is counted once where the first sum is too large."""
        beside = sum(_held(self._inside / folder) for folder in ("tmp", "dev/shm"))
        whole = beside + sum(map(_resident, processes))
        if whole <= self.limits.memory_mb * MB:
            return whole
        return beside + sum(_share(process) or _resident(process) for process in processes)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it ended meanwhile
        return ""


def _resident(process: Path) -> int:
    found = _text(process / "statm").split()
    return int(found[1]) * os.sysconf("SC_PAGE_SIZE") if found else 0


def _share(process: Path) -> int:
    """Its share of memory: what it has with others, divided by how many they are."""
    for line in _text(process / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) << 10
    return 0


def _counted(process: Path) -> int:
    """Bytes that the kernel counted as written by it, and by those whose end it waited for."""
    for line in _text(process / "io").splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    return 0


def _nameless(process: Path) -> int:
    """Bytes of files that it holds open and that lie in no folder any more."""
    found = 0
    with suppress(OSError):  # it ended meanwhile
        for one in (process / "fd").iterdir():
            with suppress(OSError):  # it was closed meanwhile
                about = one.stat()
                found += about.st_size if stat.S_ISREG(about.st_mode) and about.st_nlink == 0 else 0
    return found


def _held(folder: Path) -> int:
    """Bytes in a file system in memory."""
    try:
        about = os.statvfs(folder)
    except OSError:
        return 0
    return (about.f_blocks - about.f_bfree) * about.f_frsize


def _below(folder: Path) -> Iterator[os.stat_result]:
    """What lies below a folder, without following what leads out of it. Raises where it cannot be seen."""
    waiting = [folder]
    while waiting:
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # it was removed meanwhile
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(about.st_mode):
                        waiting.append(Path(entry.path))
                    yield about
