"""Wealdmark, a made-up nation: its regions, skills areas, authorities and postcodes, by number.

Mereshire is one county of it. Whoever makes up people and providers asks here: which places a region has and how many
people live at each, what lies over its border, and the authority, small area and deprivation of a place. A place is the
number of its postcode; Mereshire's 1,920 come first. Codes have the form of real ones and numbers from 990001 on, and
postcodes are in the areas XA to XY: no British postcode area begins with X.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count as count_from
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from alder.sources.miniature import land
from alder.sources.miniature.deprivation import ranked
from alder.sources.miniature.land import (
    AUTHORITIES,
    MERESHIRE_AUTHORITIES,
    MERESHIRE_PLACES,
    MERESHIRE_SMALL_AREAS,
    Array,
    draws,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST = 990_001
"""The number of the first area of a kind: the statistics office is far from it with any kind."""

_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
DISTRICTS = range(1, 31)
"""Districts of postcodes in Mereshire."""
POSTCODES = tuple(
    f"XM{district} {sector}{a}{b}"
    for district in DISTRICTS
    for sector in range(1, 5)
    for a in _LETTERS[:4]
    for b in _LETTERS[4:8]
)
"""Postcodes of Mereshire, which no register knows."""
_POSTCODE_AREAS = "ABCDEFGHJKLNOPRSTUVWXY"
_CELL = 2_500
"""What is near a border is told by squares of so many metres."""
_MARGIN = 0.42
"""A postcode lies nearer to the middle of its small area than this part of the way to the next, so inside of it."""

REGIONS = (
    "Fells and Firths",
    "Northmark",
    "Long Shore",
    "Wealdhaven",
    "Westreach",
    "Eastreach",
    "Mereside",
    "Southmark",
    "Saltreach",
)
SKILLS_AREAS = 40
SINGLE, COUNTY, BOROUGH = "E06", "E07", "E08"
"""How codes of authorities begin: of single ones, of districts of a county, and of boroughs of a city."""
_METROPOLITAN, _UNITARY, _COMBINED = 8, 14, 13
"""So many skills areas, the most built up, are boroughs of one city; so many next have single authorities, and the
others are counties with districts. So many, the most built up, have a combined authority.
"""

_MERESHIRE = ("Mereford", "Northfield", "Eastmoor", "Saltmarsh", "Westbrook")
_STEMS = (
    *("Brack", "Corrin", "Dravel", "Eskin", "Farrow", "Gannel", "Hessel", "Ister", "Jorvel", "Kerrow", "Lunder"),
    *("Marrock", "Norrin", "Orlen", "Pender", "Quennel", "Rossin", "Sallow", "Tarrock", "Ulmer", "Varrow", "Wexin"),
    *("Yarrel", "Thessel", "Brannock", "Cresset", "Durrow", "Fennick", "Grindle", "Hollin", "Keswin", "Larrock"),
    *("Merrow", "Pellin", "Skerrow", "Tressin", "Wendle", "Ashlar", "Oddel", "Vessen"),
)
_ENDINGS = {
    "coast": ("haven", "mouth", "strand"),
    "urban": ("minster", "borough", "gate"),
    "rural": ("dale", "wold", "holt", "mere"),
}
_COUNTIES = (
    *("Mallen", "Torrel", "Bassen", "Carvel", "Dunsel", "Ellern", "Fosser", "Garran", "Hathel", "Kinnel", "Lorren"),
    *("Morrin", "Otterel", "Pelmer", "Rathel", "Sebber", "Tollan", "Wennel", "Yosser", "Arrel"),
)


class Authority(NamedTuple):
    """A local authority, with the numbers of its region and skills area, and code and name of its upper tier."""

    code: str
    name: str
    region: int
    skills_area: int
    upper_tier: tuple[str, str]


class Area(NamedTuple):
    """An area above authorities: its code, its name and the numbers of its authorities."""

    code: str
    name: str
    authorities: tuple[int, ...]


@dataclass(frozen=True)
class Authorities:
    """All authorities by number, Mereshire's first, and what they make up. `of_small_area` has the number of each."""

    listed: tuple[Authority, ...]
    regions: tuple[Area, ...]
    skills_areas: tuple[Area, ...]
    combined: tuple[Area, ...]
    of_small_area: Array


def parted(east: Array, north: Array, size: Array, shares: Sequence[int]) -> Array:
    """Which part each point is in: neighbours, of as much size as the shares ask for.

    Points are halved across their longer side until one share is left.
    """
    found = np.zeros(len(east), dtype=np.int64)
    todo = [(np.arange(len(east)), 0, len(shares))]
    while todo:
        points, first, last = todo.pop()
        if last - first == 1:
            found[points] = first
            continue
        middle = (first + last) // 2
        along = east if np.ptp(east[points]) > np.ptp(north[points]) else -north
        order = points[np.argsort(along[points], kind="stable")]
        share = sum(shares[first:middle]) / sum(shares[first:last])
        sizes = np.cumsum(size[order])
        cut = int(np.abs(sizes / sizes[-1] - share).argmin()) + 1
        cut = min(max(cut, middle - first), len(order) - (last - middle))
        todo += [(order[:cut], first, middle), (order[cut:], middle, last)]
    return found


def _regions_and_skills_areas(east: Array, north: Array) -> tuple[Array, Array]:
    """The region and the skills area of each authority. Mereshire's authorities stay together, and alone in theirs."""
    others = np.arange(MERESHIRE_AUTHORITIES, AUTHORITIES)
    units = np.concatenate([[0], others])
    size = np.where(units == 0, MERESHIRE_AUTHORITIES, 1)
    own = slice(0, MERESHIRE_AUTHORITIES)
    middle_east, middle_north = east.copy(), north.copy()
    middle_east[0], middle_north[0] = east[own].mean(), north[own].mean()
    of_unit = parted(middle_east[units], middle_north[units], size, [1] * len(REGIONS))
    region = np.concatenate([np.repeat(of_unit[0], MERESHIRE_AUTHORITIES), of_unit[1:]])
    many = np.diff(np.round(np.linspace(0, SKILLS_AREAS, len(REGIONS) + 1)).astype(int))
    skills_area = np.zeros(AUTHORITIES, dtype=np.int64)
    before = 1
    for number in range(len(REGIONS)):
        of_region = others[region[others] == number]
        parts = int(many[number]) - (number == region[0])
        part = parted(east[of_region], north[of_region], np.ones(len(of_region)), [1] * parts)
        skills_area[of_region] = before + part
        before += parts
    return region, skills_area


def _code(prefix: str, number: int) -> str:
    return f"{prefix}{FIRST + number}"


def _names(town: Array, coast: Array) -> list[str]:
    """Names of authorities outside Mereshire that no place in Britain has, by what is so of each."""
    used = dict.fromkeys(_ENDINGS, 0)
    names = []
    for built_up, by_sea in zip(town, coast, strict=True):
        kind = "coast" if by_sea > 0.45 else "urban" if built_up > 1.9 else "rural"
        endings, number = _ENDINGS[kind], used[kind]
        used[kind] += 1
        turn = number // len(_STEMS)
        stem = _STEMS[(number * 7 + 13 * list(_ENDINGS).index(kind)) % len(_STEMS)]
        names.append(stem + endings[(number + turn) % len(endings)])
    return names


def _skills_area(number: int, members: Sequence[int], kind: str, names: Sequence[str], shires: Iterator[str]) -> Area:
    """A skills area with its name: a county's, that of its city, or those of its first authorities."""
    if number == 0:
        name = "Mereshire"
    elif kind == COUNTY:
        name = f"{next(shires)}shire"
    elif kind == BOROUGH:
        name = f"Greater {names[members[0]]}"
    else:
        name = " and ".join(sorted(names[n] for n in members[:2]))
    return Area(_code("E69", number), name, tuple(members))


@cache
def authorities() -> Authorities:
    """Every authority, and the areas that they make up."""
    areas = land.small_areas()
    count = np.bincount(areas.authority)
    east, north, town, coast = (
        np.bincount(areas.authority, values) / count for values in (areas.east, areas.north, areas.town, areas.coast)
    )
    region, skills_area = _regions_and_skills_areas(east, north)
    is_own = np.arange(AUTHORITIES) < MERESHIRE_AUTHORITIES
    order = np.lexsort((np.where(is_own, np.arange(AUTHORITIES), -town), skills_area))
    region, skills_area, town, coast = (values[order] for values in (region, skills_area, town, coast))
    names = [*_MERESHIRE, *_names(town[MERESHIRE_AUTHORITIES:], coast[MERESHIRE_AUTHORITIES:])]
    built_up = np.bincount(skills_area, town) / np.bincount(skills_area)
    built_up[0] = 0  # Mereshire is a county, whatever its towns
    by_town = np.argsort(-built_up, kind="stable")
    kinds = np.full(SKILLS_AREAS, COUNTY)
    kinds[by_town[: _METROPOLITAN + _UNITARY]] = SINGLE
    kinds[by_town[:_METROPOLITAN]] = BOROUGH
    codes = {kind: count_from(FIRST) for kind in (SINGLE, COUNTY, BOROUGH)}
    upper, shires = count_from(FIRST), iter(_COUNTIES)
    listed: list[Authority] = []
    plans: list[Area] = []
    for number, kind in enumerate(kinds.tolist()):
        members = np.flatnonzero(skills_area == number).tolist()
        plans.append(_skills_area(number, members, kind, names, shires))
        county = (f"E10{next(upper)}", plans[-1].name) if kind == COUNTY else None
        for n in members:
            code = f"{kind}{next(codes[kind])}"
            listed.append(Authority(code, names[n], int(region[n]), number, county or (code, names[n])))
    of_region = (np.flatnonzero(region == number).tolist() for number in range(len(REGIONS)))
    return Authorities(
        tuple(listed),
        tuple(Area(_code("E12", n), REGIONS[n], tuple(members)) for n, members in enumerate(of_region)),
        tuple(plans),
        (
            Area(_code("E47", 0), "Mereford and Northfield", (0, 1)),
            *(plans[n]._replace(code=_code("E47", 1 + k)) for k, n in enumerate(sorted(by_town[:_COMBINED].tolist()))),
        ),
        np.argsort(order)[areas.authority],
    )


@dataclass(frozen=True)
class PostcodePlaces:
    """Every postcode of the nation by its number, and what is so of it.

    `weight` is its share of the people of the nation, none once it has ended; `decile` that of the Indices of 2019.
    Days are those of numpy; `ended` is not a time while the postcode is in use.
    """

    postcodes: tuple[str, ...]
    east: Array
    north: Array
    small_area: Array
    authority: Array
    skills_area: Array
    region: Array
    decile: Array
    weight: Array
    introduced: Array
    ended: Array

    def of_region(self, region: int) -> tuple[Array, Array]:
        """The numbers of a region's places, and which share of its people lives at each."""
        numbers = np.flatnonzero(self.region == region)
        return numbers, _shares(self.weight[numbers])

    def over_the_border(self, region: int) -> tuple[Array, Array]:
        """Places of other regions that are near enough to learn in this one, and how people there divide who do.

        Shares fall by half with every 5 km from the region, and none lie more than 25 km away.
        """
        inside, _ = self.of_region(region)
        others = np.flatnonzero((self.region != region) & (self.weight > 0))
        here = np.unique(self._cells(inside), axis=1)
        there, cell = np.unique(self._cells(others), axis=1, return_inverse=True)
        away = _CELL * np.sqrt(((there[:, :, None] - here[:, None, :]) ** 2).sum(0).min(1))
        share = np.where(away <= 25_000, 0.5 ** (away / 5_000), 0)[cell] * self.weight[others]
        return others[share > 0], _shares(share[share > 0])

    def _cells(self, places: Array) -> Array:
        return np.stack([self.east[places], self.north[places]]) // _CELL


def _shares(weight: Array) -> Array:
    found: Array = weight / weight.sum()
    return found


def _postcodes(order: Array, many: Array) -> list[str]:
    """Postcodes of small areas outside Mereshire in their order along a curve, so many of each.

    A postcode area has about as many small areas as the next; twelve are a district, three of these a sector.
    """
    run = -(-len(order) // len(_POSTCODE_AREAS))
    small_area = np.repeat(np.arange(len(order)), many)
    sector = small_area // run * run + small_area % run // 3 * 3
    first = np.searchsorted(sector, sector)
    unit = np.arange(len(sector)) - first
    columns = (small_area // run, small_area % run // 12 + 1, small_area % 12 // 3 + 1, unit // 20, unit % 20)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [f"X{_POSTCODE_AREAS[area]}{d} {s}{_LETTERS[a]}{_LETTERS[b]}" for area, d, s, a, b in rows]


def _inside(small_area: Array, areas: land.SmallAreas) -> tuple[Array, Array]:
    """A spot in its small area for each place outside Mereshire."""
    turn, away = draws("spots", 2 * len(small_area)).reshape(2, -1)
    radius = _MARGIN * areas.gap[small_area] * np.sqrt(away)
    east = areas.east[small_area] + radius * np.cos(2 * np.pi * turn)
    return np.round(east), np.round(areas.north[small_area] + radius * np.sin(2 * np.pi * turn))


def _months(name: str, many: int, first: str, last: str) -> Array:
    """The first days of months from one to another, by chance."""
    start, stop = np.datetime64(first, "M"), np.datetime64(last, "M")
    after = np.floor(draws(name, many) * ((stop - start).astype(int) + 1)).astype(int)
    found: Array = (start + after).astype("datetime64[D]")
    return found


def _introduced(number: Array) -> Array:
    """When postcodes were introduced: Mereshire's last district late, elsewhere one in sixteen."""
    late = draws("late", len(number)) < 1 / 16
    found = np.where(late, _months("since", len(number), "1996-01", "2024-12"), np.datetime64("1980-01-01"))
    own = np.where(number // 64 == DISTRICTS[-1] - 1, np.datetime64("2016-03-01"), np.datetime64("1980-01-01"))
    return np.where(number < MERESHIRE_PLACES, own, found)


def _ended(number: Array, introduced: Array) -> Array:
    """When postcodes ended: one in a hundred of Mereshire's, elsewhere one in forty, at the end of a month."""
    never = np.datetime64("NaT")
    until = _months("until", len(number), "2009-02", "2025-12") - np.timedelta64(1, "D")
    found = np.where((draws("ends", len(number)) < 1 / 40) & (until > introduced), until, never)
    own = np.where(number % 100 == 99, np.datetime64("2021-06-30"), never)
    return np.where(number < MERESHIRE_PLACES, own, found)


@cache
def places() -> PostcodePlaces:
    """Every place of the nation."""
    areas, of = land.small_areas(), authorities()
    outside = np.arange(MERESHIRE_SMALL_AREAS, len(areas.east))
    many = 5 + np.floor(8 * draws("postcodes", len(outside))).astype(int)
    own_east, own_north = land.mereshire_places()
    small_area = np.repeat(outside, many)
    east, north = _inside(small_area, areas)
    small_area = np.concatenate([np.arange(MERESHIRE_PLACES) // 4, small_area])
    number = np.arange(len(small_area))
    introduced = _introduced(number)
    ended = _ended(number, introduced)
    live = np.isnat(ended)
    weight = live * (areas.weight / np.bincount(small_area, live))[small_area]
    authority = of.of_small_area[small_area]
    return PostcodePlaces(
        (*POSTCODES, *_postcodes(outside, many)),
        np.concatenate([own_east, east]).astype(np.int32),
        np.concatenate([own_north, north]).astype(np.int32),
        small_area,
        authority,
        np.array([a.skills_area for a in of.listed])[authority],
        np.array([a.region for a in of.listed])[authority],
        ranked(2019).decile[small_area],
        _shares(weight),
        introduced,
        ended,
    )
