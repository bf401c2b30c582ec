"""Small-count rounding: inner cells under the base go to 0 or to the base, and every total is the sum of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.noise.balanced import balanced, sums_of
from alder.disclosure.noise.whole_numbers import nearest_table
from alder.errors import NotProtected, present

if TYPE_CHECKING:
    import scipy.sparse as sp

    from alder.disclosure.noise.single import Bools, Numbers
    from alder.disclosure.system import System


TOGETHER = 1_000
"""Cells of a table whose small ones are chosen all together. In larger tables they are chosen one by one."""


def inner(system: System) -> Bools:
    """The cells of a table that are no sums of others. Shape: counts."""
    found = np.ones(system.counts, dtype=bool)
    found[system.whole[system.whole >= 0]] = False
    return found


def small_counts(system: System, base: int) -> Numbers:
    """Counts of which none lies in 1 to base - 1, additive and consistent, with totals as near as they can be.

    Only inner cells below the base change; those at or above it stay what they are.
    """
    if system.size != system.counts:
        raise NotProtected(
            "small-count rounding takes tables of counts that add up from their inner cells: no rates, no overlapping "
            "categories, nobody without a known category",
            next="Use controlled rounding, or ask for the counts without their rates.",
        )
    return small_counts_cells(system.value, system.relations, inner(system), base)


def small_counts_cells(count: Numbers, relations: sp.csr_matrix, parts: Bools, base: int) -> Numbers:
    """The same for cells that add up as the relations say; `parts` are those that are no sums of others."""
    moves = parts & (count > 0) & (count < base)
    if len(count) > TOGETHER:
        return _one_by_one(count, relations, parts, moves, base)
    value = count.astype(float)
    # x is in units of the base where a cell moves, and in ones elsewhere, so that a moving cell is 0 or 1.
    unit = np.where(moves, float(base), 1.0)
    low = np.where(moves, 0.0, np.where(parts, value, 0.0))
    high = np.where(moves, 1.0, np.where(parts, value, np.inf))
    weight = np.where(parts, 0.01, 1.0)
    relations = relations.multiply(unit[np.newaxis, :]).tocsr()
    nearest = nearest_table(relations, value / unit, low, high, moves, weight * unit)
    found = present(nearest, "whatever inner cells become, totals can be their sums")
    return np.round(found * unit).astype(np.int64)


def _one_by_one(count: Numbers, relations: sp.csr_matrix, parts: Bools, moves: Bools, base: int) -> Numbers:
    sums = sums_of(relations, parts)
    found = count[parts]
    moving = moves[parts]
    totals = sums[~parts][:, np.flatnonzero(moving)]
    up = balanced(found[moving] / base, totals, np.full(totals.shape[0], np.inf))
    found[moving] = np.where(up, base, 0)
    every: Numbers = np.rint(sums @ found).astype(np.int64)
    return every
