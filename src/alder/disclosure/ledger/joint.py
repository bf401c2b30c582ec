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
    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Bools, Numbers
    from alder.disclosure.ledger.together import System
    from alder.disclosure.ledger.wide import Together
    from alder.disclosure.sketch.cells import Cells

    Floats = NDArray[np.float64]

FREE = 1e-6
"""What it costs to hide what nobody sees anyway."""
ROUNDS = 60


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
        if earlier:
            secret &= ~given_away(system, out, secret)
        cost, at = np.full(system.size, FREE), system.element[0]
        cost[at[at >= 0]] = price[at >= 0]
        return cls(system, out, secret, (system.marked(0, shown) & ~secret) | out, cost, new.small)

    def settled(self) -> Joint | None:
        """The same with so much less shown that no secret follows; None where nothing helps."""
        now = self
        left_out: list[Numbers] = []
        for _ in range(ROUNDS):
            fewer = now._by_sums()
            if fewer is None or not follows.is_small(len(fewer.system.atoms)):
                return fewer
            now = fewer
            union = follows.small_union(now.system, now.shown, now.small, left_out)
            if union is not None:
                left_out.append(union)
                now = now._with_secret(union)
                continue
            held, by = follows.pinned(now.system, now.shown, now.out, now.secret)
            if not len(held):
                return now
            now = now._loosened(held, by)
        return None

    def _by_sums(self) -> Joint | None:
        if not given_away(self.system, self.shown, self.secret).any():
            return self
        pattern = choose(self._cells(), insider=False)
        return replace(self, shown=self.shown & ~pattern.hidden) if pattern.safe else None

    def _cells(self) -> Cells:
        hidden = ~self.shown & ~self.secret
        return self.system.as_cells(primary=self.secret, hidden=hidden, shown=self.out, weight=self.price)

    def _with_secret(self, union: Numbers) -> Joint:
        """With one more secret, unless earlier tables tell it by themselves."""
        ones = np.ones(len(union), dtype=np.int32)
        one = sp.csr_matrix((ones, (np.zeros(len(union), dtype=np.int64), union)), shape=(1, len(self.system.atoms)))
        system = self.system.with_sets(one)
        if system.size == self.system.size:  # it is an element already, and earlier tables tell it
            return self
        more = system.size - self.system.size
        out, shown = (np.r_[a, np.zeros(more, dtype=bool)] for a in (self.out, self.shown))
        secret = np.r_[np.zeros(self.system.size, dtype=bool), np.ones(more, dtype=bool)]
        secret &= ~given_away(system, out, secret)
        secret[: self.system.size] = self.secret
        price = np.r_[self.price, np.full(more, FREE)]
        return replace(self, system=system, out=out, shown=shown, secret=secret, price=price)

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
