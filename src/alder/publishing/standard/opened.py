"""The bytes of a file that people call CSV, and the letters that they stand for."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from alder.errors import UnreadableFile
from alder.limits import DATA_SET, MOST_TIMES, Bounded, TooLarge, TooTight, Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WINDOWS = "windows-1252"
"""How spreadsheets write text where they do not write UTF-8."""

SAVE_AS = "Save it as CSV UTF-8 with commas between the columns."

_BLOCK = 1024 * 1024
_GZIP = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of the file, unpacked where its first two bytes say that it is packed."""
    try:
        with path.open("rb") as file:
            packed = file.peek(2).startswith(_GZIP)
            if not packed and path.stat().st_size > DATA_SET:
                raise TooLarge
            stream = cast("IO[bytes]", gzip.GzipFile(fileobj=file) if packed else file)
            # No setting allows more here: what is screened is meant for a service that takes no more.
            yield io.BufferedReader(Bounded(stream, file.tell, Unpacked(DATA_SET)), _BLOCK)
    except FileNotFoundError as error:
        raise UnreadableFile(f"there is no file {path.name}", where=f"Looked in {path.parent}.") from error
    except (IsADirectoryError, PermissionError) as error:
        raise UnreadableFile(f"{path.name} could not be opened", where=error.strerror or "") from error
    except TooLarge as error:
        where = "The service takes files of up to 2 GB."
        raise UnreadableFile(f"{path.name} holds more than 2 GB", where=where, next="Split the file.") from error
    except TooTight as error:
        where = f"It unpacks to more than {MOST_TIMES} times its size."
        raise UnreadableFile(f"{path.name} is no packed table", where=where, next=SAVE_AS) from error
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise UnreadableFile(f"{path.name} could not be unpacked", where="It is cut short or damaged.") from error


def text_of(path: Path, found: bytes, *, whole: bool = True) -> tuple[str, tuple[str, ...]]:
    """The text that bytes stand for, and a word about it where they are not in UTF-8.

    Where they are not, they are read as Windows-1252. Other files are refused. The first bytes of a file alone
    (`whole` false) may end within a letter.
    """
    if found.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path.name} is not in UTF-8", where="It is written in UTF-16.", next=SAVE_AS)
    if found.startswith(b"PK\x03\x04"):
        raise UnreadableFile(f"{path.name} is a ZIP file or a workbook, not text", next=SAVE_AS)
    if found[:200].lstrip(_MARK + b" \r\n\t").lower().startswith((b"<!doctype html", b"<html")):
        raise UnreadableFile(f"{path.name} is a web page, not a table", next=SAVE_AS)
    if b"\x00" in found:
        raise _no_text(path)
    found = found.removeprefix(_MARK)
    try:
        return found.decode(), ()
    except UnicodeDecodeError as error:
        if not whole and error.reason == "unexpected end of data":
            return found.decode(errors="ignore"), ()
        line = found.count(b"\n", 0, error.start) + 1
    try:
        text = found.decode(WINDOWS)
    except UnicodeDecodeError as error:
        raise not_utf8(path, line) from error
    return text, (read_as_windows(path, line),)


def _no_text(path: Path) -> UnreadableFile:
    return UnreadableFile(f"{path.name} is not a text file", where="It holds zero bytes.", next=SAVE_AS)


def is_utf8(path: Path) -> bool:
    """Whether the whole file is in UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opened(path) as stream:
        try:
            while block := stream.read(_BLOCK):
                if b"\x00" in block:
                    raise _no_text(path)
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def first_odd_line(path: Path) -> int:
    """The first line that is not in UTF-8; 0 where there is none."""
    with opened(path) as stream:
        return next((number for number, line in enumerate(stream, 1) if not _reads(line)), 0)


def _reads(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_as_windows(path: Path, line: int) -> str:
    """The word about a file that is not in UTF-8."""
    return f"{path.name} is not in UTF-8 (line {line:,}), so it was read as Windows-1252. {SAVE_AS}"


def not_utf8(path: Path, line: int) -> UnreadableFile:
    """The file is in no encoding that we read."""
    where = f"A letter on line {line:,} is in another encoding."
    return UnreadableFile(f"{path.name} is not in UTF-8", where=where, next=SAVE_AS)
