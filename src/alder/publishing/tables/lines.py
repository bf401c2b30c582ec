"""A table as a page shows it: lines with the headings that begin there, cells in words, and a key to its symbols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.publishing.tables.figure import meaning, shown, unit_in_words, used
from alder.publishing.tables.title import indicators_of

if TYPE_CHECKING:
    from alder.publishing.tables.facts import Facts
    from alder.publishing.tables.table import Heading, LaidOut, Table


@dataclass(frozen=True)
class Line:
    """A line of the table: headings that begin here, and cells."""

    headings: tuple[Heading, ...]
    cells: tuple[tuple[str, str], ...]
    """What stands in the cell, and what a symbol means."""
    is_first: bool


_ON_PAPER = 12
"""Columns of figures that a sheet of A4 on its side holds."""


@dataclass(frozen=True)
class Shown:
    """Everything that the page of a table needs of its figures."""

    table: Table
    laid_out: LaidOut
    lines: tuple[Line, ...]
    symbols: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    has_gaps: bool
    lines_in_all: int
    columns_in_all: int
    """Of what was read of the table; the page may show fewer."""
    made_up: str = ""
    """The name of made-up figures, for the caption: a picture of the table alone says it too."""

    @property
    def is_wide(self) -> bool:
        """Whether paper has no room for all columns."""
        return len(self.laid_out.heads) > _ON_PAPER

    @property
    def lacks_lines(self) -> bool:
        return self.table.is_cut or len(self.lines) < self.lines_in_all

    @property
    def lacks_columns(self) -> bool:
        return len(self.laid_out.heads) < self.columns_in_all


_MOST_COLUMNS = 60
"""Columns of figures on a page. More cannot be read or printed, and take a browser seconds to lay out."""


def shown_lines(table: Table, facts: Facts, *, most: int) -> Shown:
    """The first lines and columns of a table. Groups under one heading stay together where they can."""
    whole = table.laid_out(facts.rows, facts.columns)
    laid_out = whole.cropped(lines=most, columns=_MOST_COLUMNS)
    lines = _lines(table, laid_out)
    return Shown(
        table,
        laid_out,
        tuple(lines),
        tuple(used(cell for line in lines for cell, _ in line.cells)),
        tuple(_units(table)),
        any(not cell for line in lines for cell, _ in line.cells),
        len(whole.lines),
        len(whole.heads),
        facts.figures_are.heading,
    )


def _units(table: Table) -> list[tuple[str, str]]:
    """Each measure that has a unit with it; the unit alone where all measures have the same."""
    units = [(i.label, unit_in_words(i)) for i in indicators_of(table)]
    if len({unit for _, unit in units}) == 1:
        units = [("Unit", units[0][1])]
    return [(words, unit) for words, unit in units if unit]


def _lines(table: Table, laid_out: LaidOut) -> list[Line]:
    found = []
    for headings, cells in zip(laid_out.side, laid_out.cells, strict=True):
        texts = []
        for text, n in cells:
            words = "" if text is None else shown(text, table.contents.indicators[n])
            texts.append((words, meaning(words)))
        found.append(Line(tuple(headings), tuple(texts), len(headings) == len(laid_out.down) > 1))
    return found
