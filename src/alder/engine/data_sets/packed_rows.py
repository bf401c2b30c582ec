"""Kept rows in small packed blocks, by place: what is asked about a few places is read straight from them.

A database takes longer to plan such a question than to answer it. Here the blocks with the rows of a place are known
beforehand, each is unpacked by itself, and the condition is judged over whole columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import reduce
from operator import and_, ge, gt, le, lt, or_
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from alder.model.condition import AllOf, AnyOf, Compared, Constant, OneOf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from alder.engine.data_sets.spans import Range
    from alder.model.condition import Condition, Sign

_CELLS = 24_000
"""Cells in a block: fewer would pack badly, more take longer to unpack."""
_FEWEST_ROWS = 256
_MOST = 64
"""More blocks than this are read faster by the database."""
_FEW = 16
"""Up to so many codes are compared one by one."""

_FIRSTS, _ALONG = b"firsts", b"along"
"""What the file says of itself: the place with which each block begins, and the column with the places."""

_SIGNS: dict[Sign, Callable[[Any, int], Any]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def write(connection: duckdb.DuckDBPyConnection, along: str, file: Path) -> None:
    """Write the kept rows, which lie in the order of the column `along`."""
    kept: pa.Table = connection.table("kept").to_arrow_table()
    size = max(_CELLS // max(kept.num_columns, 1), _FEWEST_ROWS)
    firsts = kept[along].to_numpy()[::size].astype(np.int64)
    schema = kept.schema.with_metadata({_FIRSTS: firsts.tobytes(), _ALONG: along})
    packed = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.OSFile(str(file), "wb") as out, pa.ipc.new_file(out, schema, options=packed) as writer:
        for batch in kept.combine_chunks().to_batches():
            for start in range(0, batch.num_rows, size):
                writer.write_batch(batch.slice(start, size))


class Blocks:
    """The blocks of one version, mapped into memory: what is not asked for is not read."""

    def __init__(self, file: Path) -> None:
        # Whoever asks unpacks a block: threads of Arrow's own would cost more than they save.
        self._file = pa.ipc.open_file(pa.memory_map(str(file)), options=pa.ipc.IpcReadOptions(use_threads=False))
        about = self._file.schema.metadata
        self._firsts: list[int] = np.frombuffer(about[_FIRSTS], np.int64).tolist()
        self._along = about[_ALONG].decode()

    def are_few(self, ranges: Sequence[Range]) -> bool:
        """Whether so few blocks hold these ranges of places that they are best read from here."""
        return len(ranges) <= _MOST and sum(len(self._holding(*span)) for span in ranges) <= _MOST

    def rows(self, ranges: Sequence[Range], condition: Condition, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The rows in these ranges of places that meet the condition."""
        slices = list(self._slices(ranges))
        return _met(pa.concat_batches(slices), condition, columns) if slices else []

    def _slices(self, ranges: Sequence[Range]) -> Iterator[pa.RecordBatch]:
        block: Any = None
        number = -1
        for first, last in ranges:
            for n in self._holding(first, last):
                if n != number:
                    number, block = n, self._file.get_batch(n)
                places = block.column(self._along).to_numpy()
                start, end = places.searchsorted(first), places.searchsorted(last, side="right")
                if start < end:
                    yield block.slice(start, end - start)

    def _holding(self, first: int, last: int) -> range:
        """The blocks that can hold places from the first to the last: that before may end with the first."""
        return range(max(bisect_left(self._firsts, first) - 1, 0), bisect_right(self._firsts, last))


def _met(rows: pa.RecordBatch, condition: Condition, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    at = np.flatnonzero(_judged(rows, condition))
    if not len(at):
        return []
    return list(zip(*(_picked(rows.column(name), at) for name in columns), strict=True))


def _picked(column: pa.Array, at: np.ndarray[Any, Any]) -> list[Any]:
    if pa.types.is_integer(column.type):
        return column.to_numpy()[at].tolist()  # type: ignore[no-any-return]
    return column.take(pa.array(at)).to_pylist()  # type: ignore[no-any-return]


def _judged(rows: pa.RecordBatch, condition: Condition) -> Any:
    """For each row whether it meets the condition."""
    match condition:
        case Constant(holds):
            return np.full(rows.num_rows, holds)
        case OneOf(column, codes, turned):
            is_among = _among(rows.column(column).to_numpy(), codes)
            return ~is_among if turned else is_among
        case Compared(column, sign, code):
            return _SIGNS[sign](rows.column(column).to_numpy(), code)
        case AllOf(parts):
            return reduce(and_, (_judged(rows, part) for part in parts)) if parts else np.full(rows.num_rows, True)
        case AnyOf(parts):
            return reduce(or_, (_judged(rows, part) for part in parts)) if parts else np.full(rows.num_rows, False)
        case _:
            return ~_judged(rows, condition.part)


def _among(column: np.ndarray[Any, Any], codes: tuple[int, ...]) -> Any:
    if len(codes) <= _FEW:
        return reduce(or_, (column == code for code in codes))
    return np.isin(column, np.array(codes))
