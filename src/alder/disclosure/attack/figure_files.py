"""A published file of figures, as readers have it: what it shows of each cell, and the counts beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.asked import What
from alder.disclosure.attack.figures import meaning
from alder.disclosure.attack.published import read_published
from alder.disclosure.tables.text_csv import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from alder.disclosure.asked import Statistic
    from alder.disclosure.attack.published import Published
    from alder.disclosure.attack.rebuilt import Bools, Floats, Rebuilt
    from alder.disclosure.policy import Policy


@dataclass(frozen=True, eq=False)
class Shown:
    """One statistic of all cells. `figure` is not a number where nothing is shown. Shape of arrays: cells."""

    statistic: Statistic
    figure: Floats
    half: float
    """Half of what the last printed digit stands for, or of what figures are rounded to."""
    cells: Bools | None = None
    """The cells of its table, where there are others. All of them unless said."""

    @property
    def hidden(self) -> Bools:
        """The cells of its table in which nothing is shown."""
        return np.asarray(~self.there if self.cells is None else ~self.there & self.cells)

    @property
    def name(self) -> str:
        return self.statistic.name

    @property
    def there(self) -> Bools:
        return np.asarray(~np.isnan(self.figure))

    @property
    def is_placed(self) -> bool:
        """Whether it says where in the order of values something lies."""
        return self.statistic.what in (What.PERCENTILE, What.MINIMUM, What.MAXIMUM)

    @property
    def is_summed(self) -> bool:
        return self.statistic.what in (What.MEAN, What.TOTAL)


@dataclass(frozen=True, eq=False)
class Counted:
    """What the counts beside figures say of each cell that is not empty. Shape of arrays: cells."""

    low: Floats
    high: Floats
    hidden: Bools
    """Where a symbol stands, or nothing."""
    is_told: bool
    """Whether there are counts at all."""

    @classmethod
    def none(cls, truth: Rebuilt) -> Counted:
        """Readers see which cells nobody is in, and no counts."""
        size = len(truth.keys)
        return cls(np.ones(size), np.full(size, np.inf), np.ones(size, dtype=bool), is_told=False)

    @classmethod
    def read(cls, path: Path, truth: Rebuilt, policy: Policy | None) -> Counted:
        """The counts in a file of figures."""
        return cls.of(read_published(path, truth, column="count", absent_is_zero=False), truth, policy)

    @classmethod
    def of(cls, public: Published, truth: Rebuilt, policy: Policy | None) -> Counted:
        """`policy` where it rounds: a count is then a range."""
        if policy is not None:
            ends = meaning(truth, public, policy)
            return cls(ends.low, ends.high, public.hidden, is_told=True)
        low = np.where(public.hidden, 0.0 if public.hidden_zeros else 1.0, public.shown)
        return cls(low, np.where(public.hidden, np.inf, public.shown), public.hidden, is_told=True)

    def beside(self, other: Counted) -> Counted:
        """What two files say together."""
        low, high = np.maximum(self.low, other.low), np.minimum(self.high, other.high)
        return Counted(low, high, self.hidden & other.hidden, self.is_told or other.is_told)


def read_figures(path: Path, statistic: Statistic, truth: Rebuilt, to: float | None) -> Shown:
    """A file that `alder protect --as` writes. A cell that it leaves out has no figure.

    Raises `UsageError` with the line of a code that is not known, or of a cell that comes twice.
    """
    rows = read_text(path, "the published figures")
    figures = read_published(path, truth, absent_is_zero=False)
    if statistic.what is What.TOTAL:
        return Shown(statistic, figures.shown, 0.0)
    digits = max((len(x.partition(".")[2]) for x in rows.column("published").to_pylist() if x[:1].isdigit()), default=0)
    return Shown(statistic, figures.shown, 0.5 * 10.0**-digits if to is None else to / 2)
