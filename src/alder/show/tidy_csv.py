"""Tidy rows as CSV, alone or in an archive with their notes: a part at a time, whatever the size of the table."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.model.made_up import COLUMN
from alder.model.symbols import OLDER, SYMBOLS
from alder.show.notes import as_lines
from alder.show.table import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from alder.show.notes import TableSource
    from alder.show.table import Outline

_SYMBOLS = pa.array([*SYMBOLS, *OLDER])

_THEN = (1980, 1, 1, 0, 0, 0)
"""The time of the files in an archive: always the same, so that the same table is the same archive."""

_ODD = r'[",\r\n\x00]|^[=+@\t-]'
"""What a cell holds or begins with that may not stand as it is."""
_LINES_AT_ONCE = 50_000
_MOST_BYTES_A_CELL = 64
"""An archive says in advance whether a file in it may have more than two gigabytes. Cells are a tenth of this long."""


class TidyRows:
    """The rows of a table, a part after another, and what the table is about. Its symbols are known after the last.

    `columns` are those of the parts; the last `figures` of them are measures. `most_rows` is how many there may be.
    Where a `mark` is set it stands in a column of its own in every row, as in the data files of made-up figures.
    """

    def __init__(
        self,
        outline: Outline,
        columns: Sequence[str],
        parts: Iterable[pa.RecordBatch],
        *,
        figures: int,
        most_rows: int,
    ) -> None:
        self.outline = outline
        self.most_rows = most_rows
        self.symbols: set[str] = set()
        self.mark = ""
        self._columns, self._parts, self._figures = columns, parts, figures

    @property
    def columns(self) -> list[str]:
        return [*self._columns, COLUMN] if self.mark else list(self._columns)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        first_figure = len(self._columns) - self._figures
        for part in self._parts:
            for column in part.columns[first_figure:]:
                self.symbols.update(pc.unique(column.filter(pc.is_in(column, value_set=_SYMBOLS))).to_pylist())
            yield part.append_column(COLUMN, pa.repeat(self.mark, part.num_rows)) if self.mark else part


def write_csv(table: TidyRows, out: BinaryIO) -> None:
    """The figures alone, so that a program can read them as they are."""
    out.write(",".join(map(_cell, table.columns)).encode() + b"\r\n")
    for part in table:
        for start in range(0, part.num_rows, _LINES_AT_ONCE):
            out.write(_lines(part.slice(start, _LINES_AT_ONCE)))


def _lines(part: pa.RecordBatch) -> memoryview:
    """Rows as the bytes of lines: cells are joined as columns, and lie one after the other in memory as they are."""
    comma, end, nothing = (pa.scalar(text, pa.large_string()) for text in (",", "\r\n", ""))
    cells = pc.binary_join_element_wise(*(_cells(column).cast(pa.large_string()) for column in part.columns), comma)
    lines = pc.binary_join_element_wise(cells, end, nothing)
    _, offsets, data = lines.buffers()
    bounds = np.frombuffer(offsets, np.int64)
    return memoryview(data)[bounds[lines.offset] : bounds[lines.offset + len(lines)]]


def _cells(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return _cells(column.dictionary).take(column.indices)
    odd = pc.match_substring_regex(column, _ODD)
    if not pc.any(odd).as_py():
        return column
    return pc.replace_with_mask(column, odd, pa.array(map(_cell, column.filter(odd).to_pylist()), column.type))


def no_formula(text: str) -> str:
    """What a spreadsheet would take for a formula is kept from being one by an apostrophe. Numbers stay numbers."""
    if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not is_number(text)):
        return f"'{text}"
    return text


def _cell(text: str) -> str:
    """A cell as CSV."""
    text = no_formula(text)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '",\r\n') else text


def write_csv_with_notes(table: TidyRows, facts: TableSource, name: str, out: BinaryIO) -> None:
    """An archive of the CSV file and what must be read with it."""
    most = table.most_rows * len(table.columns) * _MOST_BYTES_A_CELL
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_member(f"{name}.csv"), "w", force_zip64=most >= zipfile.ZIP64_LIMIT) as file:
            write_csv(table, file)  # type: ignore[arg-type]
        notes = "\r\n".join(as_lines(table.outline, facts, table.symbols)) + "\r\n"
        archive.writestr(_member(f"{name}.notes.txt"), notes)


def _member(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, _THEN)
    found.compress_type = zipfile.ZIP_DEFLATED
    return found
