"""What is hidden in a table, as the ledger and the protection of one table tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.ledger.membership import Bools
    from alder.disclosure.ledger.narrowed import Redraw
    from alder.disclosure.ledger.ranges import Ranges
    from alder.model.statistic import Figure


@dataclass(frozen=True, eq=False)
class Hidden:
    """For each count of a table whether it is to be hidden: some more than by itself, or all that are (`settled`)."""

    cells: Bools
    settled: bool = False

    def rows(self, rows: Sequence[int], of: int) -> Hidden:
        """The same of some rows of a table that has so many."""
        each = self.cells.reshape(-1, of)[:, np.asarray(rows, dtype=np.int64)]
        return Hidden(each.ravel(), self.settled)


@dataclass(frozen=True, eq=False)
class Tried:
    """A table, protected by itself with some more hidden."""

    figures: list[list[Figure]]
    checked: str
    """What its audit said."""
    hidden: Bools
    """For each count whether it is hidden: one that is not may still be told to nobody, where no indicator shows it."""
    known: Bools
    """For each count whether a reader knows it."""
    ranges: Ranges
    """What a reader knows of each count."""
    redraw: Redraw
    """What readers would know if other numbers were behind the table."""


class Judged(NamedTuple):
    """A table that may stand beside all earlier ones."""

    figures: list[list[Figure]]
    checked: str
    """What its audit said."""
    id: str
    """The number under which it is kept."""
