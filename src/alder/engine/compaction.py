"""Laying the store out better: few large files in place of many small ones, with the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.engine import commit, delta_table, intent
from alder.engine.delta_table import BYTES_IN_FILE, DataFileWriter
from alder.engine.disk import disk_errors
from alder.engine.intent import WriteKind
from alder.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from alder.engine.store_folder import StoreFolder

LARGE = BYTES_IN_FILE // 4
"""A file of this size is left as it is."""


@dataclass(frozen=True)
class CompactionResult:
    """How many files the tables had before and after, and how many old files were removed from the disk.

    `removed` is None where somebody was reading, so that the old files stay until the next time. `waiting` are old
    files that stay because others took their place less than the time of grace ago.
    """

    before: int
    after: int
    removed: int | None
    waiting: int = 0


def optimise(
    store: StoreFolder, progress: Callable[[str], None] = lambda table: None, *, grace: timedelta = commit.GRACE
) -> CompactionResult:
    """Join the small files of every table. Readers and loads go on meanwhile; they see the same rows throughout.

    Old files go once `grace` has passed since others took their place.
    """
    before = after = 0
    with disk_errors(store.folder, "optimising the store"):
        commit.remove_abandoned(store)
        announced = commit.announce(store, WriteKind.OPTIMISE)
        try:
            for table in store.tables():
                progress(table)
                files, fewer = _join(store, table, announced.number)
                before, after = before + files, after + fewer
            with commit.changing(store, WriteKind.OPTIMISE, announced.number) as change:
                change.take_stock()
            with store.committing():
                for name in store.logged_tables():
                    store.delta_at(name).tidy_log()
        finally:
            commit.roll_back(store, announced)
        removed, waiting = commit.remove_superseded(store, grace)
        return CompactionResult(before, after, removed, waiting)


def _join(store: StoreFolder, table: str, number: int) -> tuple[int, int]:
    """Join one table's small files. Loads wait only while the result is committed, not while it is written."""
    schema, folder = store.schemas[table], store.table_folder(table)
    with store.committing():
        # A load at work may have committed some of its tables and die before the rest, so its files are left alone.
        busy = intent.pending(store.loads) - {number}
        files = store.part_files(table)
    ours = {
        path.name
        for held, paths in delta_table.group_by_schema(folder, files, schema)
        if set(held.names) <= set(schema.names)  # a later release may have written columns that this one would lose
        for path in paths
    }
    small = [f for f in files if f.size < LARGE and f.name in ours and delta_table.number_of(f.name) not in busy]
    store.check_there(table, small)
    if len(small) < 2:
        return len(files), len(files)
    names = iter(range(1, len(small) + 1))
    writer = DataFileWriter(folder, schema, lambda: f"{number}-{next(names):04d}")
    for file in small:
        for rows in delta_table.row_groups(folder / file.name):
            writer.add(rows, (file.first, file.last))
    joined = writer.close()
    if sum(f.rows for f in joined) != sum(f.rows for f in small):
        raise StoreError(
            f"the files of the table {table} do not hold the rows that they were accepted with",
            where=str(folder),
            next="Nothing was changed. See which returns it is about:  alder store check",
        )
    with commit.changing(store, WriteKind.OPTIMISE, number) as change:
        held = {f.name for f in store.part_files(table)}
        if not all(f.name in held for f in small):
            return len(files), len(held)  # another optimise was quicker
        change.commit(f"tables/{table}", schema, joined, small, same_rows=True)
    return len(files), len(files) - len(small) + len(joined)
