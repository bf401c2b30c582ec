"""The order of work: close, test and repair, prune, test and repair again, and a last test from a new start."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from alder.disclosure.sketch import blocks, closing, mend, prune

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.sketch.cells import Bools, Cells
    from alder.disclosure.sketch.flags import Flags
    from alder.disclosure.sketch.null_space import Sketch

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
    seen: Sketch
    """The last test: what a certificate is made from."""
    seconds: dict[str, float]

    @property
    def safe(self) -> bool:
        return not len(self.open)


def choose(cells: Cells, *, insider: bool = True, seed: int = 0, progress: Progress | None = None) -> Pattern:
    """Further cells to hide, so that nobody works a primary cell out, alone in another cell or not.

    What no hiding cures is told as `open`. The same cells and seed give the same pattern.
    """
    tell = progress or (lambda _: None)
    seconds: dict[str, float] = {}

    def timed(step: str, work: Callable[[], T]) -> T:
        started = perf_counter()
        found = work()
        seconds[step] = perf_counter() - started
        return found

    hidden = timed("close", lambda: closing.close(cells, cells.must, insider=insider))
    block = blocks.divided(cells, hidden)
    seen, _ = timed("repair", lambda: mend.mended(cells, hidden, block, insider=insider, seed=seed, tell=tell))
    pruned = timed("prune", lambda: prune.prune(cells, seen, block, insider=insider, seed=seed))
    tell(f"pruned: {int((pruned & ~cells.must).sum()):,} further cells hidden")
    seen, left = timed("test", lambda: mend.mended(cells, pruned, block, insider=insider, seed=seed + ANEW, tell=tell))
    hidden = prune.marked(cells, seen.hidden)
    extra = hidden & ~cells.must
    return Pattern(hidden, int(extra.sum()), float(cells.value[extra].sum()), left, seen, seconds)
