"""Chance that can be looked up: the same question always gets the same number, whatever else is asked.

A draw depends on the seed, the provider, the block of places, the year and the name of what is drawn, and on nothing
else. So learner 17 of a provider is the same whether a hundred or a hundred thousand are asked for, and a new field
does not change the old ones. Days are counted from 1970, so that they can be drawn like other numbers.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.random import Generator, Philox

if TYPE_CHECKING:
    from collections.abc import Sequence

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

BLOCK = 1024
"""Places in a block. A block is always drawn whole, and cut to the number of learners asked for."""


@cache
def name_number(name: str) -> int:
    """A number of 64 bits for a name, the same for ever."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


class Draws:
    """All the chance that one block of one provider, or one shard of a population, will ever need."""

    def __init__(self, seed: int, provider: int, block: int, size: int = BLOCK) -> None:
        key = np.array([seed % 2**64, (provider << 32) | block], dtype=np.uint64)
        self._bits = Philox(counter=np.zeros(4, dtype=np.uint64), key=key)
        self._from_bits = Generator(self._bits)
        self._state = self._bits.state
        self._counter = self._state["state"]["counter"]
        self.size = size

    def uniform(self, name: str, year: int = 0) -> Array:
        """A number from 0 to under 1 for each place of the block."""
        return self._generator(name, year).random(self.size)

    def normal(self, name: str, year: int = 0) -> Array:
        """A number of the standard normal distribution for each."""
        return self._generator(name, year).standard_normal(self.size)

    def lots(self, name: str, size: int) -> Array:
        """So many numbers from 0 to under 1 that belong to no place: for cells, by which small counts are rounded."""
        return self._generator(f"lots: {name}", 0).random(size)

    def bits(self, name: str, year: int, width: int) -> bytes:
        """`width` bytes for each place of the block, run together."""
        return self._generator(name, year).bytes(self.size * width)

    def _generator(self, name: str, year: int) -> Generator:
        """Set to where the numbers of this name begin: cheaper by half than a generator for each."""
        self._counter[:] = (0, year, name_number(name), 0)
        self._bits.state = self._state
        return self._from_bits


def mixed(numbers: Array) -> Array:
    """Each number of 64 bits turned into another one that tells nothing of it: the last step of SplitMix64."""
    found = numbers.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        found ^= found >> np.uint64(shift)
        found *= np.uint64(factor)
    found ^= found >> np.uint64(31)
    return found


def keys(seed: int, *numbers: Array | int) -> Array:
    """A key for each row of some numbers, of which chance that belongs to the row is drawn."""
    found = mixed(np.array([seed % 2**64], dtype=np.uint64))
    for number in numbers:
        part = np.atleast_1d(np.asarray(number)).astype(np.int64).view(np.uint64)
        found = mixed(found + np.uint64(0x9E3779B97F4A7C15) + part)
    return found


def keyed(key: Array, name: str) -> Array:
    """A number from 0 to under 1 for each key: always the same for the same name, whatever other keys are there."""
    found: Array = (mixed(key ^ np.uint64(name_number(name))) >> np.uint64(11)) * 2.0**-53
    return found


def choose(draw: Array, shares: Sequence[float]) -> Array:
    """Which of several outcomes each draw falls on; the shares need not add up to 1."""
    limits = np.cumsum(np.asarray(shares, dtype=float))
    return np.searchsorted(limits / limits[-1], draw, side="right").astype(np.int64)


def spread(draw: Array, low: int, high: int) -> Array:
    """A whole number from `low` to `high`, ends included, evenly."""
    found: Array = (low + np.floor(draw * (high - low + 1))).astype(np.int64)
    return found


EPOCH = date(1970, 1, 1).toordinal()

NEVER = 1_000_000
"""A day that does not come: something that has not happened."""

FIRST_YEAR, LAST_YEAR = 1990, 2045
_FIRST_DAYS = np.array([date(y, 8, 1).toordinal() - EPOCH for y in range(FIRST_YEAR, LAST_YEAR + 1)])


def day_number(day: date) -> int:
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


def day_text(day: int) -> str:
    """A day as it stands in the file."""
    return str(np.datetime64("1970-01-01") + int(day))
