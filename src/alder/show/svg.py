"""Charts as plain SVG from plain Python, each in a wide and a narrow drawing, about a millisecond each.

A chart says one thing; the sentence stands above it on the page, and the same numbers are in a table beside it. Colour
never speaks alone. A value that is hidden or missing leaves its place empty and shows its symbol: never a zero. An
interval is drawn wherever a mark has one, as a whisker on bars and dots and as a pale band along lines, so that a
figure looks the same in a report, on a page of a table and on the site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from textwrap import wrap
from typing import TYPE_CHECKING

from markupsafe import Markup

from alder.look.words import number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

GREEN, ORANGE, RUST, BLUE, PLUM, GREY = "#17503c", "#d4581a", "#a8430f", "#3d8ec9", "#7b2867", "#6f7a75"
INK, SOFT, LINE, WASH = "#0b0c0c", "#4a524e", "#dde3df", "#dfe7e2"
SERIES = (GREEN, ORANGE, BLUE, PLUM)
"""Colours of up to four series; they stay apart for people who do not see red or green."""

WIDE, NARROW = 800, 320
"""Widths of the two drawings. A phone of 360 px has 330 for the narrow one: letters of 14 px are no smaller there."""

_NARROW_LETTERS, _WIDE_LETTERS = 7.2, 7.6  # the width of a letter of 14 and of 15 px, on average and a little more


def text(
    x: float, y: float, words: str, *, size: int = 15, anchor: str = "start", fill: str = SOFT, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" fill="{fill}"{weight}>'
        f"{escape(words)}</text>"
    )


def symbol(x: float, y: float, words: str, *, size: int = 15) -> str:
    """A symbol such as `c` in the place of a mark."""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-style="italic" fill="{SOFT}">{escape(words)}</text>'


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, width: float = 1, dash: str | None = None
) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="{stroke}" stroke-width="{width:g}" fill="none"{dashed}/>'


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def dot(x: float, y: float, fill: str, *, radius: float = 6, hollow: bool = False) -> str:
    inside = "#fff" if hollow else fill
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{inside}" stroke="{fill}" stroke-width="2.5"/>'


def svg(width: float, height: float, parts: Sequence[str], *, title: str, name: str, narrow: bool = False) -> Markup:
    """One drawing; `name` is its id on the page, `title` what is read out in its place."""
    kind, name = ("alder-narrow", f"{name}-n") if narrow else ("alder-wide", name)
    inside = "\n".join(parts)
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-labelledby="{name}" font-family="Arial, Helvetica, sans-serif">\n'
        f'<title id="{name}">{escape(title)}</title>\n{inside}\n</svg>'
    )


_ROOM = 30
"""So much is added below a drawing for a line of text of 15 px."""
_OPENED = re.compile(r'(viewBox="0 0 [\d.]+ )([\d.]+)(".*?<title[^>]*>)(.*?)</svg>', re.DOTALL)


def marked(drawing: Markup | str | None, words: str) -> Markup | None:
    """The drawing with words in the picture itself, below all else, so that a copy of it has them too.

    Each of the drawings for wide and for narrow pages has them, on the screen and read out.
    """
    if not drawing:
        return None
    if not words:
        return Markup(drawing)

    def one(found: re.Match[str]) -> str:
        start, height, middle, inside = found.groups()
        foot = text(12, float(height) + 20, words, fill=INK, bold=True)
        return f"{start}{float(height) + _ROOM:g}{middle}{escape(words)}. {inside}{foot}\n</svg>"

    return Markup(_OPENED.sub(one, str(drawing)))


@dataclass(frozen=True)
class Mark:
    """One value of one series, as it is written; without a value its symbol (`c`, `x`, `z`) takes the place."""

    value: float | None
    shown: str
    interval: tuple[float, float] | None = None
    """The ends of its 95% interval, where it has one."""

    @property
    def ends(self) -> tuple[float, ...]:
        """Every value that has to be on the axis."""
        return () if self.value is None else (self.value, *(self.interval or ()))

    @property
    def interval_words(self) -> str:
        """52.7 to 60.1, with the decimals of the value; nothing without an interval."""
        if self.value is None or self.interval is None:
            return ""
        low, high = (number(end, len(self.shown.partition(".")[2])) for end in self.interval)
        return f"{low} to {high}"


@dataclass(frozen=True)
class ChartRow:
    """A line of the chart: its label, one mark for each series, and whether it is the total."""

    label: str
    marks: tuple[Mark, ...]
    total: bool = False


@dataclass(frozen=True)
class _Frame:
    """Where things stand in one of the two drawings."""

    narrow: bool
    labels: tuple[str, ...]
    top: float
    space: float  # of a row whose label needs one line
    high: float
    low: float = 0

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    @property
    def size(self) -> int:
        return 14 if self.narrow else 15

    @property
    def left(self) -> float:
        longest = max(len(label) for label in self.labels)
        return 12 if self.narrow else min(340, max(120, longest * _WIDE_LETTERS + 24))

    @property
    def right(self) -> float:
        return 58 if self.narrow else 70

    @property
    def height(self) -> float:
        return self.top + self.row * len(self.labels) + 34

    @property
    def more(self) -> float:
        """What more lines of the longest label add to every row."""
        return (self.size + 3) * (max(len(self.lines(label)) for label in self.labels) - 1)

    @property
    def row(self) -> float:
        return self.space + (self.more if self.narrow else max(0, self.more - 8))

    def x(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.left + share * (self.width - self.left - self.right), 1)

    def y(self, n: int) -> float:
        """The middle of the mark of row `n`; the label stands above it in the narrow drawing, left in the wide."""
        return self.top + self.row * n + (34 + self.more if self.narrow else self.row / 2)

    def lines(self, label: str) -> list[str]:
        """The label in the lines it needs: three at most, and cut only beyond them."""
        room = int((self.width - 24) / _NARROW_LETTERS) if self.narrow else int((self.left - 20) / _WIDE_LETTERS)
        return wrap(label, room, max_lines=3, placeholder=" …") or [""]

    def label(self, n: int, row: ChartRow) -> str:
        lines, step = self.lines(row.label), self.size + 3
        if self.narrow:
            x, anchor, last = self.left + 5, "start", self.y(n) - 16
        else:
            x, anchor, last = self.left - 16, "end", self.y(n) + 5 + step * (len(lines) - 1) / 2
        return "".join(
            text(x, last - step * above, line, size=self.size, anchor=anchor, fill=INK, bold=row.total)
            for above, line in zip(reversed(range(len(lines))), lines, strict=True)
        )

    def grid(self, ticks: Sequence[float], unit: str) -> list[str]:
        out = []
        for v in ticks:
            out.append(
                line(
                    self.x(v),
                    self.top - 8,
                    self.x(v),
                    self.height - 30,
                    stroke=GREY if v == max(self.low, 0) else LINE,
                    width=1,
                )
            )
            words = tick_words(v) + (unit if v == ticks[-1] else "")
            out.append(text(self.x(v), self.height - 10, words, size=self.size, anchor="middle"))
        return out


def ticks(highest: float, *, lowest: float = 0, percent: bool = False, whole: bool = True) -> list[float]:
    """Round values from 0, or from just under a negative `lowest`, to just over `highest`, some four to six of them.

    A percentage does not go past 100 unless the figures do. Things that are counted have no halves.
    """
    lowest, highest = min(lowest, 0), max(highest, 0)
    if highest <= lowest:
        return [0.0, 1.0]
    rough = (highest - lowest) / 5
    size = 10.0 ** floor(log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough)
    if not percent and whole:
        step = max(1.0, ceil(step))
    first, top = floor(round(lowest / step, 9)), ceil(round(highest / step, 9))
    found = [round(step * n, 6) for n in range(first, top + 1)]
    return [v for v in found if v <= 100] if percent and highest <= 100 < found[-1] else found


def tick_words(value: float) -> str:
    """A value of the axis with the decimals that it needs."""
    return number(value, next((n for n in range(4) if round(value, n) == value), 4))


def are_whole(values: Iterable[float]) -> bool:
    """Whether these are counts."""
    return all(value == int(value) for value in values)


BANDS = "The pale band is the 95% interval: movements within it may be chance."
WHISKERS = "The thin lines are 95% intervals: differences that are small beside them may be chance."


def interval_note(marks: Iterable[Mark | None], *, along_lines: bool = False) -> str:
    """What the bands or whiskers of a chart mean; nothing where it has none."""
    return (BANDS if along_lines else WHISKERS) if any(m and m.interval and m.ends for m in marks) else ""


def whisker(x1: float, x2: float, y: float, *, stroke: str = INK) -> str:
    """A thin line from one end of an interval to the other, with short ends."""
    path = f"M{x1:g} {y:g}H{x2:g}M{x1:g} {y - 4:g}v8M{x2:g} {y - 4:g}v8"
    return f'<path d="{path}" stroke="{stroke}" stroke-width="1.5" fill="none"/>'


def bars(rows: Sequence[ChartRow], *, title: str, name: str, unit: str = "") -> Markup:
    """Horizontal bars from 0, one series: green, the total in ink, each with its value at the end.

    A bar below 0 goes to the left, and its value stands at the right of the 0, where there is room for it. An interval
    is a whisker on the end of the bar, half on it and half beyond.
    """
    known = [end for r in rows for m in r.marks for end in m.ends]
    low, high = min(known, default=0), max(known, default=0)
    found = ticks(high, lowest=low, percent=unit == "%", whole=are_whole(known))
    return Markup("\n").join(_bars(rows, found, title, name, unit, narrow) for narrow in (False, True))


def _bars(rows: Sequence[ChartRow], marks: list[float], title: str, name: str, unit: str, narrow: bool) -> Markup:
    frame = _Frame(narrow, tuple(r.label for r in rows), 12, 52 if narrow else 34, marks[-1], marks[0])
    out = frame.grid(marks, unit)
    for n, row in enumerate(rows):
        y, mark = frame.y(n), row.marks[0]
        out.append(frame.label(n, row))
        if mark.value is None:
            out.append(symbol(frame.x(0) + 8, y + 5, mark.shown, size=frame.size))
            continue
        fill = INK if row.total else GREEN
        first, last = sorted((frame.x(0), frame.x(mark.value)))
        out.append(rect(first, y - 9, max(1, round(last - first, 1)), 18, fill))
        if mark.interval:
            low, high = (frame.x(end) for end in mark.interval)
            # On the dark bar the line needs a pale edge to be seen.
            out += [line(low, y, min(last, high), y, stroke="#fff", width=4), whisker(low, high, y, stroke=GREY)]
            last = max(last, high)
        out.append(text(last + 8, y + 5, mark.shown, size=frame.size, fill=fill, bold=True))
    return svg(frame.width, frame.height, out, title=title, name=name, narrow=narrow)


def dots(rows: Sequence[ChartRow], series: Sequence[str], *, title: str, name: str, unit: str = "") -> Markup:
    """One line a row with a dot for each of two to four series; a row with values missing shows their symbols.

    Dots need no bar from 0: the axis begins at `start(rows)`, which the page must say where it is not 0. Where they
    have intervals, each series has a height of its own within the row, so that whiskers do not cover each other.
    """
    known = [end for r in rows for m in r.marks for end in m.ends]
    lowest, highest = min(known, default=0), max(known, default=0)
    high = ticks(highest, lowest=lowest, percent=unit == "%", whole=are_whole(known))
    low = start(rows, percent=unit == "%")
    if low:
        high = ticks_from(low, highest)
    return Markup("\n").join(_dots(rows, series, high, title, name, unit, narrow) for narrow in (False, True))


def _dots(
    rows: Sequence[ChartRow], series: Sequence[str], marks: list[float], title: str, name: str, unit: str, narrow: bool
) -> Markup:
    keys, key_rows = _key(series, narrow)
    top = 22 + 24 * key_rows
    apart = 13.0 if any(m.interval for row in rows for m in row.marks) else 0.0
    more = max(0.0, apart * (len(series) - 1) - 4)
    frame = _Frame(narrow, tuple(r.label for r in rows), top, (54 if narrow else 38) + more, marks[-1], marks[0])
    out = keys + frame.grid(marks, unit)
    for n, row in enumerate(rows):
        y = frame.y(n) + (more / 2 if narrow else 0)
        out.append(frame.label(n, row))
        values = [end for m in row.marks for end in m.ends]
        if len(values) > 1 and not apart:
            out.append(line(frame.x(min(values)), y, frame.x(max(values)), y, stroke="#b7c4bc", width=3))
        # Later series are drawn first, so that the subject, which comes first, is never covered.
        for mark, (at, shape) in reversed(list(zip(row.marks, _shapes(), strict=False))):
            if mark.value is not None:
                own = y + apart * (at - (len(series) - 1) / 2)
                if mark.interval:
                    low, high = (frame.x(end) for end in mark.interval)
                    out.append(whisker(low, high, own, stroke=SERIES[at]))
                out.append(shape(frame.x(mark.value), own, SERIES[at]))
        missing = dict.fromkeys(m.shown for m in row.marks if m.value is None)
        if missing:
            crowded = values and frame.x(min(values)) < frame.x(frame.low) + 50
            at_x = frame.x(max(values)) + 14 if crowded else frame.x(frame.low) + 8
            out.append(symbol(at_x, y + 5, ", ".join(missing), size=frame.size))
    return svg(frame.width, frame.height, out, title=title, name=name, narrow=narrow)


def ticks_from(low: float, highest: float) -> list[float]:
    """Values of an axis of shares that does not begin at 0, to just over the highest."""
    step = 5.0 if highest - low > 12 else 2.0
    count = max(1, ceil((highest - low) / step))
    return [low + step * n for n in range(count + 1) if low + step * n <= 100]


def start(rows: Sequence[ChartRow], *, percent: bool) -> float:
    """Where the axis of a dot chart begins: at 0, unless all shares lie close together and far from it."""
    values = [end for r in rows for m in r.marks for end in m.ends]
    if not percent or not values or max(values) - min(values) > 35 or min(values) < 35:
        return 0.0
    return floor((min(values) - 2) / 10) * 10.0


def _shapes() -> list[tuple[int, _Shape]]:
    return list(enumerate((_full, _diamond, _hollow, _square)))


def _full(x: float, y: float, fill: str) -> str:
    return dot(x, y, fill)


def _hollow(x: float, y: float, fill: str) -> str:
    return dot(x, y, fill, hollow=True)


def _square(x: float, y: float, fill: str) -> str:
    return rect(x - 6, y - 6, 12, 12, fill)


def _diamond(x: float, y: float, fill: str) -> str:
    return f'<path d="M{x:g} {y - 8:g}l8 8-8 8-8-8Z" fill="{fill}"/>'


def _key(series: Sequence[str], narrow: bool) -> tuple[list[str], int]:
    """The names of the series with their marks, in as many rows as they need, and the number of rows."""
    letters, width = (_NARROW_LETTERS, NARROW - 12) if narrow else (_WIDE_LETTERS, 780)
    out, x, y = [], 18.0, 14.0
    for name, (at, shape) in zip(series, _shapes(), strict=False):
        needs = 14 + len(name) * letters + 26
        if x > 18 and x + needs > width:
            x, y = 18.0, y + 24
        out += [shape(x, y, SERIES[at]), text(x + 14, y + 5, name, size=14 if narrow else 15, fill=INK)]
        x += needs
    return out, int((y - 14) // 24) + 1


def bar(share: float, *, width: int = 120, colour: str = GREEN) -> Markup:
    """A share from 0 to 100 beside its number in a table cell."""
    return Markup(
        f'<svg width="{width}" height="12" viewBox="0 0 {width} 12" aria-hidden="true" focusable="false">'
        f'<rect width="{width}" height="12" fill="{WASH}"/>'
        f'<rect width="{width * min(100, max(0, share)) / 100:.1f}" height="12" fill="{colour}"/></svg>'
    )


LEAST_SPARK = 0.1
"""A spark line spans at least this share of its highest value, so that a change of little does not look like much."""


def spark(
    marks: Sequence[Mark],
    *,
    breaks: Collection[int] = (),
    colour: str = GREEN,
    width: int = 240,
    height: int = 46,
) -> Markup:
    """A small line without axes that stops where a value is missing. The number and the years stand beside it.

    `breaks` are the places of values that do not compare with those before: a dashed line stands between. Intervals
    are a pale band; the line is never stretched so that little looks like much.
    """
    known = [end for mark in marks for end in mark.ends]
    low, high = min(known), max(known)
    short = LEAST_SPARK * max(abs(low), abs(high)) - (high - low)
    if short > 0:
        low, high = low - short / 2, high + short / 2
    spread = (high - low) or 1
    step = (width - 12) / max(1, len(marks) - 1)

    def at(i: float, value: float) -> tuple[float, float]:
        return round(4 + i * step, 1), round(height - 6 - (value - low) * (height - 14) / spread, 1)

    rules = [at(i - 0.5, low)[0] for i in sorted(breaks)]
    out = [line(x, 2, x, height - 2, stroke=RUST, width=1.5, dash="4 3") for x in rules]
    for run in runs_of(marks, breaks):
        intervals = [(i, marks[i].interval) for i in run]
        out += band([(*at(i, ends[0]), at(i, ends[1])[1]) if ends else None for i, ends in intervals], colour)
        points = [at(i, marks[i].value or 0) for i in run]
        if len(run) == 1:
            out.append(dot(*points[0], colour, radius=1.5))
        else:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            out.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="3" stroke-linejoin="round"/>')
    if (last := marks[-1].value) is not None:
        out.append(dot(*at(len(marks) - 1, last), colour, radius=3.5))
    return Markup(
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true" focusable="false">'
        f"{''.join(out)}</svg>"
    )


def runs_of(marks: Sequence[Mark | None], breaks: Collection[int]) -> list[list[int]]:
    """Places in a row that may be joined: with values, and no break before any but the first of them."""
    found: list[list[int]] = [[]]
    for n, mark in enumerate(marks):
        if n in breaks:
            found.append([])
        if mark is None or mark.value is None:
            found.append([])
        else:
            found[-1].append(n)
    return [run for run in found if run]


def band(ends: Sequence[tuple[float, float, float] | None], colour: str) -> list[str]:
    """The intervals of one line: x with both ends of y. A pale band where points follow each other, else a whisker."""
    out: list[str] = []
    run: list[tuple[float, float, float]] = []
    for one in (*ends, None):
        if one is not None:
            run.append(one)
        elif len(run) == 1:
            ((x, low, high),) = run
            path = f"M{x:g} {low:g}V{high:g}M{x - 4:g} {low:g}h8M{x - 4:g} {high:g}h8"
            out.append(f'<path d="{path}" stroke="{colour}" stroke-width="1.5" fill="none"/>')
        elif run:
            path = "L".join(
                [f"{x:g} {high:g}" for x, _, high in run] + [f"{x:g} {low:g}" for x, low, _ in reversed(run)]
            )
            out.append(f'<path class="alder-band" d="M{path}Z" fill="{colour}" fill-opacity="0.16"/>')
        if one is None:
            run = []
    return out


if TYPE_CHECKING:
    from collections.abc import Callable

    _Shape = Callable[[float, float, str], str]
