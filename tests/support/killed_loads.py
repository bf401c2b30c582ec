"""Kills loads at every moment that matters, and looks at what is left. Run as a program, one line of JSON a kill.

    python -m tests.support.killed_loads FOLDER          # every moment: some minutes
    python -m tests.support.killed_loads FOLDER 9        # about one moment in nine, other ones each time

A moment that matters is just before or just after something changes the disk: a folder or file is made, renamed or
removed, a lock taken, bytes are flushed, a commit is made. Each trial is a forked process, so that nothing that one
leaves in memory helps or hinders the next; this process itself starts no thread.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset  # imported here once, not in every trial
import pyarrow.parquet as pq
import pytest

import alder
from alder.cli.commands import main as main_of_alder
from alder.engine import commit, compaction, integrity, intent, submission
from alder.engine import store as supplementing
from alder.engine.store import Store
from alder.model.period import AcademicYear
from tests.support import ilr_files, stores
from tests.support.few_rules import judge_by_few

CHANGES = {os.mkdir, os.unlink, os.replace, os.fsync, fcntl.flock}
NAMED = {"create_write_transaction", "create_deltalake", "create_checkpoint"}

HELD = """
    file      | ukprn    | return | learners
    north R04 | 10000001 | R04    | 3
    south R04 | 10000002 | R04    | 4
"""
NEW = """
    file      | ukprn    | return | learners
    north R06 | 10000001 | R06    | 5
    west R06  | 10000003 | R06    | 6
"""
BEFORE = {"north R04": 3, "south R04": 4}
AFTER = {"south R04": 4, "north R06": 5, "west R06": 6}


def load(folder: Path) -> None:
    stores.keep(stores.store_in(folder), NEW)


def optimise(folder: Path) -> None:
    compaction.optimise(stores.store_in(folder))


def supplement(folder: Path) -> None:
    """Add rows about what the store holds, as measuring returns again does."""
    store = _with_notes(folder)
    stamps = store.submissions().select(submission.STAMP.names)
    supplementing.add_rows(store, "note", stamps.append_column("text", pa.array(["noted"] * stamps.num_rows)))


def _with_notes(folder: Path) -> Store:
    return Store(folder, {**stores.TABLES, "note": pa.schema([("text", pa.string())])})


def killed_at(moment: int, doing: Callable[[Path], None], folder: Path) -> bool:
    """Do something in another process and kill it at its nth moment; whether it got that far."""

    def do() -> None:
        passed = 0

        def watch(frame: object, event: str, builtin: object) -> None:
            nonlocal passed
            if event in ("c_call", "c_return") and _changes_the_disk(builtin):
                passed += 1
                if passed == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(watch)
        doing(folder)
        sys.setprofile(None)

    return _in_another_process(do) == -signal.SIGKILL


def _changes_the_disk(builtin: Any) -> bool:
    if getattr(builtin, "__name__", "").lstrip("_") in NAMED:
        return True
    return getattr(builtin, "__module__", None) in ("posix", "fcntl") and builtin in CHANGES


def look(folder: Path, allowed: list[dict[str, int]]) -> None:
    """The store is whole, holds one of the states allowed, and the next load brings it to the end and tidies up."""
    store = stores.store_in(folder)
    held = seen(store, "learner")
    assert held in allowed, f"a reader saw {held}"
    assert seen(store, "learning_delivery") == {f: 2 * n for f, n in held.items()}
    faults = integrity.check_integrity(store).faults
    assert not faults, faults
    stores.keep(store, NEW)
    assert seen(store, "learner") == AFTER
    assert not intent.pending(store.loads), "an intent was left"
    faults = integrity.check_integrity(store).faults
    assert not faults, faults
    commit.remove_superseded(store, timedelta(0))
    known = {store.table_folder(t) / f.name for t in store.schemas for f in store.delta(t).files()}
    assert set(folder.glob("tables/*/*.parquet")) == known
    rows = sum(f.rows for f in store.delta("learner").files())
    assert rows == 3 + 4 + 5 + 6, f"{rows} rows, so some belong to no submission"


def look_at_notes(folder: Path) -> None:
    """Every return has its note or none has, and the next attempt brings it to the end and tidies up."""
    store = _with_notes(folder)
    assert len(supplementing.submissions_with_rows(store, "note")) in (0, 2)
    assert seen(store, "learner") == BEFORE
    supplement(folder)
    faults = integrity.check_integrity(store).faults
    assert not faults, faults
    assert sum(f.rows for f in store.delta("note").files()) == 2, "each return has one note"
    assert len(list(folder.glob("tables/note/*.parquet"))) == 1
    assert not intent.pending(store.loads), "an intent was left"


def seen(store: Store, table: str) -> dict[str, int]:
    """How many rows each current file has, read from the Parquet files that a reader is given."""
    current = store.current()
    names = dict(zip(current["submission"].to_pylist(), current["file_name"].to_pylist(), strict=True))
    files = store.files(table, current)
    numbers = [n for f in files for n in pq.read_table(f, columns=["submission"], partitioning=None)[0].to_pylist()]
    return dict(Counter(names[n] for n in numbers if n in names))


def main(folder: Path, step: int = 1) -> None:
    base = folder / "base"
    _must(lambda: stores.keep(stores.store_in(base), HELD))
    twice = folder / "twice"
    shutil.copytree(base, twice)
    _must(lambda: load(twice))
    for doing, begun, allowed in (
        (load, base, [BEFORE, AFTER]),
        (optimise, twice, [AFTER]),
        (load, folder / "nothing", None),
        (supplement, base, None),
    ):
        moment = 1 if step == 1 else random.randint(1, step)
        while True:
            trial = folder / "trial"
            if begun.exists():
                shutil.copytree(begun, trial)
            killed = killed_at(moment, doing, trial)
            if doing is supplement:
                _must(partial(look_at_notes, trial))
            elif allowed is None:
                _must(partial(_first_load_works, trial))
            else:
                _must(partial(look, trial, allowed))
            shutil.rmtree(trial)
            print(json.dumps({"doing": doing.__name__, "moment": moment, "killed": killed}), flush=True)
            if not killed:
                break
            moment += step
    alder_load_at_any_time(folder)


FIRST, SECOND = {"first.xml": 3}, {"second.xml": 300}


def alder_load_at_any_time(folder: Path) -> None:
    """Kills `alder load` three times, so long after it announced what it is about to do: also within what is no Python.

    Whatever it came to, a reader sees all of the return or nothing; the same load brings it to the end.
    """
    year = AcademicYear(2020)
    for (name, learners), prepared in zip({**FIRST, **SECOND}.items(), ("2020-11-20", "2021-01-20"), strict=True):
        people = [ilr_files.whole_learner(f"{name[0]}{n}") for n in range(learners)]
        (folder / name).write_bytes(ilr_files.message(people, year, FilePreparationDate=prepared))
    store, second = folder / "returns", folder / "second.xml"
    _must(lambda: alder.open(store).load(folder / "first.xml"))
    loads = alder.open(store).store.loads
    for _ in range(3):
        child = _begun(lambda: _alder("load", str(second), "--store", str(store)))
        # The time is counted from the load's announcement, so that a slow start does not use it up.
        until = time.monotonic() + 30
        while not (ended := _has_ended(child)) and not intent.pending(loads) and time.monotonic() < until:
            pass
        until = time.monotonic() + random.uniform(0, 0.5)
        while not (ended := ended or _has_ended(child)) and time.monotonic() < until:
            time.sleep(0.001)
        if not ended:
            os.kill(child, signal.SIGKILL)
            ended = os.waitpid(child, 0)
        _must(partial(_holds, store, [FIRST, {**FIRST, **SECOND}]))
        status = os.waitstatus_to_exitcode(ended[1])
        print(json.dumps({"doing": "alder load", "status": status}), flush=True)
    _must(partial(_second_load_works, store, second))


def _alder(*words: str) -> None:
    """A command, of which nothing is heard but its exit status."""
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        main_of_alder(list(words))
    except SystemExit as end:
        os._exit(int(end.code or 0))


def _has_ended(child: int) -> tuple[int, int] | None:
    """Its number and status once it has."""
    ended = os.waitpid(child, os.WNOHANG)
    return ended if ended[0] else None


def _holds(folder: Path, allowed: list[dict[str, int]]) -> None:
    environment = alder.open(folder)
    found = environment.returns().table
    held = dict(zip(found["file_name"].to_pylist(), found["learners"].to_pylist(), strict=True))
    assert held in allowed, held
    faults = integrity.check_integrity(environment.store).faults
    assert not faults, faults


def _second_load_works(folder: Path, second: Path) -> None:
    environment = alder.open(folder)
    assert environment.load(second).exit_code == 0
    assert not intent.pending(environment.store.loads)
    assert environment.returns().current["learners"].to_pylist() == [300]
    _holds(folder, [{**FIRST, **SECOND}])


def _first_load_works(folder: Path) -> None:
    """The very first load of a store was killed: the folder still becomes a store."""
    stores.keep(stores.store_in(folder), NEW)
    assert seen(stores.store_in(folder), "learner") == {"north R06": 5, "west R06": 6}


def _must(do: Callable[[], object]) -> None:
    code = _in_another_process(do)
    if code:
        sys.exit(f"ended with {code}")


def _in_another_process(do: Callable[[], object]) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(_begun(do), 0)[1])


def _begun(do: Callable[[], object]) -> int:
    """The number of another process, which does it."""
    child = os.fork()
    if child == 0:
        try:
            do()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


if __name__ == "__main__":
    judge_by_few(pytest.MonkeyPatch())  # what rules find is not looked at, and the whole book takes most of a load
    main(Path(sys.argv[1]).absolute(), *(int(n) for n in sys.argv[2:]))
