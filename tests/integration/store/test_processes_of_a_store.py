"""Several processes load, optimise and read one store at once, and each of them ends whole.

`kill -9` at any moment loses nothing accepted and shows nothing half loaded; the next load tidies up.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from tests.support import ilr_files
from tests.support.stores import count_by_file, keep, records, store_in, submission_rows

import alder
from alder.engine import intent
from alder.engine.integrity import check_integrity
from alder.model.period import AcademicYear

ROOT = Path(__file__).parents[3]

BUSY = """
import sys
from pathlib import Path
from alder.engine.compaction import optimise
from tests.support.stores import count_by_file, keep, store_in
folder, name, n = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
for i in range(n):
    store = store_in(folder)
    keep(store, f"file | ukprn | learners\\n shared {i} | {10000001 + i} | 2\\n {name} {i} | {20000001 + i} | 1")
    seen = count_by_file(store, which=store.submissions())
    assert all(rows == (2 if file.startswith("shared") else 1) for file, rows in seen.items()), seen
    if i % 3 == 2:
        optimise(store)
"""


def test_loads_of_the_same_files_at_once_end_as_one_and_lose_nothing(tmp_path: Path) -> None:
    folder, times = tmp_path / "store", 6
    busy = [
        subprocess.Popen([sys.executable, "-c", BUSY, str(folder), name, str(times)], cwd=ROOT, stdin=subprocess.PIPE)
        for name in ("north", "south")
    ]
    for process in busy:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.close()
    assert [process.wait() for process in busy] == [0, 0]
    store = store_in(folder)
    assert sorted(store.submissions()["file_name"].to_pylist()) == sorted(
        f"{name} {i}" for name in ("shared", "north", "south") for i in range(times)
    )
    numbers = store.submissions()["submission"].to_pylist()
    assert len(set(numbers)) == len(numbers)
    assert sum(count_by_file(store, which=store.submissions()).values()) == times * (2 + 1 + 1)
    assert sum(f.rows for f in store.delta("learner").files()) == times * (2 + 1 + 1), "no row without a submission"
    assert not intent.pending(store.loads)
    assert not check_integrity(store).faults


def test_threads_of_one_reader_see_whole_loads_while_others_load(tmp_path: Path) -> None:
    keep(store_in(tmp_path / "store"), "file | ukprn | learners\n 0 | 10000001 | 1")
    reader, ended = store_in(tmp_path / "store"), Event()

    def look() -> int:
        most = 0
        while not ended.is_set():
            submissions = reader.submissions().num_rows
            files = len(reader.files("learner"))
            assert submissions >= most
            assert files >= submissions
            most = submissions
        return most

    with ThreadPoolExecutor(4) as threads:
        seen = [threads.submit(look) for _ in range(4)]
        try:
            for n in range(1, 6):
                keep(store_in(tmp_path / "store"), f"file | ukprn | learners\n {n} | {10000001 + n} | 1")
        finally:
            ended.set()
        assert all(one.result() <= 6 for one in seen)
    assert reader.submissions().num_rows == 6


def test_a_file_that_another_process_loaded_meanwhile_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    here = store_in(folder)
    with here.begin() as load:
        held = load.incoming(ukprn=10000001, collection_year="2020/21", return_number="R04")
        held.add(records("both", 3))
        held.accept()
        other = load.incoming(ukprn=10000002, collection_year="2020/21", return_number="R04")
        other.add(records("mine", 4))
        other.accept()
        rows = submission_rows("""
            file | ukprn    | learners
            both | 10000001 | 3
            mine | 10000002 | 4
        """)
        rows = rows.set_column(0, rows.schema.field(0), [[held.number, other.number]])
        assert keep(store_in(folder), "file | ukprn | learners\n both | 10000001 | 3") == ["both"]
        assert load.commit(rows)["file_name"].to_pylist() == ["mine"]
    assert count_by_file(here) == {"both": 3, "mine": 4}
    assert sum(f.rows for f in here.delta("learner").files()) == 7
    assert not check_integrity(here).faults


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
