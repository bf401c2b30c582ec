"""The cells of one table, or of several linked ones, as the method sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Self

    import scipy.sparse as sp
    from numpy.typing import NDArray

    from alder.disclosure.tables.cube import Cube

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Keys = NDArray[np.uint64]
    Places = NDArray[np.int64]
    Blocks = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells that are not empty, and how they add up. Every array has one entry for each cell."""

    value: Floats
    """Above 0, unless `least` says that a hidden cell may be empty."""
    relations: sp.csr_matrix
    """One row a relation: -1 for the whole, +1 for each part."""
    primary: Bools
    """May not be known."""
    lone: Bools
    """Somebody is alone in the cell, and knows it."""
    people: Keys
    """Equal: the same set of records."""
    weight: Floats
    """What it costs to hide the cell."""
    unseen: Bools
    """Shown to nobody, whatever is decided. Costs nothing."""
    shown: Bools
    """Published already, or to stay visible: never hidden."""
    block: Blocks
    """For each dimension the category of the first level that the cell lies in, -1 at the total. Shape: cells,
    dimensions; without dimensions the cells are one block."""
    least: Floats | None = None
    """What readers know that a hidden cell counts at least. None: 0, and how far a cell can fall is not looked at
    while cells are chosen."""
    most: Floats | None = None
    """What they know that it counts at most. None: they know nothing."""

    def __post_init__(self) -> None:
        if (self.value <= 0).any() and self.least is None:
            raise ValueError("a cell without anybody in it is no unknown: leave it out")
        if (self.falls < 0).any() or (self.rises < 0).any():
            raise ValueError("a cell lies outside what readers know of it")
        if (self.shown & (self.primary | self.unseen)).any():
            raise ValueError("a cell that is shown can neither be primary nor unseen")

    @classmethod
    def of(
        cls,
        cube: Cube,
        primary: Bools,
        *,
        value: Floats | None = None,
        weight: Floats | None = None,
        shown: Bools | None = None,
    ) -> Self:
        """The cells of one table. Without weights each costs what it counts."""
        nothing = np.zeros(cube.size, dtype=bool)
        return cls(
            value=cube.value.astype(np.float64) if value is None else value,
            relations=cube.relations,
            primary=primary,
            lone=cube.lone,
            people=cube.people,
            weight=cube.value.astype(np.float64) if weight is None else weight,
            unseen=nothing,
            shown=nothing if shown is None else shown,
            block=cube.block,
        )

    def but(self, **changes: object) -> Self:
        """The same cells with something else said about them."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def size(self) -> int:
        return len(self.value)

    @property
    def must(self) -> Bools:
        """Hidden from the start, whatever else is."""
        return self.primary | self.unseen

    @cached_property
    def falls(self) -> Floats:
        """How far each cell may fall before a reader would know that it cannot be."""
        return self.value if self.least is None else self.value - self.least

    @cached_property
    def rises(self) -> Floats:
        """How far each cell may rise before a reader would know that it cannot be."""
        return np.full(self.size, np.inf) if self.most is None else self.most - self.value

    @cached_property
    def row(self) -> NDArray[np.int32]:
        """For each entry of the relations, in their order, the relation."""
        count = np.diff(self.relations.indptr)
        return np.repeat(np.arange(len(count), dtype=np.int32), count)

    @cached_property
    def of_cell(self) -> sp.csr_matrix:
        """The relations turned round: a row for each cell."""
        return self.relations.T.tocsr()

    def touching(self, cell: Places) -> Places:
        """The relations that some cells are in. Takes as long as these cells ask for, however large the table is."""
        found: Places = np.unique(self.of_cell[cell].indices)
        return found

    def per_relation(self, of_cells: NDArray[np.generic]) -> NDArray[np.int64]:
        """How many of the cells marked are in each relation."""
        return np.bincount(
            self.row, weights=of_cells[self.relations.indices], minlength=self.relations.shape[0]
        ).astype(np.int64)
