"""The attack on means, percentiles and extremes: each by itself, then all that stand beside each other together.

The reader has every printed figure and count, knows all sums, the rules and that values are 0 and more. Looked for are
figures that say too much by themselves; sums of few people, or of one above all others, that follow; values of few
people that are told, and how many of few lie on one side of a printed figure; hidden figures that are pinned; and
groups of which everybody, or nearly everybody, has one value. The same for those who know their own lines.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.disclosure.attack.banded import Bands, System
from alder.disclosure.attack.groups import groups_of
from alder.disclosure.attack.programme import Asked
from alder.disclosure.attack.questions import questions_of
from alder.disclosure.attack.sought import Known, Sought, by_insiders
from alder.disclosure.attack.spoken import said_by_themselves, wrong_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.attack.banded import Rules
    from alder.disclosure.attack.contributed import Limits
    from alder.disclosure.attack.figure_files import Counted, Shown
    from alder.disclosure.attack.findings import Found
    from alder.disclosure.attack.recorded import Records


@dataclass(frozen=True)
class Tried:
    """What was tried on figures that stand beside each other, and what came of it."""

    figures: int
    hidden: int
    """Figures that are hidden, over all files."""
    groups: int
    """Groups of too few that were asked about, those that only a subtraction leaves among them."""
    viewers: int
    """How many of those behind the lines looked at it, beside readers."""
    found: tuple[Found, ...]
    unasked: int
    """Questions that there was no time for."""
    wrong: tuple[str, ...]

    @property
    def safe(self) -> bool:
        return not self.found and not self.wrong


def attack_statistics(
    recorded: Records,
    shown: Sequence[Shown],
    counts: Counted,
    limits: Limits,
    rules: Rules,
    *,
    width: int = 1,
    insider: bool = True,
    by_themselves: bool = True,
    seconds: float = 60.0,
    progress: Callable[[str], None] = lambda said: None,
) -> Tried:
    """The lowest and highest possible number of a small hidden count have to be `width` apart. What each figure says
    `by_themselves` is looked for as well."""
    until = time.monotonic() + seconds
    progress("Looking at each figure by itself")
    wrong = wrong_figures(recorded, shown, counts)
    found = said_by_themselves(recorded, shown, counts, limits, rules) if by_themselves else []
    groups = groups_of(recorded, shown, rules.threshold)
    viewers = unasked = 0
    if not wrong:
        progress("Setting up all figures together")
        system = System(recorded, Bands.between(shown, recorded.lines.decimals))
        rows = system.rows(shown, counts, rules)
        asked = Asked(rows.matrix, rows.low, rows.high, system.most(), until)
        questions = questions_of(system, shown, groups, counts, limits, rules, width)
        progress("Asking what they leave open")
        known = Known(system, rows, shown)
        by_readers = Sought(known, asked, questions)
        more, unasked = by_readers.answered()
        found += more
        if insider:
            progress("Looking through the eyes of those behind the lines")
            left = [one for one in questions if one.number not in by_readers.told]
            more, viewers, untold = by_insiders(known, asked, left)
            found, unasked = found + more, unasked + untold
    return Tried(
        int(sum(one.there.sum() for one in shown)),
        int(sum(one.hidden.sum() for one in shown)),
        len(groups),
        viewers,
        tuple(found),
        unasked,
        tuple(wrong[:20]),
    )
