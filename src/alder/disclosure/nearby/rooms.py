"""Room for a cell by boxes: by one, or by one in which it rises and another in which it falls."""

from __future__ import annotations

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
    boxes: list[tuple[Found, int, float]]
    """Boxes, and how far the cell moves in each."""

    @property
    def price(self) -> float:
        """What it costs in all."""
        return sum(float(found.cost[box]) for found, box, _ in self.boxes)


class Rooms:
    """Looks for boxes. `need` is how far a cell has to move between the tables that are found for it."""

    def __init__(self, boxes: Boxes, need: float) -> None:
        self.boxes, self.need = boxes, need

    def room(self, cell: int, most: float = np.inf) -> Room | None:
        """The cheapest room that is found for a cell where no corner costs more than `most`."""
        found = list(self.boxes.around(cell, most))
        rooms = [room for room in (self.single(found), self.pair(found)) if room]
        return min(rooms, key=lambda room: room.cost, default=None)

    def step(self, cell: int, still: Numbers, most: float = np.inf) -> Room | None:
        """The cheapest box in which a cell moves by 1 and others stay as they are."""
        best: Room | None = None
        with self.boxes.holding(still):
            for f in self.boxes.around(cell, most):
                for reach, by in ((f.up, 1.0), (f.down, -1.0)):
                    box = cheapest(reach >= 1, f.cost)
                    if box is not None and (best is None or f.cost[box] < best.cost):
                        best = Room(float(f.cost[box]), [(f, box, by)])
        return best

    def motions(self, room: Room) -> list[Motion]:
        return [self.boxes.motion(*box) for box in room.boxes]

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
        return Room(cost, [(f, box, by) for by in (up, up - self.need) if by])

    def pair(self, found: Sequence[Found]) -> Room | None:
        """Two boxes, the one for rising and the other for falling."""
        up, down = self.reaching((f, f.up) for f in found), self.reaching((f, f.down) for f in found)
        best: Room | None = None
        for rise in range(1, int(self.need)):
            one, other = up.get(rise), down.get(int(self.need) - rise)
            if one and other and (best is None or one[0] + other[0] < best.cost):
                best = Room(one[0] + other[0], [(*one[1:], float(rise)), (*other[1:], rise - self.need)])
        return best

    def reaching(self, found: Iterable[tuple[Found, Floats]]) -> dict[int, Chosen]:
        """The cheapest box for each distance that a cell may be moved by, short of all that it needs."""
        best: dict[int, Chosen] = {}
        for f, reach in found:
            shared = f.cost / np.maximum(f.others, LEAST) ** HELP
            for by in range(1, int(self.need)):
                box = cheapest(reach >= by, shared)
                if box is None:
                    break
                if by not in best or shared[box] < best[by][0]:
                    best[by] = float(shared[box]), f, box
        return best


def cheapest(which: Bools, cost: Floats) -> int | None:
    """The first of the cheapest of some boxes."""
    at = np.flatnonzero(which)
    return int(at[np.argmin(cost[at])]) if len(at) else None
