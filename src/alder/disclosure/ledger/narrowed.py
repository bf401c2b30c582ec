"""Whether a new table and all earlier ones together leave a small group fewer values than each of them promises.

A promise is kept as far as it still stood: what one table gives away by itself, or what earlier ones have given away,
is not laid to the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.ledger.between import Between, is_asked
from alder.disclosure.ledger.small_cells import SmallCells
from alder.disclosure.ledger.together import together
from alder.errors import NotProtected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import scipy.sparse as sp
    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Numbers
    from alder.disclosure.ledger.ranges import Ranges
    from alder.disclosure.ledger.table import Table
    from alder.disclosure.ledger.together import System
    from alder.disclosure.ledger.wide import Together

    Floats = NDArray[np.float64]
    Redraw = Callable[[Numbers, np.random.Generator], Ranges]

LEAST = 2
"""So many values a small group keeps that no rounding promises more to."""
WORLDS = 3
"""So many other numbers behind the earlier tables are tried too: see docs/explanation/ledger.md."""
MOST = 60.0
"""How many people an atom can be in these at most."""
SEED = 41


@dataclass(frozen=True, eq=False)
class Narrowed:
    """A new table, the first, and earlier ones, with what readers know of the counts of each."""

    system: System
    ranges: tuple[Ranges, ...]
    secret: Numbers
    """Elements that are small groups, and that no table shows as they are."""
    enough: Numbers
    """How many values each of these is promised."""
    units: tuple[tuple[tuple[int, Ranges], ...], ...] = ()
    """Where people of several units and years are compared, what the tables tell of each of them alone."""

    @classmethod
    def of(cls, all_tables: Together, ranges: Sequence[Ranges]) -> Narrowed:
        tables = all_tables.tables
        system = together(all_tables.atoms, [t.members for t in tables]).with_sets(all_tables.secrets.sets)
        secret, known = (system.count > 0) & (system.count < tables[0].small), np.zeros(system.size, dtype=bool)
        enough = np.full(system.size, LEAST)
        for n, (table, of) in enumerate(zip(tables, ranges, strict=True)):
            secret |= system.marked(n, table.little)
            known |= system.marked(n, of.exact)
            enough = np.minimum(np.where(enough > LEAST, enough, np.iinfo(np.int64).max), _own(system, n, table, of))
            enough = np.where(enough == np.iinfo(np.int64).max, LEAST, enough)
        some = np.flatnonzero(secret & ~known)
        units = tuple(tuple(_of_unit(all_tables, ranges, unit)) for unit in all_tables.units)
        return cls(system, tuple(ranges), some, np.maximum(enough[some], LEAST), units)

    def forbid(self, earlier: Sequence[int]) -> bool:
        """Whether some of the earlier tables, by their places from 1, forbid the new one."""
        return self._narrows(earlier, self.ranges[0], self.system.atoms.astype(float))

    def forbidden(self, redraw: Redraw | None) -> bool:
        """Whether all earlier tables forbid the new one: as it is, or as it would be if other numbers were behind them.

        Without the second, whoever asks could tell from a refusal how the new table would have looked.
        """
        every = range(1, len(self.ranges))
        if self.forbid(every):
            return True
        draw = np.random.default_rng(SEED)
        at = self.system.element[0]
        for world in self._before.points(WORLDS, MOST, SEED) if redraw else []:
            counts = np.where(at >= 0, np.rint(self.system.sets @ world)[np.maximum(at, 0)], 0).astype(np.int64)
            if redraw and self._narrows(every, redraw(counts, draw), world):
                return True
        return False

    @cached_property
    def _before(self) -> Between:
        return Between.of(self.system, [(n, self.ranges[n]) for n in range(1, len(self.ranges))])

    @cached_property
    def _groups(self) -> sp.csr_matrix:
        """The secrets by atoms."""
        return self.system.sets[self.secret].astype(float)

    def _narrows(self, earlier: Sequence[int], new: Ranges, true: Floats) -> bool:
        before = [(n, self.ranges[n]) for n in earlier]
        least, most = Between.of(self.system, [(0, new), *before]).values(self._groups, self.enough, true)
        few = np.flatnonzero(most - least + 1 < self.enough)
        if not len(few):
            return False
        left = (most - least + 1)[few]
        alone = [[(n, new if n == 0 else of) for n, of in unit if n == 0 or n in earlier] for unit in self.units]
        # What one of them tells without the other is not their doing together, nor what one unit tells by its records.
        for part in (before, [(0, new)], *alone):
            least, most = Between.of(self.system, part).values(self._groups[few], self.enough[few], true)
            by_itself = np.minimum(most - least + 1, self.enough[few])
            few, left = few[left < by_itself], left[left < by_itself]
            if not len(few):
                return False
        return True


def _of_unit(all_tables: Together, ranges: Sequence[Ranges], unit: int) -> Iterator[tuple[int, Ranges]]:
    for n, (table, of) in enumerate(zip(all_tables.tables, ranges, strict=True)):
        if table.counted is not None and (mine := table.counted == unit).any():
            yield n, of.only(mine)


def _own(system: System, n: int, table: Table, ranges: Ranges) -> Numbers:
    """How many values the figures of one table by themselves leave each element that it rounds or perturbs."""
    found = np.full(system.size, np.iinfo(np.int64).max)
    if ranges.grid:
        at = system.element[n]
        mine = np.flatnonzero((at >= 0) & table.little & ~ranges.exact)
        np.minimum.at(found, at[mine], (ranges.high - ranges.low + 1)[mine])
    return found


def judge_ranges(all_tables: Together, ranges: Sequence[Ranges], redraw: Redraw | None) -> Narrowed | None:
    """What forbids a new table, the first, beside earlier ones; None where nothing does.

    Where there are too many atoms for programmes only counts of the same people are compared, and no two ways of
    rounding: differences of two counts that are rounded in one way leave a small group all values but the ends.
    """
    if not any(r.grid for r in ranges):
        return None
    if is_asked(len(all_tables.atoms)):
        found = Narrowed.of(all_tables, ranges)
        return found if found.forbidden(redraw) else None
    rounds_alike = len({r.grid for r in ranges}) == 1
    if not rounds_alike and not all_tables.units:
        raise in_different_ways()
    new, *before = [SmallCells.of(t.members, of, t.small) for t, of in zip(all_tables.tables, ranges, strict=True)]
    # A count of another unit or year says that its people are not more than its records, which have no lower end by the
    # same rounding. Of two ways of rounding each may tell what the other leaves open.
    if not (rounds_alike and all_tables.units) and new.are_narrowed(SmallCells.together(before)):
        raise in_another_way()
    return None


def in_different_ways() -> NotProtected:
    """That tables of many people cannot be compared, since they hide or round in several ways."""
    return NotProtected(
        "this table and earlier ones of so many people hide or round their counts in different ways",
        where="What they tell together cannot be worked out for so many.",
        next="Use the policy under which the earlier ones were made, or ask for broader categories.",
    )


def in_another_way() -> NotProtected:
    """That a small count of many people's tables is left fewer values together."""
    return NotProtected(
        "this table shows a small count in another way than an earlier one of the same people",
        next="Ask the same question as before, or use the policy under which the earlier one was made.",
    )


def refused_by(found: Narrowed, earlier: int, fewest: Callable[..., list[int]]) -> list[int]:
    """The fewest earlier tables, by their places from 0, that forbid the new one; all where only others' worlds do."""
    if not found.forbid(range(1, earlier + 1)):
        return list(range(earlier))
    return [n - 1 for n in fewest(list(range(earlier, 0, -1)), lambda some: bool(some) and found.forbid(some))]
