"""Hidden cells that move together, or not at all, because a relation has no others: one unknown for each group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.sketch.cells import Bools, Cells, Floats

    Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tied:
    """The hidden cells in terms of fewer unknowns: a cell moves as its unknown does, or against it."""

    hidden: Places
    """The cells, in their order."""
    unknown: Places
    """For each hidden cell its unknown, -1 where it cannot move."""
    sign: Floats
    """+1 or -1."""
    relations: sp.csr_matrix
    """What is left to hold among the unknowns, without repetitions. Rows have length 1."""

    @property
    def unknowns(self) -> int:
        return int(self.relations.shape[1])

    def moved(self, motion: Floats, positions: Places | slice = slice(None)) -> Floats:
        """How hidden cells move when the unknowns do, in columns. Shape: positions, columns."""
        unknown, sign = self.unknown[positions], self.sign[positions]
        moves = unknown >= 0
        found = np.zeros((len(unknown), motion.shape[1]))
        found[moves] = motion[unknown[moves]] * sign[moves, None]
        return found


def of_hidden(cells: Cells, hidden: Bools) -> sp.csr_matrix:
    """The relations that touch hidden cells, and of those these cells alone."""
    inside = hidden[cells.relations.indices]
    row = cells.row[inside]
    new = np.cumsum(np.r_[True, row[1:] != row[:-1]]) - 1 if len(row) else row
    column = (np.cumsum(hidden) - 1)[cells.relations.indices[inside]]
    shape = (int(new[-1]) + 1 if len(new) else 0, int(hidden.sum()))
    found = sp.csr_matrix((cells.relations.data[inside].astype(np.float64), (new, column)), shape=shape)
    found.sort_indices()
    return found


def tie(cells: Cells, hidden: Bools) -> Tied:
    """Put one unknown for each group of hidden cells that short relations tie together, again and again."""
    relations = of_hidden(cells, hidden)
    size = relations.shape[1]
    unknown, sign = np.arange(size), np.ones(size)
    while True:
        group, turn, groups = tied_groups(relations)
        if groups == relations.shape[1]:
            break
        alive = unknown >= 0
        sign[alive] *= turn[unknown[alive]]
        unknown[alive] = group[unknown[alive]]
        relations = without_repetition(substituted(relations, group, turn, groups))
    length = np.sqrt(relations.multiply(relations).sum(axis=1)).A1 if relations.shape[0] else np.ones(0)
    return Tied(np.flatnonzero(hidden), unknown, sign, sp.diags(1 / length).dot(relations).tocsr())


def tied_groups(relations: sp.csr_matrix) -> tuple[Places, Floats, int]:
    """For each unknown its group (-1: it cannot move) and whether it moves with or against it; how many groups.

    Each unknown stands twice in a graph, as itself and turned round. A relation of two joins the one to the other as
    they are or turned round; a relation of one joins it to itself turned round: then it is 0, as is all it is tied to.
    """
    count = np.diff(relations.indptr)
    size = relations.shape[1]
    one = relations.indices[relations.indptr[:-1][count == 1]]
    start = relations.indptr[:-1][count == 2]
    first, second = relations.indices[start], relations.indices[start + 1]
    ratio = -relations.data[start] / relations.data[start + 1]
    same, turned = ratio == 1, ratio == -1
    left = np.concatenate([one, first[same], first[same] + size, first[turned], first[turned] + size])
    right = np.concatenate([one + size, second[same], second[same] + size, second[turned] + size, second[turned]])
    graph = sp.coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(2 * size, 2 * size))
    _, label = connected_components(graph, directed=False)
    itself, round_ = label[:size], label[size:]
    moves = itself != round_
    group = np.full(size, -1)
    found, group[moves] = np.unique(np.minimum(itself, round_)[moves], return_inverse=True)
    return group, np.where(itself < round_, 1.0, -1.0), len(found)


def substituted(relations: sp.csr_matrix, group: Places, turn: Floats, groups: int) -> sp.csr_matrix:
    """The relations in terms of groups of unknowns."""
    moves = np.flatnonzero(group >= 0)
    by = sp.csr_matrix((turn[moves], (moves, group[moves])), shape=(len(group), groups))
    found = (relations @ by).tocsr()
    found.eliminate_zeros()
    found.sort_indices()
    return found


def without_repetition(relations: sp.csr_matrix) -> sp.csr_matrix:
    """Each relation once, whichever way round, and none that says nothing."""
    random = np.random.default_rng(0).standard_normal(relations.shape[1])
    print_ = np.abs(relations @ random)
    holds = np.flatnonzero(np.diff(relations.indptr))
    _, first = np.unique(print_[holds], return_index=True)
    return relations[np.sort(holds[first])]
