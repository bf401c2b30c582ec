"""The workbook of a table as XLSX. All text is written as text: nothing in it can become a formula."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from alder.show.workbook import COVER, NOTES, TABLE

if TYPE_CHECKING:
    from alder.show.workbook import Cell, CoverTable, Sheets

_THEN = datetime(2000, 1, 1)
"""When every workbook says it was made, so that the same table is the same file."""
_WIDEST = 60
_A4 = 9


def xlsx_bytes(sheets: Sheets) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": sheets.title, "author": "Alder", "created": _THEN})
    writer = _Writer(book)
    writer.cover(sheets)
    writer.table(sheets)
    writer.notes(sheets)
    for sheet in book.worksheets():
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any) -> None:
        self._book = book
        plain = {"font_name": "Arial", "font_size": 12, "valign": "top"}
        self._plain_format = plain
        self._title = book.add_format({**plain, "bold": True, "font_size": 16})
        self._heading = book.add_format({**plain, "bold": True, "font_size": 14})
        self._text = book.add_format(plain)
        self._wrapped = book.add_format({**plain, "text_wrap": True})
        self._head = book.add_format({**plain, "bold": True, "text_wrap": True, "bottom": 2})
        self._head_right = book.add_format({**plain, "bold": True, "text_wrap": True, "align": "right", "bottom": 2})
        self._symbol = book.add_format({**plain, "italic": True, "align": "right"})
        self._numbers: dict[int, Any] = {}

    def _number(self, decimals: int) -> Any:
        if decimals not in self._numbers:
            shape = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals] = self._book.add_format({**self._plain_format, "num_format": shape})
        return self._numbers[decimals]

    def cover(self, sheets: Sheets) -> None:
        sheet = self._book.add_worksheet(COVER)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, sheets.title, self._title)
        words = f"The workbook has three sheets: {COVER}, {TABLE} and {NOTES}."
        sheet.write_string(1, 0, words, self._text)
        self._block(sheet, 3, sheets.about, "About")

    def table(self, sheets: Sheets) -> None:
        sheet = self._book.add_worksheet(TABLE)
        sheet.write_string(0, 0, sheets.title, self._title)
        for n, words in enumerate(sheets.above, 1):
            sheet.write_string(n, 0, words, self._text)
        top = 1 + len(sheets.above)
        for n, line in enumerate(sheets.lines, top + 1):
            for at, one in enumerate(line):
                self._cell(sheet, n, at, one, side=at < sheets.sides)
        heads = [
            {"header": head, "header_format": self._head if at < sheets.sides else self._head_right}
            for at, head in enumerate(sheets.heads)
        ]
        shape = {"columns": heads, "name": "Figures", "style": None, "autofilter": False}
        sheet.add_table(top, 0, top + len(sheets.lines), len(sheets.heads) - 1, shape)
        for at, width in enumerate(widths(sheets)):
            sheet.set_column(at, at, width)
        sheet.freeze_panes(top + 1, min(sheets.sides, 1))
        sheet.repeat_rows(top)

    def notes(self, sheets: Sheets) -> None:
        sheet = self._book.add_worksheet(NOTES)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 60)
        sheet.write_string(0, 0, f"{NOTES} on the table", self._title)
        at = self._block(sheet, 2, sheets.measures, "Measures")
        if sheets.symbols.rows:
            at = self._block(sheet, at + 1, sheets.symbols, "Symbols")
        sheet.write_string(at + 1, 0, "Read with care", self._heading)
        for n, words in enumerate(sheets.notes, at + 2):
            sheet.write_string(n, 0, words, self._text)

    def _block(self, sheet: Any, top: int, block: CoverTable, name: str) -> int:
        """A small table marked up as one; the row after it."""
        for n, row in enumerate(block.rows, top + 1):
            for at, words in enumerate(row):
                sheet.write_string(n, at, words, self._wrapped)
        heads = [{"header": head, "header_format": self._head} for head in block.heads]
        shape = {"columns": heads, "name": name, "style": None, "autofilter": False}
        sheet.add_table(top, 0, top + len(block.rows), len(block.heads) - 1, shape)
        return top + len(block.rows) + 1

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, *, side: bool) -> None:
        if cell.number is not None:
            sheet.write_number(row, column, cell.number, self._number(cell.decimals))
        else:
            sheet.write_string(row, column, cell.text, self._text if side else self._symbol)


def widths(sheets: Sheets) -> list[int]:
    """The width of each column in letters: the longest cell, and room for the heading to wrap."""
    found = []
    for at, head in enumerate(sheets.heads):
        longest = max((len(line[at].text) for line in sheets.lines), default=0)
        word = max((len(part) for part in head.split()), default=0)
        found.append(min(_WIDEST, max(longest * 4 // 3, word, min(len(head), 18), 10) + 3))
    return found
