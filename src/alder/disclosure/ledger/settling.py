"""What a new table of any size hides beside many earlier ones, round after round, until no small group follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.ledger.insiders import told_to_insiders
from alder.disclosure.ledger.less import Proofs, fewer_shown
from alder.disclosure.ledger.secrets import kinds, still
from alder.disclosure.ledger.unions import unions

if TYPE_CHECKING:
    from alder.disclosure.ledger.membership import Bools, Numbers
    from alder.disclosure.ledger.sight import Floats
    from alder.disclosure.ledger.wide import Together

ROUNDS = 30


@dataclass(frozen=True)
class Stuck:
    """A secret that is given away, and the cell an insider knows it by (-1: none, all know it)."""

    of: Together
    secret: int
    by: int


@dataclass(frozen=True, eq=False)
class Settled:
    """What may still be shown of the new table, and whether that is safe."""

    shown: Bools
    safe: bool
    why: Stuck | None
    """A secret for whose sake more is hidden: where it is not safe one for which nothing can be done."""


@dataclass(frozen=True, eq=False)
class Wide:
    """All tables together, and what of the new one is shown."""

    together: Together
    price: Floats
    """What it costs to hide each cell of the new table, from its shape alone."""
    shown: Bools

    @classmethod
    def of(cls, together: Together, price: Floats, shown: Bools) -> Wide:
        """With so much of the new table shown as it has by itself, less what is small and not known already."""
        little = together.tables[0].little
        return cls(together, price, shown & ~(little & ~together.known))

    def settled(self) -> Settled:
        """With so much less shown that no secret follows, if that can be."""
        now, stuck, proofs = self, None, Proofs()
        for n in range(ROUNDS):
            now, flagged = now.flagged()
            now.together.tell(f"comparing with earlier tables: {len(flagged[0]):,} small groups to be protected")
            if not len(flagged[0]):
                return Settled(now.shown, True, stuck)
            first = Stuck(now.together, int(flagged[0][0]), int(flagged[1][0]))
            stuck = stuck or first
            fewer, proofs = fewer_shown(now.together, now.shown, now.price, proofs, *flagged, turn=n)
            if (fewer == now.shown).all():
                stuck = first
                break
            now = replace(now, shown=fewer)
        return Settled(now.shown, False, stuck)

    def flagged(self) -> tuple[Wide, tuple[Numbers, Numbers, Floats]]:
        """Secrets that are given away, for each the one an insider knows it by (-1: by none), and how many times.

        Small groups that are several secrets together, and are given away, are among the secrets from then on.
        """
        t = self.together
        moved = t.secrets.moved(t.seen, t.change(self.shown, t.before))
        told = still(moved) & ~t.lost
        more = unions(
            t.secrets, t.seen, t.atoms, moved=moved, before=t.moved_before, own=t.own_cells, small=t.tables[0].small
        )
        if more.shape[0]:
            told = np.r_[told, np.ones(more.shape[0], dtype=bool)]
            self = replace(self, together=t.guarding(more))
        known = np.flatnonzero(self.together.by_several(told, self.shown) if t.units else told)
        if len(known):  # what insiders know is looked for when nobody else knows anything
            return self, (known, np.full(len(known), -1), np.zeros(len(known)))
        already = [t.kinds_before, t.kinds_alone(self.shown)]
        found = told_to_insiders(moved, t.secrets.people, t.alone, already)
        if len(found[0]) and t.units:  # what records tell them is judged by records
            already += [kinds(replace(t, only=unit).moved_by(self.shown)) for unit in t.units]
            found = told_to_insiders(moved, t.secrets.people, t.alone, already)
        return self, found
