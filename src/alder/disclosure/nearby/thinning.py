"""Less, where it is enough: what is hidden besides is shown again if other tables, or new boxes, do without it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.nearby.rooms import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.nearby.hiding import Hiding

INSTEAD = 3
"""For so many small cells other tables are looked for, so that one cell need not be hidden."""
TOLD = 100


def thin(work: Hiding, tell: Callable[[str], None]) -> None:
    """Show again, the dearest first, what no promise needs, or what other tables can stand in for."""
    extra = np.flatnonzero(work.used & ~work.must)
    for n, cell in enumerate(extra[np.argsort(-work.price[extra], kind="stable")].tolist()):
        if n % TOLD == 0:
            tell(f"less: {len(extra) - n:,} of {len(extra):,} further counts to be looked at")
        tables = frozenset(work.shown.using.get(cell, ()))
        lost = list(islice(work.shown.lost(tables, work.primary), INSTEAD + 1))
        if len(lost) <= INSTEAD:
            instead(work, cell, tables, lost)
    still = [cell for cell in extra.tolist() if work.used[cell] and not work.shown.using.get(cell)]
    work.use(np.array(still, dtype=np.int64), used=False)  # later ones were the last to need their tables


def instead(work: Hiding, cell: int, tables: frozenset[int], lost: Sequence[int]) -> None:
    """Show a cell again if boxes of what else is hidden can do without it."""
    work.use(np.array([cell]), used=False)
    dropped, first = [work.shown.tables[n] for n in sorted(tables)], work.shown.next
    work.shown.drop(tables)
    if all(again(work, small) for small in lost):
        for cells, _ in dropped:
            work.note(cells)
        return
    work.shown.drop(range(first, work.shown.next))
    work.shown.add(dropped)
    work.use(np.array([cell]), used=True)


def again(work: Hiding, cell: int) -> bool:
    """Show room for a cell, and a second value to everybody, by boxes of what is hidden."""
    if work.shown.narrow(np.array([cell]))[0]:
        if not (room := work.rooms.room(cell, HIDDEN)):
            return False
        work.shown.add(work.rooms.motions(room))
    if who := work.shown.knowing(cell):
        still = np.unique(np.concatenate([work.shown.people[person] for person in who]))
        if cell in still or not (room := work.rooms.step(cell, still, HIDDEN)):
            return False
        work.shown.add(work.rooms.motions(room))
    return True
