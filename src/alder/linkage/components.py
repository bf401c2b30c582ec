"""Which things hang together: numbers for groups of equal values, and for whatever a chain of pairs connects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from collections.abc import Iterable

Numbers = npt.NDArray[np.int64]

NONE = -1
"""The number of what is missing."""


def numbered(*columns: pa.Array | pa.ChunkedArray | Numbers) -> Numbers:
    """The number of each row's group: rows alike in all columns share one, from 0 up. `NONE` where a column is missing.

    A column of numbers may be groups already; `NONE` is missing there too.
    """
    group: Numbers | None = None
    for column in columns:
        values = pa.array(column, mask=column < 0) if isinstance(column, np.ndarray) else column
        code, size = _coded(values)
        if group is None:
            group = code
        else:
            both = np.where((group < 0) | (code < 0), NONE, group * size + code)
            group, _ = _coded(pa.array(both, mask=both < 0))
    return np.empty(0, np.int64) if group is None else group


def connected(size: int, pairs: Iterable[tuple[Numbers, Numbers]]) -> Numbers:
    """The number of each thing's component, where pairs connect things 0 to `size` − 1. A pair with `NONE` is none."""
    if not size:
        return np.empty(0, np.int64)
    ends = [(a[keep], b[keep]) for a, b in pairs for keep in [(a >= 0) & (b >= 0)]]
    one = np.concatenate([a for a, _ in ends]) if ends else np.empty(0, np.int64)
    other = np.concatenate([b for _, b in ends]) if ends else np.empty(0, np.int64)
    graph = sparse.coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(size, size))
    _, labels = csgraph.connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.int64)


def distinct_in(group: Numbers, value: Numbers) -> tuple[Numbers, Numbers]:
    """How many different values each group has, and one of them (`NONE` where it has none), by the group's number."""
    pair = numbered(group, value)
    known = pair >= 0
    whose = np.empty(size_of(pair), dtype=np.int64)
    which = np.empty(size_of(pair), dtype=np.int64)
    whose[pair[known]] = group[known]
    which[pair[known]] = value[known]
    one = np.full(size_of(group), NONE, dtype=np.int64)
    one[whose] = which
    return np.bincount(whose, minlength=size_of(group)).astype(np.int64), one


def looked_up(values: npt.NDArray[np.generic], group: Numbers, missing: int | bool = 0) -> npt.NDArray[Any]:
    """The value of each row's group; `missing` for a row without one."""
    found = np.full(len(group), missing, dtype=values.dtype)
    inside = group >= 0
    found[inside] = values[group[inside]]
    return found


def size_of(group: Numbers) -> int:
    """How many groups there are."""
    return int(group.max(initial=NONE)) + 1


def _coded(values: pa.Array | pa.ChunkedArray) -> tuple[Numbers, int]:
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    coded = column.dictionary_encode()
    code: Numbers = coded.indices.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int64)
    return code, len(coded.dictionary)
