"""What somebody who is alone in some cells sees of other tables, and motions that leave those cells as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.room import SLACK, everywhere, within
from alder.disclosure.sketch.ties import tie

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Bools, Cells, Floats
    from alder.disclosure.sketch.ties import Places

WORTH = 1_000.0
"""What a step of one small cell is worth, against the mean cost of a further cell."""
AT_ANY_PRICE = 1e6
"""The same where one cell is asked for by itself."""
FREE = 1e-4
"""What moving a cell by 1 costs that is hidden anyway."""
MARGIN = 1e-3
"""So much farther than it has to a cell may move, so that what is then made exact still shows it."""


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


def stepping(
    cells: Cells, among: Bools, hidden: Bools, wanted: Places, still: Places, random: np.random.Generator
) -> Floats:
    """A motion of some cells in which as many wanted ones as pay move by a step, and `still` ones do not move.

    Moving what is not hidden costs.
    """
    tied = tie(cells, among)
    n, moves = tied.unknowns, tied.unknown >= 0
    price = np.where(hidden, FREE, cells.weight / max(float(cells.weight.mean()), 1e-9))
    own = np.bincount(tied.unknown[moves], weights=price[tied.hidden[moves]], minlength=n).astype(np.float64)
    lower, upper = within(cells, tied)
    most = np.r_[np.maximum(upper, 0), np.maximum(-lower, 0)]
    place = np.searchsorted(tied.hidden, wanted)
    unknown, first = np.unique(tied.unknown[place], return_index=True)
    first, unknown = first[unknown >= 0], unknown[unknown >= 0]
    if not len(unknown):
        return np.zeros(cells.size)
    falls = (cells.falls[wanted[first]] >= 1) & (random.random(len(first)) < 0.5)
    ahead = np.where(falls, -1.0, 1.0) * tied.sign[place[first]] > 0
    held = tied.unknown[np.searchsorted(tied.hidden, still[among[still]])]
    held = held[held >= 0]
    most[np.r_[held, held + n]] = 0
    aim, back = unknown + np.where(ahead, 0, n), unknown + np.where(ahead, n, 0)
    worth = (WORTH if len(wanted) > 1 else AT_ANY_PRICE) * random.uniform(0.5, 1, len(aim))
    cost = np.tile(own, 2)
    cost[aim] -= worth
    cost[back] += worth  # or a cell would seem to move by going both ways at once
    most[aim] = np.minimum(most[aim], 1 + MARGIN)
    both = sp.hstack([tied.relations, -tied.relations]).tocsr()
    solved = Programme(both, np.zeros(2 * n), most, interior=False).least(cost)
    return np.zeros(cells.size) if solved is None else everywhere(cells, tied, solved[:n] - solved[n:])
