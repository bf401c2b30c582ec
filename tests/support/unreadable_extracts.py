"""Extracts that cannot be loaded, each made from a sound one by one mishap. The people in them are made up."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MARK = "Zzyzx"
"""A text that stands in every file as a value, and that no message may repeat."""

NAMES = "PupilMatchingRefAnonymous,ACADYR,QN,LearningStartDate,LearningAimStatus,Gender,NCYear,Grade_ATT"
ROWS = [f"{MARK}{n},2018/2019,6001234{n},0{n + 1}/09/2018,{1 + n % 4},{'FM'[n % 2]},12,{MARK}" for n in range(9)]
GOOD = "\n".join([NAMES, *ROWS]) + "\n"

Make = Callable[[Path], Path]


def of(content: str | bytes, name: str = "plams.csv") -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def with_column(name: str, *values: str) -> str:
    """The sound file with other values in one column, the first ones over and over."""
    at = NAMES.split(",").index(name)
    cells = [row.split(",") for row in ROWS]
    for n, row in enumerate(cells):
        row[at] = values[n % len(values)]
    return "\n".join([NAMES, *(",".join(row) for row in cells)]) + "\n"


def exchanged(one: str, other: str) -> str:
    """The sound file with the names of two columns changed about."""
    names = NAMES.split(",")
    a, b = names.index(one), names.index(other)
    names[a], names[b] = other, one
    return "\n".join([",".join(names), *ROWS]) + "\n"


def zipped(folder: Path) -> Path:
    path = folder / "plams.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("plams.csv", GOOD)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def parquet(folder: Path) -> Path:
    path = folder / "plams.parquet"
    pq.write_table(pa.table({name: [MARK] for name in NAMES.split(",")}), path)
    path.write_bytes(path.read_bytes()[:-20])
    return path


def nested(folder: Path) -> Path:
    path = folder / "plams.parquet"
    pq.write_table(pa.table({name: [[MARK]] for name in NAMES.split(",")}), path)
    return path


MADE: dict[str, Make] = {
    "No such file": lambda folder: folder / "plams.csv",
    "An empty file": of(""),
    "A first line without names": of("\n" + GOOD),
    "Column names and no rows": of(NAMES + "\n"),
    "Columns divided by something else": of(GOOD.replace(",", "^")),
    "Names divided by commas, rows by tabs": of(NAMES + "\n" + "\n".join(r.replace(",", "\t") for r in ROWS) + "\n"),
    "A first line that is a row": of("\n".join(ROWS)),
    "Columns of another source": of("URN,EstablishmentName,Postcode\n1,x,y\n"),
    "A column that stands twice": of(GOOD.replace("Grade_ATT", "NCYear")),
    "A column that stands twice in other letters": of(GOOD.replace("Grade_ATT", "ncyear")),
    "Two columns without a name": of(GOOD.replace("Grade_ATT", "").replace("NCYear", "")),
    "UTF-16, as spreadsheets save Unicode text": of(GOOD.encode("utf-16")),
    "A file that is not text": of(GOOD.encode() + b"\x00\x01\n"),
    "Text in no known encoding": of(
        GOOD.encode().replace(b"Zzyzx,2018", b"\x81\x8d,2018").replace(MARK.encode(), b"\x9d")
    ),
    "Dates as numbers of days, as spreadsheets keep them": of(with_column("LearningStartDate", "43344")),
    "Dates with years of two digits": of(with_column("LearningStartDate", "01/09/18")),
    "Dates of SAS with years of two digits": of(with_column("LearningStartDate", "01SEP18")),
    "American dates": of(with_column("LearningStartDate", "09/01/2018", "09/14/2018")),
    "Codes taken for powers of ten": of(with_column("QN", "6.00E+07")),
    "Dates that no calendar has": of(with_column("LearningStartDate", "31/02/2018")),
    "Words where numbers are expected": of(with_column("NCYear", "twelve", "12")),
    "Numbers too large": of(with_column("NCYear", "99999999999")),
    "A column of codes and one of dates changed about": of(exchanged("LearningStartDate", "Grade_ATT")),
    "Two columns of codes changed about": of(exchanged("LearningAimStatus", "Gender")),
    "Most rows too short": of(NAMES + "\n" + "\n".join(r.rpartition(",")[0] for r in ROWS) + "\n"),
    "A quotation mark that nothing closes": of(GOOD.replace(f",12,{MARK}\n", f',12,"{MARK}\n', 1)),
    "An Excel workbook": lambda folder: _office(folder),
    "A SAS data set": of(b"\x00" * 12 + b"\xc2\xea\x81\x60" + b"\x00" * 400, "plams.sas7bdat"),
    "A PDF document": of("%PDF-1.7\n"),
    "A web page": of("<!DOCTYPE html><html></html>"),
    "A gzipped file cut short": of(gzip.compress(GOOD.encode() * 200)[:-60], "plams.csv.gz"),
    "A ZIP cut short": zipped,
    "A Parquet file cut short": parquet,
    "A Parquet file of lists": nested,
}
"""Files by what is wrong with them, in the order of the page `docs/reference/unreadable-extracts.md`."""


def _office(folder: Path) -> Path:
    path = folder / "plams.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return path
