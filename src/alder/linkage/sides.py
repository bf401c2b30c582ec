"""The sides of a link: a table that takes part, how the engine compares it, and what was linked as data.

A table in memory is handed to the engine as it is. One that is stored is read once, a block at a time, and what passes
need of it is written to a file, so that no step holds more than a block.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from alder.errors import UsageError
from alder.linkage import table_file
from alder.linkage.conflicts import BETWEEN
from alder.linkage.identifying_columns import COLUMNS, ROW, find_columns, mark_sound, plain, select_columns
from alder.linkage.table_file import StoredTable, days
from alder.look.words import number
from alder.model.ids import arrays
from alder.rights import private_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.engine.project_keys import Project
    from alder.engine.protocol import Engine
    from alder.linkage.people import People
    from alder.linkage.report import LinkReport
    from alder.linkage.table_file import TemporaryFolder

LEFT, RIGHT = "left", "right"
LINKS, CONFLICTS = "links", "conflicts"
MEMORY = "2GB"
"""What linking holds in memory at most; the rest waits on disk."""

PERSON = "person's key"
"""The column of the left side with the key of the person in a project."""

_KEYED = ("ULN", "PMR", "UPN", "HUSID")


@dataclass(frozen=True)
class Side:
    """A table that takes part: `names` says which of its columns is which of `COLUMNS`.

    `people` are the persons behind its rows, where they have been worked out; `exported` are the columns of its own
    that an extract may carry beside those that identify nobody (None: all of them).
    """

    name: str
    table: pa.Table | StoredTable
    names: Mapping[str, str]
    people: People | None = None
    exported: tuple[str, ...] | None = None


@dataclass(frozen=True, repr=False)
class LinkedTables:
    """What was linked, on disk: it need not fit into memory."""

    report: LinkReport
    left: Side = field(repr=False)
    right: Side = field(repr=False)
    folder: TemporaryFolder = field(repr=False)
    project: Project | None = field(default=None, repr=False)
    memory: str = MEMORY

    @property
    def table(self) -> pa.Table:
        return parquet.read_table(self.path(LINKS))

    @property
    def conflicts(self) -> pa.Table:
        return parquet.read_table(self.path(CONFLICTS)).select(BETWEEN.names).cast(BETWEEN)

    def path(self, name: str) -> Path:
        """Where the links or the conflicts lie, as long as this lives."""
        return self.folder.path / f"{name}.parquet"


def given_side(
    given: Any, columns: Mapping[str, str] | None = None, *, name: str = "", encoding: str = ""
) -> tuple[Side, tuple[str, ...]]:
    """The side, and what has to be said of it. `given` is a file, an Arrow table, or any table that can become one.

    `columns` maps the table's own names to those of `COLUMNS`, where they differ; `encoding` is that of a CSV file,
    where its bytes do not say it.
    """
    table, called = _given_table(given, encoding)
    names = find_columns(table, columns or {})
    notes = list(table.notes) if isinstance(table, StoredTable) else []
    if "DateOfBirth" in names:
        own = names["DateOfBirth"]
        table, read, unread = _with_days(table, own)
        if unread and not read:
            raise UsageError(
                f"the dates of {own} cannot be read", where="They are written 2005-09-01, or 01/09/2005 as in Britain."
            )
        if unread:
            notes.append(f"{number(unread)} dates of {own} in {name or called} cannot be read, and count as not known.")
    return Side(name or called, table, names), tuple(notes)


def _with_days(table: pa.Table | StoredTable, own: str) -> tuple[pa.Table | StoredTable, int, int]:
    """The table with days of birth in place of texts, how many there are, and how many texts are none."""
    if isinstance(table, StoredTable):
        parts = [days(block[own]) for block in table.blocks([own])]
        read = sum(len(day) - day.null_count for day, _ in parts)
        return replace(table, dates=own), read, sum(unread for _, unread in parts)
    day, unread = days(table.column(own))
    return table.set_column(table.column_names.index(own), own, day), len(day) - day.null_count, unread


def _given_table(given: Any, encoding: str) -> tuple[pa.Table | StoredTable, str]:
    if isinstance(given, str | Path):
        path = Path(given)
        return table_file.stored(path, encoding), path.name
    if isinstance(given, pa.Table):
        return given, "the table"
    if hasattr(given, "__arrow_c_stream__"):
        return pa.table(given), "the table"
    raise UsageError(
        f"a {type(given).__name__} cannot be linked",
        where="Give a store, a file (.csv, .parquet), or a table of Arrow, pandas or Polars.",
    )


@dataclass(frozen=True)
class Wanted:
    """What a link needs of a side: the columns that passes compare, `more` of its own, keys of people for a project."""

    compared: tuple[str, ...]
    more: tuple[str, ...] = ()
    project: Project | None = None


def prepare(engine: Engine, name: str, side: Side, wanted: Wanted, folder: Path) -> None:
    """Let the engine read a side as `name`."""
    if isinstance(side.table, StoredTable):
        path = folder / f"{name}.parquet"
        engine.add(name, [path], _write(side.table, side.names, wanted, path))
        return
    rows = mark_sound(select_columns(side.table, side.names, wanted.more), wanted.compared)
    if wanted.project is not None:
        called = side.people.called.take(pa.array(side.people.person)) if side.people else _person_of(rows)
        rows = rows.append_column(PERSON, wanted.project.keys("person", called))
    engine.add(name, rows)


def _write(table: StoredTable, names: Mapping[str, str], wanted: Wanted, path: Path) -> pa.Schema:
    """Write the columns that are needed, and say what they are."""
    of = {**names, **{c: c for c in wanted.more if c not in names}}
    of.pop(ROW, None)
    types = {name: _type(table, own) for name, own in of.items()}
    empty = pa.schema([(ROW, pa.int64()), *types.items()]).empty_table()
    schema = mark_sound(empty, wanted.compared).schema
    schema = schema.append(pa.field(PERSON, pa.string())) if wanted.project else schema
    before = 0
    with parquet.ParquetWriter(private_file(path), schema, compression="lz4") as out:
        for block in table.blocks(list(dict.fromkeys(of.values()))):
            columns = {name: plain(block[own]).cast(types[name]) for name, own in of.items()}
            number = pa.array(np.arange(before, before + block.num_rows, dtype=np.int64))
            rows = mark_sound(pa.table({ROW: number, **columns}), wanted.compared)
            if wanted.project is not None:
                rows = rows.append_column(PERSON, wanted.project.keys("person", _person_of(rows)))
            out.write_table(rows.cast(schema))
            before += block.num_rows
    return schema


def _type(table: StoredTable, column: str) -> pa.DataType:
    """The type in which every engine reads a column. Whole numbers that became decimals beside gaps are whole again."""
    if column == table.dates:
        return pa.date32()
    kind = table.schema.field(column).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_floating(kind):
        return pa.int64() if table.is_whole(column) else pa.float64()
    return plain(pa.chunked_array([pa.array([], kind)])).type


def _person_of(rows: pa.Table) -> pa.Array:
    """The text from which the person's key of each row is made; missing where nothing says who it is."""
    called = pa.nulls(rows.num_rows, pa.string())
    for name in _KEYED:
        identifier = COLUMNS[name].identifier
        if name in rows.column_names and identifier is not None:
            person = pc.binary_join_element_wise(name, arrays.normalised(identifier, rows[name]), ":")
            usable = arrays.identifies(identifier, rows[name]).fill_null(False)
            called = pc.coalesce(called, pc.if_else(usable, person, pa.scalar(None, pa.string())))
    return called
