"""A map of areas in up to five shades, as plain SVG in a wide and a narrow drawing.

A darker shade is a higher figure, in steps of round numbers that the key tells. The steps are equal, but where most
areas would have one shade then, as numbers of people do: there each shade has about as many areas, and the key says so.
What is hidden or missing is hatched, and an area that the table does not have is left white; those far from all that it
has are not drawn. Few areas have their figures written in them. The same figures stand in the table beside the map,
which is what keyboards and screen readers have; whoever points at an area reads its name and figure.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, cos, floor, log10, radians
from typing import TYPE_CHECKING

from markupsafe import Markup

from alder.look.words import number
from alder.show.svg import INK, NARROW, SOFT, WIDE, are_whole, rect, svg, symbol, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alder.show.svg import Mark

SHADES = ("#dcebe3", "#a5cbb7", "#62a383", "#2c7757", "#17503c")
"""From the lowest figures to the highest: each is darker than the one before by a fifth of the way, or more."""
MOST_WRITTEN = 12
"""So few areas have room for their figures."""
_EDGE = "#4a524e"
_APART = 0.7
"""Corners nearer to each other than so many pixels are one."""
_WIDE_MAP, _NARROW_MAP = (560.0, 660.0), (NARROW - 16.0, 430.0)
"""How wide and how high the map may be in either drawing."""
_MARGIN = 0.03
"""How much is shown around the areas of the table, of the side that is longer."""
_DARK = 3
"""On this shade and those after it letters are white."""

Ring = list[tuple[float, float]]
Polygons = list[list[Ring]]


@dataclass(frozen=True)
class AreaFigure:
    """An area with what is known of it: its mark, or nothing where the table has no row of it."""

    code: str
    label: str
    mark: Mark | None


_FEW = 10
"""Of so few areas equal steps are read more easily, however their figures lie."""
_DIGITS = 2
"""To so many digits the edges of unequal steps are rounded: 1,300 and not 1,287."""


@dataclass(frozen=True)
class ShadeSteps:
    """The steps of the shades: each begins at one of the `edges` and ends under the next one."""

    edges: tuple[float, ...]
    unit: str
    decimals: int
    are_equal: bool = True

    @classmethod
    def of(cls, values: Sequence[float], *, unit: str) -> ShadeSteps:
        """Up to five steps, equal ones unless more than half of the areas would be in one of them."""
        equal = cls._equal(values, unit=unit)
        fullest = max(Counter(map(equal.place, values)).values())
        if len(values) <= _FEW or fullest <= len(values) / 2:
            return equal
        return cls._of_as_many(values, equal) or equal

    @classmethod
    def _of_as_many(cls, values: Sequence[float], equal: ShadeSteps) -> ShadeSteps | None:
        """Steps of about as many areas each, between the ends of equal ones; None where figures are too much alike."""
        ordered = sorted(values)
        inner = {_rounded(ordered[len(ordered) * n // len(SHADES)]) for n in range(1, len(SHADES))}
        edges = [equal.edges[0]]
        for edge in sorted(inner):
            if any(edges[-1] <= value < edge for value in ordered) and edge <= ordered[-1]:
                edges.append(edge)
        if len(edges) < 3:
            return None
        edges.append(equal.edges[-1])
        decimals = next(n for n in range(7) if all(abs(round(edge, n) - edge) < 1e-9 for edge in edges))
        return cls(tuple(edges), equal.unit, decimals, are_equal=False)

    @classmethod
    def _equal(cls, values: Sequence[float], *, unit: str) -> ShadeSteps:
        """Steps of a round size, from under the lowest figure to over the highest."""
        low, high = min(values), max(values)
        whole = unit != "%" and are_whole(values)
        size = 10.0 ** (floor(log10((high - low) / len(SHADES))) if high > low else 0)
        size = max(1.0, size) if whole else size
        sizes = (size * part * times for times in (1, 10, 100) for part in (1, 2, 2.5, 5))
        sizes = (s for s in sizes if not whole or s == int(s))
        step = next(s for s in sizes if ceil(round((high - s * floor(low / s)) / s, 9)) <= len(SHADES))
        first = step * floor(low / step)
        many = max(1, ceil(round((high - first) / step, 9)))
        decimals = next(n for n in range(7) if abs(round(step, n) - step) < 1e-9)
        return cls(tuple(round(first + step * n, 9) for n in range(many + 1)), unit, decimals)

    @property
    def shades(self) -> tuple[str, ...]:
        many = len(self.edges) - 1
        return tuple(SHADES[round((n + 1) * len(SHADES) / many) - 1] for n in range(many))

    def place(self, value: float) -> int:
        """The step that a figure is in; the highest figure is in the last one, also at its end."""
        below = sum(edge <= value for edge in self.edges) - 1
        return min(max(below, 0), len(self.edges) - 2)

    def words(self, n: int) -> str:
        """5 to under 10%."""
        low, high = (number(edge, self.decimals) for edge in self.edges[n : n + 2])
        return f"{low} to under {high}{self.unit}" if n < len(self.edges) - 2 else f"{low} to {high}{self.unit}"


def _rounded(value: float) -> float:
    """A figure to as many digits as the edges of unequal steps have."""
    return round(value, _DIGITS - 1 - floor(log10(abs(value)))) if value else 0.0


def area_map(
    figures: Sequence[AreaFigure], outlines: Mapping[str, str], *, title: str, name: str, unit: str = ""
) -> Markup:
    """The map of figures within the `outlines` of all areas of their level, GeoJSON geometries by code.

    There is at least one figure that is a number.
    """
    shapes = {code: _outline(geometry) for code, geometry in outlines.items()}
    steps = ShadeSteps.of([f.mark.value for f in figures if f.mark and f.mark.value is not None], unit=unit)
    drawings = (_Drawing(figures, shapes, steps, name, narrow=narrow) for narrow in (False, True))
    return Markup("\n").join(drawing.made(title) for drawing in drawings)


def _outline(geometry: str) -> Polygons:
    read = json.loads(geometry)
    polygons = [read["coordinates"]] if read["type"] == "Polygon" else read["coordinates"]
    return [[[(corner[0], corner[1]) for corner in ring] for ring in polygon] for polygon in polygons]


class _Drawing:
    """One of the two drawings."""

    def __init__(
        self,
        figures: Sequence[AreaFigure],
        shapes: Mapping[str, Polygons],
        steps: ShadeSteps,
        name: str,
        *,
        narrow: bool,
    ) -> None:
        self._figures, self._steps, self._name, self._narrow = figures, steps, name, narrow
        west, south, east, north = _around([shapes[f.code] for f in figures if f.mark and f.code in shapes])
        shrunk = cos(radians((south + north) / 2))  # degrees to the east are shorter than those to the north
        width, height = _NARROW_MAP if narrow else _WIDE_MAP
        scale = min(width / ((east - west) * shrunk), height / (north - south))
        self._broad, self._high = (east - west) * shrunk * scale + 16, (north - south) * scale + 16
        self._shapes = {
            code: [
                [[(8 + (x - west) * shrunk * scale, 8 + (north - y) * scale) for x, y in ring] for ring in polygon]
                for polygon in outline
            ]
            for code, outline in shapes.items()
            if _touches(outline, west, south, east, north)
        }

    @property
    def _size(self) -> int:
        return 14 if self._narrow else 15

    def made(self, title: str) -> Markup:
        found = {f.code: f for f in self._figures}
        areas = [self._area(code, found.get(code)) for code in self._shapes]
        written = list(self._written()) if len(self._figures) <= MOST_WRITTEN else []
        key, height = self._key()
        clip = f"{self._own_name}-clip"
        parts = [
            self._definitions(clip),
            f'<g clip-path="url(#{clip})">',
            *areas,
            *written,
            "</g>",
            *key,
        ]
        width = NARROW if self._narrow else WIDE
        return svg(width, ceil(height), parts, title=title, name=self._name, narrow=self._narrow)

    @property
    def _own_name(self) -> str:
        """What names within the drawing begin with: no other on the page has them."""
        return f"{self._name}-n" if self._narrow else self._name

    @property
    def _hatched(self) -> str:
        return f"url(#{self._own_name}-hatch)"

    def _definitions(self, clip: str) -> str:
        return (
            f'<defs><pattern id="{self._own_name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
            f'<rect width="2" height="6" fill="{SOFT}"/></pattern>'
            f'<clipPath id="{clip}"><rect width="{self._broad:.1f}" height="{self._high:.1f}"/></clipPath></defs>'
        )

    def _area(self, code: str, figure: AreaFigure | None) -> str:
        path = "".join(_path(ring) for polygon in self._shapes[code] for ring in polygon)
        said = f"<title>{escape(figure.label)}: {escape(figure.mark.shown)}</title>" if figure and figure.mark else ""
        return (
            f'<path d="{path}" fill="{self._fill(figure)}" fill-rule="evenodd" stroke="{_EDGE}" stroke-width="0.8" '
            f'stroke-linejoin="round">{said}</path>'
        )

    def _fill(self, figure: AreaFigure | None) -> str:
        if figure is None or figure.mark is None:
            return "#fff"
        if figure.mark.value is None:
            return self._hatched
        return self._steps.shades[self._steps.place(figure.mark.value)]

    def _written(self) -> Iterator[str]:
        """The figure of each area in its middle. What is hatched has its symbol on a white ground."""
        for figure in self._figures:
            if figure.mark is None or figure.code not in self._shapes:
                continue
            x, y = _middle(max((polygon[0] for polygon in self._shapes[figure.code]), key=_size_of))
            if figure.mark.value is None:
                wide = 9.0 * len(figure.mark.shown) + 8
                yield rect(round(x - wide / 2, 1), round(y - 11, 1), wide, 21, "#fff")
                yield symbol(round(x - wide / 2 + 5, 1), round(y + 5, 1), figure.mark.shown, size=self._size)
                continue
            shade = SHADES.index(self._fill(figure))
            fill = "#fff" if shade >= _DARK else INK
            words = f"{figure.mark.shown}{self._steps.unit}"
            drawn = text(round(x, 1), round(y + 5, 1), words, size=self._size, anchor="middle", fill=fill, bold=True)
            # Where an area is narrower than its figure, letters need an edge of their own shade.
            edge = f'stroke="{SHADES[shade]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
            yield f"<g {edge}>{drawn}</g>"

    def _key(self) -> tuple[list[str], float]:
        """What the shades and the hatch mean, and how high the drawing is with it: beside the map, or below it."""
        lines = [(shade, self._steps.words(n)) for n, shade in enumerate(self._steps.shades)]
        symbols = dict.fromkeys(f.mark.shown for f in self._figures if f.mark and f.mark.value is None)
        if symbols:
            lines.append((self._hatched, f"no figure: {', '.join(symbols)}"))
        shown = {f.code for f in self._figures if f.mark}
        if self._shapes.keys() - shown:
            lines.append(("#fff", "not in the table"))
        x, y = (12.0, self._high + 12) if self._narrow else (_WIDE_MAP[0] + 40, 24.0)
        out = []
        for fill, words in lines:
            out.append(
                f'<rect x="{x:g}" y="{y:g}" width="28" height="18" fill="{fill}" stroke="{_EDGE}" stroke-width="0.8"/>'
            )
            out.append(text(x + 38, y + 14, words, size=self._size, fill=INK))
            y += 26
        if not self._steps.are_equal:
            for words in ("Each shade has about", "as many areas."):
                out.append(text(x, y + 14, words, size=self._size, fill=INK))
                y += 20
        return out, max(self._high, y + 6)


def _around(outlines: Sequence[Polygons]) -> tuple[float, float, float, float]:
    """West, south, east and north of outlines, with a margin."""
    corners = [corner for outline in outlines for polygon in outline for corner in polygon[0]]
    (west, east), (south, north) = ((min(along), max(along)) for along in zip(*corners, strict=True))
    margin = _MARGIN * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _touches(outline: Polygons, west: float, south: float, east: float, north: float) -> bool:
    """Whether a part of an outline may lie within these bounds."""
    return any(
        max(x for x, _ in ring) > west
        and min(x for x, _ in ring) < east
        and max(y for _, y in ring) > south
        and min(y for _, y in ring) < north
        for ring, *_ in outline
    )


def _path(ring: Ring) -> str:
    """A ring as a path in tenths of a pixel, without corners that nobody can tell from the one before."""
    kept: Ring = []
    for x, y in ring[:-1]:
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _APART:
            kept.append((x, y))
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in kept)}Z" if len(kept) > 2 else ""


def _size_of(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)))


def _middle(ring: Ring) -> tuple[float, float]:
    """A point inside a ring with room around it: of the middles of level cuts through it the one of the longest cut."""
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best = (0.0, ring[0])
    for part in range(1, 12):
        y = top + (bottom - top) * part / 12
        crossed = sorted(
            a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in pairwise(ring) if (a[1] > y) != (b[1] > y)
        )
        for left, right in zip(crossed[::2], crossed[1::2], strict=True):
            room = min(right - left, 4 * (y - top), 4 * (bottom - y))
            if room > best[0]:
                best = (room, ((left + right) / 2, y))
    return best[1]
