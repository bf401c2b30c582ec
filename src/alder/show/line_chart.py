"""Lines over years as plain SVG, wide and narrow. A line stops at a break, at a year without figures, and at a symbol.

A dashed rust rule stands in the gap of a break, with its reason on top; a pale band where there are no figures; hollow
dots for provisional figures. Series carry their names at their ends, so that no key is needed. Intervals are a pale
band along the line, and a whisker on a figure that stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup

from alder.look.words import number
from alder.show.svg import (
    GREY,
    INK,
    NARROW,
    SERIES,
    SOFT,
    WIDE,
    ChartRow,
    are_whole,
    band,
    dot,
    line,
    rect,
    runs_of,
    start,
    svg,
    symbol,
    text,
    tick_words,
    ticks,
    ticks_from,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from alder.show.svg import Mark

GAPS = "Grey stands for periods without figures."

RUST, BAND = "#a8430f", "#f1f1ef"
_LETTER = 7.6
_INK = ("#17503c", "#a8430f", "#1f5f8b", "#7b2867")
"""The colours of series as text: orange and blue are too pale for it, so their darker kin."""


Item = TypeVar("Item")


def placed(items: Sequence[Item | None], at: Sequence[int], among: int) -> tuple[Item | None, ...]:
    """Each at its place among all periods, and None where there is none of a period: time has no holes."""
    every: list[Item | None] = [None] * among
    for n, item in zip(at, items, strict=True):
        every[n] = item
    return tuple(every)


@dataclass(frozen=True)
class LineSeries:
    """One line: its name, and of each year its mark, or None where there can be none. Not `main`: a comparison."""

    name: str
    marks: tuple[Mark | None, ...]
    main: bool = True


@dataclass(frozen=True)
class LineAxis:
    """The years from left to right, and what must be seen at them. `breaks` gives reasons by the first year after.

    For moments that are not equally far apart, `at` says where each stands between the first (0) and the last (1).
    """

    years: Sequence[str]
    breaks: Mapping[str, Sequence[str]]
    missing: Collection[str] = ()
    provisional: Collection[str] = ()
    at: Sequence[float] = ()


def fits(axis: LineAxis, *, narrow: bool) -> bool:
    """Whether the reasons of all breaks can stand above the chart; else they are lettered, and named below it."""
    return all(
        len(reasons) == 1 and len(_wrapped(axis, year, reasons[0], narrow=narrow)) <= _MOST_LINES
        for year, reasons in axis.breaks.items()
    )


def lines(series: Sequence[LineSeries], axis: LineAxis, *, title: str, name: str, unit: str = "") -> Markup:
    """The chart in both drawings. The axis begins at `lowest` of the values, which the page must say if it is not 0."""
    return Markup("\n").join(_drawn(series, axis, title, name, unit, narrow) for narrow in (False, True))


def lowest(series: Sequence[LineSeries], unit: str) -> float:
    """Where the axis begins."""
    return start([ChartRow("", tuple(m for m in s.marks if m)) for s in series], percent=unit == "%")


_MOST_LINES = 4


@dataclass(frozen=True)
class _Place:
    """Where years and values stand in one of the two drawings."""

    narrow: bool
    years: int
    low: float
    high: float
    top: float
    label_room: float
    at: Sequence[float] = ()

    @property
    def size(self) -> int:
        return 14 if self.narrow else 15

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    @property
    def left(self) -> float:
        return 12 + _LETTER * max(len(number(self.high)), len(number(self.low)) if self.low < 0 else 0) + 8

    @property
    def right(self) -> float:
        return self.width - self.label_room

    @property
    def bottom(self) -> float:
        return self.top + (240 if self.narrow else 270)

    @property
    def step(self) -> float:
        return (self.right - self.left - 24) / max(1, self.years - 1)

    def x(self, at: float) -> float:
        if self.at:
            return round(self.left + 12 + self.at[int(at)] * (self.right - self.left - 24), 1)
        return round(self.left + 12 + at * self.step if self.years > 1 else (self.left + self.right) / 2, 1)

    def y(self, value: float) -> float:
        return round(self.top + (self.high - value) * (self.bottom - self.top) / (self.high - self.low), 1)


def _label_room(series: Sequence[LineSeries], axis: LineAxis, narrow: bool) -> float:
    """What the words beside the ends of lines take: names, and where a line ends early."""
    longest = max((len(words) for s in series for words in (s.name, *_ends_early(s, axis))), default=0)
    return min(110 if narrow else 190, max(72, longest * _LETTER + 28))


def _ends_early(series: LineSeries, axis: LineAxis) -> list[str]:
    """Where the last figure of a line is, if that is before the last of the years or moments."""
    last = max((k for k, m in enumerate(series.marks) if m and m.value is not None), default=len(axis.years) - 1)
    return [f"{'at' if axis.at else 'in'} {axis.years[last]}"] if last < len(axis.years) - 1 else []


def _wrapped(axis: LineAxis, year: str, reason: str, *, narrow: bool) -> list[str]:
    """A reason in the lines that it needs between its neighbours."""
    at = {y: n - 0.5 for n, y in enumerate(axis.years)}
    step = ((NARROW if narrow else WIDE) - (140 if narrow else 190)) / max(1, len(axis.years) - 1)
    mine, others = at[year], [at[y] for y in axis.breaks if y != year]
    near = min((abs(mine - o) for o in others), default=2.2)
    room = min(near, 2 * mine + 1.2, 2.2) * step
    return wrap(reason.rstrip("."), max(8, int(room / _LETTER)))


def _drawn(series: Sequence[LineSeries], axis: LineAxis, title: str, name: str, unit: str, narrow: bool) -> Markup:
    known = [end for s in series for m in s.marks if m for end in m.ends]
    least, most = min(known, default=0), max(known, default=0)
    marks = ticks(most, lowest=least, percent=unit == "%", whole=are_whole(known))
    low = lowest(series, unit)
    if low:
        marks = ticks_from(low, most)
    on_top = _on_top(axis, narrow)
    top = 30 + 17 * max((len(words) for _, words in on_top), default=0)
    place = _Place(narrow, len(axis.years), marks[0], marks[-1], top, _label_room(series, axis, narrow), axis.at)
    out = [*_bands(axis, place), *_grid(marks, axis, place, unit), *_breaks(on_top, place)]
    for n in reversed(range(len(series))):
        out += _line(series[n], n, axis, place)
    out += _symbols(series, place)
    out += _names(series, axis, place, unit)
    return svg(place.width, place.bottom + 48, out, title=title, name=name, narrow=narrow)


def _on_top(axis: LineAxis, narrow: bool) -> list[tuple[float, list[str]]]:
    """What stands above the chart: for each break its place and its reason, or a letter where reasons do not fit."""
    whole = fits(axis, narrow=narrow)
    found = []
    for n, (year, reasons) in enumerate(axis.breaks.items()):
        at = list(axis.years).index(year) - 0.5
        found.append((at, _wrapped(axis, year, reasons[0], narrow=narrow) if whole else [letter(n)]))
    return found


def letter(n: int) -> str:
    """The letter of a break whose reason stands below the chart."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 26]


def _bands(axis: LineAxis, place: _Place) -> list[str]:
    """The periods without figures: those that follow each other are one band, named where it has room for the words."""
    out = []
    missing = [year in axis.missing for year in axis.years]
    for is_gap, run in groupby(range(len(missing)), key=missing.__getitem__):
        if not is_gap:
            continue
        at = list(run)
        first, last = place.x(max(0, at[0] - 0.5)), place.x(min(len(missing) - 1, at[-1] + 0.5))
        out.append(rect(first, place.top - 6, last - first, place.bottom - place.top + 6, BAND))
        letters = len(at) * place.step / (0.75 * _LETTER)  # small letters of two words need less than the average
        words = ("no figures",) if letters >= 10 else ("no", "figures") if letters >= 7 else ()
        for k, word in enumerate(words):
            y = place.bottom - 10 - 17 * (len(words) - 1 - k)
            out.append(text((first + last) / 2, y, word, size=place.size, anchor="middle", fill=SOFT))
    return out


def _grid(marks: Sequence[float], axis: LineAxis, place: _Place, unit: str) -> list[str]:
    out = []
    for v in marks:
        out.append(
            line(place.left, place.y(v), place.right, place.y(v), stroke=GREY if v == max(marks[0], 0) else "#dde3df")
        )
        words = tick_words(v) + (unit if v == marks[-1] else "")
        out.append(text(place.left - 8, place.y(v) + 5, words, size=place.size, anchor="end"))
    named = _named(axis, place)
    for n, year in enumerate(axis.years):
        out.append(line(place.x(n), place.bottom, place.x(n), place.bottom + 6, stroke=GREY))
        if n in named:
            out.append(text(place.x(n), place.bottom + 23, year, size=place.size, anchor="middle"))
            if year in axis.provisional:
                out.append(text(place.x(n), place.bottom + 41, "provisional", size=place.size, anchor="middle"))
    return out


def _named(axis: LineAxis, place: _Place) -> set[int]:
    """The places whose names do not run into each other, the last of all among them."""
    last = len(axis.years) - 1
    if not axis.at:
        widest = max(len(year) for year in axis.years) * _LETTER + 18  # a gap between one name and the next
        every = max(1, ceil(widest / max(1.0, place.step)))
        return {n for n in range(last + 1) if (last - n) % every == 0}
    chosen: list[int] = []
    for n in (last, *range(last)):
        half = [(place.x(m), len(axis.years[m]) * _LETTER / 2 + 3) for m in (*chosen, n)]
        x, mine = half[-1]
        if all(abs(x - other) >= mine + its for other, its in half[:-1]):
            chosen.append(n)
    return set(chosen)


def _breaks(on_top: Sequence[tuple[float, list[str]]], place: _Place) -> list[str]:
    out = []
    for at, words in on_top:
        x = place.x(at)
        out.append(line(x, place.top - 8, x, place.bottom, stroke=RUST, width=2, dash="6 4"))
        for k, word in enumerate(words):
            y = place.top - 16 - 17 * (len(words) - 1 - k)
            half = len(word) * _LETTER / 2
            x_word = max(half, min(x, place.width - half))
            out.append(text(x_word, y, word, size=place.size, anchor="middle", fill=RUST, bold=len(word) == 1))
    return out


def runs(series: LineSeries, axis: LineAxis) -> list[list[int]]:
    """Years in a row that may be joined: with values, and no break before any but the first of them."""
    return runs_of(series.marks, [n for n, year in enumerate(axis.years) if year in axis.breaks])


def _line(series: LineSeries, n: int, axis: LineAxis, place: _Place) -> list[str]:
    colour = SERIES[n] if series.main else GREY
    values = [m.value if m else None for m in series.marks]
    out = []
    for run in runs(series, axis):
        intervals = [mark.interval if (mark := series.marks[k]) else None for k in run]
        ends = [(place.x(k), place.y(i[0]), place.y(i[1])) if i else None for k, i in zip(run, intervals, strict=True)]
        out += band(ends, colour)
        points = [(place.x(k), place.y(values[k] or 0)) for k in run]
        if len(points) > 1:
            path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
            width = "3.5" if series.main else "2"
            out.append(
                f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"/>'
            )
        for k, (x, y) in zip(run, points, strict=True):
            out.append(dot(x, y, colour, radius=4.5, hollow=axis.years[k] in axis.provisional))
    return out


def _symbols(series: Sequence[LineSeries], place: _Place) -> list[str]:
    """At the foot of each year the symbols that stand in the place of its marks."""
    out = []
    for n in range(place.years):
        found = dict.fromkeys(m.shown for s in series if (m := s.marks[n]) and m.value is None)
        if found:
            out.append(symbol(place.x(n) - 4, place.bottom - 8, ", ".join(found), size=place.size))
    return out


def _names(series: Sequence[LineSeries], axis: LineAxis, place: _Place, unit: str) -> list[str]:
    """Name and last value at the end of each line, moved apart where they would cover each other.

    Where a line ends before the last of the years or moments, the value says where.
    """
    letters = max(6, int((place.label_room - 14) / _LETTER))
    wanted = []
    for n, s in enumerate(series):
        last = [(k, m) for k, m in enumerate(s.marks) if m and m.value is not None]
        if last:
            words = wrap(s.name, letters, max_lines=2, placeholder=" …") if s.name else []
            _, mark = last[-1]
            early = _ends_early(s, axis)
            value = [" ".join((mark.shown + unit, *early))] if axis.at else [mark.shown + unit, *early]
            wanted.append((place.y(mark.value or 0), n, [*words, *value]))
    wanted.sort()
    placed: list[float] = []
    floor = place.top - 4.0
    for y, _, words in wanted:
        first = max(floor, y + 5 - 17 * (len(words) - 1) / 2)
        placed.append(first)
        floor = first + 17 * len(words) + 4
    if placed:
        over = max(0.0, placed[-1] + 17 * (len(wanted[-1][2]) - 1) - place.bottom)
        placed = [p - over for p in placed]
    out = []
    for first, (_, n, words) in zip(placed, wanted, strict=True):
        s = series[n]
        fill = (_INK[n] if s.main else SOFT) if len(series) > 1 else INK
        out += [
            text(place.right + 10, first + 17 * k, word, size=place.size, fill=fill, bold=s.main)
            for k, word in enumerate(words)
        ]
    return out
