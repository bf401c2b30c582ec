"""What everybody contributes to a table of values, checked before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import NotProtected

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Contributions:
    """Three columns: in which cell, whose, how much; and a weight where they are of a survey.

    `holding` is who stands behind the value, however many sites: a provider and not its campuses, a group of companies
    and not its plants. One holding may have several rows in a cell; they are added up before anything is judged.
    A unit of weight w stands for w units of the same value.
    """

    cell: Numbers
    holding: Numbers
    value: Floats
    weight: Floats

    @classmethod
    def of(cls, cell: Any, holding: Any, value: Any, weight: Any = None) -> Contributions:
        """Columns as they come: lists, arrays, Arrow. Holdings may be of any kind that can be compared."""
        values = _values(value)
        n = len(values)
        cells = np.asarray(cell)
        if cells.shape != (n,) or len(holding) != n:
            raise NotProtected("cells, contributors and values are not equally many")
        if n and (cells.dtype.kind not in "iu" or (cells < 0).any()):
            raise NotProtected("cells are told by whole numbers from 0 up")
        weights = np.ones(n) if weight is None else np.asarray(weight, dtype=np.float64)
        if weights.shape != (n,):
            raise NotProtected("weights and values are not equally many")
        if not np.isfinite(weights).all() or (weights < 1).any():
            raise NotProtected(
                "a weight is missing or under 1", where="A unit stands for itself at least, so weights are 1 or more."
            )
        return cls(cells.astype(np.int64), _holdings(holding), values, weights)

    def in_cells(self, leaf: Any, cell: Any) -> Contributions:
        """The same in every cell that each leaf is part of, totals included.

        `leaf` and `cell` are pairs, one for each leaf and each cell that holds it. The cells of these contributions
        are read as leaves.
        """
        leaves, cells = np.asarray(leaf, dtype=np.int64), np.asarray(cell, dtype=np.int64)
        order = np.argsort(leaves, kind="stable")
        leaves, cells = leaves[order], cells[order]
        start, end = np.searchsorted(leaves, self.cell), np.searchsorted(leaves, self.cell, side="right")
        if (start == end).any():
            raise NotProtected("a contribution stands in a leaf that is part of no cell")
        row = np.repeat(np.arange(len(self.cell)), end - start)
        within = np.arange(len(row)) - np.repeat(np.cumsum(end - start) - (end - start), end - start)
        return Contributions(cells[start[row] + within], self.holding[row], self.value[row], self.weight[row])


def _values(value: Any) -> Floats:
    try:
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise NotProtected("a value is missing or no number", next="A value that is not known is not 0.") from None
    if found.ndim != 1 or not np.isfinite(found).all():
        raise NotProtected("a value is missing or no number", next="A value that is not known is not 0.")
    if (found < 0).any():
        raise NotProtected(
            "a contribution is negative, and the rules of concentration hold for values of 0 and more",
            next="Split what is taken away into a table of its own, with its values positive.",
        )
    return found


def _holdings(holding: Any) -> Numbers:
    if getattr(holding, "dtype", np.dtype(object)).kind in "iu":
        return np.asarray(holding).astype(np.int64)
    found = np.asarray(holding, dtype=object)
    if any(h is None or h == "" or (isinstance(h, float) and h != h) for h in found):
        raise NotProtected(
            "a contribution has no contributor",
            where="Without it nobody can say how many stand behind a cell.",
            next="Fill in who it is of, or leave the row out and say so.",
        )
    if found.size and all(isinstance(h, int | np.integer) for h in found):
        return found.astype(np.int64)
    _, numbers = np.unique(found.astype(str), return_inverse=True)
    return numbers.astype(np.int64)
