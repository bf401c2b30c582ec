"""A table or file that somebody gives, as one side of a link."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.errors import UsageError
from alder.linkage import comparable, table_file
from alder.linkage.links import Side
from alder.look.words import number

if TYPE_CHECKING:
    from collections.abc import Mapping


def side(given: Any, columns: Mapping[str, str] | None = None, *, name: str = "") -> tuple[Side, tuple[str, ...]]:
    """The side, and what has to be said of it. `given` is a file, an Arrow table, or any table that can become one.

    `columns` maps the table's own names to those of `comparable.COLUMNS`, where they differ.
    """
    table, called = _table(given)
    names = comparable.found(table, columns or {})
    notes: list[str] = []
    if "DateOfBirth" in names:
        own = names["DateOfBirth"]
        day, unread = table_file.days(table.column(own))
        if unread and not day.drop_null().length():
            raise UsageError(
                f"the dates of {own} cannot be read", where="They are written 2005-09-01, or 01/09/2005 as in Britain."
            )
        if unread:
            notes.append(f"{number(unread)} dates of {own} in {name or called} cannot be read, and count as not known.")
        table = table.set_column(table.column_names.index(own), own, day)
    return Side(name or called, table, names), tuple(notes)


def _table(given: Any) -> tuple[pa.Table, str]:
    if isinstance(given, str | Path):
        path = Path(given)
        return table_file.read(path), path.name
    if isinstance(given, pa.Table):
        return given, "the table"
    if hasattr(given, "__arrow_c_stream__"):
        return pa.table(given), "the table"
    raise UsageError(
        f"a {type(given).__name__} cannot be linked",
        where="Give a store, a file (.csv, .parquet), or a table of Arrow, pandas or Polars.",
    )
