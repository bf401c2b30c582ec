"""Test what is hidden and hide what flagged cells need, until none is flagged."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.sketch.closing import close
from alder.disclosure.sketch.flags import find
from alder.disclosure.sketch.null_space import sketch
from alder.disclosure.sketch.repair import cover, remedies
from alder.disclosure.sketch.rescue import rescue

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.sketch.cells import Blocks, Bools, Cells
    from alder.disclosure.sketch.flags import Flags
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places

ROUNDS = 40
RESCUED, OF_HELPLESS, QUICKLY_TESTED = 5, 16, 20_000
"""So many cells that neither one further cell nor two would cure, or one in so many, are cured by a programme each
before the next test, which mostly shows that what is hidden for them has cured the others: in tables of up to so many
cells, where a test takes no longer than one programme; and in half of the rounds, lest they run out."""
STEPS = 3
"""So many relations away from a cell that neither one further cell nor two would cure others are hidden for it."""


def mended(
    cells: Cells, hidden: Bools, block: Blocks, *, insider: bool, seed: int, tell: Callable[[str], None]
) -> tuple[Sketch, Flags]:
    """The last test of what is hidden: no primary cell is flagged, or nothing helps those that are."""
    for n in count():
        seen = sketch(cells, hidden, seed=seed + n)
        flags = find(cells, seen, insider=insider)
        tell(f"test: {len(flags.exact):,} known to all, {len(flags.known):,} to somebody alone in a cell")
        if not len(flags) or n == ROUNDS:
            break
        found = remedies(cells, hidden, seen, flags, block, seed=seed + n)
        more = hidden.copy()
        more[cover(found, cells.weight)] = True
        more = close(cells, rescued(cells, more, flags, found.helpless, few=n < ROUNDS // 2), insider=insider)
        if (more == hidden).all():
            break
        hidden = more
    return seen, flags


def rescued(cells: Cells, hidden: Bools, flags: Flags, helpless: Bools, *, few: bool) -> Bools:
    """Hide what flagged cells need that neither one further cell nor two would cure."""
    flagged = np.r_[flags.exact, flags.known]
    if cells.most is not None and (near := beside(cells, hidden, flagged[helpless])).any():
        hidden[near] = True  # quick; what turns out not to be needed is published again
        return hidden
    by = np.r_[np.full(len(flags.exact), -1), flags.by]
    asked, cured = np.flatnonzero(helpless), 0
    few = few and cells.size <= QUICKLY_TESTED
    enough = max(RESCUED, len(asked) // OF_HELPLESS) if few else len(asked)
    for n in asked:
        found = rescue(cells, hidden, int(flagged[n]), int(by[n])) if cured < enough else None
        if found is not None:
            hidden[found] = True
            cured += 1
    return hidden


def beside(cells: Cells, hidden: Bools, flagged: Places) -> Bools:
    """The cheapest cell of each relation with room around some hidden cells: theirs, or else those of what they share
    a relation with."""
    near = np.zeros(cells.size, dtype=bool)
    near[flagged] = True
    columns = cells.relations.indices
    for _ in range(STEPS):
        touched = (cells.per_relation(near) > 0)[cells.row]
        room = np.flatnonzero(touched & ~hidden[columns] & ~cells.shown[columns])
        if len(room):
            break
        near[columns[touched]] = True
    order = room[np.lexsort((cells.weight[columns[room]], cells.row[room]))]
    first = np.r_[True, cells.row[order][1:] != cells.row[order][:-1]][: len(order)]
    found = np.zeros(cells.size, dtype=bool)
    found[columns[order[first]]] = True
    return found
