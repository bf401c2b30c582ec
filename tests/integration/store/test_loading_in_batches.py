"""A load of many files is kept in batches: whatever ends it, what it kept stays, and the same load goes on from there.

A batch is as small as one file here, so that a few files make many.
"""

import errno
import os
import re
import signal
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support import commands, ilr_files
from tests.support.few_rules import FEW, check_by
from tests.support.forked_programs import Ended, ended

import alder
from alder.cli.load import summary
from alder.engine import intent
from alder.engine.delta_table import Delta
from alder.engine.integrity import check_integrity
from alder.engine.store import Load
from alder.environment import Environment
from alder.errors import StoreError
from alder.model.period import AcademicYear
from alder.sources.ilr import load as loading
from alder.sources.ilr.load import FileStatus, LoadReport
from alder.sources.ilr.xml import reader

BEFORE, NOW = AcademicYear(2019), AcademicYear(2020)

IN_BATCHES_OF_ONE_FILE = """
from alder.process_settings import settle; settle()
from pytest import MonkeyPatch
from tests.support.few_rules import judge_by_few
from alder.sources.ilr import load
load.BATCH_LEARNERS = 1
judge_by_few(MonkeyPatch())
"""
KILLED = """
import os, signal, sys, alder
def kill(*, kept, **_):
    if kept == 3:
        os.kill(os.getpid(), signal.SIGKILL)
alder.open(sys.argv[1] + "/killed").load(sys.argv[2], progress=kill)
"""
SIGNALLED_AFTER_TWO_COMMITS = """
import os, signal, sys
from alder.cli.commands import main
from alder.engine.store import Load
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run of tests in the background ignores it
whole, commits = Load.commit, []
def commit(self, rows):
    kept = whole(self, rows)
    commits.append(kept)
    if len(commits) == 2:
        for number in {signals}:
            os.kill(os.getpid(), number)
    return kept
Load.commit = commit
main(["load", sys.argv[2], "--store", sys.argv[1] + "/{name}"])
"""
SIGNALS = {"SIGINT": "[signal.SIGINT]", "SIGTERM": "[signal.SIGTERM]", "twice": "[signal.SIGINT, signal.SIGINT]"}


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory, returns: Path) -> tuple[Path, dict[str, Ended]]:
    """A folder with the store of each load that was stopped after some batches, by its name, and how it ended."""
    folder = tmp_path_factory.mktemp("stopped")
    programs = {
        name: SIGNALLED_AFTER_TWO_COMMITS.format(signals=signals, name=name) for name, signals in SIGNALS.items()
    }
    return folder, ended({"killed": KILLED, **programs}, folder, returns, before=IN_BATCHES_OF_ONE_FILE)


@pytest.fixture
def batches_of_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCH_LEARNERS", 1)


def a_return(path: Path, year: AcademicYear, ukprn: str, *refs: str, end: str | None = None) -> Path:
    """A return whose learners began in 2019; of two of a provider and year nothing but the order says which counts."""
    aim = ilr_files.delivery(
        LearnAimRef="60001234",
        LearnStartDate="2019-09-02",
        LearnPlanEndDate="2021-07-01",
        LearnActEndDate=end,
        CompStatus="2" if end else "1",
        Outcome="1" if end else None,
    )
    people = [ilr_files.whole_learner(ref, aim, ULN="1234567890") for ref in refs]
    day = f"{year.start + 1}-05-01"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(ilr_files.message(people, year, UKPRN=ukprn, Provider=ukprn, FilePreparationDate=day))
    return path


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven files: last year's returns come last by name, two of one return differ by their order alone, one comes
    twice and one is broken.
    """
    folder = tmp_path_factory.mktemp("files") / "returns"
    first = a_return(folder / "a" / "north.xml", NOW, "10000001", "A1", "A2")
    a_return(folder / "b" / "north again.xml", NOW, "10000001", "A1", "A2", "A3")
    (folder / "b" / "north copied.xml").write_bytes(first.read_bytes())
    a_return(folder / "c" / "south.xml", NOW, "10000002", "B1")
    (folder / "c" / "torn.xml").write_bytes(first.read_bytes()[:-100])
    a_return(folder / "d" / "north last year.xml", BEFORE, "10000001", "A1", end="2020-06-30")
    a_return(folder / "d" / "south last year.xml", BEFORE, "10000002", "B1", end="2020-06-30")
    return folder


def held(store: Environment) -> dict[str, list[str]]:
    """All that a store holds but when it was received, by table; submissions by their order, not their number."""
    submissions = store.store.submissions().sort_by("submission")
    place = {n: i for i, n in enumerate(submissions["submission"].to_pylist())}
    found = {}
    for table in store.store.tables():
        rows = (
            submissions
            if table == "submission"
            else pa.concat_tables(pq.read_table(f, partitioning=None) for f in store.store.files(table))
        )
        told = ({**row, "submission": place[row["submission"]], "received": None} for row in rows.to_pylist())
        found[table] = sorted(repr(sorted(row.items())) for row in told)
    return found


def outcomes(report: LoadReport) -> dict[str, str]:
    return {f.path.name: f.outcome.value for f in report.files}


@pytest.fixture(scope="module")
def in_one_batch(tmp_path_factory: pytest.TempPathFactory, returns: Path) -> Environment:
    """What a load in one batch makes of them, to compare with and not to change."""
    store = alder.open(tmp_path_factory.mktemp("one batch") / "store")
    store.load(returns)
    return store


def test_a_store_loaded_in_batches_is_the_store_of_one_batch(
    tmp_path: Path, returns: Path, in_one_batch: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH_LEARNERS", 1)
    store = alder.open(tmp_path / "batches")
    report = store.load(returns)
    assert len({n >> 20 for n in store.store.submissions()["submission"].to_pylist()}) == 5, "loads of their own"
    assert held(store) == held(in_one_batch)
    assert outcomes(report) == {
        "north.xml": "older",
        "north again.xml": "loaded",
        "north copied.xml": "already held",
        "south.xml": "loaded",
        "torn.xml": "could not read",
        "north last year.xml": "loaded",
        "south last year.xml": "loaded",
    }
    assert report.exit_code == 11
    assert report.alone == 0, "every return found that of last year"
    assert store.store.current(NOW).sort_by("ukprn")["file_name"].to_pylist() == ["north again.xml", "south.xml"]
    check_by(monkeypatch, FEW)  # one of them is about last year's return, which is what is to be found
    for file in ("north again.xml", "south.xml"):
        (path,) = returns.rglob(file)
        one, other = (s.check(path, since="previous") for s in (store, in_one_batch))
        assert one.table.equals(other.table), "a check since the previous return"
        assert "FRM_04" in one.table["rule"].to_pylist()
        assert one.since == other.since
    assert store.quality("ULN").table.equals(in_one_batch.quality("ULN").table)


def test_returns_are_compared_with_last_years_although_these_come_later_by_name(in_one_batch: Environment) -> None:
    found = in_one_batch.store.current(NOW)["findings_summary"].to_pylist()
    assert all("FRM_04" in said for said in found), "the end that last year's return had is gone"


def test_progress_tells_how_many_files_are_kept(tmp_path: Path, returns: Path, batches_of_one_file: None) -> None:
    told: list[int] = []
    alder.open(tmp_path / "store").load(returns, progress=lambda *, kept, **_: told.append(kept))
    assert all(a <= b for a, b in pairwise(told))
    assert sorted(set(told)) == [0, 1, 2, 3, 4, 6], "with the last batch came a file that was held already"


def test_a_load_killed_between_batches_keeps_them_and_the_same_load_goes_on(
    stopped: tuple[Path, dict[str, Ended]],
    returns: Path,
    in_one_batch: Environment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, came = stopped
    assert came["killed"].status == -signal.SIGKILL
    store = alder.open(folder / "killed")
    assert store.store.submissions().num_rows == 3
    assert not check_integrity(store.store).faults
    read = reading(monkeypatch)
    report = store.load(returns)
    assert len(report.of(FileStatus.HELD)) == 4
    assert sorted(set(read)) == ["north again.xml", "south.xml", "torn.xml"], "what is held is not read again"
    assert held(store) == held(in_one_batch)
    assert not intent.pending(store.store.loads)


def reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed from now on."""
    read: list[str] = []

    class Noted(reader.ReturnReader):
        def __init__(self, opened: object) -> None:
            read.append(opened.file_name)  # type: ignore[attr-defined]
            super().__init__(opened)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "ReturnReader", Noted)
    return read


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_ctrl_c_and_a_signal_to_end_keep_what_was_read_and_say_how_much(
    name: str, status: int, stopped: tuple[Path, dict[str, Ended]], returns: Path, in_one_batch: Environment
) -> None:
    folder, came = stopped
    assert came[name].status == status, came[name].err
    assert "Stopped. Kept 2 of 7 files; the same command goes on with the others." in came[name].out
    assert came[name].err.splitlines() == [
        "kept 1 of 7 files",
        "",
        "Stopping. What was read is being kept; the same again stops at once.",
        "kept 2 of 7 files",
    ]
    store = alder.open(folder / name)
    assert store.store.submissions().num_rows == 2
    store.load(returns)
    assert held(store) == held(in_one_batch)


def test_ctrl_c_twice_stops_at_once_with_what_the_batches_before_kept(stopped: tuple[Path, dict[str, Ended]]) -> None:
    folder, came = stopped
    assert came["twice"].status == 130, came["twice"].err
    assert "Kept 1 of 7 files; the same command goes on with the others." in came["twice"].err
    assert "Traceback" not in came["twice"].err
    assert alder.open(folder / "twice").store.submissions().num_rows == 2, "the second commit was made by then"


def test_a_file_that_is_being_read_when_the_load_is_asked_to_stop_is_left(tmp_path: Path, returns: Path) -> None:
    asked = iter([False, True, True])
    report = alder.open(tmp_path / "store").load(returns, stop=lambda: next(asked))
    assert report.files == ()
    assert len(report.left) == 7
    assert any(re.search("Kept 0 of 7 files", line) for line in summary(report))
    assert alder.open(tmp_path / "store").store.submissions().num_rows == 0


def test_a_full_disk_says_how_many_files_are_kept(
    tmp_path: Path, returns: Path, in_one_batch: Environment, batches_of_one_file: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, whole = alder.open(tmp_path / "store"), Delta.commit

    def full(self: Delta, *given: object, **said: object) -> None:
        if self.folder.name == "submission" and len(self.files()) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(self, *given, **said)  # type: ignore[arg-type]

    with monkeypatch.context() as trouble:
        trouble.setattr(Delta, "commit", full)
        with pytest.raises(StoreError, match="the disk is full") as stopped:
            store.load(returns)
    assert "Kept 3 of 7 files; the same command goes on with the others." in str(stopped.value)
    assert store.store.submissions().num_rows == 3
    store.load(returns)
    assert held(store) == held(in_one_batch)


def test_a_batch_ends_with_its_time_whatever_it_holds(
    tmp_path: Path, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Load] = []
    whole = Load.__enter__
    monkeypatch.setattr(Load, "__enter__", lambda self: begun.append(self) or whole(self))  # type: ignore[func-returns-value]
    clock = iter(range(0, 10_000, 31))
    monkeypatch.setattr(loading.time, "monotonic", lambda: float(next(clock)))
    alder.open(tmp_path / "store").load(returns)
    assert len(begun) == 7, "a batch begins, and one file later a minute has passed"


def test_the_answer_of_a_load_in_batches_is_that_of_one_batch(
    tmp_path: Path, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one = commands.run("load", returns, "--store", "one", exit=11)
    monkeypatch.setattr(loading, "BATCH_LEARNERS", 1)
    many = commands.run("load", returns, "--store", "many", exit=11)

    def said(answer: str) -> list[str]:
        return [re.sub(r" in [\d.]+ s$", "", line) for line in answer.splitlines() if not line.startswith("kept ")]

    assert said(many) == said(one)
