"""A side of a link as the engine compares it: columns under the names that passes use, rows numbered, keys made.

A table in memory is handed over as it is. One that is stored is read once, a block at a time, and what passes need of
it is written to a file, so that no step holds more than a block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from alder.linkage.comparable import COLUMNS, ROW, chosen, judged, plain
from alder.linkage.stored import Stored
from alder.model.ids import arrays
from alder.rights import private_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alder.engine.base import Engine
    from alder.linkage.links import Side
    from alder.linkage.project import Project

PERSON = "person's key"
"""The column of the left side with the key of the person in a project."""

_KEYED = ("ULN", "PMR", "UPN", "HUSID")


@dataclass(frozen=True)
class Wanted:
    """What a link needs of a side: the columns that passes compare, `more` of its own, keys of people for a project."""

    compared: tuple[str, ...]
    more: tuple[str, ...] = ()
    project: Project | None = None


def prepare(engine: Engine, name: str, side: Side, wanted: Wanted, folder: Path) -> None:
    """Let the engine read a side as `name`."""
    if isinstance(side.table, Stored):
        path = folder / f"{name}.parquet"
        engine.add(name, [path], _written(side.table, side.names, wanted, path))
        return
    rows = judged(chosen(side.table, side.names, wanted.more), wanted.compared)
    if wanted.project is not None:
        called = side.people.called.take(pa.array(side.people.person)) if side.people else _called(rows)
        rows = rows.append_column(PERSON, wanted.project.keys("person", called))
    engine.add(name, rows)


def _written(table: Stored, names: Mapping[str, str], wanted: Wanted, path: Path) -> pa.Schema:
    """Write the columns that are needed, and say what they are."""
    of = {**names, **{c: c for c in wanted.more if c not in names}}
    of.pop(ROW, None)
    types = {name: _type(table, own) for name, own in of.items()}
    empty = pa.schema([(ROW, pa.int64()), *types.items()]).empty_table()
    schema = judged(empty, wanted.compared).schema
    schema = schema.append(pa.field(PERSON, pa.string())) if wanted.project else schema
    before = 0
    with parquet.ParquetWriter(private_file(path), schema, compression="lz4") as out:
        for block in table.blocks(list(dict.fromkeys(of.values()))):
            columns = {name: plain(block[own]).cast(types[name]) for name, own in of.items()}
            number = pa.array(np.arange(before, before + block.num_rows, dtype=np.int64))
            rows = judged(pa.table({ROW: number, **columns}), wanted.compared)
            if wanted.project is not None:
                rows = rows.append_column(PERSON, wanted.project.keys("person", _called(rows)))
            out.write_table(rows.cast(schema))
            before += block.num_rows
    return schema


def _type(table: Stored, column: str) -> pa.DataType:
    """The type in which every engine reads a column. Whole numbers that became decimals beside gaps are whole again."""
    if column == table.dates:
        return pa.date32()
    kind = table.schema.field(column).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_floating(kind):
        return pa.int64() if table.is_whole(column) else pa.float64()
    return plain(pa.chunked_array([pa.array([], kind)])).type


def _called(rows: pa.Table) -> pa.Array:
    """The text from which the person's key of each row is made; missing where nothing says who it is."""
    called = pa.nulls(rows.num_rows, pa.string())
    for name in _KEYED:
        identifier = COLUMNS[name].identifier
        if name in rows.column_names and identifier is not None:
            told = pc.binary_join_element_wise(name, arrays.normalised(identifier, rows[name]), ":")
            usable = arrays.identifies(identifier, rows[name]).fill_null(False)
            called = pc.coalesce(called, pc.if_else(usable, told, pa.scalar(None, pa.string())))
    return called
