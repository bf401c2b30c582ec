"""A protected table as a workbook: a cover, the table with a row for each combination, and its notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure.data_columns import data_table
from alder.disclosure.notes import heading, notes, protection_words, quality_words, source_words
from alder.look.words import sentence
from alder.show.ods import ods_bytes
from alder.show.workbook import NOTES, Cell, CoverTable, Sheets, WorkbookTooLarge, too_large
from alder.show.xlsx import xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.disclosure.protected import Protected
    from alder.show.data_table import NumberColumn

KINDS = {"ods": ods_bytes, "xlsx": xlsx_bytes}
"""What writes each kind of workbook, by the ending of its name."""


def workbook(table: Protected, kind: str) -> bytes:
    """The workbook of this kind. It is for a table that is out: nothing is judged here."""
    return KINDS[kind](sheets_of(table))


def sheets_of(table: Protected) -> Sheets:
    """What stands in the three sheets; raises `WorkbookTooLarge` where it would not fit."""
    data = data_table(table)
    columns = data.figures
    if why := too_large(len(data.periods), len(columns)):
        raise WorkbookTooLarge(why)
    sides = [("Year", list(data.periods)), *((column.filter.label, column.labels) for column in data.filters)]
    units = "; ".join(f"{c.label}: {c.unit}" for c in data.indicators if c.unit)
    above = [units and f"{sentence(units)}.", f"This sheet has one table. Symbols are explained in the sheet {NOTES}."]
    figures = [[_cell(text, column) for text in column.texts] for column in columns]
    return Sheets(
        title=sentence(heading(table)),
        about=CoverTable(("About the table", "Details"), tuple(_about(table))),
        above=tuple(line for line in (*above, f"Source: {source_words(table)}.") if line),
        heads=(*(head for head, _ in sides), *(c.label for c in columns)),
        sides=len(sides),
        lines=tuple(
            (*(Cell(words[row]) for _, words in sides), *(column[row] for column in figures))
            for row in range(len(data.periods))
        ),
        notes=tuple(line for line in notes(table).splitlines() if line.strip()),
        measures=CoverTable(("Measure", "Unit"), tuple((c.label, c.unit or "number") for c in columns)),
        symbols=CoverTable(("Symbol", "Meaning"), tuple((s, table.meaning(s)) for s in table.symbols)),
    )


def _about(table: Protected) -> Iterator[tuple[str, str]]:
    about = table.about
    if about.made_up:
        yield "Figures", about.made_up.says
    yield "Period", table.period
    if about.where_words:
        yield "Only those where", about.where_words
    yield "Source", source_words(table)
    yield "Coverage", about.coverage
    if about.group.words:
        yield "Totals are about", about.group.words
    yield "What is counted", about.definition
    yield "Method", f"{about.measure}, version {about.version}"
    yield "Quality", quality_words(table)
    yield "Protection", " ".join(protection_words(table))


def _cell(text: str, column: NumberColumn) -> Cell:
    try:
        return Cell(text, float(text), column.decimals)
    except ValueError:  # a symbol
        return Cell(text)
