"""Changes of the atoms that no shown cell of any table sees, at any size: nothing larger than the tables is formed.

What one group of tables sees of a change is told at once (`Sight`). What any of them sees is taken away step by step,
by conjugate gradients on the sum of what each sees; every step goes once through all tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alder.disclosure.ledger.copies import Copies
    from alder.disclosure.ledger.groups import Group
    from alder.disclosure.ledger.sight import Floats, Sight

STEPS = 2_000
TOLD = 50
"""After so many steps one is told."""
SETTLED = 1e-11
"""So little of a change may still be seen, against its size."""


@dataclass(frozen=True, eq=False)
class Seen:
    """All groups of tables over the same atoms."""

    place: sp.csr_matrix
    """Shape: atoms, classes of all groups; each column has length 1."""
    start: tuple[int, ...]
    """Where the classes of each group begin."""

    @classmethod
    def of(cls, groups: Sequence[Group | Copies]) -> Seen:
        start = np.cumsum([0, *(g.size for g in groups)])
        atoms = len(groups[0].of)
        inside = [np.flatnonzero(g.of >= 0) for g in groups]
        bounds = np.zeros(atoms + 1, dtype=np.int64)
        for some in inside:
            bounds[some + 1] += 1
        bounds = np.cumsum(bounds)
        free = bounds[:-1].copy()
        column = np.empty(bounds[-1], dtype=np.int32)
        for g, some, a in zip(groups, inside, start, strict=False):
            column[free[some]] = g.of[some] + a
            free[some] += 1
        size = np.concatenate([1 / np.sqrt(g.atoms) for g in groups])
        return cls(sp.csr_matrix((size[column], column, bounds), shape=(atoms, int(start[-1]))), tuple(start.tolist()))

    def by_class(self, change: Floats) -> Floats:
        """What each class sees of a change of the atoms. Shape: classes of all groups, columns."""
        found: Floats = self.place.T @ change
        return found

    def of_group(self, n: int) -> slice:
        """The classes of a group."""
        return slice(self.start[n], self.start[n + 1])

    def through(self, sights: Sequence[Sight | None], change: Floats) -> Floats:
        """The sum of what each group sees. A group without a sight sees nothing."""
        by_class = self.by_class(change)
        seen = np.zeros_like(by_class)
        for n, sight in enumerate(sights):
            if sight is not None:
                at = self.of_group(n)
                seen[at] = sight.seen(by_class[at])
        found: Floats = self.place @ seen
        return found


@dataclass(frozen=True, eq=False)
class Unseen:
    """What of some changes nobody sees."""

    change: Floats
    """Shape: atoms, columns."""
    preimage: Floats
    """What was taken away is what is seen of this."""
    steps: int
    settled: bool


def unseen(
    through: Callable[[Floats], Floats], change: Floats, *, tell: Callable[[str], None] = lambda _: None
) -> Unseen:
    """The part of each column that no group of tables sees; not `settled` where steps did not suffice.

    All columns take the same steps: they are one system, with the same parts again and again.
    """
    left, taken, part = change.copy(), np.zeros_like(change), np.empty_like(change)
    small = SETTLED**2 * _dot(change, change)
    rest = through(left)
    way, before = rest.copy(), _dot(rest, rest)
    for step in range(STEPS):
        if before <= small:
            rest = through(left)  # worked out anew: what was taken along adds its own errors
            before = _dot(rest, rest)
            if before <= 4 * small:
                return Unseen(left, taken, step, True)
            way = rest.copy()
        if step % TOLD == TOLD - 1:
            tell(f"comparing what all tables show together: step {step + 1}")
        onward = through(way)
        along = _dot(way, onward)
        if along <= 0:
            return Unseen(left, taken, step, False)
        np.multiply(way, before / along, out=part)
        left -= part
        taken += part
        onward *= before / along
        rest -= onward
        after = _dot(rest, rest)
        way *= after / before
        way += rest
        before = after
    return Unseen(left, taken, STEPS, False)


def _dot(one: Floats, other: Floats) -> float:
    return float(np.einsum("ij,ij->", one, other))
