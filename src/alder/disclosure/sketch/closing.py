"""The first pass: no total has one hidden part alone, nor two that give each other away.

It settles nearly all primary cells by looking at one relation at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.sketch.cells import Bools, Cells


def close(cells: Cells, hidden: Bools, *, insider: bool) -> Bools:
    """Hide further cells, the cheapest first, until no relation gives a hidden cell away by itself.

    A relation in which nothing is left to hide stays as it is.
    """
    hidden = hidden.copy()
    relations = cells.relations
    of_anybody = ~(cells.unseen & ~cells.primary)[relations.indices]  # what nobody sees may be known if it is not small
    while True:
        in_relation = hidden[relations.indices]
        count = np.bincount(cells.row[in_relation], minlength=relations.shape[0])
        room = np.bincount(cells.row[~(in_relation | cells.shown[relations.indices])], minlength=len(count)) > 0
        matter = np.bincount(cells.row[in_relation & of_anybody], minlength=len(count))
        wanting = (count == 1) & (matter == 1) & room
        if insider:
            wanting |= gives_away(cells, in_relation, count) & room
        if not wanting.any():
            return hidden
        entries = np.flatnonzero(wanting[cells.row] & ~in_relation & ~cells.shown[relations.indices])
        hidden[cheapest(cells, entries, count)] = True


def gives_away(cells: Cells, in_relation: Bools, count: NDArray[np.int64]) -> Bools:
    """Relations with two hidden cells, of which whoever is alone in one learns the other, a primary."""
    entries = np.flatnonzero(in_relation & (count == 2)[cells.row])
    first, second = cells.relations.indices[entries].reshape(-1, 2).T
    bad = (cells.primary[first] & cells.lone[second]) | (cells.lone[first] & cells.primary[second])
    bad &= cells.people[first] != cells.people[second]
    found = np.zeros(len(count), dtype=bool)
    found[cells.row[entries[::2]][bad]] = True
    return found


def cheapest(cells: Cells, entries: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Among entries of relations that need another hidden cell, the cheapest cell of each relation.

    A cell is cheaper the more such relations it settles, and dearer the more it makes that have nothing hidden yet.
    """
    cell = cells.relations.indices[entries]
    settles = np.bincount(cell, minlength=cells.size)
    opens = opened(cells, count)
    cost = cells.weight[cell] * (1 + opens[cell]) / settles[cell]
    row = cells.row[entries]
    start = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    least = np.repeat(np.minimum.reduceat(cost, start), np.diff(np.r_[start, len(row)]))
    best = np.flatnonzero(cost == least)
    chosen: NDArray[np.int64] = cell[best[np.r_[True, row[best][1:] != row[best][:-1]]]]
    return chosen


def opened(cells: Cells, count: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each cell, how many of its relations have nothing hidden."""
    untouched = (count == 0)[cells.row]
    return np.bincount(cells.relations.indices[untouched], minlength=cells.size)
