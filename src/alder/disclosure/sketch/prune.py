"""Publish again what turned out not to be needed, the most valuable first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.sketch.blocks import over
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.sketch.reverse_delete import SPARE, Guarded, reverse_delete

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Blocks, Bools, Cells, Floats
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places

ONE_GROUP = 6_000
"""Up to so many unknowns all of the table is looked at together."""
WIDEST = 600
IN_BLOCKS = 64
"""Columns of a sketch that is used block by block."""


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of hidden cells that are known or unknown together."""

    of: Places
    """For each hidden cell its class, -1 where it is known. Shape: hidden cells."""
    motion: Floats
    """A row of length 1 for each class."""
    primary: Bools
    lone: Bools
    weight: Floats
    """What publishing the class gains, 0 where there is nothing to publish."""

    @classmethod
    def of_sketch(cls, cells: Cells, seen: Sketch, *, insider: bool) -> Classes:
        of, hidden = seen.of_hidden, seen.hidden
        count = int(of.max(initial=-1)) + 1
        at = np.flatnonzero(of >= 0)
        first = np.full(count, -1)
        first[of[at[::-1]]] = at[::-1]
        motion = seen.rows(first)
        motion = motion / np.linalg.norm(motion, axis=1, keepdims=True)
        said = np.zeros((3, count))
        for row, marked in zip(said, (cells.primary, cells.lone & insider, cells.weight * ~cells.must), strict=True):
            row += np.bincount(of[at], weights=marked[hidden[at]], minlength=count)
        return cls(of, motion, said[0] > 0, said[1] > 0, said[2])

    @property
    def guarded(self) -> Bools:
        return self.primary | self.lone

    @property
    def candidates(self) -> Places:
        """Classes that may be published, the dearest first."""
        found = np.flatnonzero(~self.primary & (self.weight > 0))
        return found[np.argsort(-self.weight[found], kind="stable")]

    def publish(self, rows: Places, candidates: Places, *, seed: int) -> tuple[Places, int]:
        """Of some candidates those that give no other of some classes away; and how many were looked at."""
        rows = rows[self.guarded[rows]]
        guarded = Guarded(self.motion[rows], self.primary[rows], self.lone[rows])
        found, looked = reverse_delete(guarded, self.motion[candidates], seed=seed)
        return candidates[found], looked


def prune(cells: Cells, seen: Sketch, block: Blocks, *, insider: bool, seed: int) -> Bools:
    """What of the hidden cells that a sketch shows still has to be hidden.

    In blocks, which look away from each other, it has to be tested.
    """
    if seen.tied.unknowns <= ONE_GROUP or not block.shape[1]:
        return in_one_group(cells, seen, insider=insider, seed=seed)
    return in_blocks(cells, seen, block, insider=insider, seed=seed)


def in_one_group(cells: Cells, seen: Sketch, *, insider: bool, seed: int, widest: int = WIDEST) -> Bools:
    """Look at every candidate once, with all of the table in view."""
    classes = Classes.of_sketch(cells, seen, insider=insider)
    todo = [seen.hidden[classes.of == c] for c in classes.candidates]
    hidden = without(cells, marked(cells, seen.hidden), seen.hidden[classes.of < 0])
    while todo:
        wide = sketch(cells, hidden, columns=min(widest, len(todo) + 4 + SPARE), seed=seed)
        classes = Classes.of_sketch(cells, wide, insider=insider)
        of = np.array([classes.of[np.searchsorted(wide.hidden, members[0])] for members in todo])
        free = of < 0
        found, looked = classes.publish(np.arange(len(classes.weight)), of[~free], seed=seed)
        gone = [*np.flatnonzero(free), *np.flatnonzero(~free)[:looked][np.isin(of[~free][:looked], found)]]
        hidden = without(cells, hidden, np.concatenate([todo[n] for n in gone] or [np.zeros(0, dtype=np.int64)]))
        todo = [todo[n] for n in np.flatnonzero(~free)[looked:]]
    return hidden


def in_blocks(cells: Cells, seen: Sketch, block: Blocks, *, insider: bool, seed: int) -> Bools:
    """Look at the candidates of each block with the block, and what lies over it, in view."""
    hidden = marked(cells, seen.hidden)
    seen = sketch(cells, hidden, columns=IN_BLOCKS, seed=seed)
    classes = Classes.of_sketch(cells, seen, insider=insider)
    at = np.flatnonzero(classes.of >= 0)
    names, number = np.unique(block[seen.hidden[at]], axis=0, return_inverse=True)
    in_block = np.unique(np.stack([number, classes.of[at]], axis=1), axis=0)
    home = np.full(len(classes.weight), -1)
    deepest = np.argsort((names >= 0).sum(axis=1)[in_block[:, 0]], kind="stable")
    home[in_block[deepest, 1]] = in_block[deepest, 0]
    upper = over(names, names)
    candidates = classes.candidates
    bounds = np.searchsorted(in_block[:, 0], np.arange(len(names) + 1))
    gone = np.zeros(len(classes.weight) + 1, dtype=bool)
    gone[-1] = True  # what is known already
    for n in range(len(names)):
        rows = np.unique(np.concatenate([in_block[bounds[b] : bounds[b + 1], 1] for b in np.flatnonzero(upper[n])]))
        found, _ = classes.publish(rows, candidates[home[candidates] == n], seed=seed)
        gone[found] = True
    return without(cells, hidden, seen.hidden[gone[classes.of]])


def without(cells: Cells, hidden: Bools, cell: Places) -> Bools:
    """What is hidden when some cells are published, but those that never are."""
    hidden = hidden.copy()
    hidden[cell] = cells.must[cell]
    return hidden


def marked(cells: Cells, hidden: Places) -> Bools:
    found = np.zeros(cells.size, dtype=bool)
    found[hidden] = True
    return found
