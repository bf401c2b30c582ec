"""A version of a data set is written into a folder of its own, which appears under its name only when it is whole."""

from __future__ import annotations

import gzip
import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb
import pyarrow.parquet as pq

from alder.engine.data_sets import blocks, spans
from alder.engine.data_sets.quoting import quoted
from alder.engine.parts import make_folder, to_disk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

ROWS = "rows.duckdb"
BLOCKS = "rows.arrow"
CSV = "data.csv.gz"
META = "data.meta.csv"
PARQUET = "data.parquet"
CONTENTS = "contents.json"

_GROUP = 122_880


def write(
    folder: Path,
    *,
    rows: pa.Table,
    sorted_by: Sequence[str],
    spanned: Sequence[str],
    contents: str,
    table: pa.Table,
    data: bytes | Path,
    meta: bytes,
) -> None:
    """Everything of a version, on the disk when this returns. A run that is cut short leaves what nobody reads."""
    half = folder.with_name(f".{folder.name}-{uuid4().hex}")
    make_folder(half)
    try:
        _write_rows(half, rows, sorted_by, spanned)
        pq.write_table(table, half / PARQUET, compression="zstd", row_group_size=_GROUP)
        _write_csv(half / CSV, data)
        (half / META).write_bytes(meta)
        (half / CONTENTS).write_text(contents, encoding="utf-8")
        for path in (*sorted(half.iterdir()), half):
            to_disk(path)
        half.rename(folder)
        to_disk(folder.parent)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _write_rows(folder: Path, rows: pa.Table, sorted_by: Sequence[str], spanned: Sequence[str]) -> None:
    with duckdb.connect(str(folder / ROWS)) as connection:
        connection.register("given", rows)
        columns = ", ".join(quoted(name) for name in sorted_by)
        connection.execute(f"create table kept as select * from given order by {columns}")
        spans.write(connection, sorted_by[0], spanned)
        connection.execute("checkpoint")
        blocks.write(connection, sorted_by[0], folder / BLOCKS)


def _write_csv(file: Path, data: bytes | Path) -> None:
    """The data file as it came, compressed, the same bytes for the same file."""
    with file.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0, compresslevel=6) as packed:
        if isinstance(data, bytes):
            packed.write(data)
        else:
            opener = gzip.open if data.suffix == ".gz" else open
            with opener(data, "rb") as source:
                shutil.copyfileobj(source, packed, 1024 * 1024)
