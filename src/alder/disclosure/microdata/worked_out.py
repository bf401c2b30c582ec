"""The figure of every cell, totals included, and how many contributors stand around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.asked import What
from alder.disclosure.contributions import Contributions, extremes

if TYPE_CHECKING:
    from alder.disclosure.asked import Statistic
    from alder.disclosure.microdata.lines import Lines
    from alder.disclosure.tables.table import Floats, Numbers


@dataclass(frozen=True, eq=False)
class WorkedOut:
    """Of every cell of the full table; what nobody is in has no figure. Shape of all: cells."""

    figure: Floats
    people: Numbers
    """How many contributors are in the cell."""
    below: Numbers
    """How many have a value of the figure or less."""
    above: Numbers
    """How many have a value of the figure or more."""
    sharing: Numbers
    """How many have a value that is printed as the figure is."""


def worked_out(lines: Lines, statistic: Statistic, to: float | None) -> WorkedOut:
    """`to` is what figures are rounded to, halves up; without it they are printed as they are."""
    size = int(np.prod(lines.shape))
    figure = np.full(size, np.nan)
    people, below, above, sharing = (np.zeros(size, dtype=np.int64) for _ in range(4))
    printed = rounded(lines.value, to)
    for cell in lines.cells():
        found = _figures(lines, statistic, to, cell, size)
        there = ~np.isnan(found)
        figure[there] = found[there]
        own = found[cell]
        people += _different(lines, cell, np.ones(len(cell), dtype=bool), size)
        below += _different(lines, cell, lines.value <= own, size)
        above += _different(lines, cell, lines.value >= own, size)
        sharing += _different(lines, cell, printed == rounded(own, to), size)
    return WorkedOut(rounded(figure, to), people, below, above, sharing)


def decimals_of(statistic: Statistic, lines: Lines, to: float | None) -> int:
    """How many decimals figures are printed with: a mean with one more than the values have."""
    if to is None:
        return lines.decimals + (statistic.what is What.MEAN)
    exponent = Decimal(str(to)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded(value: Floats, to: float | None) -> Floats:
    """To the nearest multiple, halves up."""
    if to is None:
        return value
    found: Floats = np.round(to * np.floor(value / to + 0.5 + 1e-9), 9)
    return found


def _figures(lines: Lines, statistic: Statistic, to: float | None, cell: Numbers, size: int) -> Floats:
    if statistic.what is What.MEAN:
        units = np.bincount(cell, lines.units, minlength=size)
        summed = np.bincount(cell, lines.value * lines.units, minlength=size)
        means: Floats = np.divide(summed, units, out=np.full(size, np.nan), where=units > 0)
        return means
    if statistic.what is What.PERCENTILE:
        return _percentiles(lines, statistic.share, cell, size)
    given = Contributions.of(cell, lines.holding, rounded(lines.value, to))
    found = extremes(given, size)
    ends = found.least if statistic.what is What.MINIMUM else found.most
    return np.where(np.isfinite(ends), ends, np.nan)


def _percentiles(lines: Lines, share: float, cell: Numbers, size: int) -> Floats:
    """Between two values in proportion. With weights: the first value up to which the share of all weight lies."""
    order = np.lexsort((lines.value, cell))
    value, at = lines.value[order], cell[order]
    start = np.searchsorted(at, np.arange(size))
    many = np.searchsorted(at, np.arange(size), side="right") - start
    some = np.flatnonzero(many)
    found = np.full(size, np.nan)
    if lines.weight is None:
        place = start[some] + (many[some] - 1) * share
        low = np.floor(place + 1e-9).astype(np.int64)
        high = np.minimum(low + 1, start[some] + many[some] - 1)
        found[some] = value[low] + (value[high] - value[low]) * np.clip(place - low, 0.0, 1.0)
        return found
    running = np.r_[0.0, np.cumsum(lines.weight[order])]
    first, last = running[start[some]], running[start[some] + many[some]]
    place = np.searchsorted(running[1:], first + share * (last - first) * (1 - 1e-12))
    found[some] = value[np.clip(place, start[some], start[some] + many[some] - 1)]
    return found


def _different(lines: Lines, cell: Numbers, which: np.ndarray, size: int) -> Numbers:
    """How many different contributors of each cell have a line among these. Cells of no line get none."""
    cells, who = cell[which], lines.holding[which]
    if lines.is_held:
        pairs = np.unique(np.stack([cells, who], axis=1), axis=0)
        cells = pairs[:, 0]
    return np.bincount(cells, minlength=size).astype(np.int64)
