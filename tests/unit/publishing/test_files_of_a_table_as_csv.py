"""Tables are written as CSV by columns; the bytes are those that Python's own writer of CSV makes, row by row.

Nothing in a file of a table can become a formula, even if a label that is one were ever published.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.made_table import FACTS, table
from tests.support.properties import tried

from alder.publishing.contents.version_contents import (
    Contents,
    DataSetFilter,
    DataSetIndicator,
    Option,
    Place,
    PlaceGroup,
    TimePeriod,
)
from alder.publishing.standard import LEVEL_BY_CODE
from alder.publishing.tables import table_files
from alder.publishing.tables.chosen_table import table_of
from alder.publishing.tables.table_files import of_table, tidy_rows, write_csv
from alder.show.ods import ods_bytes
from alder.show.table import StatisticalTable
from alder.show.workbook import sheets
from alder.show.xlsx import xlsx_bytes

ODD = ("", "Total", "a, b", 'Say "hello"', "two\nlines", "two\r\nlines", "\r", "=1+1", "-1", "-0.5", "- x", "-", "-1e5")
ODD += (
    "+44",
    "@x",
    "\tx",
    " lead",
    "trail ",
    "it's",
    "#",
    "NULL",
    "None",
    "nan",
    "Ünïcödé ✓ 教育",
    "-٣",
    "'",
    "\x00",
    "z;y",
)
SYMBOLS = ("c", "z", "x", "low", ":", "~", "k", "1,234")


def by_python(found: StatisticalTable) -> bytes:
    """The file row by row, as it was written before tables were columns."""
    contents, out = found.contents, io.StringIO()
    measures = [n for n, _ in found.dimension("indicator").members if isinstance(n, int)]
    write = csv.writer(out, lineterminator="\r\n")
    heads = ["time_period", "time_identifier", "geographic_level", "location_code", "location_name"]
    heads += [f.column for f in contents.filters] + [contents.indicators[n].column for n in measures]
    write.writerow(map(harmless, heads))
    for key in dict.fromkeys(key[:-1] for key in found.figures):
        (level, place), period, *options = key  # type: ignore[misc]
        at, when = contents.places_by_level[level][place - 1], contents.periods[period - 1]  # type: ignore[operator]
        code = next((value for _, value in at.codes if value), "")
        cells = [when.period, when.identifier.text, LEVEL_BY_CODE[level].text, code, at.label]
        cells += [f.options[c - 1].label if c else "" for f, c in zip(contents.filters, options, strict=True)]  # type: ignore[operator]
        write.writerow(map(harmless, [*cells, *(found.figures.get((*key, n), "") for n in measures)]))
    return out.getvalue().encode()


def harmless(text: str) -> str:
    is_number = re.fullmatch(r"-?\d+(?:\.\d+)?", text)
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not is_number) else text


def by_columns(found: StatisticalTable) -> bytes:
    out = io.BytesIO()
    write_csv(table_files.tidy_rows(found, [table_files.of_table(found)]), out)
    return out.getvalue()


def test_every_odd_text_as_a_label_a_code_a_heading_and_a_figure() -> None:
    contents = Contents(
        filters=(
            DataSetFilter("f", "a, column", "Group", "", tuple(Option(f"o{n}", text) for n, text in enumerate(ODD))),
        ),
        indicators=(
            DataSetIndicator("i", "=figure", "Figure", "", None),
            DataSetIndicator("j", "other", "Other", "%", 1),
        ),
        levels=("NAT", "LA"),
        places=(
            PlaceGroup("NAT", (Place("e", "England", (("code", "E92000001"),)),)),
            PlaceGroup(
                "LA", tuple(Place(f"p{n}", text, (("code", ""), ("oldCode", text))) for n, text in enumerate(ODD))
            ),
        ),
        periods=(TimePeriod("202324", "AY"), TimePeriod("2024", "CY")),
        rows=1,
    )
    places = [("NAT", 1), *(("LA", n + 1) for n in range(len(ODD)))]
    texts = (*ODD, *SYMBOLS)
    figures = {
        (place, 1 + at % 2, option, n): texts[(at * 7 + option * 3 + n) % len(texts)]
        for at, place in enumerate(places)
        for option in range(len(ODD) + 1)
        for n in (0, 1)
        if (at + option) % 5
    }
    found = table_of(contents, figures, (1, 0))
    assert by_columns(found) == by_python(found)
    assert by_columns(found).count(b"\r\n") > 500


@settings(max_examples=tried(60), deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
def test_any_texts_as_figures(texts: list[str]) -> None:
    found = table("year | sex | starts\n" + "\n".join(f"202324 | g{n} | 1" for n in range(len(texts))))
    found = replace(found, figures=dict(zip(found.figures, texts, strict=True)))
    assert by_columns(found) == by_python(found)


def test_a_file_of_many_parts_is_that_of_one() -> None:
    found = table("year | sex | starts\n" + "\n".join(f"202324 | g{n} | {n}" for n in range(50)))
    whole, out = table_files.of_table(found), io.BytesIO()
    write_csv(table_files.tidy_rows(found, (whole.slice(n, 7) for n in range(0, 50, 7))), out)
    assert out.getvalue() == by_columns(found)
    assert isinstance(whole.column(0), pa.DictionaryArray)


def test_symbols_are_known_once_the_rows_were_read() -> None:
    found = table("year | sex | starts\n202324 | a | c\n202324 | b | 5\n202324 | d | low")
    rows = table_files.tidy_rows(found, [table_files.of_table(found)])
    write_csv(rows, io.BytesIO())
    assert rows.symbols == {"c", "low"}


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
