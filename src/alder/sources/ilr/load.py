"""Keep returns in a store: read each, judge all by the rules in one pass, and commit them together."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from alder.engine import reference, submission
from alder.errors import RefusedFile, UnreadableFile
from alder.sources.ilr import last_year, submissions, xml
from alder.sources.ilr.files import open_return
from alder.sources.ilr.gather import gather
from alder.sources.ilr.judge import file_of, judge
from alder.sources.ilr.profile.measuring import Measuring
from alder.sources.ilr.profile.table import field_quality
from alder.sources.ilr.received import Received

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from alder.engine.loading import Load
    from alder.engine.store import Store
    from alder.errors import AlderError
    from alder.model.period import AcademicYear, ReturnNumber
    from alder.rules.report import ReferenceUsed

LEARNERS_JUDGED_TOGETHER = 100_000


class Outcome(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    HELD = "already held"
    OLDER = "older"
    UNREAD = "could not read"


@dataclass(frozen=True)
class LoadedFile:
    """One file of a load. What it counts is what was accepted of it."""

    path: Path
    outcome: Outcome
    submission: int | None = None
    ukprn: int | None = None
    year: AcademicYear | None = None
    return_number: ReturnNumber | None = None
    return_assumed: bool = False
    learners: int = 0
    learning_deliveries: int = 0
    errors: int = 0
    warnings: int = 0
    notices: tuple[str, ...] = ()
    problem: AlderError | None = None


@dataclass(frozen=True)
class LoadReport:
    """What became of each file of a load, in the order in which they were named.

    `references` are the reference tables that rules looked into; `unavailable` counts the rules that lacked one.
    `alone` counts the files that rules should have compared with their provider's return of last year, which is not
    held.
    """

    files: tuple[LoadedFile, ...]
    seconds: float = field(compare=False)
    references: tuple[ReferenceUsed, ...] = ()
    unavailable: int = 0
    alone: int = 0

    def of(self, outcome: Outcome) -> tuple[LoadedFile, ...]:
        return tuple(f for f in self.files if f.outcome is outcome)

    @property
    def learners(self) -> int:
        """Learners of the files that this load added."""
        return sum(f.learners for f in self.files)

    @property
    def learning_deliveries(self) -> int:
        return sum(f.learning_deliveries for f in self.files)

    @property
    def exit_code(self) -> int:
        """0 when every file is in the store now; else the highest code of those that could not be read."""
        return max((f.problem.exit_code for f in self.files if f.problem is not None), default=0)


class Progress(Protocol):
    """Told how far a load is: files done, the file at hand, learners so far, and bytes of files done."""

    def __call__(self, *, doing: str, files: int, of: int, learners: int, bytes: int) -> None: ...


def _no_progress(*, doing: str, files: int, of: int, learners: int, bytes: int) -> None: ...


def load(
    store: Store,
    named: Iterable[str | Path],
    *,
    return_number: ReturnNumber | None = None,
    strict: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Keep the returns that `named` files, folders and patterns hold. A file that cannot be read stops no other."""
    began = time.perf_counter()
    paths = gather(named)
    with store.begin() as loading:
        run = _Run(store, loading, len(paths), return_number, strict, progress or _no_progress)
        files = [run.file(path) for path in paths]
        if run.rows:
            files = run.commit(files)
    seconds = time.perf_counter() - began
    return LoadReport(tuple(files), seconds, tuple(sorted(run.references)), len(run.unavailable), run.alone)


class _Run:
    """One load at work."""

    def __init__(
        self, store: Store, loading: Load, of: int, told: ReturnNumber | None, strict: bool, progress: Progress
    ) -> None:
        self.rows: list[dict[str, object]] = []
        self.references: set[ReferenceUsed] = set()
        self.unavailable: set[str] = set()
        self.alone = 0
        self._store = store
        self._loading = loading
        self._of = of
        self._told = told
        self._strict = strict
        self._progress = progress
        held = store.submissions()
        self._held = submission.Held(held)
        self._received = Received(held)
        self._headers: list[dict[str, object]] = []
        self._findings: list[pa.Table] = []
        self._measured: dict[int, Measuring] = {}
        self._files = self._learners = self._bytes = 0

    def file(self, path: Path) -> LoadedFile:
        self._say("Reading")
        try:
            return self._read(path)
        except UnreadableFile as problem:
            return LoadedFile(path, Outcome.UNREAD, problem=problem)
        finally:
            self._files += 1
            self._bytes += path.stat().st_size if path.is_file() else 0

    def _read(self, path: Path) -> LoadedFile:
        opened = open_return(path, strict=self._strict)
        if self._held.has(opened.file_hash, self._told):
            return LoadedFile(path, Outcome.HELD)
        reading = xml.Reading(opened)
        name, year = opened.name, reading.header.year
        if name is not None:
            opened.notice(*self._received.broken_by(name, year, opened.file_hash))
        ukprn = submissions.ukprn_of(reading.header, reading.file_name)
        number, assumed = submissions.return_of(reading.header, reading.file_name, self._told)
        file = LoadedFile(path, Outcome.LOADED, None, ukprn, reading.header.year, number, assumed)
        incoming = self._loading.incoming(
            ukprn=ukprn, collection_year=reading.header.year.label, return_number=number.value
        )
        before = self._learners
        measuring = Measuring(reading.header.year)
        try:
            for block in reading.blocks():
                incoming.add(block.tables)
                measuring.add(block.tables)
                self._learners = before + reading.learners
                self._say("Reading")
            _check_some_accepted(reading)
            incoming.accept()
        except BaseException:
            incoming.discard()
            self._learners = before
            raise
        self._held.add(reading.file_hash, number)
        if name is not None:
            self._received.add(name, year, opened.file_hash)
        self.rows.append(submissions.row_of(reading, incoming.number, ukprn, number, assumed))
        self._headers.append(file_of(reading.header, incoming.number, number.value))
        self._findings.append(submissions.found_in_file(reading.findings, incoming.number))
        self._measured[incoming.number] = measuring
        return replace(
            file,
            submission=incoming.number,
            learners=reading.learners,
            learning_deliveries=reading.learning_deliveries,
            notices=tuple(reading.notices),
        )

    def commit(self, files: list[LoadedFile]) -> list[LoadedFile]:
        rows = pa.Table.from_pylist(self.rows, schema=submission.SCHEMA)
        self._say("Checking")
        books: dict[str, str] = {}
        before: dict[int, str] = {}
        editions = {name: e.edition for name, e in reference.current(self._store).items()}
        for few in _batches(rows):
            with self._loading.engine(few) as engine:
                numbers = set(few["submission"].to_pylist())
                before |= last_year.add_to(engine, self._loading, few, rows)
                judged = judge(engine, [h for h in self._headers if h["submission"] in numbers], editions)
            self._findings.append(judged.findings)
            books |= judged.books
            self.references.update(judged.references)
            self.unavailable |= judged.unavailable
        self._note_last_years(files, before)
        findings = submissions.stamped(pa.concat_tables(self._findings), rows)
        used = {r.table: r.edition for r in self.references}
        rows = submissions.with_sums(rows, findings, books, used, before)
        self.references |= {last_year.used(e) for e in before.values()}
        self._loading.add("finding", findings)
        self._loading.add("field_quality", field_quality(self._measured, findings, rows))
        self._say("Storing")
        kept = {r["submission"]: r for r in self._loading.commit(rows).to_pylist()}
        current = set(self._store.current()["submission"].to_pylist())
        return [_outcome(f, kept, current) for f in files]

    def _note_last_years(self, files: list[LoadedFile], before: dict[int, str]) -> None:
        """A return whose provider's last year is not held counts, and the rules that would have looked there."""
        for file in files:
            if file.submission and file.year and last_year.is_compared(file.year) and file.submission not in before:
                self.alone += 1
                self.unavailable |= last_year.rules(file.year)

    def _say(self, doing: str) -> None:
        self._progress(doing=doing, files=self._files, of=self._of, learners=self._learners, bytes=self._bytes)


def _batches(rows: pa.Table) -> Iterator[pa.Table]:
    """Submissions judged together: as many as keep memory flat, and always whole ones."""
    start = learners = 0
    for at, more in enumerate(rows["learners"].to_pylist()):
        if at > start and learners + more > LEARNERS_JUDGED_TOGETHER:
            yield rows.slice(start, at - start)
            start, learners = at, 0
        learners += more
    yield rows.slice(start)


def _outcome(file: LoadedFile, kept: dict[int, dict[str, int]], current: set[int]) -> LoadedFile:
    if file.submission is None:
        return file
    if file.submission not in kept:  # another process loaded the same file meanwhile
        return replace(file, outcome=Outcome.HELD, submission=None, learners=0, learning_deliveries=0)
    row = kept[file.submission]
    outcome = Outcome.LOADED if file.submission in current else Outcome.OLDER
    return replace(file, outcome=outcome, errors=row["errors"], warnings=row["warnings"])


def _check_some_accepted(reading: xml.Reading) -> None:
    """A return of which nothing could be accepted would replace a good one by nothing, so it is refused."""
    if reading.learners_read and not reading.learners:
        raise RefusedFile(
            "the only learner in this file could not be accepted"
            if reading.learners_read == 1
            else f"none of the {reading.learners_read:,} learners in this file could be accepted",
            where=reading.file_name,
            next=f"Nothing was stored. See what is wrong with: alder check {reading.file_name}",
        )
