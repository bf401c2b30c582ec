"""Where people can live: the places of each region, how many people live at each, and how deprived it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.sources.miniature import nation
from alder.sources.miniature.deprivation import ranked

if TYPE_CHECKING:
    from alder.synth.population.draws import Array


@dataclass(frozen=True)
class HomeRegion:
    """Places of one region, so ordered that those next to each other in the list are near each other on the ground.

    `deprivation` goes from 0, the least, to 1, the most deprived place of the nation.
    """

    places: Array
    weights: Array
    deprivation: Array

    @property
    def begins(self) -> Array:
        """The position at which each place begins."""
        return np.concatenate(([0.0], self._ends[:-1]))

    @cached_property
    def _ends(self) -> Array:
        run = np.cumsum(self.weights)
        found: Array = run / run[-1]
        return found

    def along(self, position: Array) -> Array:
        """The index of the place at each position from 0 to under 1 along the region's people."""
        return np.minimum(np.searchsorted(self._ends, position, side="right"), len(self.places) - 1)

    def pulled(self, pull: float) -> Array:
        """Which share of people lives at each place where a `pull` over 0 brings them to deprived ones."""
        found: Array = self.weights * np.exp(pull * (self.deprivation - 0.5))
        found /= found.sum()
        return found

    def positions(self, draw: Array, spread: Array, shares: Array) -> Array:
        """Positions for many people who live at places by shares: `draw`, from 0 to under 1, evenly spread over them,
        says at which, and `spread` where in the part of the region that is the place's.
        """
        ends = np.cumsum(shares)
        index = np.minimum(np.searchsorted(ends / ends[-1], draw, side="right"), len(self.places) - 1)
        found: Array = self.begins[index] + spread * (self._ends[index] - self.begins[index])
        return found


@cache
def home_regions() -> tuple[HomeRegion, ...]:
    """Every region of the made-up nation, by its number."""
    every = nation.places()
    deprived = place_deprivation()
    return tuple(
        HomeRegion(numbers, weights, deprived[numbers])
        for numbers, weights in (every.of_region(region) for region in range(len(nation.REGIONS)))
    )


@cache
def over_the_border(region: int) -> tuple[Array, Array]:
    """Places of other regions near to this one, and how many of a whole live at each or at those before it."""
    numbers, shares = nation.places().over_the_border(region)
    return numbers, np.cumsum(shares)


@cache
def place_positions() -> tuple[Array, Array]:
    """The region of each place, by its number, and its position along the region."""
    every = nation.places()
    found = np.zeros(len(every.postcodes))
    for region in home_regions():
        found[region.places] = region.begins
    return every.region, found


def known_on(place: Array, day: Array) -> Array:
    """Places that had their postcode on a day; in place of one that came later, its neighbour that had it before."""
    since, stand_in = _stand_ins()
    return np.where(since[place] > day, stand_in[place], place)


@cache
def _stand_ins() -> tuple[Array, Array]:
    every = nation.places()
    since = every.introduced.astype("datetime64[D]").astype(np.int64)
    is_old = (since == since.min()) & (every.weight > 0)
    found = np.empty(len(since), dtype=np.int64)
    for region in home_regions():
        old = region.places[is_old[region.places]]
        found[region.places] = old[np.maximum(np.searchsorted(old, region.places, side="right") - 1, 0)]
    return since, found


@cache
def region_weights() -> Array:
    """Which share of the nation's people each region has."""
    every = nation.places()
    found: Array = np.bincount(every.region, every.weight, len(nation.REGIONS))
    return found


FIFTHS = 5


@cache
def region_fifths() -> Array:
    """Of each region's people the share that lives in each fifth of deprivation of places, the most deprived first."""
    fifth = place_fifth()
    found: Array = np.array(
        [np.bincount(fifth[of.places], of.weights, FIFTHS) / of.weights.sum() for of in home_regions()]
    )
    return found


@cache
def place_fifth() -> Array:
    """The fifth of deprivation of each place, by its number, 0 the most deprived."""
    return fifths(place_deprivation())


def fifths(deprivation: Array) -> Array:
    """The fifth of each, 0 the most deprived, by how deprived a place is."""
    found: Array = FIFTHS - 1 - np.minimum(np.floor(FIFTHS * deprivation), FIFTHS - 1).astype(np.int64)
    return found


@cache
def place_deprivation() -> Array:
    """How deprived each place is, by its number: from 0 to 1, the most, by the ranks of 2019."""
    rank = ranked(2019).rank[nation.places().small_area]
    found: Array = 1 - (rank - 1) / rank.max()
    return found
