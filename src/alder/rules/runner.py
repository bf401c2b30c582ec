"""Judges all records of many submissions by their years' rules, in few statements.

    outcome = run(engine, book, files)

`engine` holds the source's tables under their names, each row with its `submission`. `files` has one row for each
submission to judge, in the columns of `book.shape.tables["file"]`; other submissions in the engine are left alone.
A table that the engine does not hold counts as empty; a reference table that it does not hold makes the rules that
need it *unavailable*: they are named in the outcome, and never count as passed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.model.period import AcademicYear
from alder.rules.held import Held
from alder.rules.plan import statements
from alder.rules.shape import FILE, FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alder.engine.base import Engine
    from alder.rules.book import RuleBook, YearBook
    from alder.rules.plan import Statement
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
class Outcome:
    """What a run found, by which rules, and which rules could not run.

    `held` is what reference tables hold for the records that break a rule, where the run was to quote it.
    """

    broken: pa.Table
    books: tuple[YearBook, ...]
    ran: tuple[Rule, ...]
    unavailable: tuple[tuple[Rule, tuple[str, ...]], ...]
    held: tuple[Held, ...] = ()


def run(
    engine: Engine, book: RuleBook, files: pa.Table, *, only: Iterable[str] | None = None, quoting: bool = False
) -> Outcome:
    """Judge the submissions in `files`, each by the rules of its own collection year.

    `only` names the rules to run instead of the whole book. With `quoting` the outcome says what reference tables hold
    for the records that break a rule.
    """
    chosen = set(only) if only is not None else None
    found: list[pa.Table] = []
    held: list[Held] = []
    books: list[YearBook] = []
    ran: dict[tuple[str, int], Rule] = {}
    unavailable: dict[tuple[str, int], tuple[Rule, tuple[str, ...]]] = {}
    for label in sorted(set(files.column("collection_year").to_pylist())):
        year_book = book.for_year(AcademicYear.parse(label))
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
            _judge(engine, book, year_book.year, runnable, of_year, found, held if quoting else None)
    broken = pa.concat_tables(found) if found else BROKEN.empty_table()
    return Outcome(broken, tuple(books), tuple(ran.values()), tuple(unavailable.values()), tuple(held))


def _is_there(engine: Engine, book: RuleBook, name: str) -> bool:
    """Whether the engine has a reference table in the form that rules expect; an earlier release kept others."""
    if not engine.has(name):
        return False
    expected = next(r.schema for r in book.shape.references.values() if r.loaded_as == name)
    held = engine.schema(name)
    return all(f.name in held.names and held.field(f.name).type == f.type for f in expected)


def _judge(
    engine: Engine,
    book: RuleBook,
    year: AcademicYear,
    rules: Sequence[Rule],
    files: pa.Table,
    found: list[pa.Table],
    held: list[Held] | None,
) -> None:
    """Judge files of one year: puts the broken rows into `found`, and what is to be quoted into `held`."""
    schema = book.shape.tables[FILE].schema
    engine.add(FILES, files.select(schema.names).cast(schema))
    severities = {r.code: str(r.severity_in(year)) for r in rules}
    plan = statements(book, year, rules, engine.dialect, quoting=held is not None)
    for statement, rows in _answers(engine, book, plan):
        if statement.reference and held is not None:
            held.append(Held(statement.rules[0], statement.reference, statement.columns, rows))
        else:
            found += _by_rule(rows, statement.rules, statement.judged, severities)


def _answers(engine: Engine, book: RuleBook, plan: Iterable[Statement]) -> Iterator[tuple[Statement, pa.Table]]:
    """Each pass over records, with the rows that break a rule of it; after it, what is to be quoted for them.

    The engine works in a thread of its own: while it answers one statement, the next is written here.
    """
    empty: set[str] = set()
    broken: set[str] = set()

    def answer(statement: Statement) -> pa.Table | None:
        if statement.over in empty:
            return None
        if statement.reference:
            return engine.run_sql(statement.sql) if statement.rules[0] in broken else None
        if statement.rules:
            rows = engine.run_sql(statement.sql)
            any_bit = np.bitwise_or.reduce(rows.column("broken").to_numpy())
            broken.update(code for bit, code in enumerate(statement.rules) if any_bit & (1 << bit))
            return rows
        source = statement.reads
        if source not in (None, FILE) and not engine.has(source):
            engine.add(source, book.shape.tables[source].schema.empty_table())
        if not engine.keep_sql(statement.name, statement.sql):
            empty.add(statement.name)
        return None

    at_work = ThreadPoolExecutor(1, "engine")
    try:
        for statement, answered in [(s, at_work.submit(answer, s)) for s in plan]:
            rows = answered.result()
            if rows is not None:
                yield statement, rows
    finally:
        at_work.shutdown(cancel_futures=True)


def _by_rule(rows: pa.Table, codes: Sequence[str], entity: str, severities: dict[str, str]) -> list[pa.Table]:
    """The rows of a pass, once for each rule that they break."""
    if not rows.num_rows:
        return []
    bits = rows.column("broken").to_numpy()
    found = []
    for bit, code in enumerate(codes):
        picked = np.flatnonzero(bits & (1 << bit))
        if len(picked):
            some = rows.take(pa.array(picked))
            texts = {"rule": code, "severity": severities[code], "entity": entity}
            columns = [pa.repeat(texts[f.name], len(picked)) if f.name in texts else _column(some, f) for f in BROKEN]
            found.append(pa.Table.from_arrays(columns, schema=BROKEN))
    return found


def _column(rows: pa.Table, field: pa.Field) -> Any:
    if field.name in rows.schema.names:
        return rows.column(field.name).cast(field.type)
    return pa.nulls(rows.num_rows, field.type)
