"""Pairs of files that are no good data sets: each is made here by name, and answered as the page about them says.

`MARK` stands in each of them in a cell. No message may hold it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.support import data_sets

MARK = "Marker73"
NAME = "figures.csv"

Bytes = Callable[[bytes], bytes]
MADE: dict[str, Callable[[Path], Path]] = {}
"""How to make each pair in a folder of its own; the data file is returned."""


def good(folder: Path) -> Path:
    """A pair that is published as it is, with the mark among its labels."""
    rows = [
        {name: MARK if cell == "Boys" else cell for name, cell in row.items() if name != "kind"}
        for row in data_sets.rows()
        if row["geographic_level"] == "National"
    ]
    meta = "".join(line for line in data_sets.META.splitlines(keepends=True) if not line.startswith("kind"))
    return data_sets.write(folder, NAME.removesuffix(".csv"), data=rows, meta=meta)


def _data(name: str, file: str = NAME) -> Callable[[Bytes], Bytes]:
    """A pair whose data file is made of that of a good pair."""

    def register(change: Bytes) -> Bytes:
        def make(folder: Path) -> Path:
            path = good(folder)
            (folder / file).write_bytes(change(path.read_bytes()))
            return folder / file

        MADE[name] = make
        return change

    return register


def _meta(name: str, old: str, new: str) -> None:
    def make(folder: Path) -> Path:
        path = good(folder)
        meta = folder / "figures.meta.csv"
        text = meta.read_text(encoding="utf-8")
        assert old in text
        meta.write_text(text.replace(old, new), encoding="utf-8")
        return path

    MADE[name] = make


def _tiers(name: str, parent: str) -> None:
    """The meta file says what the filter divides."""

    def make(folder: Path) -> Path:
        path = good(folder)
        meta = folder / "figures.meta.csv"
        head, first, *lines = meta.read_text(encoding="utf-8").splitlines()
        assert first.startswith("group,Filter")
        lines = [f"{head},parent_filter", f"{first},{parent}", *(f"{line}," for line in lines)]
        meta.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    MADE[name] = make


def _instead(old: str, new: str) -> Bytes:
    def changed(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return changed


def _head(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0]


_data("An empty file")(lambda data: b"")
_data("A picture called CSV")(lambda data: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + data)
_data("A web page called CSV")(lambda data: b"<!doctype html>\n<html><body><p>" + MARK.encode() + b"</p></body></html>")
_data("A workbook called CSV")(lambda data: b"PK\x03\x04\x14\x00" + data)
_data("Zero bytes at the end of a large file")(lambda data: data + data[len(_head(data)) + 1 :] * 200 + b"\x00" * 40)
_data("UTF-16")(lambda data: data.decode().encode("utf-16"))
_data("Text in no known encoding")(lambda data: data.replace(b"Girls", b"Girls\x81\x8d"))
_data("Semicolons between columns")(lambda data: data.replace(b",", b";"))
_data("Lines of different lengths")(lambda data: data + b"202324,Academic year," + MARK.encode() + b"\n")
_data("Two columns of one name")(_instead("absence_rate", "pupils"))
_data("10,000 columns")(lambda data: b"\n".join(line + b",1" * 10_000 for line in data.splitlines()))
_data("A packed file cut short", f"{NAME}.gz")(lambda data: gzip.compress(data)[:-20])
_data("A formula among the labels")(_instead("Girls", '"=HYPERLINK(""http://x.example"")"'))
_data("A formula with a sign among the figures")(_instead(",1000,", ",-2+3+cmd|' /C calc'!A0,"))
_data("Control characters among the labels")(_instead("Girls", "Girls\x08"))
_data("Text that turns its direction among the labels")(_instead("Girls", "Girls\u202e"))
_data("An infinite figure")(_instead(",1000,", ",inf,"))
_data("A figure that is not a number")(_instead(",1000,", ",NaN,"))
_data("A figure beyond all that can be worked out")(_instead(",1000,", ",1e400,"))
_data("A figure of 400 digits")(_instead(",1000,", f",{'9' * 400},"))
_meta("A formula in the meta file", "Pupil group", "@SUM(1+1)")
_tiers("A filter that divides one which is not there", "region_kind")
_tiers("A filter that divides itself", "group")
_data("No meta file beside it", "others.csv")(lambda data: data)


def _larger_than_2_gb(folder: Path) -> Path:
    """Its last bytes are not there: the file system makes them up where somebody reads them."""
    path = good(folder)
    with path.open("r+b") as file:
        file.truncate(2 * 1024**3 + 1)
    return path


def _bomb(folder: Path) -> Path:
    """A few hundred thousand bytes that unpack to a hundred million, rows of the file for ever."""
    data = good(folder).read_bytes()
    rows = data[len(_head(data)) + 1 :]
    many = rows[: rows.index(b"\n") + 1] * 10_000
    path = folder / f"{NAME}.gz"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with path.open("wb") as file:
        file.write(packer.compress(_head(data) + b"\n"))
        for _ in range(100_000_000 // len(many)):
            file.write(packer.compress(many))
        file.write(packer.flush())
    return path


MADE["More than 2 GB"] = _larger_than_2_gb
MADE["A small file that unpacks to a huge one"] = _bomb
