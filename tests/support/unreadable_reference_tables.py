"""Files of reference data that have come to harm, each under the name by which the page in the docs lists it."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

HEAD = "FworkCode,ProgType,PwayCode,LearnAimRef,EffectiveFrom,EffectiveTo,FrameworkComponentType"
ROW = "403,2,1,50080669,2010-08-01,2015-07-31,1"
MARK = "5008066"
"""Stands in every row, so that a test can see that no answer repeats a value."""

ROWS = [f"403,2,{n},{MARK}{n},2010-08-01,{'' if n % 2 else '2015-07-31'},{n % 3}" for n in range(1, 10)]


def text(*rows: str, head: str = HEAD) -> str:
    return "\r\n".join([head, *(rows or ROWS)]) + "\r\n"


def _file(content: str | bytes, name: str = "FrameworkAims.csv") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def _zip(*members: tuple[str, str], cut: int = 0) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "LARS.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members:
                archive.writestr(name, content)
        if cut:
            path.write_bytes(path.read_bytes()[:-cut])
        return path

    return make


def _half_gzip(folder: Path) -> Path:
    path = folder / "FrameworkAims.csv.gz"
    path.write_bytes(gzip.compress(text(*ROWS * 4000).encode())[:-2000])
    return path


def _bomb(folder: Path) -> Path:
    return _zip(("FrameworkAims.csv", HEAD + "\n" + "0" * (40 << 20)))(folder)


def _with(change: tuple[str, str], rows: int = 9) -> str:
    return text(*(row.replace(*change) for row in ROWS[:rows]), *ROWS[rows:])


MADE: dict[str, Callable[[Path], Path]] = {
    "No such file": lambda folder: folder / "FrameworkAims.csv",
    "An empty file": _file(b""),
    "A first line without names": _file("\n" + text()),
    "Column names and no rows": _file(HEAD + "\n"),
    "A table that Alder does not take": _file("Colour,Size\nred,1\n", "Colours.csv"),
    "A column that is missing": _file(text(head=HEAD.replace("EffectiveTo", "Until"))),
    "A column that stands twice": _file(text(head=HEAD + ",ProgType").replace("\r\n4", ",2\r\n4")),
    "Semicolons between columns": _file(text().replace(",", ";")),
    "Tabs between columns": _file(text().replace(",", "\t")),
    "UTF-16, as spreadsheets save Unicode text": _file(text().encode("utf-16")),
    "A file that is not text": _file(text().encode().replace(b"2010", b"\x00010")),
    "Dates in numbers, as spreadsheets keep them": _file(_with(("2010-08-01", "40391"))),
    "Years of two digits": _file(_with(("2010-08-01", "01/08/10"))),
    "Months named and years of two digits": _file(_with(("2010-08-01", "01-Aug-10"))),
    "American dates": _file(_with(("2015-07-31", "07/31/2015"))),
    "Aim references without leading zeros": _file(_with((MARK, "5008"))),
    "A code taken for a power of ten": _file(_with((MARK + "9", "5.01E+12"))),
    "A quotation mark that nothing closes": _file(_with((MARK + "3", f'"{MARK}3'))),
    "Most rows too short": _file(_with((",50080", "50080"))),
    "Most dates impossible": _file(_with(("2010-08-01", "2010-02-30"))),
    "An Excel workbook": _zip(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")),
    "A PDF document": _file(b"%PDF-1.7\n", "FrameworkAims.pdf"),
    "An Access database": _file(b"\x00\x01\x00\x00Standard Jet DB\x00", "LARS.mdb"),
    "A web page": _file(b"<!DOCTYPE html><title>Download</title>"),
    "A ZIP without a CSV": _zip(("readme.md", "# LARS")),
    "A ZIP without a table that Alder takes": _zip(("Colours.csv", "Colour,Size\nred,1\n"), ("More.csv", "A,B\n1,2\n")),
    "A ZIP with a table twice": _zip(("a/Aims_1.csv", text()), ("b/Aims_2.csv", text())),
    "A ZIP cut short": _zip(("FrameworkAims.csv", text()), cut=30),
    "A gzipped file cut short": _half_gzip,
    "A ZIP that unpacks to far more": _bomb,
}
