"""Hide further cells until the interval of every small cell of a small table is wide enough: the cheapest there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.closing import close
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.width import of_unknowns, widths

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.sketch.cells import Bools, Cells
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places
    from alder.disclosure.sketch.width import Widths

ROUNDS = 30
SMALL = 1_000
"""Up to so many cells each narrow one has a programme of its own, over the whole table."""
OF_ALL = 3
"""In a round one of so many narrow cells, the narrowest: what is hidden for them widens others."""
FREE = 1e-3
"""What moving a hidden cell by 1 costs, against one that is not hidden and has to move by all it counts."""
NOBODY = np.zeros(0, dtype=np.int64)
MOVES = 1e-6


def widened(
    cells: Cells,
    hidden: Bools,
    width: float,
    *,
    insider: bool,
    seed: int,
    tell: Callable[[str], None],
) -> Bools:
    """What is hidden once no interval is too narrow, or nothing more widens those that are."""
    for n in range(ROUNDS):
        seen = sketch(cells, hidden, seed=seed + n)
        found = widths(cells, seen, width, seed=seed + n)
        tell(f"widths: {len(found.narrow):,} too narrow")
        if not len(found.narrow):
            return thinned(cells, hidden, width, insider=insider, seed=seed)
        more = hidden.copy()
        for cell in narrowest(cells, seen, found):
            rise = width + below(seen, found, cell)
            more[opened(cells, more, cell, rise)] = True
        more = close(cells, more, insider=insider)
        if (more == hidden).all():
            break
        hidden = more
    return hidden


def thinned(cells: Cells, hidden: Bools, width: float, *, insider: bool, seed: int) -> Bools:
    """Publish again, the most valuable first, what neither the widths nor the insiders ask for: for small tables."""
    extra = np.flatnonzero(hidden & ~cells.must)
    for cell in extra[np.argsort(-cells.weight[extra], kind="stable")]:
        less = hidden.copy()
        less[cell] = False
        seen = sketch(cells, less, seed=seed)
        if len(find(cells, seen, insider=insider)):
            continue
        found = widths(cells, seen, width, seed=seed)
        if not len(found.narrow):
            hidden = less
    return hidden


def narrowest(cells: Cells, seen: Sketch, found: Widths) -> Places:
    """The narrowest of the cells that are too narrow."""
    at = of_unknowns(cells, seen, found.narrow)
    order = np.argsort((found.high - found.low)[unknown_of(seen, at)], kind="stable")
    return at[order][: -(-len(at) // OF_ALL)]


def unknown_of(seen: Sketch, cell: Places) -> Places:
    found: Places = seen.tied.unknown[np.searchsorted(seen.hidden, cell)]
    return found


def below(seen: Sketch, found: Widths, cell: int) -> float:
    """How far a hidden cell was seen to fall, as a number that is not above 0."""
    at = int(np.searchsorted(seen.hidden, cell))
    unknown = seen.tied.unknown[at]
    return float(found.low[unknown] if seen.tied.sign[at] > 0 else -found.high[unknown])


def opened(cells: Cells, hidden: Bools, chosen: int, rise: float) -> Places:
    """The cells to hide so that one may rise so far, at the least cost; none where nothing lets it."""
    near = np.flatnonzero(~cells.shown)
    relations = cells.relations[:, near]
    relations = relations[np.flatnonzero(np.diff(relations.indptr))]
    value = cells.value[near]
    cost = np.where(hidden[near], FREE, FREE + cells.weight[near] / np.clip(value, 1, rise))
    lower, upper = np.zeros(2 * len(near)), np.r_[cells.rises[near], cells.falls[near]]
    at = int(np.searchsorted(near, chosen))
    lower[at] = rise
    upper[len(near) + at] = 0
    both = sp.hstack([relations, -relations]).tocsr()
    solved = Programme(both, lower, upper, interior=False).least(np.r_[cost, cost])
    if solved is None:
        return NOBODY
    moves = np.abs(solved[: len(near)] - solved[len(near) :]) > MOVES
    found: Places = near[moves & ~hidden[near]]
    return found
