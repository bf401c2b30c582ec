"""The store: submissions, engines over the tables as they are in some of them, and loads that bring more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import commit, delta_table, extracts, reference, submission
from alder.engine.delta_table import DataFileWriter
from alder.engine.disk import disk_errors
from alder.engine.duckdb import DuckDB
from alder.engine.intent import WriteKind
from alder.engine.store_folder import StoreFolder, holding
from alder.model.period import AcademicYear, ReturnNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alder.engine.delta_table import DataFile
    from alder.engine.intent import Intent

_CHOSEN = "chosen submissions"


class Store(StoreFolder):
    """The store in `folder`, whose tables have the columns of `schemas`. It is made by the first load."""

    def current(self, *years: AcademicYear) -> pa.Table:
        """The latest submission of each provider and year: returns, and the research copy of years without any."""
        return submission.latest(submission.of_one_kind(submission.in_years(self.submissions(), years)))

    def as_of(self, return_number: ReturnNumber | str, *years: AcademicYear) -> pa.Table:
        """The latest submission of each provider and year as it stood when a return closed."""
        upto = ReturnNumber.parse(return_number)
        held = submission.of_one_kind(submission.in_years(self.submissions(), years))
        return submission.latest(held, upto=upto)

    def engine(
        self,
        *years: AcademicYear,
        which: ReturnNumber | str | pa.Table = "current",
        tables: Sequence[str] | None = None,
        memory_limit: str | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> DuckDB:
        """An engine with the tables as they are in exactly the submissions chosen, and with those submissions.

        `which` is `current`, a return (`R06`: as it stood then), or submissions picked from `submissions()`. That they
        are opened is recorded in the trail of the store first, with what the question is `about`: names, no values.
        """
        self._check_exists()
        lease = self.reading()
        if isinstance(which, pa.Table):
            chosen = submission.in_years(which, years)
        else:
            chosen = self.current(*years) if which == "current" else self.as_of(which, *years)
        self._record_read(chosen, tables, about)
        engine = self.engine_over(chosen, self.part_files, tables=tables, memory_limit=memory_limit)
        if lease is not None:
            engine.own(lease)
        return engine

    def _record_read(self, chosen: pa.Table, tables: Sequence[str] | None, about: Mapping[str, Any] | None) -> None:
        """Where any records are opened. Deliveries of other sources always are: the engine has them all."""
        of_returns = sorted(set(self.schemas) - {"submission"} if tables is None else tables) if len(chosen) else []
        delivered = sorted({delivery.table for delivery in extracts.deliveries(self)})
        if not (of_returns or delivered):
            return
        state = self.acknowledged()
        self.receipts.trail.record_read(
            {
                "tables": of_returns,
                "returns": len(chosen),
                "providers": pc.count_distinct(chosen["ukprn"]).as_py(),
                "years": sorted(set(chosen["collection_year"].to_pylist())),
                "deliveries": delivered,
                **(about or {}),
            },
            state.event if state else "",
        )

    def engine_over(
        self,
        submissions: pa.Table,
        files: Callable[[str], list[DataFile]],
        *,
        tables: Sequence[str] | None = None,
        memory_limit: str | None = None,
    ) -> DuckDB:
        """An engine whose tables are the rows of `submissions` in `files`."""
        engine = DuckDB(memory_limit=memory_limit)
        engine.add(_CHOSEN, submissions.select(["submission"]))
        for table in [t for t in self.schemas if t != "submission"] if tables is None else tables:
            schema = self.schemas[table]
            with disk_errors(self.folder, "reading the store"):
                chosen = holding(files(table), submissions)
                self.check_there(table, chosen)
                groups = delta_table.group_by_schema(self.table_folder(table), chosen, schema)
            engine.add_files(table, schema, groups, within=("submission", _CHOSEN))
        engine.add("submission", submissions)
        for name, paths, schema in reference.current_files(self):
            engine.add(name, paths, schema)
        for name, schema, groups, counting in extracts.tables(self):
            engine.add(f"{name} slices", counting)
            engine.add_files(name, schema, groups, within=("delivery_slice", f"{name} slices"))
        return engine

    def begin(self) -> Load:
        """Begin a load, in a store that is made now if need be. What killed loads left behind is cleared up first."""
        with disk_errors(self.folder, "loading returns"):
            self.make()
            commit.remove_abandoned(self)
            return Load(self, commit.announce(self, WriteKind.LOAD))


BYTES_OF_ONE = 64 << 20
"""A submission larger than this waits for its acceptance in files of its own instead of in memory."""


@dataclass
class SubmissionWriter:
    """One submission on its way in. Its rows join the load when it is accepted; a refused one leaves nothing."""

    load: Load
    number: int
    ukprn: int
    collection_year: str
    return_number: str
    _held: list[Mapping[str, pa.Table]] = field(default_factory=list)
    _bytes: int = 0
    _own: dict[str, DataFileWriter] = field(default_factory=dict)

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Take a block of rows, table by table."""
        self._held.append(tables)
        self._bytes += sum(t.nbytes for t in tables.values())
        if self._bytes >= BYTES_OF_ONE:
            with disk_errors(self.load.store.folder, "loading returns"):
                self._write(self._own)

    def accept(self) -> None:
        with disk_errors(self.load.store.folder, "loading returns"):
            if self._own:
                self._write(self._own)
                for name, writer in self._own.items():
                    self.load.take(name, writer.close())
            else:
                self._write(self.load.writers)

    def discard(self) -> None:
        self._held, self._bytes = [], 0
        for writer in self._own.values():
            writer.discard()

    def _write(self, writers: dict[str, DataFileWriter]) -> None:
        for tables in self._held:
            for name, rows in tables.items():
                if rows.num_rows:
                    writer = writers.get(name) or writers.setdefault(name, self.load.writer(name))
                    writer.add(self._stamped(rows), (self.number, self.number))
        self._held, self._bytes = [], 0
        self.load.keep_memory_flat(writers)

    def _stamped(self, rows: pa.Table) -> pa.Table:
        values = (self.number, self.ukprn, self.collection_year, self.return_number)
        stamp = [pa.repeat(pa.scalar(v, f.type), rows.num_rows) for v, f in zip(values, submission.STAMP, strict=True)]
        return pa.Table.from_arrays([*stamp, *rows.columns], names=[*submission.STAMP.names, *rows.schema.names])


class Load:
    """Many submissions written together, and seen by readers all at once or not at all.

    Use as a context: what is not committed at its end is removed.
    """

    def __init__(self, store: Store, intent: Intent) -> None:
        self.store = store
        self.number = intent.number
        self.writers: dict[str, DataFileWriter] = {}
        self._intent = intent
        self._files: dict[str, list[DataFile]] = {}
        self._names = 0
        self._submissions = 0

    def incoming(self, *, ukprn: int, collection_year: str, return_number: str) -> SubmissionWriter:
        """Begin a submission."""
        self._submissions += 1
        number = submission.number(self.number, self._submissions)
        return SubmissionWriter(self, number, ukprn, collection_year, return_number)

    def add(self, table: str, rows: pa.Table) -> None:
        """Take rows that already say which submission of this load they belong to."""
        if rows.num_rows:
            span = pc.min_max(rows["submission"]).as_py()
            with disk_errors(self.store.folder, "loading returns"):
                writer = self.writers.get(table) or self.writers.setdefault(table, self.writer(table))
                writer.add(rows, (span["min"], span["max"]))

    def engine(self, submissions: pa.Table, *, tables: Sequence[str] | None = None) -> DuckDB:
        """The rows of some of the load's own submissions, for rules to look at before anything is committed."""
        with disk_errors(self.store.folder, "loading returns"):
            self._end_files()
        return self.store.engine_over(submissions, lambda table: self._files.get(table, []), tables=tables)

    def commit(self, rows: pa.Table) -> pa.Table:
        """Make the submissions of `rows` part of the store; returns those of them that it did not hold already.

        Another process may have loaded the same file meanwhile, so that is asked here, where one commits at a time.
        The logs are told of entity rows first and of the submissions' own rows last, for other programs that read them.
        When this returns, all of it is on the disk, and a receipt says so.
        """
        store = self.store
        with disk_errors(store.folder, "loading returns"):
            self._end_files()
            with commit.changing(store, WriteKind.LOAD, self.number) as change:
                again = submission.AcceptedFiles(store.submissions()).which(rows)
                new = rows.filter(pc.invert(again))
                if new.num_rows < rows.num_rows:
                    self._leave_out(rows.filter(again)["submission"])
                if new.num_rows:
                    self.add("submission", new)
                    self._end_files()
                    last = self._files.pop("submission")
                    for table, files in self._files.items():
                        change.commit(f"tables/{table}", store.schemas[table], files)
                    change.commit("tables/submission", store.schemas["submission"], last)
                    change.returns(new)
                    self._files = {}
        return new

    def writer(self, table: str) -> DataFileWriter:
        return DataFileWriter(self.store.table_folder(table), self.store.schemas[table], self._next_name)

    def take(self, table: str, files: list[DataFile]) -> None:
        """Files that a submission had for itself become the load's."""
        self._files.setdefault(table, []).extend(files)

    def keep_memory_flat(self, writers: dict[str, DataFileWriter]) -> None:
        """Write what waits in the tables that wait with most, until all together hold little enough."""
        while sum(w.held for w in writers.values()) >= delta_table.BYTES_HELD:
            max(writers.values(), key=lambda w: w.held).flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not committed. Where even that is not possible, as after a kill, the next load does it."""
        for writer in self.writers.values():
            writer.discard()
        try:
            with disk_errors(self.store.folder, "clearing up after a load"):
                commit.roll_back(self.store, self._intent)
        finally:
            self._intent.release()

    def _end_files(self) -> None:
        for table, writer in self.writers.items():
            self.take(table, writer.close())
        self.writers = {}

    def _next_name(self) -> str:
        self._names += 1
        return f"{self.number}-{self._names:04d}"

    def _leave_out(self, numbers: pa.ChunkedArray) -> None:
        """Write the files that hold rows of these submissions anew, without them."""
        for table, files in list(self._files.items()):
            touched = [f for f in files if any(f.first <= n <= f.last for n in numbers.to_pylist())]
            self._files[table] = [f for f in files if f not in touched]
            for file in touched:
                path = self.store.table_folder(table) / file.name
                for rows in delta_table.row_groups(path):
                    self.add(table, rows.filter(pc.invert(pc.is_in(rows["submission"], numbers.combine_chunks()))))
                path.unlink()
        self._end_files()


def add_rows(store: StoreFolder, table: str, rows: pa.Table) -> int:
    """Add rows of accepted submissions to a table in one commit; returns of how many submissions.

    Those of which the table has rows by now, because another process was quicker, are left out.
    """
    with disk_errors(store.folder, "adding to the store"):
        commit.remove_abandoned(store)
        announced = commit.announce(store, WriteKind.OPTIMISE)
        try:
            with commit.changing(store, announced.doing, announced.number) as change:
                new = rows.filter(
                    pc.invert(pc.is_in(rows["submission"], value_set=submissions_with_rows(store, table)))
                )
                if new.num_rows:
                    writer = DataFileWriter(
                        store.table_folder(table), store.schemas[table], lambda: f"{announced.number}-0001"
                    )
                    span = pc.min_max(new["submission"]).as_py()
                    writer.add(new, (span["min"], span["max"]))
                    change.commit(f"tables/{table}", store.schemas[table], writer.close())
        finally:
            commit.roll_back(store, announced)
    return len(set(new["submission"].to_pylist()))


def submissions_with_rows(store: StoreFolder, table: str) -> pa.Array:
    """The submissions of which a table has rows."""
    only = pa.schema([store.schemas[table].field("submission")])
    return delta_table.read(store.table_folder(table), store.part_files(table), only)["submission"].unique()
