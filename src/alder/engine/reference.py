"""Reference tables in a store: small, read with every selection of submissions, and kept in editions.

`reference/editions.json` lists what is held, oldest first; of several editions of a table the last counts. It is
written last and in one step, so that all tables of one addition are there at once or not at all.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import parts
from alder.engine.delta import Delta, PartFile
from alder.engine.trouble import told
from alder.errors import StoreError
from alder.rights import private_file, private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from alder.engine.store import Store

    Write: TypeAlias = Callable[[Path], tuple[PartFile, pa.Schema]]
    """Puts the rows of a table into a file of its folder, or says which file there holds them already."""

_LIST = "editions.json"
_EDITION = "edition"
"""The column that says, to whoever reads the files without Alder, which edition a row is of."""


@dataclass(frozen=True)
class Edition:
    """One edition of a reference table, and the file that it was read from.

    `unusable` counts rows that were left out. `first` and `last` are the earliest and latest day in its validity
    columns. `part` is the Parquet file that holds the rows.
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


def put(store: Store, name: str, rows: pa.Table) -> None:
    """Hold `rows` as the reference table `name`, in place of all editions held before."""
    keep(store, [(Edition(name, ""), of_rows(rows, ""))], whole=True)


def add(store: Store, incoming: Sequence[tuple[Edition, pa.Table]]) -> None:
    """Add editions of tables, all or none. One of the same name is replaced, and counts as the latest."""
    keep(store, [(edition, of_rows(rows, edition.edition)) for edition, rows in incoming])


def remove(store: Store, name: str, edition: str | None = None) -> tuple[Edition, ...]:
    """Remove a table, or one edition of it; the edition before then counts again. Returns what was removed."""
    with told(store.folder, "removing a reference table"), store.committing():
        held = editions(store)
        gone = tuple(e for e in held if e.table == name and edition in (None, e.edition))
        if gone:
            _replace_list(store, [e for e in held if e not in gone])
            _tidy(store)
    return gone


def editions(store: Store) -> tuple[Edition, ...]:
    """Every edition that is held, oldest first."""
    path = _folder(store) / _LIST
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    try:
        return tuple(_from_json(row) for row in json.loads(text))
    except (ValueError, TypeError, KeyError):
        raise StoreError(
            "the list of reference tables cannot be read",
            where=str(path),
            next="Put it back from a copy of the store, or remove it and add the tables again.",
        ) from None


def current(store: Store) -> dict[str, Edition]:
    """The edition of each table that counts: the one added last."""
    return {e.table: e for e in editions(store)}


def get(store: Store, name: str) -> pa.Table | None:
    """The reference table `name`, or None where the store has none of that name."""
    for found, paths, schema in held(store):
        if found == name:
            return pq.read_table(paths, columns=schema.names, partitioning=None)
    return None


def rows_with(store: Store, edition: Edition, column: str, value: str) -> pa.Table:
    """The rows of one edition that have a value in a column: few of many, read without the others."""
    path = table_folder(store, edition.table) / edition.part
    with told(store.folder, "reading a reference table"):
        schema = pq.read_schema(path).remove_metadata()
        names = [name for name in schema.names if name != _EDITION]
        return pq.read_table(path, columns=names, filters=[(column, "==", value)], partitioning=None)


def held(store: Store) -> Iterator[tuple[str, list[Path], pa.Schema]]:
    """The reference tables that the store has, with the files and columns of the edition that counts."""
    for name, edition in sorted(current(store).items()):
        path = _folder(store) / name / edition.part
        with told(store.folder, "reading a reference table"):
            schema = pq.read_schema(path).remove_metadata()
        yield name, [path], pa.schema([f for f in schema if f.name != _EDITION])


def keep(store: Store, incoming: Sequence[tuple[Edition, Write]], *, whole: bool = False) -> None:
    """Hold editions of tables, all or none; `whole` puts each in place of all that the table had."""
    for edition, _ in incoming:
        if edition.table in store.schemas:
            raise ValueError(f"{edition.table} is a table of returns, which only a load may add to")
    store.make()
    with told(store.folder, "writing a reference table"), store.committing():
        listed = list(editions(store))
        for edition, write in incoming:
            kept = _kept(store, edition, write)
            listed = [e for e in listed if e.table != edition.table or not (whole or e.edition == edition.edition)]
            listed.append(kept)
        _replace_list(store, listed)
        _tidy(store)


def table_folder(store: Store, table: str) -> Path:
    return _folder(store) / table


def with_edition(rows: pa.Table, edition: str) -> pa.Table:
    """The rows as they are written: each says its edition, where that has a name."""
    return rows.append_column(_EDITION, pa.repeat(edition, rows.num_rows)) if edition else rows


def of_rows(rows: pa.Table, edition: str) -> Write:
    """What writes rows that are in memory, as rows of an edition."""
    rows = with_edition(rows, edition)

    def write(folder: Path) -> tuple[PartFile, pa.Schema]:
        path = folder / f"{time.time_ns()}-{parts.columns_mark(rows.schema)}.parquet"
        pq.write_table(rows, private_file(path), compression="zstd")
        parts.to_disk(path)
        return PartFile(path.name, rows.num_rows, path.stat().st_size), rows.schema

    return write


def _kept(store: Store, edition: Edition, write: Write) -> Edition:
    """Tell the table's log of the file. Nobody reads it until the list of editions names it."""
    folder = table_folder(store, edition.table)
    private_folder(folder)
    file, schema = write(folder)
    Delta(folder).commit(schema, [file])
    return replace(edition, rows=file.rows, part=file.name, added=datetime.now(UTC).replace(tzinfo=None))


def _replace_list(store: Store, held: Sequence[Edition]) -> None:
    path = _folder(store) / _LIST
    draft = path.with_suffix(f".{os.getpid()}")
    rows = [{k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(e).items()} for e in held]
    private_file(draft).write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    parts.to_disk(draft)
    draft.replace(path)


def _tidy(store: Store) -> None:
    """Take out of the logs what the list does not name, whoever left it there. Files stay while somebody reads."""
    named = {e.part for e in editions(store)}
    for folder in (p for p in _folder(store).iterdir() if p.is_dir()):
        table = Delta(folder)
        if over := [f for f in table.files() if f.name not in named]:
            table.commit(pq.read_schema(folder / over[0].name), remove=over)


def _from_json(row: dict[str, Any]) -> Edition:
    known = {f.name for f in fields(Edition)}
    values = {k: v for k, v in row.items() if k in known}
    for name in ("first", "last"):
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["added"] = datetime.fromisoformat(values["added"]) if values.get("added") else None
    return Edition(**values)


def _folder(store: Store) -> Path:
    return store.folder / "reference"
