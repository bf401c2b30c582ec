"""The rules for names of returns, plain and in a ZIP."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.ilr_files import message, whole_learner

from alder.errors import RefusedFile
from alder.model.period import AcademicYear
from alder.sources.ilr.xml import reader, return_files
from alder.sources.ilr.xml.return_files import FileName, open_return

GOOD = "ILR-99999999-2021-20201201-093000-01.xml"
NOW = datetime(2020, 12, 2)
Y2020 = AcademicYear(2020)


def written(folder: Path, name: str, **changes: str | None) -> Path:
    path = folder / name
    path.write_bytes(message([whole_learner()], Y2020, **changes))
    return path


def packed(folder: Path, name: str, inside: str) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(inside, message([whole_learner()], Y2020))
    return path


def codes(notices: list[str]) -> list[str]:
    return [n.partition(":")[0] for n in notices]


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        (GOOD, []),
        (GOOD.lower(), []),
        ("ILR-99999999-2021-20201201-093000-99.XML", []),
        ("return.xml", ["Filename_1"]),
        ("ILR-9999999-2021-20201201-093000-01.xml", ["Filename_1"]),
        ("ILR-99999999-2021-20201301-093000-01.xml", ["Filename_1"]),
        ("ILR-99999999-2021-20201201-093000-01.txt", ["Filename_1"]),
        ("copy of " + GOOD, ["Filename_1"]),
        ("ILR-99999999-2021-20201201-093000-1.xml", ["Filename_5"]),
        ("ILR-99999999-2021-20201201-093000-A1.xml", ["Filename_5"]),
        ("ILR-99999999-2021-20201201-093000-00.xml", ["Filename_6"]),
        ("ILR-99999999-2021-20201203-093000-01.xml", ["Filename_7"]),
        ("ILR-99999999-2021-20201203-093000-00.xml", ["Filename_6", "Filename_7"]),
    ],
)
def test_a_name_breaks_these_rules(name: str, broken: list[str], tmp_path: Path):
    path = written(tmp_path, name)
    assert codes(open_return(path, now=NOW).notices) == broken
    if broken:
        with pytest.raises(RefusedFile, match="names of returns") as refused:
            open_return(path, now=NOW, strict=True)
        assert all(code in refused.value.where for code in broken)
        assert "--strict" in refused.value.next


@pytest.mark.parametrize(
    ("name", "changes", "broken"),
    [
        (GOOD, {}, []),
        ("ILR-99999999-1920-20201201-093000-01.xml", {}, ["Filename_4"]),
        ("ILR-99999998-2021-20201201-093000-01.xml", {}, ["Header_3"]),
        (GOOD, {"UKPRN": "99999998"}, ["Header_3"]),
        (GOOD, {"FilePreparationDate": str(date.today() + timedelta(days=2))}, ["Header_2"]),
        (GOOD, {"FilePreparationDate": str(date.today())}, []),
        ("return.xml", {"UKPRN": "99999998"}, ["Filename_1"]),
    ],
)
def test_the_header_must_agree_with_the_name(name: str, changes: dict[str, str], broken: list[str], tmp_path: Path):
    path = written(tmp_path, name, **changes)
    assert codes(reader.read(path).notices) == broken
    if broken:
        with pytest.raises(RefusedFile):
            reader.read(path, strict=True)


def test_a_good_name_tells_provider_year_time_and_serial():
    assert FileName.parse(GOOD) == FileName(99999999, "2021", datetime(2020, 12, 1, 9, 30), "01")
    assert FileName.parse("return.xml") is None


def test_a_file_is_known_by_its_hash_and_size(tmp_path: Path):
    path = written(tmp_path, GOOD)
    reading = reader.read(path)
    assert reading.file_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (reading.file_name, reading.file_bytes) == (GOOD, path.stat().st_size)
    assert reading.file_time == datetime(2020, 12, 1, 9, 30)


def test_a_zip_of_one_return_is_read_like_the_return(tmp_path: Path):
    path = packed(tmp_path, GOOD.replace(".xml", ".zip"), GOOD)
    reading = reader.read(path, strict=True)
    assert reading.table_all()["learner"].num_rows == 1
    assert (reading.notices, reading.file_time) == ([], datetime(2020, 12, 1, 9, 30))
    assert reading.file_hash == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("inside", ["other.xml", f"folder/{GOOD}"], ids=["another name", "in a folder"])
def test_the_return_in_a_zip_has_the_zips_own_name(inside: str, tmp_path: Path):
    path = packed(tmp_path, GOOD.replace(".xml", ".zip"), inside)
    reading = reader.read(path)
    assert codes(reading.notices) == ["ZIP_INCONSISTENT_FILENAME"]
    assert reading.table_all()["learner"].num_rows == 1
    with pytest.raises(RefusedFile):
        open_return(path, strict=True)


def test_a_return_that_packs_well_is_no_bomb(tmp_path: Path):
    path = tmp_path / GOOD.replace(".xml", ".zip")
    learners = [whole_learner(f"L{n}") for n in range(300)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(GOOD, message(learners, Y2020))
    assert reader.read(path).table_all()["learner"].num_rows == 300


def test_a_name_without_a_known_time_has_none(tmp_path: Path):
    assert reader.read(written(tmp_path, "return.xml")).file_time is None
    assert return_files.FileName.parse("ILR-99999999-2021-20201201-256000-01.xml") is None
