"""Which record of one return is which record of another: pairs are made key by key, the surest key first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

Numbers = npt.NDArray[np.int64]

SAME_AIM = (
    ("SWSupAimId", "LearnAimRef"),
    ("LearnAimRef", "LearnStartDate", "AimSeqNumber"),
    ("LearnAimRef", "LearnStartDate"),
    ("SWSupAimId",),
    ("LearnAimRef", "AimSeqNumber"),
    ("LearnStartDate", "AimSeqNumber"),
    ("LearnAimRef",),
)
"""What makes an aim of a learner the same aim in both returns, the surest first.

The number of an aim may change from return to return, so it only decides between aims that are alike, or stands for
the aim code or the start date where one of these was put right.
"""


def aims(before: pa.Table, now: pa.Table) -> tuple[Numbers, Numbers]:
    """The rows of the same aims in two tables, which have the learner as `who` and the fields of `SAME_AIM`.

    Where several aims of a learner are alike, they are paired in the order of their numbers. A SWSupAimId that a
    learner has more than once tells no aims apart, and is passed over.
    """
    before, now = _with_telling_ids(before), _with_telling_ids(now)
    order = [("who", "ascending"), ("AimSeqNumber", "ascending")]
    left, right = (pc.sort_indices(t, sort_keys=order).to_numpy().astype(np.int64) for t in (before, now))
    found: list[tuple[Numbers, Numbers]] = []
    for key in SAME_AIM:
        columns = ("who", *key)
        at, to = pairs(*([t.take(pa.array(rows))[c] for c in columns] for t, rows in ((before, left), (now, right))))
        found.append((left[at], right[to]))
        left, right = np.delete(left, at), np.delete(right, to)
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def pairs(before: Sequence[pa.ChunkedArray], now: Sequence[pa.ChunkedArray]) -> tuple[Numbers, Numbers]:
    """The places of rows with the same key on both sides: the first with the first, the second with the second.

    A row with nothing in one of its key columns has no partner.
    """
    keys = pa.concat_arrays([_texts(before), _texts(now)])
    codes = keys.dictionary_encode().indices
    whole = np.asarray(codes.is_valid())
    numbers = np.asarray(codes.fill_null(0)).astype(np.int64)
    split = len(before[0])
    places = [np.flatnonzero(whole[:split]), np.flatnonzero(whole[split:]) + split]
    then, since = (_with_turns(numbers[p]) for p in places)
    _, at, to = np.intersect1d(then, since, assume_unique=True, return_indices=True)
    return places[0][at], places[1][to] - split


def _with_telling_ids(rows: pa.Table) -> pa.Table:
    ids = _texts([rows["who"], rows["SWSupAimId"]])
    again = pc.value_counts(ids)
    repeated = again.field("values").filter(pc.greater(again.field("counts"), 1))
    own = pc.if_else(pc.is_in(ids, repeated), pa.scalar(None, pa.string()), rows["SWSupAimId"].combine_chunks())
    return rows.set_column(rows.schema.get_field_index("SWSupAimId"), "SWSupAimId", own)


def _texts(columns: Sequence[pa.ChunkedArray]) -> pa.Array:
    texts = [c.cast(pa.string()) for c in columns]
    joined = pc.binary_join_element_wise(*texts, "\x1f") if len(texts) > 1 else texts[0]
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _with_turns(codes: Numbers) -> Numbers:
    """Codes made unique: the n-th of its kind, in the order of the rows."""
    if not len(codes):
        return codes
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    turns = np.empty_like(codes)
    turns[order] = np.arange(len(codes)) - np.repeat(starts, np.diff(np.append(starts, len(codes))))
    return codes << 32 | turns
