"""An analysis set in a file, a batch at a time, with its dictionary, its codes and its notes beside it.

The files are about people, so they are their owner's and group's alone, as what is in the store is. They are whole
and of one set, or not there: each is a draft that takes the file's place once all are written.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
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


def write_rows(
    path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch], beside: Callable[[], Mapping[str, bytes]]
) -> tuple[Path, ...]:
    """Write rows some at a time, in the form that the name of the file ends in, and then what stands beside them, under
    the same name with an ending more. All of the files are there in the end, or what was there before. Gives them.
    """
    if path.suffix not in FORMATS:
        raise UsageError(
            f"an analysis set cannot be written as {path.suffix or 'a file without an ending'}",
            next=f"Give a file that ends in {', '.join(FORMATS)}.",
        )
    files = [path]
    with ExitStack() as drafts:  # which take their places in the end, the rows last
        draft = drafts.enter_context(_in_place_of(path))
        with FORMATS[path.suffix](draft, schema) as rows:
            for batch in batches:
                rows.write_batch(batch)
        for ending, data in beside().items():
            file = path.with_name(f"{path.name}.{ending}")
            drafts.enter_context(_in_place_of(file)).write_bytes(data)
            files.append(file)
    return tuple(files)


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
