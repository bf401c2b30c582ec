"""From ILR files to what the store holds: `alder load`, `alder returns` and the same from Python.

A file's name is compared with those of the files that the store holds already.
"""

from __future__ import annotations

import io
import json
import logging
import shutil
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support import ilr_files

import alder
from alder.cli import commands
from alder.engine import reference
from alder.errors import StoreError, UsageError
from alder.model.period import AcademicYear
from alder.sources.ilr.load import FileStatus

YEAR = AcademicYear(2020)


def _write(
    folder: Path, name: str, *refs: str, ukprn: str = "10000001", prepared: str = "2020-11-20", **person: str
) -> Path:
    people = [ilr_files.whole_learner(ref, **person) for ref in refs]
    path = folder / name
    path.write_bytes(ilr_files.message(people, YEAR, UKPRN=ukprn, Provider=ukprn, FilePreparationDate=prepared))
    return path


def _outcomes(report: object) -> dict[str, str]:
    return {f.path.name: f.outcome.value for f in report.files}  # type: ignore[attr-defined]


def test_a_later_return_supersedes_and_an_older_one_is_kept_as_history(tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    r05 = store.load(_write(tmp_path, "a.xml", "L1", "L2", prepared="2021-01-05"))
    assert [(f.return_number, f.return_assumed) for f in r05.files] == [("R05", False)]
    r04 = store.load(_write(tmp_path, "b.xml", "L1", prepared="2020-11-20"))
    assert _outcomes(r04) == {"b.xml": "older"}
    r06 = store.load(_write(tmp_path, "c.xml", "L1", "L2", "L3", prepared="2021-02-01"))
    assert _outcomes(r06) == {"c.xml": "loaded"}
    found = store.returns("2020/21")
    assert found.table["return_number"].to_pylist() == ["R04", "R05", "R06"]
    assert found.current["file_name"].to_pylist() == ["c.xml"]
    assert store.store.as_of("R05", YEAR)["file_name"].to_pylist() == ["a.xml"]
    assert store.returns(AcademicYear(2019)).table.num_rows == 0


def test_the_same_file_under_any_name_is_already_held(tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    first = _write(tmp_path, "a.xml", "L1")
    copy = tmp_path / "copy of a.xml"
    copy.write_bytes(first.read_bytes())
    report = store.load(first, copy)
    assert _outcomes(report) == {"a.xml": "loaded", "copy of a.xml": "already held"}
    assert report.learners == 1
    assert _outcomes(store.load(copy)) == {"copy of a.xml": "already held"}


def test_a_return_that_is_told_corrects_one_that_was_assumed(tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    file = _write(tmp_path, "a.xml", "L1", prepared="2020-07-01")
    assert store.load(file).files[0].return_assumed
    assert _outcomes(store.load(file, return_number="R03")) == {"a.xml": "loaded"}
    assert store.returns().current["return_number"].to_pylist() == ["R03"]
    assert _outcomes(store.load(file, return_number="R03")) == {"a.xml": "already held"}


def test_a_file_that_cannot_be_read_leaves_nothing_and_stops_no_other(tmp_path: Path) -> None:
    good, bad = _write(tmp_path, "good.xml", "L1", "L2"), tmp_path / "bad.xml"
    bad.write_bytes(_write(tmp_path, "x.xml", *[f"L{n}" for n in range(50)], ukprn="10000002").read_bytes()[:-200])
    store = alder.open(tmp_path / "store")
    report = store.load(bad, good)
    assert _outcomes(report) == {"bad.xml": "could not read", "good.xml": "loaded"}
    assert report.exit_code == 11
    assert pq.read_table(store.store.files("learner"), partitioning=None)["ukprn"].to_pylist() == [10000001] * 2
    assert _outcomes(store.load(tmp_path / "none.xml")) == {"none.xml": "could not read"}


def test_a_return_of_which_no_learner_could_be_accepted_does_not_replace_a_good_one(tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    store.load(_write(tmp_path, "good.xml", "L1"))
    report = store.load(_write(tmp_path, "spoilt.xml", "L1", "L2", prepared="2021-03-01", DateOfBirth="31/12/2004"))
    assert _outcomes(report) == {"spoilt.xml": "could not read"}
    assert report.exit_code == 12
    assert store.returns().current["file_name"].to_pylist() == ["good.xml"]


def test_findings_are_kept_by_record_and_summed_in_the_submission(whole_book: None, tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    people = [ilr_files.whole_learner("L1"), ilr_files.whole_learner("L2", DateOfBirth="no date")]
    (tmp_path / "a.xml").write_bytes(ilr_files.message(people, YEAR, UKPRN="10000001", Provider="10000001"))
    store.load(tmp_path / "a.xml", _write(tmp_path, "b.xml", "M1", ukprn="10000002"))
    rows = {r["file_name"]: r for r in store.store.submissions().to_pylist()}
    found = pq.read_table(store.store.files("finding"), partitioning=None)
    assert (rows["a.xml"]["learners_read"], rows["a.xml"]["learners"]) == (2, 1)
    assert rows["a.xml"]["rule_book"].startswith("ilr 2020/21")
    for row in rows.values():
        mine = [f for f in found.to_pylist() if f["submission"] == row["submission"]]
        assert len(mine) == row["errors"] + row["warnings"] > 0
        assert sum(json.loads(row["findings_summary"]).values()) == len(mine)
        assert {f["ukprn"] for f in mine} == {row["ukprn"]}
        errors = {f["learner"] for f in mine if f["severity"] == "error" and f["learner"] is not None}
        assert row["learners_with_errors"] == len(errors)
    assert any(f.startswith("FD_DateOfBirth") for f in found["rule"].to_pylist())


def test_loading_finds_what_checking_finds(whole_book: None, tmp_path: Path) -> None:
    file = _write(tmp_path, "a.xml", "L1", "L2", DateOfBirth="2030-01-01")
    store = alder.open(tmp_path / "store")
    store.load(file)
    checked = alder.check(file)
    row = store.store.submissions().to_pylist()[0]
    assert (row["errors"], row["warnings"]) == (checked.errors, checked.warnings)
    assert row["errors"] > 0


def test_what_was_read_can_be_read_back(tmp_path: Path) -> None:
    from alder.model import expr
    from alder.sources.ilr.xml import reader

    file = _write(tmp_path, "a.xml", "L1", "L2", "L3")
    store = alder.open(tmp_path / "store")
    store.load(file)
    with store.store.engine(YEAR) as engine:
        for name, rows in reader.read(file).table_all().items():
            held = engine.run(lambda name=name: expr.table(name, engine.schema(name)))  # type: ignore[misc]
            assert held.select(rows.column_names).to_pylist() == rows.to_pylist(), name
            assert held.schema.names[:4] == ["submission", "ukprn", "collection_year", "return_number"]


def test_files_folders_and_patterns_may_be_named(tmp_path: Path) -> None:
    inside = tmp_path / "returns" / "north"
    inside.mkdir(parents=True)
    _write(inside, "a.xml", "L1")
    (inside / "._a.xml").write_text("what another system left")
    (inside / "notes.txt").write_text("not a return")
    packed = _write(tmp_path, "b.xml", "L2", ukprn="10000002")
    bytes = io.BytesIO()
    with zipfile.ZipFile(bytes, "w") as archive:
        archive.write(packed, "b.xml")
    (tmp_path / "returns" / "b.zip").write_bytes(bytes.getvalue())
    store = alder.open(tmp_path / "store")
    report = store.load(tmp_path / "returns", inside / "a.xml", str(tmp_path / "*.xml"))
    assert [f.path.name for f in report.files] == ["b.zip", "a.xml", "b.xml"]
    with pytest.raises(UsageError, match="no returns here"):
        store.load(tmp_path / "store" / "locks")


def test_alder_load_says_what_became_of_each_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALDER_STORE", str(tmp_path / "store"))
    _write(tmp_path, "a.xml", "L1", "L2", prepared="2020-07-01")
    (tmp_path / "broken.xml").write_text("<Message")
    assert _run("load", tmp_path / "a.xml") == 0
    assert _run("load", tmp_path / "a.xml", tmp_path / "broken.xml") == 11
    said = capsys.readouterr().out
    assert "1 file, 2 learners, 2 aims in" in said
    assert "  loaded               1   now current for 1 provider\n" in said
    assert "Assumed by the day of preparation: R01 2020/21." in said
    assert "  already held         1   same file as before; nothing changed\n" in said
    assert "  could not read       1   broken.xml" in said
    assert f"Look at the fault: alder check {tmp_path / 'broken.xml'}" in said


def test_alder_returns_shows_what_is_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALDER_STORE", str(tmp_path / "store"))
    store = alder.open(tmp_path / "store")
    store.load(
        _write(tmp_path, "a.xml", "L1", prepared="2020-11-20"),
        _write(tmp_path, "b.xml", "L1", "L2", prepared="2021-01-05"),
    )
    names = {"ukprn": [10000001, 10000009], "name": ["Northfield College", "Westbrook College"]}
    reference.put(store.store, "provider", pa.table(names))
    capsys.readouterr()
    assert _run("returns", "--year", "2020/21") == 0
    said = capsys.readouterr().out
    assert said.splitlines()[1].split()[:4] == ["Northfield", "College", "10000001", "R05"]
    assert "Westbrook College" in said
    assert "none yet" in said
    assert "2 providers, 1 with a current return, 1 older file kept." in said
    assert _run("returns", "10000001") == 0
    said = capsys.readouterr().out
    assert [line.split()[1] for line in said.splitlines()[3:5]] == ["R04", "R05"]
    assert _run("returns", "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)["returns"]
    assert [(r["return_number"], r["current"], r["learners"]) for r in rows] == [("R04", False, 1), ("R05", True, 2)]
    assert _run("returns", "--year", "2019/20") == 0
    assert _run("returns", "10000002") == 0
    assert "Nothing is held of provider 10000002" in capsys.readouterr().out
    assert _run("returns", "--year", "soon") == 2


def test_alder_store_looks_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALDER_STORE", str(tmp_path / "store"))
    assert _run("store", "check") == StoreError.exit_code
    assert "there is no store here yet" in capsys.readouterr().err
    store = alder.open(tmp_path / "store")
    store.load(_write(tmp_path, "a.xml", "L1"))
    store.load(_write(tmp_path, "b.xml", "L1", "L2", prepared="2021-01-05"))
    assert _run("store", "optimise") == 0
    assert _run("store", "check") == 0
    assert "The store is whole." in capsys.readouterr().out
    store.store.files("learner")[0].unlink()
    assert _run("store", "check") == 14


def test_no_value_of_a_learner_is_said_or_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    marks = ["MARKREF", "MARKFAMILY", "MARKGIVEN", "1987-06-05", "MK9 9ZZ"]
    person = {"FamilyName": marks[1], "GivenNames": marks[2], "DateOfBirth": marks[3], "Postcode": marks[4]}
    good = _write(tmp_path, "good.xml", marks[0], **person)
    bad = _write(tmp_path, "bad.xml", marks[0], ukprn="10000002", **{**person, "Sex": "MARKSEX"})
    cut = tmp_path / "cut.xml"
    cut.write_bytes(good.read_bytes()[:-120])
    assert _run("load", good, bad, cut, "--store", tmp_path / "store") in (11, 12)
    assert _run("returns", "--store", tmp_path / "store") == 0
    said = capsys.readouterr()
    everything = said.out + said.err + caplog.text
    everything += "".join(p.read_text() for p in (tmp_path / "store").rglob("*.json"))
    assert not [mark for mark in [*marks, "MARKSEX"] if mark in everything]
    report = alder.open(tmp_path / "other").load(good, bad, cut)
    assert not [mark for mark in [*marks, "MARKSEX"] if mark in repr(report)]


def test_the_sample_files_load_and_are_then_held(tmp_path: Path, shared: Path) -> None:
    samples = shared / "ilr" / "samples"
    names = ("1819_669_learners_valid", "1819_large_1089_learners_ALB", "2021_248_learners_225128-01")
    files = [samples / f"{name}.xml" for name in (*names, "1920_SampleValid_30_learners")]
    store = alder.open(tmp_path / "store")
    report = store.load(*files)
    assert [f.learners for f in report.files] == [669, 1089, 247, 30]
    assert len(report.of(FileStatus.LOADED)) + len(report.of(FileStatus.OLDER)) == 4
    again = store.load(*files)
    assert len(again.of(FileStatus.HELD)) == 4
    assert sorted(store.returns().current["learners"].to_pylist()) == [30, 247, 1089]


def _run(*arguments: object) -> int:
    try:
        commands.main([str(a) for a in arguments])
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


def written(folder: Path, name: str, ref: str, ukprn: str = "10000001") -> Path:
    path = folder / name
    body = ilr_files.message([ilr_files.whole_learner(ref)], YEAR, UKPRN=ukprn, Provider=ukprn)
    path.write_bytes(body)
    return path


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a return and the store that holds it, of which each test has a copy."""
    folder = tmp_path_factory.mktemp("loaded")
    alder.open(folder / "store").load(written(folder, "ILR-10000001-2021-20201120-120000-01.xml", "L1"))
    return folder


@pytest.fixture
def environment(loaded: Path, tmp_path: Path) -> alder.environment.Environment:
    shutil.copytree(loaded, tmp_path, dirs_exist_ok=True)
    return alder.open(tmp_path / "store")


def notices(environment, file: Path, **options) -> list[str]:
    (loaded,) = environment.load(file, **options).files
    return [n.split(":")[0] for n in loaded.notices]


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("ILR-10000001-2021-20201120-120000-02.xml", ["Filename_2"]),
        ("ILR-10000001-2021-20201120-115959-01.xml", ["Filename_8"]),
        ("ILR-10000001-2021-20201120-120001-01.xml", []),
        ("a name of its own.xml", ["Filename_1"]),
    ],
)
def test_a_time_is_used_once_and_only_goes_forward(environment, tmp_path, name, broken):
    assert notices(environment, written(tmp_path, name, "L2")) == broken


def test_other_providers_do_not_count(environment, tmp_path):
    other = written(tmp_path, "ILR-10000002-2021-20201120-110000-01.xml", "L1", ukprn="10000002")
    assert notices(environment, other) == []


def test_files_of_one_load_are_compared_too(environment, tmp_path):
    files = [written(tmp_path, f"ILR-10000001-2021-20201201-120000-0{n}.xml", f"L{n + 5}") for n in (1, 2)]
    assert [len(f.notices) for f in environment.load(*files).files] == [0, 1]


def test_the_same_file_under_another_return_is_no_other_file(environment, tmp_path):
    same = tmp_path / "ILR-10000001-2021-20201120-120000-01.xml"
    assert notices(environment, same, return_number="R05") == []


def test_strictly_such_a_file_is_refused(environment, tmp_path):
    older = written(tmp_path, "ILR-10000001-2021-20201119-120000-01.xml", "L2")
    (loaded,) = environment.load(older, strict=True).files
    assert loaded.outcome is FileStatus.UNREAD
    assert "Filename_8" in str(loaded.problem)
