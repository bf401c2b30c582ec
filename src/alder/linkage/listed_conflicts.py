"""The list of conflicts as a file: what was left for somebody to look at, without a value of either table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from alder.errors import present
from alder.linkage.conflict import AMONG, BETWEEN, Conflict
from alder.linkage.links import CONFLICTS
from alder.linkage.stored import BLOCK, Stored
from alder.rights import private_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from alder.linkage.links import Links, Side

_WHERE = ("collection_year", "ukprn", "submission", "learner")
"""Columns of learners' records that say which record is meant and name nobody."""


def write(links: Links, file: Path) -> int:
    """Write the conflicts between two tables."""
    with parquet.ParquetFile(links.path(CONFLICTS)) as held:
        parts = (pa.Table.from_batches([b]).select(BETWEEN.names).cast(BETWEEN) for b in held.iter_batches(BLOCK))
        return _written(file, (_told(part, links.left, "left_row") for part in parts), _schema(BETWEEN, links.left))


def write_among(side: Side, file: Path) -> int:
    """Write the conflicts among the records of one source over its years."""
    people = present(side.people, "conflicts over years are of a side whose people were joined")
    return _written(file, [_told(people.conflicts, side, "row")], _schema(AMONG, side))


def _schema(conflicts: pa.Schema, side: Side) -> pa.Schema:
    kinds = [(name, side.table.schema.field(name).type) for name in _where(side)]
    return pa.schema([*conflicts, ("meaning", pa.string()), *kinds])


def _where(side: Side) -> list[str]:
    return [] if isinstance(side.table, Stored) else [c for c in _WHERE if c in side.table.column_names]


def _told(conflicts: pa.Table, side: Side, row: str) -> pa.Table:
    """The conflicts in words, and which record of the left side is meant where it says so."""
    words = pa.table({"kind": [k.value for k in Conflict], "meaning": [k.words for k in Conflict]})
    at = pc.index_in(conflicts["kind"], value_set=words["kind"].combine_chunks())
    told = conflicts.append_column("meaning", words["meaning"].take(at))
    for name in _where(side):
        told = told.append_column(name, side.table.column(name).take(conflicts[row]))  # type: ignore[union-attr]
    return told


def _written(file: Path, parts: Iterable[pa.Table], schema: pa.Schema) -> int:
    kind = csv.CSVWriter if file.suffix.lower() == ".csv" else parquet.ParquetWriter
    rows = 0
    with kind(private_file(file), schema) as out:
        for part in parts:
            out.write_table(part.cast(schema))
            rows += part.num_rows
    return rows
