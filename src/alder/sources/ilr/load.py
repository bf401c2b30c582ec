"""Keep returns in a store, a batch of files at a time: read each, judge all by the rules in one pass, commit together.

A batch is kept whole or not at all. What a load of many files has kept stays kept, however it ends; the same load again
knows the files that are held by their hash, which is taken before anything is parsed, and goes on with the others.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from alder.engine import reference, submission
from alder.engine.origins import Origins
from alder.errors import RefusedFile, StoreError, UnreadableFile
from alder.sources.ilr import last_year, submissions
from alder.sources.ilr.judgement import file_of, judge
from alder.sources.ilr.profile.field_quality import field_quality
from alder.sources.ilr.profile.measurement import ReturnMeasurement
from alder.sources.ilr.xml import reader
from alder.sources.ilr.xml.return_files import ReceivedNames, gather_returns, open_return, year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from alder.engine.store import Load, Store
    from alder.errors import AlderError
    from alder.model.period import AcademicYear, ReturnNumber
    from alder.rules.result import ReferenceUsed

LEARNERS_JUDGED_TOGETHER = 100_000

BATCH_LEARNERS = LEARNERS_JUDGED_TOGETHER
"""A batch ends with the file that brings it to so many learners: as many as rules judge in one pass, so that a larger
one would save nothing, and about a quarter of a gigabyte of XML.
"""

BATCH_SECONDS = 60.0
"""A batch also ends once so long was spent on reading it, whatever it holds: on a slow disk, too, a kill costs about
two minutes' work. Rules and a commit take a second or two more a batch, so on small files no more than a thirtieth.
"""


class FileStatus(StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    HELD = "already held"
    OLDER = "older"
    UNREAD = "could not read"


@dataclass(frozen=True)
class LoadedFile:
    """One file of a load. What it counts is what was accepted of it."""

    path: Path
    outcome: FileStatus
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
    made_up: bool = False


@dataclass(frozen=True)
class LoadReport:
    """What became of each file of a load, in the order in which they were named.

    `references` are the reference tables that rules looked into; `unavailable` counts the rules that lacked one.
    `alone` counts the files that rules should have compared with their provider's return of last year, which is not
    held. `left` are the files that were not reached because the load was asked to stop. `copied` are years of these
    returns of which the research copy is held too.
    """

    files: tuple[LoadedFile, ...]
    seconds: float = field(compare=False)
    references: tuple[ReferenceUsed, ...] = ()
    unavailable: int = 0
    alone: int = 0
    left: tuple[Path, ...] = ()
    copied: tuple[str, ...] = ()

    def of(self, outcome: FileStatus) -> tuple[LoadedFile, ...]:
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


class LoadProgress(Protocol):
    """Told how far a load is: files done, the file at hand, learners so far, bytes of files done, and how many of the
    files are in the store by now whatever happens.
    """

    def __call__(self, *, doing: str, files: int, of: int, learners: int, bytes: int, kept: int) -> None: ...


def _no_progress(*, doing: str, files: int, of: int, learners: int, bytes: int, kept: int) -> None: ...


def _never() -> bool:
    return False


def load(
    store: Store,
    named: Iterable[str | Path],
    *,
    return_number: ReturnNumber | None = None,
    strict: bool = False,
    progress: LoadProgress | None = None,
    stop: Callable[[], bool] = _never,
    made_up: bool = False,
    mix_made_up: bool = False,
) -> LoadReport:
    """Keep the returns that `named` files, folders and patterns hold. A file that cannot be read stops no other.

    `made_up` says that all of them are; those of `alder synth` say so themselves. Made-up returns and others are not
    kept in one store unless they are to be mixed.

    Once `stop` says so, what was read is kept and the files that were not reached are in the report as `left`.
    """
    began = time.perf_counter()
    paths = gather_returns(named)
    run = _Run(store, return_number, strict, progress or _no_progress, stop, len(paths), made_up, mix_made_up)
    left = _oldest_year_first(paths)
    try:
        while left and not run.stopped:
            with store.begin() as loading:
                left = _LoadBatch(run, loading).take(left)
    except StoreError as error:
        if not run.kept:
            raise
        raise StoreError(error.what, where=error.where, next=f"{run.said}\n{error.next}") from error
    except BaseException as error:
        error.add_note(run.said)
        raise
    seconds = time.perf_counter() - began
    files = run.outcomes(paths)
    return LoadReport(
        *(files, seconds, tuple(sorted(run.references)), len(run.unavailable), run.alone, tuple(left)),
        copied=_copied(run.store, files),
    )


def _copied(store: Store, files: Iterable[LoadedFile]) -> tuple[str, ...]:
    """The years of the files that were loaded of which the research copy is held, with the same learners."""
    years = {str(f.year) for f in files if f.submission}
    if not years:
        return ()
    held = store.submissions()
    return tuple(sorted(years & set(held.filter(submission.is_copied(held))["collection_year"].to_pylist())))


def _oldest_year_first(paths: list[Path]) -> list[Path]:
    """The files in the order in which they are read: as they were named, but the files of one year before the next.

    Rules compare a return with what its provider returned for the year before, so that has to be in the same batch or
    in the store. The order within a year is what decides which of two files counts. A file that says no year is not a
    return, and is named first.
    """
    if len(paths) < 2:
        return paths
    years = {path: year_of(path) for path in paths}
    return sorted(paths, key=lambda path: year.start if (year := years[path]) else 0)


class _Run:
    """What one load has done so far, in all of its batches."""

    def __init__(
        self,
        store: Store,
        told: ReturnNumber | None,
        strict: bool,
        progress: LoadProgress,
        stop: Callable[[], bool],
        of: int,
        made_up: bool,
        mix_made_up: bool,
    ) -> None:
        self.store = store
        self.made_up = made_up
        self.mix_made_up = mix_made_up
        self.told = told
        self.strict = strict
        self.files: dict[Path, LoadedFile] = {}
        self.kept = 0
        self.learners = 0
        self.references: set[ReferenceUsed] = set()
        self.unavailable: set[str] = set()
        self.alone = 0
        self.stopped = False
        self._progress = progress
        self._stop = stop
        self._of = of
        self._done = self._bytes = 0

    @property
    def said(self) -> str:
        """What is kept, for whoever hears that the load did not come to its end."""
        return f"Kept {self.kept:,} of {self._of:,} files; the same command goes on with the others."

    def asked_to_stop(self) -> bool:
        self.stopped = self.stopped or self._stop()
        return self.stopped

    def done(self, path: Path) -> None:
        self._done += 1
        self._bytes += path.stat().st_size if path.is_file() else 0

    def say(self, doing: str) -> None:
        self._progress(
            doing=doing, files=self._done, of=self._of, learners=self.learners, bytes=self._bytes, kept=self.kept
        )

    def outcomes(self, paths: Iterable[Path]) -> tuple[LoadedFile, ...]:
        """What became of each file, now that all are kept: a later one of the same load may count in its place."""
        if not any(file.submission for file in self.files.values()):
            return tuple(self.files[p] for p in paths if p in self.files)
        current = set(self.store.current()["submission"].to_pylist())
        files = (self.files[p] for p in paths if p in self.files)
        return tuple(
            replace(f, outcome=FileStatus.OLDER) if f.submission and f.submission not in current else f for f in files
        )


class _Stopped(Exception):
    """The load was asked to stop while a file was being read."""


class _LoadBatch:
    """The files of a load that are kept together."""

    def __init__(self, run: _Run, loading: Load) -> None:
        self._run = run
        self._store = run.store
        self._loading = loading
        held = self._store.submissions()
        self._held = submission.AcceptedFiles(held)
        self._received = ReceivedNames(held)
        self._origins = Origins.of(self._store)
        self._files: list[LoadedFile] = []
        self._rows: list[dict[str, object]] = []
        self._headers: list[dict[str, object]] = []
        self._findings: list[pa.Table] = []
        self._measured: dict[int, ReturnMeasurement] = {}
        self._learners_read = 0
        self._began = time.monotonic()

    def take(self, paths: Sequence[Path]) -> list[Path]:
        """Read files until the batch is large enough, keep them, and return those that were not reached."""
        taken = 0
        for path in paths:
            if self._is_full() or self._run.asked_to_stop():
                break
            self._run.say("Reading")
            try:
                file = self._read(path)
            except UnreadableFile as problem:
                file = LoadedFile(path, FileStatus.UNREAD, problem=problem)
            except _Stopped:
                break
            self._files.append(file)
            self._run.done(path)
            taken += 1
        if self._rows:
            self._commit()
        self._run.files |= {file.path: file for file in self._files}
        self._run.kept += sum(file.outcome is not FileStatus.UNREAD for file in self._files)
        if taken < len(paths):
            self._run.say("Reading")
        return list(paths[taken:])

    def _is_full(self) -> bool:
        return self._learners_read >= BATCH_LEARNERS or time.monotonic() - self._began >= BATCH_SECONDS

    def _read(self, path: Path) -> LoadedFile:
        run = self._run
        opened = open_return(path, strict=run.strict)
        if self._held.has(opened.file_hash, run.told):
            return LoadedFile(path, FileStatus.HELD)
        reading = reader.ReturnReader(opened)
        name, year = opened.name, reading.header.year
        made_up = run.made_up or reading.header.is_made_up
        if not run.mix_made_up:
            self._origins.check(reading.file_name, made_up=made_up)
        if name is not None:
            opened.note_name(*self._received.broken_by(name, year, opened.file_hash))
        ukprn = submissions.ukprn_of(reading.header, reading.file_name)
        number, assumed = submissions.return_of(reading.header, reading.file_name, run.told)
        file = LoadedFile(path, FileStatus.LOADED, None, ukprn, reading.header.year, number, assumed)
        incoming = self._loading.incoming(
            ukprn=ukprn, collection_year=reading.header.year.label, return_number=number.value
        )
        before = run.learners
        measuring = ReturnMeasurement(reading.header.year)
        try:
            for block in reading.blocks():
                incoming.add(block.tables)
                measuring.add(block.tables)
                run.learners = before + reading.learners
                run.say("Reading")
                if run.asked_to_stop():
                    raise _Stopped
            _check_some_accepted(reading)
            incoming.accept()
        except BaseException:
            incoming.discard()
            run.learners = before
            raise
        finally:
            self._learners_read += reading.learners_read
        self._held.add(reading.file_hash, number)
        if name is not None:
            self._received.add(name, year, opened.file_hash)
        self._origins.add(made_up=made_up)
        self._rows.append(submissions.row_of(reading, incoming.number, ukprn, number, assumed, made_up=made_up))
        self._headers.append(file_of(reading.header, incoming.number, number.value))
        self._findings.append(submissions.found_in_file(reading.findings, incoming.number))
        self._measured[incoming.number] = measuring
        return replace(
            file,
            submission=incoming.number,
            learners=reading.learners,
            learning_deliveries=reading.learning_deliveries,
            notices=tuple(reading.notices),
            made_up=made_up,
        )

    def _commit(self) -> None:
        run = self._run
        rows = pa.Table.from_pylist(self._rows, schema=submission.SCHEMA)
        run.say("Checking")
        books: dict[str, str] = {}
        before: dict[int, str] = {}
        references: dict[str, set[ReferenceUsed]] = defaultdict(set)
        editions = {name: e.edition for name, e in reference.current(self._store).items()}
        for few in _judged_together(rows):
            with self._loading.engine(few) as engine:
                numbers = set(few["submission"].to_pylist())
                before |= last_year.add_to(engine, self._loading, few, rows)
                judged = judge(engine, [h for h in self._headers if h["submission"] in numbers], editions)
            self._findings.append(judged.findings)
            books |= judged.books
            for year, used in judged.references.items():
                references[year].update(used)
            run.unavailable |= judged.unavailable
        self._note_last_years(before)
        findings = submissions.stamped(pa.concat_tables(self._findings), rows)
        editions_by_year = {year: {r.table: r.edition for r in used} for year, used in references.items()}
        rows = submissions.with_sums(rows, findings, books, editions_by_year, before)
        run.references.update(*references.values(), map(last_year.used, before.values()))
        self._loading.add("finding", findings)
        self._loading.add("field_quality", field_quality(self._measured, findings, rows))
        run.say("Storing")
        kept = {r["submission"]: r for r in self._loading.commit(rows).to_pylist()}
        self._files = [_outcome(file, kept) for file in self._files]

    def _note_last_years(self, before: dict[int, str]) -> None:
        """A return whose provider's last year is not held counts, and the rules that would have looked there."""
        for file in self._files:
            if file.submission and file.year and last_year.is_compared(file.year) and file.submission not in before:
                self._run.alone += 1
                self._run.unavailable |= last_year.rules(file.year)


def _judged_together(rows: pa.Table) -> Iterator[pa.Table]:
    """Submissions judged together: as many as keep memory flat, and always whole ones."""
    start = learners = 0
    for at, more in enumerate(rows["learners"].to_pylist()):
        if at > start and learners + more > LEARNERS_JUDGED_TOGETHER:
            yield rows.slice(start, at - start)
            start, learners = at, 0
        learners += more
    yield rows.slice(start)


def _outcome(file: LoadedFile, kept: dict[int, dict[str, int]]) -> LoadedFile:
    if file.submission is None:
        return file
    if file.submission not in kept:  # another process loaded the same file meanwhile
        return replace(file, outcome=FileStatus.HELD, submission=None, learners=0, learning_deliveries=0)
    row = kept[file.submission]
    return replace(file, errors=row["errors"], warnings=row["warnings"])


def _check_some_accepted(reading: reader.ReturnReader) -> None:
    """A return of which nothing could be accepted would replace a good one by nothing, so it is refused."""
    if reading.learners_read and not reading.learners:
        raise RefusedFile(
            "the only learner in this file could not be accepted"
            if reading.learners_read == 1
            else f"none of the {reading.learners_read:,} learners in this file could be accepted",
            where=reading.file_name,
            next=f"Nothing was stored. See what is wrong with: alder check {reading.file_name}",
        )
