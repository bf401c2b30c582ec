"""Publish classes of hidden cells again, one after the other, as long as no primary cell is given away.

All of it happens inside a sketch of the motions: publishing a cell takes its row out of every other. The rows stay as
they are; what was taken out is kept beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Bools, Floats
    from alder.disclosure.sketch.ties import Places

KNOWN = 1e-4
"""A class of whose row, of length 1 at first, no more is left is known already."""
LEAST = 1e-7
"""The square of what has to stay of a primary's row."""
SAME = 1e-8
"""Rows whose angles differ by less are parallel."""
SPARE = 6
"""Columns that are not used up, so that parallel rows are told from others."""


@dataclass(frozen=True, eq=False)
class Guarded:
    """Classes that hold a primary cell, or one in which somebody is alone. Rows of length 1."""

    motion: Floats
    primary: Bools
    lone: Bools


def reverse_delete(guarded: Guarded, candidates: Floats, *, seed: int) -> tuple[Places, int]:
    """Which candidates may be published, looked at in their order, and how many were looked at.

    It stops early when the sketch is used up.
    """
    rows = guarded.motion
    size = np.einsum("ij,ij->i", rows, rows)
    random = np.random.default_rng(seed).standard_normal((rows.shape[1], 4))
    short = rows @ random
    gone = np.zeros((max(rows.shape[1] - SPARE, 0), rows.shape[1]))
    used = 0
    published: list[int] = []
    for n, row in enumerate(candidates):
        row = without(without(row, gone[:used]), gone[:used])
        length = np.sqrt(row @ row)
        if length < KNOWN:
            published.append(n)
            continue
        if used == len(gone):
            return np.array(published, dtype=np.int64), n
        row = row / length
        part = rows @ row
        left = size - part * part
        if (left[guarded.primary] < LEAST).any():
            continue
        moved = short - part[:, None] * (row @ random)
        if gives_away(moved, guarded, left):
            continue
        published.append(n)
        gone[used] = row
        used += 1
        size, short = left, moved
    return np.array(published, dtype=np.int64), len(candidates)


def without(row: Floats, gone: Floats) -> Floats:
    """What is left of a row when the published ones, at right angles to each other, are taken out."""
    found: Floats = row - (gone @ row) @ gone
    return found


def gives_away(short: Floats, guarded: Guarded, size: Floats) -> bool:
    """Whether two classes have become parallel, of which one is known to somebody and the other holds a primary."""
    first = np.arctan2(short[:, 0], short[:, 1]) % np.pi
    order = np.argsort(first)
    order = order[size[order] >= LEAST]
    near = np.flatnonzero(np.diff(first[order]) < SAME)
    one, other = order[near], order[near + 1]
    second = np.abs(np.arctan2(short[one, 2], short[one, 3]) - np.arctan2(short[other, 2], short[other, 3])) % np.pi
    near = np.minimum(second, np.pi - second) < SAME
    one, other = one[near], other[near]
    bad = (guarded.lone[one] & guarded.primary[other]) | (guarded.primary[one] & guarded.lone[other])
    return bool(bad.any())
