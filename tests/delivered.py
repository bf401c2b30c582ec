"""Writes text tables of tests as delivered files, and reads back what the store then holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.engine import extracts
from alder.environment import Environment


def written(folder: Path, text: str, name: str = "extract.csv", delimiter: str = ",") -> Path:
    """A file with the lines of a text table, whose cells are divided by bars."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    path = folder / name
    path.write_text("\n".join(delimiter.join(cells) for cells in lines) + "\n", encoding="utf-8")
    return path


def counting(store: Environment, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table that count, as some columns, in the order of the files."""
    held = extracts.deliveries(store.store)
    slices = [s.number for of in extracts.current(held).values() for s in of]
    found = []
    for one in (d for d in held if d.table == table):
        rows = pq.read_table(store.store.folder / "extracts" / table / one.part, partitioning=None)
        rows = rows.filter(pc.is_in(rows["delivery_slice"], pa.array(slices, pa.int64())))
        found += list(zip(*(rows[c].to_pylist() for c in columns), strict=True))
    return found
