"""Bringing back what the files of a store allow, after a power cut or damage to a disk.

Nothing is deleted: what is replaced is moved to `aside/`. Each step leaves the store such that the same command goes on
where it was stopped.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.engine import commit, delta_table, disk, integrity, intent, manifest, receipts, submission
from alder.engine.delta_table import DataFile, DataFileWriter, Delta
from alder.engine.disk import disk_errors
from alder.engine.integrity import Harm, IntegrityReport
from alder.engine.intent import WriteKind
from alder.engine.receipts import Acknowledged
from alder.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from alder.engine.store_folder import StoreFolder

_SUBMISSIONS = "tables/submission"


@dataclass(frozen=True)
class RepairReport:
    """What was done, a line each; which returns and deliveries were taken out; and what is wrong still."""

    done: tuple[str, ...]
    taken_out: tuple[str, ...]
    left: IntegrityReport


@dataclass
class _Work:
    """A repair under way. `state` is what the store should hold; the logs of the tables in `spoilt` are made anew."""

    store: StoreFolder
    state: Acknowledged
    when: str
    spoilt: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)


def repair(
    store: StoreFolder, *, take_out: bool = False, progress: Callable[[int], None] = lambda size: None
) -> RepairReport:
    """Bring the list of receipts, the logs of tables and the lists of editions and deliveries back.

    `take_out` then takes what has lost rows out of the store, by checksum too, so that it can be loaded again. It reads
    every file, and tells `progress` of their bytes.
    """
    with disk_errors(store.folder, "repairing the store"):
        with store.committing():
            done = _mended(store) if store.has_receipts() else _mended_old(store)
        commit.remove_abandoned(store)
        taken = _taken_out(store, progress) if take_out else ()
        return RepairReport(tuple(done), tuple(taken), integrity.check_integrity(store))


def _mended(store: StoreFolder) -> list[str]:
    """A store with receipts is brought to exactly what they say."""
    work = _Work(store, Acknowledged(), receipts.stamp())
    lost = _read_list(work)
    names = sorted({*store.logged_tables(), *work.state.tables})
    if lost or not intent.pending(store.loads):
        _take_in(work, names, lost)
    _adopt_all(work, names)
    for name in names:
        if _is_spoilt(work, name):
            work.spoilt.add(name)
    if lost:
        _new_list(work)
    _new_logs(work)
    for kind in receipts.LISTS:
        path = store.folder / kind / receipts.LISTS[kind]
        rows = list(work.state.listed[kind].values())
        try:
            same = manifest.list_in_file(path) == rows
        except StoreError:
            same = False
        if not same:
            if path.exists():
                store.set_aside(path, work.when)
            work.done.append(f"{kind}/{path.name}: written as it was acknowledged")
    if work.done:
        store.receipts.append(commit.stock(store, work.state, "repair"))
    for kind in receipts.LISTS:
        if work.state.listed[kind]:
            manifest.write_list(store, kind)
    return work.done


def _mended_old(store: StoreFolder) -> list[str]:
    """A store to which only earlier releases wrote: the logs where they are whole, else the files themselves."""
    work = _Work(store, Acknowledged(), receipts.stamp())
    names = _folders_with_rows(store)
    _take_in(work, names, lost=True)
    _adopt_all(work, names)
    if not work.spoilt:
        return []
    work.done += [f"{name}: its log was damaged, and is written anew" for name in sorted(work.spoilt)]
    commit.begin_with(store, work.state, _returns(work), without=work.spoilt)
    _new_logs(work)
    store.receipts.append(commit.stock(store, work.state, "repair"))
    return work.done


def _read_list(work: _Work) -> bool:
    """Read the receipts; whether some cannot be read, so that the logs have to say what is held."""
    store = work.store
    try:
        sound = all(entry is not None for _, entry in store.receipts.entries())
        work.state = store.receipts.read().copy()
    except (FileNotFoundError, StoreError):
        pass
    else:
        if sound:
            return store.receipts.torn and not intent.pending(store.loads)
        store.set_aside(store.receipts.path, work.when)
        number, before = work.state.number, work.state.hash
        store.receipts.begin(commit.stock(store, work.state, "repair"), number + 1, before)
        work.state = store.receipts.read().copy()
        work.done.append(f"{receipts.LIST}: begun anew, since an earlier line was altered; the old list is in aside/")
        return False
    known = Acknowledged()
    if store.receipts.path.exists():
        for _, entry in store.receipts.entries():
            if entry is not None:
                known.take(entry)
                known.number = max(known.number, entry["number"])
    work.state = known
    return True


def _take_in(work: _Work, names: Iterable[str], lost: bool) -> None:
    """Take in what the logs of tables say beyond the receipts, or in place of receipts that are `lost`.

    The table of submissions goes first: rows of submissions that it does not have belong to loads that never ended.
    """
    store = work.store
    pending = intent.pending(store.loads)
    if lost:
        _list_rows(work)
    accepted: set[int] | None = None
    ahead: dict[str, dict[str, DataFile]] = {}
    for name in sorted(names, key=lambda n: n != _SUBMISSIONS):
        delta, table = store.delta_at(name), work.state.own(name)
        if not lost and not commit.unlisted(delta, table):
            continue
        files = _logged_files(delta)
        if lost and files is None:
            files = _rest_of_log(work, name)
            work.spoilt.add(name)
        elif files is None:
            continue  # the receipts say what it holds
        if name == _SUBMISSIONS:
            accepted = {submission.load_of(n) for n in _numbers(store, name, files)}
        half = pending - (accepted or set())
        files = [f for f in files if delta_table.number_of(f.name) not in half]
        kind = name.split("/")[0]
        if kind in receipts.LISTS and lost:
            files = [f for f in files if f.name in work.state.listed[kind]]
        known = table.files
        ahead[name] = {f.name: _with_checksum(f, known.get(f.name)) for f in files}
    if not lost and not all(
        files.keys() >= work.state.table(name).files.keys() and _is_alders(store, name, files)
        for name, files in ahead.items()
    ):
        return  # a log that lost something, or that another program wrote to
    for name, found in ahead.items():
        table = work.state.own(name)
        more = len(found.keys() - table.files.keys())
        if more and not lost:
            work.done.append(f"{name}: its log names {more} files that no receipt does; they are taken in")
        when = {n: receipts.moment() for n in table.files.keys() - found.keys()}
        table.superseded = {n: at for n, at in (table.superseded | when).items() if n not in found}
        table.files = found
        work.spoilt.discard(name) if not lost else None
    if ahead:
        _list_rows(work)


def _list_rows(work: _Work) -> None:
    """The rows of the lists of editions and deliveries: from the lists themselves where they can be read.

    Receipts that end early do not know the last ones. A list that was not written any more lacks some of the receipts'.
    """
    for kind, name in receipts.LISTS.items():
        try:
            rows = manifest.list_in_file(work.store.folder / kind / name)
        except StoreError:
            continue
        if rows:
            known = work.state.listed[kind]
            there = {n for t, table in work.state.tables.items() if t.startswith(f"{kind}/") for n in table.files}
            listed = {row["part"]: row for row in rows}
            work.state.listed[kind] = listed | {p: row for p, row in known.items() if p not in listed and p in there}


def _rest_of_log(work: _Work, name: str) -> list[DataFile]:
    """What is left of a log with damaged entries; of lists, what they name."""
    kind, folder = name.split("/")[0], work.store.folder / name
    if kind in receipts.LISTS:
        named = [folder / part for part in work.state.listed[kind] if (folder / part).exists()]
        return [DataFile(p.name, pq.read_metadata(p).num_rows, p.stat().st_size) for p in named]
    try:
        return work.store.delta_at(name).files()
    except StoreError:
        return []


def _logged_files(delta: Delta) -> list[DataFile] | None:
    """The files that a log names; None where it cannot be trusted."""
    if delta.emptied() or not delta.log.is_dir():
        return None
    try:
        return delta.files()
    except StoreError:
        return None


def _adopt_all(work: _Work, names: Iterable[str]) -> None:
    """Submissions first: only rows of these are taken in."""
    accepted: set[int] | None = None
    for name in sorted((n for n in names if n.startswith("tables/")), key=lambda n: n != _SUBMISSIONS):
        _adopt(work, name, accepted)
        if name == _SUBMISSIONS:
            files = work.state.table(name).files.values()
            accepted = {submission.load_of(n) for n in _numbers(work.store, name, files)}


def _adopt(work: _Work, name: str, accepted: set[int] | None) -> None:
    """Take in files of a table that nothing names, where they hold rows of returns that the others do not.

    What was written under one number belongs together. An optimise writes later than what it joins, so the latest come
    first, and nothing is taken in whose returns are there already, in part or in whole.
    """
    folder, table = work.store.folder / name, work.state.own(name)
    pending = intent.pending(work.store.loads)
    named = {n: f for n, f in table.files.items() if (folder / n).exists()}
    files: dict[int, list[DataFile]] = {}
    for path in sorted(folder.glob("*.parquet")):
        number = delta_table.number_of(path.name)
        if path.name in table.files or path.name in table.superseded or number is None or number in pending:
            continue
        try:
            numbers = _column(path)
        except (OSError, pa.ArrowException):
            continue
        span = pc.min_max(numbers).as_py()
        file = DataFile(path.name, len(numbers), path.stat().st_size, span["min"] or 0, span["max"] or 0)
        files.setdefault(number, []).append(file)
    if not files:
        return
    there = _numbers(work.store, name, named.values())
    taken: list[DataFile] = []
    for number in sorted(files, reverse=True):
        ours = _numbers(work.store, name, files[number])
        known = accepted is None or {submission.load_of(n) for n in ours} <= accepted
        if ours and known and not ours & there:
            taken += files[number]
            there |= ours
    if not taken:
        return
    for lost in [f for n, f in table.files.items() if n not in named]:
        if any(f.first <= lost.first and lost.last <= f.last for f in taken):
            table.superseded[lost.name] = receipts.moment()
            del table.files[lost.name]
    table.files |= {f.name: f for f in taken}
    work.spoilt.add(name)
    work.done.append(f"{name}: {len(taken)} files that nothing named hold rows of returns, and are taken in")


def _is_spoilt(work: _Work, name: str) -> bool:
    """Whether a log is not as it was acknowledged, or does not say what was."""
    store, table = work.store, work.state.table(name)
    delta = store.delta_at(name)
    if name in work.spoilt:
        return True
    if not table.log:  # of a list that was begun anew
        files = _logged_files(delta) if delta.log.is_dir() or table.files else []
        spoilt = files is None or {f.name for f in files} != table.files.keys()
        if table.files:
            work.done.append(f"{name}: its log {'was damaged, and is written anew' if spoilt else 'is put down again'}")
        return spoilt
    if commit.damaged(delta, table, deep=True, pending=bool(intent.pending(store.loads))):
        work.done.append(f"{name}: its log was damaged, and is written anew")
        return True
    if commit.unlisted(delta, table):
        if intent.pending(store.loads) and not delta.emptied() and _logged_files(delta) is not None:
            return False  # the next process undoes it
        files = _logged_files(delta)
        if files is None or {f.name for f in files} != table.files.keys():
            work.done.append(f"{name}: its log says more than was acknowledged, and is written anew")
            return True
    return False


def _new_list(work: _Work) -> None:
    """Begin the list anew. It does not name the logs that are yet to be made, so that being stopped is noticed."""
    store = work.store
    if store.receipts.path.exists():
        store.set_aside(store.receipts.path, work.when)
    entry = commit.stock(store, work.state, "repair", without=work.spoilt) | {"returns": _returns(work)}
    store.receipts.begin(entry, work.state.number + 1)
    work.done.insert(0, f"{receipts.LIST}: begun anew from what the tables say; an old list is in aside/")


def _new_logs(work: _Work) -> None:
    for name in sorted(work.spoilt):
        files = list(work.state.table(name).files.values())
        folder, scratch = work.store.folder / name, work.store.folder / "aside" / work.when / "new" / name
        if files:
            made = Delta(scratch)
            made.commit(_columns(work.store, name, files), files)
            for path in sorted(made.log.iterdir()):
                disk.fsync(path)
            disk.fsync(made.log)
        log = folder / "_delta_log"
        if log.exists():
            work.store.set_aside(log, work.when)
        if files:
            (scratch / "_delta_log").rename(log)
            disk.fsync(folder)
        work.store.forget_delta(name)
        work.state.own(name).log = {}
    shutil.rmtree(work.store.folder / "aside" / work.when / "new", ignore_errors=True)


def _columns(store: StoreFolder, name: str, files: list[DataFile]) -> pa.Schema:
    """The columns of all files of a table, and of this release's."""
    kind, table = name.split("/", 1)
    fields = {f.name: f for f in store.schemas.get(table, ())} if kind == "tables" else {}
    one_of_each = {f.name.rsplit("-", 1)[-1]: f for f in files}
    for file in one_of_each.values():
        try:
            schema = pq.read_schema(store.folder / name / file.name).remove_metadata()
        except (OSError, pa.ArrowException):
            continue
        fields = {f.name: f for f in schema} | fields
    return pa.schema(fields.values())


def _taken_out(store: StoreFolder, progress: Callable[[int], None]) -> list[str]:
    """Take out of the store what has lost rows: returns, deliveries and editions. Their files are set aside."""
    report = integrity.check_integrity(store, deep=True, progress=progress)
    lost = [f for f in report.found if f.harm is Harm.ROWS]
    if not lost:
        return []
    announced = commit.announce(store, WriteKind.OPTIMISE)
    try:
        with commit.changing(store, "repair", announced.number) as change:
            state = store.receipts.read()
            files = {(f.table, f.file): state.table(f.table).files[f.file] for f in lost if f.file}
            spans = [(f.first, f.last) for (table, _), f in files.items() if table.startswith("tables/")]
            short = {f.submission for f in lost if f.submission}
            for (table, _), file in files.items():
                if table != _SUBMISSIONS:
                    change.commit(table, pa.schema([]), remove=[file])
                    if (kind := table.split("/")[0]) in receipts.LISTS:
                        change.relist(kind, remove=[file.name])
            names = iter(range(1, len(state.table(_SUBMISSIONS).files) + 1))
            folder, schema = store.table_folder("submission"), store.schemas["submission"]
            writer = DataFileWriter(folder, schema, lambda: f"{announced.number}-{next(names):04d}")
            replaced = []
            for file in list(state.table(_SUBMISSIONS).files.values()):
                if (_SUBMISSIONS, file.name) in files:
                    replaced.append(file)
                    continue
                rows = delta_table.read(folder, [file], schema)
                gone = [n in short or any(a <= n <= b for a, b in spans) for n in rows["submission"].to_pylist()]
                if any(gone):
                    replaced.append(file)
                    if not all(gone):
                        kept = rows.filter(pc.invert(pa.array(gone)))
                        span = pc.min_max(kept["submission"]).as_py()
                        writer.add(kept, (span["min"], span["max"]))
            change.commit(_SUBMISSIONS, schema, writer.close(), replaced)
    finally:
        commit.roll_back(store, announced)
    when = receipts.stamp()
    for table, name in files:
        if (path := store.folder / table / name).exists():
            store.set_aside(path, when)
    return list(report.concerned)


def _returns(work: _Work) -> list[list[object]]:
    """Which returns the table of submissions has, for the receipt."""
    store = work.store
    folder = store.table_folder("submission")
    there = [f for f in work.state.table(_SUBMISSIONS).files.values() if (folder / f.name).exists()]
    return receipts.named(delta_table.read(folder, there, submission.SCHEMA))


def _numbers(store: StoreFolder, name: str, files: Iterable[DataFile]) -> set[int]:
    numbers: set[int] = set()
    for file in files:
        try:
            numbers.update(_column(store.folder / name / file.name).to_pylist())
        except (OSError, pa.ArrowException):
            numbers.update((file.first, file.last))
    return numbers


def _column(path: object) -> pa.ChunkedArray:
    return pq.read_table(path, columns=["submission"], partitioning=None)["submission"]


def _folders_with_rows(store: StoreFolder) -> list[str]:
    return [p.relative_to(store.folder).as_posix() for p in store.table_folders() if any(p.iterdir())]


def _is_alders(store: StoreFolder, name: str, files: dict[str, DataFile]) -> bool:
    """Whether files that a log names are there and are such as Alder writes."""
    return all(
        delta_table.number_of(f.name) is not None and integrity.look_at(store, name, f, deep=False)[0] is None
        for f in files.values()
    )


def _with_checksum(file: DataFile, known: DataFile | None) -> DataFile:
    return known if known is not None and known.size == file.size else file
