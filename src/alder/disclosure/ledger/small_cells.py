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
    from collections.abc import Sequence

    from alder.disclosure.ledger.membership import Bools, Keys, Membership, Numbers
    from alder.disclosure.ledger.ranges import Ranges

_ENDS = ("low", "high")
_CLASSES, _OF_PEOPLE = b"classes", b"classes of people"
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


@dataclass(frozen=True, eq=False)
class SmallCells:
    """Those of one table, or of several under each other."""

    name: Keys
    """The same for the same records."""
    low: Numbers
    high: Numbers
    classes: int
    """How many different combinations of cells the records of the table are in: as many atoms it has at least."""
    classes_of_people: int
    """The same of the people whose records they are."""

    @classmethod
    def of(cls, members: Membership, ranges: Ranges, small: int) -> Self:
        """Those of fewer than `small`."""
        count = members.count
        mine = np.flatnonzero((count > 0) & (count < small))
        own = members.cells[mine].astype(np.uint64)
        named = own @ summed(members.of_class, _mixed(members), members.cells.shape[1])
        people = members.of_people
        of_people = people.cells.shape[1] if people is not None else 0
        return cls(np.asarray(named, dtype=np.uint64), ranges.low[mine], ranges.high[mine], own.shape[1], of_people)

    @classmethod
    def together(cls, parts: Sequence[SmallCells]) -> SmallCells:
        """Those of several tables."""
        name = np.concatenate([np.zeros(0, dtype=np.uint64), *(p.name for p in parts)])
        low, high = (np.concatenate([np.zeros(0, dtype=np.int64), *(getattr(p, n) for p in parts)]) for n in _ENDS)
        classes, of_people = (max([0, *(getattr(p, n) for p in parts)]) for n in ("classes", "classes_of_people"))
        return cls(name, low, high, classes, of_people)

    def table(self) -> pa.Table:
        """As they are kept."""
        found = pa.table({"name": self.name, "low": self.low, "high": self.high})
        many = {_CLASSES: str(self.classes).encode(), _OF_PEOPLE: str(self.classes_of_people).encode()}
        return found.replace_schema_metadata(many)

    @classmethod
    def read(cls, table: pa.Table) -> Self:
        name = np.asarray(table["name"], dtype=np.uint64)
        low, high = (np.asarray(table[n], dtype=np.int64) for n in _ENDS)
        classes, of_people = (int((table.schema.metadata or {})[n]) for n in (_CLASSES, _OF_PEOPLE))
        return cls(name, low, high, classes, of_people)

    def are_narrowed(self, before: SmallCells) -> bool:
        """Whether any of a new table is left fewer values by it and those `before` it together than by either alone."""
        shared = np.isin(before.name, self.name)
        different, at = np.unique(np.concatenate([self.name, before.name[shared]]), return_inverse=True)
        low, high = (np.concatenate([getattr(self, n), getattr(before, n)[shared]]) for n in _ENDS)
        is_new = np.arange(len(at)) < len(self.name)

        def left(some: Bools) -> Numbers:
            least, most = np.zeros(len(different), dtype=np.int64), np.full(len(different), np.iinfo(np.int64).max)
            np.maximum.at(least, at[some], low[some])
            np.minimum.at(most, at[some], high[some])
            return most - least

        alone = np.minimum(left(is_new), left(~is_new))
        return bool((left(np.ones(len(at), dtype=bool)) < alone).any())


def _mixed(members: Membership) -> Keys:
    """A number for each record that its key gives, the sums of which tell sets apart; 0 of who stands for nobody."""
    mixed = (members.key ^ (members.key >> _SHIFT)) * _ODD
    if len(members.nobody):
        mixed[np.isin(members.key, members.nobody)] = 0
    found: Keys = mixed ^ (mixed >> _SHIFT)
    return found
