"""In which cells of a table each contribution to a mean or median stands, and what the figure of each cell is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.model.statistic import Filter, Indicator

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

PERSON = "person"
"""The column that says whose a contribution is, by a number."""
RECORD = "record"
"""The column with the key of whose it is, where tables are to be compared by it."""


def in_cells(filters: Sequence[Filter], cells: pa.Table, contributions: pa.Table) -> tuple[Numbers, Numbers]:
    """Pairs of a contribution and a row of `cells` that it is part of, by their numbers: the rows of its categories, of
    the categories above these, and of totals. Shape of both: pairs.
    """
    one, key = np.arange(contributions.num_rows), np.zeros(contributions.num_rows, dtype=np.int64)
    rows = np.zeros(cells.num_rows, dtype=np.int64)
    for f in filters:
        number = {TOTAL: 0} | {c.code: n for n, c in enumerate(f.categories, start=1)}
        above = np.full(len(number), 0 if f.has_total else -1, dtype=np.int64)
        above[0] = -1
        for code, parent in f.parent.items():
            above[number[code]] = number[parent]
        codes = pa.array(list(number), pa.string())
        own = pc.index_in(contributions[f.id], value_set=codes).to_numpy().astype(np.int64)[one]
        level, ones, keys = own, [one], [key * len(number) + own]
        at = np.arange(len(one))
        while at.size:
            level = above[level]
            at, level = at[level >= 0], level[level >= 0]
            ones.append(one[at])
            keys.append(key[at] * len(number) + level)
        one, key = np.concatenate(ones), np.concatenate(keys)
        rows = rows * len(number) + pc.index_in(cells[f.id], value_set=codes).to_numpy().astype(np.int64)
    order = np.argsort(rows)
    place = np.searchsorted(rows, key, sorter=order)
    row = order[np.minimum(place, len(order) - 1)]
    there = rows[row] == key
    return one[there], row[there]


def averages(i: Indicator, value: Floats, cell: Numbers, cells: int) -> list[float | None]:
    """The mean or median of the values of each cell, missing where there is none. `value` and `cell` are pairs."""
    order = np.lexsort((value, cell))
    value, cell = value[order], cell[order]
    start = np.searchsorted(cell, np.arange(cells))
    many = np.searchsorted(cell, np.arange(cells), side="right") - start
    means: list[float | None] = [None] * cells
    some = np.flatnonzero(many)
    if i.average == "mean":
        figures = np.add.reduceat(value, start[some]) / many[some] if some.size else np.zeros(0)
    else:
        figures = (value[start[some] + (many[some] - 1) // 2] + value[start[some] + many[some] // 2]) / 2
    for at, figure in zip(some.tolist(), figures.tolist(), strict=True):
        means[at] = figure
    return means
