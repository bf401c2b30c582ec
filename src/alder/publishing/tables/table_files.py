"""A chosen table as a file of any kind: tidy CSV, alone or with its notes, Parquet, and a cube of JSON-stat 2.0 here;
workbooks by `alder.show.ods` and `xlsx`.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from alder.publishing.json_stat import Cube, option_member, period_member, place_member
from alder.publishing.tables.flat import of_table, tidy_rows
from alder.show import parquet
from alder.show.notes import as_lines
from alder.show.ods import ods_bytes
from alder.show.tidy_csv import TidyRows, write_csv, write_csv_with_notes
from alder.show.workbook import sheets
from alder.show.xlsx import xlsx_bytes

if TYPE_CHECKING:
    from typing import BinaryIO

    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.notes import TableSource

LIMITED = ("ods", "xlsx", "json")
"""Kinds that are made of a whole table in memory, so that there is a most that they hold."""


def file_of(kind: str, table: ChosenTable, facts: TableSource, name: str) -> bytes:
    """A file of a table that is in memory; `TooLarge` where it would not fit into one of this kind."""
    if kind == "json":
        return json_stat(table, facts).encode()
    if kind in LIMITED:
        return (ods_bytes if kind == "ods" else xlsx_bytes)(sheets(table, facts))
    out = io.BytesIO()
    write_file(kind, tidy_rows(table, [of_table(table)]), facts, name, out)
    return out.getvalue()


def write_file(kind: str, table: TidyRows, facts: TableSource, name: str, out: BinaryIO) -> None:
    """Write a file of rows, of any size."""
    table.mark = facts.figures_are.mark
    if kind == "csv":
        write_csv(table, out)
    elif kind == "zip":
        write_csv_with_notes(table, facts, name, out)
    else:
        parquet.write_text(table, facts, out)


def json_stat(table: ChosenTable, facts: TableSource) -> str:
    """A cube of every dimension, with its notes."""
    contents = table.contents
    indicators = table.indicators
    at = [contents.indicators.index(i) for i in indicators]
    cube = Cube(contents.filters, indicators)
    for key in dict.fromkeys(key[:-1] for key in table.figures):
        (level, place), period, *options = key  # type: ignore[misc]
        members = [
            period_member(contents.periods[period - 1]),  # type: ignore[operator]
            place_member(contents.places_by_level[level][place - 1]),
            *(option_member(f, code) for f, code in zip(contents.filters, options, strict=True)),  # type: ignore[arg-type]
        ]
        cube.add(members, [table.figures.get((*key, n), "") for n in at])
    source = f"{facts.publication}, {facts.release}"
    made = cube.as_json(
        facts.titled(table),
        updated=facts.published,
        source=source,
        notes=as_lines(table, facts, table.figures.values())[1:],
    )
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
