"""Other tables that show the room of each small cell within what readers know, and as few further cells as they need.

What linear algebra calls free may still be fixed: where a hidden cell is known to hold somebody, small cells at 1 can
only rise, and all that could fall for them may be at 1 too. So motions are looked for that stay within those bounds,
many small cells at once, at the least cost in further cells. First among what is hidden, where unused secondaries
cost; then among all cells. What no witness moves may be published again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.room import SLACK, Exact, within
from alder.disclosure.sketch.ties import tie
from alder.disclosure.sketch.width import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.ties import Places

ROUNDS, PATIENCE = 40, 6
"""So many motions are looked for, until so many times in a row nothing is shown."""
FEWER = 4
"""Where hardly any of those asked for together are shown, so many times fewer are asked for next."""
WORTH = 1_000.0
"""What the room of one small cell is worth, against the mean cost of a further cell."""
AT_ANY_PRICE = 1e6
"""The same where one cell is asked for by itself."""
FREE = 1e-4
"""What moving a cell by 1 costs that is hidden and used anyway."""
UNUSED = 0.1
"""What a secondary costs that no witness uses yet, against a cell that is still to be hidden."""
MOVES = 1e-5
MARGIN = 1e-3
"""So much farther than it has to a cell may move, so that what is then made exact still shows it."""
LARGE = 2_000
"""With so many hidden cells motions at random come first, which is quicker, and saves no cell."""


def shown(
    cells: Cells, hidden: Bools, width: float, *, people: bool, seed: int, tell: Callable[[str], None]
) -> Witnesses:
    """The room of every primary cell, with more hidden where it needs that. What has none is `left`."""
    found = Witnesses(cells, hidden, width, seed=seed)
    if hidden.sum() > LARGE:
        found.at_random(tell)
    else:
        found.search(hidden, tell)
    found.search(~cells.shown, tell)
    if people:
        found.blind(tell)
    return found


def seen_by(own: Floats, others: Floats) -> Bools:
    """Whether tables, or two of them mixed, leave a person's own cells as they are and move others by a step.

    `own` and `others` are what the tables are away from the truth in these cells.
    """
    found: Bools = np.zeros(others.shape[1], dtype=bool)
    largest = np.abs(own).max(axis=1, initial=0)
    for table in others[largest < SLACK]:
        found |= np.abs(table) >= 1 - SLACK
    if not own.size:
        return found
    column = int(np.abs(own).sum(axis=0).argmax())
    lead = own[:, column]
    ways = own / np.where(np.abs(lead) < SLACK, 1, lead)[:, None]
    one = np.abs(lead) >= SLACK
    same = one & (np.abs(ways - ways[np.abs(lead).argmax()]).max(axis=1) < SLACK)
    up, down = np.flatnonzero(same & (lead > 0)), np.flatnonzero(same & (lead < 0))
    for t in up:
        share = -lead[down] / (lead[t] - lead[down])
        mixed = share[:, None] * others[t] + (1 - share)[:, None] * others[down]
        found |= (np.abs(mixed) >= 1 - SLACK).any(axis=0)
    return found


class Witnesses:
    """The room that has been shown, and the cells that it takes. Shape of all: cells."""

    def __init__(self, cells: Cells, hidden: Bools, width: float, *, seed: int) -> None:
        self.cells, self.width = cells, width
        self.hidden = hidden.copy()
        self.low, self.high = np.zeros(cells.size), np.zeros(cells.size)
        self.used = cells.must.copy()
        self.tables: list[Floats] = []
        self.random = np.random.default_rng(seed)

    @property
    def left(self) -> Places:
        """Primary cells whose room has not been shown."""
        found: Places = np.flatnonzero(self.cells.primary & (whole(self.low, self.high) < self.width))
        return found

    def at_random(self, tell: Callable[[str], None]) -> None:
        """Motions of all that is hidden, each small cell up or down as it comes: quick, and all of it is used."""
        tied = tie(self.cells, self.hidden)
        inside = Programme(tied.relations, *within(self.cells, tied), interior=True)
        for _ in range(ROUNDS):
            left = self.left
            unknown = np.unique(tied.unknown[np.searchsorted(tied.hidden, left)])
            unknown = unknown[unknown >= 0]
            cost = np.zeros(tied.unknowns)
            cost[unknown] = self.random.choice([-1.0, 1.0], len(unknown)) * self.random.uniform(0.5, 1, len(unknown))
            motion = inside.least(cost) if len(unknown) else None
            if motion is None:
                break
            away = np.zeros(self.cells.size)
            away[tied.hidden] = tied.moved(motion[:, None])[:, 0]
            self.take(away)
            tell(f"room: {len(self.left):,} small cells to be shown")
            if len(left) - len(self.left) < len(left) / 20:
                break

    def search(self, among: Bools, tell: Callable[[str], None], rounds: int = ROUNDS) -> None:
        """Look for room, moving some cells; those that move are hidden from then on."""
        missed, most = 0, self.cells.size
        for _ in range(rounds):
            left = self.left
            if not len(left) or missed == PATIENCE:
                break
            most = min(most, len(left))
            self.take(self.cheapest(among, self.random.permutation(left)[:most]))
            shown = len(left) - len(self.left)
            if shown < most / 10:  # they stand in each other's way
                most = max(most // FEWER, 1)
            missed = 0 if shown or most > 1 else missed + 1
            tell(f"room: {len(self.left):,} small cells to be shown")

    def blind(self, tell: Callable[[str], None]) -> None:
        """Show each person who is alone in some cells two values of every other small cell, as far as hiding can."""
        cells = self.cells
        persons = np.unique(cells.people[cells.lone & self.hidden])
        for n, person in enumerate(persons):
            own = np.flatnonzero(cells.people == person)
            for among in (self.hidden, self.hidden, ~cells.shown, ~cells.shown):
                others = np.flatnonzero(cells.primary & (cells.people != person))
                tables = np.array(self.tables).reshape(len(self.tables), cells.size)
                left = others[~seen_by(tables[:, own], tables[:, others])]
                if not len(left):
                    break
                self.take(self.cheapest(among, left, still=own), force=True)
                if not (np.abs(self.tables[-1][left]) >= 1 - SLACK).any():
                    self.tables.pop()
            if n % 50 == 0:
                tell(f"room: {len(persons) - n:,} people alone in a cell to be thought of")

    def cheapest(self, among: Bools, wanted: Places, still: Places | None = None) -> Floats:
        """A motion in which as many wanted cells as pay have all their room, and little that is not used moves.

        `still` are cells that stay as they are; then a step of each wanted cell is enough.
        """
        cells = self.cells
        tied = tie(cells, among)
        n, moves = tied.unknowns, tied.unknown >= 0
        price = np.where(self.hidden, UNUSED, 1.0) * cells.weight
        price /= np.maximum(np.minimum(cells.value, self.width), 1.0) * max(float(cells.weight.mean()), 1e-9)
        price[self.used] = FREE
        own = np.bincount(tied.unknown[moves], weights=price[tied.hidden[moves]], minlength=n).astype(np.float64)
        cost = np.tile(own, 2)
        lower, upper = within(cells, tied)
        most = np.r_[np.maximum(upper, 0), np.maximum(-lower, 0)]
        place = np.searchsorted(tied.hidden, wanted)
        unknown, first = np.unique(tied.unknown[place], return_index=True)
        first, unknown = first[unknown >= 0], unknown[unknown >= 0]
        if not len(unknown):
            return np.zeros(cells.size)
        if still is None:
            aims = self.aims(wanted[first], tied.sign[place[first]])
        else:
            falls = (cells.falls[wanted[first]] >= 1) & (self.random.random(len(first)) < 0.5)
            aims = np.where(falls, -1.0, 1.0) * tied.sign[place[first]]
            held = tied.unknown[np.searchsorted(tied.hidden, still[among[still]])]
            held = held[held >= 0]
            most[np.r_[held, held + n]] = 0
        aim = unknown + np.where(aims > 0, 0, n)
        back = unknown + np.where(aims > 0, n, 0)
        worth = (WORTH if len(wanted) > 1 else AT_ANY_PRICE) / np.abs(aims) * self.random.uniform(0.5, 1, len(aim))
        cost[aim] -= worth
        cost[back] += worth  # or a cell would seem to move by going both ways at once
        most[aim] = np.minimum(most[aim], np.abs(aims) + MARGIN)
        both = sp.hstack([tied.relations, -tied.relations]).tocsr()
        solved = Programme(both, np.zeros(2 * n), most, interior=False).least(cost)
        found = np.zeros(cells.size)
        if solved is not None:
            found[tied.hidden] = tied.moved((solved[:n] - solved[n:])[:, None])[:, 0]
        return found

    def aims(self, cell: Places, sign: Floats) -> Floats:
        """How far the unknown of each cell is to move: up or down, as far as its width still asks."""
        up = np.maximum(self.width + np.ceil(self.low[cell] - SLACK), 1.0)
        down = np.maximum(self.width - np.floor(self.high[cell] + SLACK), 1.0)
        rises, falls = self.cells.rises[cell] >= up, self.cells.falls[cell] >= down
        upwards = rises & (~falls | (self.random.random(len(cell)) < 0.5))
        return np.where(upwards, up, -np.minimum(down, np.maximum(self.cells.falls[cell], 1.0))) * sign

    def take(self, motion: Floats, *, force: bool = False) -> None:
        """Hide what a motion moves, and note the room that it shows; without `force` only if it shows some."""
        moved = np.abs(motion) > MOVES
        more = self.hidden | moved
        tied = tie(self.cells, more)
        along = np.zeros(tied.unknowns)
        moves = tied.unknown >= 0
        along[tied.unknown[moves]] = motion[tied.hidden[moves]] * tied.sign[moves]
        exact = np.zeros(self.cells.size)
        exact[tied.hidden] = tied.moved(Exact(tied, *within(self.cells, tied))(along)[:, None])[:, 0]
        before = len(self.left)
        low, high = self.low, self.high
        self.low, self.high = np.minimum(low, exact), np.maximum(high, exact)
        if (
            force
            or len(self.left) < before
            or (whole(self.low, self.high) > whole(low, high))[self.cells.primary].any()
        ):
            self.hidden = more
            self.used |= np.abs(exact) > 0
            self.tables.append(exact)
        else:
            self.low, self.high = low, high
