"""What readers know of each count of a table: exactly what it is, that it lies between two ends, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.ledger.membership import Bools, Numbers

    Floats = NDArray[np.float64]

OPEN = 2**40
"""The upper end of a count of which readers know none."""


@dataclass(frozen=True, eq=False)
class Rates:
    """Printed rates of counts that are not printed: the share lies between two ends."""

    of: Numbers
    """The cell that is divided."""
    out_of: Numbers
    least: Floats
    most: Floats

    @classmethod
    def none(cls) -> Self:
        cells, ends = np.zeros(0, dtype=np.int64), np.zeros(0)
        return cls(cells, cells, ends, ends)

    def table(self) -> pa.Table:
        return pa.table({"of": self.of, "out_of": self.out_of, "least": self.least, "most": self.most})

    @classmethod
    def read(cls, table: pa.Table) -> Self:
        return cls(*(np.asarray(table[n]) for n in ("of", "out_of", "least", "most")))


@dataclass(frozen=True, eq=False)
class Ranges:
    """The ends of each cell, in the order of the ledger, and what rates tell besides."""

    low: Numbers
    high: Numbers
    rates: Rates
    grid: str = ""
    """How counts were rounded or perturbed, in a word that is the same for the same way; empty where they were not."""

    @classmethod
    def of_shown(cls, count: Numbers, known: Bools) -> Self:
        """Of a table that shows some counts as they are, and hides the others."""
        return cls(np.where(known, count, 0), np.where(known, count, OPEN), Rates.none())

    def only(self, mine: Bools) -> Ranges:
        """What is known of some of the cells alone."""
        found = replace(self, low=np.where(mine, self.low, 0), high=np.where(mine, self.high, OPEN))
        return found.with_rates_of(mine)

    def with_rates_of(self, some: Bools) -> Ranges:
        """The same with the rates alone whose two counts are among some."""
        rates = self.rates
        both = some[rates.of] & some[rates.out_of]
        kept = Rates(rates.of[both], rates.out_of[both], rates.least[both], rates.most[both])
        return replace(self, rates=kept)

    @property
    def exact(self) -> Bools:
        found: Bools = self.low == self.high
        return found
