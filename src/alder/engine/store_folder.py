"""The folder of a store: one Delta table for each entity, in which nothing accepted is ever lost.

    alder-store.json      which format the folder has
    receipts.jsonl        what was acknowledged: the root of what the store holds (see `receipts`)
    trail.jsonl           who read its records and who changed it (see `trail`)
    tables/<table>/       rows of returns: Parquet files and their Delta log
    reference/<table>/    reference tables, the same way; `reference` says in which editions
    extracts/<table>/     extracts of other sources, the same way; `extracts` says in which deliveries
    loads/                what processes are about to write (see `intent`)
    aside/                what a repair took the place of
    locks/                who commits, who reads

Readers see the files that the receipts name, and of their rows the submissions that the table `submission` lists.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.engine import delta_table, disk, intent, locks, receipts, submission
from alder.engine.delta_table import HINT, Delta
from alder.engine.disk import disk_errors
from alder.engine.store_sign import SIGN
from alder.errors import StoreError
from alder.rights import private_file, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from alder.engine.delta_table import DataFile

FORMAT = 2
"""Of a store with receipts. Of format 1 are those that only releases before them wrote to."""

_BEFORE_RECEIPTS = 1


class StoreFolder:
    """The folder of a store, whose tables of returns have the columns of `schemas`. It is made by the first load."""

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema]) -> None:
        self.folder = folder.absolute()
        self.schemas: dict[str, pa.Schema] = {
            **{table: pa.schema([*submission.STAMP, *schema]) for table, schema in schemas.items()},
            "submission": submission.SCHEMA,
        }
        self.receipts = receipts.Receipts(self.folder / receipts.LIST)
        self._format = _BEFORE_RECEIPTS
        self._deltas: dict[str, Delta] = {}
        self._submissions: tuple[list[DataFile], pa.Table] = ([], submission.SCHEMA.empty_table())
        with disk_errors(self.folder, "opening the store"):
            self._exists = self._look()

    @property
    def exists(self) -> bool:
        """Whether there is a store in the folder yet."""
        if not self._exists:
            with disk_errors(self.folder, "opening the store"):
                self._exists = self._look()
        return self._exists

    def tables(self) -> tuple[str, ...]:
        """The tables that hold rows."""
        self._check_exists()
        return tuple(sorted(t for t in self.schemas if self.part_files(t)))

    def submissions(self) -> pa.Table:
        """Every submission that was ever accepted."""
        self._check_exists()
        lease = self.reading()
        with disk_errors(self.folder, "reading the store"), lease or nullcontext():
            files = self.part_files("submission")
            if files != self._submissions[0]:
                self.check_there("submission", files)
                rows = delta_table.read(self.table_folder("submission"), files, submission.SCHEMA)
                self._submissions = (files, rows)
        return self._submissions[1]

    def files(self, table: str, submissions: pa.Table | None = None) -> list[Path]:
        """The Parquet files that hold the rows of these submissions (or of all). They may hold rows of others too."""
        chosen = self.submissions() if submissions is None else submissions
        return [self.table_folder(table) / f.name for f in holding(self.part_files(table), chosen)]

    def part_files(self, table: str) -> list[DataFile]:
        """The files of a table of returns as it was acknowledged, oldest submission first."""
        if state := self.acknowledged():
            return sorted(state.table(f"tables/{table}").files.values(), key=lambda f: (f.first, f.name))
        return self.files_in_log(f"tables/{table}")

    def acknowledged(self) -> receipts.Acknowledged | None:
        """What the receipts say; None in a store without receipts, to which only earlier releases wrote.

        Raises where they say less than the store held: then no answer would be right.
        """
        if not self.has_receipts():
            return None
        known = self.receipts
        while True:
            state = known.read()
            if known.seen == known.end and not known.torn:
                return state
            # What a process has only begun, or left when it was killed, has an intent, and nobody was told of it.
            if (not known.torn and not self._is_ahead(state)) or intent.pending(self.loads):
                known.seen = known.end
                return state
            # Else another process wrote a receipt meanwhile, which another thread of this one may have read already.
            if known.path.stat().st_size == known.end and known.read() is state:
                break
            if known.torn:
                before = known.path.stat().st_size
                known.read()
                if known.torn and known.path.stat().st_size == before:
                    break
        raise StoreError(
            "the list of what was acknowledged ends too early: the tables hold more",
            where=str(known.path),
            next=receipts.REPAIR,
        )

    def _is_ahead(self, state: receipts.Acknowledged) -> bool:
        """Whether the log of submissions, to which every load writes, has entries that no receipt names."""
        named = state.table("tables/submission").log.keys()
        return bool(self.delta("submission").entries().keys() - named - {HINT})

    def has_receipts(self) -> bool:
        if self._format == _BEFORE_RECEIPTS and (self.folder / SIGN).is_file():
            self._format = self._read_format()  # another process may have begun them
        return self._format > _BEFORE_RECEIPTS

    def files_in_log(self, name: str) -> list[DataFile]:
        """The files of a table by its log, which is all that a store without receipts has."""
        delta = self.delta_at(name)
        if lost := delta.emptied():
            raise StoreError(
                "an entry of a table's log is empty, as a power cut leaves it, so returns may be missing",
                where=str(lost[0]),
                next="Bring back what can be brought back with: alder store repair",
            )
        return delta.files()

    def check_there(self, table: str, files: Iterable[DataFile]) -> None:
        """Raise where a file of a table of returns is not there as it was acknowledged."""
        for file in files:
            self._check_size(self.table_folder(table) / file.name, file.size)

    def part(self, name: str, part: str) -> Path:
        """A file of a reference table or an extract, which is there as it was acknowledged."""
        state = self.acknowledged()
        known = state.table(name).files.get(part) if state else None
        self._check_size(self.folder / name / part, known.size if known else None)
        return self.folder / name / part

    def _check_size(self, path: Path, acknowledged: int | None) -> None:
        """No answer would be right where a file that holds rows is not there, or not as long as it was."""
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            size = -1
        if size < 0 or (acknowledged is not None and size != acknowledged):
            raise StoreError(
                f"a file with rows of the store {'is lost' if size < 0 else 'was altered'}",
                where=str(path),
                next="See which returns or tables it is about, and what can be done:  alder store check",
            )

    def delta(self, table: str) -> Delta:
        return self.delta_at(f"tables/{table}")

    def delta_at(self, name: str) -> Delta:
        """The Delta table in a folder of the store."""
        if name not in self._deltas:
            self._deltas[name] = Delta(self.folder / name)
        return self._deltas[name]

    def forget_delta(self, name: str) -> None:
        """Read a table's log anew the next time."""
        self._deltas.pop(name, None)

    def table_folder(self, table: str) -> Path:
        return self.folder / "tables" / table

    def table_folders(self) -> list[Path]:
        """The folders of all tables: of returns, of reference tables and of delivered extracts."""
        kinds = ("tables", *receipts.LISTS)
        return [p for kind in kinds for p in sorted((self.folder / kind).glob("*/"))]

    def logged_tables(self) -> list[str]:
        """The names, by their folder in the store, of all tables that have a log."""
        folders = (p for p in self.table_folders() if (p / "_delta_log").is_dir())
        return sorted(p.relative_to(self.folder).as_posix() for p in folders)

    def set_aside(self, path: Path, when: str) -> Path:
        """Move something out of the way, under `aside/`, where it stays."""
        to = self.folder / "aside" / when / path.relative_to(self.folder)
        private_folder(to.parent)
        while to.exists():
            to = to.with_name(f"{to.name}.again")
        path.rename(to)
        for folder in (to.parent, path.parent):
            disk.fsync(folder)
        return to

    @property
    def loads(self) -> Path:
        return self.folder / "loads"

    def committing(self) -> AbstractContextManager[None]:
        """One process commits at a time, for the moment that it takes."""
        return locks.locked(self.folder / "locks" / "commit")

    def nobody_reading(self) -> locks.Lock | None:
        """Hold off readers for a moment, or None where somebody is reading."""
        return locks.try_lock(self.folder / "locks" / "readers")

    def reading(self) -> locks.Lock | None:
        """Keep the files that are in use from being removed. A folder that may not be written needs no such care."""
        return locks.share_lock(self.folder / "locks" / "readers")

    def _look(self) -> bool:
        """Whether there is a store in the folder. Raises where there is something else."""
        sign = self.folder / SIGN
        if "%" in str(self.folder):
            raise StoreError(
                "a store cannot be in a folder with % in its name",
                where=str(self.folder),
                next="The table format gives that sign a meaning of its own. Choose another folder.",
            )
        if not self.folder.exists():
            return False
        if self.folder.is_dir() and all(map(_comes_before, self.folder.iterdir())):
            return False
        if not sign.is_file() and (self.folder / receipts.LIST).is_file():
            raise StoreError(
                "the file that says which format the store has is missing",
                where=str(sign),
                next=f'Put it back from a copy, or write it: its text is {{"format": {FORMAT}}}.',
            )
        if not sign.is_file():
            raise StoreError(
                "this is not a store, and it is not empty",
                where=str(self.folder),
                next=f"A store has a file {SIGN}. Choose another folder with --store DIR.",
            )
        self._format = self._read_format()
        return True

    def _read_format(self) -> int:
        sign = self.folder / SIGN
        try:
            format = int(json.loads(sign.read_text(encoding="utf-8"))["format"])
        except (ValueError, KeyError, TypeError):
            format = FORMAT if self.receipts.path.exists() else _BEFORE_RECEIPTS
            raise StoreError(
                "the file that says which format the store has cannot be read",
                where=str(sign),
                next=f'Its text should be {{"format": {format}}}. Put it back from a copy.',
            ) from None
        if format > FORMAT:
            raise StoreError(
                f"this store was made by a later release of Alder (format {format}; this one knows {FORMAT})",
                where=str(self.folder),
                next="Nothing was changed. Install that release, or open another store.",
            )
        return format

    def make(self) -> None:
        """Make the store if it is not there.

        The sign comes first and at once, so that a folder half made is never taken for somebody else's.
        """
        disk.make_folder(self.folder)
        if not (self.folder / SIGN).exists():
            self._sign(_BEFORE_RECEIPTS)
        for folder in (self.folder / "tables", self.loads, self.folder / "locks"):
            private_folder(folder)
        if not (readers := self.folder / "locks" / "readers").exists():
            private_file(readers)
        disk.fsync(self.folder)
        self._exists = True

    def sign_receipts(self) -> None:
        """Say in the sign that the store has receipts, so that no release that would write without them opens it."""
        self._sign(FORMAT)

    def _sign(self, format: int) -> None:
        disk.write_whole(self.folder / SIGN, json.dumps({"format": format}).encode() + b"\n")
        self._format = format

    def _check_exists(self) -> None:
        if not self.exists:
            raise StoreError(
                "there is no store here yet",
                where=str(self.folder),
                next="Make one with: alder load FILE...   or name another with --store DIR",
            )


def _comes_before(path: Path) -> bool:
    """Whether a thing may lie in a folder that is no store yet: a draft of its sign, or what is published from it, with
    the ledger of that.
    """
    draft = path.suffix[1:].isdigit() and path.stem == SIGN.removesuffix(".json")
    return draft or path.name in ("published", "ledger")


def holding(files: Iterable[DataFile], submissions: pa.Table) -> list[DataFile]:
    """The files whose span of submissions holds one of these."""
    numbers = sorted(submissions["submission"].to_pylist())
    return [f for f in files if bisect_left(numbers, f.first) < bisect_right(numbers, f.last)]
