"""A published file, and its rows on their way into the tables that it fills: a block at a time, all in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.errors import UnreadableFile
from alder.files.archive import NOTHING
from alder.files.delimited import (
    AS_PUBLISHED,
    DELIMITERS,
    UTF_8,
    WINDOWS,
    Advice,
    DelimitedFile,
    DelimitedRows,
    OtherEncoding,
    first_line,
    second_encoding,
    split_names,
)
from alder.files.values import EMPTY, OPEN_END, SpreadsheetDamage, UnreadableValue, reader_of
from alder.look.words import counted, listed
from alder.sources.reference.table_catalogue import layouts
from alder.sources.reference.table_layout import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from alder.engine.staging import StagedTable
    from alder.files.archive import PackedFile
    from alder.files.values import ColumnReader
    from alder.sources.reference.table_layout import TableLayout

_ADVICE = Advice(
    first_line=f"{NOTHING} Take the file as it was published.",
    utf_16=f"{NOTHING} Save it as CSV UTF-8, or take the file as it was published.",
    not_text=f"{NOTHING} Take the CSV download.",
    rows=AS_PUBLISHED,
)

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
class FilledTable:
    """What a file holds of one table, with the file's name and place. `first` and `last` are the earliest and
    the latest day that it names.
    """

    layout: TableLayout
    name: str
    where: str
    piece: StagedTable
    unusable: int = 0
    told: list[Unusable] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    absent: frozenset[str] = frozenset()
    """Columns of the table that the file does not have."""


def open_published(path: Path, packed: PackedFile) -> DelimitedFile:
    """A published file with the names of its columns. Raises where the first line cannot be one of a table."""
    line = first_line(packed, _ADVICE)
    names = split_names(line.text, ",")
    file = DelimitedFile(path, packed.where, tuple(names), _ADVICE, packed, encoding=line.encoding)
    for layout in layouts():
        if layout.names_without_header is not None and (given := layout.names_without_header(names)) is not None:
            return replace(file, names=given, is_headless=True)
    _check_delimiter(line.text, file)
    return file


def _check_delimiter(text: str, file: DelimitedFile) -> None:
    """Said where a table is recognised with another delimiter, or there is one column that another would divide."""
    for delimiter, name in DELIMITERS.items():
        divided = split_names(text, delimiter)
        if len(divided) > file.width and any(f.in_file(divided) is not None for f in layouts() if f.needs > 1):
            raise UnreadableFile(
                f"the columns of this file are divided by {name}, and a published file has commas",
                where=f"{file.where}, line 1",
                next=f"{NOTHING} Take the file as it was published, or save it as CSV UTF-8 (comma delimited).",
            )


def check_columns_stand_once(file: DelimitedFile, layout: TableLayout) -> None:
    """A needed column that stands twice could be read either way, so it is refused."""
    names = [folded(n) for n in file.names]
    for place in layout.places(file.names).values():
        column = file.names[place]
        if names.count(folded(column)) > 1:
            raise UnreadableFile(
                f"the column {column} stands twice in this file",
                where=f"{file.where}, line 1",
                next=file.advice.first_line,
            )


def fill_tables(
    file: DelimitedFile, wanted: Sequence[tuple[TableLayout, StagedTable]], tell: Callable[[int], None] | None = None
) -> list[FilledTable]:
    """Put the rows of each table into its piece. Text that is not UTF-8 is taken for Windows-1252, and that is told."""
    if file.encoding == UTF_8:
        try:
            return _FileFill(file, wanted, tell).run()
        except OtherEncoding:
            for _, piece in wanted:
                piece.discard()
    with second_encoding(file):
        filled = _FileFill(replace(file, encoding=WINDOWS), wanted, None).run()
    for table in filled:
        table.notices.append("The text is not UTF-8. It was read as Windows-1252.")
    return filled


class _FileFill:
    """One file on its way into its tables."""

    def __init__(
        self,
        file: DelimitedFile,
        wanted: Sequence[tuple[TableLayout, StagedTable]],
        tell: Callable[[int], None] | None,
    ) -> None:
        self._file = file
        self._rows = DelimitedRows(file, tell, counted_to_the_end=True)
        self._tables = [_TableFill(layout, piece, file.names) for layout, piece in wanted]

    def run(self) -> list[FilledTable]:
        places = list(dict.fromkeys(p for table in self._tables for p in table.places.values()))
        for block in self._rows.blocks(places):
            for table in self._tables:
                table.take(block, self._rows.seen, self._damaged)
        return [self._checked(table) for table in self._tables]

    def _checked(self, table: _TableFill) -> FilledTable:
        layout, where, wrong = table.layout, self._file.where, self._rows.wrong
        at, wide = self._rows.lines([row for row, _ in table.told], min(wrong, LISTED))
        left_out = [Unusable(at.get(row), why) for row, why in table.told]
        left_out += [Unusable(line, f"has not the {self._file.width} columns of the first line") for line in wide]
        left_out = sorted(left_out, key=lambda u: u.line or 0)[:LISTED]
        unusable, total = table.odd + wrong, self._rows.seen + wrong
        if not total:
            raise UnreadableFile(
                f"this file has the columns of {layout.title}, but no rows",
                where=where,
                next=f"{NOTHING} Get the file again.",
            )
        if unusable > MOST_UNUSABLE * total:
            raise UnreadableFile(
                f"{counted(unusable, 'row')} of {total:,} cannot be used",
                where="\n  ".join(f"{where}, line {u.line}: {u.why}" for u in left_out[:3]),
                next=AS_PUBLISHED,
            )
        if not table.piece.rows:
            keys = listed([layout.shown(k) for k in layout.keys], "or")
            raise UnreadableFile(f"no row of this file has {keys or 'a value'}", where=where, next=AS_PUBLISHED)
        return FilledTable(
            layout,
            self._file.name,
            where,
            table.piece,
            table.unusable + wrong,
            left_out,
            table.silent,
            first=table.first,
            last=table.last,
            absent=frozenset(layout.parsed.names) - table.places.keys(),
        )

    def _damaged(self, number: int, error: SpreadsheetDamage) -> UnreadableFile:
        at, _ = self._rows.lines([number])
        line = f", line {at[number]}" if number in at else ""
        return UnreadableFile(
            f"a spreadsheet has changed this file: {error}",
            where=f"{self._file.where}{line}",
            next=AS_PUBLISHED,
        )


class _TableFill:
    """One of the tables that a file fills."""

    def __init__(self, layout: TableLayout, piece: StagedTable, names: Sequence[str]) -> None:
        self.layout, self.piece = layout, piece
        self.places = layout.places(names)
        self.unusable = self.odd = 0
        self.told: list[tuple[int, str]] = []
        self.first: date | None = None
        self.last: date | None = None
        self._columns = {}
        for name, place in self.places.items():
            type, published = layout.parsed.field(name).type, names[place]
            reads = layout.reads.get(name) or reader_of(name, type, published)
            self._columns[name] = PublishedColumn(type, published, reads, required=name in layout.keys)

    @property
    def silent(self) -> list[str]:
        """What the file does not say of the table, so that nobody takes it for unknown by chance."""
        without = [c for c in self.layout.schema.names if c in self.layout.optional and c not in self.places]
        return [f"It does not say: {', '.join(without)}."] if without and self.layout.columns is None else []

    def take(
        self,
        block: Mapping[int, pa.ChunkedArray],
        seen: int,
        damaged: Callable[[int, SpreadsheetDamage], Exception],
    ) -> None:
        count = len(next(iter(block.values())))
        bad, odd = (np.zeros(count, dtype=bool) for _ in range(2))
        arrays: dict[str, pa.Array] = {}
        for name, column in self._columns.items():
            texts = block[self.places[name]]
            arrays[name], why = column.typed(texts, lambda row, error: damaged(seen + row, error))
            for row in np.flatnonzero((why >= 0) & ~bad)[: LISTED - len(self.told)]:
                self.told.append((seen + int(row), column.reasons[int(why[row])]))
            bad |= why >= 0
            odd |= column.is_odd(why)
        for name in self.layout.parsed.names:
            if name not in arrays:
                arrays[name] = pa.nulls(count, self.layout.parsed.field(name).type)
        rows = pa.table({n: arrays[n] for n in self.layout.parsed.names}).cast(self.layout.parsed)
        if bad.any():
            self.unusable += int(bad.sum())
            self.odd += int(odd.sum())
            rows = rows.filter(pa.array(~bad))
        if self.layout.derive is not None:
            rows = self.layout.derive(rows).cast(self.layout.schema)
        self._widen(rows)
        self.piece.write(rows)

    def _widen(self, rows: pa.Table) -> None:
        """Keep the earliest and the latest day that the rows name, leaving out ends that mean there is none."""
        for column in rows.columns:
            if pa.types.is_date(column.type):
                days = pc.min_max(column.filter(pc.less(pc.year(column), OPEN_END))).as_py()
                days_seen = [d for d in (self.first, self.last, days["min"], days["max"]) if d is not None]
                if days_seen:
                    self.first, self.last = min(days_seen), max(days_seen)


_EMPTY = " is empty"
_REMEMBERED = 100_000
"""Of a column with more different texts than this, the earlier ones are forgotten."""


class PublishedColumn:
    """A column that is read. `reasons` are why values could not be used, `odd` those that speak of harm done.

    What can be read a whole block at once is; of the rest each text is read once, however often it stands there.
    """

    def __init__(self, type: pa.DataType, published: str, reads: ColumnReader, *, required: bool) -> None:
        self.reasons: list[str] = []
        self._type, self._published, self._reads, self._required = type, published, reads, required
        self._known: dict[str, tuple[Any, int]] = {}

    def typed(
        self, texts: pa.ChunkedArray, damaged: Callable[[int, SpreadsheetDamage], Exception]
    ) -> tuple[pa.Array, np.ndarray[Any, Any]]:
        """The values, and for each row -1 or which of `reasons` it cannot be used for."""
        trimmed = _one_piece(pc.utf8_trim_whitespace(texts))
        if self._reads.many is None:
            return self._one_by_one(trimmed, damaged)
        empty = pc.is_in(pc.utf8_lower(trimmed), _EMPTIES)
        values = self._reads.many(pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)).cast(self._type)
        why = np.full(len(trimmed), -1, dtype=np.int64)
        left = pc.is_null(values) if self._required else pc.and_not(pc.is_null(values), empty)
        rows = np.flatnonzero(left.to_numpy(zero_copy_only=False))
        if len(rows):
            places = pa.array(rows)
            some, why[rows] = self._one_by_one(trimmed.take(places), lambda n, e: damaged(int(rows[n]), e))
            values = pc.replace_with_mask(values, left, some)
        return values, why

    def is_odd(self, why: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Rows whose value does not fit, leaving out those that merely have none."""
        return np.isin(why, [n for n, reason in enumerate(self.reasons) if not reason.endswith(_EMPTY)])

    def _one_by_one(
        self, trimmed: pa.Array, damaged: Callable[[int, SpreadsheetDamage], Exception]
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
                raise damaged(row, SpreadsheetDamage(f"{self._published} has {error}")) from None
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
        reason = f"{self._published} {why}"
        if reason not in self.reasons:
            self.reasons.append(reason)
        return self.reasons.index(reason)


_EMPTIES = pa.array(sorted(EMPTY))


def _one_piece(column: Any) -> pa.Array:
    piece = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pa.concat_arrays(piece.chunks) if isinstance(piece, pa.ChunkedArray) else piece
