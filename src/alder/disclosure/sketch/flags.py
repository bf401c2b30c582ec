"""Which primary cells are not safe yet: known to everybody, or to somebody who is alone in another cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from alder.disclosure.sketch.cells import Cells
    from alder.disclosure.sketch.null_space import Sketch
    from alder.disclosure.sketch.ties import Places


@dataclass(frozen=True, eq=False)
class Flags:
    """Primary cells that can be worked out."""

    exact: Places
    """Known to everybody."""
    known: Places
    """Known to somebody who is alone in a cell."""
    by: Places
    """For each that is `known`, such a cell."""

    def __len__(self) -> int:
        return len(self.exact) + len(self.known)


def find(cells: Cells, seen: Sketch, *, insider: bool) -> Flags:
    """The primary cells that the published ones give away, in exact linear terms."""
    hidden, series = seen.hidden, seen.of_hidden
    primary = cells.primary[hidden]
    exact = hidden[primary & (series < 0)]
    nobody = np.zeros(0, dtype=np.int64)
    if not insider:
        return Flags(exact, nobody, nobody)
    alone = np.flatnonzero(cells.lone[hidden] & (series >= 0))
    alone = alone[np.lexsort((cells.people[hidden[alone]], series[alone]))]
    classes, start, count = np.unique(series[alone], return_index=True, return_counts=True)
    lowest, highest = np.full((2, series.max(initial=0) + 1), -1)
    lowest[classes], highest[classes] = hidden[alone[start]], hidden[alone[start + count - 1]]
    at = np.flatnonzero(primary & (series >= 0))
    at = at[lowest[series[at]] >= 0]
    low, high, cell = lowest[series[at]], highest[series[at]], hidden[at]
    by = np.where(cells.people[low] != cells.people[cell], low, high)
    given = cells.people[by] != cells.people[cell]
    return Flags(exact, cell[given], by[given])
