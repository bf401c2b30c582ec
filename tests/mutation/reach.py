"""Which tests run each line of a package, and how long each takes: so that a fault meets the tests that can see it.

python -m tests.mutation.reach /tmp/reach.json src/alder/disclosure tests/unit/disclosure tests/spec/disclosure

Several packages are named with commas between them. The attack on histories counts as a test of `disclosure`.
"""

from __future__ import annotations

import json
import sys
import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.mutation.faults import Fault

ATTACK = "the attack"
"""Stands among the names of tests for the attack on histories."""


@dataclass(frozen=True)
class Reach:
    """For each module the lines that ran, with the numbers of the tests that ran them."""

    tests: list[str]
    seconds: list[float]
    lines: dict[str, dict[int, list[int]]]

    @classmethod
    def read(cls, path: Path) -> Reach:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        lines = {name: {int(n): who for n, who in of.items()} for name, of in found["lines"].items()}
        return cls(found["tests"], found["seconds"], lines)

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.__dict__), encoding="utf-8")

    def of(self, fault: Fault) -> list[str]:
        """The tests that run the line of a fault, the cheapest first; where none does, those that run its module.

        A statement over several lines is known by the first of them. What runs when a module is loaded is no test's.
        """
        ran = self.lines.get(fault.path.as_posix(), {})
        known = sorted(ran)
        at = bisect_right(known, fault.line)
        mine = {self.tests[n] for n in ran[known[at - 1]]} if at else set()
        if not mine - {ATTACK}:
            mine = {self.tests[n] for who in ran.values() for n in who}
        return sorted(mine, key=lambda name: (self.seconds[self.tests.index(name)], name))

    def within(self, fault: Fault, seconds: float) -> tuple[list[str], int]:
        """As many of these tests as end within so many seconds, without the attack, and how many are left out."""
        taken, spent = [], 0.0
        mine = [name for name in self.of(fault) if name != ATTACK]
        for name in mine:
            spent += self.seconds[self.tests.index(name)]
            if spent > seconds:
                break
            taken.append(name)
        return taken, len(mine) - len(taken)


class Watch:
    """A plugin of pytest: tells the measurement of coverage whose lines run, and keeps how long each test took."""

    def __init__(self, measured: Any) -> None:
        self.measured = measured
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.measured.switch_context(nodeid)

    def pytest_runtest_logfinish(self) -> None:
        self.measured.switch_context("")

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.append(report.nodeid)


def measure(sources: list[Path], tests: list[str]) -> Reach:
    """Run the tests, and the attack, and see which lines of the folders each of them runs."""
    import coverage
    import pytest

    measured = coverage.Coverage(data_file=None, include=[f"{s.absolute()}/*" for s in sources], config_file=False)
    watch = Watch(measured)
    measured.start()
    try:
        pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--assert=plain", *tests], plugins=[watch])
        if any("disclosure" in source.parts for source in sources):
            watch.seconds[ATTACK] = _attacked(measured)
    finally:
        measured.stop()
    if watch.failed:
        sys.exit(f"Tests fail without any fault: {', '.join(watch.failed)}")
    names = list(watch.seconds)
    data, number = measured.get_data(), {name: n for n, name in enumerate(names)}
    lines: dict[str, dict[int, list[int]]] = {}
    for file in data.measured_files():
        ran = data.contexts_by_lineno(file)
        name = Path(file).relative_to(Path.cwd()).as_posix()
        lines[name] = {line: [number[c] for c in contexts if c in number] for line, contexts in ran.items()}
    return Reach(names, [watch.seconds[name] for name in names], lines)


def _attacked(measured: Any) -> float:
    from tests.mutation.attacks import releases

    began = time.process_time()
    measured.switch_context(ATTACK)
    for release in releases():
        release()
    return time.process_time() - began


def spread(faults: list[Fault], sample: int, seed: int) -> Iterator[Fault]:
    """So many faults in turn from each module, so that small modules get their share."""
    draw, by = Random(seed), dict[Path, list[Fault]]()
    for fault in draw.sample(faults, len(faults)):
        by.setdefault(fault.path, []).append(fault)
    while by and sample:
        for path in draw.sample(list(by), len(by)):
            if not sample:
                return
            sample -= 1
            yield by[path].pop()
            if not by[path]:
                del by[path]


if __name__ == "__main__":
    measure([Path(one) for one in sys.argv[2].split(",")], sys.argv[3:]).write(Path(sys.argv[1]))
