"""Other tables that show the room of each small cell within what readers know, and the few further cells they need.

What linear algebra calls free may still be fixed: where a hidden cell is known to hold somebody, small cells at 1 can
only rise, and all that could fall for them may be at 1 too. So motions are looked for that stay within those bounds:
first of all that is hidden, for many small cells at once; then for one after the other; and at last with further
cells, as cheap as they can be had.
"""

from __future__ import annotations

from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch import bounds
from alder.disclosure.sketch.further import EVERYWHERE, FLAT, NEARBY, PARTNERS, Further
from alder.disclosure.sketch.null_space import independent
from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.room import SLACK, Exact, everywhere, within
from alder.disclosure.sketch.single import Single
from alder.disclosure.sketch.ties import tie
from alder.disclosure.sketch.width import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.ties import Places, Tied

    Tell = Callable[[str], None]

ROUNDS, WORTHWHILE, WORTH_LESS = 60, 8, 2
"""So many motions of many cells at once are looked for, as long as one shows so many: fewer are quicker one by one.
Where two values are enough, and bounds fix nothing any more, nearly all that is left has room, and fewer are worth
it."""
WORTH_SHARE = 0.02
"""Fewer than this share of what is left: then what is hidden is too little for so many, and a few more help all."""
AFTER = 3
"""So many of them after each programme for a few."""
WHOLE, WORTH_OF = 12_000, 1_000
"""With more unknowns a programme over all of them takes seconds, and grows faster than the table. Where two values are
enough, the unknowns around some of what is left are asked by themselves first. Then one over all follows the other as
long as it shows one cell for so many unknowns: what lies around a cell leaves some no room that all has for them, and
more would be hidden for each."""

TOGETHER, FLAT_TOGETHER, AT_ONCE = 100, 40, 5
"""So many small cells are given further cells by one programme where intervals are to be wide; in two dimensions fewer,
which hides less and is no slower there. Where two values are enough far fewer: what is hidden for 5 frees hundreds
around them, and a programme that does not know that hides for each."""
OF_PLACES = 50
"""In large tables a few are asked in one place for so many that are fixed, before all are looked for again."""
CELLS_A_PLACE = 40_000
"""In the largest, one place for so many cells at least: a look at all bounds takes as long as a programme for each."""
OF_FIXED = (3, 5, 8)
"""Partners in the windows of cells that bounds fix, one step more than for others: nearly all of the last need few
more, and in five dimensions a window of eight holds ten times as many cells as one of five."""
OF_ALL = 40
"""Or one in so many, where far more are left: in tables in which nearly every cell is small."""
ALONE, IN_A_ROW = 300, 20
"""Where more are left most of them have no room among what is hidden, and looking at each would only tell that; so do
so many in a row that had none, where two values are enough."""
SINGLY = 6
"""A programme for many at once takes as long as so many for one cell each, which begin where the last one ended."""
BOTH_WAYS = 2
"""Motions, one up and one down, in which no cell that is left may move before they are taken to be without room."""
PATIENCE = 3
"""So many times motions with further cells may show nothing, before one cell is looked at after the other."""


def shown(cells: Cells, hidden: Bools, width: float, *, seed: int, tell: Tell, seconds: float = inf) -> Witnesses:
    """The room of every primary cell, with more hidden where it needs that.

    What has none is `left`, and so is what none was found for in so many seconds: nothing is begun after them.
    """
    found = Witnesses(cells, hidden, width, seed=seed, seconds=seconds)
    if width <= 1:
        found.of_fixed(tell)
    found.at_random(tell)
    if width <= 1:
        found.at_random_nearby(tell)
        found.at_random(tell, large=True)
    if len(found.left) <= ALONE:
        found.one_by_one(tell)
    found.with_more(tell)
    return found


class Witnesses:
    """The room that has been shown, and what is hidden for it. Shape of all: cells."""

    def __init__(self, cells: Cells, hidden: Bools, width: float, *, seed: int, seconds: float = inf) -> None:
        self.cells, self.width = cells, width
        self.hidden = hidden.copy()
        self.low, self.high = np.zeros(cells.size), np.zeros(cells.size)
        self.tables: list[sp.csr_matrix] = []
        self.random = np.random.default_rng(seed)
        self.until = perf_counter() + seconds

    @property
    def late(self) -> bool:
        return perf_counter() > self.until

    @property
    def left(self) -> Places:
        """Primary cells whose room has not been shown."""
        found: Places = np.flatnonzero(self.cells.primary & (whole(self.low, self.high) < self.width))
        return found

    def of_fixed(self, tell: Tell) -> None:
        """Room for what bounds alone fix: what that hides is seen to free others at once, without a programme."""
        for partners in OF_FIXED:
            missed, before, least = 0, np.zeros(0, dtype=np.int64), self.cells.size
            while missed < PATIENCE:
                fixed = bounds.fixed(self.cells, self.hidden)
                if not len(fixed) or self.late:
                    break
                if len(fixed) <= AT_ONCE and np.array_equal(fixed, before):
                    break  # all of them were asked
                tell(f"bounds: {len(fixed):,} small cells are fixed, {self.further:,} further cells hidden")
                shown = self.few_of(fixed, partners)
                # In large tables something is nearly always shown beside what is asked, which may stay fixed for ever.
                missed = 0 if (len(fixed) < least if self.large else shown) else missed + 1
                before, least = fixed, min(least, len(fixed))

    def few_of(self, fixed: Places, partners: int) -> bool:
        """Room for a few of the cells that bounds fix; in large tables for a few in each of several places.

        These have little to do with each other, and looking for what is fixed takes as long there as many programmes.
        """
        if not self.large:
            return self.together(fixed, AT_ONCE, partners)
        shown = False
        places = max(-(-len(fixed) // OF_PLACES), min(self.cells.size // CELLS_A_PLACE, len(fixed) // AT_ONCE), 1)
        for start in self.random.integers(0, len(fixed), places):
            left = np.intersect1d(fixed[start : start + AT_ONCE], self.left)  # neighbours stand beside each other
            shown |= bool(len(left)) and self.together(left, AT_ONCE, partners)
        return shown

    @property
    def large(self) -> bool:
        return int(self.hidden.sum()) > NEARBY

    def together(self, wanted: Places, many: int, partners: int) -> bool:
        """Room for some of the small cells that want it, drawn at random, with further cells."""
        cell, up, down = self.asked_of_cells(np.sort(self.random.permutation(wanted)[:many]))
        if not len(cell):
            return False
        search = Further(self.cells, self.hidden, self.width)
        motion = search.together(cell, self.ways(up, down), partners, self.random)
        return motion is not None and self.keep(motion)

    def at_random(self, tell: Tell, rounds: int = ROUNDS, *, large: bool = False) -> None:
        """Motions of all that is hidden, each small cell up or down as it comes: one shows many.

        Where two values are enough, only in tables that are not `large`, or only in those.
        """
        tied = tie(self.cells, self.hidden)
        if self.width <= 1 and (tied.unknowns > WHOLE) != large:
            return
        lower, upper = within(self.cells, tied)
        exact = Exact(tied, lower, upper)
        corner = tied.unknowns <= WHOLE  # exact as it is, but the way to it is long in large tables
        held = independent(tied.relations) if corner else tied.relations
        inside = Programme(held, lower, upper, interior=True, corner=corner)
        missed = 0
        for _ in range(rounds):
            before = len(self.left)
            unknown, up, down = self.asked(tied, lower, upper)
            way = self.ways(up, down)
            cost = np.zeros(tied.unknowns)
            cost[unknown] = -self.random.uniform(0.5, 1, len(way)) / way
            motion = inside.least(cost) if len(unknown) and not self.late else None
            if motion is None:
                break
            self.keep(everywhere(self.cells, tied, exact(motion)))
            tell(f"room: {len(self.left):,} small cells to be shown")
            missed = missed + 1 if before - len(self.left) < self.worthwhile(tied.unknowns) else 0
            if missed == (1 if self.width > 1 or tied.unknowns > WHOLE or before > ALONE else PATIENCE):
                break

    def worthwhile(self, unknowns: int) -> float:
        """How many small cells a motion of many at once has to show for another one to be looked for."""
        if self.width > 1:
            return WORTHWHILE
        if unknowns > WHOLE:
            return unknowns / WORTH_OF
        return max(WORTH_LESS, WORTH_SHARE * len(self.left)) if len(self.left) > ALONE else SINGLY

    def at_random_nearby(self, tell: Tell) -> None:
        """The same in a large table for what is hidden around some of the cells that are left.

        A programme over all that is hidden takes ever longer, the larger the table; these take as long in each table,
        and show hundreds.
        """
        missed = 0
        while int(self.hidden.sum()) > NEARBY and missed < PATIENCE and not self.late:
            before = self.left
            if not len(before):
                break
            search = Further(self.cells, self.hidden, self.width)
            near = search.with_hidden(np.array([self.random.choice(before)]))
            cell, up, down = self.asked_of_cells(np.intersect1d(before, near))
            motion = search.free(cell, self.ways(up, down), near, self.random) if len(cell) else None
            if motion is not None:
                self.keep(motion)
            missed = 0 if len(before) - len(self.left) >= WORTH_LESS else missed + 1
            tell(f"room: {len(self.left):,} small cells to be shown")

    def ways(self, up: Floats, down: Floats) -> Floats:
        """For each cell whether it is to go up or down, by chance where it can do both."""
        found: Floats = np.where((self.random.random(len(up)) < 0.5) & (up > 0) | (down == 0), up, -down)
        return found

    def one_by_one(self, tell: Tell) -> None:
        """For each small cell that is left a motion of what is hidden, in a table that is not too large for that."""
        tied = tie(self.cells, self.hidden)
        if tied.unknowns > WHOLE:
            return
        lower, upper = within(self.cells, tied)
        exact = Exact(tied, lower, upper)
        single = Single(independent(tied.relations), lower, upper, np.zeros(tied.unknowns))
        missed = 0
        for asked in self.asked(tied, lower, upper)[0]:
            if self.width <= 1 and missed == IN_A_ROW:
                break
            for _ in range(2 if self.width > 1 else 1):  # a wide interval may take a motion up and one down
                _, up, down = self.asked(tied, lower, upper, asked)
                ways = [way for way in (*up, *-down) if way]
                ways = [] if self.late else ways
                motion = next((m for m in (single.moved(int(asked), way) for way in ways) if m is not None), None)
                missed = missed + 1 if ways and motion is None else 0
                if motion is not None:
                    self.keep(everywhere(self.cells, tied, exact(motion)))
        tell(f"room: {len(self.left):,} small cells need more to be hidden")

    def with_more(self, tell: Tell) -> None:
        """For each small cell that is left a motion that takes few further cells, and cheap ones."""
        wide = FLAT_TOGETHER if self.cells.block.shape[1] == FLAT else TOGETHER
        for partners in PARTNERS:
            missed = 0
            while missed < PATIENCE:
                before = len(self.left)
                if not before or self.late:
                    break
                many = wide if self.width > 1 else max(AT_ONCE, before // OF_ALL)
                quick = self.width > 1 or int(self.hidden.sum()) <= NEARBY
                if self.together(self.left, many, partners) and quick:
                    # what is hidden for some gives others room too
                    self.at_random(lambda _: None, AFTER if self.width <= 1 else ROUNDS)
                missed = 0 if before - len(self.left) >= min(WORTHWHILE, many) else missed + 1
                tell(f"room: {len(self.left):,} small cells need more, {self.further:,} further cells hidden")
        for cell in self.left:
            for _ in range(2):  # up and down
                asked, up, down = self.asked_of_cells(np.intersect1d(self.left, cell))
                if len(asked) and not self.late:
                    search = Further(self.cells, self.hidden, self.width)
                    motion = search.alone(int(cell), float(up[0]), float(down[0]))
                    if motion is not None:
                        self.keep(motion)
        self.far_and_wide(tell)
        tell(f"room: {len(self.left):,} small cells without, {self.further:,} further cells hidden")

    def far_and_wide(self, tell: Tell) -> None:
        """Room for the few that are left in a large table, where all that is hidden may move as far as it is connected.

        What lies around a cell may leave it none where that does: no cell is without room before it was asked there, up
        and down.
        """
        if self.width > 1 or self.cells.size <= EVERYWHERE:
            return  # all of a smaller table was asked
        missed, upwards = 0, True
        while len(self.left) and missed < BOTH_WAYS and not self.late:
            before = len(self.left)
            cell, up, down = self.asked_of_cells(self.left)
            ways = np.where((up > 0) & (upwards | (down == 0)), up, -down)
            motion = Further(self.cells, self.hidden, self.width).connected(cell, ways, self.random)
            if motion is not None:
                self.keep(motion)
            missed, upwards = 0 if len(self.left) < before else missed + 1, not upwards
            tell(f"room: {len(self.left):,} small cells have none in all that is hidden around them")

    @property
    def further(self) -> int:
        return int((self.hidden & ~self.cells.must).sum())

    def asked(self, tied: Tied, lower: Floats, upper: Floats, of: int | None = None) -> tuple[Places, Floats, Floats]:
        """Unknowns that are to move, or one of them if it is; how far up, and how far down: 0 where it cannot."""
        left = self.left
        place = np.searchsorted(tied.hidden, left)
        unknown, first = np.unique(tied.unknown[place], return_index=True)
        kept = unknown >= 0 if of is None else unknown == of
        unknown, cell, along = unknown[kept], left[first[kept]], tied.sign[place[first[kept]]] > 0
        low = np.where(along, self.low[cell], -self.high[cell])
        high = np.where(along, self.high[cell], -self.low[cell])
        up, down = self.asked_of(low, high, lower[unknown], upper[unknown])
        some = (up > 0) | (down > 0)
        return unknown[some], up[some], down[some]

    def asked_of_cells(self, cell: Places) -> tuple[Places, Floats, Floats]:
        """The same for cells by themselves."""
        up, down = self.asked_of(self.low[cell], self.high[cell], -self.cells.falls[cell], self.cells.rises[cell])
        some = (up > 0) | (down > 0)
        return cell[some], up[some], down[some]

    def asked_of(self, low: Floats, high: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """How far unknowns are to go up or down, that were seen to go so low and so high, within bounds.

        Where neither is far enough by itself, as far as it can in both.
        """
        up = np.maximum(self.width + np.ceil(low - SLACK), 1.0)
        down = np.maximum(self.width - np.floor(high + SLACK), 1.0)
        rises, falls = upper >= up, -lower >= down
        either = rises | falls
        return (
            np.where(rises, up, np.where(either, 0.0, np.floor(upper))),
            np.where(falls, down, np.where(either, 0.0, np.floor(-lower))),
        )

    def keep(self, found: Floats) -> bool:
        """Note the room that a motion shows, and hide what it moves, if it shows some that was not known."""
        low, high = np.minimum(self.low, found), np.maximum(self.high, found)
        more = whole(low, high) > whole(self.low, self.high)
        if not more[self.cells.primary].any():
            return False
        self.low, self.high = low, high
        self.hidden |= np.abs(found) > 0
        self.tables.append(sp.csr_matrix(found))
        return True
