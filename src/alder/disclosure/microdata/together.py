"""Figures beside each other: further ones are hidden until an attack with all of them finds nothing.

Each figure may be shown by itself. Together they may tell what each hides: of a total with a median of 200 and all of
its parts but one above, or of a largest value that no shown part has. So what is to be shown is attacked, with what is
out already, by the program behind `alder audit`, which shares nothing with the rules that chose. Of the figures that a
finding rests on the one of fewest people is hidden, and all is attacked again. Hiding tells nobody more, so this ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.asked import What
from alder.disclosure.attack.banded import Bands, Rules
from alder.disclosure.attack.figure_files import Counted, Shown
from alder.disclosure.attack.published import Published
from alder.disclosure.attack.recorded import Recorded
from alder.disclosure.attack.statistics import attack_statistics
from alder.errors import NotProtected, present

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from alder.disclosure.asked import Statistic
    from alder.disclosure.attack.contributed import Limits
    from alder.disclosure.microdata.lines import Lines
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.pub_file import CellProtection
    from alder.disclosure.tables.table import Floats, Table

    Bools = NDArray[np.bool_]

LARGEST = 60_000
"""Unknowns of an attack that is made before anything is written: half a minute. Larger ones are left to the audit."""
LONGEST = 120.0
"""Seconds that one attack may take."""


@dataclass(frozen=True, eq=False)
class Out:
    """A statistic of the same lines that is out already, with what its file shows."""

    shown: Shown
    counts: Counted | None


@dataclass(frozen=True)
class Attack:
    """What figures are attacked with, before they are let out."""

    limits: Limits
    rules: Rules
    width: int = 1
    insider: bool = True
    rounds: Policy | None = None
    """The policy that the counts beside the figures are rounded under."""
    beside: Sequence[Out] = ()
    tell: Callable[[str], None] = lambda said: None
    earlier: Callable[[Bools, Bools], Bools] | None = None
    """Of what is hidden, and of what is for its own sake, what more has to be beside the figures of a ledger."""


def held_together(
    lines: Lines, statistic: Statistic, figures: Figures, decimals: int, to: float | None, attack: Attack
) -> Figures:
    """Hide further figures until nothing is found. They are printed with so many decimals, or rounded to `to`."""
    recorded = Recorded.of(lines)
    at, hidden = recorded.truth.keys, figures.hidden.copy()
    half = half_of(statistic, decimals, to)
    printed = np.round(figures.figure, decimals)[at]
    counts = _counts(figures.counts, recorded, attack)
    for one in attack.beside:
        counts = counts if one.counts is None else counts.beside(one.counts)
    while True:
        if attack.earlier is not None:
            hidden |= attack.earlier(hidden, figures.primary)
        new = Shown(statistic, np.where(hidden[at], np.nan, printed), half)
        shown = [new, *(one.shown for one in attack.beside)]
        found = replace(figures, hidden=hidden, more=figures.more + int((hidden & ~figures.hidden).sum()))
        if recorded.size * (len(Bands.between(shown, lines.decimals)) + 1) > LARGEST:
            return replace(found, is_attacked=False)
        tried = attack_statistics(
            recorded, shown, counts, attack.limits, attack.rules,
            width=attack.width, insider=attack.insider, seconds=LONGEST, progress=attack.tell,
        )  # fmt: skip
        if tried.wrong:
            raise NotProtected(
                f"{len(tried.wrong):,} figures or counts are not what these lines say",
                where="A file given with --beside has to be of the same lines, and --beside median/100:FILE says to "
                "what its figures are rounded.",
            )
        cells = [_to_hide(one.proof, recorded) for one in tried.found]
        more = sorted({cell for cell in cells if cell is not None})
        if not more:
            return replace(found, out=len(tried.found), unasked=tried.unasked)
        hidden[at[np.array(more, dtype=np.int64)]] = True


def half_of(statistic: Statistic, decimals: int, to: float | None) -> float:
    """Half of what the last printed digit stands for. Totals are printed in full."""
    if statistic.what is What.TOTAL:
        return 0.0
    return 0.5 * 10.0**-decimals if to is None else to / 2


def _to_hide(proof: tuple[tuple[int, int], ...], recorded: Recorded) -> int | None:
    """Of the new figures that a finding rests on the one of fewest people; None where it rests on others alone."""
    mine = [cell for of, cell in proof if of == 0]
    return min(mine, key=lambda cell: (int(recorded.people[cell]), cell), default=None)


def _counts(counts: CellProtection | None, recorded: Recorded, attack: Attack) -> Counted:
    if counts is None:
        return Counted.none(recorded.truth)
    at = recorded.truth.keys
    hidden = counts.hidden[at]
    shown = np.where(hidden, np.nan, counts.shown[at])
    return Counted.of(Published(hidden, shown, 0), recorded.truth, attack.rounds)


@dataclass(frozen=True, eq=False)
class Figures:
    """A statistic of every cell of a table, for its owner, and the counts beside it. Shape of arrays: cells."""

    table: Table
    counts: CellProtection | None
    """None for totals that no count is asked for beside."""
    primary: Bools
    """Hidden for what the figure itself, or its count, would tell."""
    hidden: Bools
    figure: Floats
    """Not a number where nobody is."""
    more: int = 0
    """Figures that are hidden for what they would tell beside others."""
    out: int = 0
    """What figures that are out already tell, whatever is hidden now."""
    unasked: int = 0
    """Questions of the attack that there was no time for."""
    is_attacked: bool = True
    """Whether there were few enough of them to be attacked together."""

    @property
    def unshared(self) -> int:
        """Figures that are hidden though their count is shown."""
        counts = present(self.counts, "figures of records stand beside the counts that they rest on")
        return int((self.hidden & ~counts.hidden).sum())
