"""The small cells of a table: who is in each, by one number, and between which ends readers know how many they are.

Of many people, in tables that all round in one way, no more than these is compared: a small group keeps the values that
rounding promises unless the same group is a small cell of several tables. So they are kept with each release by
themselves, and a new table is judged beside hundreds without reading the records of one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from alder.disclosure.ledger.near import summed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.disclosure.ledger.membership import Bools, Keys, Membership, Numbers
    from alder.disclosure.ledger.ranges import Ranges

_CLASSES = b"classes"
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, eq=False)
class SmallCells:
    """Those of one table, or of several under each other."""

    name: Keys
    """The same for the same records, or people."""
    low: Numbers
    high: Numbers
    counted: tuple[str, ...]
    """Which unit and year each counts; nothing where it is not known whose its records are."""
    classes: int
    """How many different combinations of cells the records of the table are in: as many atoms it has at least."""

    @classmethod
    def of(cls, members: Membership, ranges: Ranges, small: int, counted: Sequence[str] = ()) -> Self:
        """Those of fewer than `small`."""
        count = members.count
        mine = np.flatnonzero((count > 0) & (count < small))
        own = members.cells[mine].astype(np.uint64)
        named = own @ summed(members.of_class, _mixed(members), members.cells.shape[1])
        units = tuple(counted[n] for n in mine.tolist()) if counted else ("",) * len(mine)
        return cls(np.asarray(named, dtype=np.uint64), ranges.low[mine], ranges.high[mine], units, own.shape[1])

    @classmethod
    def together(cls, parts: Sequence[SmallCells]) -> SmallCells:
        """Those of several tables."""
        if not parts:
            none = np.zeros(0, dtype=np.int64)
            return cls(none.astype(np.uint64), none, none, (), 0)
        name, low, high = (np.concatenate([getattr(p, n) for p in parts]) for n in ("name", "low", "high"))
        counted = tuple(unit for p in parts for unit in p.counted)
        return cls(name, low, high, counted, max(p.classes for p in parts))

    def table(self) -> pa.Table:
        """As they are kept."""
        counted = pa.array(self.counted, pa.string()).dictionary_encode()
        found = pa.table({"name": self.name, "low": self.low, "high": self.high, "counts": counted})
        return found.replace_schema_metadata({_CLASSES: str(self.classes).encode()})

    @classmethod
    def read(cls, table: pa.Table) -> Self:
        name = np.asarray(table["name"], dtype=np.uint64)
        low, high = (np.asarray(table[n], dtype=np.int64) for n in ("low", "high"))
        classes = int((table.schema.metadata or {}).get(_CLASSES, b"0"))
        return cls(name, low, high, tuple(table["counts"].to_pylist()), classes)

    def only(self, some: Bools) -> SmallCells:
        counted = tuple(unit for unit, there in zip(self.counted, some.tolist(), strict=True) if there)
        return SmallCells(self.name[some], self.low[some], self.high[some], counted, self.classes)

    def are_narrowed(self, before: SmallCells) -> bool:
        """Whether any of a new table is left fewer values by it and those `before` it together than by either alone.

        Nor is it laid to them together what one unit of one year tells by itself, in whichever tables: see `narrowed`.
        """
        shared = SmallCells.together([self, before.only(np.isin(before.name, self.name))])
        different, at = np.unique(shared.name, return_inverse=True)

        def left(some: Bools) -> Numbers:
            low = np.zeros(len(different), dtype=np.int64)
            high = np.full(len(different), np.iinfo(np.int64).max)
            np.maximum.at(low, at[some], shared.low[some])
            np.minimum.at(high, at[some], shared.high[some])
            return high - low

        by_one = np.full(len(different), np.iinfo(np.int64).max)
        for some in shared._parts(len(self.name)):
            by_one = np.minimum(by_one, left(some))
        return bool((left(np.ones(len(at), dtype=bool)) < by_one).any())

    def _parts(self, new: int) -> Iterator[Bools]:
        """The new table, of so many, those before it, and each unit of one year by itself, where it is known."""
        is_new = np.arange(len(self.name)) < new
        yield is_new
        yield ~is_new
        units = np.array(self.counted, dtype=object)
        for unit in dict.fromkeys(self.counted):
            if unit:
                yield units == unit


def _mixed(members: Membership) -> Keys:
    """A number for each record that its key gives, the sums of which tell sets apart; 0 of who stands for nobody."""
    mixed = (members.key ^ (members.key >> _SHIFT)) * _ODD
    if len(members.nobody):
        mixed[np.isin(members.key, members.nobody)] = 0
    found: Keys = mixed ^ (mixed >> _SHIFT)
    return found
