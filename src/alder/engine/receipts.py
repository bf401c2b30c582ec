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
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa

from alder.engine import intent, locks, parts, submission
from alder.engine.delta import PartFile
from alder.engine.intent import Doing
from alder.errors import StoreError
from alder.rights import private_file, private_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from alder.engine.delta import Delta
    from alder.engine.store import Store

LIST = "receipts.jsonl"
LISTS = {"reference": "editions.json", "extracts": "deliveries.json"}
"""Where tables are that go by a list, and the list's name there. The list repeats what the receipts say."""

HINT = "_last_checkpoint"
CHEAP = 1 << 30
"""Bytes whose checksums are worked out in passing when stock is taken of an older store: a few seconds. For more of
them `alder store check --deep` does it."""

_BLOCK = 1 << 20
_WHOLE = b'{"whole":true,'
_SEAL = re.compile(rb',"hash":"([0-9a-f]{64})"}\Z')
_LOGGED = re.compile(r"\d{20}(\.json|\.checkpoint(\.[\d.]+)?\.parquet)\Z|" + HINT + r"\Z")
_REPAIR = "Nothing was changed. Bring back what can be brought back with: alder store repair"


@dataclass
class Table:
    """What was acknowledged of one table: its files, those that others took the place of, and the files of its log."""

    files: dict[str, PartFile] = field(default_factory=dict)
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
    tables: dict[str, Table] = field(default_factory=dict)
    listed: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {kind: {} for kind in LISTS})

    def table(self, name: str) -> Table:
        return self.tables.get(name) or Table()

    def own(self, name: str) -> Table:
        """The table, to be changed; made where there is none."""
        return self.tables.setdefault(name, Table())

    def copy(self) -> Acknowledged:
        tables = {n: Table(dict(t.files), dict(t.superseded), dict(t.log)) for n, t in self.tables.items()}
        return Acknowledged(self.number, self.hash, tables, {kind: dict(rows) for kind, rows in self.listed.items()})

    def take(self, entry: Mapping[str, Any]) -> None:
        """Go on by one receipt."""
        if entry.get("whole"):
            self.tables, self.listed = {}, {kind: {} for kind in LISTS}
        at = datetime.fromisoformat(entry["at"])
        for name, change in entry.get("tables", {}).items():
            table = self.own(name)
            for gone in change.get("remove", ()):
                table.files.pop(gone, None)
                table.superseded[gone] = at
            for row in change.get("add", ()):
                table.files[row[0]] = PartFile(*row)
                table.superseded.pop(row[0], None)
            for old, since in change.get("superseded", {}).items():
                table.superseded[old] = datetime.fromisoformat(since)
            for file, sha256 in change.get("checksums", {}).items():
                table.files[file] = _with(table.files[file], sha256)
            for file, said in change.get("log", {}).items():
                if said is None:
                    table.log.pop(file, None)
                else:
                    table.log[file] = (said[0], said[1])
        for kind, change in entry.get("lists", {}).items():
            rows = self.listed[kind]
            for part in change.get("remove", ()):
                rows.pop(part, None)
            rows |= {row["part"]: row for row in change.get("add", ())}


class Receipts:
    """The list in a file, read on from where it was last read."""

    def __init__(self, path: Path) -> None:
        self.path = path
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
            raise StoreError(what, where=str(self.path), next=_REPAIR) from None
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

    def append(self, entry: dict[str, Any]) -> None:
        """Write one more receipt, in place of what is torn. It is on the disk when this returns, or not in the list."""
        with self._lock:
            self._append(entry)

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
        draft = self.path.with_suffix(f".{os.getpid()}")
        private_file(draft).write_bytes(sealed(entry, number, before)[0])
        parts.to_disk(draft)
        draft.replace(self.path)
        parts.to_disk(self.path.parent)
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
            next=_REPAIR,
        )


class Change:
    """One change of the store: what is committed to its tables, and in the end the receipt."""

    def __init__(self, store: Store, doing: str, load: int) -> None:
        self.store = store
        self._entry: dict[str, Any] = {"doing": doing, "load": load}
        self._tables: dict[str, dict[str, list[Any]]] = {}
        self._lists: dict[str, dict[str, list[Any]]] = {}
        self._whole = False

    def commit(
        self,
        table: str,
        schema: pa.Schema,
        add: Iterable[PartFile] = (),
        remove: Iterable[PartFile] = (),
        *,
        same_rows: bool = False,
    ) -> None:
        """Tell a table's log of files that come and go. `table` is the table's folder in the store."""
        add, remove = list(add), list(remove)
        self.store.delta_at(table).commit(schema, add, remove, same_rows=same_rows)
        changed = self._tables.setdefault(table, {"add": [], "remove": []})
        changed["add"] += [_row(f) for f in add]
        changed["remove"] += [f.name for f in remove]

    def relist(self, kind: str, add: Iterable[dict[str, Any]] = (), remove: Iterable[str] = ()) -> None:
        """Put rows at the end of a list, and take those of some files out."""
        changed = self._lists.setdefault(kind, {"add": [], "remove": []})
        changed["add"] += add
        changed["remove"] += remove

    def returns(self, rows: pa.Table) -> None:
        """Say in the receipt which returns it is for."""
        self._entry["returns"] = named(rows)

    def take_stock(self) -> None:
        """Write a checkpoint of each log, and say in the receipt all that the store holds."""
        self._whole = True
        for table in table_folders(self.store):
            self.store.delta_at(table).checkpoint()
            self._tables.setdefault(table, {"add": [], "remove": []})

    def acknowledge(self) -> None:
        """See that everything is on the disk, and then write the receipt."""
        if not self._tables and not self._lists:
            return
        store, state = self.store, self.store.receipts.read()
        if not self._whole:
            for table in self._tables:
                store.delta_at(table).checkpoint_if_due()
        on_disk(store, self._tables, {t: state.table(t).log for t in self._tables})
        tables = {
            table: {k: v for k, v in changed.items() if v}
            | {"log": logged(store.delta_at(table), state.table(table).log)}
            for table, changed in self._tables.items()
        }
        self._entry |= {"at": now(), "tables": tables}
        if self._lists:
            self._entry["lists"] = self._lists
        store.receipts.append(self._entry)
        if self._whole:
            store.receipts.append(stock(store, store.receipts.read(), self._entry["doing"], self._entry["load"]))
        for kind in self._lists:
            write_list(store, kind)


@contextmanager
def writing(store: Store) -> Iterator[None]:
    """One process at a time changes the store. What others left half done in the logs of tables is undone first."""
    with store.committing():
        if not store.has_receipts():
            _begin(store)
        _undo(store)
        for kind in LISTS:
            write_list(store, kind)
        yield


@contextmanager
def changing(store: Store, doing: str, load: int = 0) -> Iterator[Change]:
    """A change of the store, which counts from its end on, whole. Where it fails, the next one undoes it."""
    with writing(store):
        change = Change(store, doing, load)
        yield change
        change.acknowledge()


def acknowledged(store: Store) -> Acknowledged:
    """What the receipts say. Raises where they say less than the store held: then no answer would be right."""
    known = store.receipts
    while True:
        state = known.read()
        if known.seen == known.end and not known.torn:
            return state
        # What a process has only begun, or left when it was killed, has an intent, and nobody was told of it.
        if (not known.torn and not _ahead(store, state)) or intent.pending(store.loads):
            known.seen = known.end
            return state
        if known.path.stat().st_size == known.end:  # else another process wrote a receipt meanwhile
            break
        if known.torn:
            before = known.path.stat().st_size
            known.read()
            if known.torn and known.path.stat().st_size == before:
                break
    raise StoreError(
        "the list of what was acknowledged ends too early: the tables hold more",
        where=str(known.path),
        next=_REPAIR,
    )


def _ahead(store: Store, state: Acknowledged) -> bool:
    """Whether the log of submissions, to which every load writes, has entries that no receipt names."""
    return bool(_log_of(store.delta("submission")).keys() - state.table("tables/submission").log.keys() - {HINT})


def table_folders(store: Store) -> list[str]:
    """The folders in the store of all tables that have a log."""
    found = (store.folder / kind for kind in ("tables", *LISTS))
    return sorted(
        p.relative_to(store.folder).as_posix()
        for folder in found
        for p in folder.glob("*/")
        if (p / "_delta_log").is_dir()
    )


def logged(delta: Delta, known: Mapping[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """The files of a log that are not known yet, with size and checksum. The hint changes with each checkpoint."""
    found = {}
    for name in _log_of(delta):
        if name not in known or name == HINT:
            path = delta.log / name
            said = (path.stat().st_size, parts.checksum(path))
            if known.get(name) != said:
                found[name] = said
    return found


def damaged(delta: Delta, table: Table, *, deep: bool = False, pending: bool = False) -> list[str]:
    """The files of a log that are not as they were acknowledged, and are needed; `deep` compares checksums too.

    While changes are `pending`, one of them may have written another checkpoint and its hint, and no receipt yet.
    """
    there = _log_of(delta)
    if table.files and not table.log:
        return [f"{0:020d}.json"]  # a repair was stopped before it wrote the log
    found = []
    for name, (size, sha256) in table.needed().items():
        if name == HINT and pending:
            continue
        if there.get(name) != size or (deep and parts.checksum(delta.log / name) != sha256):
            found.append(name)
    return sorted(found)


def unlisted(delta: Delta, table: Table) -> list[str]:
    """The files of a log that no receipt names."""
    return sorted(_log_of(delta).keys() - table.log.keys() - {HINT})


def on_disk(store: Store, tables: Iterable[str], known: Mapping[str, Mapping[str, object]]) -> None:
    """See that what the logs of tables say outlives the machine stopping: entries, and names in all folders above."""
    folders: dict[Path, None] = {}
    for table in tables:
        delta = store.delta_at(table)
        for name in sorted(_log_of(delta)):
            if name not in known.get(table, {}) or name == HINT:
                parts.to_disk(delta.log / name)
        folders |= dict.fromkeys((delta.log, delta.folder, delta.folder.parent))
    for folder in (*folders, store.folder, store.folder.parent):
        if folder.is_dir():
            parts.to_disk(folder)


def stock(
    store: Store, state: Acknowledged, doing: str, load: int = 0, *, without: Collection[str] = ()
) -> dict[str, Any]:
    """A receipt of everything that the store holds. Old files that are gone from the disk are forgotten.

    Of the tables `without` a log that can be used it does not name one.
    """
    tables = {}
    for name, table in sorted(state.tables.items()):
        delta = store.delta_at(name)
        old = {f: at.isoformat() for f, at in table.superseded.items() if (delta.folder / f).exists()}
        row = {
            "add": [_row(f) for f in table.files.values()],
            "superseded": old,
            "log": {} if name in without else logged(delta, {}),
        }
        tables[name] = {k: v for k, v in row.items() if v}
    lists = {kind: {"add": list(rows.values())} for kind, rows in state.listed.items() if rows}
    return {"whole": True, "doing": doing, "load": load, "at": now(), "tables": tables, "lists": lists}


def write_list(store: Store, kind: str) -> None:
    """Write the list of editions or deliveries as the receipts have it, for people and other programs.

    Where it says the same already, it is left. A process that was killed may have written a receipt and no list.
    """
    path = store.folder / kind / LISTS[kind]
    rows = store.receipts.read().listed[kind].values()
    text = json.dumps(list(rows), indent=1, ensure_ascii=False) + "\n"
    try:
        if path.read_text(encoding="utf-8") == text:
            return
    except FileNotFoundError:
        if not rows:
            return
    except UnicodeDecodeError:
        pass  # spoilt
    private_folder(path.parent)
    draft = path.with_suffix(f".{os.getpid()}")
    private_file(draft).write_text(text, encoding="utf-8")
    parts.to_disk(draft)
    draft.replace(path)
    parts.to_disk(path.parent)


def rows_listed(store: Store, kind: str) -> list[dict[str, Any]]:
    """The rows of the list of editions or deliveries. In a store without receipts the list itself is asked."""
    if state := store.acknowledged():
        return list(state.listed[kind].values())
    return list_in_file(store.folder / kind / LISTS[kind])


def list_in_file(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get("part") for row in rows):
        of = "reference tables" if path.name == LISTS["reference"] else "delivered extracts"
        raise StoreError(
            f"the list of {of} cannot be read",
            where=str(path),
            next="Put it back from a copy of the store, or remove it and add the same again.",
        )
    return rows


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
    found = _SEAL.search(line)
    if found is None:
        return None
    seal = found[1].decode()
    if hashlib.sha256(line[: found.start()] + b"}").hexdigest() != seal:
        return None
    entry: dict[str, Any] = json.loads(line)
    return entry, seal


def aside(store: Store, path: Path, when: str) -> Path:
    """Move something out of the way, under `aside/`, where it stays."""
    to = store.folder / "aside" / when / path.relative_to(store.folder)
    private_folder(to.parent)
    while to.exists():
        to = to.with_name(f"{to.name}.again")
    path.rename(to)
    for folder in (to.parent, path.parent):
        parts.to_disk(folder)
    return to


def moment() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def now() -> str:
    return moment().isoformat()


def stamp() -> str:
    """A name for a folder of things set aside now."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


def _begin(store: Store) -> None:
    """Take stock of a store without receipts: a new one, or one that an earlier release wrote.

    What its killed processes left in the logs is taken out first. An earlier release refuses a store with receipts,
    since it would write without them.
    """
    busy = _pending_in_old(store)
    accepted = {submission.load_of(n) for n in store.submissions()["submission"].to_pylist()}
    state = Acknowledged()
    for kind in LISTS:
        state.listed[kind] = {row["part"]: row for row in list_in_file(store.folder / kind / LISTS[kind])}
    for name in table_folders(store):
        delta, kind = store.delta_at(name), name.split("/")[0]
        files = store.files_in_log(name)
        if kind in LISTS:
            over = [f for f in files if f.name not in state.listed[kind]]
        else:
            over = [f for f in files if parts.number_of(f.name) in busy - accepted]
        delta.commit(pa.schema([]), remove=over)
        state.own(name).files = {f.name: f for f in files if f not in over}
    on_disk(store, state.tables, {})
    begin_with(store, state, named(store.submissions()))


def begin_with(
    store: Store, state: Acknowledged, returns: Sequence[Sequence[object]], *, without: Collection[str] = ()
) -> None:
    """Begin the list of receipts with what a store without one is found to hold."""
    found = [(name, f) for name, table in state.tables.items() for f in table.files.values()]
    if sum(f.size for _, f in found) <= CHEAP:
        for name, file in found:
            path = store.folder / name / file.name
            if path.exists():
                state.table(name).files[file.name] = _with(file, parts.checksum(path))
    store.receipts.begin(stock(store, state, "stock", without=without) | {"returns": returns})
    store.sign_receipts()


def _pending_in_old(store: Store) -> set[int]:
    """The loads that were killed in a store without receipts. One at work is of an earlier release: nothing is done."""
    found = set()
    for number in intent.pending(store.loads):
        path = store.loads / f"{number}.json"
        held = locks.take_if_free(path)
        if held is None:
            if path.exists():
                raise StoreError(
                    "an earlier release of Alder is writing to this store",
                    where=str(path),
                    next="Nothing was changed. Wait until it has ended, then do the same again.",
                )
            continue
        with held:
            if intent.noted(path) is Doing.LOAD:
                found.add(number)
    return found


def _undo(store: Store) -> None:
    """Bring the logs of all tables back to what was acknowledged.

    What is ahead of it was left by a process that was killed, or by a power cut, and has an intent: only one process
    is here at a time. Without one it is nothing that Alder began, so it is left to `alder store repair`.
    """
    state = store.receipts.read()
    pending = intent.pending(store.loads)
    ahead = []
    for name in sorted({*table_folders(store), *state.tables}):
        delta, table = store.delta_at(name), state.table(name)
        if spoilt := damaged(delta, table, pending=bool(pending)):
            raise StoreError(
                f"the log of the table {name} was damaged, so nothing more is written",
                where=str(delta.log / spoilt[0]),
                next=_REPAIR,
            )
        if unlisted(delta, table) or (pending and _hint_of_other(delta, table)):
            ahead.append(name)
    if not ahead and not store.receipts.torn:
        return
    entry: dict[str, Any] = {"doing": "undo", "load": 0, "tables": {}}
    for name in ahead:
        delta, table = store.delta_at(name), state.table(name)
        files = {f.name: f for f in _readable(store, name, table, pending)}
        over = [f for n, f in files.items() if n not in table.files]
        gone = [f for n, f in table.files.items() if n not in files]
        if not pending or any(parts.number_of(f.name) not in pending for f in over):
            raise StoreError(
                f"the log of the table {name} says more than was acknowledged, so nothing more is written",
                where=str(delta.log),
                next=_REPAIR,
            )
        delta.commit(pa.schema([]), gone, over)
    if store.receipts.torn and not pending:
        acknowledged(store)  # raises, and says why
    on_disk(store, ahead, {name: state.table(name).log for name in ahead})
    for name in ahead:
        log: dict[str, object] = {**logged(store.delta_at(name), state.table(name).log)}
        if not (store.delta_at(name).log / HINT).exists():
            log[HINT] = None
        entry["tables"][name] = {"log": log}
    store.receipts.append(entry | {"at": now()})


def _readable(store: Store, name: str, table: Table, pending: set[int]) -> list[PartFile]:
    """The files that a log names. What a power cut left of entries that nobody acknowledged is set aside first.

    So is a checkpoint that nobody acknowledged, whole or not, with the hint at it: nothing is lost with them.
    """
    when = stamp()
    delta = store.delta_at(name)
    if pending:
        old = [delta.log / n for n in unlisted(delta, table) if ".checkpoint" in n]
        old += [delta.log / HINT] if old or _hint_of_other(delta, table) else []
        for path in old:
            if path.exists():
                aside(store, path, when)
        if old:
            store.forget_delta(name)
            delta = store.delta_at(name)
    extra = [delta.log / n for n in unlisted(delta, table)]
    whole = all(p.stat().st_size for p in extra)
    if whole:
        try:
            return delta.files()
        except StoreError:
            if not pending:
                raise
    elif not pending:
        raise StoreError(
            f"the log of the table {name} was damaged, so nothing more is written", where=str(delta.log), next=_REPAIR
        )
    for path in extra:
        aside(store, path, when)
    store.forget_delta(name)
    return store.delta_at(name).files()


def _hint_of_other(delta: Delta, table: Table) -> bool:
    """Whether the hint in a log is not the one that was acknowledged."""
    path = delta.log / HINT
    try:
        return (path.stat().st_size, parts.checksum(path)) != table.log.get(HINT)
    except FileNotFoundError:
        return HINT in table.log


def _log_of(delta: Delta) -> dict[str, int]:
    try:
        with os.scandir(delta.log) as found:
            return {e.name: e.stat().st_size for e in found if _LOGGED.match(e.name)}
    except FileNotFoundError:
        return {}


def _last_whole(file: BinaryIO) -> int:
    """Where the last receipt begins that takes stock of everything. It is looked for from the end."""
    mark = b"\n" + _WHOLE
    end = os.fstat(file.fileno()).st_size
    while end > 0:
        start = max(end - _BLOCK, 0)
        file.seek(start)
        found = file.read(end - start + len(mark)).rfind(mark)
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _row(file: PartFile) -> list[Any]:
    return [file.name, file.rows, file.size, file.first, file.last, file.sha256]


def _with(file: PartFile, sha256: str) -> PartFile:
    return PartFile(file.name, file.rows, file.size, file.first, file.last, sha256)
