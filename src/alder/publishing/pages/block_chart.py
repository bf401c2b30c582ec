"""A block as a page shows it: a sentence, what is measured, a chart, and the table with the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.model.made_up import MadeUp
from alder.model.statistic import NOT_APPLICABLE
from alder.publishing.contents.provenance import Provenance, comparand
from alder.publishing.pages.block_table import figures, used_symbols
from alder.publishing.pages.content import TIME
from alder.show import statement
from alder.show.chart import Picture, line_picture, row_picture
from alder.show.line_chart import LineAxis, LineSeries, placed
from alder.show.svg import SERIES, ChartRow, marked
from alder.show.table import is_total, unit_in_words, used

if TYPE_CHECKING:
    from collections.abc import Collection

    from markupsafe import Markup

    from alder.publishing.contents import Contents
    from alder.publishing.contents.provenance import ColumnProvenance
    from alder.publishing.pages.block_table import BlockTable
    from alder.publishing.pages.content import Block
    from alder.publishing.tables.choice import VersionRows
    from alder.show.statement import Statement

_MOST_BARS = 20
NOTHING_KNOWN = Provenance()
_NO_NUMBERS = "every figure is hidden or missing."


@dataclass(frozen=True)
class BlockChart:
    """Everything about a block that a page needs."""

    title: str
    statement: Statement
    """What its figures say by themselves, and what could be said."""
    measured: str
    """What is measured, in which unit, where and when."""
    figures: BlockTable
    chart: Markup | str
    axis: str
    """Where the axis begins, if not at 0, and what bands and whiskers mean."""
    breaks: list[tuple[str, str, str]]
    """Letter in the chart, period and reason of each break that the chart has."""
    symbols: list[tuple[str, str]]
    instead: str = ""
    """Why the table stands alone, where there is no chart."""


def block_chart(
    block: Block,
    data: VersionRows,
    *,
    provenance: Provenance = NOTHING_KNOWN,
    made_up: MadeUp = MadeUp.NO_WORD,
    name: str = "chart",
) -> BlockChart | None:
    """The block of this version of its data set, or nothing where that has no such figures. `name` is its id.

    Its title is what the publisher wrote, or what was confirmed of this very version, or the plain subject.
    """
    first = block.indicators[0] if block.indicators else ""
    known = known_of(first, provenance, data.contents)
    table = figures(block, data, known)
    if table is None or len(table.lines) < 1:
        return None
    reasons = {
        period: why for period, why in provenance.reasons.items() if block.by == TIME and _is_inside(period, table)
    }
    said = statement_of(table, set(reasons), known)
    title = block.title or (block.statement if block.stated_of == str(data.version) else "") or said.subject
    picture = _chart(block, table, reasons, title, name)
    instead = picture if isinstance(picture, str) else ""
    letters = {} if isinstance(picture, str) else {period: mark for mark, period, _ in picture.breaks}
    return BlockChart(
        title,
        said,
        _measured(table),
        table,
        "" if isinstance(picture, str) else marked(picture.drawing, made_up.heading) or "",
        "" if isinstance(picture, str) else picture.axis,
        [(letters.get(period, ""), period, " ".join(why)) for period, why in reasons.items()],
        used(used_symbols(table.lines)),
        instead,
    )


def statement_of(table: BlockTable, breaks: Collection[str], known: ColumnProvenance | None) -> Statement:
    """What the figures of a chart say, and what could be said of them."""
    if not table.every:
        return statement.beside_each_other(table.first, table.by, table.series)
    if table.series:
        return statement.of_series(table.first, table.by, table.series)
    shown = [comparand(line.cells[0], line.bases[0], table.first, known) for line in table.lines]
    points = placed(shown, table.at, table.at[-1] + 1)  # a period that the data set lacks is missing
    latest = table.lines[-1].cells[0].shown
    return statement.of_change(table.first, table.by, points, table.every, breaks, latest)


def known_of(column: str, provenance: Provenance, contents: Contents) -> ColumnProvenance | None:
    """How the figures of a column were made. Of an estimate of a survey its interval alone tells how firm it is."""
    if any(indicator.column == f"{column}_relative_error" for indicator in contents.indicators):
        return None
    return provenance.column(column)


def _is_inside(period: str, table: BlockTable) -> bool:
    return period in table.every[1:]


def _measured(table: BlockTable) -> str:
    unit = unit_in_words(table.first)
    parts = [table.first.label + (f" ({unit})" if unit else ""), table.place, table.period]
    return ". ".join(part for part in parts if part) + "."


def _chart(block: Block, table: BlockTable, reasons: dict[str, list[str]], title: str, name: str) -> Picture | str:
    """The picture of a block, or why its table stands alone."""
    unit = "%" if table.first.unit == "%" else ""
    several = bool(table.series)
    said = f"{title}. The same figures are in the table below."
    if block.by == TIME:
        return _over_time(table, reasons, said, name, unit)
    rows = [ChartRow(line.label, line.cells if several else line.cells[:1], line.total) for line in table.lines]
    rows = [row for row in rows if any(mark.shown != NOT_APPLICABLE for mark in row.marks)]
    if table.first.unit != "%":  # a sum beside its parts would dwarf them; the table has it
        rows = [row for row in rows if not row.total]
    if instead := _why_no_bars(table, rows):  # a line with nothing but `z` stands in the table and is not drawn
        return instead
    if not several:
        return row_picture(rows, title=said, name=name, unit=unit)
    apart = [n for n, head in enumerate(table.heads) if not is_total(head)][: len(SERIES)]
    rows = [ChartRow(row.label, tuple(row.marks[n] for n in apart), row.total) for row in rows]
    return row_picture(rows, [table.heads[n] for n in apart], title=said, name=name, unit=unit)


def _why_no_bars(table: BlockTable, rows: list[ChartRow]) -> str:
    if not rows:
        return "there is nothing but a total."
    if len(rows) > _MOST_BARS:
        return f"there would be {len(rows)} bars, and a chart has room for {_MOST_BARS}."
    if table.series and len(table.heads) > len(SERIES) + 1:
        return _too_many_colours(table)
    return "" if _has_numbers(rows) else _NO_NUMBERS


def _over_time(table: BlockTable, reasons: dict[str, list[str]], said: str, name: str, unit: str) -> Picture | str:
    years = [line.label for line in table.lines]
    if len(years) < 2:
        return "there is one period alone, and a line needs two."
    axis = LineAxis(table.every, reasons, missing=[label for label in table.every if label not in years])
    shown = range(len(table.heads)) if table.series else range(1)
    lines = [
        LineSeries(
            table.heads[n] if table.series else table.place,
            placed(
                [line.cells[n] if line.cells[n].shown else None for line in table.lines], table.at, len(table.every)
            ),
            main=not is_total(table.heads[n]),
        )
        for n in shown
    ]
    lines.sort(key=lambda one: not one.main)
    if sum(one.main for one in lines) > len(SERIES):
        return _too_many_colours(table)
    if not any(mark and mark.value is not None for one in lines for mark in one.marks):
        return _NO_NUMBERS
    return line_picture(lines, axis, title=said, name=name, unit=unit)


def _too_many_colours(table: BlockTable) -> str:
    apart = sum(not is_total(head) for head in table.heads)
    return f"{table.series} has {apart} groups, and a chart can tell {len(SERIES)} apart."


def _has_numbers(rows: list[ChartRow]) -> bool:
    return any(mark and mark.value is not None for row in rows for mark in row.marks)
