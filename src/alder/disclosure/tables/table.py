"""A table before anything is hidden: dimensions with their hierarchies, and what is counted in the finest cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]


class TableKind(StrEnum):
    """What its cells hold."""

    COUNT = "freq"
    MAGNITUDE = "magnitude"


@dataclass(frozen=True)
class Dimension:
    """A classification: its codes, and for each the position of the code that it is part of.

    The root has no parent (-1) and stands first; a parent stands before its parts. Every code but the root hangs
    below it.
    """

    name: str
    codes: tuple[str, ...]
    parent: Numbers
    """Shape: codes."""

    @cached_property
    def parts(self) -> tuple[Numbers, ...]:
        """For each code the positions of the codes directly below it; none for a leaf."""
        order = np.argsort(self.parent, kind="stable")
        bounds = np.searchsorted(self.parent[order], np.arange(len(self.codes) + 1))
        return tuple(order[bounds[n] : bounds[n + 1]] for n in range(len(self.codes)))

    @cached_property
    def depth(self) -> Numbers:
        """How many steps each code lies below the root. Shape: codes."""
        found = np.zeros(len(self.codes), dtype=np.int64)
        for n in range(1, len(self.codes)):
            found[n] = found[self.parent[n]] + 1
        return found

    @cached_property
    def is_leaf(self) -> NDArray[np.bool_]:
        """Shape: codes."""
        return ~np.isin(np.arange(len(self.codes)), self.parent)

    @cached_property
    def first_level(self) -> Numbers:
        """For each code the code of the first level that it lies in or is; -1 for the root. Shape: codes."""
        found = np.full(len(self.codes), -1, dtype=np.int64)
        for n in range(1, len(self.codes)):
            found[n] = n if self.parent[n] == 0 else found[self.parent[n]]
        return found


@dataclass(frozen=True)
class Table:
    """What is counted in the leaf cells; cells that are not here are empty. Nothing is added up yet.

    A table of counts has one row for each leaf cell. A table of magnitudes has one for each leaf cell and contributor
    (a holding: whoever stands behind the value, however many sites it has).
    """

    dimensions: tuple[Dimension, ...]
    kind: TableKind
    leaves: Numbers
    """For each row the position of its code in each dimension. Shape: rows, dimensions."""
    freq: Numbers
    """How many units stand behind the row. Shape: rows."""
    value: Floats
    """What is added up; for counts the same as `freq`. Shape: rows."""
    contributor: Numbers | None = None
    """Whose it is, by number; None for counts. Shape: rows."""
    weight: Floats | None = None
    """How many such contributors a row stands for, where it is of a survey: `value` has them in. Shape: rows."""
    decimals: int = 0
    """With which sums of values are written."""
    open: NDArray[np.bool_] | None = None
    """Rows of nobody of which readers do not know that they are empty: see `full_groups`. Shape: rows."""

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(d.codes) for d in self.dimensions)

    @property
    def size(self) -> int:
        """The cells, totals included."""
        return int(np.prod(self.shape))
