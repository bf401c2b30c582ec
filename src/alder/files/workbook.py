"""Workbooks, Excel's and OpenDocument's: the texts of their cells, and what of a sheet a reader does not see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from alder.files.package import TooMuch, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alder.files.package import Package

MOST_REPEATED = 10_000
"""So often is a cell or row repeated at most: programs fill the rest of a sheet with blank ones."""
_MOST_BLANK = 1_000
_WIDEST = 16_384


class Formula(NamedTuple):
    """A cell that works its text out."""

    row: int
    column: int
    formula: str
    shown: str


@dataclass
class WorkbookSheet:
    """One sheet. Rows and columns are numbered from 0."""

    title: str
    is_hidden: bool = False
    rows: list[list[str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class WorkbookReader:
    """How workbooks are read: what becomes of a number as the file keeps it, and how many cells are read at most.

    Excel keeps 0.1 as 0.10000000000000001. Raises `TooMuch` where there are more cells, and what `package.DAMAGE`
    lists where the file is damaged.
    """

    number: Callable[[str], str] = str
    most_cells: int = 50_000_000

    def xlsx(self, package: Package) -> Iterator[WorkbookSheet]:
        """The sheets of an Excel workbook in their order, without those that are charts alone."""
        shared = []
        if "xl/sharedStrings.xml" in package.names:
            items = package.xml("xl/sharedStrings.xml")
            shared = ["".join(t.text or "" for t in item.iter() if local(t.tag) == "t") for item in items]
        dates = _formats_of_dates(package)
        targets = {one.get("Id"): one.get("Target", "") for one in package.xml("xl/_rels/workbook.xml.rels")}
        for entry in (one for one in package.xml("xl/workbook.xml").iter() if local(one.tag) == "sheet"):
            key = next((value for name, value in entry.attrib.items() if local(name) == "id"), "")
            target = targets.get(key, "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if part in package.names and "chartsheet" not in part:
                is_hidden = entry.get("state") in ("hidden", "veryHidden")
                yield self._excel_sheet(
                    WorkbookSheet(entry.get("name") or "", is_hidden), package.xml(part), shared, dates
                )

    def _excel_sheet(self, sheet: WorkbookSheet, tree: Any, shared: list[str], dates: frozenset[str]) -> WorkbookSheet:
        total = 0
        for one in tree.iter():
            tag = local(one.tag)
            if tag == "col" and _is_on(one.get("hidden")):
                sheet.hidden_columns.append(int(one.get("min", 1)) - 1)
            if tag != "row":
                continue
            at = int(one.get("r", len(sheet.rows) + 1)) - 1
            if at - len(sheet.rows) > MOST_REPEATED:
                raise TooMuch
            sheet.rows += [[] for _ in range(at - len(sheet.rows))]
            if _is_on(one.get("hidden")):
                sheet.hidden_rows.append(at)
            cells: list[str] = []
            for cell in (part for part in one if local(part.tag) == "c"):
                column = _column(cell.get("r", ""), len(cells))
                cells += [""] * (column - len(cells))
                text, formula = self._excel_cell(cell, shared, dates)
                if formula is not None:
                    sheet.formulas.append(Formula(at, column, formula, text))
                cells.append(text)
            total += len(cells)
            if total > self.most_cells:
                raise TooMuch
            sheet.rows.append(cells)
        for one in (one for one in tree.iter() if local(one.tag) == "mergeCell"):
            _spread(sheet.rows, one.get("ref", ""))
        return sheet

    def _excel_cell(self, cell: Any, shared: list[str], dates: frozenset[str]) -> tuple[str, str | None]:
        formula, text = None, ""
        for part in cell:
            tag = local(part.tag)
            if tag == "f":
                formula = part.text or ""
            elif tag == "v":
                text = part.text or ""
            elif tag == "is":
                text = "".join(t.text or "" for t in part.iter() if local(t.tag) == "t")
        if cell.get("t") == "s" and text:
            text = shared[int(text)]
        elif cell.get("t") in (None, "n") and text:
            text = _day(text) if cell.get("s") in dates else self.number(text)
        return text, formula

    def ods(self, tree: Any) -> Iterator[WorkbookSheet]:
        """The sheets of an OpenDocument workbook, from the tree of its `content.xml`."""
        invisible = _invisible_styles(tree)
        for table in (one for one in tree.iter() if local(one.tag) == "table"):
            given = _given(table)
            sheet = WorkbookSheet(given.get("name", ""), given.get("style-name", "") in invisible)
            yield self._open_document_sheet(sheet, table)

    def _open_document_sheet(self, sheet: WorkbookSheet, table: Any) -> WorkbookSheet:
        total = place = 0
        for one in table.iter():
            tag, given = local(one.tag), _given(one)
            if tag == "table-column":
                if given.get("visibility") in _UNSEEN:
                    sheet.hidden_columns.append(place)
                place += int(given.get("number-columns-repeated", 1))
            if tag != "table-row":
                continue
            if given.get("visibility") in _UNSEEN:
                sheet.hidden_rows.append(len(sheet.rows))
            cells = self._open_document_cells(sheet, one)
            repeated = min(int(given.get("number-rows-repeated", 1)), MOST_REPEATED if any(cells) else 1)
            total += len(cells) * repeated
            if total > self.most_cells:
                raise TooMuch
            sheet.rows += [cells] * repeated
        return sheet

    def _open_document_cells(self, sheet: WorkbookSheet, row: Any) -> list[str]:
        cells: list[str] = []
        for cell in (part for part in row if local(part.tag) in ("table-cell", "covered-table-cell")):
            about = _given(cell)
            at = (len(sheet.rows), len(cells))
            words = []
            for part in cell:
                if local(part.tag) == "annotation":
                    sheet.comments.append(at)
                elif local(part.tag) == "p":
                    words.append("".join(part.itertext()))
            shown = " ".join(" ".join(words).split())
            is_number = about.get("value-type") == "float" and "value" in about
            text = self.number(about["value"]) if is_number else shown
            if "formula" in about:
                sheet.formulas.append(Formula(*at, about["formula"], shown))
            repeated = int(about.get("number-columns-repeated", 1))
            cells += [text] * min(repeated, MOST_REPEATED if text else _MOST_BLANK)
        while cells and not cells[-1]:
            cells.pop()
        return cells


_UNSEEN = ("collapse", "filter")
_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
"""The numbers of Excel's own formats of days and times."""
_NOT_DRAWN = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\\\.")
"""Colours, conditions and words within a format."""
_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of Excel, which takes 1900 for a leap year; days before March 1900 are one off."""


def _formats_of_dates(package: Package) -> frozenset[str]:
    """The styles of cells whose numbers are days, by their numbers."""
    if "xl/styles.xml" not in package.names:
        return frozenset()
    tree = package.xml("xl/styles.xml")
    own = {
        one.get("numFmtId", "")
        for one in tree.iter()
        if local(one.tag) == "numFmt" and re.search("[ymd]", _NOT_DRAWN.sub("", one.get("formatCode", "")).lower())
    }
    styles = next((one for one in tree.iter() if local(one.tag) == "cellXfs"), ())
    return frozenset(str(n) for n, one in enumerate(styles) if one.get("numFmtId", "0") in own | _DATES)


def _day(text: str) -> str:
    """The day that a number stands for, as 2024-07-31; the number where it is none."""
    try:
        return (_FIRST_DAY + timedelta(days=int(float(text)))).isoformat()
    except (ValueError, OverflowError):
        return text


def _spread(rows: list[list[str]], reference: str) -> None:
    """A text in a cell that lies over several of its row stands in each of them, as in the table of a page."""
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", reference)
    if not found or found[2] != found[4] or int(found[2]) > len(rows):
        return
    row = rows[int(found[2]) - 1]
    first, last = _column(found[1], 0), _column(found[3], 0)
    if first >= len(row) or not row[first] or row[first].replace(".", "").isdigit():
        return
    row += [""] * (last + 1 - len(row))
    for column in range(first + 1, last + 1):
        row[column] = row[column] or row[first]


def _is_on(word: str | None) -> bool:
    return word in ("1", "true")


def _column(reference: str, after: int) -> int:
    found = 0
    for sign in reference:
        if not sign.isalpha():
            break
        found = found * 26 + ord(sign.upper()) - 64
    if found > _WIDEST:
        raise TooMuch
    return max(found - 1, after) if found else after


def _given(element: Any) -> dict[str, str]:
    return {local(name): value for name, value in element.attrib.items()}


def _invisible_styles(tree: Any) -> set[str]:
    found = set()
    for style in (one for one in tree.iter() if local(one.tag) == "style"):
        for one in style:
            if local(one.tag) == "table-properties" and _given(one).get("display") == "false":
                found.add(_given(style).get("name", ""))
    return found
