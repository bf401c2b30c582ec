"""One column of a published file: its texts become values a block at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.sources.published.values import EMPTY, Mangled, OddValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.sources.published.values import Reads

_EMPTY = " is empty"
_REMEMBERED = 100_000
"""Of a column with more different texts than this, the earlier ones are forgotten."""


class Column:
    """A column that is read. `reasons` are why values could not be used, `odd` those that speak of harm done.

    What can be read a whole block at once is; of the rest each text is read once, however often it stands there.
    """

    def __init__(self, type: pa.DataType, published: str, reads: Reads, *, required: bool) -> None:
        self.reasons: list[str] = []
        self._type, self._published, self._reads, self._required = type, published, reads, required
        self._known: dict[str, tuple[Any, int]] = {}

    def typed(
        self, texts: pa.ChunkedArray, mangled: Callable[[int, Mangled], Exception]
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
        self, trimmed: pa.Array, mangled: Callable[[int, Mangled], Exception]
    ) -> tuple[pa.Array, np.ndarray[Any, Any]]:
        coded = trimmed.dictionary_encode()
        values, why = [], []
        if len(self._known) > _REMEMBERED:
            self._known.clear()
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
            return self._reads.one(text), -1
        except OddValue as error:
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
