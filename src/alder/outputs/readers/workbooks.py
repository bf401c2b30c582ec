"""Workbooks and Parquet: their cells, and what is in them that a reader does not see."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from alder.files.package import DAMAGE, Package, TooMuch, local
from alder.files.workbook import Formula, WorkbookReader, WorkbookSheet
from alder.outputs.content import Form, OutputContent, Sheet, SubmittedFile, letters, saw
from alder.outputs.extent import MOST_CELLS, MOST_ROWS
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.readers.packages import MOST_BYTES, opened, too_much, unreadable
from alder.outputs.table import is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALUES = "Copy the cells into a new workbook as values only, or save the sheet as CSV."
_SHOW = "Delete it, or show it and have it checked."
_REFERENCE = re.compile(r"(?<![^'!])([^'!]++)'?!")
_PARTS = (
    ("xl/comments", "comments", "Take the comments out."),
    ("xl/threadedComments", "comments", "Take the comments out."),
    ("xl/pivotCache/", "the records behind a pivot table", _VALUES),
    ("xl/externalLinks/", "links to other workbooks with what they held", _VALUES),
    ("xl/embeddings/", "another file within it", _VALUES),
    ("xl/vbaProject", "a program", "Save it as .xlsx without macros."),
    ("xl/queryTables/", "a query to a database", _VALUES),
    ("xl/connections.xml", "a connection to a database", _VALUES),
    ("xl/model/", "a data model", _VALUES),
    ("customXml/item", "parts that no sheet shows", _VALUES),
    ("xl/revisions/", "earlier versions of its cells", _VALUES),
)
"""Parts of a workbook that a reader of its sheets does not see."""


_tell = partial(saw, rule="XLSX")


def xlsx(file: SubmittedFile) -> OutputContent:
    """An Excel workbook."""
    content = OutputContent(file, Form.XLSX)
    try:
        _read_xlsx(content, opened(file))
    except TooMuch:
        content.findings.append(too_much(file))
    except DAMAGE:
        content.findings.append(unreadable(file, Form.XLSX))
    return content


def _read_xlsx(content: OutputContent, package: Package) -> None:
    for start, what, mend in _PARTS:
        if any(name.startswith(start) for name in package.names):
            _tell(content, "", f"the workbook holds {what}", mend)
    for name in package.names:
        if name.startswith("xl/media/"):
            content.parts.append(SubmittedFile(f"{content.name} > {name}", package.bytes(name)))
    content.findings += _properties(content, package)
    book = package.xml("xl/workbook.xml")
    for one in (one for one in book.iter() if local(one.tag) == "definedName"):
        if one.get("hidden") in ("1", "true") and not (one.get("name") or "").startswith("_xlnm."):
            _tell(content, f"name {one.get('name')}", "a name is defined and hidden", _VALUES)
    titles = [one.get("name") or "" for one in book.iter() if local(one.tag) == "sheet"]
    for sheet in _READER.xlsx(package):
        _take(content, sheet, titles)


def _take(content: OutputContent, sheet: WorkbookSheet, titles: list[str]) -> None:
    """Its cells, and what of it a reader does not see."""
    at = f"sheet {sheet.title}"
    if sheet.is_hidden:
        _tell(content, at, "the sheet is hidden", "Delete the sheet, or show it and have it checked.")
    for column in sheet.hidden_columns:
        _tell(content, f"{at}, column {letters(column)}", "the column is hidden", _SHOW)
    for row in sheet.hidden_rows:
        _tell(content, f"{at}, row {row + 1}", "the row is hidden", _SHOW)
    for row, column in sheet.comments:
        _tell(content, f"{at}, cell {letters(column)}{row + 1}", "the cell has a comment", "Take the comment out.")
    for one in sheet.formulas[:MOST_ROWS]:
        _formula(content, f"{at}, cell {letters(one.column)}{one.row + 1}", one, titles, sheet.title)
    content.sheets.append(Sheet(at, sheet.rows, by_letters=True))
    content.lines += [" ".join(c for c in row if c) for row in sheet.rows if sum(bool(c) for c in row) == 1]


def _properties(content: OutputContent, package: Package) -> Iterator[OutputFinding]:
    """Who wrote and last changed it, where that is a person's name."""
    if "docProps/core.xml" not in package.names:
        return
    for one in package.xml("docProps/core.xml"):
        name, text = local(one.tag), (one.text or "").strip()
        if name in ("creator", "lastModifiedBy") and text and text.lower() not in _PROGRAMS:
            yield OutputFinding(
                OutputCheck.PAYLOADS,
                "NB",
                Weight.LOOK,
                FindingPlace(content.name, "properties"),
                "its properties say who made it",
                "Take author and last editor out of the properties, unless they are meant to be known.",
            )
            return


_PROGRAMS = frozenset(
    {
        "openpyxl",
        "xlsxwriter",
        "r",
        "python",
        "apache poi",
        "pandas",
        "user",
        "alder",
        "microsoft office user",
        "python-docx",
        "libreoffice",
    }
)


def _plain(text: str) -> str:
    """A number as people write it: workbooks keep 0.1 as 0.10000000000000001, and whole ones with or without a dot."""
    try:
        return format(float(text), ".12g") if "." in text or "e" in text.lower() else text
    except ValueError:
        return text


_READER = WorkbookReader(_plain, MOST_CELLS)


def _formula(content: OutputContent, at: str, cell: Formula, titles: list[str], own: str) -> None:
    others = [name for name in _REFERENCE.findall(cell.formula) if name.strip("'") != own]
    if "[" in cell.formula or any(name not in titles for name in others):
        what, weight = "its formula reads another file", Weight.HELD
    elif is_hidden(cell.shown) or is_hidden(cell.shown.strip('"')):
        what, weight = "the cell hides a figure and its formula says or finds it", Weight.HELD
    elif others:
        what, weight = "its formula reads another sheet", Weight.HELD
    else:
        what, weight = "it holds a formula, not a value", Weight.LOOK
    _tell(content, at, what, _VALUES, weight)


def ods(file: SubmittedFile) -> OutputContent:
    """An OpenDocument workbook."""
    content = OutputContent(file, Form.ODS)
    try:
        _read_ods(content, opened(file))
    except TooMuch:
        content.findings.append(too_much(file))
    except DAMAGE:
        content.findings.append(unreadable(file, Form.ODS))
    return content


def _read_ods(content: OutputContent, package: Package) -> None:
    for name in package.names:
        if name.startswith("Pictures/"):
            content.parts.append(SubmittedFile(f"{content.name} > {name}", package.bytes(name)))
        elif name.startswith("Object ") and name.endswith("/content.xml"):
            _tell(content, "", "the workbook holds a chart or file with data of its own", _VALUES, Weight.LOOK)
    tree = package.xml("content.xml")
    for sheet in _READER.ods(tree):
        _take(content, sheet, [sheet.title])
    if any(local(one.tag) == "tracked-changes" for one in tree.iter()):
        _tell(content, "", "the workbook keeps its earlier versions", _VALUES)
    if any(local(one.tag) == "data-pilot-table" for one in tree.iter()):
        _tell(content, "", "the workbook holds a pivot table", _VALUES)


def parquet(file: SubmittedFile) -> OutputContent:
    """A Parquet file: its columns as texts, and whether a frame of records was written with its index."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = OutputContent(file, Form.PARQUET)
    try:
        opened = pq.ParquetFile(io.BytesIO(file.bytes))
        about = opened.metadata
        size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
        if about.num_rows * about.num_columns > MOST_CELLS or size > MOST_BYTES:
            content.findings.append(too_much(file))
            return content
        read = opened.read()
    except (pa.ArrowException, *DAMAGE):
        content.findings.append(unreadable(file, Form.PARQUET))
        return content
    names = list(read.column_names)
    content.indexed = any(name.startswith("__index_level_") for name in names)
    columns = [["" if value is None else _worded(value) for value in column.to_pylist()] for column in read.columns]
    content.sheets.append(Sheet("", [names, *map(list, zip(*columns, strict=True))], is_frame=True))
    return content


def _worded(value: Any) -> str:
    return format(value, ".12g") if isinstance(value, float) else str(value)
