"""What the store knows of a submission: one accepted file, and which submission supersedes which.

The columns and their order are those of the table `submission`; every other table carries the four of `STAMP`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.model.period import AcademicYear, ReturnNumber

STAMP = pa.schema(
    [
        ("submission", pa.int64()),
        ("ukprn", pa.int32()),
        ("collection_year", pa.string()),
        ("return_number", pa.string()),
    ]
)

SCHEMA = pa.schema(
    [
        *STAMP,
        ("return_assumed", pa.bool_()),
        ("file_name", pa.string()),
        ("file_hash", pa.string()),
        ("file_bytes", pa.int64()),
        ("prepared", pa.date32()),
        ("file_time", pa.timestamp("us")),
        ("source_time", pa.timestamp("us")),
        ("sent", pa.timestamp("us")),
        ("received", pa.timestamp("us")),
        ("serial", pa.string()),
        ("rule_book", pa.string()),
        ("reference_data", pa.string()),
        ("learners_read", pa.int64()),
        ("learners", pa.int64()),
        ("learning_deliveries_read", pa.int64()),
        ("learning_deliveries", pa.int64()),
        ("errors", pa.int64()),
        ("warnings", pa.int64()),
        ("learners_with_errors", pa.int64()),
        ("findings_summary", pa.string()),
        ("notices", pa.string()),
        ("made_up", pa.bool_()),
    ]
)
"""`sent` is the moment that orders files of one return; `received` is when the store took the file, in UTC. `made_up`
is missing where an earlier release loaded the file, so that nothing is known."""

ORDER = ("return_number", "sent", "prepared", "source_time", "submission")
"""Later wins, column by column; a missing value is earlier than any other. Submissions' numbers grow as they come."""

_ORDINALS = 20


def number(load: int, ordinal: int) -> int:
    """The submission's number. It grows with the time of its load, so a span of numbers says which files to read."""
    if ordinal >= 1 << _ORDINALS:
        raise OverflowError("a load holds at most a million files")
    return load << _ORDINALS | ordinal


def load_of(submission: int) -> int:
    """The number of the load that brought a submission."""
    return submission >> _ORDINALS


def in_years(rows: pa.Table, years: Iterable[AcademicYear]) -> pa.Table:
    """The submissions of some years; of all years where none is named."""
    labels = [y.label for y in years]
    return rows.filter(pc.is_in(rows["collection_year"], pa.array(labels, pa.string()))) if labels else rows


def latest(rows: pa.Table, *, upto: ReturnNumber | None = None) -> pa.Table:
    """The submission that counts of each provider and year, among the returns up to `upto`.

    A file whose return was assumed no longer counts once the same file is held with a return that somebody told.
    """
    certain = rows.filter(pc.invert(rows["return_assumed"]))["file_hash"].combine_chunks()
    corrected = pc.and_(rows["return_assumed"], pc.is_in(rows["file_hash"], certain))
    rows = rows.filter(pc.invert(corrected))
    if upto is not None:
        rows = rows.filter(pc.less_equal(rows["return_number"], upto.value))
    columns = ("ukprn", "collection_year", *ORDER)
    keys = pa.table({c: _missing_first(rows[c]) for c in columns})
    rows = rows.take(pc.sort_indices(keys, sort_keys=[(c, "ascending") for c in columns]))
    if rows.num_rows < 2:
        return rows
    provider, year = rows["ukprn"].combine_chunks(), rows["collection_year"].combine_chunks()
    changes = pc.or_(pc.not_equal(provider[1:], provider[:-1]), pc.not_equal(year[1:], year[:-1]))
    return rows.filter(pa.concat_arrays([changes, pa.array([True])]))


def _missing_first(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column to sort by, in which a missing value comes before all others."""
    if pa.types.is_string(column.type):
        return column.fill_null("")
    days = column.cast(pa.int32()) if pa.types.is_date(column.type) else column
    return days.cast(pa.int64()).fill_null(-(1 << 63))


class AcceptedFiles:
    """Which files are held, under which returns.

    The same file counts as held, unless somebody tells another return for it than the one it is held under.
    """

    def __init__(self, rows: pa.Table) -> None:
        self._files: set[str] = set()
        self._returns: set[tuple[str, str]] = set()
        for file, number in zip(rows["file_hash"].to_pylist(), rows["return_number"].to_pylist(), strict=True):
            self.add(file, number)

    def add(self, file_hash: str, return_number: str) -> None:
        self._files.add(file_hash)
        self._returns.add((file_hash, return_number))

    def has(self, file_hash: str, return_said: str | None) -> bool:
        """Whether a file is held; `told` is the return that somebody says it is for."""
        return file_hash in self._files if return_said is None else (file_hash, return_said) in self._returns

    def which(self, rows: pa.Table) -> pa.Array:
        """For each submission, whether its file is held."""
        columns = (rows[c].to_pylist() for c in ("file_hash", "return_number", "return_assumed"))
        return pa.array([self.has(f, None if a else r) for f, r, a in zip(*columns, strict=True)], pa.bool_())
