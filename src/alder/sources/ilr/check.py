"""What is wrong with a return? Reads it, runs its year's rules, and keeps nothing."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine.duckdb import ROW_GROUP, DuckDB
from alder.look.words import counted
from alder.model.period import AcademicYear
from alder.rules.book import borrowed
from alder.rules.finding_details import describe
from alder.rules.findings import as_table
from alder.rules.record_tables import FILE
from alder.rules.report import Findings
from alder.rules.result import Unavailable, in_order
from alder.rules.runner import run
from alder.rules.verdict import BookRun, FileFault, Verdict
from alder.sources.ilr import last_year
from alder.sources.ilr.calendar import return_for
from alder.sources.ilr.codes.code_lists import edition_of
from alder.sources.ilr.judgement import references_used
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.schema import superset
from alder.sources.ilr.xml import reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from alder.engine.store import Store
    from alder.rules.book import YearBook
    from alder.rules.result import ReferenceUsed
    from alder.rules.rule import Rule
    from alder.rules.runner import RunResult
    from alder.sources.ilr.xml.header import Header

WORKERS = 2
"""Statements worked on at once for a return whose tables the engine does not divide among threads by itself."""

NEAREST = "nearest"
"""Asks for the whole book nearest to the year of the file."""

ONLY = 1
"""The number of the one submission that is checked."""


class CheckProgress(Protocol):
    """Is told what is being done, and how many learners have been read."""

    def __call__(self, doing: str, learners: int) -> None: ...


def check(
    path: str | Path,
    *,
    strict: bool = False,
    provider: str | None = None,
    references: Mapping[str, pa.Table] | None = None,
    store: Store | None = None,
    progress: CheckProgress | None = None,
    rules: AcademicYear | str | None = None,
) -> Findings:
    """Check an ILR file, plain or in a ZIP, against the rules of its year. Nothing is stored.

    The findings begin with a verdict on the file as a whole: whether the service would refuse it, by the official
    schema of its year, the rules for headers and those for names. `rules` is the year whose rule book is to be used
    instead of the file's own, or `"nearest"`; where a year has no whole book, the nearest that there is.

    `strict` refuses a file whose name breaks the rules of the collection. Rules that need a reference table are
    unavailable without it: those of `store` are used, and `references`, tables by name, in place of them. Made-up
    tables of a store judge made-up returns alone: in them no real aim, place or number is listed. Rules that compare
    with last year look into the provider's return of that year, if `store` holds it.
    """
    began = time.perf_counter()
    say = progress or (lambda doing, learners: None)
    reading = reader.read(path, strict=strict)
    say("Reading", 0)
    tables = _tables(reading, say)
    header = reading.header
    number, assumed = return_for(header.prepared, header.year) if header.prepared else (None, False)
    tables[FILE] = file_table(header, number.value if number else None)
    say("Checking", reading.learners_read)
    asked = last_year.JudgedReturn(ONLY, header.provider_ukprn or header.ukprn, header.year)
    by = _book_for(rules, header.year)
    outcome, used, left_out = _judge(tables, references or {}, store, asked, by, made_up=header.is_made_up)
    table = in_order(pa.concat_tables([as_table(reading.findings), describe(outcome, ilr, tables)]))
    book = outcome.books[0]
    broken = frozenset(pc.unique(outcome.broken["rule"]).to_pylist())
    return Findings(
        file=reading.file_name,
        verdict=Verdict(
            reading.content,
            (*reading.name_faults, *_of_the_name(outcome.ran, broken)),
            BookRun(book.year, header.year, len(outcome.ran), len(book.rules), book.is_full),
        ),
        year=header.year,
        return_number=number,
        return_assumed=assumed,
        ukprn=header.ukprn,
        provider=provider,
        prepared=header.prepared,
        checked=datetime.now(),
        learners_read=reading.learners_read,
        learners=reading.learners,
        learning_deliveries_read=reading.learning_deliveries_read,
        learning_deliveries=reading.learning_deliveries,
        notices=(*reading.notices, *_not_listed(reading.findings_not_listed), *_left_out(left_out)),
        table=table,
        rules=book.completeness if book.year == header.year else _chosen(book, header.year),
        rules_run=len(outcome.ran),
        unavailable=tuple(
            Unavailable(rule.code, tuple(ilr.title_of(n) for n in missing))
            for rule, missing in sorted(outcome.unavailable, key=lambda u: u[0].code.casefold())
        ),
        seconds=time.perf_counter() - began,
        path=str(path),
        references=used,
        file_hash=reading.file_hash,
        rule_book=book.name,
        ran=frozenset(rule.code for rule in outcome.ran),
        borrowed=borrowed(book, header.year),
        code_lists={
            rule.code: edition
            for rule in outcome.ran
            if rule.code in broken and (edition := edition_of(rule.function, header.year))
        },
        records=tables,
        made_up=header.is_made_up,
    )


def _of_the_name(ran: Iterable[Rule], broken: frozenset[str]) -> Iterator[FileFault]:
    """The rules of the book that are about the name of the file and are broken: they refuse it as the others do."""
    for rule in ran:
        if rule.code in broken and rule.code.startswith("Filename_"):
            yield FileFault(rule.code, rule.message, rule.next)


def _book_for(asked: AcademicYear | str | None, year: AcademicYear) -> AcademicYear | None:
    """The year whose book judges a file of `year`; None for its own."""
    if asked is None:
        return None
    if asked == NEAREST:
        return ilr.nearest(year)
    return ilr.nearest(asked if isinstance(asked, AcademicYear) else AcademicYear.parse(asked))


def _chosen(book: YearBook, year: AcademicYear) -> str:
    """What is said of a book that was chosen for a file of another year."""
    others = counted(len(borrowed(book, year)), "rule")
    return (
        f"Rules: {book.year.label}, chosen for a return of {year.label}. "
        f"{others} of the {len(book.rules):,} are not known to hold in {year.label}, and their findings are marked."
    )


def _not_listed(count: int) -> tuple[str, ...]:
    """Of a file with one fault over and over, reading lists only so many."""
    return (f"{counted(count, 'finding')} more of the same kinds are not listed.",) if count else ()


def _left_out(tables: int) -> tuple[str, ...]:
    """Of a store with made-up tables, from which a return of which nobody said that it is made up was kept away."""
    if not tables:
        return ()
    held = "1 made-up table of the store was" if tables == 1 else f"{tables:,} made-up tables of the store were"
    return (f"{held} left out: no real learner, aim or place is listed there.",)


def file_table(header: Header, return_number: str | None, submission: int = ONLY) -> pa.Table:
    """What rules may know of the file itself."""
    row = {
        "submission": submission,
        "collection_year": header.year.label,
        "UKPRN": header.ukprn,
        "LearningProviderUKPRN": header.provider_ukprn,
        "FilePreparationDate": header.prepared,
        "ReturnNumber": return_number,
    }
    return pa.Table.from_pylist([row], schema=ilr.shape.tables[FILE].schema)


def _tables(reading: reader.ReturnReader, say: CheckProgress) -> dict[str, pa.Table]:
    parts: dict[str, list[pa.Table]] = {name: [schema.empty_table()] for name, schema in superset().items()}
    for block in reading.blocks():
        for name, rows in block.tables.items():
            parts[name].append(rows)
        say("Reading", reading.learners_read)
    return {name: _numbered(pa.concat_tables(some)) for name, some in parts.items()}


def _numbered(rows: pa.Table) -> pa.Table:
    return rows.add_column(0, pa.field("submission", pa.int64()), pa.repeat(ONLY, rows.num_rows).cast(pa.int64()))


def _judge(
    tables: Mapping[str, pa.Table],
    references: Mapping[str, pa.Table],
    store: Store | None,
    asked: last_year.JudgedReturn,
    by: AcademicYear | None,
    *,
    made_up: bool,
) -> tuple[RunResult, tuple[ReferenceUsed, ...], int]:
    """What the rules found, the reference tables that they looked into, and how many made-up ones were left out."""
    editions: dict[str, str] = {}
    left_out = 0
    is_small = max(rows.num_rows for rows in (*tables.values(), *references.values())) <= ROW_GROUP
    with DuckDB(threads=1 if is_small and store is None else None) as engine:
        if store is not None:
            from alder.engine import reference  # opens Delta tables, which a check without a store does not need

            if lease := store.reading():
                engine.own(lease)
            every = reference.current(store)
            held = {name: e for name, e in every.items() if made_up or not e.made_up}
            left_out = len(every) - len(held)
            editions = {name: e.edition for name, e in held.items()}
            for name, paths, schema in reference.current_files(store):
                if name in held:
                    engine.add(name, paths, schema)
            before, edition = last_year.of_return(store, asked, tables["learner"])
            if before is not None:
                engine.add(last_year.TABLE, before)
                editions[last_year.TABLE] = edition
        for name, rows in {**tables, **references}.items():
            if name != FILE:
                engine.add(name, rows)
        outcome = run(engine, ilr, tables[FILE], by=by, quoting=True, workers=WORKERS if is_small else 1)
    return outcome, references_used(outcome.ran, editions | dict.fromkeys(references, "")), left_out
