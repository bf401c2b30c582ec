"""What the joint audit knows of the form of a table, and of none of its numbers: what it costs to hide each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from alder.disclosure.system import table_rows
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Bools, Numbers
    from alder.model.statistic import Counts


@dataclass(frozen=True, eq=False)
class Shape:
    """Of each cell, in the order of the ledger: indicator after indicator, row after row."""

    price: NDArray[np.float64]
    """What it costs to hide it: the more, the more of its filters stand at their total. No count has a part."""
    top: Bools
    """Whether it is about everybody, of a table with any that is: without it nobody can use the table."""
    family: Numbers
    """Cells of one number share no record; -1 of a cell that is in no family."""

    @classmethod
    def of(cls, counts: Counts) -> Self:
        return cls(_prices(counts), _tops(counts), _families(counts))

    @property
    def families(self) -> tuple[Numbers, ...]:
        """The cells of each."""
        return tuple(np.flatnonzero(self.family == n) for n in range(int(self.family.max(initial=-1)) + 1))


def _prices(counts: Counts) -> NDArray[np.float64]:
    totals = np.array([sum(code == TOTAL for code in codes) for codes in table_rows(counts)], dtype=float)
    return np.tile(4.0**totals, len(counts.counts))


def _tops(counts: Counts) -> Bools:
    able = [f.has_total for f in counts.filters]
    top = [all(c == TOTAL or not a for c, a in zip(codes, able, strict=True)) for codes in table_rows(counts)]
    return np.tile(np.array(top, dtype=bool), len(counts.counts))


def _families(counts: Counts) -> Numbers:
    """The cells of each count in which the same filters stand at the same level are a family, if they are several."""
    rows = table_rows(counts)
    family = np.full(len(rows) * len(counts.counts), -1, dtype=np.int64)
    if not all(f.additive for f in counts.filters):
        return family
    found: dict[tuple[object, ...], list[int]] = {}
    for n, codes in enumerate(rows):
        levels = tuple(_level(f.parent, c) for f, c in zip(counts.filters, codes, strict=True))
        found.setdefault(levels, []).append(n)
    several = [np.array(cells) for cells in found.values() if len(cells) > 1]
    for k in range(len(counts.counts)):
        for n, cells in enumerate(several):
            family[cells + k * len(rows)] = k * len(several) + n
    return family


def _level(parent: Any, code: str) -> int:
    level = 0 if code == TOTAL else 1
    while code in parent and level <= len(parent):
        code, level = parent[code], level + 1
    return level
