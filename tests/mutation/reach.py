"""Which tests run each line of a package, and how long each takes: so that a fault meets the tests that can see it.

python -m tests.mutation.reach /tmp/reach.json src/alder/disclosure tests/unit/disclosure tests/spec/disclosure

Several packages are named with commas between them. The attack on histories counts as a test of `disclosure`.

What a test needs is often made before it: compiled SQL that is kept on disk, what a function remembers, a fixture that
a whole file shares. Each test is therefore measured as if it came first: nothing is kept from test to test, and the
lines of a shared fixture count for all who ask for it. Else a line that builds SQL is seen to run in the first test
that needs that SQL, and a fault in it would be shown to no other.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.mutation.faults import Fault

ATTACK = "the attack"
"""Stands among the names of tests for the attack on histories."""


@dataclass(frozen=True)
class Reach:
    """For each module the lines that ran, with the numbers of the tests that ran them."""

    tests: list[str]
    seconds: list[float]
    """Of each test without the fixtures that it shares with others."""
    lines: dict[str, dict[int, list[int]]]
    shared: dict[str, float] = field(default_factory=dict)
    """The fixtures that several tests share, and the seconds that each took."""
    asks_for: dict[str, list[str]] = field(default_factory=dict)
    """Of a test the fixtures that it shares with others."""

    @classmethod
    def read(cls, path: Path) -> Reach:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        lines = {name: {int(n): who for n, who in of.items()} for name, of in found["lines"].items()}
        return cls(**{**found, "lines": lines})

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
        return sorted(mine, key=lambda name: (self._alone(name), name))

    def _alone(self, test: str) -> float:
        """The seconds of a test with all that it asks for."""
        return self.seconds[self.tests.index(test)] + sum(self.shared[f] for f in self.asks_for.get(test, ()))

    def within(self, fault: Fault, seconds: float) -> tuple[list[str], int]:
        """As many of these tests as end within so many seconds, without the attack, and how many are left out.

        A fixture that several of them share is made once.
        """
        taken, spent, made = list[str](), 0.0, set[str]()
        mine = [name for name in self.of(fault) if name != ATTACK]
        for name in mine:
            new = {*self.asks_for.get(name, ())} - made
            takes = self.seconds[self.tests.index(name)] + sum(self.shared[f] for f in new)
            if spent + takes <= seconds:
                spent, made = spent + takes, made | new
                taken.append(name)
        return taken, len(mine) - len(taken)


class Watch:
    """A plugin of pytest: tells the measurement of coverage whose lines run, and keeps how long each test took."""

    def __init__(self, measured: Any, kept: Path) -> None:
        self.measured = measured
        self.kept = kept
        """The folder of all that is kept from test to test."""
        self.seconds: dict[str, float] = {}
        self.shared: dict[str, float] = {}
        self.asks_for: dict[str, list[str]] = {}
        self.failed: list[str] = []
        self._now: list[str] = []
        self._within = 0.0

    def _turn(self) -> None:
        self.measured.switch_context(self._now[-1] if self._now else "")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        forget(self.kept)
        self._now, self._within = [nodeid], 0.0
        self._turn()

    def pytest_runtest_logfinish(self) -> None:
        self._now = []
        self._turn()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            fixtures = [one for of in item._fixtureinfo.name2fixturedefs.values() for one in of]  # type: ignore[attr-defined]
            self.asks_for[item.nodeid] = sorted({_name(one) for one in fixtures if one.scope != "function"})

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        """The lines and the seconds of a fixture that several tests share are its own, as if it came first too."""
        if fixturedef.scope == "function" or not self._now:
            return (yield)
        forget(self.kept)
        began, before = time.perf_counter(), self._within
        self._now.append(_name(fixturedef))
        self._turn()
        try:
            return (yield)
        finally:
            took = time.perf_counter() - began
            name = self._now.pop()
            self.shared[name] = self.shared.get(name, 0.0) + took - (self._within - before)
            self._within = before + took
            self._turn()

    def pytest_runtest_logreport(self, report: Any) -> None:
        shared = self._within if report.when == "setup" else 0.0
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + max(report.duration - shared, 0.0)
        if report.failed:
            self.failed.append(report.nodeid)


def _name(fixture: pytest.FixtureDef[Any]) -> str:
    return f"fixture {fixture.baseid}::{fixture.argname}"


def forget(kept: Path) -> None:
    """Let go of all that one test could leave to the next: files in the folder of caches, and what Alder remembers."""
    for entry in kept.iterdir():
        shutil.rmtree(entry)
    for one in _remembering(len(sys.modules)):
        one.cache_clear()


@cache
def _remembering(modules: int) -> list[Any]:
    """The functions of Alder that remember what they answered; sought again when more `modules` are loaded."""
    found = [one for one in gc.get_objects() if type(one) is _lru_cache_wrapper]
    return [one for one in found if str(getattr(one, "__module__", "")).startswith("alder")]


def measure(sources: list[Path], tests: list[str]) -> Reach:
    """Run the tests, and the attack, and see which lines of the folders each of them runs."""
    import coverage

    measured = coverage.Coverage(data_file=None, include=[f"{s.absolute()}/*" for s in sources], config_file=False)
    kept = Path(tempfile.mkdtemp(prefix="alder-reach-"))
    os.environ["XDG_CACHE_HOME"] = str(kept)
    os.environ.pop("ALDER_CACHE", None)  # that of the caller, which lies elsewhere
    watch = Watch(measured, kept)
    measured.start()
    try:
        pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--assert=plain", *tests], plugins=[watch])
        if any("disclosure" in source.parts for source in sources):
            forget(kept)
            watch.seconds[ATTACK] = _attacked(measured)
    finally:
        measured.stop()
        shutil.rmtree(kept, ignore_errors=True)
    if watch.failed:
        sys.exit(f"Tests fail without any fault: {', '.join(watch.failed)}")
    names = list(watch.seconds)
    lines = lines_of(measured.get_data(), names, watch.asks_for)
    asks_for = {test: [f for f in fixtures if f in watch.shared] for test, fixtures in watch.asks_for.items()}
    return Reach(names, [watch.seconds[name] for name in names], lines, watch.shared, asks_for)


def lines_of(data: Any, tests: list[str], asks_for: dict[str, list[str]]) -> dict[str, dict[int, list[int]]]:
    """By file and line the numbers of the tests that ran it, themselves or by a fixture that they ask for."""
    whose: dict[str, list[int]] = {test: [n] for n, test in enumerate(tests)}
    for n, test in enumerate(tests):
        for fixture in asks_for.get(test, ()):
            whose.setdefault(fixture, []).append(n)

    def of(contexts: Iterable[str]) -> list[int]:
        return sorted({n for context in contexts for n in whose.get(context, ())})

    return {
        Path(file).relative_to(Path.cwd()).as_posix(): {
            line: of(contexts) for line, contexts in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }


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
