"""What the whole book of a year finds in jumbled returns, worked out once for all tests of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine.duckdb import DuckDB
from alder.engine.protocol import Engine
from alder.model.period import AcademicYear
from alder.rules.record_tables import FILE
from alder.rules.runner import RunResult, run
from alder.sources.ilr.rules import ilr
from tests.support import faulty_returns, random_reference_data


@dataclass(frozen=True)
class Judged:
    """Returns, the lists that their rules looked into, and what the rules found."""

    tables: Mapping[str, pa.Table]
    references: Mapping[str, pa.Table]
    outcome: RunResult

    def of(self, submission: int) -> tuple[dict[str, pa.Table], RunResult]:
        """One file of them, with what was found in it."""

        def own(rows: pa.Table) -> pa.Table:
            return rows.filter(pc.equal(rows["submission"], submission))

        outcome = RunResult(own(self.outcome.broken), self.outcome.books, self.outcome.ran, self.outcome.unavailable)
        return {name: own(rows) for name, rows in self.tables.items()}, outcome


@cache
def judged(label: str, *, providers: int = 40, learners: int = 50) -> Judged:
    """Made learners of a year, jumbled, with reference tables at random, judged by all rules of the year."""
    year = AcademicYear.parse(label)
    sound = faulty_returns.returns(year, providers=providers, learners=learners, seed=5)
    tables = faulty_returns.jumbled(sound, year, seed=0)
    references = random_reference_data.tables(tables, seed=0)
    with DuckDB() as engine:
        return Judged(tables, references, judge(engine, tables, references))


def judge(engine: Engine, tables: Mapping[str, pa.Table], references: Mapping[str, pa.Table]) -> RunResult:
    for name, rows in {**tables, **references}.items():
        if name != FILE:
            engine.add(name, rows)
    return run(engine, ilr, tables[FILE])
