"""Files that mean harm, or are damaged: each is told as what it is, in little room, and none ends the check.

T and a number: the attack of that id in the list of attacks on services of this kind.
"""

from __future__ import annotations

import csv
import errno
import gzip
import io
import os
import pickle
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alder.errors import UnreadableFile, UsageError
from alder.outputs import check_outputs, checking

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = "sex,learners\nFemale,120\n"
PNG = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(wide: int = 4, high: int = 4, *more: bytes, after: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0))
    return PNG + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0" * 20)) + chunk(b"IEND", b"") + after


def zipped(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def matryoshka(depth: int) -> bytes:
    data = b"sex,learners\nFemale,120\n"
    for n in range(depth):
        data = zipped((f"level{n}.zip" if n else "table.csv", data))
    return data


BOMB = b"\0" * (136 << 20)
XML_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&c;</text></svg>'
)
REACHES_OUT = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>'
)

HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # what it is: name of the file, its bytes, what is said of it
    "T14 an archive that unpacks to far more": ("a.zip", lambda: zipped(("a.csv", BOMB)), "more than 128 MB"),
    "T14 a packed file that unpacks to far more": ("a.gz", lambda: gzip.compress(BOMB, 9), "more than 128 MB"),
    "T14 an archive of very many files": (
        "a.zip",
        lambda: zipped(*((f"{n}.csv", b"") for n in range(3_000))),
        "2,000 parts",
    ),
    "T14 an archive that leads out of its folder": ("a.zip", lambda: zipped(("../../etc/a.csv", b"a")), "leads out"),
    "T14 an archive within archives": ("a.zip", lambda: matryoshka(6), "archive within archives"),
    "T14 a workbook whose words are a bomb": (
        "a.xlsx",
        lambda: zipped(
            ("xl/workbook.xml", b"<workbook/>"),
            ("xl/_rels/workbook.xml.rels", b"<r/>"),
            ("xl/sharedStrings.xml", b" " * (20 << 20)),
        ),
        "more than 128 MB",
    ),
    "a workbook that is none": ("a.xlsx", lambda: zipped(("xl/workbook.xml", b"<workbook")), "damaged"),
    "T14 a picture of far too many dots": ("a.png", lambda: png(60_000, 60_000), "more than can be looked at"),
    "T18 a picture with words": ("a.png", lambda: png(4, 4, chunk(b"tEXt", b"rows\0" + b"1,2,3" * 50)), "nobody sees"),
    "T18 a picture with something behind it": ("a.png", lambda: png(after=b"sex,learners"), "follows the end"),
    "T17 a picture under the name of a table": ("a.csv", png, "ends in .csv, and it is a PNG picture"),
    "T17 a page under the name of a picture": (
        "a.png",
        lambda: b"<html><body>x</body></html>",
        "ends in .png, and it is a web page",
    ),
    "T17 a fitted object": ("a.csv", lambda: pickle.dumps({"KNeighborsClassifier": [1, 2, 3]}), "made of the records"),
    "T15 a drawing whose entities multiply": ("a.svg", lambda: XML_BOMB, "without the table"),
    "T15 a drawing that reads a file": ("a.svg", lambda: REACHES_OUT, "without the table"),
    "T24 JSON as deep as a well": ("a.json", lambda: b"[" * 90_000 + b"]" * 90_000, ""),
    "bytes that are nothing": ("a.bin", lambda: bytes(range(256)) * 20, "cannot be opened and checked"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_means_harm_is_told_and_takes_little_room(tmp_path: Path, what: str) -> None:
    name, make, said = HOSTILE[what]
    path = tmp_path / name
    path.write_bytes(make())
    tracemalloc.start()
    (verdict,) = check_outputs([path])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said in " ".join(finding.what for finding in verdict.findings)
    assert verdict.is_held or not said
    assert most < 300 << 20


def test_a_drawing_shows_nothing_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(REACHES_OUT)
    (verdict,) = check_outputs([tmp_path / "a.svg"])
    (content,) = verdict.output.contents
    assert set(content.lines) <= {"&a;"}


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\r\n")
    (verdict,) = check_outputs([tmp_path / "a.csv"])
    assert [finding.what for finding in verdict.findings] == ["it is empty"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_is_read_as_editors_save_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("place;learners\r\nSedburgh £;120\r\nWhitby;7\r\n".encode(encoding))
    (verdict,) = check_outputs([tmp_path / "a.csv"])
    assert "a.csv: line 3, column learners" in {str(finding.place) for finding in verdict.held}


def test_a_cell_without_an_end_is_read_and_changes_nothing_for_other_readers(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    (tmp_path / "a.csv").write_text('sex,learners\nFemale,7\nMale,"' + "a" * 200_000, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path / "a.csv"])
    assert verdict.is_held
    assert csv.field_size_limit() == before


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "table.csv").symlink_to("/etc/hostname")
    with pytest.raises(Exception, match="is a link"):
        check_outputs([tmp_path / "out"])


def test_a_pipe_is_refused_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for named in (tmp_path, tmp_path / "pipe.csv"):
        with pytest.raises(UnreadableFile, match="a pipe or a device"):
            check_outputs([named])


def test_a_folder_within_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    opened = os.scandir

    def refused(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return opened(path)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(UnreadableFile, match="closed cannot be read: Permission denied"):
        check_outputs([tmp_path])


def test_a_file_that_is_still_being_written_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, read = tmp_path / "table.csv", Path.read_bytes
    path.write_text(TABLE, encoding="utf-8")

    def growing(self: Path) -> bytes:
        with self.open("a") as more:
            more.write("Male,7\n")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", growing)
    with pytest.raises(UnreadableFile, match="changed while it was read"):
        check_outputs([path])


def test_a_folder_of_too_many_files_is_left_before_all_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_FILES", 2)
    for n in range(3):
        (tmp_path / f"{n}.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(UsageError, match="more than 2 files"):
        check_outputs([tmp_path])


@pytest.mark.parametrize("name", [".DS_Store", "~$table.xlsx", ".~lock.table.csv#", "table.csv~", "sub/Thumbs.db"])
def test_what_a_program_left_behind_is_held_as_that(tmp_path: Path, name: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / name).write_bytes(b"\2me")
    (verdict,) = check_outputs([tmp_path])
    assert [(str(one.place), one.what.partition(",")[0]) for one in verdict.held] == [
        (name, "a program left it beside its files")
    ]


def test_more_tables_than_are_looked_at_are_said_once(tmp_path: Path) -> None:
    for n in range(203):
        (tmp_path / f"{n:03}.csv").write_text(TABLE, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path])
    assert [str(one.place) for one in verdict.held] == ["200.csv"]


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        ("title = ", "is no TOML"),
        ("tittle = 'x'", "Did you mean 'title'?"),
        ("people = 'many'", "people should be a whole number"),
        ("people = -3", "cannot be below 0"),
        ("weighted = 1", "weighted should be true or false"),
        ("[[files]]\nkind = 'output'", "has no name"),
        ("[[files]]\nname = 'a.csv'\nkind = 'picture'", "kind is 'picture'"),
        ("[[files]]\nname = 'a.csv'\nstatistic = 'FREQQ'", "Did you mean FREQ?"),
    ],
)
def test_a_cover_sheet_that_cannot_be_read_says_which_key_and_what_it_may_be(
    tmp_path: Path, cover: str, said: str
) -> None:
    (tmp_path / "cover.toml").write_text(cover, encoding="utf-8")
    (tmp_path / "a.csv").write_text("sex,learners\nFemale,120\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        check_outputs([tmp_path])
    assert said in str(caught.value)
