"""A new table of figures made of values, beside those that are out: which of its figures have to be hidden for them.

Sums are taken off each other across tables: all colleges less all but one. So a shown sum less another inside it is
judged by the rules for sums, in tables of any size. Then all that readers have is attacked together, figures that are
out and new ones, by the program behind `alder audit`; of the new figures that a finding rests on the one of fewest
people is hidden, until none is left. What is out already tells what it tells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.across import Rest, across, rests_of
from alder.disclosure.attack.banded import Bands
from alder.disclosure.attack.statistics import attack_statistics
from alder.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.attack.across import Across, Valued
    from alder.disclosure.ledger.membership import Bools
    from alder.disclosure.ledger.values import Against, Beside, Values

LARGEST = 60_000
"""Unknowns of one attack: half a minute."""
LONGEST = 120.0
"""Seconds that one attack may take."""


def judged(asked: Values, new: Valued, beside: Beside) -> Held:
    """What has to be hidden of a new table so that it may stand beside those that are out."""
    earlier, decimals = beside.tables_of(asked)
    hidden = np.isnan(asked.shown.figure)
    if not earlier:
        return Held(hidden)
    beside.tell("Comparing with figures that are out")
    found = _Judging(earlier, decimals, new, hidden, asked.against, beside.tell)
    found.take_off()
    if min(float(t.value.min(initial=0.0)) for t in (new, *earlier)) < 0:
        return Held(found.hidden, len(earlier), missed=len(earlier))
    found.attack()
    return Held(found.hidden, len(earlier), found.out, found.unasked, found.apart, found.missed)


@dataclass(frozen=True, eq=False)
class Held:
    """What came of it."""

    hidden: Bools
    """Shape: cells."""
    tables: int = 0
    """Beside how many others it was judged."""
    out: int = 0
    """What figures that are out already tell, whatever is hidden now."""
    unasked: int = 0
    """Questions that there was no time for."""
    apart: int = 0
    """Tables that were attacked one by one beside the new one, since all together are too many figures."""
    missed: int = 0
    """Tables of which sums alone were compared: too many figures even by themselves, or values below 0."""

    def words(self) -> list[str]:
        """What is to be said of it, without a number of anybody."""
        if not self.tables:
            return []
        told = [f"Judged beside {self.tables:,} earlier {_tables(self.tables)} of the same values."]
        if self.apart:
            those = "1 was attacked by itself" if self.apart == 1 else f"{self.apart:,} were attacked one by one"
            told.append(f"All together are too many figures, so {those} beside it.")
        if self.missed:
            told.append(
                f"Of {self.missed:,} of them sums alone were compared, not how values lie: there are too many figures, "
                "or values below 0."
            )
        if self.out:
            told.append(f"Findings that rest on what is out already: {self.out:,}.")
        if self.unasked:
            told.append(f"For {self.unasked:,} questions of the attack there was no time.")
        return told


def _tables(n: int) -> str:
    return "table" if n == 1 else "tables"


class _Judging:
    def __init__(
        self,
        earlier: Sequence[Valued],
        decimals: int,
        new: Valued,
        hidden: Bools,
        against: Against,
        tell: Callable[[str], None],
    ) -> None:
        self.earlier, self.decimals, self.new, self.hidden = earlier, decimals, new, hidden
        self.against, self.tell = against, tell
        self.rests: list[list[Rest]] = []
        self.out = self.unasked = self.apart = self.missed = 0

    def shown(self) -> Valued:
        """The new table as it would be seen."""
        return self.new.figures(
            tuple(replace(one, figure=np.where(self.hidden, np.nan, one.figure)) for one in self.new.shown)
        )

    def take_off(self) -> None:
        """No shown sum less another says too much."""
        for n in range(1, len(self.earlier) + 1):
            found = rests_of([self.shown(), *self.earlier], n, self.against.limits)
            self.hidden[[rest.cell_of(0) for rest in found]] = True
            self.rests.append(found)

    def attack(self) -> None:
        """All tables together where that is not too much, else each earlier one by itself."""
        every = list(range(len(self.earlier)))
        if self._held(every):
            return
        for n in every if len(every) > 1 else []:
            self.apart += self._held([n])
        self.missed = len(every) - self.apart

    def _together(self, some: list[int]) -> Across:
        number = {n + 1: k for k, n in enumerate(some, start=1)} | {0: 0}
        rests = [
            Rest((number[r.wide[0]], r.wide[1]), (number[r.narrow[0]], r.narrow[1]))
            for n in some
            for r in self.rests[n]
        ]
        return across([self.shown(), *(self.earlier[n] for n in some)], self.decimals, rests)

    def _held(self, some: list[int]) -> bool:
        """Hide what these tables ask for; False where they are too many figures."""
        against = self.against
        while True:
            system = self._together(some)
            if system.size * (len(Bands.between(system.shown, self.decimals)) + 1) > LARGEST:
                return False
            tried = attack_statistics(
                system, system.shown, system.counts, against.limits, against.rules,
                width=1, insider=against.insider, by_themselves=False, seconds=LONGEST, progress=self.tell,
            )  # fmt: skip
            if tried.wrong:
                raise StoreError(
                    f"{len(tried.wrong):,} figures are not what the ledger keeps of the records behind them",
                    next="Somebody changed the ledger by hand. Take it back from your backup.",
                )
            cells = [_to_hide(one.proof, system) for one in tried.found]
            more = sorted({cell for cell in cells if cell is not None})
            if not more:
                self.out += sum(bool(one.proof) for one in tried.found)
                self.unasked += tried.unasked
                return True
            self.hidden |= np.isin(system.place, more)


def _to_hide(proof: tuple[tuple[int, int], ...], system: Across) -> int | None:
    """Of the new figures that a finding rests on the one of fewest people; None where it rests on others alone."""
    mine = [cell for of, cell in proof if of < system.first]
    return min(mine, key=lambda cell: (int(system.people[cell]), cell), default=None)
