"""What speaks against a link, or leaves it open: listed, and never dropped in silence."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from alder.linkage.table_file import BLOCK, StoredTable
from alder.rights import private_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Conflict(StrEnum):
    """A kind of conflict. The first three are between two tables, the last three between numbers of
    one person over many tables, the others among the records of one table."""

    DISAGREES = "disagrees"
    SEVERAL_RIGHT = "several_right"
    SEVERAL_LEFT = "several_left"
    DIFFERS = "differs"
    SHARED_NUMBER = "shared_number"
    SECOND_NUMBER = "second_number"
    REUSED_REFERENCE = "reused_reference"
    SAME_RETURN = "same_return"
    LEADS_TO_SEVERAL = "leads_to_several"
    SEVERAL_LEAD_TO_ONE = "several_lead_to_one"
    SECOND_KEY = "second_key"

    @property
    def words(self) -> str:
        """What it is, for a report."""
        return _WORDS[self]


_WORDS = {
    Conflict.DISAGREES: "the same number, but date of birth and surname speak against it: not linked",
    Conflict.SEVERAL_RIGHT: "several rows on the right fit one on the left: not linked",
    Conflict.SEVERAL_LEFT: "several rows on the left fit one on the right: not linked",
    Conflict.DIFFERS: "linked, though date of birth, surname or sex differs",
    Conflict.SHARED_NUMBER: "one learner number, two persons: kept apart",
    Conflict.SECOND_NUMBER: "one reference and date of birth, two learner numbers: kept apart",
    Conflict.REUSED_REFERENCE: "one reference, two dates of birth: kept apart",
    Conflict.SAME_RETURN: "two records of one return that cannot be told apart: kept apart",
    Conflict.LEADS_TO_SEVERAL: "one number that leads to several persons: joined to none",
    Conflict.SEVERAL_LEAD_TO_ONE: "several numbers that lead to one person, who has one of the kind: none joined",
    Conflict.SECOND_KEY: "one person with several keys, as the look-up says: kept as one",
}

BETWEEN = pa.schema([("kind", pa.string()), ("pass", pa.string()), ("left_row", pa.int64()), ("right_row", pa.int64())])
"""Conflicts between two tables: a line for each pair of rows, by their numbers and without a value of either."""

AMONG = pa.schema([("kind", pa.string()), ("group", pa.int64()), ("row", pa.int64())])
"""Conflicts among the records of one table: a line for each record, those of one conflict with one number."""


_WHERE = ("collection_year", "ukprn", "submission", "learner")
"""Columns of learners' records that say which record is meant and name nobody."""


def write_between(conflicts: Path, left: pa.Table | StoredTable, file: Path) -> int:
    """Write the list of conflicts between two tables, which lies in a Parquet file, in words."""
    with parquet.ParquetFile(conflicts) as kept:
        parts = (pa.Table.from_batches([b]).select(BETWEEN.names).cast(BETWEEN) for b in kept.iter_batches(BLOCK))
        return _write(file, (_in_words(part, left, "left_row") for part in parts), _schema(BETWEEN, left))


def write_among(conflicts: pa.Table, records: pa.Table | StoredTable, file: Path) -> int:
    """Write the list of conflicts among the records of one source over its years, in words."""
    return _write(file, [_in_words(conflicts, records, "row")], _schema(AMONG, records))


def _schema(conflicts: pa.Schema, records: pa.Table | StoredTable) -> pa.Schema:
    kinds = [(name, records.schema.field(name).type) for name in _which_record(records)]
    return pa.schema([*conflicts, ("meaning", pa.string()), *kinds])


def _which_record(records: pa.Table | StoredTable) -> list[str]:
    return [] if isinstance(records, StoredTable) else [c for c in _WHERE if c in records.column_names]


def _in_words(conflicts: pa.Table, records: pa.Table | StoredTable, row: str) -> pa.Table:
    """The conflicts in words, and which record of the left side is meant where it says so."""
    words = pa.table({"kind": [k.value for k in Conflict], "meaning": [k.words for k in Conflict]})
    at = pc.index_in(conflicts["kind"], value_set=words["kind"].combine_chunks())
    worded = conflicts.append_column("meaning", words["meaning"].take(at))
    for name in _which_record(records):
        worded = worded.append_column(name, records.column(name).take(conflicts[row]))  # type: ignore[union-attr]
    return worded


def _write(file: Path, parts: Iterable[pa.Table], schema: pa.Schema) -> int:
    kind = csv.CSVWriter if file.suffix.lower() == ".csv" else parquet.ParquetWriter
    rows = 0
    with kind(private_file(file), schema) as out:
        for part in parts:
            out.write_table(part.cast(schema))
            rows += part.num_rows
    return rows
