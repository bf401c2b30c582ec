"""A table or file that somebody gives, as one side of a link."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.errors import UsageError
from alder.linkage import comparable, table_file
from alder.linkage.dates import days
from alder.linkage.links import Side
from alder.linkage.stored import Stored
from alder.look.words import number

if TYPE_CHECKING:
    from collections.abc import Mapping


def side(
    given: Any, columns: Mapping[str, str] | None = None, *, name: str = "", encoding: str = ""
) -> tuple[Side, tuple[str, ...]]:
    """The side, and what has to be said of it. `given` is a file, an Arrow table, or any table that can become one.

    `columns` maps the table's own names to those of `comparable.COLUMNS`, where they differ; `encoding` is that of a
    CSV file, where its bytes do not say it.
    """
    table, called = _table(given, encoding)
    names = comparable.found(table, columns or {})
    notes = list(table.notes) if isinstance(table, Stored) else []
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


def _with_days(table: pa.Table | Stored, own: str) -> tuple[pa.Table | Stored, int, int]:
    """The table with days of birth in place of texts, how many there are, and how many texts are none."""
    if isinstance(table, Stored):
        parts = [days(block[own]) for block in table.blocks([own])]
        read = sum(len(day) - day.null_count for day, _ in parts)
        return replace(table, dates=own), read, sum(unread for _, unread in parts)
    day, unread = days(table.column(own))
    return table.set_column(table.column_names.index(own), own, day), len(day) - day.null_count, unread


def _table(given: Any, encoding: str) -> tuple[pa.Table | Stored, str]:
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
