"""The statements that judge records by chosen rules of one year: as SQL, kept on disk whole.

A plan that is kept is read from one file, and no expression is built. One that is not is written statement by
statement, so that an engine can work on the first while the next is being written.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from alder.engine import sql_cache
from alder.rules.plan_statement import PlanStatement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.model.period import AcademicYear
    from alder.rules.book import RuleBook
    from alder.rules.rule import Rule


def statements(
    book: RuleBook, year: AcademicYear, rules: Sequence[Rule], dialect: str, *, quoting: bool = False
) -> Iterator[PlanStatement]:
    """The statements that judge by `rules`, in the order in which they must run."""
    key = _key(book, year, rules, quoting)
    known = _read(sql_cache.kept(key, dialect))
    if known:
        yield from known
        return
    made = []
    for statement in _written(book, year, rules, dialect, quoting):
        made.append(statement)
        yield statement
    sql_cache.keep(key, dialect, json.dumps([asdict(s) for s in made], indent=1))


def _written(
    book: RuleBook, year: AcademicYear, rules: Sequence[Rule], dialect: str, quoting: bool
) -> Iterator[PlanStatement]:
    from alder.model import expr  # costs an import that a run with kept SQL does without
    from alder.rules.compiler import compile_rules

    for statement, rows in compile_rules(rules, book.shape, year, quoting=quoting):
        read = tuple(sorted(expr.tables(rows)))
        yield replace(statement, sql=expr.to_sql(rows, dialect), tables=read)


def _read(text: str | None) -> list[PlanStatement]:
    """The statements of a kept plan; none where there is no plan, or where what is kept is not one."""
    try:
        return [
            PlanStatement(**row | {name: tuple(row[name]) for name in ("rules", "columns", "tables")})
            for row in json.loads(text or "[]")
        ]
    except (ValueError, TypeError, KeyError):
        return []


def _key(book: RuleBook, year: AcademicYear, rules: Sequence[Rule], quoting: bool) -> str:
    named = [(r.code if r.book is None else f"{r.code} of {r.book}", r.function) for r in rules]
    shapes = [f"{t.name}{t.keys}{sorted(t.folded)}{t.schema}" for t in book.shape.tables.values()]
    return sql_cache.key("sources", "plan", year, quoting, named, *shapes)  # a rule book lies with its source


def sql_of_rule(rule: Rule, book: RuleBook, year: AcademicYear, *, dialect: str = "duckdb") -> str:
    """The statements that judge the rule alone, in the order in which they run, one paragraph each.

    Each but the last makes the table that its first line names. In a run of the whole book the same statements serve
    all rules: prepared tables hold the columns of all, and a mask has a bit for each rule.
    """
    from alder.model import expr
    from alder.rules.compiler import compile_rules

    paragraphs = []
    for statement, rows in compile_rules([rule], book.shape, year):
        title = f"-- what breaks {rule.code}" if statement.is_pass else f"-- {statement.name}"
        paragraphs.append(f"{title}\n{expr.to_sql(rows, dialect, pretty=True)};")
    return "\n\n".join(paragraphs)
