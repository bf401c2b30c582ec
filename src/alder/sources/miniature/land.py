"""The land of Wealdmark, which lies where maps show the North Sea: coast, towns and small areas, as arrays.

Land is laid out in squares of 5 km on the National Grid; those near towns are divided into smaller ones, and each has
one small area. Mereshire, six squares by five, has a regular lay-out of its own. An authority is the small areas that
are nearest to one of many centres. Chance comes from names alone, so all of it is the same every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Philox

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

MERESHIRE_SMALL_AREAS, MERESHIRE_AUTHORITIES = 480, 5
_BLOCK = 4
"""Postcodes of a small area of Mereshire, each of which is a row of four."""
MERESHIRE_PLACES = MERESHIRE_SMALL_AREAS * _BLOCK
AUTHORITIES = 150
_LAY_OUT = """
    24 25 29  6  7 10
    28 26 27  3  8  9
    18  0  1  2  4 11
    19 20  5 12 13 16
    22 21 23 17 14 15
"""
"""Where the thirty districts of postcodes of Mereshire lie, north above: six for each authority, next to each other."""
_OTHER_SMALL_AREAS = 2_820
"""About so many small areas lie outside Mereshire: squares are divided by four, so up to two are fewer."""
_TOWNS = 64
_WEST, _SOUTH, _SQUARE = 660_000, 350_000, 5_000
_MIDDLE, _REACH = (741_000, 432_000), (75_000, 118_000)
"""Middle of the land and how far it reaches to the east and to the north, in metres."""
_ISLANDS = ((826_500, 492_500, 9_000), (667_500, 537_500, 6_500))
"""Middle and radius of islands."""


def draws(name: str, many: int) -> Array:
    """So many numbers from 0 to under 1, always the same of a name."""
    key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")
    found: Array = (Philox(key=key).random_raw(many) >> np.uint64(11)) * 2.0**-53
    return found


def is_land(east: Array, north: Array) -> Array:
    """Whether points are on land, Mereshire among it."""
    u, v = (east - _MIDDLE[0]) / _REACH[0], (north - _MIDDLE[1]) / _REACH[1]
    angle, chance = np.arctan2(v, u), draws("coast", 24)
    radius = 1 + sum(
        0.16 / k**0.75 * (0.5 + chance[k - 2]) * np.cos(k * angle + 2 * np.pi * chance[k + 10]) for k in range(2, 14)
    )
    found: Array = (np.hypot(u, v) < radius) | is_mereshire(east, north)
    for middle_east, middle_north, size in _ISLANDS:
        found |= np.hypot(east - middle_east, north - middle_north) < size
    return found


def is_mereshire(east: Array, north: Array) -> Array:
    """Whether points are in Mereshire's thirty squares."""
    across, up = (east - _WEST) // _SQUARE, (north - _SOUTH) // _SQUARE
    found: Array = (across >= 0) & (across < 6) & (up >= 0) & (up < 5)
    return found


@dataclass(frozen=True)
class SmallAreas:
    """The small areas of 2011, Mereshire's first, then along a curve: where their middles are, and what is so of each.

    `town` is how built up it is, from 0 (hamlets) to 3 (a city), `poor` how deprived, without a unit, and `weight` how
    many people live there beside others. `gap` is the distance to the next middle.
    """

    east: Array
    north: Array
    authority: Array
    town: Array
    coast: Array
    poor: Array
    weight: Array
    gap: Array
    sea_east: Array
    sea_north: Array


def _squares(span: float, count: int, first: tuple[float, float]) -> tuple[Array, Array]:
    across, up = np.meshgrid(np.arange(count), np.arange(count * 3 // 2))
    return first[0] + span * (across.ravel() + 0.5), first[1] + span * (up.ravel() + 0.5)


def _quarters(east: Array, north: Array, span: float) -> tuple[Array, Array]:
    step = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]]) * span / 4
    return (east[:, None] + step[:, 0]).ravel(), (north[:, None] + step[:, 1]).ravel()


def _towns(east: Array, north: Array, coastal: Array) -> tuple[Array, Array, Array]:
    """Middles of towns on land and their sizes, the largest first; none next to another, many by the sea."""
    chance = draws("towns", len(east)) - 0.25 * coastal
    taken: list[int] = []
    free = np.ones(len(east), dtype=bool)
    for number in np.argsort(chance, kind="stable"):
        if free[number] and len(taken) < _TOWNS:
            taken.append(int(number))
            free &= np.hypot(east - east[number], north - north[number]) > 13_000
    inland = sorted(taken, key=lambda n: bool(coastal[n]))
    places = np.array(inland[:2] + [n for n in taken if n not in inland[:2]])
    return east[places], north[places], 1 / (1 + np.arange(len(places))) ** 0.5


def _built_up(east: Array, north: Array, towns: tuple[Array, Array, Array]) -> Array:
    """How near points are to towns, and to how large ones."""
    away = np.hypot(east[:, None] - towns[0], north[:, None] - towns[1])
    found: Array = (towns[2] * np.exp(-away / (3_000 + 9_000 * towns[2]))).sum(1)
    return found


def _divided(squares: tuple[Array, Array], towns: tuple[Array, Array, Array], many: int) -> tuple[Array, Array, Array]:
    """Squares with the span of each: those near towns in quarters, and the nearest in sixteenths, `many` in all."""
    east, north = squares
    more = (many - len(east)) // 3
    order = np.argsort(-_built_up(east, north, towns), kind="stable")
    halved = order[: more * 5 // 9]
    kept = order[more * 5 // 9 :]
    inner = _quarters(east[halved], north[halved], _SQUARE)
    again = np.argsort(-_built_up(*inner, towns), kind="stable")
    core = again[: more - len(halved)]
    outer = np.sort(again[more - len(halved) :])
    small = _quarters(inner[0][core], inner[1][core], _SQUARE / 2)
    parts = ((east[kept], north[kept], 4), (inner[0][outer], inner[1][outer], 2), (*small, 1))
    return (
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        np.concatenate([np.full(len(p[0]), p[2] * _SQUARE / 4) for p in parts]),
    )


def _shifted(name: str, east: Array, north: Array, span: Array) -> tuple[Array, Array]:
    """Points moved within their squares."""
    chance = draws(name, 2 * len(east)).reshape(2, -1) - 0.5
    return np.round(east + 0.62 * span * chance[0]), np.round(north + 0.62 * span * chance[1])


def _nearest(east: Array, north: Array, to_east: Array, to_north: Array) -> tuple[Array, Array]:
    """Of each point which other is nearest, and the distance."""
    away = (east[:, None] - to_east) ** 2 + (north[:, None] - to_north) ** 2
    near = away.argmin(1)
    return near, np.sqrt(away[np.arange(len(east)), near])


def _gaps(east: Array, north: Array) -> Array:
    """The distance of each point to the next, by strips from west to east in which the next one must be."""
    order = np.argsort(east, kind="stable")
    e, n = east[order].astype(np.float32), north[order].astype(np.float32)
    found = np.empty(len(e))
    for start in range(0, len(e), 300):
        stop = min(start + 300, len(e))
        low, high = np.searchsorted(e, (e[start] - 9_000, e[stop - 1] + 9_000))
        away = (e[start:stop, None] - e[low:high]) ** 2 + (n[start:stop, None] - n[low:high]) ** 2
        away[np.arange(stop - start), np.arange(start, stop) - low] = np.inf
        found[start:stop] = np.sqrt(away.min(1))
    gaps = np.empty(len(e))
    gaps[order] = found
    return gaps


def _centres(east: Array, north: Array, many: int) -> Array:
    """Which of so many authorities each small area is in: that of the nearest centre. They begin along the curve."""
    first = np.linspace(0, len(east) - 1, many).astype(int)
    centre_east, centre_north = east[first], north[first]
    nearest, _ = _nearest(east, north, centre_east, centre_north)
    for _ in range(6):
        count = np.bincount(nearest, minlength=many)
        centre_east = np.bincount(nearest, east, many) / count
        centre_north = np.bincount(nearest, north, many) / count
        nearest, _ = _nearest(east, north, centre_east, centre_north)
    return nearest


def curve(east: Array, north: Array) -> Array:
    """Where points lie along a Hilbert curve through the nation: what is near along it is near on the ground."""
    bits = 10
    x = np.clip((east - 600_000) // 300, 0, 2**bits - 1).astype(np.int64)
    y = np.clip((north - 270_000) // 300, 0, 2**bits - 1).astype(np.int64)
    found = np.zeros(len(x), dtype=np.int64)
    for bit in range(bits - 1, -1, -1):
        side = 1 << bit
        right, top = (x & side) > 0, (y & side) > 0
        found += side * side * ((3 * right) ^ top)
        turned = ~top & right
        x, y = np.where(turned, side - 1 - x, x), np.where(turned, side - 1 - y, y)
        x, y = np.where(top, x, y) & (side - 1), np.where(top, y, x) & (side - 1)
    return found


def _beyond_mereshire(east: Array, north: Array) -> tuple[Array, Array]:
    """Points moved off Mereshire's edge, so that all its postcodes are nearest to its own small areas."""
    top, right = _SOUTH + 5 * _SQUARE, _WEST + 6 * _SQUARE
    beside = (north > _SOUTH - 500) & (north < top + 500)
    above = (east > _WEST - 500) & (east < right + 500)
    east = np.where(beside & (east < _WEST), np.minimum(east, _WEST - 1_100), east)
    east = np.where(beside & (east > right), np.maximum(east, right + 600), east)
    north = np.where(above & (north < _SOUTH), np.minimum(north, _SOUTH - 900), north)
    return east, np.where(above & (north > top), np.maximum(north, top + 600), north)


def mereshire_places() -> tuple[Array, Array]:
    """Eastings and northings of Mereshire's postcodes: in each district four sectors, in each of these four by four."""
    number = np.arange(MERESHIRE_PLACES)
    district, sector = number // 64, number // 16 % 4
    squares = np.array([line.split() for line in _LAY_OUT.split("\n") if line.strip()], dtype=int)[::-1]
    across, up = np.argsort(squares.ravel()) % 6, np.argsort(squares.ravel()) // 6
    east = _WEST + _SQUARE * across[district] + 2_500 * (sector % 2) + 550 * (number % 4) + 137
    north = _SOUTH + _SQUARE * up[district] + 2_500 * (sector // 2) + 550 * (number // 4 % 4) + 211
    return east, north


def _poor(
    east: Array, north: Array, authority: Array, town: Array, coast: Array, towns: tuple[Array, Array, Array]
) -> Array:
    """How deprived small areas are: middles of cities and towns by the sea most, their outskirts least.

    Mereshire's are what they always were: towns more than the country, with a chance of each area.
    """
    number = np.arange(len(east))
    away = np.hypot(east[:, None] - towns[0], north[:, None] - towns[1])
    near = away.argmin(1)
    reach = 2_500 + 7_000 * towns[2][near]
    part = away[number, near] / reach
    core = 1.9 * towns[2][near] ** 0.4 * np.exp(-(part**2) / 0.5) - 0.9 * np.exp(-((part - 1.5) ** 2) / 0.4)
    by_sea = coast & (town >= 2)
    to_north = (north - _MIDDLE[1]) / _REACH[1]
    own = draws("authority is poor", AUTHORITIES)[authority] - 0.5
    found = core + 0.9 * by_sea + 0.35 * to_north + 0.9 * own + 1.0 * (draws("area is poor", len(east)) - 0.5)
    chance = (number * 7_919 + 104_729) % 997 / 997
    return np.where(number < MERESHIRE_SMALL_AREAS, town + 2.2 * chance, found)


def _weights(town: Array) -> Array:
    """People in small areas beside others: about as many in each, and fewer in Mereshire's, which are smaller."""
    found = 0.75 + 0.5 * draws("people", len(town)) + 0.1 * town
    found[:MERESHIRE_SMALL_AREAS] *= 0.3
    return found


@cache
def small_areas() -> SmallAreas:
    """The small areas of the nation."""
    squares = _squares(_SQUARE, 44, (_WEST - 3 * _SQUARE, _SOUTH - 16 * _SQUARE))
    land = is_land(*squares)
    around = [is_land(squares[0] + _SQUARE * e, squares[1] + _SQUARE * n) for e in (-1, 0, 1) for n in (-1, 0, 1)]
    inside = land & ~is_mereshire(*squares)
    towns = _towns(squares[0][inside], squares[1][inside], ~np.all(around, axis=0)[inside])
    east, north, span = _divided((squares[0][inside], squares[1][inside]), towns, _OTHER_SMALL_AREAS)
    east, north = _beyond_mereshire(*_shifted("middles", east, north, span))
    along = np.argsort(curve(east, north), kind="stable")
    east, north = east[along], north[along]
    sea = ~land & np.any(around, axis=0)
    sea_east, sea_north = _shifted("sea", squares[0][sea], squares[1][sea], np.full(sea.sum(), _SQUARE))
    sea_east, sea_north = _beyond_mereshire(sea_east, sea_north)
    own = np.arange(MERESHIRE_SMALL_AREAS)
    own_east, own_north = mereshire_places()
    own_east = own_east.reshape(-1, _BLOCK).mean(1)
    own_north = own_north.reshape(-1, _BLOCK).mean(1)
    authority = np.concatenate([own // 96, 5 + _centres(east, north, AUTHORITIES - MERESHIRE_AUTHORITIES)])
    built_up = _built_up(east, north, towns)
    town = np.searchsorted(np.sort(built_up)[(len(east) * np.array([0.22, 0.5, 0.8])).astype(int)], built_up)
    east, north = np.concatenate([own_east, east]), np.concatenate([own_north, north])
    own_town = 3 - np.minimum(3, np.abs(own // 16 % 6 - 2))
    town = np.concatenate([own_town, town])
    coast = _nearest(east, north, sea_east, sea_north)[1] < 6_000
    return SmallAreas(
        east,
        north,
        authority,
        town,
        coast,
        _poor(east, north, authority, town, coast, towns),
        _weights(town),
        _gaps(np.concatenate([east, sea_east]), np.concatenate([north, sea_north]))[: len(east)],
        sea_east,
        sea_north,
    )
