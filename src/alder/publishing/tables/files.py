"""A chosen table as a file of any kind: tidy CSV, alone or with its notes, Parquet, and a cube of JSON-stat 2.0 here;
workbooks by `alder.publishing.tables.ods` and `xlsx`.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

from alder.publishing.json_stat import Cube, option_member, period_member, place_member
from alder.publishing.tables.facts import as_lines
from alder.publishing.tables.figure import is_number
from alder.publishing.tables.flat import Flat, of_table
from alder.publishing.tables.ods import ods_bytes
from alder.publishing.tables.sheets import sheets
from alder.publishing.tables.title import indicators_of
from alder.publishing.tables.xlsx import xlsx_bytes

if TYPE_CHECKING:
    from typing import BinaryIO

    import pyarrow as pa

    from alder.publishing.tables.facts import Facts
    from alder.publishing.tables.table import Table

LIMITED = ("ods", "xlsx", "json")
"""Kinds that are made of a whole table in memory, so that there is a most that they hold."""
_THEN = (1980, 1, 1, 0, 0, 0)
"""The time of the files in an archive: always the same, so that the same table is the same archive."""

_ODD = r'[",\r\n\x00]|^[=+@\t-]'
"""What a cell holds or begins with that may not stand as it is."""
_LINES_AT_ONCE = 50_000
_ROW_GROUP = 100_000
_MOST_BYTES_A_CELL = 64
"""An archive says in advance whether a file in it may have more than two gigabytes. Cells are a tenth of this long."""


def file_of(kind: str, table: Table, facts: Facts, name: str) -> bytes:
    """A file of a table that is in memory; `TooLarge` where it would not fit into one of this kind."""
    if kind == "json":
        return json_stat(table, facts).encode()
    if kind in LIMITED:
        return (ods_bytes if kind == "ods" else xlsx_bytes)(sheets(table, facts))
    out = io.BytesIO()
    write_file(kind, Flat(table, [of_table(table)]), facts, name, out)
    return out.getvalue()


def write_file(kind: str, table: Flat, facts: Facts, name: str, out: BinaryIO) -> None:
    """Write a file of rows, of any size."""
    table.mark = facts.figures_are.mark
    if kind == "csv":
        write_csv(table, out)
    elif kind == "zip":
        write_csv_with_notes(table, facts, name, out)
    else:
        write_parquet(table, facts, out)


def write_csv(table: Flat, out: BinaryIO) -> None:
    """The figures alone, so that a program can read them as they are."""
    out.write(",".join(map(_cell, table.columns)).encode() + b"\r\n")
    for part in table:
        for start in range(0, part.num_rows, _LINES_AT_ONCE):
            out.write(_lines(part.slice(start, _LINES_AT_ONCE)))


def _lines(part: pa.RecordBatch) -> memoryview:
    """Rows as the bytes of lines: cells are joined as columns, and lie one after the other in memory as they are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    comma, end, nothing = (pa.scalar(text, pa.large_string()) for text in (",", "\r\n", ""))
    cells = pc.binary_join_element_wise(*(_cells(column).cast(pa.large_string()) for column in part.columns), comma)
    lines = pc.binary_join_element_wise(cells, end, nothing)
    _, offsets, data = lines.buffers()
    bounds = np.frombuffer(offsets, np.int64)
    return memoryview(data)[bounds[lines.offset] : bounds[lines.offset + len(lines)]]


def _cells(column: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        return _cells(column.dictionary).take(column.indices)
    odd = pc.match_substring_regex(column, _ODD)
    if not pc.any(odd).as_py():
        return column
    return pc.replace_with_mask(column, odd, pa.array(map(_cell, column.filter(odd).to_pylist()), column.type))


def _cell(text: str) -> str:
    """A cell as CSV. What a spreadsheet would take for a formula is kept from being one by an apostrophe."""
    if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not is_number(text)):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '",\r\n') else text


def write_csv_with_notes(table: Flat, facts: Facts, name: str, out: BinaryIO) -> None:
    """An archive of the CSV file and what must be read with it."""
    most = table.outline.contents.rows * len(table.columns) * _MOST_BYTES_A_CELL
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_member(f"{name}.csv"), "w", force_zip64=most >= zipfile.ZIP64_LIMIT) as file:
            write_csv(table, file)  # type: ignore[arg-type]
        notes = "\r\n".join(as_lines(table.outline, facts, table.symbols)) + "\r\n"
        archive.writestr(_member(f"{name}.notes.txt"), notes)


def _member(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, _THEN)
    found.compress_type = zipfile.ZIP_DEFLATED
    return found


def write_parquet(table: Flat, facts: Facts, out: BinaryIO) -> None:
    """All columns as text, as the standard wants them, with the notes in the file's own description."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in table.columns])
    # Without a schema of Arrow beside it, what is known only at the end is what readers find with the schema.
    with pq.ParquetWriter(out, schema, compression="zstd", store_schema=False) as writer:
        waiting: list[pa.RecordBatch] = []
        for part in table:
            waiting.append(part.cast(schema))
            if sum(one.num_rows for one in waiting) >= _ROW_GROUP:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting))
        notes = "\n".join(as_lines(table.outline, facts, table.symbols))
        made_up = {"made_up": facts.figures_are.mark} if facts.figures_are else {}
        writer.add_key_value_metadata({"title": facts.titled(table.outline), "notes": notes, **made_up})


def json_stat(table: Table, facts: Facts) -> str:
    """A cube of every dimension, with its notes."""
    contents = table.contents
    indicators = indicators_of(table)
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
