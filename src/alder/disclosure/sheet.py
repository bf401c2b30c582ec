"""A protected table as a page for people, and as it shows itself in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.disclosure import carried, fifths, over_moments, over_years
from alder.disclosure.estimates import MARK
from alder.disclosure.headline import headline as headline_of_one_year
from alder.disclosure.headline import spread
from alder.disclosure.layout import Grid, Line, Section, by_words, sections, unit_words, written
from alder.disclosure.measured import in_a_line
from alder.disclosure.notes import heading, intervals, of_group, quality_words, rates_left_out, source_words
from alder.disclosure.protected import rows_of
from alder.look import render
from alder.look import write as write_page
from alder.look.words import counted, listed, sentence
from alder.model.statistic import NOT_APPLICABLE, headed
from alder.rights import for_everybody
from alder.show import line_chart, svg

if TYPE_CHECKING:
    from pathlib import Path

    from markupsafe import Markup

    from alder.disclosure.protected import Protected
    from alder.model.statistic import Indicator

_PACKAGE = "alder.disclosure"


def headline(table: Protected, section: Section) -> str:
    """The finding, in a sentence."""
    if over_moments.has_moments(table):
        return over_moments.headline(table, section)
    told = over_years.headline if over_years.has_years(table) else headline_of_one_year
    return told(table, section)


_MOST_SERIES = 4

FEW_FIELDS = 4
"""Where more fields than these set the grade, their reasons are folded away."""


@for_everybody()
def write(table: Protected, path: Path) -> None:
    """The page, written to a file."""
    write_page(path, _PACKAGE, "sheet.html.j2", **_context(table))


def page(table: Protected) -> str:
    """The page as text."""
    return render(_PACKAGE, "sheet.html.j2", **_context(table))


def notebook(table: Protected) -> str:
    """The table alone with its company, in a snippet that brings its own styles."""
    return render(_PACKAGE, "notebook.html.j2", **_context(table))


def _context(table: Protected) -> dict[str, object]:
    parts = sections(table)
    mains = [s.main for s in parts]
    figures = [f for _, row in rows_of(table) for f in row]
    hidden = sum(f == table.policy.hidden for f in figures)
    return {
        "table": table,
        "made_up": table.about.made_up,
        "heading": heading(table),
        "by": by_words(table),
        "caption": _rest_of_heading(table) if len(parts) == 1 else "Table",
        "headline": headline(table, parts[0]) if len(parts) == 1 else heading(table),
        "sections": [_section(table, s, n) for n, s in enumerate(parts)],
        "several": len(parts) > 1,
        "hidden": f"{counted(hidden, 'figure')} of {len(figures):,}" if hidden else "",
        "quality": quality_words(table),
        "source": source_words(table),
        "written": written,
        "intervals": intervals(table),
        "carried": carried.lines(table),
        "fifths": [(fifths.heading(table, g), g.fifths) for g in fifths.groups(table)],
        "about_fifths": fifths.SAID,
        "mark": MARK,
        "ranged": any(g.has_ranges for g in mains),
        "is_symbol": lambda f: isinstance(f, str),
        "definition": [line for line in table.about.definition.splitlines() if line],
        "fields": [q.field for q in table.quality.because],
        "few_fields": FEW_FIELDS,
        "measured": table.about.measured,
        "measured_line": in_a_line(table.about.measured),
        "symbols": [s for s in table.symbols if any(g.shows(s) for g in mains)],
        "suppressed": table.policy.base == 1,
        "rates_left_out": rates_left_out(table),
    }


def _section(table: Protected, section: Section, n: int) -> dict[str, object]:
    grids, drawn = [section.main, *section.others], _drawn(table, section, f"c{n}")
    return {
        "name": section.name,
        "id": f"t{n}",
        "headline": headline(table, section),
        "grids": [
            {
                "grid": g,
                "id": f"t{n}-{m}",
                "caption": _caption(table, g) + (f": {section.name}" if section.name else ""),
                "unit": _unit(table, g),
                "heads": _heads(table, g),
                "symbols": [s for s in table.symbols if g.shows(s)],
            }
            for m, g in enumerate(grids)
        ],
        **drawn,
        "chart": svg.marked(drawn["chart"], table.about.made_up.heading),
    }


def _drawn(table: Protected, section: Section, name: str) -> dict[str, Any]:
    """The chart that suits the table: lines of a cohort, lines over years, or bars and dots."""
    if over_moments.has_moments(table):
        return _over_moments(table, section, name)
    return _over_years(table, section, name) if over_years.has_years(table) else _one_year(table, section, name)


def _over_moments(table: Protected, section: Section, name: str) -> dict[str, Any]:
    lines, axis = over_moments.series(table, section), over_moments.axis(table)
    told = (
        f"Line chart. {headline(table, section)}. {sentence(heading(table))}. The same figures are in the table above."
    )
    low = line_chart.lowest(lines, "%")
    words = f"{_subject(table, table.main)}, %, by days since the start{_only(table)}"
    marks = [m for s in lines for m in s.marks]
    shown = sum(m is not None and m.value is not None for m in marks)
    return {
        "chart": line_chart.lines(lines, axis, title=told, name=name, unit="%") if shown > 1 else None,
        "chart_of": _with_axis(words, low, svg.interval_note(marks, along_lines=True)),
        "chart_title": over_moments.chart_title(table, section),
        "breaks": [],
    }


def _one_year(table: Protected, section: Section, name: str) -> dict[str, Any]:
    return {
        "chart": _chart(table, section, name),
        "chart_of": _chart_of(table, section),
        "chart_title": spread(table, section, _series(section.main)),
        "breaks": [],
    }


def _over_years(table: Protected, section: Section, name: str) -> dict[str, Any]:
    """The line chart; the reasons of breaks stand below it as well, with their letters where they are not on it."""
    i, lines = table.main, over_years.series(table, section)
    unit = "%" if i.is_rate else ""
    breaks = over_years.breaks(table)
    axis = line_chart.LineAxis(
        over_years.years(table), breaks, over_years.without_figures(table), over_years.provisional(table)
    )
    told = (
        f"Line chart. {headline(table, section)}. {sentence(heading(table))}. The same figures are in the table above."
    )
    low = line_chart.lowest(lines, unit)
    words = f"{_subject(table, i)}, {'%' if i.is_rate else i.unit}, {table.period}{_only(table)}"
    lettered = not all(line_chart.fits(axis, narrow=narrow) for narrow in (False, True))
    marks = [m for s in lines for m in s.marks]
    shown = sum(m is not None and m.value is not None for m in marks)
    return {
        "chart": line_chart.lines(lines, axis, title=told, name=name, unit=unit) if shown > 1 else None,
        "chart_of": _with_axis(words, low, svg.interval_note(marks, along_lines=True)),
        "chart_title": over_years.chart_title(table),
        "breaks": [
            (line_chart.letter(n) if lettered else "", year, " ".join(why))
            for n, (year, why) in enumerate(breaks.items())
        ],
    }


def _rest_of_heading(table: Protected) -> str:
    """What the headline leaves unsaid: the kind of provision, the split and the year."""
    subject = table.title if table.main.is_count else table.main.label
    more = table.title.removeprefix(subject).removeprefix(", ") if table.title.startswith(subject) else table.title
    parts = [p for p in (more, by_words(table).strip()) if p]
    period = f"{table.period}{of_group(table)}"
    return sentence(", ".join([*parts, period])) if parts else f"Academic year {period}"


def _caption(table: Protected, grid: Grid) -> str:
    return _subject(table, grid.indicator) if grid.indicator else table.title


def _subject(table: Protected, i: Indicator) -> str:
    """What a figure is called above its table: 'Learners' alone says less than the title of the measure."""
    return table.title if i.label.lower() == i.unit.lower() and not table.main.average else i.label


def _unit(table: Protected, grid: Grid) -> str:
    if grid.indicator:
        return unit_words(table, grid.indicator)
    units = dict.fromkeys(unit_words(table, i) for i in grid.indicators if i.is_count)
    rates = "rates from numbers before rounding" if table.policy.base > 1 else "rates in %"
    averages = [f"{i.label.lower()} in {unit_words(table, i).lower()}" for i in grid.indicators if i.average]
    return "; ".join([*units, *([rates] if any(i.is_rate for i in grid.indicators) else []), *averages])


def _heads(table: Protected, grid: Grid) -> list[str]:
    if grid.indicator:
        return list(grid.columns)
    return [headed(i) for i in grid.indicators]


def _chart_of(table: Protected, section: Section) -> str:
    i = table.main
    grid = section.main
    whole = "" if grid.indicator is None or _series(grid) else f", {grid.columns[-1].lower()}"
    words = f"{_subject(table, i)}, {'%' if i.is_rate else i.unit}, {table.period}{whole}{_only(table)}"
    rows = _dot_rows(table, grid) if _series(grid) else _bar_rows(table, grid)
    low = svg.start(rows, percent=i.is_rate) if _series(grid) else 0
    return _with_axis(words, low, svg.interval_note(mark for row in rows for mark in row.marks))


def _with_axis(words: str, low: float, note: str) -> str:
    """What a chart shows, where its axis begins if not at 0, and what its intervals mean."""
    more = [f"The axis starts at {low:.0f}%."] if low else []
    return " ".join([f"{words}.", *more, *([note] if note else [])]) if more or note else words


def _only(table: Protected) -> str:
    """The filter, under a chart whose subject does not say it: the title of the table does."""
    return f"; only those where {table.about.where_words}" if table.about.where and not table.main.is_count else ""


def _series(grid: Grid) -> list[int]:
    """The columns that become series: up to four categories, without their total."""
    if grid.indicator is None:
        return []
    columns = list(range(len(grid.columns) - grid.total))
    return columns if 2 <= len(columns) <= _MOST_SERIES else []


def _chart(table: Protected, section: Section, name: str) -> Markup | None:
    """Bars for one series, dots for several; none where there is nothing to compare."""
    grid, i = section.main, table.main
    lines = [line for line in grid.lines if any(f != NOT_APPLICABLE for f in line.figures)]
    if len(lines) < 2:
        return None
    unit = "%" if i.is_rate else ""
    series = _series(grid)
    told = f"{headline(table, section)}. {sentence(heading(table))}. The same figures are in the table above."
    if series:
        names = [grid.columns[n] for n in series]
        rows = _dot_rows(table, grid)
        if not _says_something(rows):
            return None
        return svg.dots(rows, names, title=f"Dot chart by {listed(names)}. {told}", name=name, unit=unit)
    rows = _bar_rows(table, grid)
    return svg.bars(rows, title=f"Bar chart. {told}", name=name, unit=unit) if _says_something(rows) else None


def _bar_rows(table: Protected, grid: Grid) -> list[svg.ChartRow]:
    """The main figure of each line; a total of counts would dwarf its parts."""
    column = grid.indicators.index(table.main) if grid.indicator is None else len(grid.columns) - 1
    return [
        svg.ChartRow(line.label, (_mark(line, column),), line.total)
        for line in grid.lines
        if any(f != NOT_APPLICABLE for f in line.figures) and not (table.main.is_count and line.total)
    ]


def _says_something(rows: list[svg.ChartRow]) -> bool:
    """Two marks can be compared; one, or symbols alone, are no picture."""
    return sum(mark.value is not None for row in rows for mark in row.marks) > 1


def _mark(line: Line, column: int) -> svg.Mark:
    return line.mark(column) or svg.Mark(None, NOT_APPLICABLE)


def _dot_rows(table: Protected, grid: Grid) -> list[svg.ChartRow]:
    """A total of counts would dwarf its parts, so only rates and averages are drawn with theirs."""
    return [
        svg.ChartRow(line.label, tuple(_mark(line, n) for n in _series(grid)), line.total)
        for line in grid.lines
        if not (table.main.is_count and line.total) and any(f != NOT_APPLICABLE for f in line.figures)
    ]
