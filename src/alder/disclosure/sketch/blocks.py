"""Parts of a large table that hardly touch each other: the categories of the first level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Blocks, Bools, Cells
    from alder.disclosure.sketch.ties import Places

MOST = 700
"""As many hidden cells may a block have before a second dimension divides it."""
DIVIDING = 2


def divided(cells: Cells, hidden: Bools) -> Blocks:
    """The blocks of all cells: their categories in one or two dimensions, those with most of the first level."""
    block = cells.block
    categories = [len(np.unique(column)) for column in block.T]
    order = np.argsort(categories, kind="stable")[::-1]
    used = 0
    for used in range(1, min(DIVIDING, len(order)) + 1):
        chosen = block[:, order[:used]]
        inside = hidden & (chosen >= 0).all(axis=1)
        largest = np.unique(chosen[inside], axis=0, return_counts=True)[1].max(initial=0)
        if largest <= MOST:
            break
    return block[:, order[:used]]


def together(block: Blocks) -> Places:
    """Number members of one block differently, from 0: those with the same number are of different blocks."""
    if not block.shape[1]:
        return np.arange(len(block))
    _, key = np.unique(block, axis=0, return_inverse=True)
    order = np.argsort(key, kind="stable")
    start = np.searchsorted(key[order], key[order])
    found = np.empty(len(block), dtype=np.int64)
    found[order] = np.arange(len(block)) - start
    return found


def over(higher: Blocks, lower: Blocks) -> Bools:
    """Whether each block is, or holds, each of some others. Shape: lower, higher."""
    found: Bools = ((higher[None] == lower[:, None]) | (higher[None] == -1)).all(axis=2)
    return found
