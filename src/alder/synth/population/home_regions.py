"""Where people can live: the places of each region, how many people live at each, and how deprived it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from alder.sources.miniature import places
from alder.sources.reference.publishers.imd import INDICES

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

    @cached_property
    def _ends(self) -> Array:
        run = np.cumsum(self.weights)
        found: Array = run / run[-1]
        return found

    def along(self, position: Array) -> Array:
        """The index of the place at each position from 0 to under 1 along the region's people."""
        return np.minimum(np.searchsorted(self._ends, position, side="right"), len(self.places) - 1)

    def positions(self, draw: Array, spread: Array, pull: float) -> Array:
        """Positions for many people: `draw` and `spread` from 0 to under 1, the first evenly spread over them.

        A `pull` over 0 brings them to deprived places.
        """
        weights = self.weights * np.exp(pull * (self.deprivation - 0.5))
        ends = np.cumsum(weights)
        index = np.minimum(np.searchsorted(ends / ends[-1], draw, side="right"), len(self.places) - 1)
        begin = np.concatenate(([0.0], self._ends[:-1]))
        found: Array = begin[index] + spread * (self._ends[index] - begin[index])
        return found


@cache
def home_regions() -> tuple[HomeRegion, ...]:
    """Every region of the made-up nation, by its number."""
    place = places.postcode_place()
    index = places.tables()[INDICES[3].table]
    ranks = dict(zip(index["lsoa"].to_pylist(), index["rank"].to_pylist(), strict=True))
    deprived = np.array([1 - ranks[area] / INDICES[3].areas for area in place["lsoa11"].to_pylist()])
    region = np.array(place["region"].to_pylist())
    return tuple(
        HomeRegion(np.flatnonzero(region == code), np.ones(int((region == code).sum())), deprived[region == code])
        for code in dict.fromkeys(region.tolist())
    )


@cache
def region_weights() -> Array:
    return np.array([region.weights.sum() for region in home_regions()], dtype=float)


@cache
def place_deprivation() -> Array:
    """How deprived each place is, by its number."""
    regions = home_regions()
    found = np.zeros(1 + max(int(region.places.max()) for region in regions))
    for region in regions:
        found[region.places] = region.deprivation
    return found
