"""How deprived the small areas of Wealdmark are: ranks among so many areas as England has, in every edition.

Mereshire's areas are spread evenly from the most to the least deprived, and so are all others: either holds as many of
each decile.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from alder.sources.miniature.land import AUTHORITIES, MERESHIRE_SMALL_AREAS, Array, draws, small_areas
from alder.sources.reference.publishers.imd import INDICES

SPLIT = 16
"""One small area of 2011 in so many was split in two by 2021."""
_FIRST, _FIRST_PART = 990_001, 995_001


def code_numbers(small_area: Array, part: Array, census: int) -> Array:
    """The numbers in the codes of small areas of a census, of which some were split in parts 0 and 1 by 2021."""
    whole = _FIRST + small_area
    if census < 2021:
        return whole
    return np.where(small_area % SPLIT == 0, _FIRST_PART + 2 * (small_area // SPLIT) + part, whole)


@dataclass(frozen=True)
class Ranks:
    """Rank, decile and score of each area of an edition, in the order of the numbers in their codes."""

    number: Array
    rank: Array
    decile: Array
    score: Array


@cache
def ranked(year: int) -> Ranks:
    """The Indices of a year. Those on areas of 2011 and before stand in the order of small areas."""
    index = next(i for i in INDICES if i.year == year)
    areas = small_areas()
    small_area = np.arange(len(areas.east))
    if index.census == 2021:
        small_area = np.repeat(small_area, 1 + (small_area % SPLIT == 0))
    part = np.concatenate([[False], small_area[1:] == small_area[:-1]])
    drift = (small_area * 31 + year * 17) % 101 / 101
    trend = draws("authority changes", AUTHORITIES)[areas.authority[small_area]] - 0.5
    is_own = small_area < MERESHIRE_SMALL_AREAS
    score = areas.poor[small_area] + 0.5 * drift + 0.2 * part + ~is_own * trend * (year - 2015) / 15
    number = code_numbers(small_area, part, index.census)
    along = np.empty(len(number))
    for some in (np.flatnonzero(is_own), np.flatnonzero(~is_own)):
        along[some[np.lexsort((number[some], -score[some]))]] = (np.arange(len(some)) + 0.5) / len(some)
    place = np.argsort(np.lexsort((number, along)))
    rank = 1 + (2 * place + 1) * index.areas // (2 * len(place))
    order = np.argsort(number)
    return Ranks(number[order], rank[order], -(-10 * rank // index.areas)[order], np.round(10 * score, 3)[order])
