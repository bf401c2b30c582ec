"""Controlled rounding: every count goes to a multiple beside it, and the table still adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.kind import Kind
from alder.disclosure.noise.whole_numbers import nearest_table
from alder.errors import NotProtected

if TYPE_CHECKING:
    from alder.disclosure.noise.single import Numbers
    from alder.disclosure.system import System

MOST_STEPS = 2


def controlled(system: System, base: int) -> tuple[Numbers, int]:
    """The rounded counts of a table, and how many steps of the base the furthest may have moved.

    A multiple of the base stays as it is, and zero stays zero. With one or two filters that is always possible. Where
    it is not, counts but for the zeros may move two steps; where that does not help either, the table is refused.
    """
    for steps in range(1, MOST_STEPS + 1):
        found = _within(system, base, steps)
        if found is not None:
            return found, steps
    raise NotProtected(
        "this table cannot be rounded so that it still adds up, with each count at most two steps from itself",
        next="Use fewer breakdowns, or a policy that rounds each count by itself.",
    )


def _within(system: System, base: int, steps: int) -> Numbers | None:
    value = system.value.astype(float)
    down = np.floor(value / base)
    exact = system.value % base == 0
    low = np.where(exact, down, down - (steps - 1))
    high = np.where(exact, down, down + steps)
    if steps > 1:
        moved = exact & (system.value > 0)
        low, high = np.where(moved, down - 1, low), np.where(moved, down + 1, high)
    # What nobody shows need only stay possible: nobody is fewer than nobody.
    shown = system.kind == Kind.COUNT
    low = np.where(shown, np.maximum(low, 0), 0)
    high = np.where(shown, high, np.inf)
    weight = np.where(shown, float(base), 0.0)
    found = nearest_table(system.relations, value / base, low, high, shown, weight)
    if found is None:
        return None
    return (base * found[: system.counts]).astype(np.int64)
