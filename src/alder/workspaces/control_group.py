"""A control group for one run, where the system gave this account a part of the tree: the kernel then keeps the sums.

That a file called `memory.max` is there says little: the group may be another's, or its controller may be held by an
older hierarchy. So a group of its own is made first in which a process takes more than it may and another begins one
too many. Only where the kernel ended the one and refused the other is a run put into such a group; else the watch alone
keeps its sums, as it does beside a group, too.
"""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SELF = "alder-outside"
"""The group of the process that begins runs: the kernel gives no controllers to groups below one with processes."""
_CONTROLLERS = ("cpu", "memory", "pids")
_ENTER = 'echo 0 > "$0/cgroup.procs" && exec "$@"'
"""What a shell does to be in a group, and then becomes the program: nothing of it begins outside of the group."""
_TRIED_MEMORY, _TAKEN = 8 << 20, "64M"
_PATIENCE = 5
_SWAP = "memory.swap.max"
"""Not there where nothing is swapped."""
_numbers = count(1)


class ControlGroup:
    """A group of processes, with what the kernel lets them take together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        """End whatever is left in it, and take it away once nothing is."""
        with suppress(OSError):  # before Linux 5.14 a group cannot be told that
            (self.folder / "cgroup.kill").write_text("1")
        until = time.monotonic() + _PATIENCE
        while (self.folder / "cgroup.procs").read_text() and time.monotonic() < until:
            time.sleep(0.005)
        self.folder.rmdir()

    def limit(self, most: Mapping[str, object]) -> None:
        """Set limits, by the names of their files."""
        for name, value in most.items():
            if name != _SWAP or (self.folder / name).exists():
                (self.folder / name).write_text(str(value))

    def command(self, command: Sequence[str]) -> list[str]:
        """What begins a command in the group."""
        return ["/bin/sh", "-c", _ENTER, str(self.folder), *command]

    def number(self, name: str) -> int:
        """What the kernel counted; 0 where it does not count that."""
        with suppress(OSError, ValueError):
            return int((self.folder / name).read_text())
        return 0

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel ended processes because all together took too much."""
        events = dict(line.split() for line in (self.folder / "memory.events").read_text().splitlines())
        return events.get("oom_kill", "0") != "0"


def own_group(most: Mapping[str, object]) -> tuple[ControlGroup | None, str]:
    """A group that can hold to such limits, not made yet; or none, and in a sentence why."""
    top = _own()
    if top is None:
        return None, "This system has no control groups of the second version."
    if not os.access(top / "cgroup.procs", os.W_OK) or not os.access(top, os.W_OK):
        return None, "No part of the tree of control groups was given to this account."
    try:
        if missing := set(_CONTROLLERS) - set((top / "cgroup.controllers").read_text().split()):
            return None, f"The part of the tree that was given to this account lacks: {', '.join(sorted(missing))}."
        _step_aside(top)
        (top / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in _CONTROLLERS))
        with _new(top) as tried:
            tried.limit(most)
            if wrong := _failures(tried):
                return None, wrong
    except OSError as error:
        return None, f"A control group could not be made: {os.strerror(error.errno or 0)}."
    return _new(top), ""


def _new(top: Path) -> ControlGroup:
    return ControlGroup(top / f"alder-{os.getpid()}-{next(_numbers)}")


def _own() -> Path | None:
    """The folder of the group of this process, or the one above where it stepped aside."""
    mounts = (line.split(" - ", 1) for line in Path("/proc/self/mountinfo").read_text().splitlines())
    roots = [before.split()[3:5] for before, after in mounts if after.split()[0] == "cgroup2"]
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    paths = [line.removeprefix("0::") for line in lines if line.startswith("0::")]
    if not roots or not paths:
        return None
    root, where = roots[0]
    own = Path(where, os.path.relpath(paths[0], root))
    return own.parent if own.name == _SELF else own


def _step_aside(top: Path) -> None:
    """Put what is in the group itself into one below it."""
    if not (there := (top / "cgroup.procs").read_text().split()):
        return
    aside = top / _SELF
    aside.mkdir(exist_ok=True)
    for process in there:
        with suppress(ProcessLookupError):  # it ended meanwhile
            (aside / "cgroup.procs").write_text(process)


def _failures(tried: ControlGroup) -> str:
    """What the kernel let pass that it should not have, as a sentence."""
    tried.limit({"memory.max": _TRIED_MEMORY, _SWAP: 0})
    takes = ["/usr/bin/dd", "if=/dev/zero", "of=/dev/null", f"bs={_TAKEN}", "count=1"]
    taken = subprocess.run(tried.command(takes), capture_output=True, check=False).returncode
    if taken == 0 or not tried.ran_out_of_memory():
        return "A control group was made, and the kernel let it take more memory than it may."
    tried.limit({"memory.max": "max", "pids.max": 1})
    forks = ["/bin/sh", "-c", "(exit 0) & wait $!"]
    if subprocess.run(tried.command(forks), capture_output=True, check=False).returncode == 0:
        return "A control group was made, and the kernel let it begin more processes than it may."
    return ""
