"""The rows of a delivered file as blocks of texts, however large it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from alder.errors import UnreadableFile, present
from alder.files.lines import Header, lines_of
from alder.files.stream import Watched, unclosed
from alder.look.words import counted
from alder.sources.reading.cells import trimmed
from alder.sources.reading.delivered import AGAIN, of_another_width
from alder.sources.reading.faults import LISTED, Fault, Found, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alder.files.archive import PackedFile
    from alder.sources.reading.delivered import Delivered

BLOCK = 8 << 20
"""Bytes of a text file that are read at a time."""

_ROWS = 65_536
_MOST_WRONG = 0.1
_WRONG_AT_ONCE = 100_000
"""So many rows of another width, where they are most of what was read so far, refuse a file before the rest is read."""


class NotThisEncoding(Exception):
    """The text of a file is not in the encoding that its first line seemed to have."""


@dataclass
class Rows:
    """A file as it is read. After the last block it is known how many rows there were, and in which lines."""

    file: Delivered
    tell: Callable[[int], None] | None = None
    seen: int = 0
    _wrong: int = 0
    _stream: Watched | None = None
    _plain: bool = True
    _lines: dict[int, int] = field(default_factory=dict)

    def blocks(self, places: Sequence[int]) -> Iterator[dict[int, pa.Array]]:
        """Some columns, by their place. Texts have no blanks at their ends, and what is missing is empty."""
        for batch in self._parquet(places) if self.file.text is None else self._text(places):
            if batch.num_rows:
                yield {place: trimmed(batch.column(n)) for n, place in enumerate(places)}
                self.seen += batch.num_rows

    def finish(self, tally: Tally) -> None:
        """Say which rows had another width, and raise where there are too many, or no rows at all."""
        if not self.seen and not self._wrong:
            raise UnreadableFile("this file names columns, but it has no rows", where=self.file.where, next=AGAIN)
        if not self._wrong:
            return
        why = f"has not the {len(self.file.names)} columns of the first line"
        lines = self._where([], min(self._wrong, LISTED))[1]
        if self._wrong > _MOST_WRONG * (self.seen + self._wrong):
            raise UnreadableFile(
                f"{counted(self._wrong, 'row')} of {self.seen + self._wrong:,} {why.replace('has', 'have', 1)}",
                where=f"{self.file.where}, line {lines[0]}" if lines else self.file.where,
                next=AGAIN,
            )
        tally.count(Fault.ROW, "", why, self._wrong)
        tally.listed += [Found(Fault.ROW, "", self.file.where, None, line, None, why) for line in lines]

    def lines(self, rows: Sequence[int]) -> dict[int, int]:
        """In which line of a text file each of some rows stands."""
        if self.file.text is None or not rows:
            return {}
        if self._plain:
            return {row: row + 1 + self.file.above for row in rows}
        return {at + 1: line for at, line in self._where([r - 1 for r in rows], 0)[0].items()}

    def _where(self, rows: Sequence[int], wrong: int) -> tuple[dict[int, int], list[int]]:
        if self.file.above:
            return {}, []
        header = Header(self.file.names, self.file.encoding)
        return lines_of(self._of_text(), header, self.file.encoding, rows, wrong, self.file.delimiter)

    def _of_text(self) -> PackedFile:
        return present(self.file.text, "lines are asked of a file that is not a text")

    def _text(self, places: Sequence[int]) -> Iterator[pa.RecordBatch]:
        file, text = self.file, self._of_text()
        names = [f"c{n}" for n in range(len(file.names))]
        wanted = [names[p] for p in places]
        encoding = "utf8" if file.encoding == "utf-8-sig" else file.encoding
        try:
            with text.bytes(self.tell) as raw:
                stream = self._stream = Watched(raw, file.where, encoding)
                yield from arrow_csv.open_csv(
                    stream,
                    read_options=arrow_csv.ReadOptions(
                        column_names=names, skip_rows=1 + file.above, encoding=encoding, block_size=BLOCK
                    ),
                    parse_options=arrow_csv.ParseOptions(
                        delimiter=file.delimiter, newlines_in_values=True, invalid_row_handler=self._skip
                    ),
                    convert_options=arrow_csv.ConvertOptions(
                        include_columns=wanted,
                        column_types=dict.fromkeys(wanted, pa.string()),
                        strings_can_be_null=False,
                    ),
                )
                stream.check_quotes()
                self._plain = not self._wrong and stream.lines - file.above - self.seen in (0, 1)
        except UnicodeError:
            raise NotThisEncoding from None
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
                "a column of this file holds lists or records, and a value is expected", where=file.where, next=AGAIN
            ) from None
        except (pa.ArrowInvalid, OSError):
            raise UnreadableFile("this Parquet file is damaged or not complete", where=file.where, next=AGAIN) from None

    def _skip(self, row: Any) -> str:
        self._wrong += 1
        return "error" if self._is_of_another_kind() else "skip"

    def _is_of_another_kind(self) -> bool:
        lines = self._stream.lines if self._stream else 0
        return self._wrong >= _WRONG_AT_ONCE and self._wrong * 2 > lines

    def _refusal(self, said: str) -> UnreadableFile:
        if self._is_of_another_kind():
            return of_another_width(f"{self._wrong:,} rows", len(self.file.names), self.file.where)
        if "straddl" in said or "sync" in said:
            return unclosed(self.file.where)
        return UnreadableFile("this file cannot be read as a CSV", where=self.file.where, next=AGAIN)
