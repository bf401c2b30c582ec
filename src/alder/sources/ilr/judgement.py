"""Judge all new submissions of a load by the rules of their years, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.engine import submission
from alder.engine.duckdb import DuckDB
from alder.rules import runner
from alder.rules.result import ReferenceUsed
from alder.sources.ilr import last_year
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.record_tables import FILE_SCHEMA
from alder.sources.ilr.submissions import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.engine.protocol import Engine
    from alder.rules.rule import Rule
    from alder.rules.runner import RunResult
    from alder.sources.ilr.xml.header import Header


@dataclass(frozen=True)
class ReturnJudgement:
    """What the rules found in each submission, and by what they were judged.

    `books` has the name of each year's book, `references` the reference tables that its rules looked into;
    `unavailable` are the codes of rules for which something was not loaded.
    """

    findings: pa.Table
    books: dict[str, str]
    references: dict[str, tuple[ReferenceUsed, ...]]
    unavailable: frozenset[str] = frozenset()


def file_of(header: Header, number: int, return_number: str) -> dict[str, object]:
    """What rules about the file itself look at."""
    return {
        "submission": number,
        "collection_year": header.year.label,
        "UKPRN": header.ukprn,
        "LearningProviderUKPRN": header.provider_ukprn,
        "FilePreparationDate": header.prepared,
        "ReturnNumber": return_number,
    }


def references_used(rules: Iterable[Rule], editions: Mapping[str, str]) -> tuple[ReferenceUsed, ...]:
    """The reference tables that rules which ran looked into; `editions` says which of each there was."""
    names = sorted({n for rule in rules for n in ilr.needs(rule)} & set(editions))
    return tuple(ReferenceUsed(n, ilr.title_of(n), editions[n]) for n in names)


def judge_tables(files: pa.Table, tables: Mapping[str, pa.Table], references: Mapping[str, pa.Table]) -> RunResult:
    """Run the rules over returns that are tables in memory, and keep nothing.

    `files` has a row for each, as `file_of` says; `references` are the tables that rules look into, by name.
    """
    with DuckDB(threads=1) as engine:
        for name, rows in {**references, **tables}.items():
            engine.add(name, rows)
        return runner.run(engine, ilr, files)


def last_year_aims(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The aims of returns that are tables in memory, as rules of the year after look into them."""
    with DuckDB(threads=1) as engine:
        for name in last_year.READ:
            engine.add(name, tables[name])
        return last_year.aims(engine)


def judge(engine: Engine, files: Sequence[Mapping[str, object]], editions: Mapping[str, str]) -> ReturnJudgement:
    """Run the rules over files, whose tables `engine` holds; `file_of` says what a rule may know of each.

    `editions` are those of the reference tables that `engine` holds.
    """
    outcome = runner.run(engine, ilr, pa.Table.from_pylist(list(files), schema=FILE_SCHEMA))
    findings = outcome.broken.select(["submission", *FINDING.names])
    ran = {id(rule) for rule in outcome.ran}
    return ReturnJudgement(
        findings.cast(pa.schema([submission.STAMP[0], *FINDING])),
        {b.year.label: b.name for b in outcome.books},
        {b.year.label: references_used((r for r in b.rules if id(r) in ran), editions) for b in outcome.books},
        frozenset(rule.code for rule, _ in outcome.unavailable),
    )
