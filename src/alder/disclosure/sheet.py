"""A protected table as a page for people, and as it shows itself in a notebook: words and charts of its sections."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from alder.disclosure import provider_bands, time_series
from alder.disclosure.headline import chart_title, headline
from alder.disclosure.layout import by_words, unit_words
from alder.disclosure.notes import heading, of_group, sectioned
from alder.disclosure.protected import rows_of
from alder.disclosure.time_series import MOST_SERIES
from alder.disclosure.totals import level_of
from alder.look.words import counted, listed, sentence
from alder.model.geographic_levels import PROVIDER
from alder.model.statistic import NOT_APPLICABLE, headed
from alder.show import html, svg
from alder.show.area_map import AreaFigure
from alder.show.chart import line_picture, map_picture, row_picture
from alder.show.layout import PageGrid, PageSection
from alder.sources.reference.boundaries import outlines

if TYPE_CHECKING:
    import pyarrow as pa

    from alder.disclosure.protected import Protected
    from alder.model.statistic import Indicator
    from alder.show.chart import Picture
    from alder.show.layout import Grid, GridRow, TableSection


def page(table: Protected, boundaries: pa.Table | None = None) -> str:
    """The page as text. With `boundaries` places are drawn as a map."""
    return _shown(table, "sheet", boundaries)


def notebook(table: Protected) -> str:
    """The table with its charts and its company, in a snippet that brings its own styles.

    Other tables stand on the page of a notebook: what is read out for a chart has an id of the table's own.
    """
    own = blake2b(repr((table, rows_of(table))).encode(), digest_size=6).hexdigest()
    return _shown(table, "notebook", prefix=f"alder-{own}-")


def fragment(table: Protected) -> str:
    """The figures and charts with what must be read with them, as a part of a page that has the stylesheet of pages."""
    return _shown(table, "fragment")


def _shown(table: Protected, template: str, boundaries: pa.Table | None = None, prefix: str = "") -> str:
    shown = sectioned(table)
    alone = shown.sections[0] if len(shown.sections) == 1 else None
    figures = [f for _, row in rows_of(table) for f in row]
    hidden = sum(f == table.policy.hidden for f in figures)
    return html.page(
        shown,
        [_section(table, section, n, boundaries, prefix) for n, section in enumerate(shown.sections)],
        headline=headline(table, alone) if alone else shown.heading,
        caption=_rest_of_heading(table) if alone else "Table",
        by=by_words(table),
        hidden_figures=f"{counted(hidden, 'figure')} of {len(figures):,}" if hidden else "",
        measured=table.about.measured,
        fifths=[(provider_bands.fifth_heading(table, g), g.fifths) for g in provider_bands.fifth_groups(table)],
        about_fifths=provider_bands.ABOUT_FIFTHS,
        is_suppressed=table.policy.base == 1,
        template=template,
    )


def _section(table: Protected, section: TableSection, n: int, boundaries: pa.Table | None, prefix: str) -> PageSection:
    picture, chart_of = _drawn(table, section, f"{prefix}c{n}", boundaries)
    return PageSection(
        name=section.name,
        id=f"t{n}",
        headline=headline(table, section),
        grids=tuple(
            PageGrid(
                grid,
                f"t{n}-{m}",
                _caption(table, grid) + (f": {section.name}" if section.name else ""),
                _unit(table, grid),
                tuple(_heads(grid)),
                tuple(s for s in table.symbols if grid.shows(s)),
            )
            for m, grid in enumerate([section.main, *section.others])
        ),
        chart=svg.marked(picture.drawing, table.about.made_up.heading) if picture else None,
        chart_of=_with_axis(chart_of, picture) if picture else "",
        chart_title=chart_title(table, section, _series(section.main)),
        breaks=tuple((mark, year, " ".join(why)) for mark, year, why in picture.breaks) if picture else (),
    )


def _drawn(
    table: Protected, section: TableSection, name: str, boundaries: pa.Table | None
) -> tuple[Picture | None, str]:
    """The chart that suits the table, and what it is of: lines of a cohort, lines over years, a map, bars or dots."""
    if time_series.has_moments(table):
        words = f"{_subject(table, table.main)}, %, by days since the start{_only(table)}"
        return _lines(table, section, name, "%"), words
    if time_series.has_years(table):
        i = table.main
        words = f"{_subject(table, i)}, {'%' if i.is_rate else i.unit}, {table.period}{_only(table)}"
        return _lines(table, section, name, "%" if i.is_rate else ""), words
    return _map(table, section, name, boundaries) or _chart(table, section, name), _chart_of(table, section)


def _lines(table: Protected, section: TableSection, name: str, unit: str) -> Picture | None:
    """The lines with what is read out in their place; nothing where there are no two figures to join.

    The reasons of breaks stand below the chart as well, with their letters where they are not on it.
    """
    lines = time_series.series(table, section)
    if sum(m is not None and m.value is not None for s in lines for m in s.marks) < 2:
        return None
    told = (
        f"Line chart. {headline(table, section)}. {sentence(heading(table))}. The same figures are in the table above."
    )
    return line_picture(lines, time_series.axis(table), title=told, name=name, unit=unit)


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


def _heads(grid: Grid) -> list[str]:
    if grid.indicator:
        return list(grid.columns)
    return [headed(i) for i in grid.indicators]


def _chart_of(table: Protected, section: TableSection) -> str:
    i = table.main
    grid = section.main
    whole = "" if grid.indicator is None or _series(grid) else f", {grid.columns[-1].lower()}"
    return f"{_subject(table, i)}, {'%' if i.is_rate else i.unit}, {table.period}{whole}{_only(table)}"


def _with_axis(words: str, picture: Picture) -> str:
    """What a chart shows, where its axis begins if not at 0, and what its intervals and grey bands mean."""
    return f"{words}. {picture.axis}" if picture.axis else words


def _only(table: Protected) -> str:
    """The filter, under a chart whose subject does not say it: the title of the table does."""
    return f"; only those where {table.about.where_words}" if table.about.where and not table.main.is_count else ""


def _series(grid: Grid) -> list[int]:
    """The columns that become series: up to four categories, without their total."""
    if grid.indicator is None:
        return []
    columns = list(range(len(grid.columns) - grid.total))
    return columns if 2 <= len(columns) <= MOST_SERIES else []


def _map(table: Protected, section: TableSection, name: str, boundaries: pa.Table | None) -> Picture | None:
    """A map of the areas that the rows are about; none where two of them have no boundaries, or no figures."""
    grid = section.main
    places = next((f for f in table.filters if f.label == grid.rows_are and level_of(f) not in (None, PROVIDER)), None)
    if boundaries is None or places is None or _series(grid):
        return None
    codes = {c.label: c.code for c in places.categories}
    figures = [
        AreaFigure(codes[row.label], row.label, row.marks[0])
        for row in _bar_rows(table, grid)
        if row.label in codes and not row.total
    ]
    around = outlines(boundaries, {f.code for f in figures})
    drawn = [f for f in figures if f.code in around]
    if sum(f.mark is not None and f.mark.value is not None for f in drawn) < 2:
        return None
    told = f"Map. {headline(table, section)}. {sentence(heading(table))}. The same figures are in the table above."
    return map_picture(drawn, around, title=told, name=name, unit="%" if table.main.is_rate else "")


def _chart(table: Protected, section: TableSection, name: str) -> Picture | None:
    """Bars for one series, dots for several; none where there is nothing to compare."""
    grid, i = section.main, table.main
    lines = [line for line in grid.lines if any(f != NOT_APPLICABLE for f in line.figures)]
    if len(lines) < 2:
        return None
    names = [grid.columns[n] for n in _series(grid)]
    rows = _dot_rows(table, grid) if names else _bar_rows(table, grid)
    if not _says_something(rows):
        return None
    kind = f"Dot chart by {listed(names)}" if names else "Bar chart"
    told = f"{kind}. {headline(table, section)}. {sentence(heading(table))}. The same figures are in the table above."
    return row_picture(rows, names, title=told, name=name, unit="%" if i.is_rate else "")


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


def _mark(line: GridRow, column: int) -> svg.Mark:
    return line.mark(column) or svg.Mark(None, NOT_APPLICABLE)


def _dot_rows(table: Protected, grid: Grid) -> list[svg.ChartRow]:
    """A total of counts would dwarf its parts, so only rates and averages are drawn with theirs."""
    return [
        svg.ChartRow(line.label, tuple(_mark(line, n) for n in _series(grid)), line.total)
        for line in grid.lines
        if not (table.main.is_count and line.total) and any(f != NOT_APPLICABLE for f in line.figures)
    ]
