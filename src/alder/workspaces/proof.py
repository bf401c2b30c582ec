"""Judging what the launcher saw from inside, before it may become the analysis: whether all walls stand.

The launcher tells what it sees and judges nothing. Here, outside, it is compared with what was asked for and with what
the same look from outside gives; a wall that nobody thought to doubt is doubted for each run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.sandbox import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OPEN = 5
"""Descriptors of the launcher: nothing to read from, twice what is printed, and the two on which it tells and waits."""
PROCESSES = 2
"""It, and the one that collects whoever ended."""
_SYSTEM_MOUNTS = {
    "/": "tmpfs",
    "/proc": "proc",
    "/dev": "tmpfs",
    "/dev/null": "devtmpfs",
    "/dev/zero": "devtmpfs",
    "/dev/full": "devtmpfs",
    "/dev/random": "devtmpfs",
    "/dev/urandom": "devtmpfs",
    "/dev/tty": "devtmpfs",
    "/dev/pts": "devpts",
    "/dev/shm": "tmpfs",
    "/tmp": "tmpfs",
}
"""What bubblewrap mounts beside the folders that it is given, and of which kind. In containers the single devices may
be of another kind, so of those below /dev only where they lie is compared.
"""
_WRITABLE_SYSTEM = frozenset({"/dev/shm", "/tmp", "/proc"})


def failures(
    seen: Mapping[str, Any],
    *,
    shown: Iterable[str],
    writable: Iterable[str],
    environment: Iterable[str],
    files_open: int = OPEN,
) -> list[str]:
    """What is wrong with a sandbox, a sentence each; an empty list lets the analysis go."""
    found = []
    own = {kind: str(Path(f"/proc/self/ns/{kind}").readlink()) for kind in ("mnt", *NAMESPACES)}
    if shared := sorted(kind for kind in own if seen["namespaces"].get(kind, own[kind]) == own[kind]):
        found.append(f"it shares these namespaces with the machine: {', '.join(shared)}")
    if seen["networks"] not in ([], ["lo"]):
        found.append(f"it reaches networks: {', '.join(seen['networks'])}")
    if len(seen["users"]) != 1 or seen["users"][0][2] != 1 or seen["users"][0][0] == 0:
        found.append("its user is not mapped to a single one of its own")
    if any(int(value, 16) for value in seen["capabilities"].values()):
        found.append("it has capabilities")
    if not seen["no_new_rights"]:
        found.append("programs in it could get further rights")
    if not seen["filtered"]:
        found.append("no filter of system calls is in place")
    if seen["processes"] != PROCESSES:
        found.append(f"it sees {seen['processes']} processes, and should see {PROCESSES}")
    if seen["files_open"] != files_open:
        found.append(f"it has {seen['files_open']} files open, and should have {files_open}")
    if seen["terminal"]:
        found.append("it has a terminal")
    if foreign := sorted(set(seen["environment"]) ^ set(environment)):
        found.append(f"its environment differs by: {', '.join(foreign)}")
    return found + _of_mounts(seen["mounts"], set(shown), set(writable))


def _of_mounts(mounts: Iterable[list[str]], shown: set[str], writable: set[str]) -> list[str]:
    there = {where: (options.split(","), kind) for where, options, kind in mounts}
    wanted = _SYSTEM_MOUNTS.keys() | shown | writable
    found = []
    if foreign := sorted(there.keys() - wanted):
        found.append(f"it holds what it should not: {', '.join(foreign)}")
    if missing := sorted(wanted - there.keys()):
        found.append(f"it lacks: {', '.join(missing)}")
    for where, (options, kind) in sorted(there.items()):
        may_write = where in writable | _WRITABLE_SYSTEM or where.startswith("/dev/")
        if "ro" not in options and not may_write:
            found.append(f"it could write to {where}")
        if "nosuid" not in options:
            found.append(f"programs in {where} could change their user")
        if where in _SYSTEM_MOUNTS and not where.startswith("/dev/") and kind != _SYSTEM_MOUNTS[where]:
            found.append(f"{where} is of the kind {kind}")
    return found
