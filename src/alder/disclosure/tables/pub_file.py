"""The file of a protected table: one line for each cell, with a number or a symbol.

The operator's file says of each cell whether it is hidden for its own sake (`primary`) and whether it is hidden at all
(`suppressed`). The reader's file has neither: which of the hidden cells are small is not for readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from alder.disclosure.tables.cube import standing_behind
from alder.disclosure.tables.table import TableKind
from alder.rights import for_everybody

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.tables.cube import Cube
    from alder.disclosure.tables.table import Table

MARKS = ("primary", "suppressed", "published")
"""The columns after those of the dimensions."""
UNGUARDED = "hidden_may_be_empty"
"""A column with 1 in every line of a table that was made without the guard against readers who know that no hidden
count is 0; a table that was made with it has no such column. Readers get it as well: it stays with each line."""


@dataclass(frozen=True, eq=False)
class CellProtection:
    """What was decided about every cell of a table. All arrays have the shape of its cells, in one line."""

    primary: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    shown: NDArray[np.float64]
    """What stands in cells that are not hidden."""
    symbol: str = "c"
    may_be_empty: bool = False
    """Made without the guard against readers who know that no hidden count is 0: every line of the file says so."""

    @classmethod
    def of(
        cls, cube: Cube, primary: NDArray[np.bool_], hidden: NDArray[np.bool_], *, may_be_empty: bool = False
    ) -> CellProtection:
        """What was decided about the cells of a cube, spread over all cells; empty ones are shown as 0."""
        size, count = cube.table.size, cube.table.kind is TableKind.COUNT
        every = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool), np.zeros(size)
        for whole, part in zip(every, (primary, hidden, cube.freq if count else cube.value), strict=True):
            whole[cube.at] = part
        return cls(every[0], every[1], np.round(every[2], cube.table.decimals), may_be_empty=may_be_empty)

    def published(self, at: NDArray[np.int64] | slice = slice(None)) -> pa.Array:
        """Numbers and symbols as text."""
        numbers = self.shown[at]
        whole = bool((numbers == np.floor(numbers)).all())
        text = pa.array(numbers.astype(np.int64) if whole else numbers).cast(pa.string())
        return pa.array(np.where(self.hidden[at], self.symbol, text.to_numpy(zero_copy_only=False)), pa.string())


def write(table: Table, protection: CellProtection, path: Path, *, for_readers: bool = False) -> None:
    """Write all cells of the table, empty ones too. The file is there whole or not at all."""
    columns = codes(table)
    if not for_readers:
        columns |= {
            "primary": pa.array(protection.primary.astype(np.int8)),
            "suppressed": pa.array(protection.hidden.astype(np.int8)),
        }
    columns["published"] = protection.published()
    columns |= mark(protection)
    if table.weight is not None and not for_readers:  # the rules are about how many were asked
        row = np.ravel_multi_index(tuple(table.leaves.T), table.shape)
        columns["contributors"] = pa.array(standing_behind(table, row))
    write_columns(columns, path)


def mark(protection: CellProtection) -> dict[str, pa.Array]:
    """The column that says that a table was made without the guard, where it was."""
    return {UNGUARDED: pa.array(np.ones(len(protection.hidden), dtype=np.int8))} if protection.may_be_empty else {}


def codes(table: Table) -> dict[str, pa.Array]:
    """For every cell of the table its code in each dimension."""
    every = np.unravel_index(np.arange(table.size), table.shape)
    return {
        of.name: pa.DictionaryArray.from_arrays(pa.array(at.astype(np.int32)), pa.array(of.codes)).cast(pa.string())
        for of, at in zip(table.dimensions, every, strict=True)
    }


@for_everybody()
def write_columns(columns: Mapping[str, pa.Array], path: Path) -> None:
    """Write columns as CSV. The file is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        pa_csv.write_csv(pa.table(dict(columns)), part, pa_csv.WriteOptions(quoting_style="needed"))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
