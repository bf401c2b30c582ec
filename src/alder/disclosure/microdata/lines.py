"""The lines of a file of records: which cell each is in, what value it has, whose it is, and how many it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow.compute as pc

from alder.disclosure.tables.columns import decimals, is_blank, names, number, refuse, weights
from alder.disclosure.tables.records import split_by
from alder.disclosure.tables.table import Table, TableKind
from alder.disclosure.tables.text_csv import insist, read_text
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Dimension, Floats, Numbers

    Bools = NDArray[np.bool_]

YES, NO = ("1", "yes", "y", "true"), ("0", "no", "n", "false")


@dataclass(frozen=True, eq=False)
class Lines:
    """Columns of a file of records. All arrays have the shape of its lines."""

    dimensions: tuple[Dimension, ...]
    places: tuple[Numbers, ...]
    """For each dimension the place of the code of each line."""
    value: Floats
    """1 where nothing but lines is counted."""
    decimals: int
    holding: Numbers
    """Who stands behind a line, by number: a line of its own where nobody says."""
    is_held: bool
    """Whether the file says who stands behind its lines."""
    weight: Floats | None

    @classmethod
    def read(
        cls,
        path: Path,
        by: Sequence[str],
        *,
        of: str | None = None,
        yes_or_no: bool = False,
        contributor: str | None = None,
        weight: str | None = None,
    ) -> Self:
        """Read a file. Raises `UsageError` with the line of a value that is missing, negative, or nobody's."""
        rows = read_text(path, "the file of records")
        dimensions, places = split_by(rows, by, path)
        insist(rows, [name for name in (of, contributor, weight) if name], path)
        size = rows.num_rows
        value = np.ones(size)
        if of is not None:
            _known(rows.column(of), of, path)
            value = _truths(rows.column(of), of, path) if yes_or_no else number(rows.column(of), of, path)
        return cls(
            dimensions,
            places,
            value,
            0 if of is None or yes_or_no else decimals(rows.column(of)),
            np.arange(size) if contributor is None else names(rows.column(contributor), contributor, path),
            contributor is not None,
            None if weight is None else weights(rows.column(weight), weight, path),
        )

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(of.codes) for of in self.dimensions)

    @property
    def units(self) -> Floats:
        """How many each line stands for."""
        return np.ones(len(self.value)) if self.weight is None else self.weight

    def cells(self) -> Iterator[Numbers]:
        """For each way of taking totals the cell of every line. Every cell of the table is in one of them alone."""
        for inner in product((True, False), repeat=len(self.dimensions)):
            at = [of if here else np.zeros_like(of) for of, here in zip(self.places, inner, strict=True)]
            yield np.ravel_multi_index(tuple(at), self.shape)

    def table(self, value: Floats) -> Table:
        """What is added up, as a table of values: a row for each finest cell and whoever stands behind it there."""
        leaf = np.ravel_multi_index(self.places, self.shape)
        who = int(self.holding.max(initial=-1)) + 1
        pairs, row, freq = np.unique(leaf * max(who, 1) + self.holding, return_inverse=True, return_counts=True)
        leaves = np.stack(np.unravel_index(pairs // max(who, 1), self.shape), axis=1).astype(np.int64)
        summed = np.bincount(row, value * self.units, minlength=len(pairs)).astype(np.float64)
        weight = None
        if self.weight is not None:
            weight = np.ones(len(pairs))
            np.maximum.at(weight, row, self.weight)
            if (weight[row] != self.weight).any():
                raise UsageError(
                    "a contributor has different weights in one cell",
                    where="Its lines are added up first, and one weight then says how many such it stands for.",
                    next="Give all its lines the same weight, or leave --contributor out.",
                )
        kind, whose = TableKind.MAGNITUDE, (pairs % max(who, 1)).astype(np.int64)
        return Table(self.dimensions, kind, leaves, freq.astype(np.int64), summed, whose, weight, self.decimals)


def _known(column: pa.ChunkedArray, name: str, path: Path) -> None:
    refuse(
        is_blank(column),
        f"column {name} is blank",
        path,
        next="A value that is not known is not 0. Leave such lines out of the file, and say so beside the table.",
    )


def _truths(column: pa.ChunkedArray, name: str, path: Path) -> Floats:
    said = pc.utf8_lower(pc.utf8_trim_whitespace(column))
    yes = np.isin(said.to_numpy(), YES)
    refuse(
        ~yes & ~np.isin(said.to_numpy(), NO),
        f"column {name} says neither yes nor no",
        path,
        next="A rate is the share of lines that say 1, yes or true; the others say 0, no or false.",
    )
    return yes.astype(np.float64)
