"""The part of a table around one cell in which another table is looked for: a few categories of every filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.kind import Kind

if TYPE_CHECKING:
    from alder.disclosure.system import Bools, Floats, Numbers, System

FEWEST = 2
"""Categories of each filter, where it has so many: the cell's own and one beside it."""


class Windows:
    """Finds cells around a cell: its own categories combined with those beside them that cost least to move in."""

    def __init__(self, system: System, price: Floats) -> None:
        self.system, self.price = system, price
        self.columns = system.relations.tocsc()
        self.count = system.kind == Kind.COUNT
        self.movable = ~system.fixed
        sizes = system.codes.max(axis=0, initial=0).astype(np.int64) + 1
        self.stride = np.r_[np.cumprod(sizes[:0:-1])[::-1], 1].astype(np.int64)[: len(sizes)]
        keys = system.codes.astype(np.int64) @ self.stride
        self.order = np.argsort(keys, kind="stable")
        self.keys = keys[self.order]

    def of(self, cells: Numbers) -> Numbers:
        """The relations that hold some of the cells."""
        return np.unique(self.columns.indices[positions(self.columns.indptr, cells)])

    def members(self, relations: Numbers) -> Numbers:
        """The cells of some relations."""
        return np.unique(self.system.relations.indices[positions(self.system.relations.indptr, relations)])

    def around(self, cell: int, hidden: Bools, size: int) -> Numbers:
        """About so many cells that may move, and what nobody shows and moves with them."""
        start = self.anchor(cell)
        rows = self.rows(start, hidden, size * self.system.rows // self.system.size)
        of = (np.arange(len(self.system.indicators))[:, None] * self.system.rows + rows).ravel()
        counts = of[self.movable[of]]
        beside = self.members(self.of(counts))
        return np.sort(np.r_[counts, beside[~self.count[beside]]])

    def anchor(self, cell: int) -> int:
        """The cell itself, or of those that it is worked out from the first."""
        if self.count[cell]:
            return cell
        beside = self.members(self.of(np.array([cell])))
        return int(beside[self.count[beside]][0])

    def rows(self, cell: int, hidden: Bools, size: int) -> Numbers:
        """The rows of all combinations of the categories that are chosen."""
        codes = self.system.codes
        own = codes[cell % self.system.rows]
        beside = self.members(self.of(np.array([cell])))
        beside = beside[
            self.count[beside] & self.movable[beside] & (beside // self.system.rows == cell // self.system.rows)
        ]
        differs = codes[beside % self.system.rows] != own
        cost = np.where(hidden[beside], 0.0, self.price[beside])
        choices = []
        for k in range(len(own)):
            at = np.flatnonzero(differs[:, k] & (differs.sum(axis=1) == 1))
            at = at[np.argsort(cost[at], kind="stable")]
            choices.append(np.r_[own[k], codes[beside[at] % self.system.rows, k]].astype(np.int64))
        many = [min(FEWEST, len(c)) for c in choices]
        while True:
            room = [k for k, c in enumerate(choices) if many[k] < len(c)]
            if not room:
                break
            k = min(room, key=lambda k: many[k])
            if np.prod([float(m) for m in many]) / many[k] * (many[k] + 1) > size:
                break
            many[k] += 1
        key = np.zeros(1, dtype=np.int64)
        for stride, chosen, n in zip(self.stride, choices, many, strict=True):
            key = (key[:, None] + chosen[:n] * stride).ravel()
        place = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        return np.unique(self.order[place[self.keys[place] == key]])


def positions(pointer: Numbers, of: Numbers) -> Numbers:
    """Where the entries of some rows or columns of a compressed matrix stand."""
    lengths = pointer[of + 1] - pointer[of]
    starts = np.repeat(pointer[of] - np.r_[0, np.cumsum(lengths)[:-1]], lengths)
    found: Numbers = starts + np.arange(lengths.sum())
    return found
