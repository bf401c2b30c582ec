"""Whether the returns of a population are sound: all of them judged by the whole rule book of their year.

Many returns are judged together, as `alder load` does, which costs a small part of checking file after file. They are
read from their Parquet form, which has the rows of the XML; what only a reader of XML sees is not judged here.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.model.period import AcademicYear, ReturnNumber
from alder.rules.findings import Severity
from alder.sources.ilr import last_year
from alder.sources.ilr.judgement import judge_tables, last_year_aims
from alder.sources.ilr.rules.record_tables import FILE_SCHEMA
from alder.sources.ilr.schema import BETWEEN, YEARS, superset
from alder.sources.miniature import made_up_edition
from alder.synth.population.quality_report import JudgedYear
from alder.synth.returns.heading import ReturnForm, ready
from alder.synth.returns.population_returns import WantedReturns, write_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alder.synth.population.population import Population

    Returned = Mapping[str, pa.Table]

TOGETHER = 100_000
"""Learners of returns that are judged together: more would save nothing, and take more memory."""
_RETURNS = 100
"""More than the returns of a year: a submission is numbered by its provider and its return."""


def years_of(population: Population) -> list[AcademicYear]:
    """The years in which the population has returns."""
    told = range(population.settings.first_year + 1, population.settings.last_year + 1)
    return [year for year in sorted([*YEARS, *BETWEEN]) if year.start in told]


def judged_year(population: Population, year: AcademicYear, returns: Sequence[ReturnNumber]) -> JudgedYear:
    """What the rules find in these returns of all providers in a year."""
    references = dict(made_up_edition.tables())
    if last_year.is_compared(year) and year - 1 in years_of(population):
        finals = list(_returned(population, year - 1, (ReturnNumber.R14,)))
        references[last_year.TABLE] = last_year_aims(_together(finals))
    found: Counter[tuple[str, Severity]] = Counter()
    submissions = learners = 0
    rules: frozenset[str] = frozenset()
    unavailable: frozenset[str] = frozenset()
    for tables in _batches(population, year, returns):
        numbers = pc.unique(tables["learner"]["submission"]).to_pylist()
        files = pa.Table.from_pylist([_file_of(number, year) for number in numbers], schema=FILE_SCHEMA)
        outcome = judge_tables(files, tables, references)
        broken = outcome.broken.select(["rule", "severity"]).to_pylist()
        found.update((row["rule"], Severity(row["severity"])) for row in broken)
        rules = frozenset(rule.code for rule in outcome.ran)
        unavailable = frozenset(rule.code for rule, _ in outcome.unavailable)
        submissions += len(numbers)
        learners += tables["learner"].num_rows
    return JudgedYear(
        year.label,
        submissions,
        learners,
        len(rules),
        len(unavailable),
        {rule: many for (rule, severity), many in sorted(found.items()) if severity is Severity.ERROR},
        {rule: many for (rule, severity), many in sorted(found.items()) if severity is not Severity.ERROR},
    )


def _file_of(submission: int, year: AcademicYear) -> dict[str, object]:
    """What rules may know of the file that a submission would be."""
    ukprn, ordinal = divmod(submission, _RETURNS)
    number = next(n for n in ReturnNumber if n.ordinal == ordinal)
    return {
        "submission": submission,
        "collection_year": year.label,
        "UKPRN": ukprn,
        "LearningProviderUKPRN": ukprn,
        "FilePreparationDate": ready(year, number),
        "ReturnNumber": number.value,
    }


def _batches(population: Population, year: AcademicYear, returns: Sequence[ReturnNumber]) -> Iterator[Returned]:
    """Returns that are judged together. Those of a provider lie in one region."""
    held: list[Returned] = []
    for tables in _returned(population, year, returns):
        held.append(tables)
        if sum(of["learner"].num_rows for of in held) >= TOGETHER:
            yield _together(held)
            held = []
    if held:
        yield _together(held)


def _together(parts: Sequence[Returned]) -> Returned:
    return {table: pa.concat_tables(part[table] for part in parts) for table in superset()}


def _returned(population: Population, year: AcademicYear, returns: Sequence[ReturnNumber]) -> Iterator[Returned]:
    """Each return of each region as tables that rules look into."""
    wanted = WantedReturns(tuple(returns), form=ReturnForm.PARQUET)
    for region in sorted({shard.region for shard in population.shards}):
        with tempfile.TemporaryDirectory() as folder:
            write_part(Path(folder), population.folder, region, year, wanted)
            for number in returns:
                made = Path(folder) / f"ILR-{year.pair}-{number}" / f"region-{region + 1}"
                if made.is_dir():
                    yield {
                        table: _rows(made / f"{table}.parquet", schema, number) for table, schema in superset().items()
                    }


def _rows(path: Path, schema: pa.Schema, number: ReturnNumber) -> pa.Table:
    """A table of a return with the columns of all years, and before them the submission and whose it is."""
    whole = pa.schema([("submission", pa.int64()), ("ukprn", pa.int32()), ("collection_year", pa.string()), *schema])
    if not path.is_file():
        return whole.empty_table()
    held = pq.read_table(path)
    known = {name: held[name] for name in held.column_names}
    known["submission"] = pc.add(pc.multiply(held["ukprn"].cast(pa.int64()), _RETURNS), number.ordinal)
    columns = [known[f.name].cast(f.type) if f.name in known else pa.nulls(len(held), f.type) for f in whole]
    return pa.Table.from_arrays(columns, schema=whole)
