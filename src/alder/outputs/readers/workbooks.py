"""Workbooks and Parquet: their cells, and what is in them that a reader does not see."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from alder.outputs.content import Form, OutputContent, Sheet, SubmittedFile, letters, saw
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.readers.packages import DAMAGE, MOST_BYTES, Package, TooMuch, local, too_much, unreadable
from alder.outputs.table import is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CELLS = 2_000_000
MOST_REPEATED = 10_000
_VALUES = "Copy the cells into a new workbook as values only, or save the sheet as CSV."
_REFERENCE = re.compile(r"'?([^'!]+)'?!")
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
        _read_xlsx(content, Package(file.bytes))
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
    shared = []
    if "xl/sharedStrings.xml" in package.names:
        items = package.xml("xl/sharedStrings.xml")
        shared = ["".join(t.text or "" for t in item.iter() if local(t.tag) == "t") for item in items]
    targets = {one.get("Id"): one.get("Target", "") for one in package.xml("xl/_rels/workbook.xml.rels")}
    book = package.xml("xl/workbook.xml")
    for one in (one for one in book.iter() if local(one.tag) == "definedName"):
        if one.get("hidden") in ("1", "true") and not (one.get("name") or "").startswith("_xlnm."):
            _tell(content, f"name {one.get('name')}", "a name is defined and hidden", _VALUES)
    entries = [one for one in book.iter() if local(one.tag) == "sheet"]
    for entry in entries:
        title = entry.get("name") or ""
        key = next((value for name, value in entry.attrib.items() if local(name) == "id"), "")
        target = targets.get(key, "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part not in package.names or "chartsheet" in part:
            continue
        if entry.get("state") in ("hidden", "veryHidden"):
            _tell(content, f"sheet {title}", "the sheet is hidden", "Delete the sheet, or show it and have it checked.")
        content.sheets.append(_sheet(content, title, package.xml(part), shared, [e.get("name") or "" for e in entries]))
        content.lines += [
            " ".join(c for c in row if c) for row in content.sheets[-1].rows if sum(bool(c) for c in row) == 1
        ]


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


def _sheet(content: OutputContent, title: str, tree: Any, shared: list[str], titles: list[str]) -> Sheet:
    grid: list[list[str]] = []
    total = 0
    for one in tree.iter():
        tag = local(one.tag)
        if tag == "col" and one.get("hidden") in ("1", "true"):
            first = letters(int(one.get("min", 1)) - 1)
            _tell(
                content,
                f"sheet {title}, column {first}",
                "the column is hidden",
                "Delete it, or show it and have it checked.",
            )
        if tag != "row":
            continue
        at = int(one.get("r", len(grid) + 1)) - 1
        if at - len(grid) > MOST_REPEATED:
            raise TooMuch
        while len(grid) < at:
            grid.append([])
        cells: list[str] = []
        if one.get("hidden") in ("1", "true"):
            _tell(
                content,
                f"sheet {title}, row {at + 1}",
                "the row is hidden",
                "Delete it, or show it and have it checked.",
            )
        for cell in one:
            if local(cell.tag) != "c":
                continue
            column = _column(cell.get("r", ""), len(cells))
            cells += [""] * (column - len(cells))
            text, formula = _cell(cell, shared)
            if formula is not None:
                _formula(content, f"sheet {title}, cell {letters(column)}{at + 1}", formula, text, titles, title)
            cells.append(text)
        total += len(cells)
        if total > MOST_CELLS:
            raise TooMuch
        grid.append(cells)
    return Sheet(f"sheet {title}", grid, by_letters=True)


def _column(reference: str, after: int) -> int:
    found = 0
    for sign in reference:
        if not sign.isalpha():
            break
        found = found * 26 + ord(sign.upper()) - 64
    if found > 16_384:
        raise TooMuch
    return max(found - 1, after) if found else after


def _cell(cell: Any, shared: list[str]) -> tuple[str, str | None]:
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
        text = _plain(text)
    return text, formula


def _plain(text: str) -> str:
    """A number as people write it: workbooks keep 0.1 as 0.10000000000000001, and whole ones with or without a dot."""
    try:
        return format(float(text), ".12g") if "." in text or "e" in text.lower() else text
    except ValueError:
        return text


def _formula(content: OutputContent, at: str, formula: str, shown: str, titles: list[str], own: str) -> None:
    others = [name for name in _REFERENCE.findall(formula) if name.strip("'") != own]
    if "[" in formula or any(name not in titles for name in others):
        what, weight = "its formula reads another file", Weight.HELD
    elif is_hidden(shown) or is_hidden(shown.strip('"')):
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
        _read_ods(content, Package(file.bytes))
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
    styles = _invisible_styles(tree)
    for table in (one for one in tree.iter() if local(one.tag) == "table"):
        given = _given(table)
        title = given.get("name", "")
        if given.get("style-name", "") in styles:
            _tell(content, f"sheet {title}", "the sheet is hidden", "Delete the sheet, or show it and have it checked.")
        content.sheets.append(_ods_sheet(content, title, table))
        content.lines += [
            " ".join(c for c in row if c) for row in content.sheets[-1].rows if sum(bool(c) for c in row) == 1
        ]
    if any(local(one.tag) == "tracked-changes" for one in tree.iter()):
        _tell(content, "", "the workbook keeps its earlier versions", _VALUES)
    if any(local(one.tag) == "data-pilot-table" for one in tree.iter()):
        _tell(content, "", "the workbook holds a pivot table", _VALUES)


def _given(element: Any) -> dict[str, str]:
    return {local(name): value for name, value in element.attrib.items()}


def _invisible_styles(tree: Any) -> set[str]:
    found = set()
    for style in (one for one in tree.iter() if local(one.tag) == "style"):
        for one in style:
            if local(one.tag) == "table-properties" and _given(one).get("display") == "false":
                found.add(_given(style).get("name", ""))
    return found


def _ods_sheet(content: OutputContent, title: str, table: Any) -> Sheet:
    grid: list[list[str]] = []
    total = 0
    place = 0
    for one in table.iter():
        tag, given = local(one.tag), _given(one)
        if tag == "table-column":
            if given.get("visibility") in ("collapse", "filter"):
                _tell(
                    content,
                    f"sheet {title}, column {letters(place)}",
                    "the column is hidden",
                    "Delete it, or show it and have it checked.",
                )
            place += int(given.get("number-columns-repeated", 1))
        if tag != "table-row":
            continue
        if given.get("visibility") in ("collapse", "filter"):
            _tell(
                content,
                f"sheet {title}, row {len(grid) + 1}",
                "the row is hidden",
                "Delete it, or show it and have it checked.",
            )
        cells: list[str] = []
        for cell in one:
            if local(cell.tag) not in ("table-cell", "covered-table-cell"):
                continue
            about = _given(cell)
            at = f"sheet {title}, cell {letters(len(cells))}{len(grid) + 1}"
            words = []
            for part in cell:
                if local(part.tag) == "annotation":
                    _tell(content, at, "the cell has a comment", "Take the comment out.")
                elif local(part.tag) == "p":
                    words.append("".join(part.itertext()))
            shown = " ".join(" ".join(words).split())
            text = _plain(about["value"]) if about.get("value-type") == "float" and "value" in about else shown
            if "formula" in about:
                _formula(content, at, about["formula"], shown, [title], title)
            repeated = int(about.get("number-columns-repeated", 1))
            cells += [text] * min(repeated, MOST_REPEATED if text else 1_000)
        while cells and not cells[-1]:
            cells.pop()
        repeated = min(int(given.get("number-rows-repeated", 1)), MOST_REPEATED if any(cells) else 1)
        total += len(cells) * repeated
        if total > MOST_CELLS:
            raise TooMuch
        grid += [cells] * repeated
    return Sheet(f"sheet {title}", grid, by_letters=True)


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
    content.sheets.append(Sheet("", [names, *map(list, zip(*columns, strict=True))]))
    return content


def _worded(value: Any) -> str:
    return format(value, ".12g") if isinstance(value, float) else str(value)
