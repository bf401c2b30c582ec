"""Delimited text files, whoever brings them: how their text is written, the names of their columns, and their rows.

Rows are read a block at a time, so a file may be larger than memory. A Parquet file is read by the same door.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from alder.errors import UnreadableFile, present
from alder.files.archive import NOTHING
from alder.model import made_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from alder.files.archive import PackedFile

DELIMITERS = {",": "commas", "\t": "tabs", "|": "upright bars", ";": "semicolons"}
"""What may stand between the columns of a text file. SAS exports have tabs or upright bars."""

UTF_8 = "utf-8-sig"
WINDOWS = "cp1252"
"""What text is taken for that is not UTF-8."""

AS_PUBLISHED = f"{NOTHING} Take the file as it was published: opening and saving it in a spreadsheet changes it."

BLOCK = 8 << 20
"""Bytes of a text file that are read at a time."""

_LONGEST = 1 << 20
"""Bytes of a first line that are looked at. A longer one names no columns."""

_MOST_ABOVE = 100
"""The names of columns are looked for among so many lines."""

_ROWS = 65_536
"""Rows of a Parquet file that are read at a time."""

_WRONG_AT_ONCE = 100_000
"""So many rows of another width, where they are most of what was read so far, refuse a file before the rest is read."""

_MANY, _NEARLY_ALL = 1_000, 0.9
"""So many rows, and so large a share of them, say by themselves that a file is not what its first line says."""


class OtherEncoding(Exception):
    """The text of a file is not in the encoding that its first line seemed to have."""


@dataclass(frozen=True)
class Advice:
    """What a refusal tells a person to do next: it depends on where the file comes from.

    `first_line` follows what is wrong with the first line, `utf_16` and `not_text` what is no text that Alder reads,
    and `rows` what is wrong below the first line.
    """

    first_line: str
    utf_16: str
    not_text: str
    rows: str


@dataclass(frozen=True)
class DelimitedFile:
    """One file, or one member of a ZIP. A text file has `text`, a delimiter and an encoding; a Parquet file has not.

    `above` is how many lines about the file stand above the names of its columns. It `is_headless` where the names are
    given apart, and the first line is a row like the others. A Parquet file that Alder made up says so: `is_made_up`.
    """

    path: Path
    where: str
    names: tuple[str, ...]
    advice: Advice
    text: PackedFile | None = None
    delimiter: str = ","
    encoding: str = UTF_8
    above: int = 0
    is_headless: bool = False
    is_made_up: bool = False

    @property
    def name(self) -> str:
        """What the file is called, or the member of a ZIP."""
        return self.path.name if self.text is None else self.text.name

    @property
    def width(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class FirstLine:
    """The first line of a text, as far as it is looked at, and the encoding in which it could be read."""

    text: str
    encoding: str
    is_longer: bool


def first_line(file: PackedFile, advice: Advice) -> FirstLine:
    """The first line of a text. Raises where it cannot name columns."""
    with file.bytes() as stream:
        line = stream.readline(_LONGEST)
    if not line.strip():
        raise UnreadableFile(
            "the first line of this file is empty, and it should name the columns",
            where=f"{file.where}, line 1",
            next=advice.first_line,
        )
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile(
            "this file is written in UTF-16, as spreadsheets save Unicode text", where=file.where, next=advice.utf_16
        )
    if b"\x00" in line:
        raise UnreadableFile("this file is not text", where=file.where, next=advice.not_text)
    try:
        return FirstLine(line.decode(UTF_8), UTF_8, len(line) == _LONGEST)
    except UnicodeDecodeError:
        return FirstLine(line.decode(WINDOWS, errors="replace"), WINDOWS, len(line) == _LONGEST)


def split_names(text: str, delimiter: str) -> list[str]:
    """The names of columns in a first line, if they are divided so."""
    try:
        names = next(csv.reader([text.replace("\r", "\n").split("\n")[0]], delimiter=delimiter), [])
    except csv.Error:
        return [text]
    return [n.strip() for n in names]


def names_below(file: PackedFile, encoding: str) -> tuple[tuple[str, ...], int]:
    """The names of columns below lines about the file, and how many lines stand above them.

    They are the first line of three or more names that is followed by a row of as many.
    """
    before: list[str] = []
    reader = csv.reader(_start(file, encoding).splitlines())
    for line in islice(reader, _MOST_ABOVE):
        if len(before) > 2 and all(before) and len(line) == len(before):
            return tuple(before), reader.line_num - 2
        before = [n.strip() for n in line]
    return (), 0


def check_names_stand_once(file: DelimitedFile) -> None:
    """Two columns of one name, whatever the case of its letters, could be read either way."""
    times = Counter(n.casefold() for n in file.names)
    twice = next((n for n in file.names if times[n.casefold()] > 1), None)
    if twice is not None:
        raise UnreadableFile(
            f"the column {twice} stands twice in this file" if twice else "two columns of this file have no name",
            where=f"{file.where}, line 1",
            next=file.advice.first_line,
        )


def check_first_rows(file: DelimitedFile) -> None:
    """Refuse at once what begins with rows of another kind: each would be looked at by itself, however many follow."""
    text = _start(present(file.text, "first rows are asked of a text"), file.encoding)
    # Without the first line, which is no row, and the last, which may be cut off.
    reader = csv.reader(text.splitlines()[1:-1], delimiter=file.delimiter)
    widths = Counter[int]()
    with suppress(csv.Error):
        widths.update(len(row) for row in reader if row)
    rows = widths.total()
    if rows > _MANY and rows - widths[file.width] > _NEARLY_ALL * rows:
        raise _of_another_width(f"nearly all of the first {rows:,} rows", file)


def open_parquet(path: Path, advice: Advice) -> DelimitedFile | None:
    """A Parquet file with the names of its columns; None where the file is none."""
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PAR1":
                return None
    except OSError:
        return None  # what opens text files says why
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError):
        raise _damaged_parquet(path.name, advice) from None
    said = made_up.DESCRIBED.items() <= (schema.metadata or {}).items()
    return DelimitedFile(path, path.name, tuple(schema.names), advice, is_made_up=said)


@dataclass
class DelimitedRows:
    """The rows of a file as they are read. After the last block it is known how many there were, and in which lines.

    `wrong` is how many rows have another width than the first line; they are left out. Where they are most of a long
    file it is refused before all is read, unless they are `counted_to_the_end`. `tell` is told how many packed bytes
    more are done.
    """

    file: DelimitedFile
    tell: Callable[[int], None] | None = None
    counted_to_the_end: bool = False
    seen: int = 0
    wrong: int = 0
    _stream: CheckedStream | None = None
    _is_line_each: bool = False

    def blocks(self, places: Sequence[int]) -> Iterator[Mapping[int, pa.Array | pa.ChunkedArray]]:
        """The texts of some columns by their place, block by block. `seen` is how many rows came before."""
        for batch in self._parquet(places) if self.file.text is None else self._texts(places):
            if batch.num_rows:
                yield {place: batch.column(n) for n, place in enumerate(places)}
                self.seen += batch.num_rows

    def lines(self, rows: Sequence[int], wrong: int = 0) -> tuple[dict[int, int], list[int]]:
        """The lines of some rows of a text, which are counted from 0 without those of another width, and of the first
        `wrong` of those. Looked up only for the few rows that are told about.
        """
        if self.file.text is None or not (rows or wrong):
            return {}, []
        if self._is_line_each and not self.wrong and not self.file.is_headless:
            return {row: row + 2 + self.file.above for row in rows}, []
        return ({}, []) if self.file.above else self._found_lines(set(rows), wrong)

    def _found_lines(self, wanted: set[int], wrong: int) -> tuple[dict[int, int], list[int]]:
        file, found, odd = self.file, dict[int, int](), list[int]()
        with present(file.text, "lines are those of a text").bytes() as raw:
            text = io.TextIOWrapper(raw, encoding=file.encoding, errors="replace", newline="")
            records = csv.reader(text, delimiter=file.delimiter)
            row, line = 0, 0 if file.is_headless else 1
            with suppress(csv.Error, StopIteration):
                if not file.is_headless:
                    next(records)
                for record in records:
                    begins, line = line + 1, records.line_num
                    if not record:
                        continue
                    if len(record) != file.width:
                        if len(odd) < wrong:
                            odd.append(begins)
                    else:
                        if row in wanted:
                            found[row] = begins
                        row += 1
                    if len(found) == len(wanted) and len(odd) >= wrong:
                        break
        return found, odd

    def _texts(self, places: Sequence[int]) -> Iterator[pa.RecordBatch]:
        file = self.file
        try:
            with present(file.text, "texts are read of a text").bytes(self.tell) as raw:
                stream = self._stream = CheckedStream(raw, file.where, file.encoding)
                yield from text_blocks(
                    stream,
                    file.width,
                    places,
                    delimiter=file.delimiter,
                    encoding=file.encoding,
                    block=BLOCK,
                    skipped=0 if file.is_headless else 1 + file.above,
                    wrong_row=self._skip,
                )
                stream.check_quotes()
                self._is_line_each = stream.lines == file.above + self.seen + stream.ends_line
        except UnicodeError:
            raise OtherEncoding from None
        except pa.ArrowInvalid as error:
            raise self._refusal(str(error)) from None

    def _parquet(self, places: Sequence[int]) -> Iterator[Any]:
        file = self.file
        try:
            with pq.ParquetFile(file.path) as rows:
                wanted = [file.names[p] for p in places]
                for batch in rows.iter_batches(batch_size=_ROWS, columns=wanted):
                    yield pa.table({str(n): batch.column(name).cast(pa.string()) for n, name in enumerate(wanted)})
                    if self.tell:
                        self.tell(file.path.stat().st_size * batch.num_rows // max(rows.metadata.num_rows, 1))
        except pa.ArrowNotImplementedError:
            raise UnreadableFile(
                "a column of this file holds lists or records, and a value is expected",
                where=file.where,
                next=file.advice.rows,
            ) from None
        except (pa.ArrowInvalid, OSError):
            raise _damaged_parquet(file.where, file.advice) from None

    def _skip(self, row: Any) -> str:
        self.wrong += 1
        return "error" if self._is_of_another_kind() else "skip"

    def _is_of_another_kind(self) -> bool:
        lines = self._stream.lines if self._stream else 0
        return not self.counted_to_the_end and self.wrong >= _WRONG_AT_ONCE and self.wrong * 2 > lines

    def _refusal(self, said: str) -> Exception:
        if self._is_of_another_kind():
            return _of_another_width(f"{self.wrong:,} rows", self.file)
        if "UTF8" in said or "utf-8" in said.lower():
            return OtherEncoding()
        if "straddl" in said or "sync" in said:
            return _unclosed(self.file.where)
        return UnreadableFile("this file cannot be read as a CSV", where=self.file.where, next=self.file.advice.rows)


def text_blocks(
    stream: Any,
    width: int,
    places: Sequence[int],
    *,
    delimiter: str,
    encoding: str,
    block: int,
    skipped: int = 1,
    many_lines: bool = True,
    wrong_row: Callable[[Any], str] | None = None,
    empty_is_missing: bool = False,
) -> Iterator[pa.RecordBatch]:
    """The texts of some of the columns, in the order of `places`, below the lines that are `skipped`; of about `block`
    bytes at a time.

    Values have `many_lines` where a quoted text may hold the end of a line. `wrong_row` says what becomes of a row of
    another width: "skip" or "error", which it is by itself.
    """
    names = [f"c{n}" for n in range(width)]
    wanted = [names[p] for p in places]
    yield from arrow_csv.open_csv(
        stream,
        read_options=arrow_csv.ReadOptions(
            column_names=names,
            skip_rows=skipped,
            encoding="utf8" if encoding in (UTF_8, "utf-8") else encoding,
            block_size=block,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=many_lines, invalid_row_handler=wrong_row
        ),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=wanted,
            column_types=dict.fromkeys(wanted, pa.string()),
            strings_can_be_null=empty_is_missing,
            null_values=[""] if empty_is_missing else None,
        ),
    )


class CheckedStream:
    """A stream that counts lines and quotation marks, and finds what no text holds before the CSV reader meets it."""

    closed = False

    def __init__(self, raw: IO[bytes], where: str, encoding: str) -> None:
        self.lines = 0
        self.ends_line = False
        self._raw, self._where, self._quotes = raw, where, 0
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int = -1) -> bytes:
        chunk = self._raw.read(size)
        self._decoder.decode(chunk, final=not chunk and size != 0)
        self._quotes += chunk.count(b'"')
        self.lines += chunk.count(b"\n")
        self.ends_line = chunk.endswith(b"\n") if chunk else self.ends_line
        if b"\x00" in chunk:
            raise UnreadableFile("this file is not text", where=self._where, next=AS_PUBLISHED)
        return chunk

    def check_quotes(self) -> None:
        if self._quotes % 2:
            raise _unclosed(self._where)

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """Whoever opened the source closes it."""


@contextmanager
def second_encoding(file: DelimitedFile) -> Iterator[None]:
    """What is not UTF-8 is read once more as Windows-1252; refused where it is not that either."""
    try:
        yield
    except OtherEncoding:
        raise UnreadableFile(
            "the text of this file is neither UTF-8 nor Windows-1252", where=file.where, next=file.advice.rows
        ) from None


def _start(file: PackedFile, encoding: str) -> str:
    with file.bytes() as stream:
        return stream.read(_LONGEST).decode(encoding, errors="replace")


def _of_another_width(rows: str, file: DelimitedFile) -> UnreadableFile:
    return UnreadableFile(
        f"{rows} have not the {file.width} columns of the first line", where=file.where, next=file.advice.rows
    )


def _unclosed(where: str) -> UnreadableFile:
    return UnreadableFile(
        "a quotation mark in this file opens a text and nothing closes it", where=where, next=AS_PUBLISHED
    )


def _damaged_parquet(where: str, advice: Advice) -> UnreadableFile:
    return UnreadableFile("this Parquet file is damaged or not complete", where=where, next=advice.rows)
