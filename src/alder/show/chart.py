"""A chart of a table by its plan: what it shows as its title, what is measured, breaks and hidden marks drawn.

Its title is the plain subject. Whoever makes the chart chose the figures, and nobody has confirmed a statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, cast

from alder.look.words import in_sentence, number
from alder.model.made_up import MadeUp
from alder.show.area_map import AreaFigure, area_map
from alder.show.chart_plan import ChartKind, ChartRefused
from alder.show.line_chart import GAPS, LineAxis, LineSeries, fits, letter, lines, lowest, placed
from alder.show.notes import NO_FIGURE, reasons
from alder.show.svg import INK, SOFT, ChartRow, Mark, bars, dots, interval_note, marked, start, text
from alder.show.table import INDICATOR, TIME, is_number, is_total, shown, unit_in_words, used

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from alder.show.chart_plan import ChartPlan
    from alder.show.notes import TableSource
    from alder.show.table import Key, MeasureColumn, StatisticalTable


@dataclass(frozen=True)
class Picture:
    """A drawing, wide and narrow, and what must be read with it."""

    drawing: Markup
    starts: str
    """Where the axis begins, if not at 0."""
    note: str
    """What bands or whiskers mean; nothing where there are none."""
    gaps: str = ""
    """What stands for periods without figures; nothing where there are none."""
    breaks: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Letter in the drawing, where the reasons have no room in it, period and reasons."""

    @property
    def axis(self) -> str:
        """All that is to be said of the axis, in sentences."""
        return " ".join(part for part in (self.starts, self.note, self.gaps) if part)


def line_picture(series: Sequence[LineSeries], axis: LineAxis, *, title: str, name: str, unit: str = "") -> Picture:
    """Lines over years or moments. None is drawn across a break, which has its reasons in the drawing or a letter."""
    lettered = not (fits(axis, narrow=True) and fits(axis, narrow=False))
    return Picture(
        lines(series, axis, title=title, name=name, unit=unit),
        _starts(lowest(series, unit), unit),
        interval_note((mark for one in series for mark in one.marks), along_lines=True),
        GAPS if axis.missing else "",
        tuple(
            (letter(n) if lettered else "", period, tuple(why)) for n, (period, why) in enumerate(axis.breaks.items())
        ),
    )


def row_picture(
    rows: Sequence[ChartRow], series: Sequence[str] = (), *, title: str, name: str, unit: str = ""
) -> Picture:
    """A bar a row; with the names of two to four `series` a dot for each of them."""
    note = interval_note(mark for row in rows for mark in row.marks)
    if not series:
        return Picture(bars(rows, title=title, name=name, unit=unit), "", note)
    low = start(rows, percent=unit == "%")
    return Picture(dots(rows, series, title=title, name=name, unit=unit), _starts(low, unit), note)


_NUMBERS_ON_A_MAP = "Numbers are high where many people live, and a large area is not a large number."


def map_picture(
    figures: Sequence[AreaFigure], outlines: Mapping[str, str], *, title: str, name: str, unit: str = ""
) -> Picture:
    """A map of areas; of numbers, which are no shares, with a word of caution."""
    drawing = area_map(figures, outlines, title=title, name=name, unit=unit)
    return Picture(drawing, "", "" if unit else _NUMBERS_ON_A_MAP)


def _starts(low: float, unit: str) -> str:
    return f"The axis starts at {number(low, 0)}{unit}." if low else ""


@dataclass(frozen=True)
class Chart:
    """A drawing with everything that must be read with it."""

    title: str
    measured: str
    drawing: Markup
    """Wide and narrow."""
    axis: str
    """Where the axis begins, if not at 0, and what bands and whiskers mean."""
    breaks: tuple[tuple[str, str, str], ...]
    """Letter in the chart, period and reason."""
    symbols: tuple[tuple[str, str], ...]
    source: str


def chart(
    plan: ChartPlan,
    table: StatisticalTable,
    facts: TableSource,
    *,
    name: str = "drawing",
    with_intervals: StatisticalTable | None = None,
    title: str = "",
    beside: str = "in the table above",
    outlines: Mapping[str, str] | None = None,
) -> Chart:
    """The chart of the plan; `ChartRefused` where it would mislead or has nothing to draw.

    `with_intervals` is a table with the same figures and, beside them, the ends of their intervals. `title` is one
    that somebody gave it, and `beside` says where the same figures are.
    """
    plan.check(table)
    marks = _marks(plan, table, with_intervals or table)
    if not any(mark and mark.value is not None for row in marks for mark in row):
        raise ChartRefused("None of these figures is a number: they are hidden, missing or not applicable.")
    indicator = _indicator(plan, table)
    unit = unit_in_words(indicator)
    breaks = reasons(facts.breaks) if TIME in (plan.along.name, plan.by.name if plan.by else "") else {}
    breaks = {period: why for period, why in breaks.items() if period in plan.along.words[1:]}
    title = title or _title(plan, indicator)
    said = f"{title}. The same figures are {beside}."
    sign = "%" if unit == "%" else ""
    if plan.kind == ChartKind.LINES:
        picture = line_picture(*_lines(plan, table, marks, breaks), title=said, name=name, unit=sign)
    elif plan.kind == ChartKind.MAP:
        picture = _map_picture(plan, table, marks[0], outlines or {}, title=said, name=name, unit=sign)
    else:
        names = _series_words(plan) if plan.kind == ChartKind.DOTS else ()
        picture = row_picture(_rows(plan, marks), names, title=said, name=name, unit=sign)
    return Chart(
        title,
        _measured(plan, table, indicator, unit),
        marked(picture.drawing, MadeUp(facts.made_up).heading) or picture.drawing,
        picture.axis,
        _reasons(picture, breaks),
        tuple(used(mark.shown for row in marks for mark in row if mark)),
        f"Source: {facts.publication}, {facts.release}. {facts.data_set}, version {facts.version}.",
    )


def _map_picture(
    plan: ChartPlan,
    table: StatisticalTable,
    marks: Sequence[Mark | None],
    outlines: Mapping[str, str],
    *,
    title: str,
    name: str,
    unit: str,
) -> Picture:
    """The map of the places that are drawn, among all areas of their level."""
    places = [plan.along.dimension.members[n] for n in plan.along.drawn]
    codes = [table.area_code(member) for member, _ in places if isinstance(member, tuple)]
    figures = [
        AreaFigure(code, words, mark or Mark(None, NO_FIGURE))
        for code, (_, words), mark in zip(codes, places, marks, strict=True)
    ]
    return map_picture(figures, outlines, title=title, name=name, unit=unit)


def _title(plan: ChartPlan, indicator: MeasureColumn) -> str:
    """Starts by sex, 2022/23 to 2023/24."""
    several = any(role and role.name == INDICATOR for role in (plan.along, plan.by))
    parts = [plan.along, *([plan.by] if plan.by else [])]
    by = " and ".join(in_sentence(role.dimension.title) for role in parts if role.name not in (TIME, INDICATOR))
    times = next((role.words for role in parts if role.name == TIME), [])
    when = f", {times[0]} to {times[-1]}" if len(times) > 1 else ""
    one = next((role.words[0] for role in plan.others if role.name == TIME), "")
    what = "Measures" if several else indicator.label
    return f"{what}{f' by {by}' if by else ''}{when or (f', {one}' if one else '')}"


def _marks(plan: ChartPlan, table: StatisticalTable, beside: StatisticalTable) -> list[list[Mark | None]]:
    """For each of the series, one where there are none, the marks along the chart; None where there is no row."""
    series = plan.by.drawn if plan.by else (None,)
    return [[_mark(plan, table, beside, along, one) for along in plan.along.drawn] for one in series]


def _mark(
    plan: ChartPlan, table: StatisticalTable, beside: StatisticalTable, along: int, series: int | None
) -> Mark | None:
    at = {role.name: role.dimension.members[role.drawn[0]][0] for role in plan.others}
    at[plan.along.name] = plan.along.dimension.members[along][0]
    if plan.by and series is not None:
        at[plan.by.name] = plan.by.dimension.members[series][0]
    key: Key = tuple(at.get(d.name, d.members[0][0]) for d in table.dimensions)
    words = table.figures.get(key)
    if words is None:
        return None
    n = cast("int", key[-1])
    indicator = table.measures[n]
    if not is_number(words) or indicator.unit == "string":
        return Mark(None, words or "blank")
    return Mark(float(words), shown(words, indicator), beside.interval(key))


def _indicator(plan: ChartPlan, table: StatisticalTable) -> MeasureColumn:
    """The measure; the first of those that share a unit."""
    roles = [role for role in (plan.along, plan.by, *plan.others) if role and role.name == INDICATOR]
    dimension = table.dimension(INDICATOR)
    n = cast("int", dimension.members[roles[0].drawn[0] if roles else 0][0])
    return table.measures[n]


def _measured(plan: ChartPlan, table: StatisticalTable, indicator: MeasureColumn, unit: str) -> str:
    """What the chart shows one of, so that nobody takes it for all; totals are all."""
    several = any(role and role.name == INDICATOR for role in (plan.along, plan.by))
    what = (f"Unit: {unit}" if unit else "") if several else indicator.label + (f" ({unit})" if unit else "")
    fixed = [d.members[0][1] for d in table.fixed if d.name != INDICATOR and not is_total(d.members[0][1])]
    chosen = [f"{r.dimension.title}: {r.words[0]}" for r in plan.others if r.name != INDICATOR]
    return ". ".join(part for part in (what, *fixed, *chosen) if part) + "."


def _reasons(picture: Picture, breaks: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str, str], ...]:
    """The letter of each break, where it has one, its period and its reasons. Bars and dots show none of them."""
    letters = {period: mark for mark, period, _ in picture.breaks}
    return tuple((letters.get(period, ""), period, " ".join(why)) for period, why in breaks.items())


def _lines(
    plan: ChartPlan, table: StatisticalTable, marks: list[list[Mark | None]], breaks: dict[str, list[str]]
) -> tuple[list[LineSeries], LineAxis]:
    every, at = table.time_line([plan.along.dimension.members[n][0] for n in plan.along.drawn])
    told = []
    for words, row in zip(_series_words(plan), marks, strict=True):
        whole = placed(row, at, len(every))
        told.append(LineSeries(words, whole, main=not (is_total(words) and len(marks) > 1)))
    told.sort(key=lambda one: not one.main)
    return told, LineAxis(every, breaks, missing=frozenset(every) - {every[n] for n in at})


def _series_words(plan: ChartPlan) -> list[str]:
    return plan.by.words if plan.by else [""]


def _rows(plan: ChartPlan, marks: list[list[Mark | None]]) -> list[ChartRow]:
    return [
        ChartRow(words, tuple(row[n] or Mark(None, NO_FIGURE) for row in marks), is_total(words))
        for n, words in enumerate(plan.along.words)
    ]


def as_file(made: Chart) -> str:
    """The wide drawing as a file of its own, with its title, what is measured and the source in the picture."""
    wide = str(made.drawing).split("</svg>")[0] + "</svg>"
    inside = wide[wide.index(">") + 1 : wide.rindex("</svg>")]
    height = float(wide.split('viewBox="0 0 800 ')[1].split('"')[0])
    head = [(line, 20, INK, True) for line in wrap(made.title, 70)]
    head += [(line, 15, SOFT, False) for line in wrap(f"{made.measured} {made.axis}", 100)]
    foot = [f"{mark}: {period}. {why}".lstrip(": ") for mark, period, why in made.breaks if mark]
    foot += [f"{symbol}: {words}" for symbol, words in made.symbols]
    under = [(line, 14, SOFT, False) for words in (*foot, made.source) for line in wrap(words, 105)]
    top = 30.0 + _height(head)
    parts = [
        *_written(head, 28),
        f'<g transform="translate(0 {top:g})">{inside}</g>',
        *_written(under, top + height + 22),
    ]
    whole = top + height + _height(under) + 28
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {whole:g}" width="800" height="{whole:g}" '
        f'role="img" aria-label="{escape(made.title)}" font-family="Arial, Helvetica, sans-serif">'
        f'<rect width="800" height="{whole:g}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


_Line = tuple[str, int, str, bool]


def _height(written: Sequence[_Line]) -> float:
    return sum(size * 1.35 for _, size, _, _ in written)


def _written(written: Sequence[_Line], top: float) -> list[str]:
    out = []
    for words, size, fill, bold in written:
        out.append(text(12, round(top, 1), words, size=size, fill=fill, bold=bold))
        top += size * 1.35
    return out
