"""The order of work: close, test and repair, prune, test and repair again, and a last test from a new start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import scipy.sparse as sp

from alder.disclosure.sketch import blocks, closing, mend, prune, widen, witnesses
from alder.disclosure.sketch.prune import marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.sketch.cells import Bools, Cells
    from alder.disclosure.sketch.flags import Flags
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places

    Progress = Callable[[str], None]


T = TypeVar("T")

LONGEST = 1_800.0
"""Seconds: tables of some ten thousand cells in four or five dimensions take minutes to widen."""
ANEW = 7919
"""Added to the seed for the tests after pruning, of which the last is the last of all."""


@dataclass(frozen=True, eq=False)
class Pattern:
    """Which cells are hidden, and what that costs."""

    hidden: Bools
    secondary: int
    """Cells hidden only to protect others."""
    lost: float
    """Their value."""
    open: Flags
    """Primary cells that are still known, whatever is hidden: nothing may be released with them."""
    narrow: Places
    """Primary cells whose interval was not seen to be as wide as asked for."""
    late: bool
    """The time for it was over before all room had been looked for."""
    seen: Sketch
    """The last test: what a certificate is made from."""
    seconds: dict[str, float]
    tables: sp.csr_matrix
    """Other tables within what readers know of hidden cells, as differences from the truth, where these bounds are
    given: they show each primary cell that is not `narrow`. Shape: tables, cells."""

    @property
    def safe(self) -> bool:
        return not len(self.open) and not len(self.narrow)


def choose(
    cells: Cells,
    *,
    insider: bool = True,
    width: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    within: float = LONGEST,
) -> Pattern:
    """Further cells to hide, so that nobody works a primary cell out, alone in another cell or not.

    With a `width` the interval in which a reader places each primary cell is at least so wide. What no hiding cures is
    told as `open`, and what was not seen to be wide enough as `narrow`. The same cells and seed give the same pattern.

    Room of a `width` is looked for `within` so many seconds; what had none by then is `narrow`.

    Where readers know bounds of hidden cells (`cells.least`), each interval holds at least two whole numbers, without a
    `width` too, and within these bounds.
    """
    tell = progress or (lambda _: None)
    seconds: dict[str, float] = {}

    def timed(step: str, work: Callable[[], T]) -> T:
        started = perf_counter()
        found = work()
        seconds[step] = seconds.get(step, 0.0) + perf_counter() - started
        return found

    def tested(cells: Cells, hidden: Bools, seed: int) -> tuple[Sketch, Flags]:
        return timed("test", lambda: mend.mended(cells, hidden, block, insider=insider, seed=seed, tell=tell))

    hidden = timed("close", lambda: closing.close(cells, cells.must, insider=insider))
    block = blocks.divided(cells, hidden)
    seen, _ = timed("repair", lambda: mend.mended(cells, hidden, block, insider=insider, seed=seed, tell=tell))
    pruned = timed("prune", lambda: prune.prune(cells, seen, block, insider=insider, seed=seed))
    tell(f"pruned: {int((pruned & ~cells.must).sum()):,} further cells hidden")
    seen, left = tested(cells, pruned, seed + ANEW)
    if width is None and cells.least is None:
        return pattern_of(cells, seen, left, seconds)
    hidden = marked(cells, seen.hidden)
    if width is not None and cells.size <= widen.SMALL:  # the cheapest cells of all: in others it would take too long
        wide = partial(widen.widened, cells, hidden, width, insider=insider, seed=seed, tell=tell)
        hidden = timed("widen", wide)
    limit = within if width is not None else inf
    room = partial(witnesses.shown, cells, hidden, width or 1.0, seed=seed, tell=tell, seconds=limit)
    shown = timed("room", room)
    seen, left = tested(cells, shown.hidden, seed + ANEW)
    return pattern_of(cells, seen, left, seconds, shown)


def pattern_of(
    cells: Cells, seen: Sketch, left: Flags, seconds: dict[str, float], room: witnesses.Witnesses | None = None
) -> Pattern:
    hidden = marked(cells, seen.hidden)
    extra = hidden & ~cells.must
    narrow = np.zeros(0, dtype=np.int64) if room is None else room.left
    held = room.tables if room else []
    tables = sp.vstack(held, format="csr") if held else sp.csr_matrix((0, cells.size))
    late = bool(len(narrow)) and room is not None and room.late
    lost = float(cells.value[extra].sum())
    return Pattern(hidden, int(extra.sum()), lost, left, narrow, late, seen, seconds, tables)
