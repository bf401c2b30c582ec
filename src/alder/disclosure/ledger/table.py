"""A table as it is judged together with others."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.ledger.kept_sets import KeptSets

if TYPE_CHECKING:
    from alder.disclosure.ledger.membership import Bools, Membership, Numbers


@dataclass(frozen=True, eq=False)
class Table:
    """A table as the joint audit takes it."""

    members: Membership
    shown: Bools
    """For each cell whether a reader knows it."""
    small: int
    """Fewer records than this, and more than none, are a small group."""
    families: tuple[Numbers, ...] = ()
    """Cells of which no two share a record."""
    sets: KeptSets = field(default_factory=KeptSets.none)
    """Small groups that are in no table, and that it and tables before it could give away."""
    counted: Numbers | None = None
    """For each cell which unit and year it counts, as a number, where people of several are compared: see `people`."""
    records: Membership | None = None
    """Then also the records that stand behind each cell."""

    @cached_property
    def families_in_sight(self) -> tuple[Numbers, ...]:
        """The families, and of those with hidden cells the shown ones by themselves.

        What these leave of a cell is known, and can be few people.
        """
        there = self.members.count > 0
        apart = [f for f in self.families if self._are_apart(f)]
        shown = [f[self.shown[f]] for f in apart if (there[f] & ~self.shown[f]).any()]
        return (*apart, *shown)

    def _are_apart(self, family: Numbers) -> bool:
        """Whether nobody is in two cells of a family: a person may be, with two records."""
        if self.counted is None:
            return True
        return bool(self.members.cells[family].astype(np.int64).sum(axis=0).max() <= 1)

    @cached_property
    def little(self) -> Bools:
        """Cells that are small."""
        count = self.members.count
        found: Bools = (count > 0) & (count < self.small)
        return found

    @cached_property
    def secret(self) -> Bools:
        """Small cells that are hidden."""
        return self.little & ~self.shown
