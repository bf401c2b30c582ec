"""What a table says of everybody in a group, as an attacker reads it: that nobody lacks a telling value, as a loan.

The true table is added up with its empty cells, since some of these are hidden and readers do not know which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from alder.disclosure.telling_values import SAME_FACT, ordinary

if TYPE_CHECKING:
    from alder.disclosure.attack.rebuilt import Bools, Numbers, Rebuilt
    from alder.disclosure.tables.table import Dimension, Table


@dataclass(frozen=True)
class Everybody:
    """What telling values make of the cells of a rebuilt table."""

    said: Bools
    """Cells of nobody that would say, if they were known to be empty, that everybody of a group has a telling value."""
    may_be_nobody: Bools
    """Cells beside a telling value: a hidden one may be 0, though zeros are shown."""

    @classmethod
    def none(cls, size: int) -> Self:
        """Of so many cells of which no value is a telling one."""
        return cls(np.zeros(size, dtype=bool), np.zeros(size, dtype=bool))

    def then(self, *others: Self) -> Self:
        """Of cells and then others."""
        every = (self, *others)
        said, may = ([getattr(one, name) for one in every] for name in ("said", "may_be_nobody"))
        return type(self)(np.concatenate(said), np.concatenate(may))

    @classmethod
    def of(cls, truth: Rebuilt, telling: frozenset[str]) -> Self:
        """`truth` has its empty cells."""
        said, may = (np.zeros(len(truth.keys), dtype=bool) for _ in range(2))
        for k, dimension in enumerate(truth.table.dimensions):
            stride = int(np.prod(truth.table.shape[k + 1 :], dtype=np.int64))
            code = truth.keys // stride % len(dimension.codes)
            for whole, tell, other in _wholes(truth.table, dimension, telling):
                said |= _full(truth, code == other, (whole - other) * stride, [(t - other) * stride for t in tell])
                may |= np.isin(code, _below(dimension, other))
        return cls(said, may)


def names_any(table: Table, telling: frozenset[str]) -> bool:
    """Whether a table has a column with a telling value, and another value beside it."""
    return any(True for of in table.dimensions for _ in _wholes(table, of, telling))


def _wholes(table: Table, of: Dimension, telling: frozenset[str]) -> list[tuple[int, list[int], int]]:
    """The codes with parts of which some tell something: their place, those of these parts, and of the ordinary one."""
    names = {other.name for other in table.dimensions}
    if any(of.name in same and len(names & same) > 1 for same in SAME_FACT):
        return []
    own = frozenset(code for code in of.codes if f"{of.name}={code}" in telling)
    found = []
    for whole in range(len(of.codes)):
        parts = [n for n, above in enumerate(of.parent.tolist()) if above == whole]
        tell = [n for n in parts if of.codes[n] in own]
        other = ordinary([of.codes[n] for n in parts], own)
        if tell and other is not None:
            found.append((whole, tell, of.codes.index(other)))
    return found


def _full(truth: Rebuilt, some: Bools, whole: int, telling: list[int]) -> Bools:
    """Of some cells those of nobody beside whom all of the group are in one telling cell. Of both others is said how
    far their keys lie from that of the cell.
    """
    at = np.flatnonzero(some & (truth.count == 0))
    group = _count(truth, truth.keys[at] + whole)
    found = np.zeros(len(truth.keys), dtype=bool)
    for step in telling:
        found[at[(group > 0) & (_count(truth, truth.keys[at] + step) == group)]] = True
    return found


def _count(truth: Rebuilt, keys: Numbers) -> Numbers:
    place = np.minimum(np.searchsorted(truth.keys, keys), len(truth.keys) - 1)
    return np.where(truth.keys[place] == keys, truth.count[place], 0).astype(np.int64)


def _below(of: Dimension, code: int) -> list[int]:
    """A code and all below it; a code stands after that above it."""
    found = {code}
    for n, above in enumerate(of.parent.tolist()):
        if above in found:
            found.add(n)
    return sorted(found)
