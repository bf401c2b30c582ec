"""Folders, packed files and first lines that hold no table, or one that nobody could read."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from tests.support.unreadable_reference_tables import ROWS, text
from tests.support.unreadable_references import postcodes

import alder
from alder.engine import reference
from alder.errors import AlderError, UnreadableFile


def refused(tmp_path: Path, path: Path) -> AlderError:
    with pytest.raises(AlderError) as caught:
        alder.open(tmp_path / "store").add_reference(path)
    return caught.value


def test_a_folder_without_a_csv_is_named(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path, tmp_path / "empty").what == "there is no CSV or ZIP file in this folder"


def test_a_zip_with_a_password_is_not_opened(tmp_path: Path):
    path = tmp_path / "LARS.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("FrameworkAims.csv", text())
    content = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + place] |= 1
    path.write_bytes(content)
    assert refused(tmp_path, path).what == "this ZIP needs a password"


def test_a_zero_byte_in_the_first_line_is_no_text(tmp_path: Path):
    path = tmp_path / "FrameworkAims.csv"
    path.write_bytes(b"Fwork\x00Code,ProgType\n1,2\n")
    assert refused(tmp_path, path).what == "this file is not text"


def test_text_that_no_encoding_explains_is_refused(tmp_path: Path):
    path = tmp_path / "names.csv"
    path.write_bytes(b"ukprn,provider_name\n10000001,Coll\x81ge\n")
    assert refused(tmp_path, path).what == "the text of this file is neither UTF-8 nor Windows-1252"


def test_a_file_without_a_key_in_any_row_is_refused(tmp_path: Path):
    path = tmp_path / "FrameworkAims.csv"
    path.write_text(text(*(",".join(["403,2,1,", *row.split(",")[4:]]) for row in ROWS)))
    error = refused(tmp_path, path)
    assert error.what == "no row of this file has LearnAimRef"


def test_progress_of_a_packed_file_is_told_in_bytes_of_the_packed_one(tmp_path: Path):
    told: list[int] = []
    path = tmp_path / "LARS.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("FrameworkAims.csv", text(*ROWS * 500))
    alder.open(tmp_path / "store").add_reference(path, progress=told.append)
    assert 0 < sum(told) <= path.stat().st_size
    told.clear()
    packed = tmp_path / "ONSPD_NOV_2023_UK.csv.gz"
    packed.write_bytes(gzip.compress(postcodes().encode()))
    alder.open(tmp_path / "store").add_reference(packed, progress=told.append)
    assert set(told) == {0}, "how far a gzipped file has come is not known until its end"


def test_a_first_line_that_is_no_line_of_a_csv_is_answered(tmp_path: Path):
    path = tmp_path / "FrameworkAims.csv"
    path.write_text("x" * 200_000 + "\n1\n")
    assert "holds no table that Alder takes" in refused(tmp_path, path).what


def test_a_table_of_returns_is_no_reference_table(tmp_path: Path):
    from alder.sources.ilr.submissions import tables

    name, schema = next(iter(tables().items()))
    with pytest.raises(ValueError, match="which only a load may add to"):
        reference.put(alder.open(tmp_path / "store").store, name, schema.empty_table())


def test_read_me_files_of_a_zip_are_passed_over_and_an_odd_csv_is_not(tmp_path: Path):
    path = tmp_path / "LARS.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("FrameworkAims.csv", text())
        archive.writestr("licence.txt", "\n")
    assert alder.open(tmp_path / "store").add_reference(path).passed_over == ("licence.txt in LARS.zip",)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Validity.csv", "\n")
    with pytest.raises(UnreadableFile, match="the first line of this file is empty"):
        alder.open(tmp_path / "store").add_reference(path)
