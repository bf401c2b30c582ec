"""A perturbation table: for each count and each cell key, by how much the count moves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from alder.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

COLUMNS = ("pcv", "ckey", "pvalue")


@dataclass(frozen=True, eq=False)
class PerturbationTable:
    """The moves, a row for each count from 0 up and a column for each cell key.

    Whoever has it and the record keys can undo the noise, so it stays secret.
    """

    moves: Numbers

    @property
    def keys(self) -> int:
        return int(self.moves.shape[1])

    @property
    def most(self) -> int:
        """The most by which any count moves."""
        return int(np.abs(self.moves).max(initial=0))

    @property
    def moves_zeros(self) -> bool:
        return bool(self.moves[0].any())

    def noise(self, row: Numbers, key: Numbers) -> Numbers:
        """The move of each pair of row and cell key; 0 of rows that the table does not have."""
        inside = (row < len(self.moves)) & (key >= 0) & (key < self.keys)
        found: Numbers = np.zeros(row.shape, dtype=np.int64)
        found[inside] = self.moves[row[inside], key[inside]]
        return found

    def mean(self, row: int) -> float:
        return float(self.moves[row].mean())

    def variance(self, row: int) -> float:
        return float(self.moves[row].var())

    def write(self, path: str | Path) -> None:
        """In the layout of the Office for National Statistics: one line for each row and key."""
        rows, keys = np.indices(self.moves.shape)
        columns = (rows.ravel(), keys.ravel(), self.moves.ravel())
        table = pa.table(dict(zip(COLUMNS, (pa.array(c) for c in columns), strict=True)))
        with pa.output_stream(str(path)) as out:
            pacsv.write_csv(table, out)


def read(path: str | Path) -> PerturbationTable:
    """A table from a CSV file with the columns pcv, ckey and pvalue, also when it is compressed by gzip."""
    file = Path(path)
    try:
        with pa.input_stream(str(file), compression="detect") as opened:
            found = pacsv.read_csv(opened)
    except OSError:
        raise UsageError(f"the perturbation table {file} cannot be read") from None
    except pa.ArrowInvalid as error:
        raise UsageError(f"the perturbation table {file} is not CSV", where=str(error).split("\n")[0]) from None
    if lacking := [c for c in COLUMNS if c not in found.column_names]:
        raise UsageError(
            f"the perturbation table {file} lacks {', '.join(lacking)}", where=f"Its columns are {', '.join(COLUMNS)}."
        )
    if not found.num_rows:
        raise UsageError(f"the perturbation table {file} is empty")
    if any(not pa.types.is_integer(found[c].type) or found[c].null_count for c in COLUMNS):
        raise UsageError(f"the perturbation table {file} has values that are missing or no whole numbers")
    return of_columns(*(found[c].to_numpy().astype(np.int64) for c in COLUMNS), name=str(file))


def of_columns(row: Numbers, key: Numbers, move: Numbers, *, name: str = "given") -> PerturbationTable:
    """A table from its three columns. Rows that are not there move nothing."""
    if min(row.min(), key.min()) < 0 or row.max() > 1_000_000 or key.max() >= 2**16:
        raise UsageError(f"the perturbation table {name} has counts or cell keys out of range")
    size, keys = int(row.max()) + 1, int(key.max()) + 1
    place = row * keys + key
    if len(np.unique(place)) != len(place):
        raise UsageError(f"the perturbation table {name} has a count and cell key twice")
    there = np.bincount(row, minlength=size)
    if ((there > 0) & (there < keys)).any():
        raise UsageError(f"the perturbation table {name} has counts without some of its {keys} cell keys")
    if (row + move < 0).any():
        raise UsageError(f"the perturbation table {name} would make counts negative")
    moves = np.zeros(size * keys, dtype=np.int64)
    moves[place] = move
    return PerturbationTable(moves.reshape(size, keys))
