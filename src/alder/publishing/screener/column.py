"""A column of a data file as its distinct items and, for each row, which of them it holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyarrow as pa
    from numpy.typing import NDArray

HEAD = 2
"""The line of the first row: the names of the columns stand on line 1."""


@dataclass(frozen=True)
class Column:
    """The distinct items in the order in which they first occur, and the number of each row's item."""

    name: str
    items: list[str]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, name: str, values: pa.ChunkedArray) -> Column:
        """The column of a table of text."""
        found = values.dictionary_encode().unify_dictionaries()
        if not found.num_chunks:
            return cls(name, [], np.empty(0, np.int32))
        codes = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in found.chunks]
        return cls(name, found.chunk(0).dictionary.to_pylist(), np.concatenate(codes).astype(np.int32, copy=False))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many rows hold each item."""
        return np.bincount(self.codes, minlength=len(self.items))

    def which(self, test: Callable[[str], object]) -> list[int]:
        """The numbers of the items that meet a condition."""
        return [number for number, item in enumerate(self.items) if test(item)]

    def rows(self, numbers: Iterable[int]) -> NDArray[np.bool_]:
        """For each row, whether it holds one of the items."""
        wanted = np.zeros(len(self.items) + 1, dtype=bool)
        wanted[list(numbers)] = True
        return wanted[self.codes]

    def line(self, numbers: Iterable[int]) -> int:
        """The first line of the file that holds one of the items."""
        return first_line(self.rows(numbers))

    def count(self, numbers: Iterable[int]) -> int:
        """How many rows hold one of the items."""
        return int(self.counts[list(numbers)].sum())


def first_line(rows: NDArray[np.bool_]) -> int:
    """The line of the first row that is marked."""
    return int(np.argmax(rows)) + HEAD


def numbered(columns: Iterable[Column], size: int) -> NDArray[np.int64]:
    """A number for each row, the same where all of the columns hold the same items."""
    found: NDArray[np.int64] = np.zeros(size, np.int64)
    kinds = 1
    for column in columns:
        if kinds * len(column.items) >= 2**62:
            found = np.unique(found, return_inverse=True)[1]
            kinds = int(found.max(initial=0)) + 1
        found = found * len(column.items) + column.codes
        kinds *= len(column.items)
    return found
