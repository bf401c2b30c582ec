"""Judges all records of many submissions by their years' rules, in few statements.

    outcome = run(engine, book, files)

`engine` holds the source's tables under their names, each row with its `submission`. `files` has one row for each
submission to judge, in the columns of `book.shape.tables["file"]`; other submissions in the engine are left alone.
A table that the engine does not hold counts as empty; a reference table that it does not hold makes the rules that
need it *unavailable*: they are named in the outcome, and never count as passed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.model.period import AcademicYear
from alder.rules.findings import QuotedRows
from alder.rules.plan import statements
from alder.rules.record_tables import FILE, FILES
from alder.rules.task_pool import TaskPool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from alder.engine.protocol import Engine
    from alder.rules.book import RuleBook, YearBook
    from alder.rules.plan_statement import PlanStatement
    from alder.rules.rule import Rule

KEYS = ("learner", "aim", "employment", "destination", "row")
"""Every key column that a judged record may have below its submission."""

BROKEN = pa.schema(
    [
        pa.field("submission", pa.int64()),
        pa.field("rule", pa.string()),
        pa.field("severity", pa.string()),
        pa.field("entity", pa.string()),
        *(pa.field(k, pa.int64()) for k in KEYS),
        pa.field("line", pa.int32()),
    ]
)
"""One row for each record that breaks a rule. `entity` is the table of the record; its other keys are null."""


@dataclass(frozen=True)
class RunResult:
    """What a run found, by which rules, and which rules could not run.

    `held` is what reference tables hold for the records that break a rule, where the run was to quote it.
    """

    broken: pa.Table
    books: tuple[YearBook, ...]
    ran: tuple[Rule, ...]
    unavailable: tuple[tuple[Rule, tuple[str, ...]], ...]
    held: tuple[QuotedRows, ...] = ()
    at_fault: Mapping[str, Mapping[str, list[Any]]] = field(default_factory=dict)
    """What each broken rule asks of each record of a table beside the judged one; only where the run was to quote."""


def run(
    engine: Engine,
    book: RuleBook,
    files: pa.Table,
    *,
    only: Iterable[str] | None = None,
    by: AcademicYear | None = None,
    quoting: bool = False,
    workers: int = 1,
) -> RunResult:
    """Judge the submissions in `files`, each by the rules of its own collection year, or all by those of the year `by`.

    What a rule says of the year is always of the file's own: when it begins, and which codes were known. `only` names
    the rules to run instead of the whole book. With `quoting` the outcome says what reference tables hold for the
    records that break a rule. `workers` is how many statements the engine may work on at once: for small tables,
    which it does not divide by itself, more than one is faster, and takes more memory.
    """
    chosen = set(only) if only is not None else None
    parts: list[pa.Table] = []
    held: list[QuotedRows] = []
    at_fault: dict[str, dict[str, list[Any]]] = {}
    books: list[YearBook] = []
    ran: dict[tuple[str, int], Rule] = {}
    unavailable: dict[tuple[str, int], tuple[Rule, tuple[str, ...]]] = {}
    for label in sorted(set(files.column("collection_year").to_pylist())):
        year = AcademicYear.parse(label)
        year_book = book.for_year(by or year)
        books.append(year_book)
        runnable: list[Rule] = []
        for rule in year_book.rules:
            if chosen is not None and rule.code not in chosen:
                continue
            missing = tuple(n for n in book.needs(rule) if not _is_there(engine, book, n))
            if missing:
                unavailable[rule.code, id(rule)] = (rule, missing)
            else:
                runnable.append(rule)
                ran[rule.code, id(rule)] = rule
        of_year = files.filter(pc.equal(files.column("collection_year"), label))
        if runnable and of_year.num_rows:
            _judge(engine, year_book, year, runnable, of_year, parts, held if quoting else None, at_fault, workers)
    broken = pa.concat_tables(parts) if parts else BROKEN.empty_table()
    return RunResult(broken, tuple(books), tuple(ran.values()), tuple(unavailable.values()), tuple(held), at_fault)


def _is_there(engine: Engine, book: RuleBook, name: str) -> bool:
    """Whether the engine has a reference table in the form that rules expect; an earlier release kept others."""
    if not engine.has(name):
        return False
    expected = next(r.schema for r in book.shape.references.values() if r.loaded_as == name)
    held = engine.schema(name)
    return all(f.name in held.names and held.field(f.name).type == f.type for f in expected)


def _judge(
    engine: Engine,
    year_book: YearBook,
    year: AcademicYear,
    rules: Sequence[Rule],
    files: pa.Table,
    parts: list[pa.Table],
    held: list[QuotedRows] | None,
    at_fault: dict[str, dict[str, list[Any]]],
    workers: int,
) -> None:
    """Judge files of one year: puts the broken rows into `found`, and what is to be quoted of them into the others."""
    book = year_book.book
    schema = book.shape.tables[FILE].schema
    engine.add(FILES, files.select(schema.names).cast(schema))
    severities = {r.code: str(r.severity_in(year_book.year)) for r in rules}
    plan = statements(book, year, rules, engine.dialect, quoting=held is not None)
    for statement, rows in _answers(engine, book, plan, workers):
        if statement.reference and held is not None:
            held.append(QuotedRows(statement.rules[0], statement.reference, statement.columns, rows))
        else:
            parts += _by_rule(rows, statement.rules, statement.judged, severities)
            if statement.at_fault and rows.num_rows:
                at_fault.update(json.loads(statement.at_fault))


def _answers(
    engine: Engine, book: RuleBook, plan: Iterable[PlanStatement], workers: int
) -> Iterator[tuple[PlanStatement, pa.Table]]:
    """Each pass over records, with the rows that break a rule of it; after it, what is to be quoted for them.

    The engine works in threads of its own: while it answers, the next statement is written here.
    """
    for name, table in book.shape.tables.items():
        if name != FILE and not engine.has(name):
            engine.add(name, table.schema.empty_table())
    empty: set[str] = set()
    done: dict[str, Future[list[tuple[PlanStatement, pa.Table]]]] = {}
    with TaskPool([engine, *(engine.for_thread() for _ in range(workers - 1))]) as pool:
        for group in _groups(plan):
            needs = {done[t] for s in group for t in s.tables if t in done}
            done[group[0].name] = pool.do(partial(_answer, group, empty), needs)
        for answer in done.values():
            yield from answer.result()


def _groups(plan: Iterable[PlanStatement]) -> Iterator[list[PlanStatement]]:
    """Statements that belong together: a mask with its pass and what is quoted after it; each other by itself."""
    group: list[PlanStatement] = []
    for statement in plan:
        if group and not statement.rules:
            yield group
            group = []
        group.append(statement)
    if group:
        yield group


def _answer(group: list[PlanStatement], empty: set[str], engine: Engine) -> list[tuple[PlanStatement, pa.Table]]:
    """The rows of the passes of a group. `empty` are the kept tables without rows, over which nothing is asked."""
    first, *passes = group
    if first.over in empty:
        return []
    if not engine.keep_sql(first.name, first.sql):
        empty.add(first.name)
    answers = []
    broken: set[str] = set()
    for statement in passes:
        if statement.reference and statement.rules[0] not in broken:
            continue
        rows = engine.run_sql(statement.sql)
        answers.append((statement, rows))
        if not statement.reference:
            any_bit = np.bitwise_or.reduce(rows.column("broken").to_numpy())
            broken |= {code for bit, code in enumerate(statement.rules) if any_bit & (1 << bit)}
    if passes:
        engine.drop(first.name)
    return answers


def _by_rule(rows: pa.Table, codes: Sequence[str], entity: str, severities: dict[str, str]) -> list[pa.Table]:
    """The rows of a pass, once for each rule that they break."""
    if not rows.num_rows:
        return []
    bits = rows.column("broken").to_numpy()
    tables = []
    for bit, code in enumerate(codes):
        picked = np.flatnonzero(bits & (1 << bit))
        if len(picked):
            some = rows.take(pa.array(picked))
            texts = {"rule": code, "severity": severities[code], "entity": entity}
            columns = [pa.repeat(texts[f.name], len(picked)) if f.name in texts else _column(some, f) for f in BROKEN]
            tables.append(pa.Table.from_arrays(columns, schema=BROKEN))
    return tables


def _column(rows: pa.Table, field: pa.Field) -> Any:
    if field.name in rows.schema.names:
        return rows.column(field.name).cast(field.type)
    return pa.nulls(rows.num_rows, field.type)
