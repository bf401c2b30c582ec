"""The ledger in a store: a folder for each release, which appears under its name only when it is whole.

    ledger/<id>/facts.json         what it is: no count and no record
    ledger/<id>/records.parquet    the keys of its records in order, as differences, and the class of each
    ledger/<id>/cells.parquet      the classes of each cell, and whether it was shown
    ledger/<id>/fingerprint.parquet what its printed figures are known by in a file
    ledger/<id>/cautions.parquet   what must be read with it, in words, as the notes of the table have it
    ledger/<id>/groups.parquet     small groups that are in no table, by the keys of their records
    ledger/<id>/small_cells.parquet the small cells of a table that rounds: who is in each, by one number, and its ends
    ledger/forgotten.jsonl         what was forgotten, when, by whom and why
    ledger/unremembered.jsonl      what left without being remembered, when, by whom and why
    ledger/elsewhere.jsonl         tables that were let out of another store, whose records are not here
    ledger/last                    the last id given; none is given twice
    ledger/.lock, .facts-lock      held while a table is judged and added, and while facts are changed: never removed

Nothing here ever leaves the store but the cautions, which stand beside every copy of a table.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow.parquet as pq

from alder.engine import disk, locks
from alder.engine.disk import disk_errors
from alder.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pyarrow as pa

FOLDER = "ledger"
_FACTS = "facts.json"
_LAST = "last"
_FORGOTTEN = "forgotten.jsonl"
_UNREMEMBERED = "unremembered.jsonl"
_ELSEWHERE = "elsewhere.jsonl"
_GONE = ".gone"
_HALF = re.compile(r"\.(\d+|last|gone-\d+)-[0-9a-f]{32}")
"""The names of what a run may leave half done. They are told whole: a lock must never look like one."""


class LedgerFolder:
    """The folder of the ledger in a store's folder. It is made when the first release is kept."""

    def __init__(self, store: Path) -> None:
        self.folder = store / FOLDER

    def changing(self) -> AbstractContextManager[None]:
        """One process at a time audits a table and adds it, so that no two are added that do not know each other."""
        return self._alone(".lock")

    def ids(self) -> list[str]:
        with disk_errors(self.folder, "reading the ledger"):
            if not self.folder.is_dir():
                return []
            names = (entry.name for entry in os.scandir(self.folder) if entry.name.isdecimal())
            return sorted((name for name in names if (self.folder / name / _FACTS).is_file()), key=int)

    def next_id(self) -> str:
        last = self.folder / _LAST
        used = [int(id) for id in self.ids()] + ([int(last.read_text(encoding="ascii"))] if last.exists() else [])
        return f"{max(used, default=0) + 1:04d}"

    def keep(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        """Keep a release, whole or not at all: a run that is cut short leaves a folder that nobody reads."""
        half = self.folder / f".{id}-{uuid4().hex}"
        with disk_errors(self.folder, "writing to the ledger"):
            self._remove_halves()
            half.mkdir(mode=0o700)
            try:
                for name, table in tables.items():
                    _write(table, half / f"{name}.parquet")
                (half / _FACTS).write_text(facts, encoding="utf-8")
                disk.fsync(half / _FACTS)
                self._note(id)
                half.rename(self.folder / id)
                disk.fsync(self.folder)
            except BaseException:
                shutil.rmtree(half, ignore_errors=True)
                raise

    def facts(self, id: str) -> str | None:
        if not id.isdecimal():
            return None
        with disk_errors(self.folder, "reading the ledger"):
            try:
                return (self.folder / id / _FACTS).read_text(encoding="utf-8")
            except (FileNotFoundError, NotADirectoryError):
                return None

    def table(self, id: str, name: str) -> pa.Table:
        path = self.folder / id / f"{name}.parquet"
        with disk_errors(self.folder, "reading the ledger"), pq.ParquetFile(path) as file:
            return file.read()

    def has(self, id: str, name: str) -> bool:
        with disk_errors(self.folder, "reading the ledger"):
            return (self.folder / id / f"{name}.parquet").is_file()

    def writing(self) -> AbstractContextManager[None]:
        """One process at a time changes what is kept of a release. Nobody audits meanwhile, so nobody waits long."""
        return self._alone(".facts-lock")

    @contextmanager
    def _alone(self, lock: str) -> Iterator[None]:
        with disk_errors(self.folder, "opening the ledger"):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            held = locks.take(self.folder / lock)
        with held:
            yield

    def change(self, id: str, facts: str, tables: dict[str, pa.Table]) -> None:
        """Put other tables and then other facts in the place of those of a release, each whole or not at all."""
        release = self.folder / id
        draft = release / "new"
        with disk_errors(self.folder, "writing to the ledger"):
            for name, table in tables.items():
                _write(table, draft)
                draft.replace(release / f"{name}.parquet")
            draft.write_text(facts, encoding="utf-8")
            disk.fsync(draft)
            draft.replace(release / _FACTS)
            disk.fsync(release)

    def forget(self, id: str, line: str) -> None:
        """The line is written first: a release that is gone without a word is worse than a word too many."""
        with disk_errors(self.folder, "writing to the ledger"):
            _append(self.folder / _FORGOTTEN, line)
            gone = self.folder / f"{_GONE}-{id}-{uuid4().hex}"
            try:
                (self.folder / id).rename(gone)
            except FileNotFoundError:
                raise StoreError(f"the ledger has no release {id}", next="List them with:  alder ledger") from None
            shutil.rmtree(gone)

    def forgotten(self) -> list[str]:
        return _lines(self.folder / _FORGOTTEN)

    def note_unremembered(self, line: str) -> None:
        with self.writing(), disk_errors(self.folder, "writing to the ledger"):
            _append(self.folder / _UNREMEMBERED, line)

    def unremembered(self) -> list[str]:
        return _lines(self.folder / _UNREMEMBERED)

    def list_elsewhere(self, lines: Sequence[str]) -> None:
        """Say which tables were let out of another store, in place of what was said before."""
        with self.writing(), disk_errors(self.folder, "writing to the ledger"):
            draft = self.folder / f".{_LAST}-{uuid4().hex}"
            draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            disk.fsync(draft)
            draft.replace(self.folder / _ELSEWHERE)

    def elsewhere(self) -> list[str]:
        return _lines(self.folder / _ELSEWHERE)

    def _note(self, id: str) -> None:
        draft = self.folder / f".{_LAST}-{uuid4().hex}"
        draft.write_text(str(int(id)), encoding="ascii")
        disk.fsync(draft)
        draft.replace(self.folder / _LAST)

    def _remove_halves(self) -> None:
        """What killed runs left. Only who holds the lock gets here, so none of these is still being written."""
        for left in self.folder.iterdir():
            if _HALF.fullmatch(left.name):
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _lines(path: Path) -> list[str]:
    with disk_errors(path, "reading the ledger"):
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _write(table: pa.Table, path: Path) -> None:
    # Keys are in order, so that the difference of neighbours says all and takes the fewest bytes.
    deltas = {n: "DELTA_BINARY_PACKED" for n in table.column_names if n in ("key", "class")}
    pq.write_table(
        table, path, compression="zstd", use_dictionary=False, column_encoding=deltas or None, write_statistics=False
    )
    disk.fsync(path)
