"""The records that an output was made from, where they are at hand: which of them stand behind each row of a table.

They are read beside the output and are no part of it. Nothing of them is ever repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import UnreadableFile, UsageError
from alder.outputs.table import is_total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Microdata:
    """A table of records, one a row."""

    name: str
    table: pa.Table
    contributor: str = ""
    """The column that says whose a record is: a person's, an employer's. Empty where each is somebody's own."""

    @cached_property
    def contributors(self) -> Numbers:
        """For each record a number for whose it is."""
        return self._coded(self.contributor)[0] if self.contributor else np.arange(len(self.table), dtype=np.int64)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {_plain(name): name for name in self.table.column_names}

    def column(self, name: str) -> str | None:
        """The column of that name, whatever its capitals and signs."""
        return self._names.get(_plain(name))

    def amounts_named(self, heading: str) -> str | None:
        """The column of numbers that a heading speaks of: the one with the longest name that is in it."""
        said = _plain(heading)
        fitting = [name for name in self._names if name and name in said and self._is_number(self._names[name])]
        return self._names[max(fitting, key=len)] if fitting else None

    def _is_number(self, column: str) -> bool:
        import pyarrow.types as kinds

        kind = self.table.schema.field(column).type
        return bool(kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_decimal(kind))

    def amounts(self, column: str) -> Floats:
        """A column of numbers. NaN where nothing is said."""
        import pyarrow as pa
        import pyarrow.compute as pc

        found: Floats = pc.cast(self.table[column], pa.float64(), safe=False).to_numpy().astype(np.float64)
        return found

    def behind(
        self, columns: Sequence[str], labels: Sequence[tuple[str, ...]]
    ) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """Which records stand behind which rows.

        Rows whose labels are wholes at the same places come together: the numbers of the rows, for each of them the
        number of its group of records (-1 where no record has its labels), and for each record that of its group. A
        label that names a whole asks for nothing.
        """
        coded = [self._coded(column) for column in columns]
        together: dict[tuple[bool, ...], list[int]] = {}
        for row, words in enumerate(labels):
            together.setdefault(tuple(map(is_total, words)), []).append(row)
        for wholes, rows in together.items():
            keys = np.zeros(len(self.table), dtype=np.int64)
            wanted = np.zeros(len(rows), dtype=np.int64)
            unknown = np.zeros(len(rows), dtype=bool)
            for n, (codes, numbers) in enumerate(coded):
                if wholes[n]:
                    continue
                known, keys = np.unique(keys, return_inverse=True)  # so that keys stay small however many columns
                at = np.searchsorted(known, wanted)
                unknown |= (
                    (at == len(known)) | (known[np.minimum(at, len(known) - 1)] != wanted) if len(known) else True
                )
                said = np.array([numbers.get(_plain(labels[row][n]), -1) for row in rows], dtype=np.int64)
                unknown |= said < 0
                keys, wanted = keys * len(numbers) + codes, at * len(numbers) + said
            known, group = np.unique(keys, return_inverse=True)
            at = np.searchsorted(known, wanted)
            there = ~unknown & (at < len(known))
            there[there] &= known[at[there]] == wanted[there]
            yield np.array(rows, dtype=np.int64), np.where(there, at, -1), group

    def _coded(self, column: str) -> tuple[Numbers, dict[str, int]]:
        """A column as numbers of its categories, and the numbers by the categories."""
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = pc.fill_null(pc.cast(self.table[column], pa.string()), "").combine_chunks().dictionary_encode()
        words = [_plain(text) for text in texts.dictionary.to_pylist()]
        numbers = {word: n for n, word in enumerate(dict.fromkeys(words))}
        return np.array([numbers[word] for word in words], dtype=np.int64)[texts.indices.to_numpy()], numbers


def _plain(text: str) -> str:
    """Without capitals and signs, so that `Age group` is `age_group` and 1.0 is 1."""
    return re.sub(r"[\W_]+", "", re.sub(r"^(-?\d+)\.0+$", r"\1", text.strip()).lower())


def read_microdata(path: Path, contributor: str = "") -> Microdata:
    """Records from a CSV or Parquet file. Raises `UsageError` where the column of contributors is not there."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    if not path.is_file():
        raise UsageError(f"there is no file {path}", next="Name a CSV or Parquet file with a record a row.")
    try:
        table = parquet.read_table(path) if path.suffix.lower() == ".parquet" else csv.read_csv(path)
    except (pa.ArrowException, OSError):
        raise UnreadableFile(
            f"{path.name} cannot be read as records", next="Name a CSV in UTF-8 or a Parquet file, with a record a row."
        ) from None
    found = Microdata(path.name, table)
    if not contributor:
        return found
    column = found.column(contributor)
    if column is None:
        raise UsageError(
            f"{path.name} has no column {contributor!r}",
            where=f"Columns: {', '.join(table.column_names[:20])}.",
            next="Name the column that says whose a record is.",
        )
    return Microdata(path.name, table, column)
