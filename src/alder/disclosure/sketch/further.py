"""Further cells to hide for small ones that what is hidden leaves too little room: motions that move both.

Most are found for many small cells at once, among what is hidden and the cells around them. For what is left the
cheapest motion is looked for cell by cell: in a window around it, then in a wider one, and at last everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.room import FARTHEST, whole_or_nearest
from alder.disclosure.sketch.window import window

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.ties import Places

SMALL, PARTNERS = 2_000, (3, 8)
"""Tables of up to so many cells are looked at whole. In larger ones a window has so many partners of a cell in each of
its relations, then more."""
WINDOWS, EVERYWHERE = (*PARTNERS, 24), 20_000
"""For one cell by itself a window may be wider; and in tables of up to so many cells be all of it. In larger ones that
programme would take hours: there it is what is hidden that is taken as far as it is connected with a wide window."""
FLAT = 2
"""Up to so many dimensions the simplex is quicker where many cells are to move."""
NEARBY = 6_000
"""Of what is hidden, in larger tables, as many as lie nearest: farther ones seldom help, and all would take minutes."""
WORTH = 1_000.0
"""What the room of one small cell is worth, against the mean cost of a further cell."""
MARGIN = 1e-3
"""So much farther than it has to a cell may move, so that what is then made exact still shows it."""


class Further:
    """Cells, of which some are hidden, and what moving each of the others by 1 costs."""

    def __init__(self, cells: Cells, hidden: Bools, width: float) -> None:
        self.cells, self.hidden = cells, hidden
        price = cells.weight / (np.clip(cells.value, 1.0, width) * max(float(cells.weight.mean()), 1e-9))
        self.price = np.where(hidden, 0.0, price)
        self.falls, self.rises = np.minimum(cells.falls, FARTHEST), np.minimum(cells.rises, FARTHEST)

    def around(self, wanted: Places, partners: int, *, connected: bool = False) -> Places:
        """The windows of some cells, and what is hidden around them; of a small table everything that is not shown."""
        if self.cells.size <= SMALL:
            return np.flatnonzero(~self.cells.shown)
        windows = [window(self.cells, self.price, cell, partners) for cell in wanted.tolist()]
        return self.with_hidden(np.unique(np.concatenate(windows)), connected=connected)

    def with_hidden(self, near: Places, *, connected: bool = False) -> Places:
        """Some cells with what is hidden in their relations, in the relations of that, and so on, up to enough.

        With all that is `connected` a motion of what is hidden is found here if there is one in the whole table.
        """
        if int(self.hidden.sum()) <= NEARBY:
            return np.union1d(near, np.flatnonzero(self.hidden))
        while connected or len(near) < NEARBY:
            touched = self.cells.relations[self.cells.touching(near)].indices
            wider = np.union1d(near, touched[self.hidden[touched]])
            if len(wider) == len(near):
                break
            near = wider.astype(np.int64)
        return near

    def together(self, wanted: Places, aims: Floats, partners: int, random: np.random.Generator) -> Floats | None:
        """A motion in which as many of some cells as pay move as far as they are to, and little that is not hidden."""
        return self.moved(wanted, aims, self.around(wanted, partners), random)

    def connected(self, wanted: Places, aims: Floats, random: np.random.Generator) -> Floats | None:
        """The same with all that is hidden and connected with them. Takes seconds in large tables, for all at once."""
        return self.moved(wanted, aims, self.around(wanted, WINDOWS[-1], connected=True), random)

    def free(self, wanted: Places, aims: Floats, near: Places, random: np.random.Generator) -> Floats | None:
        """The same among some cells that are hidden already."""
        return self.moved(wanted, aims, near[self.hidden[near]], random)

    def moved(self, wanted: Places, aims: Floats, near: Places, random: np.random.Generator) -> Floats | None:
        """The same among some cells."""
        inside, others = near[self.hidden[near]], near[~self.hidden[near]]
        n, more = len(inside), len(others)
        relations = self.cells.relations[self.cells.touching(near)]
        both = sp.hstack([relations[:, inside], relations[:, others], -relations[:, others]]).tocsr()
        lower = np.r_[-self.falls[inside], np.zeros(2 * more)]
        upper = np.r_[self.rises[inside], self.rises[others], self.falls[others]]
        cost = np.r_[np.zeros(n), self.price[others], self.price[others]]
        at, up = np.searchsorted(inside, wanted), aims > 0
        cost[at] = -WORTH * random.uniform(0.5, 1, len(at)) / aims
        upper[at[up]] = np.minimum(upper[at[up]], aims[up] * (1 + MARGIN))
        lower[at[~up]] = np.maximum(lower[at[~up]], aims[~up] * (1 + MARGIN))
        motion = Programme(both, lower, upper, interior=self.cells.block.shape[1] > FLAT, corner=True).least(cost)
        if motion is None:
            return None
        found = np.zeros(self.cells.size)
        found[inside], found[others] = motion[:n], motion[n : n + more] - motion[n + more :]
        return whole_or_nearest(self.cells, found)

    def alone(self, cell: int, up: float, down: float) -> Floats | None:
        """The cheapest motion in which one cell moves so far up, or so far down; 0: not in this way."""
        for partners in WINDOWS if self.cells.size > SMALL else ():
            near = self.around(np.array([cell]), partners)
            found = self.cheapest(cell, up, down, near)
            if found is not None:
                return found
        everywhere = ~self.cells.shown
        return self.cheapest(cell, up, down, np.flatnonzero(everywhere)) if self.cells.size <= EVERYWHERE else None

    def cheapest(self, cell: int, up: float, down: float, near: Places) -> Floats | None:
        """The same among some cells."""
        relations = self.cells.relations[self.cells.touching(near)][:, near]
        both = sp.hstack([relations, -relations]).tocsr()
        n, at = len(near), int(np.searchsorted(near, cell))
        cost, best = np.tile(self.price[near], 2), None
        for by, ahead, back in ((up, at, at + n), (down, at + n, at)):
            lower, upper = np.zeros(2 * n), np.r_[self.rises[near], self.falls[near]]
            lower[ahead], upper[back] = by, 0  # or it would seem to move by going both ways at once
            motion = Programme(both, lower, upper, interior=False).least(cost) if by else None
            if motion is not None and (best is None or cost @ motion < cost @ best):
                best = motion
        if best is None:
            return None
        found = np.zeros(self.cells.size)
        found[near] = best[:n] - best[n:]
        return whole_or_nearest(self.cells, found)
