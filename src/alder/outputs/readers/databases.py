"""Databases of SQLite: their tables, and what is left in them of rows that were deleted."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any

from alder.outputs.content import Form, OutputContent, Sheet, saw
from alder.outputs.extent import MOST_CELLS
from alder.outputs.finding import Weight
from alder.outputs.readers.packages import too_much, unreadable

if TYPE_CHECKING:
    from alder.outputs.content import SubmittedFile

MOST_TABLES = 60
_STEPS = 200_000_000
"""Instructions of SQLite's machine that reading one file may take: some seconds."""
_CSV = "Hand in its tables as CSV files."

_tell = partial(saw, rule="NB")


def sqlite(file: SubmittedFile) -> OutputContent:
    """A database, read from memory: nothing of it is run, and no other file is opened."""
    content = OutputContent(file, Form.SQLITE)
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(file.bytes)
        for setting in ("trusted_schema = off", "cell_size_check = on", "query_only = on"):
            database.execute(f"pragma {setting}")
        database.set_progress_handler(lambda: 1, _STEPS)
        _read(content, database)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError):
        content.findings.append(unreadable(file, Form.SQLITE))
    finally:
        database.close()
    return content


def _read(content: OutputContent, database: sqlite3.Connection) -> None:
    made = database.execute("select type, name, sql from sqlite_master order by name").fetchall()
    tables = [name for kind, name, _ in made if kind == "table" and not name.startswith("sqlite_")]
    content.unseen = [sql for kind, _, sql in made if kind in ("view", "trigger") and sql]
    if database.execute("pragma freelist_count").fetchone()[0]:
        _tell(content, "", "it keeps the place of what was deleted, which programs can read", "Run vacuum. " + _CSV)
    cells = 0
    for name in tables[:MOST_TABLES]:
        quoted = name.replace('"', '""')
        read = database.execute(f'select * from "{quoted}"')
        names = [column[0] for column in read.description]
        rows: list[list[str]] = []
        for row in read:
            cells += len(row)
            if cells > MOST_CELLS:
                content.findings.append(too_much(content.file))
                return
            rows.append([_worded(value) for value in row])
        if any(text == _BYTES for row in rows for text in row):
            _tell(content, f"table {name}", "a table holds bytes that are no text, which nobody can check", _CSV)
        content.sheets.append(Sheet(f"table {name}", [names, *rows], is_frame=True))
    if len(tables) > MOST_TABLES:
        _tell(content, "", f"it has more than {MOST_TABLES} tables, and not all were read", _CSV, Weight.HELD)


_BYTES = "(bytes)"


def _worded(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return _BYTES
    return format(value, ".12g") if isinstance(value, float) else str(value)
