"""The largest contributors of every cell at once, after the sites of each holding are added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import NotProtected

if TYPE_CHECKING:
    from alder.disclosure.contributions.given import Contributions, Floats, Numbers


@dataclass(frozen=True, eq=False)
class Largest:
    """Every cell's holdings, the largest first. Arrays of `rows` are ordered by cell, then by value, falling."""

    n: Numbers
    """Holdings of each cell, unweighted: what thresholds are about. Shape: cells."""
    total: Floats
    """Shape: cells."""
    cell: Numbers
    """Shape: rows."""
    holding: Numbers
    """Shape: rows."""
    value: Floats
    """Of one unit. Shape: rows."""
    weight: Floats
    """Shape: rows."""
    before: Floats
    """Units of the same cell that are larger, in weights. Shape: rows."""

    def top(self, n: int) -> Floats:
        """What the n largest units of each cell have together. Shape: cells."""
        units = np.clip(n - self.before, 0, self.weight)
        return sums(self.cell, self.value * units, len(self.n))

    @property
    def rest(self) -> Floats:
        """What is left after the two largest: what hides the largest from the second. Never below 0. Shape: cells."""
        units = self.weight - np.clip(2 - self.before, 0, self.weight)
        return sums(self.cell, self.value * units, len(self.n))

    def share(self, n: int) -> Floats:
        """The share of the n largest in the total; 0 where the total is. Shape: cells."""
        found: Floats = np.divide(self.top(n), self.total, out=np.zeros(len(self.n)), where=self.total > 0)
        return found

    @property
    def ratio(self) -> Floats:
        """All but the two largest, by the largest; infinite where that is 0. Shape: cells."""
        first = self.top(1)
        found: Floats = np.divide(self.rest, first, out=np.full(len(self.n), np.inf), where=first > 0)
        return found


def sums(at: Numbers, value: Floats, size: int) -> Floats:
    """The values added up by their numbers. Shape: size."""
    return np.bincount(at, value, minlength=size).astype(np.float64)


def largest(given: Contributions, cells: int | None = None) -> Largest:
    """The holdings of each cell, added up over their sites, largest first. `cells` is how many cells there are."""
    size = int(given.cell.max(initial=-1)) + 1 if cells is None else cells
    if given.cell.size and int(given.cell.max()) >= size:
        raise NotProtected(f"a contribution stands in a cell above the {size:,} that there are")
    order = np.lexsort((given.holding, given.cell))
    cell, holding = given.cell[order], given.holding[order]
    value, weight = given.value[order], given.weight[order]
    first = np.ones(len(cell), dtype=bool)
    first[1:] = (cell[1:] != cell[:-1]) | (holding[1:] != holding[:-1])
    if (~first[1:] & (weight[1:] != weight[:-1])).any():
        raise NotProtected(
            "a contributor has different weights in one cell",
            where="Its sites are added up first, and one weight then says how many such contributors it stands for.",
            next="Give all its rows the same weight.",
        )
    group = np.cumsum(first) - 1
    summed = sums(group, value, int(first.sum()))
    cell, holding, weight = cell[first], holding[first], weight[first]
    order = np.lexsort((holding, -summed, cell))
    cell, holding, value, weight = cell[order], holding[order], summed[order], weight[order]
    running = np.cumsum(weight) - weight
    start = np.searchsorted(cell, np.arange(size))
    base = np.append(running, 0.0)[np.minimum(start, len(running))]
    return Largest(
        n=np.bincount(cell, minlength=size).astype(np.int64),
        total=sums(cell, value * weight, size),
        cell=cell,
        holding=holding,
        value=value,
        weight=weight,
        before=running - base[cell] if len(cell) else running,
    )
