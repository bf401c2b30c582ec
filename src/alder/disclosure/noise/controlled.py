"""Controlled rounding: every count goes to a multiple beside it, and the table still adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.kind import Kind
from alder.disclosure.noise.balanced import balanced, sums_of
from alder.disclosure.noise.whole_numbers import nearest_table
from alder.errors import NotProtected

if TYPE_CHECKING:
    import scipy.sparse as sp

    from alder.disclosure.noise.single import Bools, Numbers
    from alder.disclosure.system import System

MOST_STEPS = 2
TOGETHER = 500
"""Cells of a table that are rounded all together, as near as can be. In larger ones each is chosen by itself."""


def controlled(system: System, base: int) -> tuple[Numbers, int]:
    """The rounded counts of a table, and how many steps of the base the furthest may have moved.

    A multiple of the base stays as it is, and zero stays zero. With one or two filters that is always possible. Where
    it is not, counts but for the zeros may move two steps; where that does not help either, the table is refused.
    """
    # What nobody shows need only stay possible: nobody is fewer than nobody.
    shown = system.kind == Kind.COUNT
    found, steps = controlled_cells(system.value, system.relations, base, shown=shown)
    return found[: system.counts], steps


def controlled_cells(
    value: Numbers, relations: sp.csr_matrix, base: int, *, shown: Bools | None = None
) -> tuple[Numbers, int]:
    """The same for cells that add up as the relations say, of which all or some are shown."""
    every = np.ones(len(value), dtype=bool) if shown is None else shown
    one_by_one = len(value) > TOGETHER and bool(every.all())
    for steps in range(1, MOST_STEPS + 1):
        if one_by_one:
            found = _one_by_one(value, relations, base, steps)
        else:
            found = _within(value, relations, every, base, steps)
        if found is not None:
            return found, steps
    raise NotProtected(
        "this table cannot be rounded so that it still adds up, with each count at most two steps from itself",
        next="Use fewer breakdowns, or a policy that rounds each count by itself.",
    )


def _within(count: Numbers, relations: sp.csr_matrix, shown: Bools, base: int, steps: int) -> Numbers | None:
    value = count.astype(float)
    down = np.floor(value / base)
    exact = count % base == 0
    low = np.where(exact, down, down - (steps - 1))
    high = np.where(exact, down, down + steps)
    if steps > 1:
        moved = exact & (count > 0)
        low, high = np.where(moved, down - 1, low), np.where(moved, down + 1, high)
    low = np.where(shown, np.maximum(low, 0), 0)
    high = np.where(shown, high, np.inf)
    weight = np.where(shown, float(base), 0.0)
    found = nearest_table(relations, value / base, low, high, shown, weight)
    if found is None:
        return None
    return (base * found).astype(np.int64)


def _one_by_one(count: Numbers, relations: sp.csr_matrix, base: int, steps: int) -> Numbers | None:
    """Inner cells go down or up, and totals are their sums; None where some total is too far from its count then."""
    parts = np.ones(len(count), dtype=bool)
    parts[relations.indices[relations.data < 0]] = False
    sums = sums_of(relations, parts)
    found = count[parts]
    moving = found % base != 0
    down = found - found % base
    exact = count % base == 0
    most = np.where(exact, steps - 1.0, steps - 1 / base)
    totals = sums[~parts][:, np.flatnonzero(moving)]
    up = balanced((found[moving] - down[moving]) / base, totals, most[~parts])
    down[moving] += base * up
    figures = np.rint(sums @ down).astype(np.int64)
    near = np.abs(figures - count) <= base * most + 1e-6
    return figures if near.all() and not np.any(relations @ figures) else None
