"""Days as whole numbers, so that arithmetic over many learners is plain arithmetic."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from alder.synth.population.draws import Array

EPOCH = date(1970, 1, 1).toordinal()

NEVER = 1_000_000
"""A day that does not come: something that has not happened."""

FIRST_YEAR, LAST_YEAR = 1990, 2045
_FIRST_DAYS = np.array([date(y, 8, 1).toordinal() - EPOCH for y in range(FIRST_YEAR, LAST_YEAR + 1)])


def number(day: date) -> int:
    return day.toordinal() - EPOCH


def on(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - EPOCH


def first_day(year: Array | int) -> Array:
    """1 August of the academic year that starts in `year`."""
    found: Array = _FIRST_DAYS[np.asarray(year) - FIRST_YEAR]
    return found


def year_of(day: Array) -> Array:
    """The calendar year in which the academic year of each day starts."""
    return np.searchsorted(_FIRST_DAYS, day, side="right") - 1 + FIRST_YEAR


def written(day: int) -> str:
    """A day as it stands in the file."""
    return str(np.datetime64("1970-01-01") + int(day))
