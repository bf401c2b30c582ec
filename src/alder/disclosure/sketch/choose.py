"""The order of work: close, test and repair, prune, test and repair again, and a last test from a new start."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from alder.disclosure.sketch import blocks, closing, mend, prune, widen
from alder.disclosure.sketch.width import of_unknowns, widths

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.sketch.cells import Bools, Cells
    from alder.disclosure.sketch.flags import Flags
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places

    Progress = Callable[[str], None]


T = TypeVar("T")

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
    seen: Sketch
    """The last test: what a certificate is made from."""
    seconds: dict[str, float]

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
) -> Pattern:
    """Further cells to hide, so that nobody works a primary cell out, alone in another cell or not.

    With a `width` the interval in which a reader places each primary cell is at least so wide. What no hiding cures is
    told as `open`, and what was not seen to be wide enough as `narrow`. The same cells and seed give the same pattern.
    """
    tell = progress or (lambda _: None)
    seconds: dict[str, float] = {}

    def timed(step: str, work: Callable[[], T]) -> T:
        started = perf_counter()
        found = work()
        seconds[step] = seconds.get(step, 0.0) + perf_counter() - started
        return found

    hidden = timed("close", lambda: closing.close(cells, cells.must, insider=insider))
    block = blocks.divided(cells, hidden)
    seen, _ = timed("repair", lambda: mend.mended(cells, hidden, block, insider=insider, seed=seed, tell=tell))
    pruned = timed("prune", lambda: prune.prune(cells, seen, block, insider=insider, seed=seed))
    tell(f"pruned: {int((pruned & ~cells.must).sum()):,} further cells hidden")
    seen, left = timed("test", lambda: mend.mended(cells, pruned, block, insider=insider, seed=seed + ANEW, tell=tell))
    if width is None:
        return pattern_of(cells, seen, left, np.zeros(0, dtype=np.int64), seconds)
    hidden = prune.marked(cells, seen.hidden)
    wide = timed("widen", lambda: widen.widened(cells, hidden, block, width, insider=insider, seed=seed, tell=tell))
    seen, left = timed("test", lambda: mend.mended(cells, wide, block, insider=insider, seed=seed + ANEW, tell=tell))
    found = widths(cells, seen, width, seed=seed + ANEW)
    narrow = of_unknowns(cells, seen, np.r_[found.narrow, found.untold])
    return pattern_of(cells, seen, left, narrow, seconds)


def pattern_of(cells: Cells, seen: Sketch, left: Flags, narrow: Places, seconds: dict[str, float]) -> Pattern:
    hidden = prune.marked(cells, seen.hidden)
    extra = hidden & ~cells.must
    return Pattern(hidden, int(extra.sum()), float(cells.value[extra].sum()), left, narrow, seen, seconds)
