"""A comma-separated file as a table of text: codes keep their leading zeros, and cells may hold symbols.

What cannot be read as such is said with the line it stands on, never with what the line says.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv as arrow_csv

from alder.errors import UnreadableFile
from alder.publishing.standard.opened import (
    SAVE_AS,
    WINDOWS,
    first_odd_line,
    is_utf8,
    not_utf8,
    opened,
    read_as_windows,
    text_of,
)

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


def _uneven(path: Path, line: int, found: int, expected: int, more: int = 0) -> UnreadableFile:
    where = f"Line {line:,} has {found} columns, the first line {expected}."
    return UnreadableFile(
        f"{path.name} has lines of different lengths",
        where=f"{where} So have {more:,} more lines." if more else where,
        next="Put values that contain a comma between quotation marks.",
    )
