"""One change of a store: announced, written, acknowledged by a receipt, or undone by whoever comes next.

A process that was killed leaves an intent, and files and entries of logs that no receipt names. The next one takes
them out before it changes anything; nothing that was acknowledged is touched.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.engine import delta_table, disk, intent, locks, manifest, receipts, submission
from alder.engine.delta_table import HINT
from alder.engine.intent import WriteKind
from alder.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from alder.engine.delta_table import DataFile, Delta
    from alder.engine.store_folder import StoreFolder

GRACE = timedelta(hours=24)
"""How long a file stays after others took its place: until the next nightly copy of the store has been made, and
whatever read the tables without announcing itself, as Spark and DuckDB do, has had a day to end."""


CHEAP = 1 << 30
"""Bytes whose checksums are worked out in passing when stock is taken of an older store: a few seconds. For more of
them `alder store check --deep` does it."""


class StoreChange:
    """One change of the store: what is committed to its tables, and in the end the receipt."""

    def __init__(self, store: StoreFolder, doing: str, load: int) -> None:
        self.store = store
        self._entry: dict[str, Any] = {"doing": doing, "load": load}
        self._tables: dict[str, dict[str, list[Any]]] = {}
        self._lists: dict[str, dict[str, list[Any]]] = {}
        self._whole = False

    def commit(
        self,
        table: str,
        schema: pa.Schema,
        add: Iterable[DataFile] = (),
        remove: Iterable[DataFile] = (),
        *,
        same_rows: bool = False,
    ) -> None:
        """Tell a table's log of files that come and go. `table` is the table's folder in the store."""
        add, remove = list(add), list(remove)
        self.store.delta_at(table).commit(schema, add, remove, same_rows=same_rows)
        changed = self._tables.setdefault(table, {"add": [], "remove": []})
        changed["add"] += [receipts.file_row(f) for f in add]
        changed["remove"] += [f.name for f in remove]

    def relist(self, kind: str, add: Iterable[dict[str, Any]] = (), remove: Iterable[str] = ()) -> None:
        """Put rows at the end of a list, and take those of some files out."""
        changed = self._lists.setdefault(kind, {"add": [], "remove": []})
        changed["add"] += add
        changed["remove"] += remove

    def returns(self, rows: pa.Table) -> None:
        """Say in the receipt which returns it is for."""
        self._entry["returns"] = receipts.named(rows)

    def take_stock(self) -> None:
        """Write a checkpoint of each log, and say in the receipt all that the store holds."""
        self._whole = True
        for table in self.store.logged_tables():
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
        self._entry |= {"at": receipts.now(), "tables": tables}
        if self._lists:
            self._entry["lists"] = self._lists
        store.receipts.append(self._entry)
        if self._whole:
            whole = stock(store, store.receipts.read(), self._entry["doing"], self._entry["load"])
            store.receipts.append(whole, same=True)
        for kind in self._lists:
            manifest.write_list(store, kind)


@contextmanager
def writing(store: StoreFolder) -> Iterator[None]:
    """One process at a time changes the store. What others left half done in the logs of tables is undone first."""
    with store.committing():
        if not store.has_receipts():
            _begin(store)
        _undo(store)
        for kind in receipts.LISTS:
            manifest.write_list(store, kind)
        yield


@contextmanager
def changing(store: StoreFolder, doing: str, load: int = 0) -> Iterator[StoreChange]:
    """A change of the store, which counts from its end on, whole. Where it fails, the next one undoes it."""
    with writing(store):
        change = StoreChange(store, doing, load)
        yield change
        change.acknowledge()


def announce(store: StoreFolder, doing: WriteKind) -> intent.Intent:
    """Say that this process is going to write, under a number of its own."""

    def last() -> int:
        loads = [submission.load_of(f.last) for f in store.part_files("submission")]
        kept = (p for folder in ("tables", "extracts") for p in (store.folder / folder).glob("*/*.parquet"))
        files = [number for p in kept if (number := delta_table.number_of(p.name)) is not None]
        return max(loads + files, default=0)

    with writing(store):
        pass  # so that a store without receipts has them before anything is written
    return intent.begin(store.loads, doing, last)


def remove_abandoned(store: StoreFolder) -> int:
    """Remove what killed loads left half done; returns how many there were. Nothing that was accepted is touched."""
    with writing(store):
        pass  # so that a store without receipts has them before anything is asked of them
    cleared = 0
    for left in intent.abandoned(store.loads):
        roll_back(store, left)
        cleared += 1
    return cleared


def roll_back(store: StoreFolder, left: intent.Intent) -> None:
    """Remove what was written under an intent and did not become part of the store, and then the intent.

    The receipts are asked, not memory: a receipt can have been written and its maker not know it. What has none was
    never acknowledged, and no reader ever saw a row of it.
    """
    with writing(store):
        _remove(store, left.number)
    left.done()


def _remove(store: StoreFolder, number: int) -> None:
    state = store.receipts.read()
    for folder in store.table_folders():
        left = list(folder.glob(f"{number}-*"))
        if not left:
            continue
        table = state.table(folder.relative_to(store.folder).as_posix())
        gone = [p for p in left if p.name not in table.files and p.name not in table.superseded]
        for path in gone:
            path.unlink(missing_ok=True)
        if gone:
            disk.fsync(folder)  # else a file could come back that no intent tells of any more


def remove_superseded(store: StoreFolder, grace: timedelta = GRACE) -> tuple[int | None, int]:
    """Remove files that others took the place of longer than `grace` ago, and no others.

    Returns how many, or None while somebody reads, who may still be at them; and how many wait for their time.
    """
    removed = waiting = 0
    with writing(store):
        due = datetime.now(UTC) - grace
        held = store.nobody_reading()
        for folder in store.table_folders():
            table = store.receipts.read().table(folder.relative_to(store.folder).as_posix())
            for name, since in table.superseded.items():
                path = folder / name
                if name in table.files or not path.exists():
                    continue
                if since > due or held is None:
                    waiting += 1
                else:
                    path.unlink(missing_ok=True)
                    removed += 1
        if held is None:
            return None, waiting
        held.release()
    return removed, waiting


def logged(delta: Delta, known: Mapping[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """The files of a log that are not known yet, with size and checksum. The hint changes with each checkpoint."""
    files = {}
    for name in delta.entries():
        if name not in known or name == HINT:
            path = delta.log / name
            size_and_checksum = (path.stat().st_size, disk.checksum(path))
            if known.get(name) != size_and_checksum:
                files[name] = size_and_checksum
    return files


def damaged(delta: Delta, table: receipts.TableState, *, deep: bool = False, pending: bool = False) -> list[str]:
    """The files of a log that are not as they were acknowledged, and are needed; `deep` compares checksums too.

    While changes are `pending`, one of them may have written another checkpoint and its hint, and no receipt yet.
    """
    there = delta.entries()
    if table.files and not table.log:
        return [f"{0:020d}.json"]  # a repair was stopped before it wrote the log
    faults = []
    for name, (size, sha256) in table.needed().items():
        if name == HINT and pending:
            continue
        if there.get(name) != size or (deep and disk.checksum(delta.log / name) != sha256):
            faults.append(name)
    return sorted(faults)


def unlisted(delta: Delta, table: receipts.TableState) -> list[str]:
    """The files of a log that no receipt names."""
    return sorted(delta.entries().keys() - table.log.keys() - {HINT})


def on_disk(store: StoreFolder, tables: Iterable[str], known: Mapping[str, Mapping[str, object]]) -> None:
    """See that what the logs of tables say outlives the machine stopping: entries, and names in all folders above."""
    folders: dict[Path, None] = {}
    for table in tables:
        delta = store.delta_at(table)
        for name in sorted(delta.entries()):
            if name not in known.get(table, {}) or name == HINT:
                disk.fsync(delta.log / name)
        folders |= dict.fromkeys((delta.log, delta.folder, delta.folder.parent))
    for folder in (*folders, store.folder, store.folder.parent):
        if folder.is_dir():
            disk.fsync(folder)


def stock(
    store: StoreFolder, state: receipts.Acknowledged, doing: str, load: int = 0, *, without: Collection[str] = ()
) -> dict[str, Any]:
    """A receipt of everything that the store holds. Old files that are gone from the disk are forgotten.

    Of the tables `without` a log that can be used it does not name one.
    """
    tables = {}
    for name, table in sorted(state.tables.items()):
        delta = store.delta_at(name)
        old = {f: at.isoformat() for f, at in table.superseded.items() if (delta.folder / f).exists()}
        row = {
            "add": [receipts.file_row(f) for f in table.files.values()],
            "superseded": old,
            "log": {} if name in without else logged(delta, {}),
        }
        tables[name] = {k: v for k, v in row.items() if v}
    lists = {kind: {"add": list(rows.values())} for kind, rows in state.listed.items() if rows}
    return {"whole": True, "doing": doing, "load": load, "at": receipts.now(), "tables": tables, "lists": lists}


def _begin(store: StoreFolder) -> None:
    """Take stock of a store without receipts: a new one, or one that an earlier release wrote.

    What its killed processes left in the logs is taken out first. An earlier release refuses a store with receipts,
    since it would write without them.
    """
    busy = _pending_in_old(store)
    accepted = {submission.load_of(n) for n in store.submissions()["submission"].to_pylist()}
    state = receipts.Acknowledged()
    for kind in receipts.LISTS:
        state.listed[kind] = {
            row["part"]: row for row in manifest.list_in_file(store.folder / kind / receipts.LISTS[kind])
        }
    for name in store.logged_tables():
        delta, kind = store.delta_at(name), name.split("/")[0]
        files = store.files_in_log(name)
        if kind in receipts.LISTS:
            over = [f for f in files if f.name not in state.listed[kind]]
        else:
            over = [f for f in files if delta_table.number_of(f.name) in busy - accepted]
        delta.commit(pa.schema([]), remove=over)
        state.own(name).files = {f.name: f for f in files if f not in over}
    on_disk(store, state.tables, {})
    begin_with(store, state, receipts.named(store.submissions()))


def begin_with(
    store: StoreFolder,
    state: receipts.Acknowledged,
    returns: Sequence[Sequence[object]],
    *,
    without: Collection[str] = (),
) -> None:
    """Begin the list of receipts with what a store without one is found to hold."""
    files = [(name, f) for name, table in state.tables.items() for f in table.files.values()]
    if sum(f.size for _, f in files) <= CHEAP:
        for name, file in files:
            path = store.folder / name / file.name
            if path.exists():
                state.table(name).files[file.name] = receipts.with_checksum(file, disk.checksum(path))
    store.receipts.begin(stock(store, state, "stock", without=without) | {"returns": returns})
    store.sign_receipts()


def _pending_in_old(store: StoreFolder) -> set[int]:
    """The loads that were killed in a store without receipts. One at work is of an earlier release: nothing is done."""
    numbers = set()
    for number in intent.pending(store.loads):
        path = store.loads / f"{number}.json"
        held = locks.try_lock(path)
        if held is None:
            if path.exists():
                raise StoreError(
                    "an earlier release of Alder is writing to this store",
                    where=str(path),
                    next="Nothing was changed. Wait until it has ended, then do the same again.",
                )
            continue
        with held:
            if intent.noted(path) is WriteKind.LOAD:
                numbers.add(number)
    return numbers


def _undo(store: StoreFolder) -> None:
    """Bring the logs of all tables back to what was acknowledged.

    What is ahead of it was left by a process that was killed, or by a power cut, and has an intent: only one process
    is here at a time. Without one it is nothing that Alder began, so it is left to `alder store repair`.
    """
    state = store.receipts.read()
    pending = intent.pending(store.loads)
    ahead = []
    for name in sorted({*store.logged_tables(), *state.tables}):
        delta, table = store.delta_at(name), state.table(name)
        if spoilt := damaged(delta, table, pending=bool(pending)):
            raise StoreError(
                f"the log of the table {name} was damaged, so nothing more is written",
                where=str(delta.log / spoilt[0]),
                next=receipts.REPAIR,
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
        if not pending or any(delta_table.number_of(f.name) not in pending for f in over):
            raise StoreError(
                f"the log of the table {name} says more than was acknowledged, so nothing more is written",
                where=str(delta.log),
                next=receipts.REPAIR,
            )
        delta.commit(pa.schema([]), gone, over)
    if store.receipts.torn and not pending:
        store.acknowledged()  # raises, and says why
    on_disk(store, ahead, {name: state.table(name).log for name in ahead})
    for name in ahead:
        log: dict[str, object] = {**logged(store.delta_at(name), state.table(name).log)}
        if not (store.delta_at(name).log / HINT).exists():
            log[HINT] = None
        entry["tables"][name] = {"log": log}
    store.receipts.append(entry | {"at": receipts.now()})


def _readable(store: StoreFolder, name: str, table: receipts.TableState, pending: set[int]) -> list[DataFile]:
    """The files that a log names. What a power cut left of entries that nobody acknowledged is set aside first.

    So is a checkpoint that nobody acknowledged, whole or not, with the hint at it: nothing is lost with them.
    """
    when = receipts.stamp()
    delta = store.delta_at(name)
    if pending:
        old = [delta.log / n for n in unlisted(delta, table) if ".checkpoint" in n]
        old += [delta.log / HINT] if old or _hint_of_other(delta, table) else []
        for path in old:
            if path.exists():
                store.set_aside(path, when)
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
            f"the log of the table {name} was damaged, so nothing more is written",
            where=str(delta.log),
            next=receipts.REPAIR,
        )
    for path in extra:
        store.set_aside(path, when)
    store.forget_delta(name)
    return store.delta_at(name).files()


def _hint_of_other(delta: Delta, table: receipts.TableState) -> bool:
    """Whether the hint in a log is not the one that was acknowledged."""
    path = delta.log / HINT
    try:
        return (path.stat().st_size, disk.checksum(path)) != table.log.get(HINT)
    except FileNotFoundError:
        return HINT in table.log
