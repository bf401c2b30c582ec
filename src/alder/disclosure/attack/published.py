"""A protected table as its file tells it: which cells are hidden, and what is shown in the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.disclosure.attack.rebuilt import name_of
from alder.disclosure.tables.text_csv import insist, line, positions, read_text
from alder.errors import UsageError

UNGUARDED = "hidden_may_be_empty"
"""The column of a file that was made without the guard against readers who know that no hidden count is 0."""

if TYPE_CHECKING:
    from pathlib import Path

    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Rebuilt


@dataclass(frozen=True)
class Published:
    """What a reader sees of each cell that is not empty, in the order of the rebuilt table."""

    hidden: Bools
    """Shape: cells."""
    shown: Floats
    """The number that is shown; not a number where the cell is hidden. Shape: cells."""
    hidden_zeros: int
    """How many empty cells are hidden."""
    is_unguarded: bool = False
    """Whether its file says that it was made as if hidden cells might be empty."""


def read_published(path: Path, truth: Rebuilt, *, column: str = "published", absent_is_zero: bool = True) -> Published:
    """The file `PUB.csv`. A cell that it leaves out is a published 0, or is hidden.

    Raises `UsageError` with the line where a code is unknown, a cell comes twice, or a hidden cell shows a number.
    """
    rows = read_text(path, "the published table")
    dimensions = truth.table.dimensions
    insist(rows, [*(of.name for of in dimensions), column], path)
    places = tuple(positions(rows, of, path) for of in dimensions)
    keys = np.asarray(np.ravel_multi_index(places, truth.table.shape), dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    twice = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    if len(twice):
        raise UsageError("a cell comes twice", where=line(int(order[twice[0] + 1]), path))
    number = _numbers(rows.column(column))
    hidden = np.isnan(number)
    if column == "published" and "suppressed" in rows.column_names:
        marked = pc.equal(rows.column("suppressed"), "1").to_numpy()
        told = np.flatnonzero(marked & ~hidden)
        if len(told):
            raise UsageError("a cell is marked as suppressed, and a number is shown", where=line(int(told[0]), path))
    found = _matched(keys, hidden, number, truth, absent_is_zero=absent_is_zero)
    if UNGUARDED in rows.column_names:
        return replace(found, is_unguarded=bool(pc.any(pc.equal(rows.column(UNGUARDED), "1")).as_py()))
    return found


def _matched(keys: Numbers, hidden: Bools, number: Floats, truth: Rebuilt, *, absent_is_zero: bool) -> Published:
    size = len(truth.keys)
    at = np.minimum(np.searchsorted(truth.keys, keys), max(size - 1, 0))
    there = truth.keys[at] == keys if size else np.zeros(len(keys), dtype=bool)
    is_hidden = np.full(size, not absent_is_zero)
    shown = np.where(is_hidden, np.nan, 0.0)
    is_hidden[at[there]] = hidden[there]
    shown[at[there]] = number[there]
    wrong = np.flatnonzero(~there & ~hidden & (number != 0))
    if len(wrong):
        raise UsageError("a cell that is empty is shown with a number", where=name_of(int(keys[wrong[0]]), truth.table))
    return Published(is_hidden, shown, int((hidden & ~there).sum()))


def _numbers(column: pa.ChunkedArray) -> Floats:
    """The numbers, and none where a symbol stands."""
    is_number = pc.match_substring_regex(column, r"^-?\d+(\.\d+)?$")
    return np.asarray(pc.cast(pc.if_else(is_number, column, "nan"), pa.float64()).to_numpy(), dtype=np.float64)
