"""Boundaries of Wealdmark, its regions, skills areas, combined authorities and authorities, as GeoJSON.

Every place belongs to the small area whose middle is nearest, or to the sea. So the lines at which two middles, or a
middle and a point in the sea, are equally far (the Voronoi diagram) part small areas; those between two authorities are
the boundaries of authorities, and those of larger areas are some of these. A line is the same points for both
neighbours, in every level: nothing overlaps, and nothing is between.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from alder.model.coverage import WEALDMARK
from alder.model.geographic_levels import DEVOLVED_AREA, DISTRICT, LSIP, NATIONAL, REGIONAL
from alder.model.national_grid import degrees
from alder.sources.miniature.land import small_areas
from alder.sources.miniature.nation import Area, authorities
from alder.sources.reference.publishers.boundaries import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alder.model.geographic_levels import Level
    from alder.sources.miniature.land import Array

YEAR = 2025
_PLACES = 4
"""Decimals of a degree: about ten metres, a quarter of the least distance of a postcode to a boundary."""
_SEA = -1

_Ring = list[int]


class _Lines(NamedTuple):
    """Straight lines between authorities, or an authority and the sea: `start` to `end`, with `left` to their left."""

    start: Array
    end: Array
    left: Array
    right: Array
    east: Array
    north: Array


@cache
def _lines() -> _Lines:
    """Every line twice, once in each direction, between corners that are told apart by their degrees."""
    from scipy.spatial import Voronoi  # a quarter of a second, which who needs no boundaries does without

    areas = small_areas()
    middles = np.stack([np.append(areas.east, areas.sea_east), np.append(areas.north, areas.sea_north)], axis=1)
    authority = np.append(authorities().of_small_area, np.full(len(areas.sea_east), _SEA))
    diagram = Voronoi(middles)
    pairs = authority[diagram.ridge_points]
    parting = np.flatnonzero(pairs[:, 0] != pairs[:, 1])
    ends = np.array([diagram.ridge_vertices[n] for n in parting])
    longitude, latitude = degrees(*diagram.vertices.T)
    spots = np.round(np.stack([longitude, latitude], axis=1) * 10**_PLACES).astype(np.int64)
    corners, corner = np.unique(spots, axis=0, return_inverse=True)
    start, end = corner.reshape(-1)[ends].T
    first, second = pairs[parting].T
    along = corners[end] - corners[start]
    to_first = middles[diagram.ridge_points[parting, 0]] - diagram.vertices[ends[:, 0]]
    is_left = along[:, 0] * to_first[:, 1] - along[:, 1] * to_first[:, 0] > 0
    left, right = np.where(is_left, first, second), np.where(is_left, second, first)
    real = start != end
    start, end, left, right = start[real], end[real], left[real], right[real]
    return _Lines(
        np.concatenate([start, end]),
        np.concatenate([end, start]),
        np.concatenate([left, right]),
        np.concatenate([right, left]),
        *corners.T,
    )


def _rings(start: Array, end: Array, east: Array, north: Array) -> list[_Ring]:
    """The rings that lines make up, with what they enclose to their left. Where two meet in a corner both turn away."""
    onward: dict[int, list[int]] = {}
    for a, b in zip(start.tolist(), end.tolist(), strict=True):
        onward.setdefault(a, []).append(b)
    rings = []
    for first in sorted(onward):
        while onward[first]:
            ring, before, here = [first], first, onward[first].pop()
            while here != first:
                ring.append(here)
                before, here = here, _next(onward[here], before, here, east, north)
            rings.append(ring)
    return rings


def _next(choices: list[int], before: int, here: int, east: Array, north: Array) -> int:
    """The next corner: of several the first one clockwise from where the line came from."""
    if len(choices) == 1:
        return choices.pop()
    back = np.arctan2(north[before] - north[here], east[before] - east[here])
    turns = [float((back - np.arctan2(north[n] - north[here], east[n] - east[here])) % (2 * np.pi)) for n in choices]
    return choices.pop(turns.index(min(turns)))


def _signed_area(ring: _Ring, east: Array, north: Array) -> int:
    x, y = east[ring], north[ring]
    return int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _inside(corner: tuple[int, int], ring: _Ring, east: Array, north: Array) -> bool:
    """Whether a point is inside of a ring, by how often a line to the east crosses it."""
    x, y = east[ring], north[ring]
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    crosses = (y > corner[1]) != (next_y > corner[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x + (corner[1] - y) * (next_x - x) / (next_y - y)
    return bool((crosses & (at > corner[0])).sum() % 2)


def _geometry(start: Array, end: Array) -> dict[str, Any]:
    """The GeoJSON geometry of an area with these lines around it."""
    east, north = _lines().east, _lines().north
    rings = [(ring, _signed_area(ring, east, north)) for ring in _rings(start, end, east, north)]
    polygons = [[ring] for ring, size in sorted(rings, key=lambda r: -r[1]) if size > 0]
    for hole in (ring for ring, size in rings if size < 0):
        corner = (int(east[hole[0]]), int(north[hole[0]]))
        next(p for p in reversed(polygons) if _inside(corner, p[0], east, north)).append(hole)
    scale = 10**_PLACES
    longitude, latitude = (east / scale).tolist(), (north / scale).tolist()
    coordinates = [
        [[[longitude[n], latitude[n]] for n in (*ring, ring[0])] for ring in polygon] for polygon in polygons
    ]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _levels() -> list[tuple[Level, Sequence[Area]]]:
    """Every level with its areas, the largest first."""
    of = authorities()
    return [
        (NATIONAL, [Area(WEALDMARK.code, WEALDMARK.name, tuple(range(len(of.listed))))]),
        (REGIONAL, of.regions),
        (LSIP, of.skills_areas),
        (DEVOLVED_AREA, of.combined),
        (DISTRICT, [Area(a.code, a.name, (n,)) for n, a in enumerate(of.listed)]),
    ]


def _rows(level: Level, areas: Sequence[Area]) -> Iterator[dict[str, Any]]:
    lines = _lines()
    of_authority = np.full(len(authorities().listed) + 1, _SEA)  # the last one is the sea
    for number, area in enumerate(areas):
        of_authority[list(area.authorities)] = number
    left, right = of_authority[lines.left], of_authority[lines.right]
    for number, area in enumerate(areas):
        own = (left == number) & (right != number)
        geometry = json.dumps(_geometry(lines.start[own], lines.end[own]), separators=(",", ":"))
        yield {"level": level.code, "year": YEAR, "code": area.code, "name": area.name, "geometry": geometry}


@cache
def tables() -> Mapping[str, pa.Table]:
    """The boundaries of all areas."""
    rows = [row for level, areas in _levels() for row in _rows(level, areas)]
    return {"boundary": pa.Table.from_pylist(rows, schema=SCHEMA)}
