"""Which records stand behind each cell of a table: records that are in the same cells are one class."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from alder.disclosure.system import lineage, table_rows
from alder.errors import UsageError, present
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.model.statistic import Counts, Filter

    Bools = NDArray[np.bool_]
    Keys = NDArray[np.uint64]
    Numbers = NDArray[np.int64]

SEED = 20_261
PERSON = "person"
"""The column of records that says whose each is, by a key that lasts; counts made by hand may lack it."""


class OtherRecords(UsageError):
    """The records that were given with counts, or asked for later, are not those that were counted."""


@dataclass(frozen=True, eq=False)
class Membership:
    """The records of a table, and the cells that each is in.

    The cells are the counts, indicator after indicator in the order of the rows.
    """

    key: Keys
    """Of each record, in ascending order, each once."""
    of_class: NDArray[np.int32]
    """For each record its class."""
    cells: sp.csr_matrix
    """Shape: cells, classes; 1 where the records of a class are in a cell."""
    nobody: Keys = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    """Records that stand for nobody, in ascending order: see `complements`."""
    person: Keys | None = None
    """Whose each record is; None where nobody knows."""

    @property
    def count(self) -> Numbers:
        """How many people or aims each cell has."""
        real = self.of_class[~np.isin(self.key, self.nobody)] if len(self.nobody) else self.of_class
        size = np.bincount(real, minlength=self.cells.shape[1])
        return np.asarray(self.cells @ size, dtype=np.int64)

    @cached_property
    def of_people(self) -> Membership | None:
        """The same cells with the people in them, each once however many records they have there."""
        if self.person is None:
            return None
        keys, of_class, classes = _classes(self.person, self.of_class.astype(np.int64), self.cells.shape[1])
        cells = (classes.astype(np.int32) @ self.cells.T.astype(np.int32)).tocsr()
        cells.data[:] = 1
        # People with other records may be in the same cells: as everywhere these are one class.
        random = np.random.default_rng(SEED).integers(0, 2**64, cells.shape[1], dtype=np.uint64)
        _, first, same = np.unique(cells.astype(np.uint64) @ random, return_index=True, return_inverse=True)
        return Membership(keys, same[of_class].astype(np.int32), cells[first].T.tocsr().astype(np.int8))


def membership(counts: Counts) -> Membership:
    """The membership of counts that were asked for with their records. Raises where these are not what is counted."""
    if counts.records is None:
        raise UsageError(
            "these counts do not say which records stand behind them, so no earlier table can be compared",
            next="Ask for them with:  alder.tabulate(..., records=True)",
        )
    key, combination, first = _combinations(counts)
    keys, of_class, combinations = _classes(key, combination, len(first))
    cells = (combinations @ _cells(counts, first)).T.tocsr()
    cells.data[:] = 1
    found = Membership(keys, of_class, cells.astype(np.int8), person=_whose(counts, key))
    value = np.concatenate([np.asarray(counts.cells[i.id], dtype=np.int64) for i in counts.counts])
    if (found.count != value).any():
        raise OtherRecords(
            "the records given are not those that were counted",
            where="In at least one cell their number is another than the count.",
            next="Ask for both at once with:  alder.tabulate(..., records=True)",
        )
    return found


def _combinations(counts: Counts) -> tuple[Keys, Numbers, list[tuple[tuple[str | None, ...], tuple[bool, ...]]]]:
    """The rows of the records, each with the number of its combination of categories and counts; and each of these."""
    rows = present(counts.records, "a ledger judges counts that come with their records")
    number = np.zeros(rows.num_rows, dtype=np.int64)
    names: list[list[str | None]] = []
    for f in counts.filters:
        column = rows[f.id].combine_chunks()
        coded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        names.append([*coded.dictionary.to_pylist(), None])  # the last is of records that have no category of it
        indices = coded.indices.fill_null(len(names[-1]) - 1)
        number = number * len(names[-1]) + np.asarray(indices, dtype=np.int64)
    for i in counts.counts:
        number = number * 2 + np.asarray(rows[i.id], dtype=np.int64)
    different, at = np.unique(number, return_inverse=True)
    found = []
    for n in different.tolist():
        flags, codes = [], []
        for _ in counts.counts:
            n, flag = divmod(n, 2)
            flags.append(bool(flag))
        for name in names[::-1]:
            n, code = divmod(n, len(name))
            codes.append(name[code])
        found.append((tuple(codes[::-1]), tuple(flags[::-1])))
    return np.asarray(rows["record"], dtype=np.uint64), at, found


def _classes(key: Keys, combination: Numbers, size: int) -> tuple[Keys, NDArray[np.int32], sp.csr_matrix]:
    """Each record once, the class of those with the same combinations, and the combinations of each class."""
    pair = _different_pairs(key, combination) if _several(key) else None
    if pair is None:
        order = np.argsort(key)
        keys = key[order]
        used, of_class = np.unique(combination[order], return_inverse=True)
        ones = np.ones(len(used), dtype=np.int8)
        return keys, of_class.astype(np.int32), sp.csr_matrix((ones, (np.arange(len(used)), used)), (len(used), size))
    keys, start, count = np.unique(pair[0], return_index=True, return_counts=True)
    random = np.random.default_rng(SEED).integers(0, 2**64, size, dtype=np.uint64)
    sign = np.add.reduceat(random[pair[1]], start)
    _, first, of_class = np.unique(sign, return_index=True, return_inverse=True)
    rows = np.repeat(np.arange(len(first)), count[first])
    columns = np.concatenate([pair[1][start[f] : start[f] + count[f]] for f in first])
    ones = np.ones(len(rows), dtype=np.int8)
    return keys, of_class.astype(np.int32), sp.csr_matrix((ones, (rows, columns)), (len(first), size))


def _different_pairs(key: Keys, combination: Numbers) -> tuple[Keys, Numbers]:
    """The keys with each of their combinations once, in ascending order."""
    order = np.lexsort((combination, key))
    keys, combinations = key[order], combination[order]
    new = np.r_[True, (np.diff(keys) != 0) | (np.diff(combinations) != 0)]
    return keys[new], combinations[new]


def _whose(counts: Counts, key: Keys) -> Keys | None:
    """Whose each record is, the records in ascending order, each once."""
    rows = present(counts.records, "a ledger judges counts that come with their records")
    if PERSON not in rows.column_names:
        return None
    _, first = np.unique(key, return_index=True)
    found: Keys = np.asarray(rows[PERSON], dtype=np.uint64)[first]
    return found


def _several(key: Keys) -> bool:
    return len(np.unique(key)) < len(key)


def _cells(counts: Counts, combinations: list[tuple[tuple[str | None, ...], tuple[bool, ...]]]) -> sp.csr_matrix:
    """The cells of each combination: those of its categories, of all above these, and of totals."""
    at = {codes: n for n, codes in enumerate(table_rows(counts))}
    above = [_above(f) for f in counts.filters]
    rows, columns = [], []
    for n, (codes, flags) in enumerate(combinations):
        places = [at[c] for c in product(*(a[code] for a, code in zip(above, codes, strict=True))) if c in at]
        for k, flag in enumerate(flags):
            if flag:
                rows += [n] * len(places)
                columns += [k * len(at) + p for p in places]
    shape = (len(combinations), len(at) * len(counts.counts))
    return sp.csr_matrix((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape)


def _above(f: Filter) -> dict[str | None, list[str]]:
    """For each category itself, those above it, and the total if there is one; for no category the total alone."""
    total = [TOTAL] if f.has_total else []
    found: dict[str | None, list[str]] = {
        c.code: [c.code, *(a for a in lineage(f, c.code) if a != TOTAL), *total] for c in f.categories
    }
    return {**found, None: total}
