"""How made-up deliveries are written: a folder for each kind of record, and a truth beside them.

A file is whole or not there, has the fields in the order of its layout, and says that it is made up: in its name, and a
Parquet file in its description.
"""

from __future__ import annotations

import csv
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, TypeVar

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from alder.model import made_up
from alder.process_settings import settle
from alder.sources import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.population.draws import Array

_NAMES_ONE: Final = frozenset({"recordid", "external_id", "learner_id", "ae_id", "edukey", "pupilmatchingrefanonymous"})
"""Columns in which most values are others: a dictionary of them would cost time and save nothing."""

Written = TypeVar("Written")


class RecordForm(StrEnum):
    """What files are written as."""

    PARQUET = "parquet"
    CSV = "csv"


@dataclass(frozen=True)
class RecordFile:
    """A file of a kind of record of a source; `parts` of its name say its year and region."""

    source: str
    record: str
    parts: tuple[object, ...]
    form: RecordForm

    def write(self, folder: Path, columns: Columns, names: Mapping[str, str] | None = None) -> tuple[int, int]:
        """Write it, whole or not at all, under `names` where columns have others; gives its rows and bytes."""
        schema = _schema(self.source, self.record)
        here = [f for f in schema if f.name in columns]
        arrays = [_typed(as_array(columns[f.name]), f.type) for f in here]
        delivered = [(names or {}).get(f.name, f.name) for f in here]
        table = pa.table(arrays, names=delivered).replace_schema_metadata(made_up.DESCRIBED)
        path = folder / self.record / f"{'-'.join(map(str, ('made-up', self.record, *self.parts)))}.{self.form}"
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.unfinished")
        if self.form == RecordForm.PARQUET:
            known = [name for f, name in zip(here, delivered, strict=True) if f.name.casefold() not in _NAMES_ONE]
            pq.write_table(table, unfinished, use_dictionary=known, compression="zstd", compression_level=1)
        else:
            plain = pa.table([_plain(column) for column in table.columns], names=delivered)
            pa_csv.write_csv(plain, unfinished, pa_csv.WriteOptions(quoting_style="needed"))
        size = unfinished.stat().st_size
        unfinished.replace(path)
        return table.num_rows, size


def as_array(column: pa.Array | Array) -> pa.Array:
    return column if isinstance(column, (pa.Array, pa.ChunkedArray)) else pa.array(column)


@cache
def _schema(source: str, record: str) -> pa.Schema:
    """The fields of a kind of record in the order of its layout, with their types."""
    fields = catalogue.source(source).entity(record).fields
    return pa.schema([(f.name, f.kind.arrow) for f in fields])


def _typed(column: pa.Array, type_: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return column
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    if pa.types.is_date32(type_):
        column = column.cast(pa.int32())
    return column.cast(type_)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def write_truth(path: Path, columns: Columns, of: Sequence[tuple[str, pa.DataType, str]]) -> None:
    """Write what is true of records, which never stands in them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([(name, type_) for name, type_, _ in of], metadata=made_up.DESCRIBED)
    table = pa.table([as_array(columns[name]).cast(type_) for name, type_, _ in of], schema=schema)
    unfinished = path.with_suffix(".unfinished")
    pq.write_table(table, unfinished, compression="zstd", compression_level=1)
    unfinished.replace(path)


def write_lines(path: Path, head: tuple[str, ...], lines: Iterable[tuple[object, ...]]) -> None:
    """Write a short table as text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(lines)


def each_region(regions: Sequence[int], write: Callable[[int], Written], workers: int) -> Iterator[Written]:
    """What is written of each region, here or in processes of their own, as each is done."""
    if min(workers, len(regions)) <= 1:
        yield from map(write, regions)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=settle) as pool:
        at_work = [pool.submit(write, region) for region in regions]
        for done in as_completed(at_work):
            yield done.result()
