"""A comma-separated file as a table of text: codes keep their leading zeros, and cells may hold symbols.

What cannot be read as such is said with the line it stands on, never with what the line says.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

import pyarrow as pa
from pyarrow import csv as arrow_csv

from alder.errors import UnreadableFile
from alder.limits import DATA_SET, MOST_TIMES, Bounded, TooLarge, TooTight, Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD = 1024 * 1024
MOST_COLUMNS = 1_000
_BLOCK = 8 * 1024 * 1024
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright lines"}


def read(path: Path) -> tuple[pa.Table, tuple[str, ...]]:
    """A large file: every column as text, and what had to be made of it. An empty cell is an empty text, never null."""
    with opened(path) as stream:
        head, _ = text_of(path, stream.read(_HEAD), whole=False)
    names = _names(path, next(_lines(path, head), []))
    try:
        # Asked first: Arrow prints an error of its own about a line that is both too short and in another encoding.
        if is_utf8(path):
            return _parsed(path, names, "utf-8"), ()
        line = first_odd_line(path)
        return _parsed(path, names, WINDOWS), (read_as_windows(path, line),)
    except UnicodeDecodeError as error:
        raise not_utf8(path, line) from error
    except pa.ArrowInvalid as error:
        raise UnreadableFile(f"{path.name} does not read as comma-separated text", next=SAVE_AS) from error


def read_small(path: Path) -> tuple[pa.Table, tuple[str, ...]]:
    """A small file in the same way, in which the last cells of a line may be left out."""
    with opened(path) as stream:
        text, notices = text_of(path, stream.read())
    lines = _lines(path, text)
    names = _names(path, next(lines, []))
    rows = [line for line in lines if line]
    if long := next((n for n, row in enumerate(rows, 2) if len(row) > len(names)), None):
        raise _uneven(path, long, len(rows[long - 2]), len(names))
    cells = [[*row, *[""] * (len(names) - len(row))] for row in rows]
    columns = [pa.array([row[n] for row in cells], pa.string()) for n in range(len(names))]
    return pa.table(columns, names=names), notices


def _lines(path: Path, text: str) -> Iterator[list[str]]:
    """The lines of a text as lists of cells."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise UnreadableFile(f"{path.name} does not read as comma-separated text", next=SAVE_AS) from error


def _names(path: Path, names: list[str]) -> list[str]:
    """The names of the columns, which stand on the first line."""
    if not any(names):
        raise UnreadableFile(f"{path.name} is empty", where="The first line holds the names of the columns.")
    if len(names) == 1:
        for separator, word in _OTHER_SEPARATORS.items():
            if separator in names[0]:
                where = f"Line 1 separates its columns by {word}."
                raise UnreadableFile(f"{path.name} has no commas between its columns", where=where, next=SAVE_AS)
    if len(names) > MOST_COLUMNS:
        where = f"A table of the standard has a few dozen; {MOST_COLUMNS:,} are the most that are read."
        raise UnreadableFile(f"{path.name} has {len(names):,} columns", where=where, next="Put figures in rows.")
    if twice := next((name for n, name in enumerate(names) if name in names[:n]), None):
        where = "Every column has a name of its own."
        raise UnreadableFile(f"{path.name} has two columns called {twice!r}", where=where, next="Rename one of them.")
    return names


def _parsed(path: Path, names: list[str], encoding: str, *, threads: bool = True) -> pa.Table:
    odd: list[arrow_csv.InvalidRow] = []

    def left_out(row: arrow_csv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    with opened(path) as stream:
        table = arrow_csv.read_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=arrow_csv.ReadOptions(use_threads=threads, block_size=_BLOCK, encoding=encoding),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=left_out),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    if odd and threads:
        return _parsed(path, names, encoding, threads=False)
    if odd:
        raise _uneven(path, odd[0].number, odd[0].actual_columns, odd[0].expected_columns, more=len(odd) - 1)
    return table


def _uneven(path: Path, line: int, columns: int, expected: int, more: int = 0) -> UnreadableFile:
    where = f"Line {line:,} has {columns} columns, the first line {expected}."
    return UnreadableFile(
        f"{path.name} has lines of different lengths",
        where=f"{where} So have {more:,} more lines." if more else where,
        next="Put values that contain a comma between quotation marks.",
    )


WINDOWS = "windows-1252"
"""How spreadsheets write text where they do not write UTF-8."""

SAVE_AS = "Save it as CSV UTF-8 with commas between the columns."

_READ_AHEAD = 1024 * 1024
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
            yield io.BufferedReader(Bounded(stream, file.tell, Unpacked(DATA_SET)), _READ_AHEAD)
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


def text_of(path: Path, content: bytes, *, whole: bool = True) -> tuple[str, tuple[str, ...]]:
    """The text that bytes stand for, and a word about it where they are not in UTF-8.

    Where they are not, they are read as Windows-1252. Other files are refused. The first bytes of a file alone
    (`whole` false) may end within a letter.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path.name} is not in UTF-8", where="It is written in UTF-16.", next=SAVE_AS)
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableFile(f"{path.name} is a ZIP file or a workbook, not text", next=SAVE_AS)
    if content[:200].lstrip(_MARK + b" \r\n\t").lower().startswith((b"<!doctype html", b"<html")):
        raise UnreadableFile(f"{path.name} is a web page, not a table", next=SAVE_AS)
    if b"\x00" in content:
        raise _no_text(path)
    content = content.removeprefix(_MARK)
    try:
        return content.decode(), ()
    except UnicodeDecodeError as error:
        if not whole and error.reason == "unexpected end of data":
            return content.decode(errors="ignore"), ()
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode(WINDOWS)
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
            while block := stream.read(_READ_AHEAD):
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
