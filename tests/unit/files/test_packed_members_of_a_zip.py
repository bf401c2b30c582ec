"""What lies packed with gzip goes into a ZIP as it is packed."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from alder.files.packed_members import add_packed

TEXT = b"time_period,starts\n" + b"".join(b"2020%02d,%d\n" % (n % 100, n) for n in range(50_000))


def test_a_zip_of_packed_files_holds_what_they_hold_beside_other_files(tmp_path: Path) -> None:
    named, plain = tmp_path / "named.csv.gz", tmp_path / "plain.csv.gz"
    with gzip.open(named, "wb") as out:  # its head has the name of the file
        out.write(TEXT)
    plain.write_bytes(gzip.compress(b""))
    with zipfile.ZipFile(tmp_path / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        add_packed(archive, "data/named.csv", named)
        archive.writestr("guide.txt", "How to cite")
        add_packed(archive, "data/plain.csv", plain)
    with zipfile.ZipFile(tmp_path / "whole.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["data/named.csv", "guide.txt", "data/plain.csv"]
        held = [archive.read(name) for name in archive.namelist()]
        assert held == [TEXT, b"How to cite", b""]
        assert archive.getinfo("data/named.csv").compress_size < named.stat().st_size


def test_a_file_that_came_to_harm_or_is_several_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "harmed.csv.gz"
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as archive:
        file.write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two and three\n"))
        with pytest.raises(ValueError, match="several gzip files"):
            add_packed(archive, "data.csv", file)
        packed = bytearray(gzip.compress(TEXT))
        packed[-6] ^= 1
        file.write_bytes(packed)
        with pytest.raises(gzip.BadGzipFile, match="CRC"):
            add_packed(archive, "data.csv", file)
        assert archive.namelist() == []
