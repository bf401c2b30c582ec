"""One Delta table in a folder: which Parquet files it has now, and commits that add and remove files.

The files are written by Alder beside the log, so that a load of thousands of returns is one commit for each table and
nothing is written twice. The only module that names the Delta library, with `trouble`.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.transaction import AddAction, RemoveAction

from alder.engine.trouble import told
from alder.rights import private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SETTINGS = {
    "delta.checkpointInterval": "10",
    # Numbers of submissions say which files to read. Of learners' values nothing is copied into the log.
    "delta.dataSkippingStatsColumns": "submission",
}


@dataclass(frozen=True)
class PartFile:
    """One Parquet file of a table, with the span of submissions whose rows it may hold."""

    name: str
    rows: int
    size: int
    first: int = 0
    last: int = 0


class Delta:
    """The Delta table in `folder`, made when something is first committed to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._table: DeltaTable | None = None

    def files(self) -> list[PartFile]:
        """The files of the table as it is now, oldest submission first."""
        with told(self.folder, "reading the store"):
            table = self._open()
            if table is None:
                return []
            found = pa.table(table.get_add_actions(flatten=True))
        spans = {"min.submission", "max.submission"} <= set(found.schema.names)
        nothing = [0] * found.num_rows
        files = [
            PartFile(*values)
            for values in zip(
                found["path"].to_pylist(),
                found["num_records"].to_pylist(),
                found["size_bytes"].to_pylist(),
                found["min.submission"].to_pylist() if spans else nothing,
                found["max.submission"].to_pylist() if spans else nothing,
                strict=True,
            )
        ]
        return sorted(files, key=lambda f: (f.first, f.name))

    def commit(
        self,
        schema: pa.Schema,
        add: Iterable[PartFile] = (),
        remove: Iterable[PartFile] = (),
        *,
        same_rows: bool = False,
    ) -> None:
        """Add and remove files in one step, seen by readers whole or not at all.

        `same_rows`: only their layout changes.
        """
        now = int(time.time() * 1000)
        actions: list[AddAction | RemoveAction] = [
            AddAction(f.name, f.size, {}, now, not same_rows, _statistics(f)) for f in add
        ]
        actions += [RemoveAction(f.name, not same_rows, now, f.size, {}) for f in remove]
        if not actions:
            return
        with told(self.folder, "writing to the store"):
            table = self._made(schema)
            table.create_write_transaction(actions, "append", table.schema(), [])

    def tidy_log(self) -> None:
        """Write a checkpoint and drop the entries of the log that nobody needs any more."""
        table = self._open()
        if table is not None:
            with told(self.folder, "tidying the store"):
                table.create_checkpoint()
                table.cleanup_metadata()

    def _made(self, schema: pa.Schema) -> DeltaTable:
        """The table with at least the columns of `schema`: a later release may know more than the one that made it."""
        table = self._open()
        if table is None:
            # Delta's library makes folders and files by the umask of the process; a folder of ours is private.
            private_folder(self.folder / "_delta_log")
            table = DeltaTable.create(
                str(self.folder), schema=schema, name=self.folder.name, configuration=dict(_SETTINGS)
            )
            self._table = table
        held = {f.name for f in table.schema().fields}
        if new := [f for f in schema if f.name not in held]:
            from deltalake import Schema

            table.alter.add_columns(list(Schema.from_arrow(pa.schema(new)).fields))
        return table

    def _open(self) -> DeltaTable | None:
        if self._table is not None:
            self._table.update_incremental()
        elif DeltaTable.is_deltatable(str(self.folder)):
            self._table = DeltaTable(str(self.folder))
        return self._table


def _statistics(file: PartFile) -> str:
    statistics: dict[str, object] = {"numRecords": file.rows, "nullCount": {}, "minValues": {}, "maxValues": {}}
    if file.first:
        statistics |= {"minValues": {"submission": file.first}, "maxValues": {"submission": file.last}}
        statistics["nullCount"] = {"submission": 0}
    return json.dumps(statistics)
