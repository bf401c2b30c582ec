"""What the store says when it cannot do what it should."""

import errno
import json
import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from tests.support.stores import count_by_file, keep, store_in

from alder.engine import delta_table
from alder.engine.delta_table import Delta
from alder.engine.disk import alteration_errors, disk_errors
from alder.engine.integrity import check_integrity
from alder.errors import StoreError

FIRST = "file | learners\n first | 3"
SECOND = "file | ukprn | learners\n second | 10000002 | 4"


def test_a_folder_that_is_not_a_store_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(StoreError, match="not a store"):
        store_in(tmp_path)
    with pytest.raises(StoreError, match="not a store"):
        store_in(tmp_path / "thesis.doc")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_store_whose_sign_is_gone_is_told_what_to_write(tmp_path: Path) -> None:
    keep(store_in(tmp_path / "store"), FIRST)
    (tmp_path / "store" / "alder-store.json").unlink()
    with pytest.raises(StoreError, match="which format the store has is missing") as caught:
        store_in(tmp_path / "store")
    (tmp_path / "store" / "alder-store.json").write_text(caught.value.next.split("its text is ")[1].rstrip("."))
    assert count_by_file(store_in(tmp_path / "store")) == {"first": 3}


def test_a_store_that_is_not_there_is_made_by_a_load_and_by_nothing_else(tmp_path: Path) -> None:
    store = store_in(tmp_path / "new" / "store")
    with pytest.raises(StoreError, match="no store here yet"):
        store.submissions()
    with pytest.raises(StoreError, match="no store here yet"):
        store.engine()
    assert not (tmp_path / "new").exists()
    keep(store, FIRST)
    assert count_by_file(store_in(tmp_path / "new" / "store")) == {"first": 3}


def test_a_store_of_a_later_release_is_left_alone(tmp_path: Path) -> None:
    keep(store_in(tmp_path / "store"), FIRST)
    (tmp_path / "store" / "alder-store.json").write_text(json.dumps({"format": 3}))
    with pytest.raises(StoreError, match="later release"):
        store_in(tmp_path / "store")


def test_a_store_whose_sign_is_spoilt_says_how_to_put_it_right(tmp_path: Path) -> None:
    keep(store_in(tmp_path / "store"), FIRST)
    (tmp_path / "store" / "alder-store.json").write_text("")
    with pytest.raises(StoreError, match="which format"):
        store_in(tmp_path / "store")


def test_a_store_whose_making_was_cut_short_is_made_by_the_next_load(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "alder-store.4711").write_text("")
    store = store_in(tmp_path / "store")
    keep(store, FIRST)
    assert count_by_file(store) == {"first": 3}


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "may not be written"), (errno.EIO, "could not be used")],
)
@pytest.mark.parametrize("when", ["rows are written", "the last commit is made"])
def test_trouble_with_the_disk_is_said_plainly_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str, when: str
) -> None:
    store = store_in(tmp_path / "store")
    keep(store, FIRST)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as trouble:
        if when == "rows are written":
            trouble.setattr(delta_table.pq.ParquetWriter, "write_table", refuse)
        else:
            whole = Delta.commit

            def commit(self: Delta, schema: pa.Schema, add: object = (), remove: object = (), **how: bool) -> None:
                if self.folder.name == "submission":
                    refuse()
                whole(self, schema, add, remove, **how)  # type: ignore[arg-type]

            trouble.setattr(Delta, "commit", commit)
        with pytest.raises(StoreError, match=says):
            keep(store, SECOND)
    assert count_by_file(store) == {"first": 3}
    assert not check_integrity(store).faults
    assert keep(store, SECOND) == ["second"]
    assert count_by_file(store) == {"first": 3, "second": 4}


def test_of_what_a_library_says_about_the_disk_the_first_line_is_passed_on(tmp_path: Path) -> None:
    said = "Could not read enough bytes\nThe rest is for who wrote the library."
    with pytest.raises(StoreError) as found, disk_errors(tmp_path, "reading"):
        raise duckdb.IOException(said)
    assert found.value.where == f"{tmp_path}\n  Could not read enough bytes"
    with pytest.raises(StoreError) as found, disk_errors(tmp_path, "reading"):
        raise OSError(errno.EIO, "Input/output error", str(tmp_path / "rows.parquet"))
    assert found.value.where == f"{tmp_path / 'rows.parquet'}\n  Input/output error", "the file where it is known"


def test_trouble_with_the_disk_is_not_taken_for_an_altered_file(tmp_path: Path) -> None:
    rows = tmp_path / "rows.parquet"
    with (
        pytest.raises(StoreError, match="could not be used"),
        disk_errors(tmp_path, "reading"),
        alteration_errors(rows),
    ):
        raise OSError(errno.EIO, "Input/output error")
    with pytest.raises(StoreError, match="was altered"), alteration_errors(rows):
        raise OSError("Couldn't deserialize thrift")


def test_a_disk_that_stays_full_leaves_the_clearing_up_to_the_next_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_in(tmp_path / "store")
    keep(store, FIRST)
    whole = Delta.commit

    def full_from_the_second_table_on(
        self: Delta, schema: pa.Schema, add: object = (), remove: object = (), **how: bool
    ) -> None:
        if self.folder.name != "learner" or remove:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(self, schema, add, remove, **how)  # type: ignore[arg-type]

    with monkeypatch.context() as trouble:
        trouble.setattr(Delta, "commit", full_from_the_second_table_on)
        with pytest.raises(StoreError, match="the disk is full"):
            keep(store, SECOND)
    assert len(store.delta("learner").files()) == 2, "rows that no submission owns are in a table"
    assert count_by_file(store) == {"first": 3}, "and no reader sees them"
    keep(store, "file | ukprn | learners\n third | 10000003 | 1")
    assert len(store.delta("learner").files()) == 2
    assert count_by_file(store) == {"first": 3, "third": 1}


def test_a_load_whose_receipt_finds_no_room_was_never_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path / "store")
    keep(store, FIRST)
    flush = os.fsync

    def full(descriptor: int) -> None:
        if os.path.samestat(os.fstat(descriptor), (tmp_path / "store" / "receipts.jsonl").stat()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(descriptor)

    with monkeypatch.context() as trouble:
        trouble.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="the disk is full"):
            keep(store, SECOND)
        for reader in (store, store_in(tmp_path / "store")):
            assert count_by_file(reader) == {"first": 3}
    keep(store, "file | ukprn | learners\n third | 10000003 | 1")
    assert count_by_file(store) == {"first": 3, "third": 1}
    assert not check_integrity(store).faults


def test_a_file_that_went_missing_is_named(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    keep(store, FIRST)
    keep(store, SECOND)
    assert not check_integrity(store).faults
    lost = store.files("learner")[0]
    lost.unlink()
    (fault,) = check_integrity(store).faults
    assert lost.name in fault
    lost.write_bytes(store.files("learner")[1].read_bytes())
    (fault,) = check_integrity(store).faults
    assert fault.endswith("has 4 rows, should have 3")


def test_a_folder_from_which_only_a_site_is_served_becomes_a_store(tmp_path: Path) -> None:
    for name in ("published", "ledger"):
        (tmp_path / "store" / name).mkdir(parents=True)
    store = store_in(tmp_path / "store")
    keep(store, FIRST)
    assert count_by_file(store_in(tmp_path / "store")) == {"first": 3}
