"""Reading a published CSV into the tables that it fills, a block of rows at a time and all of them in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from alder.errors import UnreadableFile
from alder.files.archive import NOTHING
from alder.files.lines import lines_of
from alder.files.stream import AS_PUBLISHED, Watched, unclosed
from alder.files.values import EMPTY, OPEN_END, SpreadsheetDamage, UnreadableValue, reader_of
from alder.look.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from alder.engine.staging import StagedTable
    from alder.files.archive import PackedFile
    from alder.files.lines import Header
    from alder.files.values import ColumnReader
    from alder.sources.reference.table_layout import TableLayout

LISTED = 10
"""So many unusable rows of a file are told one by one."""

MOST_UNUSABLE = 0.1
"""A file of which more than this share cannot be understood is refused. Rows without a key are no sign of harm."""


@dataclass(frozen=True)
class Unusable:
    """A row that was left out, and why. No value is repeated."""

    line: int | None
    why: str


@dataclass
class ReadTable:
    """What a file holds of one table. `first` and `last` are the earliest and latest day it names."""

    known: TableLayout
    source: PackedFile
    piece: StagedTable
    unusable: int = 0
    told: list[Unusable] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    absent: frozenset[str] = frozenset()
    """Columns of the table that the file does not have."""


def read(
    source: PackedFile,
    header: Header,
    wanted: Sequence[tuple[TableLayout, StagedTable]],
    tell: Callable[[int], None] | None = None,
) -> list[ReadTable]:
    """Put the rows of each table into its piece. Text that is not UTF-8 is taken for Windows-1252, and that is told."""
    if header.encoding == "utf-8-sig":
        try:
            return _Reading(source, header, wanted, "utf8", tell).run()
        except UnicodeError:
            for _, piece in wanted:
                piece.discard()
    try:
        found = _Reading(source, header, wanted, "cp1252", None).run()
    except UnicodeError:
        raise UnreadableFile(
            "the text of this file is neither UTF-8 nor Windows-1252", where=source.where, next=AS_PUBLISHED
        ) from None
    for table in found:
        table.notices.append("The text is not UTF-8. It was read as Windows-1252.")
    return found


class _Reading:
    """One file on its way into its tables."""

    def __init__(
        self,
        source: PackedFile,
        header: Header,
        wanted: Sequence[tuple[TableLayout, StagedTable]],
        encoding: str,
        tell: Callable[[int], None] | None,
    ) -> None:
        self._source, self._header = source, header
        self._encoding, self._tell = encoding, tell
        self._width = len(header.names)
        self._wrong_width = self._seen = 0
        self._tables = [_Filling(known, piece, header) for known, piece in wanted]

    def run(self) -> list[ReadTable]:
        try:
            with self._source.bytes(self._tell) as raw:
                stream = Watched(raw, self._source.where, self._encoding)
                for batch in self._batches(stream):
                    for table in self._tables:
                        table.take(batch, self._seen, self._mangled)
                    self._seen += batch.num_rows
                stream.check_quotes()
        except pa.ArrowInvalid as error:
            raise self._refusal(str(error)) from None
        return [self._checked(table) for table in self._tables]

    def _batches(self, stream: Watched) -> Any:
        names = [f"c{n}" for n in range(self._width)]
        wanted = list(dict.fromkeys(names[p] for table in self._tables for p in table.places.values()))
        options = arrow_csv.ReadOptions(
            column_names=names,
            skip_rows=0 if self._header.is_given else 1,
            encoding=self._encoding,
            block_size=8 << 20,
        )
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

    def _checked(self, table: _Filling) -> ReadTable:
        known, where = table.known, self._source.where
        at, wide = lines_of(
            self._source, self._header, self._encoding, [row for row, _ in table.told], min(self._wrong_width, LISTED)
        )
        told = [Unusable(at.get(row), why) for row, why in table.told]
        told += [Unusable(line, f"has not the {self._width} columns of the first line") for line in wide]
        told = sorted(told, key=lambda u: u.line or 0)[:LISTED]
        unusable, total = table.odd + self._wrong_width, self._seen + self._wrong_width
        if not total:
            raise UnreadableFile(
                f"this file has the columns of {known.title}, but no rows",
                where=where,
                next=f"{NOTHING} Get the file again.",
            )
        if unusable > MOST_UNUSABLE * total:
            raise UnreadableFile(
                f"{counted(unusable, 'row')} of {total:,} cannot be used",
                where="\n  ".join(f"{where}, line {u.line}: {u.why}" for u in told[:3]),
                next=AS_PUBLISHED,
            )
        if not table.piece.rows:
            keys = listed([known.shown(k) for k in known.keys], "or")
            raise UnreadableFile(f"no row of this file has {keys or 'a value'}", where=where, next=AS_PUBLISHED)
        return ReadTable(
            known,
            self._source,
            table.piece,
            table.unusable + self._wrong_width,
            told,
            table.silent,
            first=table.first,
            last=table.last,
            absent=frozenset(known.parsed.names) - table.places.keys(),
        )

    def _mangled(self, number: int, error: SpreadsheetDamage) -> UnreadableFile:
        at, _ = lines_of(self._source, self._header, self._encoding, [number], 0)
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
            return unclosed(self._source.where)
        return UnreadableFile(
            "this file cannot be read as a CSV",
            where=self._source.where,
            next=AS_PUBLISHED,
        )


class _Filling:
    """One of the tables that a file fills."""

    def __init__(self, known: TableLayout, piece: StagedTable, header: Header) -> None:
        self.known, self.piece = known, piece
        self.places = known.places(header.names)
        self.unusable = self.odd = 0
        self.told: list[tuple[int, str]] = []
        self.first: date | None = None
        self.last: date | None = None
        self._columns = {}
        for name, place in self.places.items():
            type, published = known.parsed.field(name).type, header.names[place]
            reads = known.reads.get(name) or reader_of(name, type, published)
            self._columns[name] = Column(type, published, reads, required=name in known.keys)

    @property
    def silent(self) -> list[str]:
        """What the file does not say of the table, so that nobody takes it for unknown by chance."""
        without = [c for c in self.known.schema.names if c in self.known.optional and c not in self.places]
        return [f"It does not say: {', '.join(without)}."] if without and self.known.columns is None else []

    def take(self, batch: pa.RecordBatch, seen: int, mangled: Callable[[int, SpreadsheetDamage], Exception]) -> None:
        bad, odd = (np.zeros(batch.num_rows, dtype=bool) for _ in range(2))
        arrays: dict[str, pa.Array] = {}
        for name, column in self._columns.items():
            texts = batch.column(f"c{self.places[name]}")
            arrays[name], why = column.typed(texts, lambda row, error: mangled(seen + row, error))
            for row in np.flatnonzero((why >= 0) & ~bad)[: LISTED - len(self.told)]:
                self.told.append((seen + int(row), column.reasons[int(why[row])]))
            bad |= why >= 0
            odd |= column.is_odd(why)
        for name in self.known.parsed.names:
            if name not in arrays:
                arrays[name] = pa.nulls(batch.num_rows, self.known.parsed.field(name).type)
        rows = pa.table({n: arrays[n] for n in self.known.parsed.names}).cast(self.known.parsed)
        if bad.any():
            self.unusable += int(bad.sum())
            self.odd += int(odd.sum())
            rows = rows.filter(pa.array(~bad))
        if self.known.make is not None:
            rows = self.known.make(rows).cast(self.known.schema)
        self._widen(rows)
        self.piece.write(rows)

    def _widen(self, rows: pa.Table) -> None:
        """Keep the earliest and the latest day that the rows name, leaving out ends that mean there is none."""
        for column in rows.columns:
            if pa.types.is_date(column.type):
                days = pc.min_max(column.filter(pc.less(pc.year(column), OPEN_END))).as_py()
                found = [d for d in (self.first, self.last, days["min"], days["max"]) if d is not None]
                if found:
                    self.first, self.last = min(found), max(found)


_EMPTY = " is empty"
_REMEMBERED = 100_000
"""Of a column with more different texts than this, the earlier ones are forgotten."""


class Column:
    """A column that is read. `reasons` are why values could not be used, `odd` those that speak of harm done.

    What can be read a whole block at once is; of the rest each text is read once, however often it stands there.
    """

    def __init__(self, type: pa.DataType, published: str, reads: ColumnReader, *, required: bool) -> None:
        self.reasons: list[str] = []
        self._type, self._published, self._reads, self._required = type, published, reads, required
        self._known: dict[str, tuple[Any, int]] = {}

    def typed(
        self, texts: pa.ChunkedArray, mangled: Callable[[int, SpreadsheetDamage], Exception]
    ) -> tuple[pa.Array, np.ndarray[Any, Any]]:
        """The values, and for each row -1 or which of `reasons` it cannot be used for."""
        trimmed = _one_piece(pc.utf8_trim_whitespace(texts))
        if self._reads.many is None:
            return self._one_by_one(trimmed, mangled)
        empty = pc.is_in(pc.utf8_lower(trimmed), _EMPTIES)
        values = self._reads.many(pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)).cast(self._type)
        why = np.full(len(trimmed), -1, dtype=np.int64)
        left = pc.is_null(values) if self._required else pc.and_not(pc.is_null(values), empty)
        rows = np.flatnonzero(left.to_numpy(zero_copy_only=False))
        if len(rows):
            places = pa.array(rows)
            some, why[rows] = self._one_by_one(trimmed.take(places), lambda n, e: mangled(int(rows[n]), e))
            values = pc.replace_with_mask(values, left, some)
        return values, why

    def is_odd(self, why: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Rows whose value does not fit, leaving out those that merely have none."""
        return np.isin(why, [n for n, reason in enumerate(self.reasons) if not reason.endswith(_EMPTY)])

    def _one_by_one(
        self, trimmed: pa.Array, mangled: Callable[[int, SpreadsheetDamage], Exception]
    ) -> tuple[pa.Array, np.ndarray[Any, Any]]:
        coded = trimmed.dictionary_encode()
        values, why = [], []
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        for text in coded.dictionary.to_pylist():
            try:
                value, reason = self._one(text)
            except SpreadsheetDamage as error:
                row = pc.index(trimmed, text).as_py()
                raise mangled(row, SpreadsheetDamage(f"{self._published} has {error}")) from None
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
            return self._reads.one(text), -1
        except UnreadableValue as error:
            return None, self._reason(str(error))

    def _reason(self, why: str) -> int:
        said = f"{self._published} {why}"
        if said not in self.reasons:
            self.reasons.append(said)
        return self.reasons.index(said)


_EMPTIES = pa.array(sorted(EMPTY))


def _one_piece(column: Any) -> pa.Array:
    piece = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pa.concat_arrays(piece.chunks) if isinstance(piece, pa.ChunkedArray) else piece
