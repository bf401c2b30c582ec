"""Coded rows are kept whole or not at all, and asked by many at once."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pyarrow as pa
import pytest
from tests.support import power_cuts

from alder.engine.data_sets import DataSetFolder, time_limit
from alder.errors import StoreError
from alder.model.condition import AllOf, AnyOf, Compared, Constant, Negation, OneOf, RowQuery, Sort

ROWS = pa.table({"row": [1, 2, 3, 4, 5], "at": [2, 0, 1, 2, 1], "figure": ["9", "c", "10", "low", "9"]})


@pytest.fixture
def folder(tmp_path: Path) -> DataSetFolder:
    return DataSetFolder(tmp_path / "kept")


def keep(folder: DataSetFolder, rows: pa.Table = ROWS, data: bytes | Path = b"a,b\n") -> UUID:
    version = uuid4()
    folder.keep(
        version, rows=rows, sorted_by=("at", "row"), spanned=("at",), contents="{}", table=rows, data=data, meta=b""
    )
    return version


CONDITIONS = [
    ("all", Constant(True), [1, 2, 3, 4, 5]),
    ("none", Constant(False), []),
    ("one", OneOf("at", (2,)), [1, 4]),
    ("not one: blanks too", OneOf("at", (2,), turned=True), [2, 3, 5]),
    ("several", OneOf("at", (1, 2)), [1, 3, 4, 5]),
    ("none of several", OneOf("at", (1, 2), turned=True), [2]),
    ("after", Compared("at", ">", 1), [1, 4]),
    ("both", AllOf((OneOf("at", (2,)), Compared("row", ">", 1))), [4]),
    ("all of nothing", AllOf(()), [1, 2, 3, 4, 5]),
    ("either", AnyOf((OneOf("at", (2,)), Compared("row", "<=", 2))), [1, 2, 4]),
    ("any of nothing", AnyOf(()), []),
    ("not", Negation(AnyOf((OneOf("at", (1, 2)), Compared("row", "<", 2)))), [2]),
]


@pytest.mark.parametrize(("name", "condition", "rows"), CONDITIONS, ids=[name for name, _, _ in CONDITIONS])
def test_conditions(folder: DataSetFolder, name: str, condition: Constant, rows: list[int]) -> None:
    count, found = folder.ask(keep(folder), RowQuery(("row",), condition))
    assert (count, [row for (row,) in found]) == (len(rows), rows)


def test_text_sorts_as_text_or_as_numbers_with_symbols_last(folder: DataSetFolder) -> None:
    version = keep(folder)
    by = [
        [figure for (figure,) in folder.ask(version, RowQuery(("figure",), sorts=(sort,)))[1]]
        for sort in (Sort("figure"), Sort("figure", numeric=True), Sort("figure", descending=True, numeric=True))
    ]
    assert by == [["10", "9", "9", "c", "low"], ["9", "9", "10", "c", "low"], ["10", "9", "9", "low", "c"]]


@pytest.mark.parametrize("few", [0, 5_000], ids=["sorted by the database", "sorted here"])
def test_rows_that_are_few_come_in_the_same_order(
    folder: DataSetFolder, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("alder.engine.data_sets.version_folder._FEW", few)
    version = keep(folder, ROWS.set_column(2, "figure", pa.array(["b", "é", "B", "", "b"])))
    for sorts, rows in (
        ((Sort("figure"),), [4, 3, 1, 5]),
        ((Sort("figure", descending=True),), [1, 5, 3, 4]),
        ((Sort("at"), Sort("figure", descending=True)), [5, 3, 1, 4]),
        ((), [1, 3, 4, 5]),
    ):
        asked = RowQuery(("row",), OneOf("at", (1, 2)), sorts)
        assert folder.ask(version, asked) == (4, [(row,) for row in rows])
        page = RowQuery(("row",), OneOf("at", (1, 2)), sorts, skip=1, limit=2)
        assert folder.ask(version, page) == (4, [(row,) for row in rows[1:3]])


def test_codes_that_go_together(folder: DataSetFolder) -> None:
    assert folder.distinct(keep(folder), ["at"], OneOf("row", (1, 3, 4), turned=False)) == [(1,), (2,)]


def test_a_page(folder: DataSetFolder) -> None:
    asked = RowQuery(("row",), sorts=(Sort("at", descending=True),), skip=1, limit=2)
    assert folder.ask(keep(folder), asked) == (5, [(4,), (3,)])


def test_a_name_of_a_column_is_never_sql(folder: DataSetFolder) -> None:
    odd = 'x" from kept; drop table kept; --'
    version = keep(folder, ROWS.append_column(odd, pa.array([1, 1, 2, 2, 2])))
    assert folder.ask(version, RowQuery((odd,), OneOf(odd, (1,))))[0] == 2
    assert folder.ask(version, RowQuery(("row",)))[0] == 5


def test_many_ask_at_once(folder: DataSetFolder) -> None:
    version = keep(folder)
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda n: folder.ask(version, RowQuery(("row",), OneOf("at", (n % 3,))))[0], range(60)))
    assert counts == [[1, 2, 2][n % 3] for n in range(60)]


def test_a_span_narrows_a_question_and_changes_no_answer(folder: DataSetFolder) -> None:
    """Rows lie by `at`; codes of `deep` lie together or far apart, and one is nowhere."""
    count = 3000
    at = np.arange(count) // 3
    deep = np.where(at % 7 == 0, 999, at // 10 + 1)
    rows = pa.table({"row": np.arange(count), "at": at, "deep": pa.array(deep, pa.int32())})
    version = uuid4()
    given = {"rows": rows, "sorted_by": ("at", "row"), "contents": "", "table": rows, "data": b"", "meta": b""}
    folder.keep(version, spanned=("deep",), **given)
    for codes in ((1,), (1, 2, 90), (999,), (1, 999), (5000,), tuple(range(1, 90, 2)), tuple(range(1, 200))):
        expected = [n for n in range(count) if deep[n] in codes]
        for turned in (False, True):
            condition = OneOf("deep", codes, turned)
            wanted = expected if not turned else sorted(set(range(count)) - set(expected))
            for asked in (condition, AllOf((condition,)), AnyOf((condition, OneOf("deep", codes, turned)))):
                assert folder.ask(version, RowQuery(("row",), asked))[1] == [(n,) for n in wanted]
                assert folder.ask(version, RowQuery(("row",), asked, limit=2))[0] == len(wanted)
            both = AllOf((condition, Negation(Constant(False)), OneOf("at", (3, 4))))
            assert folder.ask(version, RowQuery(("row",), both))[0] == len(set(wanted) & set(range(9, 15)))
        assert folder.ask(version, RowQuery(("row",), Negation(OneOf("deep", codes))))[0] == count - len(expected)


def test_a_question_that_takes_too_long_is_stopped_where_it_is(folder: DataSetFolder) -> None:
    many = 1_000_000
    figures = pa.array(np.arange(many)).cast(pa.string())
    rows = pa.table({"row": np.arange(many), "at": np.ones(many, dtype=np.int8), "figure": figures})
    version = keep(folder, rows)
    slow = RowQuery(("figure",), sorts=(Sort("figure", numeric=True),), limit=9, skip=900_000)
    with pytest.raises(TimeoutError):
        folder.ask(version, slow, seconds=0.005)
    assert folder.ask(version, RowQuery(("row",), limit=1), seconds=30)[0] == many


def test_the_watch_ends_when_there_is_nothing_to_watch_and_begins_again(
    folder: DataSetFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limit, "_IDLE", 0.01)
    monkeypatch.setattr(time_limit, "_LOOK", 0.005)
    watch = time_limit._Watch()
    monkeypatch.setattr(time_limit, "_watch", watch)
    version = keep(folder)
    for _ in range(2):
        assert folder.ask(version, RowQuery(("row",)), seconds=10)[0] == 5
        if thread := watch._thread:
            thread.join(10)
        assert watch._thread is None
    folder.ask(version, RowQuery(("row",)), seconds=10)
    watch._end()
    watch._end()


def test_only_so_many_stay_open_and_counts_are_remembered_so_long(
    folder: DataSetFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alder.engine.data_sets.version_folder._OPEN", 2)
    monkeypatch.setattr("alder.engine.data_sets.version_folder._COUNTS", 2)
    versions = [keep(folder) for _ in range(4)]
    for version in versions * 2:
        assert folder.ask(version, RowQuery(("row",)))[0] == 5


def test_a_version_is_kept_once_and_can_be_taken_away(folder: DataSetFolder) -> None:
    version = keep(folder)
    with pytest.raises(StoreError, match="kept already"):
        folder.keep(version, rows=ROWS, sorted_by=("row",), spanned=(), contents="", table=ROWS, data=b"", meta=b"")
    folder.ask(version, RowQuery(("row",)))
    folder.remove(version)
    with pytest.raises(StoreError, match="not in the store"):
        folder.ask(version, RowQuery(("row",)))


def test_a_version_that_cannot_be_written_whole_leaves_nothing(
    folder: DataSetFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("alder.engine.data_sets.version_folder._write_csv", full)
    with pytest.raises(StoreError, match="the disk is full"):
        keep(folder)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_file_may_come_compressed(folder: DataSetFolder, tmp_path: Path) -> None:
    import gzip

    (tmp_path / "data.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    version = keep(folder, data=tmp_path / "data.csv.gz")
    assert gzip.decompress(folder.csv(version).read_bytes()) == b"a,b\n1,2\n"
    assert folder.meta_csv(version).read_bytes() == b""
    assert folder.parquet(version).is_file()


@power_cuts.FOLLOWED
def test_a_version_outlives_a_power_cut(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with power_cuts.cut_at_every_flush(tmp_path / "disk", lambda disk: None) as disk:
        version = keep(DataSetFolder(tmp_path / "disk" / "published" / "kept"))
        disk.after_cut(tmp_path / "found", "nothing more")
    kept_there, found = (tmp_path / at / "published" / "kept" / str(version) for at in ("disk", "found"))
    assert {p.name: p.read_bytes() for p in found.iterdir()} == {p.name: p.read_bytes() for p in kept_there.iterdir()}
