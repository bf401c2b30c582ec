"""The content of a file in any format in which a table leaves: what is read of it to know the table again."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from alder.disclosure.ledger.fingerprint import Content, mark_of_figure
from alder.errors import UnreadableFile, UsageError
from alder.files.html_tables import grid_of
from alder.files.package import DAMAGE, Package, TooMuch
from alder.files.workbook import WorkbookReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from alder.files.workbook import WorkbookSheet

    Row = Sequence[str]

LARGEST = 512 << 20
"""Bytes that a file may have once it is unpacked: no table of a page or workbook is larger, and a bomb is."""

_SYMBOL = re.compile(r"\s*(0(\.0+)?%?|c|x|z|k|u|low|w|:|\.\.|\[\w{1,3}\])\s*(,.*)?$")
"""What stands for a figure: a row that has nothing else is no heading."""


def content_of(path: Path) -> Content:
    """What stands in a file: CSV (packed or not), Parquet, a page, a workbook, JSON."""
    ending = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    if ending not in _READS:
        raise UsageError(
            f"{path.name} is in no format in which a table is known", where=f"Formats: {', '.join(sorted(_READS))}."
        )
    try:
        return _READS[ending](path)
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}") from None
    except TooMuch:
        raise UnreadableFile(f"{path.name} is larger than {LARGEST >> 20} MB once it is unpacked") from None
    except (*DAMAGE, pa.ArrowInvalid, csv.Error) as error:
        raise UnreadableFile(
            f"{path.name} cannot be read as .{ending}", where=str(error).splitlines()[0][:200]
        ) from error


def _bytes(path: Path) -> bytes:
    with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as file:
        found = file.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise UnreadableFile(f"{path.name} is larger than {LARGEST >> 20} MB once it is unpacked")
    return found


def _csv(path: Path) -> Content:
    raw = _bytes(path)
    is_wide = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # what Excel calls Unicode text
    text = raw.decode("utf-16" if is_wide else "utf-8-sig", errors="replace")
    head = text.partition("\n")[0]
    separator = max(",;\t|", key=head.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    return Content.of_rows([([[name] for name in rows[0]], rows[1:])]) if rows else Content.of_rows([])


def _parquet(path: Path) -> Content:
    return Content.of(pq.read_table(path))


def _json(path: Path) -> Content:
    """Every list of objects, in whatever they lie, each a row."""
    found: list[list[dict[str, str]]] = []

    def look(at: Any) -> None:
        if isinstance(at, list) and at and all(isinstance(one, dict) for one in at):
            found.append([dict(_leaves(one)) for one in at])
        for one in at.values() if isinstance(at, dict) else at if isinstance(at, list) else ():
            if isinstance(one, (dict, list)):
                look(one)

    read = json.loads(_bytes(path))
    if isinstance(read, dict) and read.get("class") == "dataset" and "dimension" in read:
        return Content.of_rows([_json_stat(read)])
    look(read)
    blocks = []
    for rows in found:
        names = list(dict.fromkeys(name for row in rows for name in row))
        blocks.append(([[name] for name in names], [[row.get(name, "") for name in names] for row in rows]))
    return Content.of_rows(blocks)


def _json_stat(read: dict[str, Any]) -> tuple[list[list[str]], list[list[str]]]:
    """A data set of JSON-stat: its figures in one list, the last of its dimensions the fastest."""
    categories = [read["dimension"][id]["category"] for id in read["id"]]
    labels = []
    for one, size in zip(categories, read["size"], strict=True):
        index = one.get("index", list(one.get("label", {})))
        codes = index if isinstance(index, list) else sorted(index, key=index.get)
        labels.append([str(one.get("label", {}).get(code, code)) for code in codes][:size])
    value = read["value"]
    figures: dict[str, Any] = value if isinstance(value, dict) else {str(n): one for n, one in enumerate(value)}
    rows = []
    for n, words in enumerate(product(*labels)):
        figure = figures.get(str(n))
        rows.append([*words, "" if figure is None else str(figure)])
    return [[] for _ in range(len(labels) + 1)], rows


def _leaves(one: dict[str, Any], name: str = "") -> Iterator[tuple[str, str]]:
    for key, value in one.items():
        if isinstance(value, dict):
            yield from _leaves(value, key)
        elif not isinstance(value, list):
            yield (f"{name} {key}" if name else key), "" if value is None else str(value)


def _page(path: Path) -> Content:
    from lxml import html

    text = _bytes(path)
    if not text.strip():
        return Content.of_rows([])
    grids = [grid_of(table) for table in html.fromstring(text).iter("table")]
    return Content.of_rows([block for grid in grids for block in blocks_of(grid)])


def _xlsx(path: Path) -> Content:
    return _of_sheets(WorkbookReader().xlsx(_package(path)))


def _ods(path: Path) -> Content:
    return _of_sheets(WorkbookReader().ods(_package(path).xml("content.xml")))


def _package(path: Path) -> Package:
    return Package(_bytes(path), most=LARGEST, most_xml=LARGEST)


def _of_sheets(sheets: Iterable[WorkbookSheet]) -> Content:
    return Content.of_rows([block for sheet in sheets for block in blocks_of(sheet.rows)])


def blocks_of(grid: Sequence[Row]) -> list[tuple[list[list[str]], list[Row]]]:
    """Rows with figures, each run of them with what stands above each of its columns.

    A heading over several columns is written in the first of them, and stands above all up to the next.
    """
    blocks: list[tuple[list[list[str]], list[Row]]] = []
    heads: list[list[str]] = []
    rows: list[Row] = []
    width = max(map(len, grid), default=0)

    def end() -> None:
        if rows:
            blocks.append(([[head[n] for head in heads] for n in range(width)], list(rows)))
        rows.clear()

    for row in grid:
        if any(mark_of_figure(cell) or _SYMBOL.match(cell) for cell in row):
            rows.append(row)
            continue
        if rows:
            end()
            heads = []
        if any(cell.strip() for cell in row):
            heads.append(_spread(row, width))
    end()
    return blocks


def _spread(row: Row, width: int) -> list[str]:
    found, last = [], ""
    for n in range(width):
        last = row[n] if n < len(row) and row[n].strip() else last
        found.append(last)
    return found


_READS: dict[str, Callable[[Path], Content]] = {
    "csv": _csv,
    "parquet": _parquet,
    "json": _json,
    "html": _page,
    "xlsx": _xlsx,
    "ods": _ods,
}
