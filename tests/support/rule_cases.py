"""Cases of a rule as text tables, one small file (submission) for each name in the column `case`.

A table's rows with the same `case` belong to one file. A record belongs to the learner numbered in its column
`learner` (else to learner 1) and, below an aim, to the aim numbered in `aim` (else to aim 1); learners and aims are
numbered within the case in the order of their rows. Parents that a case leaves out are made, with no values.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pyarrow as pa

from alder.model.period import AcademicYear
from alder.rules.book import RuleBook
from alder.rules.record_tables import FILE
from alder.rules.rule import Rule
from alder.rules.runner import run
from tests.support import text_tables
from tests.support.engines import empty_engine

UKPRN = 10000001


def rule_of(book: RuleBook, function: Any, year: AcademicYear | None = None) -> Rule:
    """The rule version that a function is: the one that holds in the year, or the latest."""
    versions = [r for r in book if r.function is function]
    return next((r for r in versions if year is not None and r.holds_in(year)), versions[-1])


def year_of(book: RuleBook, rule: Rule) -> AcademicYear:
    """The latest fully written year in which the version holds."""
    return max(y for y in book.full if rule.holds_in(y))


def broken_cases(book: RuleBook, rule: Rule, year: AcademicYear, tables: dict[str, str]) -> set[str]:
    """The cases that break the rule."""
    made, cases = arrange(book, year, tables)
    with empty_engine(keeping=book.shape.tables) as engine:
        for name, rows in made.items():
            if name != FILE:
                engine.add(name, rows)
        outcome = run(engine, book, made[FILE], only=[rule.code])
    assert rule in outcome.ran, f"{rule.code} did not run for {year}: {outcome.unavailable}"
    return {cases[s] for s in outcome.broken.column("submission").to_pylist()}


def arrange(book: RuleBook, year: AcademicYear, tables: dict[str, str]) -> tuple[dict[str, pa.Table], list[str]]:
    """The tables of all cases, and the name of the case at each submission number."""
    shape = book.shape
    read = {p: text_tables.rows(t) for p, t in tables.items()}
    cases = list(dict.fromkeys(r["case"] or "" for p, rows in read.items() for r in rows if "case" in r))
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    looked_up: dict[str, pa.Schema] = {}
    for parameter, rows in read.items():
        if parameter in shape.references:
            reference = shape.references[parameter]
            records[reference.loaded_as] = [_typed(r, reference.schema) for r in rows]
            looked_up[reference.loaded_as] = reference.schema
            continue
        table = shape.table(parameter)
        for row in rows:
            case, given = cases.index(row["case"] or ""), dict(row)
            record = _typed({k: v for k, v in given.items() if k in table.schema.names}, table.schema)
            record["submission"] = case
            for key in table.keys[1:-1]:
                record[key] = int(given.get(key) or 1)
            if len(table.keys) > 1:
                beside = [r for r in records[table.name] if r["submission"] == case]
                record[table.keys[-1]] = len(beside) + 1
                record["line"] = len(beside) + 1
            records[table.name].append(record)
    _make_parents(shape, records, cases, year)
    names = set(records) | {FILE}
    schemas = {n: looked_up[n] if n in looked_up else shape.tables[n].schema for n in names}
    return {n: pa.Table.from_pylist(records[n], schema=schemas[n]) for n in names}, cases


def _typed(row: dict[str, str | None], schema: pa.Schema) -> dict[str, Any]:
    unknown = set(row) - set(schema.names) - {"case"}
    assert not unknown, f"not in the schema: {sorted(unknown)}"
    return {k: text_tables.value(v, schema.field(k).type) for k, v in row.items() if k != "case"}


def _make_parents(shape: Any, records: dict[str, list[dict[str, Any]]], cases: list[str], year: AcademicYear) -> None:
    for name in list(records):
        if name not in shape.tables or name == FILE:
            continue
        for parent in shape.parents(name):
            if parent.name == FILE:
                continue
            held = {tuple(r[k] for k in parent.keys) for r in records[parent.name]}
            needed = {tuple(r[k] for k in parent.keys) for r in records[name]}
            for keys in sorted(needed - held):
                records[parent.name].append(dict(zip(parent.keys, keys, strict=True)))
    said = {r["submission"]: r for r in records[FILE]}
    records[FILE] = [
        {
            "collection_year": year.label,
            "UKPRN": UKPRN,
            "LearningProviderUKPRN": UKPRN,
            "FilePreparationDate": date(year.start + 1, 7, 1),
        }
        | {k: v for k, v in said.get(number, {}).items() if v is not None}
        | {"submission": number}
        for number in range(len(cases))
    ]
