"""Whether a new table may stand beside all earlier ones of the same records, and what else it has to hide for that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.ledger import follows
from alder.disclosure.ledger.sums import given_away
from alder.disclosure.ledger.together import together
from alder.disclosure.sketch.choose import choose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Bools, Numbers
    from alder.disclosure.ledger.together import System
    from alder.disclosure.ledger.wide import Together
    from alder.disclosure.sketch.cells import Cells

    Floats = NDArray[np.float64]

FREE = 1e-6
"""What it costs to hide what nobody sees anyway."""
ROUNDS = 60
UNIONS = 12
"""So many unions are looked for where people of several units are compared: most are told by one of them, whose records
were judged."""


@dataclass(frozen=True, eq=False)
class Joint:
    """All tables together, and what of them is to be shown."""

    system: System
    out: Bools
    """Elements that an earlier table shows."""
    secret: Bools
    """Elements that stand for a small group, and that earlier tables do not give away by themselves."""
    shown: Bools
    """Elements that readers know, from the earlier tables or from the new one."""
    price: Floats
    """What it costs to hide each element, from the shape of the new table alone."""
    small: int
    units: tuple[tuple[Bools, Bools], ...] = ()
    """Where people of several units and years are compared, for each the elements that earlier tables of it show, and
    that the new one shows of it."""

    @classmethod
    def of(cls, all_tables: Together, price: Floats, shown: Bools) -> Joint:
        """`price` has an entry for each cell of the new table, and `shown` says which of them it shows by itself."""
        new, *earlier = all_tables.tables
        system = together(all_tables.atoms, [t.members for t in all_tables.tables])
        system = system.with_sets(all_tables.secrets.sets)
        out = np.zeros(system.size, dtype=bool)
        secret = system.count < new.small
        for n, table in enumerate(earlier, 1):
            out |= system.marked(n, table.shown)
            secret |= system.marked(n, ~table.shown) & (system.count < table.small)
        secret &= ~out
        units = tuple(_of_unit(system, all_tables, unit, shown) for unit in all_tables.units)
        if earlier:
            secret &= ~_told(system, out, [before for before, _ in units], secret)
        cost, at = np.full(system.size, FREE), system.element[0]
        cost[at[at >= 0]] = price[at >= 0]
        return cls(system, out, secret, (system.marked(0, shown) & ~secret) | out, cost, new.small, units)

    def settled(self) -> Joint | None:
        """The same with so much less shown that no secret follows; None where nothing helps."""
        now = self
        left_out: list[Numbers] = []
        for _ in range(ROUNDS):
            fewer = now._by_sums()
            if fewer is None or not follows.is_small(len(fewer.system.atoms)):
                return fewer
            now = fewer
            search = not self.units or len(left_out) < UNIONS
            union = follows.small_union(now.system, now.shown, now.small, left_out) if search else None
            if union is not None:
                left_out.append(union)
                now = now._with_secret(union)
                continue
            held, by = now._pinned()
            if not len(held):
                return now
            now = now._loosened(held, by)
        return None

    def _by_sums(self) -> Joint | None:
        now = self
        for _ in range(ROUNDS):
            told = _told(now.system, now.shown, now._shown_by_units(), now.secret)
            if not told.any():
                return now
            # Of people only what several units tell is guarded: all that are secret would be more than records ask for.
            pattern = choose(now._cells(told if now.units else now.secret), insider=False)
            if not pattern.safe or not (now.shown & pattern.hidden).any():
                return None
            now = replace(now, shown=now.shown & ~pattern.hidden)
            if not now.units:
                return now
        return None

    def _shown_by_units(self) -> list[Bools]:
        return [before | (own & self.shown) for before, own in self.units]

    def _pinned(self) -> tuple[Numbers, Numbers]:
        """Secrets that can be one number only, and for each a shown element of the proof."""
        held, by = follows.pinned(self.system, self.shown, self.out, self.secret)
        for (before, _), shown in zip(self.units, self._shown_by_units(), strict=True):
            if len(held):  # what one unit tells by itself is judged by its records
                some = np.zeros(len(self.secret), dtype=bool)
                some[held] = True
                alone, _ = follows.pinned(self.system, shown, before, some)
                keep = ~np.isin(held, alone)
                held, by = held[keep], by[keep]
        return held, by

    def _cells(self, primary: Bools) -> Cells:
        hidden = ~self.shown & ~primary
        return self.system.as_cells(primary=primary, hidden=hidden, shown=self.out, weight=self.price)

    def _with_secret(self, union: Numbers) -> Joint:
        """With one more secret, unless earlier tables tell it by themselves."""
        ones = np.ones(len(union), dtype=np.int32)
        one = sp.csr_matrix((ones, (np.zeros(len(union), dtype=np.int64), union)), shape=(1, len(self.system.atoms)))
        system = self.system.with_sets(one)
        if system.size == self.system.size:  # it is an element already, and earlier tables tell it
            return self
        more = system.size - self.system.size

        def longer(some: Bools) -> Bools:
            found: Bools = np.r_[some, np.zeros(more, dtype=bool)]
            return found

        out, shown = longer(self.out), longer(self.shown)
        units = tuple((longer(before), longer(own)) for before, own in self.units)
        secret = np.r_[np.zeros(self.system.size, dtype=bool), np.ones(more, dtype=bool)]
        secret &= ~_told(system, out, [before for before, _ in units], secret)
        secret[: self.system.size] = self.secret
        price = np.r_[self.price, np.full(more, FREE)]
        return replace(self, system=system, out=out, shown=shown, secret=secret, price=price, units=units)

    def _loosened(self, held: Numbers, by: Numbers) -> Joint:
        """With one cell less shown, of those that leave a secret one possible number; or without such secrets."""
        own = by[by >= 0]
        if not len(own):  # what is shown of the new table has no part in it
            secret = self.secret.copy()
            secret[held] = False
            return replace(self, secret=secret)
        shown = self.shown.copy()
        shown[own[np.argmin(self.price[own])]] = False
        return replace(self, shown=shown)

    def left(self, shown: Bools) -> Bools:
        """Which of the cells that the new table would show it still shows."""
        at = self.system.element[0]
        found: Bools = shown & ((at < 0) | self.shown[np.maximum(at, 0)])
        return found


def _of_unit(system: System, all_tables: Together, unit: int, shown: Bools) -> tuple[Bools, Bools]:
    """The elements that earlier tables show of one unit and year, and that the new one does."""
    before = np.zeros(system.size, dtype=bool)
    new, *earlier = all_tables.tables
    for n, table in enumerate(earlier, 1):
        before |= system.marked(n, table.shown & (table.counted == unit))
    return before, system.marked(0, shown & (new.counted == unit))


def _told(system: System, shown: Bools, units: Sequence[Bools], secret: Bools) -> Bools:
    """Which secrets follow from what is shown, and from none of some parts of it by itself."""
    found: Bools = given_away(system, shown, secret)
    for alone in units if found.any() else ():
        found = found & ~given_away(system, alone, found)
    return found
