"""A file's name is compared with those of the files that the store holds already."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import ilr_files

import alder
from alder.model.period import AcademicYear
from alder.sources.ilr.load import FileStatus

YEAR = AcademicYear(2020)


def written(folder: Path, name: str, ref: str, ukprn: str = "10000001") -> Path:
    path = folder / name
    body = ilr_files.message([ilr_files.whole_learner(ref)], YEAR, UKPRN=ukprn, Provider=ukprn)
    path.write_bytes(body)
    return path


@pytest.fixture
def environment(tmp_path: Path) -> alder.environment.Environment:
    opened = alder.open(tmp_path / "store")
    opened.load(written(tmp_path, "ILR-10000001-2021-20201120-120000-01.xml", "L1"))
    return opened


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
