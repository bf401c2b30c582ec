"""Whether a store is whole: every file that the logs name is there, readable, and holds what was accepted."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder.engine import extracts

if TYPE_CHECKING:
    from alder.engine.store import Store

_COUNTED = {"learners": "learner", "learning_deliveries": "learning_delivery"}
"""Columns of `submission` that say how many rows of a table it was accepted with."""


@dataclass(frozen=True)
class Inspected:
    """How much a store holds, and what is wrong with it, a line each."""

    submissions: int
    rows: int
    files: int
    faults: tuple[str, ...]


def inspect(store: Store) -> Inspected:
    """Look at every file's own summary, and count the rows of every submission."""
    faults: list[str] = []
    rows = files = 0
    submissions = store.submissions()
    with store.reading() or nullcontext():
        for table in store.tables():
            for file in store.delta(table).files():
                files += 1
                rows += file.rows
                path = store.table_folder(table) / file.name
                try:
                    held = pq.read_metadata(path).num_rows
                except (OSError, pa.ArrowInvalid):
                    faults.append(f"{path.relative_to(store.folder)}: missing, or not readable")
                    continue
                if held != file.rows:
                    faults.append(f"{path.relative_to(store.folder)}: has {held:,} rows, should have {file.rows:,}")
        if not faults:
            faults += _short(store, submissions)
        faults += extracts.faults(store)
    return Inspected(submissions.num_rows, rows, files, tuple(faults))


def _short(store: Store, submissions: pa.Table) -> list[str]:
    faults = []
    for column, table in _COUNTED.items():
        if table not in store.schemas:
            continue
        counted: dict[int, int] = {}
        for path in store.files(table):
            found = pq.read_table(path, columns=["submission"], partitioning=None).group_by("submission")
            for row in found.aggregate([([], "count_all")]).to_pylist():
                counted[row["submission"]] = counted.get(row["submission"], 0) + row["count_all"]
        faults += [
            f"{name}: {counted.get(number, 0):,} rows of {table}, was accepted with {accepted:,}"
            for number, name, accepted in zip(
                *(submissions[c].to_pylist() for c in ("submission", "file_name", column)), strict=True
            )
            if accepted is not None and counted.get(number, 0) != accepted
        ]
    return faults
