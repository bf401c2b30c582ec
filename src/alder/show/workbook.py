"""A table as a workbook has it: a cover, the table, and its notes.

The layout is that of the page, written so that a screen reader can follow it: one table a sheet, one row of headings,
no merged and no blank cells, and everything that belongs to it above it in the first column. Where the page has layers
of headings, the one row joins them (`2022/23, Starts`), and a heading that stands once for several lines on the page is
repeated on each. This is what the government's analysts ask of spreadsheets (Releasing statistics in spreadsheets).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from alder.look.words import counted
from alder.show.layout import laid_out as layout_of
from alder.show.notes import NO_FIGURE, about, caveats, measures, symbols
from alder.show.table import INDICATOR, indicators_of, is_number, unit_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.show.layout import Layout
    from alder.show.notes import TableSource
    from alder.show.table import Dimension, MeasureColumn, StatisticalTable

COVER, TABLE, NOTES = "Cover", "Table", "Notes"
MOST_LINES, MOST_COLUMNS, MOST_CELLS = 1_048_000, 1_000, 250_000
"""What a workbook holds at most: more lines than that no program opens, and more columns nobody can use."""


class WorkbookTooLarge(Exception):
    """The table does not fit in a workbook; the words say why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as a number with its decimals, or text."""

    text: str
    number: float | None = None
    decimals: int = 0


@dataclass(frozen=True)
class CoverTable:
    """A small table of the cover or the notes: its headings and its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sheets:
    """What stands in the three sheets."""

    title: str
    about: CoverTable
    above: tuple[str, ...]
    """Lines above the table, after its title."""
    heads: tuple[str, ...]
    sides: int
    """How many of the columns are headings of lines."""
    lines: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    measures: CoverTable
    symbols: CoverTable


def sheets(table: StatisticalTable, facts: TableSource) -> Sheets:
    """The workbook of a table; `TooLarge` where it would not fit."""
    laid_out = layout_of(table, facts.rows, facts.columns)
    if why := too_large(len(laid_out.lines), len(laid_out.heads)):
        raise WorkbookTooLarge(why)
    heads = _distinct([*(d.title for d in laid_out.down), *_heads(table, laid_out)])
    lines = tuple(_lines(table, laid_out))
    has_gaps = any(cell.text == NO_FIGURE for line in lines for cell in line)
    key = symbols(table, has_gaps=has_gaps)
    return Sheets(
        facts.titled(table),
        CoverTable(("About the table", "Details"), tuple(about(table, facts))),
        tuple(_above(table, facts, has_symbols=bool(key))),
        tuple(heads),
        len(laid_out.down),
        lines,
        tuple(caveats(facts)),
        CoverTable(("Measure", "Unit"), tuple(measures(table))),
        CoverTable(("Symbol", "Meaning"), tuple(key)),
    )


def too_large(lines: int, columns: int) -> str:
    """Why a table of so many lines and columns of figures is no workbook; nothing where it is one."""
    if columns > MOST_COLUMNS:
        return f"It has {counted(columns, 'column')} of figures. {MOST_COLUMNS:,} is the most"
    if lines > MOST_LINES or lines * columns > MOST_CELLS:
        return f"It has {counted(lines * columns, 'cell')}. {MOST_CELLS:,} is the most"
    return ""


def _above(table: StatisticalTable, facts: TableSource, *, has_symbols: bool) -> list[str]:
    fixed = [f"{d.title}: {d.members[0][1]}" for d in table.fixed if d.name != INDICATOR]
    units = [f"{i.label}: {unit_in_words(i)}" for i in indicators_of(table) if unit_in_words(i)]
    found = [". ".join(words) + "." for words in (fixed, units) if words]
    found += [facts.figures_are.says] if facts.figures_are else []
    found.append("This sheet has one table. " + (f"Symbols are explained in the sheet {NOTES}." if has_symbols else ""))
    return [*(line.strip() for line in found), f"Source: {facts.publication}, {facts.release}."]


def _heads(table: StatisticalTable, laid_out: Layout) -> list[str]:
    """The headings of the columns of figures, with the unit where the heading names the measure."""
    named = {i.label: unit_in_words(i) for i in indicators_of(table)}
    if not laid_out.along:
        only = table.fixed[-1].members[0][1]
        return [_with_unit(only, named.get(only, ""))]
    words = [dict(d.members) for d in laid_out.along]
    return [
        ", ".join(
            _with_unit(w[m], named.get(w[m], "") if d.name == INDICATOR else "")
            for w, m, d in zip(words, key, laid_out.along, strict=True)
        )
        for key in laid_out.heads
    ]


def _with_unit(words: str, unit: str) -> str:
    return f"{words} ({unit})" if unit else words


def _distinct(heads: list[str]) -> list[str]:
    """Headings of which no two are the same, whatever the capitals, as programs want them of a table."""
    taken: set[str] = set()
    found = []
    for head in heads:
        words = next(w for n in count(1) if (w := head if n == 1 else f"{head} ({n})").casefold() not in taken)
        taken.add(words.casefold())
        found.append(words)
    return found


def _lines(table: StatisticalTable, laid_out: Layout) -> list[tuple[Cell, ...]]:
    found = []
    indicators = table.measures
    words = [dict(d.members) for d in laid_out.down]
    for key, cells in zip(laid_out.lines, laid_out.cells, strict=True):
        sides = [Cell(_side(d, w[m], indicators)) for d, w, m in zip(laid_out.down, words, key, strict=True)]
        found.append((*sides, *(cell(text, indicators[n]) for text, n in cells)))
    return found


def _side(dimension: Dimension, words: str, measures: Sequence[MeasureColumn]) -> str:
    units = {i.label: unit_in_words(i) for i in measures} if dimension.name == INDICATOR else {}
    return _with_unit(words, units.get(words, ""))


def cell(text: str | None, measure: MeasureColumn) -> Cell:
    """A figure: a number where it is one, else the symbol as text."""
    if not text:
        return Cell(NO_FIGURE)
    if not is_number(text) or measure.unit == "string":
        return Cell(text)
    decimals = len(text.partition(".")[2]) if measure.decimals is None else measure.decimals
    return Cell(text, float(text), decimals)
