"""Hide further cells until the interval of every small cell is wide enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch.blocks import together
from alder.disclosure.sketch.closing import close
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.sketch.programme import Programme
from alder.disclosure.sketch.width import ALONE, of_unknowns, widths

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.sketch.cells import Blocks, Bools, Cells, Floats
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places
    from alder.disclosure.sketch.width import Widths

ROUNDS = 30
SMALL = 1_000
"""Up to so many cells each narrow one has a programme of its own."""
TOGETHER = 3
"""So many programmes in a round of a larger table."""
FREE = 1e-3
"""What moving a hidden cell by 1 costs, against one that is not hidden and has to move by all it counts."""
NOBODY = np.zeros(0, dtype=np.int64)
MOVES = 1e-6


def widened(
    cells: Cells,
    hidden: Bools,
    block: Blocks,
    width: float,
    *,
    insider: bool,
    seed: int,
    tell: Callable[[str], None],
) -> Bools:
    """What is hidden once no interval is too narrow, or nothing more widens those that are."""
    for n in range(ROUNDS):
        seen = sketch(cells, hidden, seed=seed + n)
        found = widths(cells, seen, width, alone=cells.size if cells.size <= SMALL else ALONE, seed=seed + n)
        todo = np.r_[found.narrow, found.untold]
        tell(f"widths: {len(found.narrow):,} too narrow, {len(found.untold):,} not known")
        if not len(todo):
            break
        more = hidden.copy()
        for chosen in programmes(cells, seen, found, todo, block):
            rise = width + below(seen, found, chosen)
            cell = opened(cells, more, chosen, rise)
            if cell is None:  # together they cannot
                each = [opened(cells, more, chosen[[k]], rise[[k]]) for k in range(len(chosen))]
                cell = np.concatenate([NOBODY, *(c for c in each if c is not None)])
            more[cell] = True
        more = close(cells, more, insider=insider)
        if (more == hidden).all():
            break
        hidden = more
    if cells.size <= SMALL and not len(todo):
        hidden = thinned(cells, hidden, width, insider=insider, seed=seed)
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
        found = widths(cells, seen, width, alone=cells.size, seed=seed)
        if not len(found.narrow):
            hidden = less
    return hidden


def programmes(cells: Cells, seen: Sketch, found: Widths, todo: Places, block: Blocks) -> list[Places]:
    """Narrow cells, the narrowest first: those that are widened together are of different blocks."""
    todo = todo[np.argsort((found.high - found.low)[todo], kind="stable")]
    at = of_unknowns(cells, seen, todo)
    order = np.argsort((found.high - found.low)[unknown_of(seen, at)], kind="stable")
    at = at[order]
    if cells.size <= SMALL:
        return [at[n : n + 1] for n in range(-(-len(at) // 3))]
    number = together(block[at])
    return [at[number == n] for n in range(min(TOGETHER, int(number.max()) + 1))]


def unknown_of(seen: Sketch, cell: Places) -> Places:
    found: Places = seen.tied.unknown[np.searchsorted(seen.hidden, cell)]
    return found


def below(seen: Sketch, found: Widths, cell: Places) -> Floats:
    """How far each of some hidden cells was seen to fall, as a number that is not above 0."""
    at = np.searchsorted(seen.hidden, cell)
    unknown = seen.tied.unknown[at]
    return np.where(seen.tied.sign[at] > 0, found.low[unknown], -found.high[unknown])


def opened(cells: Cells, hidden: Bools, chosen: Places, rise: Floats) -> Places | None:
    """The cells to hide so that each chosen one may rise so far, at the least cost; None if nothing lets them."""
    near = np.flatnonzero(~cells.shown)
    relations = cells.relations[:, near]
    relations = relations[np.flatnonzero(np.diff(relations.indptr))]
    value = cells.value[near]
    cost = np.where(hidden[near], FREE, FREE + cells.weight[near] / np.clip(value, 1, rise.max()))
    lower, upper = np.zeros(2 * len(near)), np.r_[cells.rises[near], cells.falls[near]]
    at = np.searchsorted(near, chosen)
    lower[at] = rise
    upper[len(near) + at] = 0
    both = sp.hstack([relations, -relations]).tocsr()
    programme = Programme(both, lower, upper, interior=False)
    solved = programme.least(np.r_[cost, cost])
    if solved is None:
        return None
    moves = np.abs(solved[: len(near)] - solved[len(near) :]) > MOVES
    found: Places = near[moves & ~hidden[near]]
    return found
