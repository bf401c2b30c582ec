"""Reference tables in a store: small, read with every selection of submissions, and kept in editions.

The receipts say which editions are held, oldest first, and `reference/editions.json` repeats it for people; of several
editions of a table the last counts. All tables of one addition have one receipt, so they are there at once or not at
all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import commit, delta_table, manifest
from alder.engine.delta_table import DataFile
from alder.engine.disk import alteration_errors, disk_errors
from alder.engine.intent import WriteKind
from alder.rights import private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from alder.engine.intent import Intent
    from alder.engine.store_folder import StoreFolder

    Write: TypeAlias = Callable[[Path, int], tuple[DataFile, pa.Schema]]
    """Puts the rows of a table into a file of its folder, under a number, or says which file there holds them."""

KIND = "reference"
PERSON_SPINE = "person_spine"
"""The table of persons over all sources, which a linkage keeps beside what others publish."""
_EDITION = "edition"
"""The column that says, to whoever reads the files without Alder, which edition a row is of."""


@dataclass(frozen=True)
class Edition:
    """One edition of a reference table, and the file that it was read from.

    `unusable` counts rows that were left out. `first` and `last` are the earliest and latest day in its validity
    columns. `part` is the Parquet file that holds the rows. `made_up` says that its rows are about nothing that exists.
    """

    table: str
    edition: str
    file: str = ""
    file_hash: str = ""
    rows: int = 0
    unusable: int = 0
    first: date | None = None
    last: date | None = None
    added: datetime | None = None
    part: str = ""
    made_up: bool = False


def put(store: StoreFolder, name: str, rows: pa.Table) -> None:
    """Hold `rows` as the reference table `name`, in place of all editions held before."""
    keep(store, [(Edition(name, ""), stage_rows(rows, ""))], whole=True)


def add(store: StoreFolder, incoming: Sequence[tuple[Edition, pa.Table]]) -> None:
    """Add editions of tables, all or none. One of the same name is replaced, and counts as the latest."""
    keep(store, [(edition, stage_rows(rows, edition.edition)) for edition, rows in incoming])


def remove(store: StoreFolder, name: str, edition: str | None = None) -> tuple[Edition, ...]:
    """Remove a table, or one edition of it; the edition before then counts again. Returns what was removed."""
    with disk_errors(store.folder, "removing a reference table"):
        announced = commit.announce(store, WriteKind.REFERENCE)
        try:
            with commit.changing(store, WriteKind.REFERENCE, announced.number) as change:
                gone = tuple(e for e in editions(store) if e.table == name and edition in (None, e.edition))
                if gone:
                    _take_out(store, change, gone)
        finally:
            commit.roll_back(store, announced)
    return gone


def editions(store: StoreFolder) -> tuple[Edition, ...]:
    """Every edition that is held, oldest first."""
    return manifest.read(store, KIND, _from_json)


def current(store: StoreFolder) -> dict[str, Edition]:
    """The edition of each table that counts: the one added last."""
    return {e.table: e for e in editions(store)}


def get(store: StoreFolder, name: str) -> pa.Table | None:
    """The reference table `name`, or None where the store has none of that name."""
    edition = current(store).get(name)
    if edition is None:
        return None
    path, schema = _file(store, edition)
    with alteration_errors(path):
        return pq.read_table(path, columns=schema.names, partitioning=None)


def rows_with(store: StoreFolder, edition: Edition, column: str, value: str) -> pa.Table:
    """The rows of one edition that have a value in a column: few of many, read without the others."""
    path, schema = _file(store, edition)
    with disk_errors(store.folder, "reading a reference table"), alteration_errors(path):
        return pq.read_table(path, columns=schema.names, filters=[(column, "==", value)], partitioning=None)


def current_files(store: StoreFolder) -> Iterator[tuple[str, list[Path], pa.Schema]]:
    """The reference tables that the store has, with the files and columns of the edition that counts."""
    for name, edition in sorted(current(store).items()):
        path, schema = _file(store, edition)
        yield name, [path], schema


def _file(store: StoreFolder, edition: Edition) -> tuple[Path, pa.Schema]:
    """The file of an edition, and its columns as they were given."""
    path = store.part(f"{KIND}/{edition.table}", edition.part)
    with disk_errors(store.folder, "reading a reference table"):
        schema = delta_table.schema_of(path)
    return path, pa.schema([f for f in schema if f.name != _EDITION])


def keep(
    store: StoreFolder, incoming: Sequence[tuple[Edition, Write]], *, whole: bool = False, under: Intent | None = None
) -> None:
    """Hold editions of tables, all or none; `whole` puts each in place of all that the table had.

    `under` is the intent of an addition that has one.
    """
    for edition, _ in incoming:
        if edition.table in store.schemas:
            raise ValueError(f"{edition.table} is a table of returns, which only a load may add to")
    with disk_errors(store.folder, "writing a reference table"):
        store.make()
        announced = under or commit.announce(store, WriteKind.REFERENCE)
        try:
            with commit.changing(store, WriteKind.REFERENCE, announced.number) as change:
                # Of several of one name only the last counts.
                for edition, write in {(e.table, "" if whole else e.edition): (e, w) for e, w in incoming}.values():
                    table = [e for e in editions(store) if e.table == edition.table]
                    kept, file, schema = _kept(store, edition, write, announced.number)
                    change.commit(f"{KIND}/{edition.table}", schema, [file])
                    _take_out(store, change, [e for e in table if whole or e.edition == edition.edition])
                    change.relist(KIND, add=[manifest.to_json(kept)])
        finally:
            if under is None:
                commit.roll_back(store, announced)


def table_folder(store: StoreFolder, table: str) -> Path:
    return _folder(store) / table


def with_edition(rows: pa.Table, edition: str) -> pa.Table:
    """The rows as they are written: each says its edition, where that has a name."""
    return rows.append_column(_EDITION, pa.repeat(edition, rows.num_rows)) if edition else rows


def stage_rows(rows: pa.Table, edition: str) -> Write:
    """What writes rows that are in memory, as rows of an edition."""
    rows = with_edition(rows, edition)

    def write(folder: Path, number: int) -> tuple[DataFile, pa.Schema]:
        path = folder / f"{number}-{time.time_ns()}-{delta_table.schema_hash(rows.schema)}.parquet"
        with delta_table.DataFileSink(path) as sink:
            pq.write_table(rows, sink, compression="zstd")
        return DataFile(path.name, rows.num_rows, sink.size, sha256=sink.sha256), rows.schema

    return write


def _kept(store: StoreFolder, edition: Edition, write: Write, number: int) -> tuple[Edition, DataFile, pa.Schema]:
    folder = table_folder(store, edition.table)
    private_folder(folder)
    file, schema = write(folder, number)
    kept = replace(edition, rows=file.rows, part=file.name, added=datetime.now(UTC).replace(tzinfo=None))
    return kept, file, schema


def _take_out(store: StoreFolder, change: commit.StoreChange, gone: Sequence[Edition]) -> None:
    """Take editions out of the logs and the list. Their files stay for a time, and while somebody reads."""
    state = store.receipts.read()
    for edition in gone:
        files = state.table(f"{KIND}/{edition.table}").files
        if edition.part in files:
            change.commit(f"{KIND}/{edition.table}", pa.schema([]), remove=[files[edition.part]])
    change.relist(KIND, remove=[e.part for e in gone])


def _from_json(row: dict[str, Any]) -> Edition:
    values = manifest.from_json(Edition, row)
    for name in ("first", "last"):
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["added"] = datetime.fromisoformat(values["added"]) if values.get("added") else None
    return Edition(**values)


def _folder(store: StoreFolder) -> Path:
    return store.folder / KIND
