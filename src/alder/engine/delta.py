"""One Delta table in a folder: which Parquet files it has now, and commits that add and remove files.

The files are written by Alder beside the log, so that a load of thousands of returns is one commit for each table and
nothing is written twice. The only module that names the Delta library, with `trouble`.
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
from deltalake import DeltaTable, PostCommitHookProperties
from deltalake.transaction import AddAction, RemoveAction

from alder.engine.trouble import told
from alder.rights import private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CHECKPOINT = 10
"""How many commits a reader has to go through at most, after a checkpoint."""

HINT = "_last_checkpoint"
"""The file of a log that says where to begin to read. It changes with each checkpoint."""

_LOGGED = re.compile(r"\d{20}(\.json|\.checkpoint(\.[\d.]+)?\.parquet)\Z|" + HINT + r"\Z")

_SETTINGS = {
    "delta.checkpointInterval": str(_CHECKPOINT),
    # Numbers of submissions say which files to read. Of learners' values nothing is copied into the log.
    "delta.dataSkippingStatsColumns": "submission",
}


@dataclass(frozen=True)
class PartFile:
    """One Parquet file of a table, with the span of submissions whose rows it may hold.

    The checksum is of the whole file; empty where nobody worked it out. The table's log does not know it.
    """

    name: str
    rows: int
    size: int
    first: int = 0
    last: int = 0
    sha256: str = field(default="", compare=False)


class Delta:
    """The Delta table in `folder`, made when something is first committed to it.

    What is committed is not yet on the disk: see `receipts.Change`, which sees to that before an answer is given.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._table: DeltaTable | None = None
        self._log = 0

    @property
    def log(self) -> Path:
        return self.folder / "_delta_log"

    def entries(self) -> dict[str, int]:
        """The files of the log, with their sizes."""
        try:
            with os.scandir(self.log) as found:
                return {e.name: e.stat().st_size for e in found if _LOGGED.match(e.name)}
        except FileNotFoundError:
            return {}

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
            table.create_write_transaction(
                actions,
                "append",
                table.schema(),
                [],
                # The library would write a checkpoint, and remove what it replaces, before either is on the disk.
                post_commithook_properties=PostCommitHookProperties(
                    create_checkpoint=False, cleanup_expired_logs=False
                ),
            )

    def checkpoint_if_due(self) -> None:
        """Write a checkpoint after every tenth commit, so that opening the table stays fast."""
        table = self._open()
        if table is not None and (version := table.version()) >= _CHECKPOINT:
            latest = max((int(p.name[:20]) for p in self.log.glob("*.checkpoint.parquet")), default=0)
            if version - latest >= _CHECKPOINT:
                table.create_checkpoint()

    def checkpoint(self) -> None:
        """Write a checkpoint now, if there is none of the last commit."""
        table = self._open()
        if table is not None and not (self.log / f"{table.version():020d}.checkpoint.parquet").exists():
            table.create_checkpoint()

    def tidy_log(self) -> None:
        """Drop the entries of the log that nobody needs any more since a checkpoint that is on the disk."""
        table = self._open()
        if table is not None:
            with told(self.folder, "tidying the store"):
                table.cleanup_metadata()

    def emptied(self) -> list[Path]:
        """Entries of the log without a byte, as a power cut leaves them. The library takes them for commits of nothing.

        Those that a checkpoint covers no longer matter.
        """
        if not self.log.is_dir():
            return []
        covered = max((int(p.name[:20]) for p in self.log.glob("*.checkpoint.parquet") if p.stat().st_size), default=-1)
        entries = sorted(p for p in self.log.glob("*.json") if p.stem.isdecimal() and int(p.stem) > covered)
        return [p for p in entries if p.stat().st_size == 0]

    def _made(self, schema: pa.Schema) -> DeltaTable:
        """The table with at least the columns of `schema`: a later release may know more than the one that made it."""
        table = self._open()
        if table is None:
            # Delta's library makes folders and files by the umask of the process; a folder of ours is private.
            private_folder(self.folder / "_delta_log")
            table = DeltaTable.create(
                str(self.folder), schema=schema, name=self.folder.name, configuration=dict(_SETTINGS)
            )
            self._table, self._log = table, self.log.stat().st_ino
        held = {f.name for f in table.schema().fields}
        if new := [f for f in schema if f.name not in held]:
            from deltalake import Schema

            table.alter.add_columns(list(Schema.from_arrow(pa.schema(new)).fields))
        return table

    def _open(self) -> DeltaTable | None:
        try:
            log = self.log.stat().st_ino  # another one where the log was repaired
        except FileNotFoundError:
            log = 0
        if self._table is not None and log == self._log:
            self._table.update_incremental()
        elif DeltaTable.is_deltatable(str(self.folder)):
            self._table, self._log = DeltaTable(str(self.folder)), log
        else:
            self._table = None
        return self._table


def _statistics(file: PartFile) -> str:
    statistics: dict[str, object] = {"numRecords": file.rows, "nullCount": {}, "minValues": {}, "maxValues": {}}
    if file.first:
        statistics |= {"minValues": {"submission": file.first}, "maxValues": {"submission": file.last}}
        statistics["nullCount"] = {"submission": 0}
    return json.dumps(statistics)
