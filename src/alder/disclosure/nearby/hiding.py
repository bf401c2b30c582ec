"""What is hidden so far, what was shown of it, and what it would cost to hide more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.kind import Kind
from alder.disclosure.nearby.boxes import Boxes
from alder.disclosure.nearby.motions import Motions
from alder.disclosure.nearby.rooms import Rooms
from alder.disclosure.nearby.shown import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.nearby.motions import Motion
    from alder.disclosure.nearby.shown import Shown
    from alder.disclosure.system import Bools, Floats, Numbers, System

FREE = 1e-3
"""What it costs to move a cell by 1 that is hidden for good."""
ALONE = 5.0
"""So many times that where somebody is alone in it."""
SHARED = 1.3
"""What tables cost is shared by this power of how much room they give."""


class Hiding:
    """The choice as it grows. `closed` is what seems to be needed, `price` what it costs to hide each cell."""

    def __init__(self, system: System, primary: Bools, closed: Bools, price: Floats, shown: Shown) -> None:
        self.system, self.primary, self.price, self.shown = system, primary, price, shown
        virtual = system.kind != Kind.COUNT
        self.must = primary | virtual
        self.hidden, self.used = closed | virtual, self.must.copy()
        """What seems to be needed, and what is."""
        self.lone = np.zeros(system.size, dtype=bool)
        for cells in shown.people:
            self.lone[cells] = True
        self.motions = Motions(system)
        up, down = (np.where(system.fixed, 0.0, reach) for reach in (self.motions.up, self.motions.down))
        self.spend, self.wanting = np.zeros(system.size), np.zeros(system.size)
        """What it costs to move each cell, and what part of its room it lacks."""
        self.boxes = Boxes(system, up, down, self.spend, self.wanting)
        self.rooms = Rooms(self.boxes, shown.need)
        every = np.arange(system.size)
        self.use(every, used=self.must)
        self.note(every)

    def use(self, cells: Numbers, *, used: bool | Bools) -> None:
        """Some cells are hidden for good, or need not be any more."""
        self.used[cells] = used
        lone = np.where(self.lone[cells], ALONE, 1.0) * FREE
        self.spend[cells] = np.where(self.used[cells], 0.0, self.price[cells]) + lone
        self.boxes.changed(cells)

    def note(self, cells: Numbers) -> None:
        """More or less was shown of some cells."""
        lacking = np.maximum(1.0 - whole(self.shown.low[cells], self.shown.high[cells]) / self.shown.need, 0.0)
        self.wanting[cells] = np.where(self.primary[cells], lacking, 0.0)
        self.boxes.changed(cells)

    def take(self, motions: Sequence[Motion]) -> None:
        """Hide what some motions move."""
        self.shown.add(motions)
        for cells, _ in motions:
            self.hidden[cells] = True
            self.use(cells, used=True)
            self.note(cells)

    def dearness(self, motions: Sequence[Motion]) -> float:
        """What it costs to hide what some motions move, shared by those that are given room."""
        cells, at = np.unique(np.concatenate([c for c, _ in motions]), return_inverse=True)
        by = np.concatenate([by for _, by in motions])
        low, high = self.shown.low[cells], self.shown.high[cells]
        np.minimum.at(low, at, by)
        np.maximum.at(high, at, by)
        lacking = np.maximum(1.0 - whole(low, high) / self.shown.need, 0.0)
        given = float(np.maximum(self.wanting[cells] - lacking, 0.0)[self.primary[cells]].sum())
        found: float = float(self.spend[cells].sum()) / max(given, FREE) ** SHARED
        return found
