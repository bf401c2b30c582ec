"""The order of work: room for every small cell; then tables that whoever is alone in another cannot rule out; then
less, where less is enough.

A table is first looked for near the cell, among what is hidden; then with more hidden; then farther away. As each moves
few cells, most people who are alone in one are in few of them, and seldom rule out all tables that show another cell.
What no table moves, and is not small, need not be hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.kind import Kind
from alder.disclosure.nearby.motions import Motions
from alder.disclosure.nearby.shown import SLACK, Shown, whole
from alder.disclosure.nearby.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alder.disclosure.nearby.motions import Motion
    from alder.disclosure.system import Bools, Floats, Numbers, System

NEAR, FAR, FARTHER = 300, 1_200, 4_000
"""So many cells are looked at around one, of which some are hidden."""
FREE = 1e-3
"""What it costs to move a cell by 1 that is hidden for good."""
ALONE = 5.0
"""So many times that where somebody is alone in it."""
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
    work = Choosing(system, primary, closed, price, step, Shown(system.size, need, people), tell)
    left = work.widen()
    work.stop_insiders()
    work.thin()
    return Choice(work.used, list(work.shown.tables.values()), left)


class Choosing:
    """The choice as it grows."""

    def __init__(
        self,
        system: System,
        primary: Bools,
        closed: Bools,
        price: Floats,
        step: Floats,
        shown: Shown,
        tell: Callable[[str], None],
    ) -> None:
        self.system, self.primary, self.shown, self.tell = system, primary, shown, tell
        virtual = system.kind != Kind.COUNT
        self.must = primary | virtual
        self.hidden, self.used = closed | virtual, self.must.copy()
        self.price, self.step = price, step
        self.windows, self.motions = Windows(system, price), Motions(system)
        self.everything = np.flatnonzero(~system.fixed)
        self.lone = np.zeros(system.size, dtype=bool)
        for cells in shown.people:
            self.lone[cells] = True
        self.order = sorted(np.flatnonzero(primary).tolist(), key=lambda c: (-price[c], c))

    def widen(self) -> Numbers:
        """Give each small cell its room, the dearest first; those that cannot have it."""
        left = []
        for n, cell in enumerate(self.order):
            if n % TOLD == 0:
                self.tell(f"room: {len(self.order) - n:,} of {len(self.order):,} small counts to be looked at")
            if self.shown.narrow(np.array([cell]))[0] and not self.widened(cell):
                left.append(cell)
        return np.array(left, dtype=np.int64)

    def widened(self, cell: int) -> bool:
        """Find room for one cell."""
        need = self.shown.need
        for cells in self.places(cell, ~self.system.fixed):
            cost, also = self.cost(cells), self.also(cells, cell)
            found = self.motions.room(cells, cost, also, cell, need)
            if found is not None and apart(found, cell) < need:  # fractions at both ends
                found = self.motions.room(cells, cost, also, cell, need + 1)
            if found is not None and apart(found, cell) >= need:
                self.take(found)
                return True
        return False

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
        for cells in self.places(cell, may) if may[cell] else ():
            if len(cells) == len(self.everything) and not everywhere:
                break
            cost = self.cost(cells)
            ways = [m for by in (1.0, -1.0) if (m := self.motions.step(cells, cost, cell, by))]
            if ways:
                self.take(min(ways, key=lambda m: spent(m, cells, cost)))
                return True
        return False

    def thin(self) -> None:
        """Show again, the dearest first, what no promise needs."""
        extra = np.flatnonzero(self.used & ~self.must)
        for cell in extra[np.argsort(-self.price[extra], kind="stable")].tolist():
            tables = frozenset(self.shown.using.get(cell, set()))
            if not self.shown.needs(tables, self.primary):
                self.shown.drop(tables)
                self.used[cell] = False

    def places(self, cell: int, may: Bools) -> Iterator[Numbers]:
        """Cells among which to look, the near ones and the hidden ones first."""
        far = self.windows.around(cell, self.hidden, FAR)
        far = far[may[far]]
        yield far[self.hidden[far]]
        near = self.windows.around(cell, self.hidden, NEAR)
        yield near[may[near]]
        yield far
        if len(self.everything) > FARTHER:
            farther = self.windows.around(cell, self.hidden, FARTHER)
            yield farther[may[farther]]
        yield self.everything[may[self.everything]]

    def cost(self, cells: Numbers) -> Floats:
        found = np.where(self.hidden[cells], UNUSED, 1.0) * self.step[cells]
        return np.where(self.used[cells], np.where(self.lone[cells], ALONE, 1.0) * FREE, found)

    def also(self, cells: Numbers, cell: int) -> Floats:
        """How far other small cells would like to move: up, or every other one down where it can."""
        low, high = self.shown.low[cells], self.shown.high[cells]
        wanting = self.primary[cells] & self.shown.narrow(cells) & (cells != cell)
        up = self.shown.need + np.ceil(low - SLACK)
        down = self.shown.need - np.floor(high + SLACK)
        falls = (self.motions.down[cells] >= down) & (cells % 2 == 0)
        return np.where(wanting, np.where(falls, -down, up), 0.0)

    def take(self, motions: Sequence[Motion]) -> None:
        """Hide what some motions move."""
        for cells, _ in motions:
            self.hidden[cells] = self.used[cells] = True
        self.shown.add(motions)


def apart(motions: Sequence[Motion], cell: int) -> float:
    """How far the lowest and the highest whole number of a cell in some motions are apart."""
    by = [0.0, *(float(b[cells == cell][0]) for cells, b in motions if cell in cells)]
    return float(whole(np.array(min(by)), np.array(max(by))))


def spent(motions: Sequence[Motion], cells: Numbers, cost: Floats) -> float:
    return sum(float(np.abs(by) @ cost[np.searchsorted(cells, moved)]) for moved, by in motions)
