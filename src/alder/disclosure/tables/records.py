"""A table from plain records: one line a person, counted by some columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.disclosure.tables.hierarchy import ROOT, flat
from alder.disclosure.tables.table import Table, TableKind
from alder.disclosure.tables.text_csv import insist, read_text
from alder.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Dimension

BLANK = "Not known"
"""Stands for a blank in a column that is counted by."""


def count_records(path: Path, by: Sequence[str]) -> Table:
    """How many records there are in each combination of the columns `by`, each with one total.

    Raises `UsageError` where a column is not there or has a value that reads as its own total.
    """
    return count_keyed(path, by, None)[0]


def count_keyed(
    path: Path, by: Sequence[str], keys: NDArray[np.int64] | None
) -> tuple[Table, NDArray[np.int64] | None]:
    """The same, and of each row of the table the sum of the keys of its records, where these are given."""
    rows = read_text(path, "the file of records")
    dimensions, places = split_by(rows, by, path)
    shape = tuple(len(of.codes) for of in dimensions)
    found, row, freq = np.unique(np.ravel_multi_index(places, shape), return_inverse=True, return_counts=True)
    leaves = np.column_stack(np.unravel_index(found, shape)).astype(np.int64)
    table = Table(dimensions, TableKind.COUNT, leaves, freq.astype(np.int64), freq.astype(np.float64))
    if keys is None:
        return table, None
    summed = np.zeros(len(found), dtype=np.int64)
    np.add.at(summed, row, keys)
    return table, summed


def split_by(
    rows: pa.Table, by: Sequence[str], path: Path
) -> tuple[tuple[Dimension, ...], tuple[NDArray[np.int64], ...]]:
    """A dimension for each of the columns, all values below one total, and for each line its place in each of them."""
    for name in by:
        if name not in rows.column_names:
            raise unknown_name("column", name, rows.column_names, next=f"{path} has: {', '.join(rows.column_names)}.")
    insist(rows, by, path)
    if not rows.num_rows:
        raise UsageError("the file of records has no lines", where=str(path), next="There is nothing to protect.")
    if len(set(by)) < len(by) or not by:
        raise UsageError("columns to count by are named once each", next="Write --by region,level.")
    dimensions, places = [], []
    for name in by:
        column = pc.if_else(pc.equal(pc.utf8_trim_whitespace(rows.column(name)), ""), BLANK, rows.column(name))
        values = pc.unique(column).to_pylist()
        if ROOT in values:
            raise UsageError(
                f"column {name} has the value {ROOT}, which stands for all of them",
                where=str(path),
                next="Records have no totals: leave such lines out, or name the value otherwise.",
            )
        of = flat(name, values)
        dimensions.append(of)
        places.append(pc.index_in(column, value_set=pa.array(of.codes)).to_numpy().astype(np.int64))
    return tuple(dimensions), tuple(places)
