"""Counts that move together in a box, and the differences of rates that move with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alder.disclosure.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.disclosure.system import Floats, Numbers, System

PLAIN = (Kind.COUNT, Kind.DIFFERENCE, Kind.REST)
"""Cells of other kinds stand in relations that boxes know nothing of. A rest stays as it is where all else adds up."""


class Layer:
    """Counts of one indicator, or of both of a rate. Shapes: cells that rise or fall together, rows of the table."""

    def __init__(self, system: System, counts: Numbers, rising: Numbers, falling: Numbers) -> None:
        self.rising, self.falling = np.concatenate([counts, rising]), falling
        """What moves as the counts do, and what moves against them."""
        self.all = np.concatenate([self.rising, falling])
        self.at, self.way = np.full(system.size, -1, dtype=np.int64), np.ones(system.size, dtype=np.int64)
        """For each cell its row, -1 where this layer does not move it, and which way it moves."""
        self.at[self.all] = np.arange(system.rows)
        self.way[falling] = -1
        self.reach: Floats = np.zeros(0)
        """How far each may rise and how far it may fall."""
        self.sums: Floats = np.zeros(0)
        """What it costs to move each, and what part of its room it lacks."""

    def begin(self, shape: tuple[int, ...], inside: Any) -> None:
        """Two entries for each combination of categories, and others that stand for no category of a filter.

        Nothing moves until it is told how far it may, and what stands for none never holds anything up.
        """
        self.reach, self.sums = np.full((2, *shape), np.inf), np.zeros((2, *shape))
        self.reach[(slice(None), *inside)] = 0.0


def layers(system: System) -> Iterator[Layer]:
    """All layers of a table; none where its relations are not all sums of categories or differences of rates."""
    if not np.isin(system.kind, PLAIN).all():
        return
    rows = np.arange(system.rows)
    pairs: dict[tuple[int, int], Numbers] = {}
    pointer, members = system.relations.indptr, system.relations.indices
    for n, whole in enumerate(system.whole.tolist()):
        cells = members[pointer[n] : pointer[n + 1]]
        parts = cells[(cells < system.counts) & (cells != whole)]
        if not len(parts) or parts[0] // system.rows == whole // system.rows:
            continue
        rest = cells[cells >= system.counts]
        if len(rest) != 1:
            return
        pair = (int(parts[0]) // system.rows, whole // system.rows)
        pairs.setdefault(pair, np.full(system.rows, -1, dtype=np.int64))[whole % system.rows] = rest[0]
    if any((cells < 0).any() for cells in pairs.values()):
        return
    for moving in [*((i,) for i in range(len(system.indicators))), *pairs]:
        rising = [cells for (part, whole), cells in pairs.items() if whole in moving and part not in moving]
        falling = [cells for (part, whole), cells in pairs.items() if part in moving and whole not in moving]
        yield Layer(
            system,
            np.array([i * system.rows + rows for i in moving]),
            np.array(rising, dtype=np.int64).reshape(-1, system.rows),
            np.array(falling, dtype=np.int64).reshape(-1, system.rows),
        )
