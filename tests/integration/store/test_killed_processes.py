"""`kill -9` at any moment loses nothing accepted and shows nothing half loaded; the next load tidies up."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.support import ilr_files

import alder
from alder.engine import intent
from alder.engine.integrity import check_integrity
from alder.model.period import AcademicYear

ROOT = Path(__file__).parents[3]
STEP = int(os.environ.get("ALDER_KILL_STEP", "6"))
"""About one moment in so many is tried, other ones in each run. With 1 all are: some minutes."""


def test_whatever_writes_killed_at_any_moment_leaves_the_store_whole(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_loads", str(tmp_path), str(STEP)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    trials = [json.loads(line) for line in told.stdout.splitlines()]
    killed = Counter(t["doing"] for t in trials if t["killed"])
    assert killed["load"] >= 60 // STEP, "loads were killed"
    assert killed["optimise"] >= 50 // STEP, "optimises were killed"
    assert killed["supplement"] >= 20 // STEP, "additions were killed"
    assert sum(not t["killed"] for t in trials) == 4, "and each went on to its end at last"


def test_alder_load_killed_at_random_moments_keeps_what_it_held(tmp_path: Path) -> None:
    year = AcademicYear(2020)
    for name, learners, prepared in (("first", 3, "2020-11-20"), ("second", 300, "2021-01-20")):
        people = [ilr_files.whole_learner(f"{name}{n}") for n in range(learners)]
        (tmp_path / f"{name}.xml").write_bytes(ilr_files.message(people, year, FilePreparationDate=prepared))
    environment = alder.open(tmp_path / "store")
    environment.load(tmp_path / "first.xml")
    accepted = {"first.xml": 3, "second.xml": 300}
    delays = random.Random()
    outcomes: Counter[str] = Counter()
    for _ in range(3):
        began = time.monotonic()
        loading = subprocess.Popen(
            [sys.executable, "-m", "alder", "load", str(tmp_path / "second.xml"), "--store", str(tmp_path / "store")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # The moment is counted from the load's announcement, so that a slow start does not use it up.
        while loading.poll() is None and not intent.pending(environment.store.loads) and time.monotonic() - began < 30:
            pass
        try:
            loading.wait(timeout=delays.uniform(0, 1.5))
        except subprocess.TimeoutExpired:
            loading.send_signal(signal.SIGKILL)
        outcomes[str(loading.wait())] += 1
        seen = environment.returns().table
        held = dict(zip(seen["file_name"].to_pylist(), seen["learners"].to_pylist(), strict=True))
        assert held in ({"first.xml": 3}, accepted)
        assert not check_integrity(environment.store).faults
    report = environment.load(tmp_path / "second.xml")
    assert report.exit_code == 0
    assert not intent.pending(environment.store.loads)
    assert environment.returns().current["learners"].to_pylist() == [300]
    assert not check_integrity(environment.store).faults
    assert outcomes, "processes ran"
