"""Linked rows side by side under people's keys, a block at a time, without what identifies anybody."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from alder.engine.duckdb import DuckDB
from alder.errors import UsageError
from alder.linkage.extract import Shown, shown
from alder.linkage.links import LINKS
from alder.linkage.stored import BLOCK, Stored
from alder.rights import private_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alder.linkage.links import Links, Side
    from alder.linkage.project import Project
    from alder.model.expr import Table

_ROW = "link row"
"""The column with the number of a row, under a name that no table has."""

Columns = dict[str, tuple[str, Shown, pa.DataType]]
"""By its name in the extract: the name of a column in the engine, what becomes of it, and its type there."""


def blocks(links: Links) -> Iterator[pa.Table]:
    """The linked rows. Both sides are joined by the engine, and people's numbers become keys on the way out."""
    project = _project(links)
    columns, schema = _columns(links), schema_of(links)
    spill = links.folder.path / "spill"
    with DuckDB(memory_limit=links.memory, spill=spill) as engine:
        engine.add(LINKS, [links.path(LINKS)], parquet.read_schema(links.path(LINKS)))
        for side, letter in ((links.left, "a"), (links.right, "b")):
            _add(engine, side, letter, {s.column: own for own, s, _ in columns.values() if own.startswith(letter)})

        def build() -> Table:
            from alder.model import expr

            t, a, b = (expr.table(n, engine.schema(n)) for n in (LINKS, "a", "b"))
            t = t.inner_join(a.select(**_renamed(a, "left_row")), "left_row")
            t = t.inner_join(b.select(**_renamed(b, "right_row")), "right_row")
            return t.select("person", "pass", *(own for own, _, _ in columns.values()))

        for batch in engine.blocks(build, BLOCK):
            rows = pa.Table.from_batches([batch])
            made = {"person": rows["person"], "link_pass": rows["pass"]}
            made |= {name: what.of(rows[own], project) for name, (own, what, _) in columns.items()}
            yield pa.table({name: _as(column, schema.field(name).type) for name, column in made.items()}, schema=schema)


def schema_of(links: Links) -> pa.Schema:
    """The columns of an extract: the person's key, the pass, and what both sides may show."""
    _project(links)
    told = [(name, pa.string() if what.keyed else kind) for name, (_, what, kind) in _columns(links).items()]
    return pa.schema([("person", pa.string()), ("link_pass", pa.string()), *told])


def write(links: Links, file: Path) -> int:
    """Write the linked rows; a file that could not be finished is not left behind.

    Their match rates go with them: in the metadata of a Parquet file, beside a CSV file as NAME.match.json.
    """
    draft = file.with_name(f".{file.name}.part")
    said = json.dumps(links.report.carried(), indent=1, ensure_ascii=False)
    rows = 0
    with ExitStack() as opened:
        opened.callback(draft.unlink, missing_ok=True)
        schema, is_text = schema_of(links), file.suffix.lower() == ".csv"
        kind = csv.CSVWriter if is_text else parquet.ParquetWriter
        with kind(private_file(draft), schema if is_text else schema.with_metadata({"alder": said})) as out:
            for block in blocks(links):
                out.write_table(block)
                rows += block.num_rows
        if is_text:
            private_file(file.with_suffix(".match.json")).write_text(said + "\n", encoding="utf-8")
        draft.replace(file)
    return rows


def _project(links: Links) -> Project:
    if links.project is None:
        raise UsageError(
            "linked rows leave under keys of a project only, and none was named",
            next="Name one: project='attainment-2026', in the terminal --project attainment-2026.",
        )
    return links.project


def _columns(links: Links) -> Columns:
    found: Columns = {}
    for side, letter in ((links.left, "a"), (links.right, "b")):
        for n, what in enumerate(shown(side.table, side.names, side.shown)):
            name = what.column if what.column not in found else f"{what.column}_right"
            found[name] = (f"{letter}{n}", what, _plain(side.table.schema.field(what.column).type))
    return found


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _add(engine: DuckDB, side: Side, name: str, columns: dict[str, str]) -> None:
    """The columns of a side that the extract carries, under names of their own, with the number of each row."""
    if isinstance(side.table, Stored):
        engine.add_numbered(name, side.table.path, columns, _ROW)
        return
    rows = pa.table({own: side.table[column] for column, own in columns.items()})
    number = pa.array(np.arange(side.table.num_rows, dtype=np.int64))
    engine.add(name, rows.append_column(_ROW, number) if columns else pa.table({_ROW: number}))


def _renamed(table: Table, row: str) -> dict[str, object]:
    return {row: table[_ROW], **{c: table[c] for c in table.columns if c != _ROW}}


def _as(column: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    return column if column.type == kind else column.cast(kind)
