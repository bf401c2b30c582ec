"""What figures that stand beside each other leave open: how many of each cell have a value in each band, and their sum.

Every printed percentile and extreme is a place on the scale of values; between two places lies a band. The unknowns
are how many values of each cell lie in each band, and what the values of each cell add up to. Counts, totals, means,
percentiles and extremes are all rows of these, whatever was published beside what, so one programme has them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.asked import What

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.attack.figure_files import Counted, Shown
    from alder.disclosure.attack.rebuilt import Floats, Numbers
    from alder.disclosure.attack.recorded import Records

_CLOSE = 1e-6
LEAST_SHARING = 3
"""So many contributors have a value that is printed as a percentile is: readers know that of every one."""


@dataclass(frozen=True)
class Rules:
    """What readers know of what is shown, beside the figures."""

    threshold: int
    near_full: float | None
    """The share from which an extreme is hidden because nearly everybody has it."""
    limits: tuple[float, ...]
    """Extremes that are so by design, and shown whoever has them."""


@dataclass(frozen=True, eq=False)
class Bands:
    """Places on the scale of values, from 0. Values are whole multiples of a step, and so are the edges."""

    step: float
    edges: Floats
    """The lowest value of each band. The last has no highest. Shape: bands."""

    @classmethod
    def between(cls, shown: Sequence[Shown], decimals: int) -> Bands:
        step = 10.0**-decimals
        ends = [figure + way * one.half for one in shown if one.is_placed for figure in printed(one) for way in (-1, 1)]
        places = np.array([0.0, *ends])
        return cls(step, np.unique(np.maximum(0.0, np.ceil(places / step - _CLOSE)) * step))

    def __len__(self) -> int:
        return len(self.edges)

    def of(self, value: Floats) -> Numbers:
        """The band of each value."""
        return np.asarray(np.searchsorted(self.edges, value + _CLOSE * self.step, side="right") - 1, dtype=np.int64)

    def around(self, figure: float, half: float) -> slice:
        """The bands of the values that are printed as a figure."""
        low, high = (np.ceil((figure + way * half) / self.step - _CLOSE) * self.step for way in (-1, 1))
        return slice(*np.searchsorted(self.edges, np.maximum(0.0, [low, high]) - _CLOSE * self.step).tolist())

    @property
    def highest(self) -> Floats:
        """The highest value of each band; infinite for the last."""
        return np.append(self.edges[1:] - self.step, np.inf)


def printed(one: Shown) -> list[float]:
    return [float(figure) for figure in np.unique(one.figure[one.there])]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of unknowns between two ends."""

    matrix: sp.csr_matrix
    low: Floats
    high: Floats
    of: Numbers
    """Which of the statistics each row is from, by number; -1 for counts, and for what adds up. Shape: rows."""
    cell: Numbers
    """And which cell. Shape: rows."""


class _Written:
    """Rows while they are written down."""

    def __init__(self, size: int) -> None:
        self.size, self.source = size, (-1, -1)
        self.columns: list[Numbers] = []
        self.data: list[Floats] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.sources: list[tuple[int, int]] = []

    def add(self, unknowns: Numbers, weight: Floats | float, low: float, high: float) -> None:
        self.columns.append(np.asarray(unknowns, dtype=np.int64))
        self.data.append(np.broadcast_to(np.asarray(weight, dtype=np.float64), self.columns[-1].shape))
        self.low.append(low)
        self.high.append(high)
        self.sources.append(self.source)

    def rows(self) -> Rows:
        row = np.repeat(np.arange(len(self.columns)), [len(c) for c in self.columns])
        column = np.concatenate(self.columns) if self.columns else np.zeros(0, dtype=np.int64)
        data = np.concatenate(self.data) if self.data else np.zeros(0)
        matrix = sp.csr_matrix((data, (row, column)), shape=(len(self.columns), self.size))
        of, cell = np.array(self.sources, dtype=np.int64).reshape(-1, 2).T
        return Rows(matrix, np.array(self.low), np.array(self.high), of, cell)


@dataclass(frozen=True, eq=False)
class System:
    """The unknowns: for each cell how many values lie in each band, and after all of these the sum of each cell."""

    recorded: Records
    bands: Bands

    @property
    def size(self) -> int:
        return self.recorded.size * (len(self.bands) + 1)

    def many(self, cell: int, bands: slice = slice(None)) -> Numbers:
        """The unknowns of a cell in some bands, all of them unless said."""
        first = cell * len(self.bands)
        return np.arange(first, first + len(self.bands))[bands]

    def sum_of(self, cell: int) -> int:
        return self.recorded.size * len(self.bands) + cell

    @cached_property
    def unit(self) -> float:
        """What sums are counted in, so that they are numbers like those of people."""
        return max(self.bands.step, float(np.median(self.recorded.total)))

    def true(self) -> Floats:
        """All unknowns as they are."""
        return np.append(self.many_true.ravel(), self.recorded.total / self.unit)

    @cached_property
    def many_true(self) -> Floats:
        """How many of each cell lie in each band. Shape: cells, bands."""
        lines = self.recorded.lines
        band = self.bands.of(lines.value)
        in_band = sp.csr_matrix((np.ones(len(band)), (np.arange(len(band)), band)), shape=(len(band), len(self.bands)))
        return np.asarray((self.recorded.is_in @ in_band).todense(), dtype=np.float64)

    def rows(self, shown: Sequence[Shown], counts: Counted, rules: Rules) -> Rows:
        """All that readers know.

        What the records themselves do not bear out, nobody is taken to believe.
        """
        found, low, high = _Written(self.size), counts.low, counts.high
        for cell in range(self.recorded.size):
            found.add(self.many(cell), 1.0, float(low[cell]), float(high[cell]))
        for number, one in enumerate(shown):
            for cell in np.flatnonzero(one.there).tolist():
                found.source = (number, cell)
                if one.is_summed:
                    low_sum, high_sum = self.range_of(one, cell)
                    found.add(np.array([self.sum_of(cell)]), self.unit, low_sum, high_sum)
                elif self.recorded.lines.weight is None:
                    self._place(found, one, cell, float(low[cell]), float(high[cell]), rules)
        found.source = (-1, -1)
        if any(one.is_summed for one in shown) and self.recorded.lines.weight is None:
            self._within_bands(found, shown)
        sums = self.recorded.truth.sums()
        added = sp.block_diag([sp.kron(sums, sp.identity(len(self.bands))), sums])
        rows = found.rows()
        is_so = rows.matrix @ self.true()
        slack = _CLOSE * np.maximum(1.0, np.abs(is_so))
        kept = np.flatnonzero((is_so >= rows.low - slack) & (is_so <= rows.high + slack))
        none = np.zeros(added.shape[0])
        matrix = sp.vstack([rows.matrix[kept], added]).tocsr()
        nowhere = np.full(len(none), -1)
        of, cell = np.r_[rows.of[kept], nowhere], np.r_[rows.cell[kept], nowhere]
        return Rows(matrix, np.r_[rows.low[kept], none], np.r_[rows.high[kept], none], of, cell)

    def most(self) -> Floats:
        """Where readers stop, if nothing else says how high an unknown can be: a thousand times all that there is."""
        many, sums = np.full(self.recorded.size * len(self.bands), 0.0), self.recorded.total / self.unit
        many += 1e3 * float(self.recorded.truth.count.max(initial=1))
        return np.append(many, np.full(len(sums), 1e3 * max(1.0, float(sums.max(initial=0.0)))))

    def range_of(self, one: Shown, cell: int) -> tuple[float, float]:
        """Between which ends a cell's sum lies by its mean or total. A mean's count is shown beside it.

        With weights readers are granted what the lines of a cell stand for.
        """
        units = float(self.recorded.units[cell]) if one.statistic.what is What.MEAN else 1.0
        figure, half = float(one.figure[cell]), one.half
        if self.recorded.lines.weight is not None:  # weighted totals are printed rounded
            half = half if one.statistic.what is What.MEAN else 0.5 * 10.0**-self.recorded.lines.decimals
            return (figure - half) * units, (figure + half) * units
        step = self.bands.step  # sums of values are multiples of the step as well
        low, high = (figure - half) * units / step, (figure + half) * units / step
        return float(np.ceil(low - _CLOSE) * step), float(np.floor(high + _CLOSE) * step)

    def _place(self, found: _Written, one: Shown, cell: int, low: float, high: float, rules: Rules) -> None:
        if self.recorded.lines.weight is not None:
            return
        figure, what = float(one.figure[cell]), one.statistic.what
        at = self.bands.around(figure, one.half)
        below, inside, above = slice(0, at.start), at, slice(at.stop, None)
        sharing = self.sharing(one, cell)
        if what is What.PERCENTILE:
            least = (low - 1) * one.statistic.share
            most = (high - 1) * one.statistic.share
            found.add(self.many(cell, slice(0, at.stop)), 1.0, np.floor(least + _CLOSE) + 1, np.inf)
            found.add(self.many(cell, below), 1.0, 0.0, float(np.ceil(most - _CLOSE)))
            needed = LEAST_SHARING
        else:
            found.add(self.many(cell, below if what is What.MINIMUM else above), 1.0, 0.0, 0.0)
            needed = 1 if figure in rules.limits else rules.threshold
            if rules.near_full is not None and not self.recorded.lines.is_held and low == high:
                most = np.ceil(rules.near_full * high - _CLOSE) - 1
                if sharing <= most:
                    found.add(self.many(cell, inside), 1.0, 0.0, most)
        found.add(self.many(cell, inside), 1.0, float(min(needed, max(1, sharing))), np.inf)

    def sharing(self, one: Shown, cell: int) -> int:
        """How many contributors of a cell have a value that is printed as its figure is."""
        at = self.recorded.at(cell)
        bands = self.bands.around(float(one.figure[cell]), one.half)
        mine = self.bands.of(self.recorded.lines.value[at])
        return self.recorded.different(at[(mine >= bands.start) & (mine < bands.stop)])

    def _within_bands(self, found: _Written, shown: Sequence[Shown]) -> None:
        """A sum is no less than the lowest values of its bands, and no more than the highest."""
        ends = self._ends(shown)
        most = np.append(self.bands.highest[:-1], 0.0)
        for cell in range(self.recorded.size):
            own = np.r_[self.many(cell), self.sum_of(cell)]
            found.add(own, np.r_[-self.bands.edges / self.unit, 1.0], 0.0, np.inf)
            if np.isfinite(ends[cell]):
                highest = np.append(most[:-1], max(ends[cell], *most))
                found.add(own, np.r_[highest / self.unit, -1.0], 0.0, np.inf)

    def _ends(self, shown: Sequence[Shown]) -> Floats:
        """What nobody of a cell has more than: what the widest cell around it that shows a sum has together, of each
        statistic. Shape: cells."""
        many, found = self.recorded.truth.count, np.full(self.recorded.size, np.inf)
        for one in shown:
            if not one.is_summed or not one.there.any():
                continue
            wide = int(np.flatnonzero(one.there)[np.argmax(many[one.there])])
            inside = np.asarray((self.recorded.is_in @ self.recorded.is_in[wide].T).todense()).ravel() == many
            found[inside] = np.minimum(found[inside], self.range_of(one, wide)[1])
        return found
