"""A chosen table as a file: tidy CSV, alone or with its notes, Parquet, and a cube of JSON-stat 2.0."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING

from alder.publishing.cube import Cube, option_member, period_member, place_member
from alder.publishing.tables import flat
from alder.publishing.tables.facts import as_lines
from alder.publishing.tables.figure import is_number
from alder.publishing.tables.title import indicators_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.publishing.tables.facts import Facts
    from alder.publishing.tables.table import Table

_THEN = (1980, 1, 1, 0, 0, 0)
"""The time of the files in an archive: always the same, so that the same table is the same archive."""


def csv_lines(lines: Iterable[list[str]]) -> str:
    """Rows as CSV. What a spreadsheet would take for a formula is kept from being one by an apostrophe."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_harmless(cell) for cell in line] for line in lines)
    return out.getvalue()


def csv_text(table: Table) -> str:
    """The figures alone, so that a program can read them as they are."""
    return csv_lines([flat.columns(table.contents, indicators_of(table)), *flat.rows(table)])


def csv_with_notes(table: Table, facts: Facts, name: str) -> bytes:
    """An archive of the CSV file and what must be read with it."""
    out = io.BytesIO()
    notes = "\r\n".join(as_lines(table, facts)) + "\r\n"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in ((f"{name}.csv", csv_text(table)), (f"{name}.notes.txt", notes)):
            archive.writestr(zipfile.ZipInfo(file, _THEN), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parquet_bytes(table: Table, facts: Facts) -> bytes:
    """All columns as text, as the standard wants them, with the notes in the file's own description."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(flat.rows(table))
    named = flat.columns(table.contents, indicators_of(table))
    data = pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(named)})
    out = io.BytesIO()
    notes = {"title": title_of(table), "notes": "\n".join(as_lines(table, facts))}
    pq.write_table(data.replace_schema_metadata(notes), out, compression="zstd")
    return out.getvalue()


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
    made = cube.as_json(title_of(table), updated=facts.published, source=source, notes=as_lines(table, facts)[1:])
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not is_number(text)) else text
