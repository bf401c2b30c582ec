"""Reading a published CSV into a reference table, a block of rows at a time."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from alder.errors import UnreadableFile
from alder.look.words import counted, listed
from alder.sources.published.container import NOTHING
from alder.sources.published.lines import lines_of
from alder.sources.published.values import EMPTY, Mangled, OddValue, reader_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.sources.published.container import Source
    from alder.sources.published.header import Header
    from alder.sources.published.tables import Known

LISTED = 10
"""So many unusable rows of a file are told one by one."""

MOST_UNUSABLE = 0.1
"""A file of which more than this share cannot be understood is refused. Rows without a key are no sign of harm."""

_EMPTY = " is empty"

AS_PUBLISHED = f"{NOTHING} Take the file as it was published: opening and saving it in a spreadsheet changes it."


@dataclass(frozen=True)
class Unusable:
    """A row that was left out, and why. No value is repeated."""

    line: int | None
    why: str


@dataclass
class ReadTable:
    """What a file holds of one table."""

    known: Known
    source: Source
    rows: pa.Table
    unusable: int = 0
    told: list[Unusable] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read(source: Source, header: Header, known: Known, tell: Callable[[int], None] | None = None) -> ReadTable:
    """The rows of `known` in a file. Text that is not UTF-8 is taken for Windows-1252, and that is told."""
    if header.encoding == "utf-8-sig":
        try:
            return _Reading(source, header, known, "utf8", tell).run()
        except UnicodeError:
            pass
    try:
        found = _Reading(source, header, known, "cp1252", None).run()
    except UnicodeError:
        raise UnreadableFile(
            "the text of this file is neither UTF-8 nor Windows-1252", where=source.where, next=AS_PUBLISHED
        ) from None
    found.notices.append("The text is not UTF-8. It was read as Windows-1252.")
    return found


class _Reading:
    """One file on its way into one table."""

    def __init__(
        self, source: Source, header: Header, known: Known, encoding: str, tell: Callable[[int], None] | None
    ) -> None:
        self._source, self._header, self._known = source, header, known
        self._encoding, self._tell = encoding, tell
        self._places = known.places(header.names)
        self._columns = [
            _Column(name, known.schema.field(name).type, header.names[place], required=name in known.keys)
            for name, place in self._places.items()
        ]
        self._width = len(header.names)
        self._kept: list[pa.Table] = []
        self._seen = self._wrong_width = self._unusable = self._odd = 0
        self._told: list[tuple[int, str]] = []

    def run(self) -> ReadTable:
        try:
            with self._source.bytes(self._tell) as raw:
                stream = _Watched(raw, self._source.where, self._encoding)
                for batch in self._batches(stream):
                    self._take(pa.Table.from_batches([batch]))
                stream.check_quotes()
        except pa.ArrowInvalid as error:
            raise self._refusal(str(error)) from None
        rows = pa.concat_tables([self._known.schema.empty_table(), *self._kept])
        return self._checked(rows)

    def _batches(self, stream: _Watched) -> Any:
        names = [f"c{n}" for n in range(self._width)]
        wanted = [names[p] for p in self._places.values()]
        options = arrow_csv.ReadOptions(column_names=names, skip_rows=1, encoding=self._encoding, block_size=8 << 20)
        return arrow_csv.open_csv(
            stream,
            read_options=options,
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=self._skip),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
            ),
        )

    def _skip(self, row: Any) -> str:
        self._wrong_width += 1
        return "skip"

    def _take(self, batch: pa.Table) -> None:
        bad, odd = (np.zeros(batch.num_rows, dtype=bool) for _ in range(2))
        arrays = []
        for place, column in enumerate(self._columns):
            typed, why = column.typed(batch.column(place), self._mangled)
            for row in np.flatnonzero((why >= 0) & ~bad)[: LISTED - len(self._told)]:
                self._told.append((self._seen + int(row), column.reasons[int(why[row])]))
            bad |= why >= 0
            odd |= np.isin(why, [n for n, reason in enumerate(column.reasons) if not reason.endswith(_EMPTY)])
            arrays.append(typed)
        rows = pa.table(dict(zip(self._places, arrays, strict=True))).select(self._known.schema.names)
        if bad.any():
            self._unusable += int(bad.sum())
            self._odd += int(odd.sum())
            rows = rows.filter(pa.array(~bad))
        self._kept.append(rows.cast(self._known.schema))
        self._seen += batch.num_rows

    def _checked(self, rows: pa.Table) -> ReadTable:
        wanted = sorted({row for row, _ in self._told})
        at, wide = lines_of(self._source, self._encoding, self._width, wanted, min(self._wrong_width, LISTED))
        told = [Unusable(at.get(row), why) for row, why in self._told]
        told += [Unusable(line, f"has not the {self._width} columns of the first line") for line in wide]
        told = sorted(told, key=lambda u: u.line or 0)[:LISTED]
        unusable, total = self._odd + self._wrong_width, self._seen + self._wrong_width
        if not total:
            raise UnreadableFile(
                f"this file has the columns of {self._known.title}, but no rows",
                where=self._source.where,
                next=f"{NOTHING} Get the file again.",
            )
        if unusable > MOST_UNUSABLE * total:
            raise UnreadableFile(
                f"{counted(unusable, 'row')} of {total:,} cannot be used",
                where="\n  ".join(f"{self._source.where}, line {u.line}: {u.why}" for u in told[:3]),
                next=AS_PUBLISHED,
            )
        if not rows.num_rows:
            keys = listed(self._known.keys, "or")
            raise UnreadableFile(f"no row of this file has {keys}", where=self._source.where, next=AS_PUBLISHED)
        return ReadTable(self._known, self._source, rows, self._unusable + self._wrong_width, told)

    def _mangled(self, row: int, error: Mangled) -> UnreadableFile:
        number = self._seen + row
        at, _ = lines_of(self._source, self._encoding, self._width, [number], 0)
        line = f", line {at[number]}" if number in at else ""
        return UnreadableFile(
            f"a spreadsheet has changed this file: {error}",
            where=f"{self._source.where}{line}",
            next=AS_PUBLISHED,
        )

    def _refusal(self, said: str) -> Exception:
        if "UTF8" in said or "utf-8" in said.lower():
            return UnicodeError(said)
        if "straddl" in said or "sync" in said:
            return _unclosed(self._source.where)
        return UnreadableFile(
            "this file cannot be read as a CSV",
            where=self._source.where,
            next=AS_PUBLISHED,
        )


class _Column:
    """One column: its texts are read once each, however often they stand there."""

    def __init__(self, name: str, type: pa.DataType, published: str, *, required: bool) -> None:
        self.reasons: list[str] = []
        self._name, self._type, self._published = name, type, published
        self._required = required
        self._read = reader_of(name, type, published)
        self._known: dict[str, tuple[Any, int]] = {}

    def typed(
        self, texts: pa.ChunkedArray, mangled: Callable[[int, Mangled], Exception]
    ) -> tuple[pa.Array, np.ndarray[Any, Any]]:
        """The values, and for each row -1 or which of `reasons` it cannot be used for."""
        trimmed = pc.utf8_trim_whitespace(texts).combine_chunks()
        coded = pc.dictionary_encode(trimmed)
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        values, why = [], []
        for text in coded.dictionary.to_pylist():
            try:
                value, reason = self._one(text)
            except Mangled as error:
                row = pc.index(trimmed, text).as_py()
                raise mangled(row, Mangled(f"{self._published} has {error}")) from None
            values.append(value)
            why.append(reason)
        return (
            pa.array(values, self._type).take(coded.indices),
            np.array(why, dtype=np.int64)[coded.indices.to_numpy()],
        )

    def _one(self, text: str) -> tuple[Any, int]:
        if text not in self._known:
            self._known[text] = self._value(text)
        return self._known[text]

    def _value(self, text: str) -> tuple[Any, int]:
        if text.lower() in EMPTY:
            return None, self._reason(_EMPTY.strip()) if self._required else -1
        try:
            return self._read(text), -1
        except OddValue as error:
            return None, self._reason(str(error))

    def _reason(self, why: str) -> int:
        said = f"{self._published} {why}"
        if said not in self.reasons:
            self.reasons.append(said)
        return self.reasons.index(said)


class _Watched:
    """A stream that counts quotation marks, and finds what no text holds before the CSV reader meets it."""

    closed = False

    def __init__(self, raw: IO[bytes], where: str, encoding: str) -> None:
        self._raw, self._where, self._quotes = raw, where, 0
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int = -1) -> bytes:
        chunk = self._raw.read(size)
        self._decoder.decode(chunk, final=not chunk and size != 0)
        self._quotes += chunk.count(b'"')
        if b"\x00" in chunk:
            raise UnreadableFile("this file is not text", where=self._where, next=AS_PUBLISHED)
        return chunk

    def check_quotes(self) -> None:
        if self._quotes % 2:
            raise _unclosed(self._where)

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """The source closes it."""


def _unclosed(where: str) -> UnreadableFile:
    return UnreadableFile(
        "a quotation mark in this file opens a text and nothing closes it",
        where=where,
        next=AS_PUBLISHED,
    )
