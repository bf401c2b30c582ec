"""What the store knows of a submission: one accepted file, and which submission supersedes which.

The columns and their order are those of the table `submission`; every other table carries the four of `STAMP`.

Most are returns of providers. Some were made of the copy of returns that researchers get, provider by provider, under
pseudonyms: the same learners may be in both, so a copy neither supersedes a return nor is counted beside one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

RESEARCH_COPY = "none: research extract"
"""What a submission made of the research copy says in place of the rule book that judged it."""

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


def is_copied(rows: pa.Table) -> pa.ChunkedArray:
    """Of each submission whether it was made of the research copy, and is no return of a provider."""
    return pc.equal(rows["rule_book"], RESEARCH_COPY).fill_null(False)


def returned(rows: pa.Table) -> pa.Table:
    """The returns of providers among submissions."""
    return rows.filter(pc.invert(is_copied(rows)))


def of_one_kind(rows: pa.Table) -> pa.Table:
    """Of each year its returns, where there is any, and else what was made of the research copy: nobody twice."""
    of_returns = returned(rows)
    with_returns = pc.is_in(rows["collection_year"], value_set=of_returns["collection_year"].combine_chunks())
    return rows.filter(pc.invert(pc.and_(is_copied(rows), with_returns)))


def latest(rows: pa.Table, *, upto: ReturnNumber | None = None) -> pa.Table:
    """The submission that counts of each provider and year, among the returns up to `upto`.

    A file whose return was assumed no longer counts once the same file is held with a return that somebody told.
    What was made of the research copy takes the place of no return, and is of one delivery a year, since providers and
    learners may have other pseudonyms in the next.
    """
    certain = rows.filter(pc.invert(rows["return_assumed"]))["file_hash"].combine_chunks()
    corrected = pc.and_(rows["return_assumed"], pc.is_in(rows["file_hash"], certain))
    rows = rows.filter(pc.invert(corrected))
    if upto is not None:
        rows = rows.filter(pc.less_equal(rows["return_number"], upto.value))
    rows = of_last_copy(rows)
    columns = ("ukprn", "collection_year", *ORDER)
    keys = pa.table({"copied": is_copied(rows), **{c: _missing_first(rows[c]) for c in columns}})
    rows = rows.take(pc.sort_indices(keys, sort_keys=[(c, "ascending") for c in keys.column_names]))
    if rows.num_rows < 2:
        return rows
    whose = (is_copied(rows), rows["ukprn"], rows["collection_year"])
    changes = [pc.not_equal(c[1:], c[:-1]) for c in (column.combine_chunks() for column in whose)]
    is_last = pc.or_(changes[0], pc.or_(changes[1], changes[2]))
    return rows.filter(pa.concat_arrays([is_last, pa.array([True])]))


def of_last_copy(rows: pa.Table) -> pa.Table:
    """The submissions without those of a copy of the same year that was delivered before another."""
    copied = is_copied(rows).to_pylist()
    if not any(copied):
        return rows
    columns = (rows[c].to_pylist() for c in ("collection_year", "sent", "submission"))
    made = [(year, sent, load_of(number)) for year, sent, number in zip(*columns, strict=True)]
    last: dict[str, tuple[Any, int]] = {}
    for year, sent, load in (of for of, is_copy in zip(made, copied, strict=True) if is_copy):
        last[year] = max(last.get(year, (sent, load)), (sent, load))
    # Of one delivery all have its moment, or came in one load where no moment was kept of it.
    stays = [
        not is_copy or sent == last[year][0] or load == last[year][1]
        for (year, sent, load), is_copy in zip(made, copied, strict=True)
    ]
    return rows.filter(pa.array(stays, pa.bool_()))


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
