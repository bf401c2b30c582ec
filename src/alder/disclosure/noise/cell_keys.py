"""Cell-key perturbation: the same records get the same noise in every table, without anybody remembering it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alder.disclosure.noise.single import counts_in
from alder.errors import NotProtected

if TYPE_CHECKING:
    from alder.disclosure.noise.perturbation import PerturbationTable
    from alder.disclosure.noise.single import Numbers

LAST, AGAIN, FIRST = 750, 250, 501
"""Counts above the last row of a table use its last rows again, in turn."""


def cell_keys(cell: Any, record_key: Any, cells: int, keys: int) -> Numbers:
    """The key of each cell: the sum of the keys of its records, modulo how many keys there are.

    `cell` has the number of the cell of each record. A cell without records has key 0.
    """
    own = np.asarray(record_key)
    if own.dtype.kind not in "iu" or (own.size and (own.min() < 0 or own.max() >= keys)):
        raise NotProtected(f"a record's key is missing, or no whole number from 0 to {keys - 1}")
    found = np.zeros(cells, dtype=np.int64)
    np.add.at(found, np.asarray(cell, dtype=np.int64), own.astype(np.int64))
    return found % keys


def pcv(counts: Any) -> Numbers:
    """The row of the table for each count: itself up to 750, above that the rows 501 to 750 again and again."""
    n = counts_in(counts)
    return np.where(n <= LAST, n, (n - 1) % AGAIN + FIRST)


def perturbed(counts: Any, keys: Any, table: PerturbationTable) -> Numbers:
    """The counts with their noise. What the table does not have stays as it is."""
    return counts_in(counts) + table.noise(pcv(counts), np.asarray(keys, dtype=np.int64))
