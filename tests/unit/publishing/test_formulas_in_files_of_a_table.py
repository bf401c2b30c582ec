"""Nothing in a file of a table can become a formula, even if a label that is one were ever published."""

from __future__ import annotations

import io

import openpyxl
import pytest
from tests.support.made_table import FACTS, table

from alder.publishing.tables.table_files import of_table, tidy_rows, write_csv
from alder.show.ods import ods_bytes
from alder.show.workbook import sheets
from alder.show.xlsx import xlsx_bytes

FORMULAS = ('=HYPERLINK("http://mereshire.example","x")', "@SUM(A1)", "+44", "-1+1", "\tx", "=1+1")
LINES = "year | sex | starts\n" + "\n".join(f"202324 | {label} | -{n + 1}" for n, label in enumerate(FORMULAS))


@pytest.fixture(scope="module")
def made() -> object:
    from dataclasses import replace

    found = table(LINES)
    return sheets(found, replace(FACTS, rows=("fgr",), columns=(), notes="=cmd()"))


def test_a_workbook_has_text_where_there_is_text(made: object) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(made)))  # type: ignore[arg-type]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {"=1+1", "=cmd()", "@SUM(A1)"} <= {cell.value for cell in cells}
    assert {-1, -2, -3} <= {cell.value for cell in cells}


def test_a_workbook_of_opendocument_too(made: object) -> None:
    from odfdo import Document

    document = Document(io.BytesIO(ods_bytes(made)))  # type: ignore[arg-type]
    (found,) = (one for one in document.body.get_tables() if one.name == "Table")
    cells = [cell for line in found.get_values() for cell in line]
    assert "=1+1" in cells
    assert any(not isinstance(cell, str) and cell == -1 for cell in cells if cell is not None)
    assert "formula" not in document.get_part("content.xml").serialize().decode()


def test_csv_begins_such_text_with_an_apostrophe_and_leaves_numbers() -> None:
    found, out = table(LINES), io.BytesIO()
    write_csv(tidy_rows(found, [of_table(found)]), out)
    lines = out.getvalue().decode().splitlines()
    assert any("'=1+1" in line and line.endswith(",-6") for line in lines)
    assert not any(f",{label}" in line for label in ("=1", "@SUM", "+44") for line in lines)


def test_a_workbook_of_many_lines_takes_as_long_as_its_lines_do() -> None:
    """What writes ODS looked through all lines for each: 170,000 took a quarter of an hour of processor and more."""
    import time
    from dataclasses import replace

    def seconds(places: int) -> float:
        lines = "\n".join(f"202324 | P {n} | g{k} | {n}" for n in range(places) for k in range(20))
        made = sheets(
            table(f"year | place | kind | starts\n{lines}", places="LA"),
            replace(FACTS, rows=("place", "fgr"), columns=()),
        )
        begun = time.process_time()
        ods_bytes(made)
        return time.process_time() - begun

    seconds(10)
    assert seconds(2_000) < 40 * seconds(100), "twenty times the lines; it was more than a hundred times the work"
