"""Tables of the same people as one system: a cell that two of them have is one cell, and all their sums hold together.

The base, their finest cross-classification, ties them where no cell is shared: a leaf of each table is the sum of base
cells. Base cells that are no cell of a table are shown to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.cells import Cells
from alder.disclosure.tables.base import rows_in
from alder.disclosure.tables.cube import SEED, Cube, mixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.table import Table

    Bools = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
    Keys = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Part:
    """One table in the system."""

    name: str
    cube: Cube
    element: Numbers
    """For each of its cells the element of the system that it is. Shape: cells of the cube."""


@dataclass(frozen=True, eq=False)
class System:
    """All different cells of all tables, with every sum."""

    parts: tuple[Part, ...]
    count: NDArray[np.int64]
    people: Keys
    relations: sp.csr_matrix
    unseen: Bools
    """Base cells that are no cell of a table."""
    base: Folder
    ground: Numbers
    """For each row of the base the element that it is, -1 where it is empty."""

    @property
    def names(self) -> list[str]:
        """Of all tables and of the base, in the order in which their cells are numbered."""
        return [*(part.name for part in self.parts), self.base.name]

    @property
    def sizes(self) -> list[int]:
        """How many cells each of them has, empty ones too."""
        return [*(part.cube.table.size for part in self.parts), self.base.table.size]

    def places(self) -> Numbers:
        """For each element its number: that of the first table that has it, else of the base."""
        found = np.full(self.size, -1, dtype=np.int64)
        starts = np.cumsum([0, *self.sizes])
        own = np.ravel_multi_index(tuple(self.base.table.leaves.T), self.base.table.shape)
        real = self.ground >= 0
        found[self.ground[real]] = starts[-2] + own[real]
        for part, start in reversed(list(zip(self.parts, starts[:-2], strict=True))):
            found[part.element] = start + part.cube.at
        return found

    @property
    def size(self) -> int:
        return len(self.count)

    def cells(self, primary: Bools, shown: Bools, kept_hidden: Bools, *, never_empty: bool) -> Cells:
        """As the engine takes them. `kept_hidden` stay hidden whatever is decided, as base cells do.

        With `never_empty` readers know that each cell of a table counts 1 or more. Of the base they see no zeros.
        """
        never = self.unseen | kept_hidden
        value = self.count.astype(np.float64)
        return Cells(
            value=value,
            relations=self.relations,
            primary=primary,
            lone=self.count == 1,
            people=self.people,
            weight=np.where(never, 1e-6, value),
            unseen=never,
            shown=shown,
            block=np.full((self.size, 0), -1, dtype=np.int32),
            least=np.where(self.unseen, 0.0, float(never_empty)),
        )


def linked(tables: Sequence[tuple[str, Table]], base: Folder) -> System:
    """The system of tables on their base. Raises `UsageError` where a table is not of the people of the base."""
    ground = np.ravel_multi_index(tuple(base.table.leaves.T), base.table.shape)
    keys = mixed(ground, SEED)
    lies = [rows_in(base, table, name) for name, table in tables]
    cubes = [Cube.of(table, _added(keys, row, len(table.freq))) for (_, table), row in zip(tables, lies, strict=True)]
    real = base.table.freq > 0
    every = np.concatenate([*(cube.people for cube in cubes), keys[real]])
    counts = np.concatenate([*(cube.freq for cube in cubes), base.table.freq[real]])
    people, first, element = np.unique(every, return_index=True, return_inverse=True)
    bounds = np.cumsum([0, *(cube.size for cube in cubes)])
    parts = tuple(
        Part(name, cube, element[bounds[n] : bounds[n + 1]])
        for n, ((name, _), cube) in enumerate(zip(tables, cubes, strict=True))
    )
    ground_element = np.full(len(real), -1, dtype=np.int64)
    ground_element[real] = element[bounds[-1] :]
    seen = np.zeros(len(people), dtype=bool)
    seen[element[: bounds[-1]]] = True
    rows = [_own(part, len(people)) for part in parts]
    rows += [_grounded(part, row, ground_element, len(people)) for part, row in zip(parts, lies, strict=True)]
    return System(parts, counts[first], people, _different(sp.vstack(rows).tocsr()), ~seen, base, ground_element)


def _added(keys: Keys, row: Numbers, size: int) -> Keys:
    found = np.zeros(size, dtype=np.uint64)
    np.add.at(found, row[row >= 0], keys[row >= 0])
    return found


def _own(part: Part, size: int) -> sp.csr_matrix:
    """The sums of one table, over the elements of the system. What a sum says of one element alone is nothing."""
    own = part.cube.relations.tocoo()
    return _merged(own.row, part.element[own.col], own.data, (own.shape[0], size))


def _grounded(part: Part, row: Numbers, ground: Numbers, size: int) -> sp.csr_matrix:
    """Each leaf of a table is the sum of its base cells."""
    table = part.cube.table
    place = np.ravel_multi_index(tuple(table.leaves.T), table.shape)
    cell = part.cube.position[place]
    of = np.flatnonzero(ground >= 0)
    wholes = np.flatnonzero(cell >= 0)
    rows = np.concatenate([row[of], wholes])
    columns = np.concatenate([ground[of], part.element[cell[wholes]]])
    signs = np.concatenate([np.ones(len(of)), np.full(len(wholes), -1.0)])
    return _merged(rows, columns, signs, (len(place), size))


def _merged(rows: Numbers, columns: Numbers, signs: NDArray[np.float64], shape: tuple[int, int]) -> sp.csr_matrix:
    """Entries of one element in one sum added up; sums that say nothing left out."""
    found = sp.coo_matrix((signs, (rows, columns)), shape=shape).tocsr()
    found.sum_duplicates()
    found.eliminate_zeros()
    return found[np.diff(found.indptr) > 0]


def _different(relations: sp.csr_matrix) -> sp.csr_matrix:
    """Every sum once, whichever tables say it."""
    weights = np.random.default_rng(1).standard_normal(relations.shape[1])
    _, first = np.unique(np.round(np.abs(relations @ weights), 9), return_index=True)
    return relations[np.sort(first)]
