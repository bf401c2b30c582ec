"""A file that would keep a command at work for an hour is refused within seconds, in words that say how to allow it."""

import gzip
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.support import commands, ilr_files, unreadable_reference_tables
from tests.support.unreadable_extracts import GOOD, of

import alder
from alder import limits
from alder.errors import AlderError, HostileFile, UnreadableFile, UsageError
from alder.files import delimited
from alder.model.period import AcademicYear

STEM = "ILR-10000001-2021-20201120-093000-01"


def head_and_row(folder: Path) -> tuple[bytes, bytes]:
    head, row, *_ = of(GOOD)(folder).read_bytes().splitlines(keepends=True)
    return head, row


def packed(path: Path, pieces: Iterable[bytes]) -> Path:
    with gzip.open(path, "wb", compresslevel=9) as file:
        for piece in pieces:
            file.write(piece)
    return path


def wide(folder: Path, columns: int) -> Path:
    head, row = head_and_row(folder)
    path = folder / "wide.csv"
    more = b"".join(b",x%d" % n for n in range(columns))
    path.write_bytes(head.rstrip() + more + b"\n" + row.rstrip() + b",1" * columns + b"\n")
    return path


def loaded(path: Path) -> str:
    return commands.refused("load", "--source", "plams", path, "--store", path.parent / "store")


def test_ten_thousand_columns_are_refused_unless_somebody_allows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = loaded(wide(tmp_path, 10_000))
    assert "this file has 10,008 columns, and at most 5,000 are read" in said
    assert "ALDER_MOST_COLUMNS=10008" in said
    assert not (tmp_path / "store").exists()
    monkeypatch.setattr(limits, "MOST_COLUMNS", 20)
    path = wide(tmp_path, 30)
    assert "at most 20 are read" in loaded(path)
    monkeypatch.setenv("ALDER_MOST_COLUMNS", "40")
    assert alder.open(tmp_path / "store").load_source(path, source="plams").delivery.rows == 1


def test_a_first_line_of_more_than_a_million_bytes_is_no_line_of_names(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"PupilMatchingRefAnonymous," + b"x" * (1 << 20) + b"\n1,2\n")
    assert "the first line of this file has more than a million bytes" in loaded(path)


@pytest.mark.parametrize(
    ("case", "filling"),
    [("blank lines", b"\n" * (1 << 20)), ("the same row", b"Zzyzx0,2018/2019,60012340,01/09/2018,1,F,12,Z\n" * 25_000)],
)
def test_a_gzip_that_unpacks_to_far_more_is_refused_after_a_little_of_it(
    case: str, filling: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNSUSPECTED", 1 << 20)
    path = packed(tmp_path / "bomb.csv.gz", (*head_and_row(tmp_path), *(filling for _ in range(8))))
    with pytest.raises(HostileFile, match="would unpack to far more") as refused:
        alder.open(tmp_path / "store").load_source(path, source="plams")
    assert "ALDER_MOST_UNPACKED=20" in str(refused.value), case


def test_reference_data_come_through_the_same_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNSUSPECTED", 1 << 20)
    aims = unreadable_reference_tables.text().encode()
    path = packed(tmp_path / "FrameworkAims.csv.gz", (aims, *(b"\n" * (1 << 20) for _ in range(8))))
    with pytest.raises(HostileFile, match="would unpack to far more"):
        alder.open(tmp_path / "store").add_reference(path)


def test_a_gzip_that_somebody_allows_is_read_however_tightly_it_is_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNSUSPECTED", 1 << 20)
    path = packed(tmp_path / "large.csv.gz", (*head_and_row(tmp_path), *(b"\n" * (1 << 20) for _ in range(4))))
    monkeypatch.setenv("ALDER_MOST_UNPACKED", "0.1")
    assert alder.open(tmp_path / "store").load_source(path, source="plams").delivery.rows == 1
    monkeypatch.setenv("ALDER_MOST_UNPACKED", "0.001")
    with pytest.raises(HostileFile):
        alder.open(tmp_path / "other").load_source(path, source="plams")


@pytest.mark.parametrize("said", ["much", "-1", "0", "nan", "inf"])
def test_a_limit_that_is_no_number_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALDER_MOST_UNPACKED", said)
    with pytest.raises(UsageError, match="is not a number above 0"):
        limits.Unpacked.of(1)


@pytest.mark.parametrize(
    ("case", "members"),
    [("one member", {"a.csv": 8}), ("many that are small", {f"{n}.csv": 1 for n in range(8)})],
)
def test_a_zip_that_unpacks_to_far_more_is_refused_unopened(
    case: str, members: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNSUSPECTED", 4 << 20)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, megabytes in members.items():
            archive.writestr(name, b"\n" * (megabytes << 20))
    with pytest.raises(HostileFile, match="would unpack to far more"):
        alder.open(tmp_path / "store").load_source(path, source="plams")


def test_rows_of_another_kind_are_refused_by_the_first_megabyte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, row = head_and_row(tmp_path)
    path = tmp_path / "other.csv"
    path.write_bytes(head + row + b"a,b,c\n" * 5_000)
    monkeypatch.setattr(delimited.DelimitedRows, "blocks", _not_reached)
    assert "nearly all of the first 5,000 rows have not the 8 columns of the first line" in loaded(path)


def test_rows_of_another_kind_after_a_good_beginning_end_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, row = head_and_row(tmp_path)
    path = tmp_path / "other.csv"
    path.write_bytes(head + row * 1_100 + b"a,b,c\n" * 3_000)
    monkeypatch.setattr(delimited, "_WRONG_AT_ONCE", 2_500)
    assert "2,500 rows have not the 8 columns of the first line" in loaded(path)


def test_a_return_in_a_zip_is_as_large_as_any_providers_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"{STEM}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{STEM}.xml", ilr_files.message([ilr_files.whole_learner("A1")], AcademicYear(2020)))
    assert alder.check(path).learners == 1
    monkeypatch.setattr("alder.sources.ilr.xml.return_files.RETURN", 1_000)
    assert "ALDER_MOST_UNPACKED=4" in commands.refused("check", path)
    monkeypatch.setenv("ALDER_MOST_UNPACKED", "1")
    assert alder.check(path).learners == 1


def _not_reached(*_: object) -> Callable[[], AlderError]:
    raise UnreadableFile("the rows were read")
