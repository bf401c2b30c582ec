"""The first program in the sandbox: it tells what it sees, waits to be let go, and becomes the analysis.

It is run by its text, by whatever Python the sandbox offers, and so knows nothing but the standard library, and of that
nothing that takes a while to import. Until it
reads the word to go, no code of a researcher has run. Its arguments: the descriptor to tell on, the one to wait at,
limits as JSON, and the command that it becomes.
"""

from __future__ import annotations

import json
import os
import resource
import sys

GO = b"go"
NOT_LET_GO = 125
"""How it ends where nobody lets it go."""


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        return file.read()


def seen() -> dict[str, object]:
    """What the sandbox looks like from inside; whoever began it judges that."""
    status = dict(line.split(":\t", 1) for line in _read("/proc/self/status").splitlines())
    mounts = [line.split(" - ", 1) for line in _read("/proc/self/mountinfo").splitlines()]
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
        terminal = True
    except OSError:
        terminal = False
    return {
        "namespaces": {kind: os.readlink(f"/proc/self/ns/{kind}") for kind in sys.argv[4].split(",")},  # noqa: PTH115
        "networks": sorted(line.split(":")[0].strip() for line in _read("/proc/net/dev").splitlines()[2:]),
        "mounts": [[*before.split()[4:6], after.split()[0]] for before, after in mounts],
        "users": [[int(number) for number in line.split()] for line in _read("/proc/self/uid_map").splitlines()],
        "capabilities": {name: status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")},
        "no_new_rights": status["NoNewPrivs"] == "1",
        "filtered": status["Seccomp"] == "2",
        "processes": sum(name.isdigit() for name in os.listdir("/proc")),  # noqa: PTH208
        "files_open": len(os.listdir("/proc/self/fd")) - 1,  # noqa: PTH208  # one of them is the look itself
        "terminal": terminal,
        "environment": sorted(os.environ),
    }


def main() -> None:  # pragma: no cover  # in the sandbox of a run
    """Tell, wait, become the analysis."""
    telling, waiting = int(sys.argv[1]), int(sys.argv[2])
    limits = json.loads(sys.argv[3])
    with open(telling, "w", encoding="utf-8") as out:  # a descriptor
        json.dump(seen(), out)
    with open(waiting, "rb") as go:  # a descriptor
        if go.read() != GO:
            os._exit(NOT_LET_GO)
    os.nice(10)  # the watch has to come to its turn among hundreds of processes at work
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, name), (most, most))
    os.execv(sys.argv[5], sys.argv[5:])


if __name__ == "__main__":  # pragma: no cover
    main()
