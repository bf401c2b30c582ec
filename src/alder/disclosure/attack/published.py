"""A protected table as its file tells it: which cells are hidden, and what is shown in the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from alder.disclosure.attack.rebuilt import name_of
from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Rebuilt
    from alder.disclosure.tables.table import Dimension


@dataclass(frozen=True)
class Published:
    """What a reader sees of each cell that is not empty, in the order of the rebuilt table."""

    hidden: Bools
    """Shape: cells."""
    shown: Floats
    """The number that is shown; not a number where the cell is hidden. Shape: cells."""
    hidden_zeros: int
    """How many empty cells are hidden."""


def read_published(path: Path, truth: Rebuilt) -> Published:
    """The file `PUB.csv`. A cell that it leaves out is a published 0.

    Raises `UsageError` with the line where a code is unknown, a cell comes twice, or a hidden cell shows a number.
    """
    rows = _rows(path)
    dimensions = truth.table.dimensions
    for name in [*(d.name for d in dimensions), "published"]:
        if name not in rows.column_names:
            raise UsageError(f"column {name} is not there", where=str(path), next=f"It has: {rows.column_names}.")
    keys = np.ravel_multi_index(tuple(_codes(rows, d, path) for d in dimensions), truth.table.shape).astype(np.int64)
    order = np.argsort(keys, kind="stable")
    twice = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    if len(twice):
        raise UsageError("a cell comes twice", where=_line(int(order[twice[0] + 1]), path))
    number = _numbers(rows.column("published"))
    hidden = np.isnan(number)
    if "suppressed" in rows.column_names:
        marked = pc.equal(rows.column("suppressed"), "1").to_numpy()
        told = np.flatnonzero(marked & ~hidden)
        if len(told):
            raise UsageError("a cell is marked as suppressed, and a number is shown", where=_line(int(told[0]), path))
    return _matched(keys, hidden, number, truth)


def _matched(keys: Numbers, hidden: Bools, number: Floats, truth: Rebuilt) -> Published:
    size = len(truth.keys)
    at = np.minimum(np.searchsorted(truth.keys, keys), max(size - 1, 0))
    there = truth.keys[at] == keys if size else np.zeros(len(keys), dtype=bool)
    is_hidden, shown = np.zeros(size, dtype=bool), np.zeros(size)
    is_hidden[at[there]] = hidden[there]
    shown[at[there]] = number[there]
    wrong = np.flatnonzero(~there & ~hidden & (number != 0))
    if len(wrong):
        raise UsageError("a cell that is empty is shown with a number", where=name_of(int(keys[wrong[0]]), truth.table))
    return Published(is_hidden, shown, int((hidden & ~there).sum()))


def _rows(path: Path) -> pa.Table:
    try:
        with path.open("rb") as file:
            head = [name.strip('"') for name in file.readline().decode("utf-8-sig").strip().split(",")]
        types = {name: pa.string() for name in head}
        return pa_csv.read_csv(
            path, convert_options=pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False)
        )
    except OSError as error:
        raise UnreadableFile("the published table cannot be read", where=str(path), next=f"{error.strerror}.") from None
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise UnreadableFile("the published table is not CSV in UTF-8", where=f"{path}: {error}") from None


def _codes(rows: pa.Table, of: Dimension, path: Path) -> Numbers:
    found = pc.index_in(rows.column(of.name), value_set=pa.array(of.codes)).to_numpy().astype(np.float64)
    unknown = np.flatnonzero(np.isnan(found))
    if len(unknown):
        code = rows.column(of.name)[int(unknown[0])].as_py()
        raise UsageError(f"dimension {of.name} has no code {code!r}", where=_line(int(unknown[0]), path))
    positions: Numbers = found.astype(np.int64)
    return positions


def _numbers(column: pa.ChunkedArray) -> Floats:
    """The numbers, and none where a symbol stands."""
    is_number = pc.match_substring_regex(column, r"^-?\d+(\.\d+)?$")
    return np.asarray(pc.cast(pc.if_else(is_number, column, "nan"), pa.float64()).to_numpy(), dtype=np.float64)


def _line(row: int, path: Path) -> str:
    return f"{path}, line {row + 2:,}"
