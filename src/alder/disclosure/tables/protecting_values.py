"""Tables of values: further cells are hidden until no contributor places another one too nearly.

The engine that chooses what to hide thinks of somebody who is alone in one cell. A contributor to a table of values may
be alone in many, and knows its part of all others. So what the engine chose is looked at through the eyes of the
contributors; what they see too well is blinded by further cells, and all is looked at again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.sketch import blocks
from alder.disclosure.sketch.choose import choose, pattern_of
from alder.disclosure.sketch.closing import close
from alder.disclosure.sketch.mend import mended
from alder.disclosure.tables.cube import SEED, mixed
from alder.disclosure.tables.holders import NOBODY
from alder.disclosure.tables.views import FREE, Room, View, blinding, too_near, worked_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from alder.disclosure.contributions import Judged
    from alder.disclosure.sketch.cells import Bools, Cells
    from alder.disclosure.sketch.choose import Pattern
    from alder.disclosure.tables.holders import Holders

    Numbers = NDArray[np.int64]

ROUNDS = 20


def as_holders_know(cells: Cells, holders: Holders) -> Cells:
    """Two cells of one lone contributor are one secret, whatever else is in them."""
    alone = holders.alone
    return cells.but(people=np.where(alone >= 0, mixed(np.maximum(alone, 0), SEED + 1), cells.people))


def choose_for_values(
    cells: Cells,
    holders: Holders,
    judged: Judged,
    *,
    insider: bool,
    seed: int,
    tell: Callable[[str], None],
) -> tuple[Pattern, list[View]]:
    """What to hide, and the views that nothing blinds. `judged` is of the cells."""
    pattern = choose(cells, insider=insider, seed=seed, progress=tell)
    views = views_of(holders, judged, insider=insider)
    hidden = pattern.hidden
    block = blocks.divided(cells, hidden)
    for n in range(ROUNDS):
        views = seeing = too_near(cells, hidden, holders, views)  # what is hidden further helps all others too
        if insider:
            seeing = seeing + worked_out(cells, hidden, holders, seed=seed + n)
        tell(f"values: {len(seeing):,} can be placed too nearly")
        if not seeing:
            return pattern, []
        more, helpless = blinded(cells, hidden, holders, seeing)
        if helpless:
            return pattern, helpless
        more = close(cells, more, insider=insider)
        seen, left = mended(cells, more, block, insider=insider, seed=seed + n, tell=tell)
        pattern = pattern_of(cells, seen, left, pattern.seconds)
        if len(left):
            return pattern, []
        hidden = pattern.hidden
    return pattern, seeing


def views_of(holders: Holders, judged: Judged, *, insider: bool) -> list[View]:
    """Who looks at each unsafe cell: its largest contributor but one, or without insiders anybody."""
    second = holders.second if insider else np.full(len(judged.unsafe), NOBODY)
    cells = np.flatnonzero(judged.unsafe & (judged.upper > 0))
    return [View(int(c), int(second[c]), float(judged.upper[c])) for c in cells]


def blinded(cells: Cells, hidden: Bools, holders: Holders, seeing: list[View]) -> tuple[Bools, list[View]]:
    """What is hidden once each view is blinded at the least cost, one after the other; and those that cannot be."""
    near = np.flatnonzero(~cells.shown)
    more, helpless = hidden.copy(), []
    room = _priced(cells, more, holders, near)
    for number, view in enumerate(seeing):
        if number and number % 50 == 0:  # what was hidden meanwhile is free now
            room = _priced(cells, more, holders, near)
        found = blinding(cells, more, holders, view, room)
        if found is None:
            helpless.append(view)
        else:
            more[found] = True
    return more, helpless


def _priced(cells: Cells, hidden: Bools, holders: Holders, near: Numbers) -> Room:
    value = holders.cube.value[near].astype(np.float64)
    cost = np.where(hidden[near], FREE, FREE + cells.weight[near] / np.maximum(value, 1.0))
    return Room(cells, near, holders, cost)
