"""Room for a cell by boxes: by one, by one in which it rises and another in which it falls, or by several on top of
each other, of which only the last moves what is not hidden yet."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.disclosure.nearby.boxes import Boxes, Found
    from alder.disclosure.nearby.motions import Motion
    from alder.disclosure.system import Bools, Floats, Numbers

    Chosen = tuple[float, Found, int]
    """What a box costs, its layer, and its number there."""

HELP = 0.5
"""Two boxes together help others less than one does: their cost is shared by this power of how many want room."""
HIDDEN = 0.5
"""What costs no more is hidden already, however many move."""
LEAST = 0.1
"""So much of the room of one cell every box is held to give."""


@dataclass(frozen=True, eq=False)
class Room:
    """Other tables that give a cell room, and what it costs to hide what they move, shared by all that it helps."""

    cost: float
    tables: list[list[tuple[Found, int, float]]]
    """For each table its boxes, and how far the cell moves in each."""

    @property
    def price(self) -> float:
        """What it costs in all."""
        return sum(float(found.cost[box]) for table in self.tables for found, box, _ in table)


class Rooms:
    """Looks for boxes. `need` is how far a cell has to move between the tables that are found for it."""

    def __init__(self, boxes: Boxes, need: float) -> None:
        self.boxes, self.need = boxes, need

    def room(self, cell: int, most: float = np.inf) -> Room | None:
        """The cheapest room that is found for a cell where no corner costs more than `most`."""
        found = list(self.boxes.around(cell, most))
        rooms = [room for room in (self.single(found), self.pair(found)) if room]
        if len(self.boxes.layers) > 1 and not any(room.price <= HIDDEN for room in rooms):
            rooms += self.stacked(cell, most)  # differences are small, and hold single boxes up
        return min(rooms, key=lambda room: room.cost, default=None)

    def step(self, cell: int, still: Numbers, most: float = np.inf) -> Room | None:
        """The cheapest box in which a cell moves by 1 and others stay as they are."""
        best: Room | None = None
        with self.boxes.holding(still):
            for f in self.boxes.around(cell, most):
                for reach, by in ((f.up, 1.0), (f.down, -1.0)):
                    box = cheapest(reach >= 1, f.cost)
                    if box is not None and (best is None or f.cost[box] < best.cost):
                        best = Room(float(f.cost[box]), [[(f, box, by)]])
        return best

    def motions(self, room: Room) -> list[Motion]:
        return [added([self.boxes.motion(*box) for box in table]) for table in room.tables]

    def single(self, found: Sequence[Found]) -> Room | None:
        """One box, which gives all its corners the same room: so what it costs is shared by those that want it."""
        best: Chosen | None = None
        for f in found:
            shared = f.cost / np.maximum(f.others, LEAST)
            box = cheapest(f.up + f.down >= self.need, shared)
            if box is not None and (best is None or shared[box] < best[0]):
                best = float(shared[box]), f, box
        if best is None:
            return None
        cost, f, box = best
        up = min(float(f.up[box]), self.need)
        return Room(cost, [[(f, box, by)] for by in (up, up - self.need) if by])

    def pair(self, found: Sequence[Found]) -> Room | None:
        """Two boxes, the one for rising and the other for falling."""
        up, down = self.reaching((f, f.up) for f in found), self.reaching((f, f.down) for f in found)
        best: Room | None = None
        for rise in range(1, int(self.need)):
            one, other = up.get(rise), down.get(int(self.need) - rise)
            if one and other and (best is None or one[0] + other[0] < best.cost):
                best = Room(one[0] + other[0], [[(*one[1:], float(rise))], [(*other[1:], rise - self.need)]])
        return best

    def reaching(self, found: Iterable[tuple[Found, Floats]]) -> dict[int, Chosen]:
        """The cheapest box for each distance that a cell may be moved by."""
        best: dict[int, Chosen] = {}
        for f, reach in found:
            shared = f.cost / np.maximum(f.others, LEAST) ** HELP
            for by in range(1, int(self.need) + 1):
                box = cheapest(reach >= by, shared)
                if box is None:
                    break
                if by not in best or shared[box] < best[by][0]:
                    best[by] = float(shared[box]), f, box
        return best

    def stacked(self, cell: int, most: float) -> list[Room]:
        """Boxes on top of each other: first what is hidden, up and then down, then the cheapest for what is left."""
        rise = self.climb(cell, 1.0, self.need)
        up = sum(by for *_, by in rise)
        fall = self.climb(cell, -1.0, self.need - up)
        left = self.need - up + sum(by for *_, by in fall)
        if not left:
            return [Room(0.0, [table for table in (rise, fall) if table])]
        found = []
        for way, first, other in ((1.0, rise, fall), (-1.0, fall, rise)) if most > HIDDEN else ():
            with ExitStack() as stack:
                for box in first:
                    stack.enter_context(self.boxes.moved(*self.boxes.motion(*box)))
                around = self.boxes.around(cell, most)
                last = self.reaching((f, f.up if way > 0 else f.down) for f in around).get(int(left))
            if last:
                tables = [[*first, (*last[1:], way * left)], other]
                found.append(Room(last[0], [table for table in tables if table]))
        return found

    def climb(self, cell: int, way: float, need: float) -> list[tuple[Found, int, float]]:
        """Boxes of what is hidden that move a cell one way, one after the other."""
        taken: list[tuple[Found, int, float]] = []
        with ExitStack() as stack:
            while need >= 1:
                found = [(f, f.up if way > 0 else f.down) for f in self.boxes.around(cell, HIDDEN)]
                if not found:
                    break
                f, reach = max(found, key=lambda x: x[1].max(initial=0.0))
                by = min(float(reach.max(initial=0.0)), need)
                if by < 1 or (box := cheapest(reach >= by, f.cost)) is None:
                    break
                taken.append((f, box, way * by))
                need -= by
                stack.enter_context(self.boxes.moved(*self.boxes.motion(*taken[-1])))
        return taken


def added(motions: Sequence[Motion]) -> Motion:
    """One motion after the other."""
    if len(motions) == 1:
        return motions[0]
    cells, at = np.unique(np.concatenate([c for c, _ in motions]), return_inverse=True)
    by = np.bincount(at, weights=np.concatenate([by for _, by in motions]), minlength=len(cells))
    return cells[by != 0], by[by != 0]


def cheapest(which: Bools, cost: Floats) -> int | None:
    """The first of the cheapest of some boxes."""
    at = np.flatnonzero(which)
    return int(at[np.argmin(cost[at])]) if len(at) else None
