"""An analysis set in a file, a batch at a time, with its dictionary, its codes and its notes beside it.

The files are about people, so they are their owner's and group's alone, as what is in the store is. Each is whole or
not there: rows go to a draft that takes the file's place in the end.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv
from pyarrow import parquet as pq

from alder.errors import UsageError
from alder.rights import private_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


FORMATS: dict[str, Callable[[Path, pa.Schema], Any]] = {
    ".parquet": lambda path, schema: pq.ParquetWriter(path, schema, compression="zstd"),
    ".csv": lambda path, schema: csv.CSVWriter(path, schema),
    ".arrows": lambda path, schema: pa.ipc.new_stream(path, schema),
}
"""The writer of each form of file, by the ending of its name."""


def write_rows(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    """Write rows some at a time, in the form that the name of the file ends in."""
    if path.suffix not in FORMATS:
        raise UsageError(
            f"an analysis set cannot be written as {path.suffix or 'a file without an ending'}",
            next=f"Give a file that ends in {', '.join(FORMATS)}.",
        )
    with _in_place_of(path) as draft, FORMATS[path.suffix](draft, schema) as rows:
        for batch in batches:
            rows.write_batch(batch)


def write_beside(path: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write what stands beside the rows, under the same name with other endings."""
    found = []
    for ending, data in files.items():
        file = path.with_name(f"{path.stem}.{ending}")
        with _in_place_of(file) as draft:
            draft.write_bytes(data)
        found.append(file)
    return tuple(found)


@contextmanager
def _in_place_of(path: Path) -> Iterator[Path]:
    """A private draft, which takes the place of the file unless writing fails."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield private_file(draft)
        draft.replace(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def as_csv(columns: tuple[str, ...], lines: list[tuple[str, ...]]) -> bytes:
    """Lines of text as CSV, with the names of their columns."""
    schema = pa.schema([(name, pa.string()) for name in columns])
    rows = pa.Table.from_pylist([dict(zip(columns, line, strict=True)) for line in lines], schema=schema)
    out = pa.BufferOutputStream()
    csv.write_csv(rows, out)
    return bytes(out.getvalue())
