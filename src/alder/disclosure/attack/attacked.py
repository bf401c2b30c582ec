"""The whole attack on one published table, in order of effort, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.algebra import found_by_algebra, found_by_insiders, motions
from alder.disclosure.attack.findings import Found, How
from alder.disclosure.attack.ranges import Ranges, ranges
from alder.disclosure.attack.subtraction import found_by_subtraction

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.attack.published import Published
    from alder.disclosure.attack.rebuilt import Bools, Floats, Rebuilt


@dataclass(frozen=True)
class Attacked:
    """What was tried and what was found."""

    cells: int
    hidden: int
    secrets: int
    """Hidden cells that stand for too few people."""
    found: tuple[Found, ...]
    unasked: int
    """Secrets whose lowest and highest values there was no time to ask for."""
    wrong: tuple[str, ...]
    """Figures that are not what the table says, by the names of their cells."""

    @property
    def safe(self) -> bool:
        return not self.found and not self.wrong


def attack(
    truth: Rebuilt,
    public: Published,
    threshold: int,
    *,
    insider: bool = True,
    width: int = 1,
    seconds: float = 60.0,
    decoys: Floats | None = None,
    progress: Callable[[str], None] = lambda said: None,
) -> Attacked:
    """Try everything on the cells that stand for 1 to `threshold` - 1.

    `width` is how far apart the lowest and highest value of each must be. `decoys` are other tables that a certificate
    says look the same: changes of each hidden cell (tables, hidden cells), which are checked before they count.
    """
    small = (truth.count > 0) & (truth.count < threshold)
    secret: Bools = small & public.hidden
    shown = np.flatnonzero(small & ~public.hidden)
    found = [_shown(truth, int(cell)) for cell in shown]
    wrong = np.flatnonzero(~public.hidden & (public.shown != truth.count))
    progress("Subtracting")
    found += found_by_subtraction(truth, public.hidden, secret)
    secret[[f.cell for f in found]] = False
    progress("Adding and subtracting sums")
    moving = motions(truth, public.hidden)
    found += found_by_algebra(truth, moving, secret)
    secret[[f.cell for f in found]] = False
    if insider:
        progress("Looking through the eyes of people who are alone in a cell")
        found += found_by_insiders(truth, moving, secret)
    progress("Looking for the lowest and highest values")
    true = truth.count[moving.cells].astype(np.float64)
    seen = Ranges(true.copy(), true.copy())
    least = 0.0 if public.hidden_zeros else 1.0
    for table in decoys if decoys is not None else ():
        values = true + table
        if values.min(initial=least) >= least - 1e-9 and np.abs(moving.sums @ table).max(initial=0.0) < 1e-7:
            seen.see(values)
    narrow, unasked = ranges(truth, moving, secret, least=least, width=width, seconds=seconds, already=seen)
    return Attacked(
        len(truth.keys),
        int(public.hidden.sum()),
        int((small & public.hidden).sum()),
        (*found, *narrow),
        len(unasked),
        tuple(truth.name(int(cell)) for cell in wrong[:20]),
    )


def _shown(truth: Rebuilt, cell: int) -> Found:
    value = float(truth.count[cell])
    return Found(cell, How.SHOWN, f"{truth.name(cell)} is shown, and stands for too few", value, value)
