"""Reference tables in a store: small, replaced whole, and read with every selection of submissions."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import parts
from alder.engine.delta import Delta, PartFile
from alder.engine.trouble import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alder.engine.store import Store


def put(store: Store, name: str, rows: pa.Table) -> None:
    """Hold `rows` as the reference table `name`, in place of those held before."""
    if name in store.schemas:
        raise ValueError(f"{name} is a table of returns, which only a load may add to")
    store.make()
    folder = _folder(store) / name
    with told(store.folder, "writing a reference table"), store.committing():
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{time.time_ns()}-{parts.columns_mark(rows.schema)}.parquet"
        pq.write_table(rows, path, compression="zstd")
        parts.to_disk(path)
        table = Delta(folder)
        table.commit(rows.schema, [PartFile(path.name, rows.num_rows, path.stat().st_size)], table.files())


def get(store: Store, name: str) -> pa.Table | None:
    """The reference table `name`, or None where the store has none of that name."""
    for found, paths, _ in held(store):
        if found == name:
            return pq.read_table(paths, partitioning=None)
    return None


def held(store: Store) -> Iterator[tuple[str, list[Path], pa.Schema]]:
    """The reference tables that the store has, with their files and columns."""
    for folder in sorted(_folder(store).glob("*")):
        paths = [folder / f.name for f in Delta(folder).files()]
        if paths:
            yield folder.name, paths, pq.read_schema(paths[0])


def _folder(store: Store) -> Path:
    return store.folder / "reference"
