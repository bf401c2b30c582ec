"""Shards: the parts that a made-up population is made in, each some 60,000 people of one region."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import UsageError
from alder.synth.population.draws import Draws, name_number

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = 60_000
"""People of a shard, about: so few that a process needs little memory, so many that quotas hold in small cells."""

_FEWEST = 1_000
"""In fewer people no cell of a published table has anybody."""


@dataclass(frozen=True)
class Shard:
    """People `first` to `first + people - 1` of a population of `of` people, who live in one region as a rule."""

    seed: int
    number: int
    region: int
    first: int
    people: int
    of: int

    def draws(self) -> Draws:
        """All the chance of its people: one number a person and question."""
        return Draws(self.seed, _SHARDS_OWN, self.number, size=self.people)

    def part(self, count: float, cell: str) -> int:
        """How many of `count`, a count of the whole population, this shard is to have: by its people.

        The parts of all shards add up to the count, rounded. Where the rounding falls depends on the name of the cell,
        so that no shard has the odd one of every cell.
        """
        before, after = self.bounds(count, cell)
        return after - before

    def bounds(self, count: float, cell: str) -> tuple[int, int]:
        """How many of a count fall to the shards before this one, and to those up to its end."""
        ends = (self.first / self.of, (self.first + self.people) / self.of)
        return bounds_of(count, ends, cell)

    def rounded(self, expected: float, name: str) -> int:
        """A whole number for what is expected of this shard alone: up or down by lot, so that shards do not all err
        the same way.
        """
        return floor(expected + name_number(f"{name}, shard {self.number} of seed {self.seed}") / 2**64)


def bounds_of(count: float, ends: tuple[float, float], cell: str) -> tuple[int, int]:
    """Where a part begins and ends in a count, rounded, of which such shares lie before its ends."""
    whole = floor(count + 0.5)
    odd = name_number(cell) / 2**64
    before, after = (floor(whole * end + odd) for end in ends)
    return before, after


def nested_parts(bounds: tuple[int, int], counts: Sequence[float]) -> tuple[int, ...]:
    """The parts that a shard has of counts each of which is of some of those before it: leavers, completers, achievers.

    `bounds` are those of the first. No part is larger than the one before it, and each adds up to its count.
    """
    before, after = bounds
    parts, of = [after - before], floor(counts[0] + 0.5)
    for count in counts[1:]:
        many = floor(count + 0.5)
        before, after = (floor(end * many / max(of, 1) + 0.5) for end in (before, after))
        parts.append(after - before)
        of = many
    return tuple(parts)


_SHARDS_OWN = 2**31 - 1
"""Stands where a provider's number stands for what is drawn for providers."""


def shards(
    people: int, weights: np.ndarray[tuple[int], np.dtype[np.float64]], seed: int, size: int = SIZE
) -> tuple[Shard, ...]:
    """The shards of a population, region by region, by each region's weight; each has some `size` people."""
    if people < _FEWEST:
        raise UsageError(f"{people:,} people are too few for a population", where=f"At least {_FEWEST:,} are needed.")
    ends = np.floor(np.cumsum(weights) / np.sum(weights) * people + 0.5).astype(np.int64)
    found: list[Shard] = []
    first = 0
    for region, end in enumerate(ends.tolist()):
        parts = max(1, ceil((end - first) / (size * 1.2)))
        bounds = [first + (end - first) * n // parts for n in range(parts + 1)]
        for low, high in itertools.pairwise(bounds):
            if high > low:
                found.append(Shard(seed, len(found), region, low, high - low, people))
        first = end
    return tuple(found)
