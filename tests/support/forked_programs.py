"""Several programs for one start of Python: each runs in a fork of it in which nothing was loaded or begun.

A fork of a process without threads, that has loaded no library, is to its program what a new interpreter is: what it
loads, how signals end it and what is done at its end are its own. Only the start is shared.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ended:
    """What came of a program: its status (minus the number of the signal that ended it) and what it printed."""

    status: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line that it printed, once it ended as it should."""
        assert self.status == 0, self.err
        return self.out.splitlines()[-1]


def ended(programs: Mapping[str, str], *arguments: object, before: str = "") -> dict[str, Ended]:
    """Each program, run to its end with these arguments, one after the other.

    Where what they load is not what is looked at, it is loaded `before`, once for all; that must begin no thread.
    """
    given = {"programs": dict(programs), "arguments": [str(one) for one in arguments], "before": before}
    told = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps(given),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name: Ended(*came) for name, came in json.loads(told.stdout).items()}


def _forked() -> bool:
    """Whether this is now a fork that is to run what it was given, else what came of all is printed."""
    global given, name
    given = json.load(sys.stdin)
    exec(compile(given["before"], "before", "exec"), {"__name__": "before"})
    came = {}
    for name in given["programs"]:
        pipes = [os.pipe(), os.pipe()]
        child = os.fork()
        if child == 0:
            for number, (_, write) in enumerate(pipes, 1):
                os.dup2(write, number)
            os.closerange(3, max(max(pipe) for pipe in pipes) + 1)
            return True
        for _, write in pipes:
            os.close(write)
        out, err = _all_of(*(read for read, _ in pipes))
        came[name] = (os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), out, err)
    print(json.dumps(came))
    return False


def _all_of(*files: int) -> list[str]:
    """What is written into these, until nobody writes any more."""
    parts: dict[int, list[bytes]] = {file: [] for file in files}
    with selectors.DefaultSelector() as waiting:
        for file in files:
            waiting.register(file, selectors.EVENT_READ)
        while waiting.get_map():
            for key, _ in waiting.select():
                if part := os.read(key.fd, 1 << 16):
                    parts[key.fd].append(part)
                else:
                    waiting.unregister(key.fd)
                    os.close(key.fd)
    return [b"".join(part).decode() for part in parts.values()]


given: dict[str, Any]
name: str

if __name__ == "__main__" and _forked():
    # Here rather than in a function, and without a `try`: it ends as any program does.
    sys.argv[1:] = given["arguments"]
    exec(compile(given["programs"][name], name, "exec"), {"__name__": "__main__"})
