"""Optimising changes how fast the store is read, and nothing else."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from tests.support.stores import count_by_file, keep, records, store_in

from alder.engine import compaction, delta_table, intent, reference
from alder.engine.compaction import optimise
from alder.engine.integrity import check_integrity
from alder.engine.store import Store
from alder.errors import StoreError
from alder.model import expr


def _loads(folder: Path, n: int) -> None:
    for i in range(n):
        keep(store_in(folder), f"file | ukprn | return | learners\n {i} | {10000001 + i % 3} | R{i + 1:02d} | {i + 1}")


def _states(store: Store) -> list[dict[str, int]]:
    return [
        count_by_file(store, t, which=w) for t in ("learner", "learning_delivery") for w in ("current", "R05", "R11")
    ]


def test_many_loads_become_one_file_a_table_with_the_same_rows(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    _loads(folder, 12)
    store = store_in(folder)
    before = _states(store)
    submissions = store.submissions().sort_by("submission")
    done = optimise(store, grace=timedelta(0))
    assert (done.before, done.after, done.removed) == (36, 3, 36)
    assert len(list(folder.glob("tables/*/*.parquet"))) == 3
    for reader in (store, store_in(folder)):
        assert _states(reader) == before
        assert reader.submissions().sort_by("submission") == submissions
    assert not check_integrity(store).faults
    assert keep(store, "file | learners\n 3 | 4") == [], "what is held is still known"


def test_reference_tables_that_were_replaced_go_too(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    for name in ("North", "Northfield", "Northfield College"):
        reference.put(store, "provider", pa.table({"ukprn": [10000001], "name": [name]}))
    assert len(list((tmp_path / "store").glob("reference/provider/*.parquet"))) == 3
    assert optimise(store, grace=timedelta(0)).removed == 2
    held = reference.get(store, "provider")
    assert held is not None
    assert held["name"].to_pylist() == ["Northfield College"]


def test_a_second_optimise_finds_nothing_to_do(tmp_path: Path) -> None:
    _loads(tmp_path / "store", 3)
    store = store_in(tmp_path / "store")
    optimise(store, grace=timedelta(0))
    done = optimise(store, grace=timedelta(0))
    assert (done.before, done.after, done.removed) == (3, 3, 0)


def test_files_in_use_stay_until_nobody_reads(tmp_path: Path) -> None:
    _loads(tmp_path / "store", 4)
    store = store_in(tmp_path / "store")
    with store.engine(tables=["learner"]) as engine:
        assert optimise(store_in(tmp_path / "store"), grace=timedelta(0)).removed is None
        rows = engine.run(lambda: expr.table("learner", engine.schema("learner")))
        assert rows.num_rows == 2 + 3 + 4
    assert optimise(store, grace=timedelta(0)).removed == 12
    assert count_by_file(store) == {"3": 4, "1": 2, "2": 3}


def test_a_load_at_work_keeps_its_files(tmp_path: Path) -> None:
    _loads(tmp_path / "store", 4)
    store = store_in(tmp_path / "store")
    with store.begin() as load:
        coming = load.incoming(ukprn=10000009, collection_year="2020/21", return_number="R04")
        coming.add(records("coming", 9))
        coming.accept()
        row = store.submissions().slice(0, 1).to_pylist()[0]
        row |= {"submission": coming.number, "ukprn": 10000009, "file_name": "coming", "file_hash": "coming"}
        row |= {"learners": 9}
        rows = store.submissions().from_pylist([row], schema=store.schemas["submission"])
        load.engine(rows).close()  # its rows are in files now that no commit names
        optimise(store_in(tmp_path / "store"), grace=timedelta(0))
        load.commit(rows)
    assert count_by_file(store)["coming"] == 9
    assert not check_integrity(store).faults


def test_an_optimise_that_is_stopped_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _loads(tmp_path / "store", 4)
    store = store_in(tmp_path / "store")
    before = sorted((tmp_path / "store").glob("tables/*/*.parquet"))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(compaction.DataFileWriter, "close", lambda self: (self.flush(), stop()))
        with pytest.raises(KeyboardInterrupt):
            optimise(store, grace=timedelta(0))
    assert sorted((tmp_path / "store").glob("tables/*/*.parquet")) == before
    assert not intent.pending(store.loads)
    assert count_by_file(store) == {"3": 4, "1": 2, "2": 3}


def test_an_optimise_that_another_one_overtakes_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _loads(tmp_path / "store", 4)
    store = store_in(tmp_path / "store")
    before, close = count_by_file(store), compaction.DataFileWriter.close
    overtaken: list[object] = []

    def meanwhile(writer: compaction.DataFileWriter) -> object:
        if not overtaken:
            overtaken.append(None)
            overtaken.append(optimise(store_in(tmp_path / "store")))
        return close(writer)

    monkeypatch.setattr(compaction.DataFileWriter, "close", meanwhile)
    optimise(store, grace=timedelta(0))
    assert count_by_file(store) == before
    assert len(list((tmp_path / "store").glob("tables/*/*.parquet"))) == 3
    found = check_integrity(store, deep=True)
    assert (found.faults, found.notes) == ((), ())


def test_files_that_lost_rows_are_not_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _loads(tmp_path / "store", 2)
    store = store_in(tmp_path / "store")
    row_groups = delta_table.row_groups
    with monkeypatch.context() as shorter:
        shorter.setattr(delta_table, "row_groups", lambda path: (rows.slice(1) for rows in row_groups(path)))
        with pytest.raises(StoreError, match="do not hold the rows that they were accepted with"):
            optimise(store, grace=timedelta(0))
    assert count_by_file(store) == {"0": 1, "1": 2}
    assert not check_integrity(store, deep=True).faults


def test_a_log_whose_making_was_cut_short_is_no_hindrance(tmp_path: Path) -> None:
    _loads(tmp_path / "store", 2)
    (tmp_path / "store" / "reference" / "provider" / "_delta_log").mkdir(parents=True)
    store = store_in(tmp_path / "store")
    assert optimise(store, grace=timedelta(0)).after == 3
    assert not check_integrity(store, deep=True).faults
