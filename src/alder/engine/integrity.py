"""Whether a store is whole: what is there is compared with what was acknowledged, file by file."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import commit, delta_table, disk, extracts, intent, locks, manifest, receipts, reference
from alder.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alder.engine.delta_table import DataFile
    from alder.engine.store_folder import StoreFolder

_COUNTED = {"learners": "learner", "learning_deliveries": "learning_delivery"}
"""Columns of `submission` that say how many rows of a table it was accepted with."""


class Harm(StrEnum):
    """What a fault is in: rows themselves, or only what says where they are, which can be made anew."""

    ROWS = "rows"
    RECORD = "record"


@dataclass(frozen=True)
class StoreFault:
    """One thing that is wrong, in a line, and the file of rows or the submission that it is about, if any."""

    harm: Harm
    text: str
    table: str = ""
    file: str = ""
    submission: int = 0


@dataclass(frozen=True)
class IntegrityReport:
    """How much a store holds, what is wrong with it, a line each, and what of it that concerns."""

    submissions: int
    rows: int
    files: int
    found: tuple[StoreFault, ...]
    concerned: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(f.text for f in self.found)

    def harms(self, harm: Harm) -> bool:
        return any(f.harm is harm for f in self.found)


def check_integrity(
    store: StoreFolder, *, deep: bool = False, progress: Callable[[int], None] = lambda size: None
) -> IntegrityReport:
    """Compare the store with what was acknowledged. `deep` reads every file and compares its checksum.

    Of files whose checksum nobody knows, as in what an earlier release wrote, a deep look puts it down.
    """
    store.tables()  # says what is wrong where even that cannot be told
    with store.reading() or nullcontext():
        state = store.acknowledged()
        if state is None:
            return _inspect_old(store)
        with _at_rest(store):
            state = store.receipts.read()
            faults = [*_list_faults(store), *_log_faults(store, state)]
        unknown: dict[str, dict[str, str]] = {}
        files = 0
        for name, file in all_files(state):
            files += 1
            fault, sha256 = look_at(store, name, file, deep=deep)
            progress(file.size)
            if fault:
                faults.append(fault)
            elif sha256 and not file.sha256:
                unknown.setdefault(name, {})[file.name] = sha256
        lost = [f for f in faults if f.harm is Harm.ROWS]
        rows = sum(f.rows for name, f in all_files(state) if name.startswith("tables/"))
        held = 0
        if not any(f.table == "tables/submission" for f in lost):
            submissions = store.submissions()
            held = submissions.num_rows
            if not lost:
                faults += _short(store, submissions)
        concerned = concerns(store, state, [f for f in faults if f.harm is Harm.ROWS])
        notes = _orphans(store, state)
    if unknown:
        notes += _put_down(store, unknown)
    return IntegrityReport(held, rows, files, tuple(faults), tuple(concerned), tuple(notes))


def all_files(state: receipts.Acknowledged) -> Iterator[tuple[str, DataFile]]:
    for name, table in sorted(state.tables.items()):
        for file in table.files.values():
            yield name, file


@contextmanager
def _at_rest(store: StoreFolder) -> Iterator[None]:
    """Hold off whoever would change the store. A folder that may not be written is at rest, or looked at as it is."""
    try:
        lock = locks.take(store.folder / "locks" / "commit")
    except OSError:
        lock = None
    with lock or nullcontext():
        yield


def bytes_there(store: StoreFolder) -> int:
    """About how much a deep look reads, whatever is wrong with the store."""
    files = (p for kind in ("tables", *receipts.LISTS) for p in (store.folder / kind).glob("*/*.parquet"))
    return sum(p.stat().st_size for p in files)


def look_at(store: StoreFolder, name: str, file: DataFile, *, deep: bool) -> tuple[StoreFault | None, str]:
    """What is wrong with one file of rows, and its checksum where a deep look worked it out."""
    path = store.folder / name / file.name
    where = path.relative_to(store.folder).as_posix()
    try:
        held, size = pq.read_metadata(path).num_rows, path.stat().st_size
    except (OSError, pa.ArrowException):
        return StoreFault(Harm.ROWS, f"{where}: missing, or not readable", name, file.name), ""
    if held != file.rows:
        text = f"{where}: has {held:,} rows, should have {file.rows:,}"
        return StoreFault(Harm.ROWS, text, name, file.name), ""
    if size != file.size:
        text = f"{where}: has {size:,} bytes, should have {file.size:,}"
        return StoreFault(Harm.ROWS, text, name, file.name), ""
    if not deep:
        return None, ""
    try:
        sha256 = disk.checksum(path)
    except OSError:
        return StoreFault(Harm.ROWS, f"{where}: cannot be read to its end", name, file.name), ""
    if file.sha256 and sha256 != file.sha256:
        text = f"{where}: is not as it was written (its checksum differs)"
        return StoreFault(Harm.ROWS, text, name, file.name), ""
    return None, sha256


def concerns(store: StoreFolder, state: receipts.Acknowledged, faults: Sequence[StoreFault]) -> list[str]:
    """Which returns, deliveries and editions the faults are about, a line each."""
    files = {(name, f.name): f for name, f in all_files(state)}
    concerned = []
    spans = [(f.submission, f.submission) for f in faults if f.submission]
    ours = (files[f.table, f.file] for f in faults if f.table.startswith("tables/"))
    spans += [(f.first, f.last) for f in ours]
    for kind, noun in ((reference.KIND, "reference table"), (extracts.KIND, "delivery")):
        lost = {f.file for f in faults if f.table.startswith(f"{kind}/")}
        for part, row in state.listed[kind].items():
            if part in lost:
                of = ", ".join(row.get("files", ())) or row.get("file", "")
                concerned.append(
                    f"{noun} {row['table']} {row.get('edition') or ''}".rstrip() + (f": {of}" if of else "")
                )
    named = returns_named(store) if spans else {}
    for number, (ukprn, year, of_year, file_name) in sorted(named.items()):
        if any(first <= number <= last for first, last in spans):
            concerned.append(f"{ukprn} {year} {of_year}  {file_name}")
    return concerned


def returns_named(store: StoreFolder) -> dict[int, tuple[int, str, str, str]]:
    """Provider, year, return and file of every submission that a receipt names, also where its row cannot be read."""
    names = {}
    for _, entry in store.receipts.entries():
        for number, *names_of_return in (entry or {}).get("returns", ()):
            names[number] = tuple(names_of_return)
    return names


def _list_faults(store: StoreFolder) -> list[StoreFault]:
    faults = []
    for line, entry in store.receipts.entries():
        if entry is None:
            text = f"{receipts.LIST}, line {line}: altered, or not what followed the line before"
            faults.append(StoreFault(Harm.RECORD, text))
    state = store.receipts.read()
    pending = intent.pending(store.loads)
    for kind, name in receipts.LISTS.items():
        path = store.folder / kind / name
        rows = state.listed[kind]
        try:
            same = manifest.list_in_file(path) == list(rows.values())
        except StoreError:
            same = False
        if not same and not pending:
            text = f"{path.relative_to(store.folder)}: is not what was acknowledged"
            faults.append(StoreFault(Harm.RECORD, text))
    return faults


def _log_faults(store: StoreFolder, state: receipts.Acknowledged) -> list[StoreFault]:
    faults = []
    pending = intent.pending(store.loads)
    for name in sorted({*store.logged_tables(), *state.tables}):
        delta, table = store.delta_at(name), state.table(name)
        where = delta.log.relative_to(store.folder).as_posix()
        faults += [
            StoreFault(Harm.RECORD, f"{where}/{file}: missing, or not as it was written")
            for file in commit.damaged(delta, table, deep=True, pending=bool(pending))
        ]
        if not pending and (more := commit.unlisted(delta, table)):
            faults.append(StoreFault(Harm.RECORD, f"{where}/{more[0]}: says more than was acknowledged"))
    return faults


def _orphans(store: StoreFolder, state: receipts.Acknowledged) -> list[str]:
    """Files that nothing says anything of. They are left alone, whatever they are."""
    busy = intent.pending(store.loads)
    orphans: list[Path] = []
    for folder in store.folder.glob("*/*/"):
        if folder.parent.name in ("tables", *receipts.LISTS):
            table = state.table(folder.relative_to(store.folder).as_posix())
            orphans += [
                p
                for p in folder.glob("*.parquet")
                if p.name not in table.files
                and p.name not in table.superseded
                and delta_table.number_of(p.name) not in busy
            ]
    if not orphans:
        return []
    first = min(orphans).relative_to(store.folder).as_posix()
    return [
        f"{first}: nothing says what it is, so it is left alone" + (f" ({len(orphans) - 1} more)" * (len(orphans) > 1))
    ]


def _put_down(store: StoreFolder, unknown: dict[str, dict[str, str]]) -> list[str]:
    """Write a receipt with checksums of files of which there was none. A folder that may not be written stays so."""
    try:
        with commit.writing(store):
            state = store.receipts.read()
            tables = {
                name: {"checksums": {f: s for f, s in sums.items() if f in state.table(name).files}}
                for name, sums in unknown.items()
            }
            store.receipts.append({"doing": "checksums", "load": 0, "at": receipts.now(), "tables": tables})
    except (OSError, StoreError):
        return []
    count = sum(map(len, unknown.values()))
    return [f"The checksums of {count:,} files that an earlier release wrote are put down now."]


def _inspect_old(store: StoreFolder) -> IntegrityReport:
    """A store without receipts, to which only earlier releases wrote: its logs are all that is known."""
    faults: list[StoreFault] = []
    submissions = store.submissions()
    rows = files = 0
    for name in store.logged_tables():
        named = (
            {row["part"] for row in manifest.rows_listed(store, kind)}
            if (kind := name.split("/")[0]) in receipts.LISTS
            else None
        )
        for file in store.files_in_log(name):
            if named is not None and file.name not in named:
                continue
            files += 1
            rows += file.rows if named is None else 0
            fault, _ = look_at(store, name, file, deep=False)
            if fault:
                faults.append(fault)
    for kind in receipts.LISTS:
        for row in manifest.rows_listed(store, kind):
            path = store.folder / kind / row["table"] / row["part"]
            if not path.exists():
                faults.append(StoreFault(Harm.ROWS, f"{path.relative_to(store.folder)}: missing, or not readable"))
    if not faults:
        faults += _short(store, submissions)
    return IntegrityReport(submissions.num_rows, rows, files, tuple(faults))


def _short(store: StoreFolder, submissions: pa.Table) -> list[StoreFault]:
    faults = []
    for column, table in _COUNTED.items():
        if table not in store.schemas:
            continue
        counted: dict[int, int] = {}
        for path in store.files(table):
            counts = pq.read_table(path, columns=["submission"], partitioning=None).group_by("submission")
            for row in counts.aggregate([([], "count_all")]).to_pylist():
                counted[row["submission"]] = counted.get(row["submission"], 0) + row["count_all"]
        faults += [
            StoreFault(
                Harm.ROWS,
                f"{name}: {counted.get(number, 0):,} rows of {table}, was accepted with {accepted:,}",
                submission=number,
            )
            for number, name, accepted in zip(
                *(submissions[c].to_pylist() for c in ("submission", "file_name", column)), strict=True
            )
            if accepted is not None and counted.get(number, 0) != accepted
        ]
    return faults
