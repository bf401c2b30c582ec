"""The table on show as a file of every kind, opened again and compared with what was published, cell by cell."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.pages.conftest import ABSENCE, Look
from tests.support import data_set_of_money
from tests.support.site import Site, taken_on

MONEY = "0a1b2c3d-0000-4000-8000-00000000a1e0"
PLACE = {"": "England", "99000001": "Northfield College (99000001)", "99000002": "Northfield College (99000002)"}
YEARS = {"202223": "2022/23", "202324": "2023/24"}


@pytest.fixture(scope="module")
def address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a table of all that the made-up money has, with `{}` where the ending stands."""
    file = data_set_of_money.write(tmp_path_factory.mktemp("money"))
    noted = ("--notes", "Pay is before tax.\nBreak from 2023/24: another survey.")
    site.publish(file, "--id", MONEY, "--title", "Pay =1+1", *noted, *taken_on(file), publication="Pay")
    meta = site.get(f"/v1/data-sets/{MONEY}/meta")
    shown = "&".join(f"show={i['id']}" for i in meta["indicators"])
    span = "from=AY.202223&to=AY.202324"
    (band,) = meta["filters"]
    where = "place=NAT.*&place=PROV.*"
    return f"/create-a-table/data-set/{MONEY}/table{{}}?{where}&{span}&item={band['id']}.*&{shown}"


def taken(site: Site, address: str, kind: str) -> bytes:
    reply = site.send("GET", address.format(f".{kind}"))
    assert reply.status_code == 200
    assert reply["Content-Disposition"].endswith(f".{kind}")
    return bytes(reply.content)


def published() -> dict[tuple[str, str, str, str], str]:
    """The figure of every place, band, year and measure, as the file that was published has it."""
    return {
        (PLACE[row["provider_ukprn"]], row["band"], YEARS[row["time_period"]], measure): row[column]
        for row in data_set_of_money.rows()
        for column, measure in (("change", "Change in pay (£)"), ("share", "Share of leavers (%)"))
    }


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def compared(lines: list[list[Any]]) -> None:
    """A sheet's table is that which was published: numbers as numbers, symbols as text, a gap told in words."""
    (top,) = (n for n, line in enumerate(lines) if line[:2] == ["Place", "Band of pay"])
    expected = {key: _number(text) for key, text in published().items()}
    seen = {}
    for line in lines[top + 1 :]:
        for head, cell in zip(lines[top][2:], line[2:], strict=True):
            year, measure = head.split(", ")
            seen[line[0], line[1], year, measure] = cell
    gaps = {key: cell for key, cell in seen.items() if key not in expected}
    assert set(gaps.values()) == {"no figure"}
    assert len(gaps) == 2
    assert {key: cell for key, cell in seen.items() if key not in gaps} == expected
    assert {type(cell) for key, cell in seen.items() if isinstance(expected.get(key), float)} <= {int, float}


def test_a_workbook_of_excel(site: Site, address: str) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(taken(site, address, "xlsx")))
    assert book.sheetnames == ["Cover", "Table", "Notes"]
    sheet = book["Table"]
    compared([[cell.value for cell in row] for row in sheet.iter_rows()])
    assert not any(cell.data_type == "f" for one in book for row in one.iter_rows() for cell in row)
    assert not any(one.merged_cells.ranges for one in book)
    assert [list(one.tables) for one in book] == [["About"], ["Figures"], ["Measures", "Symbols"]]
    (head,) = (row for row in sheet.iter_rows() if row[0].value == "Place")
    assert sheet.freeze_panes == f"B{head[0].row + 1}"
    assert sheet.column_dimensions["A"].width > 20
    figure = next(row[2] for row in sheet.iter_rows(min_row=head[0].row + 1) if isinstance(row[2].value, float | int))
    assert figure.number_format == "#,##0"
    cover, notes = (
        "\n".join(str(c.value) for row in book[name].iter_rows() for c in row) for name in ("Cover", "Notes")
    )
    assert "Pay =1+1" in cover
    assert "2023/24" in cover
    assert "How to cite" in cover
    assert "Pay is before tax." in notes
    assert "hidden to protect people" in notes


def test_a_workbook_of_opendocument(site: Site, address: str) -> None:
    from odfdo import Document

    document = Document(io.BytesIO(taken(site, address, "ods")))
    tables = {table.name: table for table in document.body.get_tables()}
    assert list(tables) == ["Cover", "Table", "Notes"]
    lines = [[_plain(value) for value in line] for line in tables["Table"].get_values()]
    compared(lines)
    xml = document.get_part("content.xml").serialize().decode()
    assert "table:formula" not in xml
    assert "table:number-columns-spanned" not in xml
    assert "table:table-header-rows" in xml
    assert "VerticalSplitPosition" in document.get_part("settings.xml").serialize().decode()
    assert document.meta.title == "Change in pay and share of leavers by place and band of pay, 2022/23 to 2023/24"
    notes = [str(cell) for line in tables["Notes"].get_values() for cell in line]
    assert "Pay is before tax." in notes
    assert ("c", "hidden to protect people") in pairwise(notes)


def _plain(value: Any) -> Any:
    return float(value) if value is not None and not isinstance(value, str) else value


def test_libreoffice_reads_the_same(site: Site, address: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice (Debian: apt-get install libreoffice-calc)")
    kinds = ("ods", "xlsx")
    for kind in kinds:
        (tmp_path / f"{kind}.{kind}").write_bytes(taken(site, address, kind))
    every = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", every, "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, *(f"{kind}.{kind}" for kind in kinds)], check=True, capture_output=True, cwd=tmp_path, timeout=120
    )
    for kind in kinds:
        with (tmp_path / f"{kind}-Table.csv").open(newline="", encoding="utf-8") as file:
            compared([[_number(cell) if n > 1 else cell for n, cell in enumerate(line)] for line in csv.reader(file)])


def test_tidy_csv_with_codes_of_places(site: Site, address: str) -> None:
    text = taken(site, address, "csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    harmless = {f"'{label}" if label[0] in "=+@-" else label: label for label in data_set_of_money.GROUPS}
    assert [
        (r["location_code"], r["location_name"], r["time_period"], harmless[r["band"]], r["change"], r["share"])
        for r in sorted(rows, key=_order)
    ] == [
        (
            *(r["provider_ukprn"] or r["country_code"], r["provider_name"] or r["country_name"], r["time_period"]),
            *(r["band"], r["change"], r["share"]),
        )
        for r in data_set_of_money.rows()
    ]
    assert "-3000" in text, "a negative number is a number"
    with zipfile.ZipFile(io.BytesIO(taken(site, address, "zip"))) as archive:
        figures, notes = archive.namelist()
        assert archive.read(figures).decode() == text
        assert "Pay is before tax." in archive.read(notes).decode()


def _order(row: dict[str, str]) -> tuple[int, str, int]:
    places = ["E92000001", "99000001", "99000002"]
    labels = [f"'{label}" if label[0] in "=+@-" else label for label in data_set_of_money.GROUPS]
    return places.index(row["location_code"]), row["time_period"], labels.index(row["band"])


def test_parquet_with_its_notes(site: Site, address: str) -> None:
    table = pq.read_table(io.BytesIO(taken(site, address, "parquet")))
    found = {(r["location_code"], r["time_period"], r["band"]): (r["change"], r["share"]) for r in table.to_pylist()}
    assert found == {
        (r["provider_ukprn"] or r["country_code"], r["time_period"], r["band"]): (r["change"], r["share"])
        for r in data_set_of_money.rows()
    }
    notes = table.schema.metadata[b"notes"].decode()
    assert "Symbol c: hidden to protect people" in notes
    assert "Pay is before tax." in notes


def test_the_builder_and_the_api_write_the_same_cube(site: Site, address: str) -> None:
    built = json.loads(taken(site, address, "json"))
    asked = site.send("GET", f"/v1/data-sets/{MONEY}/query", Accept="application/vnd.json-stat+json")
    assert _cells(built) == _cells(json.loads(asked.content))
    assert built["id"] == json.loads(asked.content)["id"]
    assert built["role"] == {"time": ["period"], "geo": ["place"], "metric": ["indicator"]}
    assert built["extension"]["status"] == {"c": "hidden to protect people", "z": "not applicable"}
    assert "Pay is before tax." in built["note"]
    assert len(_cells(built)) == len(published())


def _cells(cube: dict[str, Any]) -> dict[tuple[str, ...], Any]:
    """Every value and status by the ids of its members, as a reader of JSON-stat works them out."""
    found = {}
    index = [list(cube["dimension"][name]["category"]["index"]) for name in cube["id"]]
    for at, value in {**cube["value"], **cube["status"]}.items():
        rest, key = int(at), []
        for ids in reversed(index):
            rest, n = divmod(rest, len(ids))
            key.append(ids[n])
        found[tuple(reversed(key))] = value
    return found


def test_a_table_that_no_workbook_holds_says_so(site: Site, address: str, look: Look, monkeypatch: Any) -> None:
    monkeypatch.setattr("alder.show.workbook.MOST_CELLS", 20)
    page = look(address.format(".ods"), 413)
    assert page.heading == "This table is too large for a spreadsheet"
    assert "It has 72 cells. 20 is the most" in page.words
    monkeypatch.setattr("alder.show.workbook.MOST_COLUMNS", 1)
    assert "It has 4 columns of figures. 1 is the most" in look(address.format(".xlsx"), 413).words
    assert site.send("GET", address.format(".docx")).status_code == 404


def test_a_workbook_without_columns_to_tell_apart(site: Site, look: Look) -> None:
    import openpyxl

    page = look(f"/create-a-table/data-set/{ABSENCE}/content?place=NAT.*&from=AY.202324&to=AY.202324")
    page = look(page.submitted({"show": ["Absence rate"], "item": ["Not split by this", "Total"]}))
    reply = site.send("GET", page.address.replace("/table?", "/table.xlsx?"))
    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    sheet, notes = book["Table"], [str(row[0].value) for row in book["Notes"].iter_rows()]
    assert any(words.startswith("Published although a check failed: ") for words in notes)
    assert any(words.endswith("Why: Made up") for words in notes)
    last = [[cell.value for cell in row] for row in sheet.iter_rows()][-2:]
    assert last[0][0] == "Absence rate (%)"
    assert isinstance(last[1][0], float)
