"""Whether rows of a table share what should tell them apart, found in little memory however many rows there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.engine.staging import StagedTable

_PLACES = 64
_WEIGHTS = np.random.default_rng(20_04).integers(0, 1 << 64, (_PLACES, 256), dtype=np.uint64)
"""A number for each character in each place of a text; their sum stands for the text."""

Numbers = np.ndarray[Any, np.dtype[np.uint64]]


def different(piece: StagedTable, unique: Sequence[str]) -> int:
    """How many different values the columns have together.

    Texts are first compared by numbers of 64 bits that stand for them. Only where two of these agree are all texts
    compared themselves, which takes memory for all of them.
    """
    hashes = np.concatenate([np.empty(0, np.uint64), *(numbers(rows, unique) for rows in piece.blocks(unique))])
    hashes.sort()
    if not (hashes[1:] == hashes[:-1]).any():
        return len(hashes)
    many: int = piece.read(unique).group_by(list(unique)).aggregate([]).num_rows
    return many


def numbers(rows: pa.Table, columns: Sequence[str]) -> Numbers:
    """A number for each row that stands for the texts of its columns: rows with the same texts have the same."""
    total = np.zeros(rows.num_rows, dtype=np.uint64)
    for column in columns:
        total = total * np.uint64(0x9E3779B97F4A7C15) + _of_texts(rows[column].cast(pa.string()))
    return total


def _of_texts(texts: pa.ChunkedArray) -> Numbers:
    whole = pa.concat_arrays([pa.array([], pa.string()), *texts.chunks]).fill_null("")
    _, offsets, data = whole.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[whole.offset : whole.offset + len(whole) + 1].astype(np.int64)
    if not len(whole) or ends[-1] == ends[0]:
        return np.zeros(len(whole), dtype=np.uint64)
    characters = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]
    ends = ends - ends[0]
    lengths = np.diff(ends)
    place = (np.arange(len(characters)) - np.repeat(ends[:-1], lengths)) % _PLACES
    sums = np.concatenate([[np.uint64(0)], np.cumsum(_WEIGHTS[place, characters], dtype=np.uint64)])
    hashes: Numbers = sums[ends[1:]] - sums[ends[:-1]] + lengths.astype(np.uint64)
    return hashes
