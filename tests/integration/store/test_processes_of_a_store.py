"""Several processes load, optimise and read one store at once, and each of them ends whole.

`kill -9` at any moment loses nothing accepted and shows nothing half loaded; the next load tidies up.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.support import ilr_files
from tests.support.properties import tried
from tests.support.stores import count_by_file, keep, records, store_in, submission_rows

import alder
from alder.engine import intent
from alder.engine.integrity import check_integrity
from alder.model.period import AcademicYear

ROOT = Path(__file__).parents[3]

BUSY = """
import sys
from alder.process_settings import settle; settle()
from pathlib import Path
from alder.engine.compaction import optimise
from tests.support.properties import tried
from tests.support.stores import count_by_file, keep, store_in
import alder
from pytest import MonkeyPatch
from tests.support.few_rules import judge_by_few
from alder.sources.ilr import load
load.BATCH_LEARNERS = 1
judge_by_few(MonkeyPatch())
folder, name, n = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
alder.open(folder.parent / "in batches").load(folder.parent / "returns")
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
    returns = in_returns(tmp_path / "returns")
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
    batches = alder.open(tmp_path / "in batches").store
    kept = batches.submissions()["file_hash"].to_pylist()
    assert sorted(kept) == sorted({sha256(file.read_bytes()).hexdigest() for file in returns}), "each once"
    assert not intent.pending(batches.loads)
    assert not check_integrity(batches).faults


def in_returns(folder: Path) -> list[Path]:
    """Returns of three providers, one of them in two files, which both processes load in batches of one file."""
    folder.mkdir()
    for ukprn in ("10000001", "10000002", "10000003"):
        people = [ilr_files.whole_learner(f"{ukprn}{n}") for n in range(2)]
        (folder / f"{ukprn}.xml").write_bytes(ilr_files.message(people, AcademicYear(2020), UKPRN=ukprn))
    copied = folder / "copied.xml"
    copied.write_bytes((folder / "10000001.xml").read_bytes())
    return sorted(folder.iterdir())


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


def step() -> int:
    """About one moment in so many is tried, other ones in each run. With 1 all are: some minutes."""
    return int(os.environ.get("ALDER_KILL_STEP", 120 // tried(20)))


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What was done, and whether it was killed meanwhile, of each trial of `killed_loads`."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_loads", str(tmp_path_factory.mktemp("killed")), str(step())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_whatever_writes_killed_at_any_moment_leaves_the_store_whole(killed: list[dict[str, Any]]) -> None:
    trials = [t for t in killed if "moment" in t]
    times = Counter(t["doing"] for t in trials if t["killed"])
    assert times["load"] >= 60 // step(), "loads were killed"
    assert times["optimise"] >= 50 // step(), "optimises were killed"
    assert times["supplement"] >= 20 // step(), "additions were killed"
    assert sum(not t["killed"] for t in trials) == 4, "and each went on to its end at last"


def test_alder_load_killed_at_random_times_keeps_what_it_held(killed: list[dict[str, Any]]) -> None:
    trials = [t for t in killed if t["doing"] == "alder load"]
    assert len(trials) == 3
    assert all(t["status"] in (0, -signal.SIGKILL) for t in trials)
