"""Measure one call or one command: processor seconds, wall seconds, most memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one run cost. `cpu` counts user and system seconds, children included; `memory` is in MB."""

    cpu: float
    wall: float
    memory: float


def command(arguments: Sequence[str | os.PathLike[str]], *, environment: dict[str, str] | None = None) -> Cost:
    """The cost of a whole process. Its output is dropped; exit statuses 0 and 1 (rules broken) are both fine."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [os.fspath(a) for a in arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(map(str, arguments))} ended with status {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss / 1024)


def alder(*arguments: str | os.PathLike[str], environment: dict[str, str] | None = None) -> Cost:
    """The cost of one `alder` command."""
    return command([sys.executable, "-m", "alder", *arguments], environment=environment)


def call(function: Callable[[], object]) -> Cost:
    """The cost of one call in this process; memory is not measured (0)."""
    before, started = os.times(), time.perf_counter()
    function()
    after = os.times()
    return Cost(sum(after[:4]) - sum(before[:4]), time.perf_counter() - started, 0)


def best(run: Callable[[], Cost], times: int = 3) -> Cost:
    """The cheapest of several runs: the one that the machine disturbed least."""
    return min((run() for _ in range(times)), key=lambda c: c.cpu)
