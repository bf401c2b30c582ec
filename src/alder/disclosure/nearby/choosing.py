"""The order of work: room for every small cell; then tables that whoever is alone in another cannot rule out; then
less, where less is enough.

In tables of many filters boxes are all that most cells need, those first that help most for what they cost. In tables
of few, programmes near a cell often find tables that help more cells at once: the better of the two is taken. So they
are where there are no boxes, among what is hidden at first; then with more hidden; then farther away. What moves few
cells is best against people who are alone in one: they are in few of these tables, and seldom rule out all that show
another cell. What no table moves, and is not small, need not be hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.nearby.hiding import ALONE, FREE, Hiding
from alder.disclosure.nearby.rooms import HIDDEN
from alder.disclosure.nearby.shown import SLACK, Shown, whole
from alder.disclosure.nearby.thinning import thin
from alder.disclosure.nearby.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alder.disclosure.nearby.motions import Motion
    from alder.disclosure.system import Bools, Floats, Numbers, System

NEAR, FAR, FARTHER = 300, 1_200, 4_000
"""So many cells are looked at around one, of which some are hidden."""
FEW = 3
"""In tables of up to so many filters programmes are asked as well as boxes."""
QUICK = 8_000
"""With rates or levels programmes find better tables than boxes are, but with more counts it takes them too long."""
STALE = 1.1
"""Boxes are taken while none is known that costs less than so many times less."""
UNUSED = 0.1
"""What it costs to move a cell that was hidden and is in no table yet, against one that is not hidden."""
TOLD = 20


@dataclass(frozen=True, eq=False)
class Choice:
    """What is hidden, and the tables that prove it."""

    hidden: Bools
    tables: list[Motion]
    left: Numbers
    """Small cells that no table shows enough of, whatever else is hidden."""


def choose(
    system: System,
    primary: Bools,
    closed: Bools,
    *,
    price: Floats,
    step: Floats,
    need: float,
    people: Sequence[Numbers],
    tell: Callable[[str], None],
) -> Choice:
    """What to hide beside the primaries, so that each moves by `need` between tables, and by 1 for everybody else.

    `closed` is what seems to be needed. `price` is what it costs to hide each cell, and `step` to move it by 1.
    """
    hiding = Hiding(system, primary, closed, price, Shown(system.size, need, people))
    work = Choosing(hiding, step, tell)
    left = work.widen()
    work.stop_insiders()
    thin(hiding, tell)
    return Choice(hiding.used, list(hiding.shown.tables.values()), left)


class Choosing:
    """Looks for what to hide more."""

    def __init__(self, hiding: Hiding, step: Floats, tell: Callable[[str], None]) -> None:
        self.hiding, self.step, self.tell = hiding, step, tell
        self.system, self.shown = hiding.system, hiding.shown
        self.windows = Windows(self.system, hiding.price)
        self.everything = np.flatnonzero(~self.system.fixed)
        self.order = sorted(np.flatnonzero(hiding.primary).tolist(), key=lambda c: (-hiding.price[c], c))
        layers, many = len(hiding.boxes.layers), self.system.codes.shape[1] > FEW
        plain = layers == 1 and hiding.boxes.flat
        self.by_boxes = plain or (layers > 0 and many and self.system.counts > QUICK)
        self.many = self.by_boxes and many

    def widen(self) -> Numbers:
        """Give each small cell its room; those that cannot have it."""
        order, left = self.boxed() if self.many else self.order, []
        for n, cell in enumerate(order):
            if n % TOLD == 0:
                self.tell(f"room: {len(order) - n:,} of {len(self.order):,} small counts to be looked at")
            if self.shown.narrow(np.array([cell]))[0] and not self.widened(cell):
                left.append(cell)
        return np.array(left, dtype=np.int64)

    def boxed(self) -> list[int]:
        """Take boxes while there are any, those first that help most for what they cost; the cells with none."""
        rooms = self.hiding.rooms
        costs = [(room.cost if (room := rooms.room(cell)) else 0.0, n, cell) for n, cell in enumerate(self.order)]
        heapify(costs)
        left: list[int] = []
        asked = 0
        while costs:
            if asked % TOLD == 0:
                self.tell(f"room: {len(costs):,} of {len(self.order):,} small counts to be looked at")
            asked += 1
            _, n, cell = heappop(costs)
            if not self.shown.narrow(np.array([cell]))[0]:
                continue
            if (room := rooms.room(cell)) is None:
                left.append(cell)
            elif costs and room.cost > STALE * costs[0][0] + FREE:
                heappush(costs, (room.cost, n, cell))
            else:
                self.hiding.take(rooms.motions(room))
        return left

    def widened(self, cell: int) -> bool:
        """Find room for one cell."""
        need, motions = self.shown.need, self.hiding.motions
        room = self.hiding.rooms.room(cell) if self.by_boxes else None
        found = self.hiding.rooms.motions(room) if room else None
        for cells in self.places(cell, ~self.system.fixed) if room is None or room.price > HIDDEN else ():
            cost, also = self.cost(cells), self.also(cells, cell)
            other = motions.room(cells, cost, also, cell, need)
            if other is not None and apart(other, cell) < need:  # fractions at both ends
                other = motions.room(cells, cost, also, cell, need + 1)
            if other is not None and apart(other, cell) >= need:
                found = min(found, other, key=self.hiding.dearness) if found else other
                break
        if found:
            self.hiding.take(found)
        return found is not None

    def stop_insiders(self) -> None:
        """Show everybody who is alone in some cells a second value of every other small cell, as far as hiding can."""
        for n, cell in enumerate(self.order):
            if n % TOLD == 0:
                self.tell(f"people alone in a count: {len(self.order) - n:,} small counts to be looked at")
            who = self.shown.knowing(cell)
            if who and len(self.shown.people) > len(who) > 1 and self.blinded(cell, who, everywhere=False):
                continue
            for person in sorted(who):
                if person in self.shown.knowing(cell) and not self.blinded(cell, {person}, everywhere=True):
                    self.shown.excuse(person, cell)  # their own cell and empty ones tell it

    def blinded(self, cell: int, who: set[int], *, everywhere: bool) -> bool:
        """Find a table that moves a cell and that some people cannot rule out."""
        may = ~self.system.fixed
        for person in who:
            may[self.shown.people[person]] = False
        if not may[cell]:
            return False
        if self.by_boxes and (room := self.hiding.rooms.step(cell, np.flatnonzero(~may))):
            self.hiding.take(self.hiding.rooms.motions(room))
            return True
        for cells in self.places(cell, may):
            if len(cells) == len(self.everything) and not everywhere:
                break
            cost = self.cost(cells)
            ways = [m for by in (1.0, -1.0) if (m := self.hiding.motions.step(cells, cost, cell, by))]
            if ways:
                self.hiding.take(min(ways, key=lambda m: spent(m, cells, cost)))
                return True
        return False

    def places(self, cell: int, may: Bools) -> Iterator[Numbers]:
        """Cells among which to look, the near ones and the hidden ones first."""
        hidden = self.hiding.hidden
        far = self.windows.around(cell, hidden, FAR)
        far = far[may[far]]
        yield far[hidden[far]]
        near = self.windows.around(cell, hidden, NEAR)
        yield near[may[near]]
        yield far
        if len(self.everything) > FARTHER:
            farther = self.windows.around(cell, hidden, FARTHER)
            yield farther[may[farther]]
        yield self.everything[may[self.everything]]

    def cost(self, cells: Numbers) -> Floats:
        hiding = self.hiding
        found = np.where(hiding.hidden[cells], UNUSED, 1.0) * self.step[cells]
        return np.where(hiding.used[cells], np.where(hiding.lone[cells], ALONE, 1.0) * FREE, found)

    def also(self, cells: Numbers, cell: int) -> Floats:
        """How far other small cells would like to move: up, or every other one down where it can."""
        low, high = self.shown.low[cells], self.shown.high[cells]
        wanting = self.hiding.primary[cells] & self.shown.narrow(cells) & (cells != cell)
        up = self.shown.need + np.ceil(low - SLACK)
        down = self.shown.need - np.floor(high + SLACK)
        falls = (self.hiding.motions.down[cells] >= down) & (cells % 2 == 0)
        return np.where(wanting, np.where(falls, -down, up), 0.0)


def apart(motions: Sequence[Motion], cell: int) -> float:
    """How far the lowest and the highest whole number of a cell in some motions are apart."""
    by = [0.0, *(float(b[cells == cell][0]) for cells, b in motions if cell in cells)]
    return float(whole(np.array(min(by)), np.array(max(by))))


def spent(motions: Sequence[Motion], cells: Numbers, cost: Floats) -> float:
    return sum(float(np.abs(by) @ cost[np.searchsorted(cells, moved)]) for moved, by in motions)
