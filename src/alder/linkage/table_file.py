"""A table on disk, read a block at a time: how many rows it has does not matter to memory.

A file to link with is CSV or Parquet, as its publisher names the columns; everything in a CSV file is kept as text. A
CSV file is turned into a Parquet file in a folder of its own, a block at a time, and read from there; a Parquet file is
read where it lies.
"""

from __future__ import annotations

import codecs
import shutil
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from alder.errors import UnreadableFile, UsageError
from alder.files.delimited import DELIMITERS, WINDOWS, split_names, text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


BLOCK = 1 << 17
"""Rows that are read at a time, at most."""


@dataclass(frozen=True, eq=False)
class StoredTable:
    """A table in a Parquet file. `dates` is its column of dates of birth, which is read as dates however it is written.

    `owner` is the folder that a converted file lies in, which goes when nobody needs the table any more.
    """

    path: Path
    schema: pa.Schema
    num_rows: int
    dates: str = ""
    notes: tuple[str, ...] = ()
    owner: TemporaryFolder | None = field(default=None, repr=False)

    @classmethod
    def of(cls, path: Path, **more: Any) -> StoredTable:
        """The table in a Parquet file."""
        with parquet.ParquetFile(path) as file:
            return cls(path, file.schema_arrow.remove_metadata(), file.metadata.num_rows, **more)

    @property
    def column_names(self) -> list[str]:
        return list(self.schema.names)

    def blocks(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Some columns, block by block, in the order of the rows."""
        with parquet.ParquetFile(self.path) as file:
            for batch in file.iter_batches(BLOCK, columns=list(columns)):
                block = pa.Table.from_batches([batch]).select(list(columns))
                if self.dates in columns:
                    place = block.column_names.index(self.dates)
                    block = block.set_column(place, self.dates, days(block.column(place))[0])
                yield block

    def to_arrow(self) -> pa.Table:
        """All of it, for whoever knows that it fits into memory."""
        return pa.concat_tables(self.blocks(self.column_names)) if self.num_rows else self.schema.empty_table()

    def first(self, column: str, count: int) -> pa.ChunkedArray:
        """The first values of a column that are not missing."""
        rows, parts = 0, [pa.array([], self.schema.field(column).type)]
        for block in self.blocks([column]):
            values = block[column].drop_null().slice(0, count - rows)
            parts += values.chunks
            rows += len(values)
            if rows == count:
                break
        return pa.chunked_array(parts)

    def is_whole(self, column: str) -> bool:
        """Whether a column of decimals holds whole numbers alone."""
        values = (block[column] for block in self.blocks([column]))
        return all(pc.all(pc.equal(v, pc.round(v)), min_count=0).as_py() in (True, None) for v in values)


_BRITISH = r"^([0-9]{2})/([0-9]{2})/([0-9]{4})$"


def days(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    """A column of dates written 2005-09-01 or 01/09/2005, and how many of its values are neither."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column, 0
    text = pc.replace_substring_regex(pc.utf8_trim_whitespace(column), _BRITISH, r"\3-\2-\1")
    text = pc.replace_substring_regex(text, r"[T ]00:00(:00(\.0+)?)?Z?$", "")
    day = pc.strptime(text, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32())
    return day, column.length() - column.null_count - (day.length() - day.null_count)


class TemporaryFolder:
    """A folder for the tables of a link.

    It lies where the system keeps temporary files (`TMPDIR`), and its owner alone can read it. It goes with
    this object, and at the latest when the program ends.
    """

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="alder-link-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What a file begins with that says how its text is encoded."""

_BYTES = 1 << 22
"""Bytes of a text that are read at a time."""

_HEAD = 1 << 16
"""Bytes of a text in which its mark and its first line are looked for."""


def stored(file: Path, encoding: str = "") -> StoredTable:
    """The table in a file. Numbers and codes keep their leading zeros, and an empty cell is a missing value.

    `encoding` is that of a text; without it a mark at its beginning decides, else it is UTF-8, or Windows-1252 where it
    cannot be.
    """
    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    ending = file.name.lower().removesuffix(".gz").rsplit(".", 1)[-1]
    if ending not in ("csv", "txt", "parquet"):
        raise UsageError(
            f"{file.name} cannot be linked with: its name does not say what it is",
            where="It ends in .csv, .csv.gz, .txt or .parquet.",
        )
    try:
        table = StoredTable.of(file) if ending == "parquet" else _converted(file, _known(encoding))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OSError, UnicodeError):
        raise _unreadable(file) from None
    _check_names(file, table.column_names)
    return table


def read(file: Path, encoding: str = "") -> pa.Table:
    """The rows of a file that fits into memory."""
    return stored(file, encoding).to_arrow()


def _check_names(file: Path, names: Sequence[str]) -> None:
    twice = sorted({c for c in names if list(names).count(c) > 1})
    if twice:
        raise UnreadableFile(f"{file.name} has two columns of one name: {', '.join(twice)}")


def _known(encoding: str) -> str:
    if not encoding:
        return ""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise UsageError(
            f"no encoding is called {encoding}", where="For example utf-8, latin-1, windows-1252, utf-16."
        ) from None


def _converted(file: Path, named: str) -> StoredTable:
    """A text as a Parquet file, with what has to be said of how it was read."""
    if named:
        return _parquet(file, named)
    with pa.input_stream(str(file)) as stream:  # unpacks .gz by itself
        start = stream.read(_HEAD)
    marked = next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "")
    if not marked and b"\0" in start:
        raise UnreadableFile(
            f"{file.name} is in no encoding that can be told from its bytes",
            where="It has zero bytes and no mark at its beginning, as UTF-16 without a mark has.",
            next="Name it:  --encoding utf-16-le",
        )
    try:
        return _parquet(file, marked or "utf-8")
    except (pa.ArrowInvalid, UnicodeError) as error:
        if marked or not _is_of_encoding(error):
            raise
    try:
        return _parquet(file, WINDOWS, (f"{file.name} is not UTF-8. It was read as Windows-1252.",))
    except UnicodeError:
        raise UnreadableFile(
            f"{file.name} is neither UTF-8 nor Windows-1252", next="Name its encoding:  --encoding latin-1"
        ) from None


def _is_of_encoding(error: Exception) -> bool:
    return isinstance(error, UnicodeError) or "UTF8" in str(error) or "utf-8" in str(error).lower()


def _parquet(file: Path, encoding: str, notes: tuple[str, ...] = ()) -> StoredTable:
    names, delimiter = _names(file, encoding)
    _check_names(file, names)
    folder = TemporaryFolder()
    path = folder.path / "rows.parquet"
    schema = pa.schema([(name, pa.string()) for name in names])
    with parquet.ParquetWriter(path, schema, compression="lz4", use_dictionary=False) as out:
        for batch in _batches(file, encoding, names, delimiter):
            out.write_batch(batch)
    return StoredTable.of(path, notes=notes, owner=folder)


def _batches(file: Path, encoding: str, names: Sequence[str], delimiter: str) -> Iterator[pa.RecordBatch]:
    """The lines after the first, a block at a time; none where there are no more."""
    schema = pa.schema([(name, pa.string()) for name in names])
    with pa.input_stream(str(file)) as stream:
        for batch in text_blocks(
            stream,
            len(names),
            range(len(names)),
            delimiter=delimiter,
            encoding=encoding,
            many_lines=False,
            empty_is_missing=True,
            block=_BYTES,
        ):
            yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)


def _names(file: Path, encoding: str) -> tuple[list[str], str]:
    """The names of the columns in the first line, and what stands between them."""
    with pa.input_stream(str(file)) as stream:
        start = stream.read(_HEAD)
    text = codecs.getincrementaldecoder(encoding)().decode(start).lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    if not first.strip():
        raise _unreadable(file)
    delimiter = max(DELIMITERS, key=lambda d: (first.count(d), d == ",", d == ";"))
    return split_names(first, delimiter), delimiter


def _unreadable(file: Path) -> UnreadableFile:
    return UnreadableFile(
        f"{file.name} cannot be read",
        where="A CSV file has one line of column names and as many cells in every line.",
        next="Its text is UTF-8, has a mark that says what it is, or is named:  --encoding latin-1",
    )
