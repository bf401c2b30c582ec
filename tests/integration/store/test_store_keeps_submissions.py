"""What was accepted stays, and readers see whole submissions only.

What lies in a store is named on the page that explains it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.stores import AIM, LEARNER, count_by_file, keep, records, store_in
from tests.support.unreadable_extracts import GOOD, of
from tests.support.variable_forms import form

import alder
from alder.engine import delta_table, intent, reference, submission
from alder.engine.store import Store
from alder.errors import StoreError
from alder.model.period import AcademicYear

YEAR = """
    file      | ukprn    | return | sent       | learners
    north R04 | 10000001 | R04    | 2020-12-01 | 3
    north R06 | 10000001 | R06    | 2021-02-01 | 4
    south R05 | 10000002 | R05    | 2021-01-04 | 5
"""


def test_the_current_state_and_every_earlier_one_can_be_read(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    keep(store, YEAR)
    assert count_by_file(store) == {"north R06": 4, "south R05": 5}
    assert count_by_file(store, which="R04") == {"north R04": 3}
    assert count_by_file(store, which="R05") == {"north R04": 3, "south R05": 5}
    assert count_by_file(store, which=store.submissions()) == {"north R04": 3, "north R06": 4, "south R05": 5}
    assert count_by_file(store, "learning_delivery") == {"north R06": 8, "south R05": 10}


def test_a_load_is_one_commit_and_one_file_for_each_table(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    keep(store, YEAR)
    for table in ("learner", "learning_delivery", "submission"):
        assert len(store.files(table)) == 1
        assert len(list((store.table_folder(table) / "_delta_log").glob("*.json"))) == 1  # made and filled in one


def test_the_same_file_changes_nothing(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    assert keep(store, YEAR) == ["north R04", "north R06", "south R05"]
    files = sorted(tmp_path.rglob("*.parquet"))
    assert keep(store, YEAR) == []
    assert sorted(tmp_path.rglob("*.parquet")) == files
    assert store.submissions().num_rows == 3


def test_a_held_file_among_new_ones_leaves_no_row_behind(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    keep(store, YEAR)
    new = keep(
        store,
        """
        file      | ukprn    | return | learners
        west R04  | 10000003 | R04    | 6
        south R05 | 10000002 | R05    | 5
        east R04  | 10000004 | R04    | 7
        """,
    )
    assert new == ["west R04", "east R04"]
    held = set(store.submissions()["submission"].to_pylist())
    rows = pq.read_table(store.files("learner"), partitioning=None)
    assert rows.num_rows == 3 + 4 + 5 + 6 + 7
    assert set(rows["submission"].to_pylist()) == held


def test_years_are_chosen_apart(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    keep(
        store,
        """
        file   | year    | learners
        before | 2019/20 | 2
        now    | 2020/21 | 3
        """,
    )
    year = AcademicYear(2019)
    with store.engine(year, tables=["learner"]) as engine:
        assert engine.run(lambda: _all(engine.schema("learner")))["collection_year"].to_pylist() == ["2019/20"] * 2
    assert store.current(year)["file_name"].to_pylist() == ["before"]


def test_a_refused_submission_leaves_nothing_and_hinders_no_other(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    with store.begin() as load:
        refused = load.incoming(ukprn=10000001, collection_year="2020/21", return_number="R04")
        refused.add(records("refused", 5))
        refused.discard()
        taken = load.incoming(ukprn=10000002, collection_year="2020/21", return_number="R04")
        taken.add(records("taken", 2))
        taken.accept()
        row = {"submission": taken.number, "file_name": "taken", "file_hash": "taken", "return_assumed": False}
        row |= {"ukprn": 10000002, "collection_year": "2020/21", "return_number": "R04"}
        load.commit(pa.Table.from_pylist([row], schema=submission.SCHEMA))
    rows = pq.read_table(store.files("learner"), partitioning=None)
    assert rows["LearnRefNumber"].to_pylist() == ["taken-1", "taken-2"]


@pytest.mark.parametrize("accepted", [True, False])
def test_a_submission_too_large_for_memory_waits_in_files_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accepted: bool
) -> None:
    monkeypatch.setattr("alder.engine.store.BYTES_OF_ONE", 1000)
    monkeypatch.setattr(delta_table, "BYTES_HELD", 4000)
    monkeypatch.setattr(delta_table, "BYTES_IN_FILE", 6000)
    store = store_in(tmp_path / "store")
    with store.begin() as load:
        large = load.incoming(ukprn=10000001, collection_year="2020/21", return_number="R04")
        for block in range(20):
            large.add(records(f"block {block}", 50))
        assert list(store.table_folder("learner").glob("*.parquet")), "rows wait on the disk"
        if accepted:
            large.accept()
            row = {"submission": large.number, "file_name": "large", "file_hash": "large", "return_assumed": False}
            row |= {"ukprn": 10000001, "collection_year": "2020/21", "return_number": "R04"}
            load.commit(pa.Table.from_pylist([row], schema=submission.SCHEMA))
        else:
            large.discard()
    if accepted:
        assert count_by_file(store) == {"large": 1000}
        assert len(store.files("learner")) > 1
    assert bool(list(tmp_path.rglob("*.parquet"))) is accepted
    assert not intent.pending(store.loads)


def test_a_load_that_is_not_committed_leaves_nothing(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    keep(store, YEAR)
    before = sorted(tmp_path.rglob("*"))
    with store.begin() as load:
        stopped = load.incoming(ukprn=10000001, collection_year="2020/21", return_number="R14")
        stopped.add(records("stopped", 5))
        stopped.accept()
        with load.engine(_one(stopped.number)) as engine:
            assert engine.run(lambda: _all(engine.schema("learner"))).num_rows == 5
        assert sorted(tmp_path.rglob("*")) != before
    assert sorted(tmp_path.rglob("*")) == before


def test_columns_that_a_later_release_adds_are_null_in_what_was_loaded_before(tmp_path: Path) -> None:
    earlier = store_in(tmp_path / "store")
    keep(earlier, YEAR)
    later = Store(
        tmp_path / "store", {"learner": LEARNER.append(pa.field("NewField", pa.date32())), "learning_delivery": AIM}
    )
    assert count_by_file(later) == {"north R06": 4, "south R05": 5}
    keep(later, "file | ukprn | learners\n new | 10000003 | 2")
    with later.engine(tables=["learner"]) as engine:
        rows = engine.run(lambda: _all(engine.schema("learner")))
        assert rows.num_rows == 11
        assert rows["NewField"].null_count == 11
        assert rows["NewField"].type == pa.date32()
    assert count_by_file(earlier) == {"north R06": 4, "south R05": 5, "new": 2}, "the earlier release reads on"


def test_a_table_without_rows_is_empty_and_not_absent(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", {"learner": LEARNER, "learning_delivery": AIM, "prior_attain": LEARNER})
    keep(store, YEAR)
    with store.engine() as engine:
        assert engine.has("prior_attain")
        assert engine.run(lambda: _all(engine.schema("prior_attain"), "prior_attain")).num_rows == 0
    assert store.tables() == ("learner", "learning_delivery", "submission")


def test_reference_tables_are_replaced_whole_and_come_with_every_engine(tmp_path: Path) -> None:
    store = store_in(tmp_path / "store")
    assert reference.get(store, "provider") is None
    reference.put(store, "provider", pa.table({"ukprn": [10000001], "name": ["North"]}))
    reference.put(store, "provider", pa.table({"ukprn": [10000001], "name": ["Northfield College"]}))
    keep(store, YEAR)
    held = reference.get(store, "provider")
    assert held is not None
    assert held["name"].to_pylist() == ["Northfield College"]
    with store.engine(tables=[]) as engine:
        assert engine.run(lambda: _all(engine.schema("provider"), "provider")).num_rows == 1
    with pytest.raises(ValueError, match="only a load may add"):
        reference.put(store, "learner", pa.table({"ukprn": [1]}))


def test_a_folder_name_may_hold_anything_but_a_percent_sign(tmp_path: Path) -> None:
    store = store_in(tmp_path / "a b's [1]*é#?=x" / "year=2021")
    keep(store, YEAR)
    assert count_by_file(store) == {"north R06": 4, "south R05": 5}
    with pytest.raises(StoreError, match="%"):
        store_in(tmp_path / "100%25")


def _all(schema: pa.Schema, name: str = "learner") -> object:
    from alder.model import expr

    return expr.table(name, schema)


def _one(number: int) -> pa.Table:
    return pa.Table.from_pylist([{"submission": number}], schema=submission.SCHEMA)


PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "store.md"


def test_every_folder_of_a_store_is_explained(tmp_path: Path):
    store = alder.open(tmp_path / "store")
    store.add_reference(form(tmp_path))
    store.load_source(of(GOOD)(tmp_path), source="plams")
    shown = PAGE.read_text(encoding="utf-8").split("```")[1]
    named = {re.split(r"[ /]", line)[0] for line in shown.splitlines()[1:] if line and not line.startswith(" ")}
    there = {p.name for p in store.store.folder.iterdir()}
    assert there <= named
    assert {"extracts", "reference"} <= there
    assert {p.name for p in (store.store.folder / "extracts").iterdir()} == {"plams", "deliveries.json"}
