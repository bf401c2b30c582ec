"""Changes of the atoms that no shown cell of any table sees, at any size: nothing larger than the tables is formed.

What one group of tables sees of a change is told at once (`Sight`). What any of them sees is taken away step by step,
by conjugate gradients on the sum of what each sees; every step goes once through all tables.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
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
PROVED = 1e-8
"""So little of a sum may be missing from what it is made of, against its size."""
PARTS = 2
"""In so many parts the atoms are gone through at once. The sums are the same on every machine."""


_AT_ONCE = ThreadPoolExecutor(PARTS, thread_name_prefix="alder-ledger")


@dataclass(frozen=True, eq=False)
class Seen:
    """All groups of tables over the same atoms."""

    place: tuple[sp.csr_matrix, ...]
    """Parts of the atoms. Shape of all: atoms, classes of all groups; each column has length 1."""
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
        place = sp.csr_matrix((size[column], column, bounds), shape=(atoms, int(start[-1])))
        ends = np.linspace(0, atoms, PARTS + 1).astype(np.int64)
        return cls(tuple(place[a:b] for a, b in pairwise(ends)), tuple(start.tolist()))

    @property
    def shape(self) -> tuple[int, int]:
        """How many atoms, and how many classes of all groups."""
        return self.ends[-1], self.start[-1]

    @property
    def ends(self) -> list[int]:
        """Where the parts begin, and where the last ends."""
        return [0, *np.cumsum([p.shape[0] for p in self.place]).tolist()]

    def by_class(self, change: Floats) -> Floats:
        """What each class sees of a change of the atoms. Shape: classes of all groups, columns."""
        parts = [change[a:b] for a, b in pairwise(self.ends)]
        first, *others = _AT_ONCE.map(lambda place, part: place.T @ part, self.place, parts)
        found: Floats = sum(others, start=first)
        return found

    def by_atom(self, seen: Floats) -> Floats:
        """What each atom gets of what its classes have."""
        found: Floats = np.concatenate(list(_AT_ONCE.map(lambda place: place @ seen, self.place)))
        return found

    def by_class_again(self, seen: Floats) -> Floats:
        """What each class sees of what the atoms get of what their classes have."""
        first, *others = _AT_ONCE.map(lambda place: place.T @ (place @ seen), self.place)
        found: Floats = sum(others, start=first)
        return found

    def of_group(self, n: int) -> slice:
        """The classes of a group."""
        return slice(self.start[n], self.start[n + 1])

    def through(self, sights: Sequence[Sight | None], change: Floats) -> Floats:
        """The sum of what each group sees. A group without a sight sees nothing."""
        return self.by_atom(self.sighted(sights, self.by_class(change)))

    def sighted(self, sights: Sequence[Sight | None], by_class: Floats) -> Floats:
        """What each group sees of a change of its classes."""
        seen = np.zeros_like(by_class)
        for n, sight in enumerate(sights):
            if sight is not None:
                at = self.of_group(n)
                seen[at] = sight.seen(by_class[at])
        return seen


@dataclass(frozen=True, eq=False)
class Unseen:
    """What of some changes nobody sees."""

    change: Floats
    """Shape: atoms, columns."""
    steps: int
    settled: bool


def unseen(
    through: Callable[[Floats], Floats],
    change: Floats,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> Unseen:
    """The part of each column that no group of tables sees; not `settled` where steps did not suffice.

    All columns take the same steps: they are one system, with the same parts again and again.
    """
    left, part = change.copy(), np.empty_like(change)
    small = SETTLED**2 * _dot(change, change)
    rest = through(left)
    way, before = rest.copy(), _dot(rest, rest)
    for step in range(STEPS):
        if before <= small:
            rest = through(left)  # worked out anew: what was taken along adds its own errors
            before = _dot(rest, rest)
            if before <= 4 * small:
                return Unseen(left, step, True)
            way = rest.copy()
        if step % TOLD == TOLD - 1:
            tell(f"comparing what all tables show together: step {step + 1}")
        onward = through(way)
        along = _dot(way, onward)
        if along <= 0:
            return Unseen(left, step, False)
        np.multiply(way, before / along, out=part)
        left -= part
        onward *= before / along
        rest -= onward
        after = _dot(rest, rest)
        way *= after / before
        way += rest
        before = after
    return Unseen(left, STEPS, False)


def seen_of(
    through: Callable[[Floats], Floats], sums: Floats, *, tell: Callable[[str], None] = lambda _: None
) -> Floats:
    """Changes of which some sums of shown cells are what is seen: they tell how each sum is made of the cells.

    As near as steps come: who asks looks at what comes of it.
    """
    found, rest, way = np.zeros_like(sums), sums.copy(), sums.copy()
    before = _dot(rest, rest)
    small = PROVED**2 * before
    for step in range(STEPS):
        if before <= small:
            break
        if step % TOLD == TOLD - 1:
            tell(f"working out how small groups follow: step {step + 1}")
        onward = through(way)
        along = _dot(way, onward)
        if along <= 0:
            break
        found += way * (before / along)
        rest -= onward * (before / along)
        after = _dot(rest, rest)
        way *= after / before
        way += rest
        before = after
    return found


def _dot(one: Floats, other: Floats) -> float:
    return float(np.einsum("ij,ij->", one, other))
