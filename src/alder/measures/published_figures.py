"""Published figures that a measure gives again, and what a figure comes from in one worked example."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from alder.errors import present

if TYPE_CHECKING:
    from alder.measures.measure import Measure
    from alder.model.statistic import Indicator


@dataclass(frozen=True)
class PublishedFigure:
    """A rate as it was published, with the counts, rounded by their publisher, that stand beside it."""

    measure: str
    publication: str
    period: str
    of: str
    denominator: int
    numerator: int
    rate: Decimal


@dataclass(frozen=True)
class Worked:
    """A rate worked out step by step from counts that are made up."""

    title: str
    denominator_label: str
    denominator: int
    numerator_label: str
    numerator: int
    exact: Decimal
    shown: Decimal
    unit: str


_MADE_UP = (640, 413)
"""A denominator and a numerator whose share needs rounding: 64.53125%."""


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    text = files("alder.measures").joinpath("published_figures.txt").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line and line[0] != "#"]
    return tuple(
        PublishedFigure(measure, publication, period, of, int(below), int(above), Decimal(rate))
        for measure, publication, period, of, below, above, rate in rows
    )


def published_of(measure: Measure) -> tuple[PublishedFigure, ...]:
    """Those that a measure gives again; none where only counts or records that nobody publishes would do."""
    return tuple(figure for figure in published_figures() if figure.measure == measure.name)


def worked_of(measure: Measure) -> tuple[Worked, ...]:
    """An example for each rate, from the declaration of the rate itself: what is divided by what, and how it rounds."""
    labels = {count.id: count.label for count in measure.counts}
    return tuple(_worked(rate, labels) for rate in measure.rates)


def _worked(rate: Indicator, labels: dict[str, str]) -> Worked:
    numerator, denominator = present(rate.of, f"{rate.id} is a rate of nothing")
    below, above = _MADE_UP
    shown = present(rate.worked_out(above, below), f"{rate.id} has no value where there is something to divide by")
    exact = Decimal(100 * above) / Decimal(below)
    return Worked(rate.label, labels[denominator], below, labels[numerator], above, exact, shown, rate.unit)
