"""What was acknowledged: a list of receipts, one for each change, each chained to the one before.

`receipts.jsonl` is the root of what the store holds. A change is part of the store when its receipt is on the disk,
which is the last thing that happens before somebody is told so; the tables' own logs say the same to other programs,
and can be made anew from the receipts. A line is JSON: what was done, the files that each table gained and lost, with
rows, size and checksum, the files of the table's log, and the lists of editions and deliveries row by row. It ends
with its own hash, and repeats that of the line before. A line that starts with `{"whole":true` takes stock of
everything, so that nobody has to read what is before it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, BinaryIO

from alder.engine import disk
from alder.engine.delta_table import HINT, DataFile
from alder.engine.trail import StoreTrail
from alder.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa


LIST = "receipts.jsonl"
LISTS = {"reference": "editions.json", "extracts": "deliveries.json"}
"""Where tables are that go by a list, and the list's name there. The list repeats what the receipts say."""

_BLOCK = 1 << 20
_WHOLE = b'{"whole":true,'
_SEAL = re.compile(rb',"hash":"([0-9a-f]{64})"}\Z')
REPAIR = "Nothing was changed. Bring back what can be brought back with: alder store repair"


@dataclass
class TableState:
    """What was acknowledged of one table: its files, those that others took the place of, and the files of its log."""

    files: dict[str, DataFile] = field(default_factory=dict)
    superseded: dict[str, datetime] = field(default_factory=dict)
    log: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def covered(self) -> int:
        """The version up to which a checkpoint stands for the entries of the log; -1 without one."""
        return max((int(name[:20]) for name in self.log if ".checkpoint" in name), default=-1)

    def needed(self) -> dict[str, tuple[int, str]]:
        """The files of the log without which it cannot be read. What a checkpoint covers may have been tidied away."""
        covered = self.covered
        return {
            name: known
            for name, known in self.log.items()
            if name == HINT or int(name[:20]) > covered or (".checkpoint" in name and int(name[:20]) == covered)
        }


@dataclass
class Acknowledged:
    """What the receipts say together: the tables by their folder in the store, and the rows of the lists by file."""

    number: int = 0
    hash: str = ""
    event: str = ""
    """The last event that a receipt holds, as a line of the store's trail."""
    tables: dict[str, TableState] = field(default_factory=dict)
    listed: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {kind: {} for kind in LISTS})

    def table(self, name: str) -> TableState:
        return self.tables.get(name) or TableState()

    def own(self, name: str) -> TableState:
        """The table, to be changed; made where there is none."""
        return self.tables.setdefault(name, TableState())

    def copy(self) -> Acknowledged:
        tables = {n: TableState(dict(t.files), dict(t.superseded), dict(t.log)) for n, t in self.tables.items()}
        return Acknowledged(
            self.number, self.hash, self.event, tables, {kind: dict(rows) for kind, rows in self.listed.items()}
        )

    def take(self, entry: Mapping[str, Any]) -> None:
        """Go on by one receipt."""
        if entry.get("whole"):
            self.tables, self.listed = {}, {kind: {} for kind in LISTS}
        self.event = entry.get("event", self.event)
        at = datetime.fromisoformat(entry["at"])
        for name, change in entry.get("tables", {}).items():
            table = self.own(name)
            for gone in change.get("remove", ()):
                table.files.pop(gone, None)
                table.superseded[gone] = at
            for row in change.get("add", ()):
                table.files[row[0]] = DataFile(*row)
                table.superseded.pop(row[0], None)
            for old, since in change.get("superseded", {}).items():
                table.superseded[old] = datetime.fromisoformat(since)
            for file, sha256 in change.get("checksums", {}).items():
                table.files[file] = with_checksum(table.files[file], sha256)
            for file, state in change.get("log", {}).items():
                if state is None:
                    table.log.pop(file, None)
                else:
                    table.log[file] = (state[0], state[1])
        for kind, change in entry.get("lists", {}).items():
            rows = self.listed[kind]
            for part in change.get("remove", ()):
                rows.pop(part, None)
            rows |= {row["part"]: row for row in change.get("add", ())}


class Receipts:
    """The list in a file, read on from where it was last read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trail = StoreTrail(path.parent)
        self.torn = False
        """Whether bytes without an end follow the last receipt, as where the power went while one was written."""
        self.seen = 0
        """Up to where somebody saw that the list says no less than the tables' logs."""
        self._state = Acknowledged()
        self._file, self._end = 0, 0
        self._lock = RLock()

    @property
    def end(self) -> int:
        return self._end

    def read(self) -> Acknowledged:
        """What was acknowledged up to now. What is given is never changed, since other threads may be at it."""
        with self._lock:
            return self._read()

    def _read(self) -> Acknowledged:
        try:
            opening = self.path.open("rb")
        except FileNotFoundError:
            what = "the list of what was acknowledged is not there"
            raise StoreError(what, where=str(self.path), next=REPAIR) from None
        with opening as file:
            status = os.fstat(file.fileno())
            if status.st_ino != self._file or status.st_size < self._end or not self._state.number:
                self._state, self._file, self._end, self.seen = Acknowledged(), status.st_ino, _last_whole(file), 0
            file.seek(self._end)
            data = file.read()
        *lines, rest = data.split(b"\n")
        state, end = self._state.copy() if lines else self._state, self._end
        for line in lines:
            entry, seal = opened(line) or (None, "")
            if entry is None or (state.hash and entry["before"] != state.hash):
                raise self._altered(end)
            state.take(entry)
            state.number, state.hash = entry["number"], seal
            end += len(line) + 1
        self.torn = bool(rest)
        if not state.number:
            raise self._altered(end)
        self._state, self._end = state, end
        return state

    def append(self, entry: dict[str, Any], *, same: bool = False) -> None:
        """Write one more receipt, in place of what is torn. It is on the disk when this returns, or not in the list.

        It holds the event that tells of it, which goes to the trail next; one of the `same` change holds that of it.
        """
        with self._lock:
            if same:
                self._append(entry | {"event": self._read().event})
                return
            with self._recorded(entry, self._read().number + 1) as recorded:
                self._append(recorded)

    @contextmanager
    def _recorded(self, entry: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
        """The receipt with its event, which is in the trail in the end. Where only that fails, whoever comes next finds
        it in the receipt.
        """
        with self.trail.appending(self._state.event) as end:
            event = end.event(str(entry["doing"]).capitalize(), _told(entry, number))
            yield entry | {"event": event.line}
            with suppress(OSError):
                end.write(event)

    def _append(self, entry: dict[str, Any]) -> None:
        state = self._read()
        line, _ = sealed(entry, state.number + 1, state.hash)
        with self.path.open("r+b") as file:
            file.truncate(self._end)
            file.seek(self._end)
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                file.truncate(self._end)
                raise
        self._read()

    def begin(self, entry: dict[str, Any], number: int = 1, before: str = "") -> None:
        """Begin the list, or another one in place of one that cannot be read, with a receipt that takes stock."""
        with self._recorded(entry, number) as recorded:
            disk.write_whole(self.path, sealed(recorded, number, before)[0])
        self._file = 0

    def entries(self) -> Iterator[tuple[int, dict[str, Any] | None]]:
        """Every line's number and receipt; None for one that was altered, or does not follow the one before."""
        before: str | None = None
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    return
                entry, seal = opened(line[:-1]) or (None, "")
                follows = entry is not None and (before is None or entry["before"] == before)
                yield number, entry if follows else None
                before = seal if entry is not None else None

    def _altered(self, end: int) -> StoreError:
        with self.path.open("rb") as file:
            line = file.read(end).count(b"\n") + 1
        return StoreError(
            "the list of what was acknowledged was altered or cut",
            where=f"{self.path}, line {line}",
            next=REPAIR,
        )


def _told(entry: Mapping[str, Any], number: int) -> dict[str, Any]:
    """What the event of a receipt says: which receipt it is, which has the rest."""
    tables = sorted(entry.get("tables", ()))
    return {"receipt": number, "load": entry["load"], "tables": tables, "returns": len(entry.get("returns", ()))}


def named(rows: pa.Table) -> list[list[Any]]:
    """What a receipt says of returns: number, provider, year, return and file, and no more."""
    columns = ("submission", "ukprn", "collection_year", "return_number", "file_name")
    return [list(values) for values in zip(*(rows[c].to_pylist() for c in columns), strict=True)]


def sealed(entry: Mapping[str, Any], number: int, before: str) -> tuple[bytes, str]:
    """The line of a receipt, and its hash."""
    whole = {"whole": True} if entry.get("whole") else {}
    body = json.dumps(whole | {"number": number} | dict(entry) | {"before": before}, separators=(",", ":"))
    seal = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-1]},"hash":"{seal}"}}\n'.encode(), seal


def opened(line: bytes) -> tuple[dict[str, Any], str] | None:
    """The receipt in a line, and its hash; None where the line is not as it was written."""
    match = _SEAL.search(line)
    if match is None:
        return None
    seal = match[1].decode()
    if hashlib.sha256(line[: match.start()] + b"}").hexdigest() != seal:
        return None
    entry: dict[str, Any] = json.loads(line)
    return entry, seal


def moment() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def now() -> str:
    return moment().isoformat()


def stamp() -> str:
    """A name for a folder of things set aside now."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


def _last_whole(file: BinaryIO) -> int:
    """Where the last receipt begins that takes stock of everything. It is looked for from the end."""
    mark = b"\n" + _WHOLE
    end = os.fstat(file.fileno()).st_size
    while end > 0:
        start = max(end - _BLOCK, 0)
        file.seek(start)
        position = file.read(end - start + len(mark)).rfind(mark)
        if position >= 0:
            return start + position + 1
        end = start
    return 0


def file_row(file: DataFile) -> list[Any]:
    return [file.name, file.rows, file.size, file.first, file.last, file.sha256]


def with_checksum(file: DataFile, sha256: str) -> DataFile:
    return DataFile(file.name, file.rows, file.size, file.first, file.last, sha256)
