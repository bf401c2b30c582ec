"""Judges all records of many submissions by their years' rules, in few statements.

    outcome = run(engine, book, files)

`engine` holds the source's tables under their names, each row with its `submission`. `files` has one row for each
submission to judge, in the columns of `book.shape.tables["file"]`; other submissions in the engine are left alone.
A table that the engine does not hold counts as empty; a reference table that it does not hold makes the rules that
need it *unavailable*: they are named in the outcome, and never count as passed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import sql_cache
from alder.model.period import AcademicYear
from alder.rules.shape import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alder.engine.base import Engine
    from alder.model.expr import Expression
    from alder.rules.book import RuleBook, YearBook
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
    """What a run found, by which rules, and which rules could not run."""

    broken: pa.Table
    books: tuple[YearBook, ...]
    ran: tuple[Rule, ...]
    unavailable: tuple[tuple[Rule, tuple[str, ...]], ...]


def run(engine: Engine, book: RuleBook, files: pa.Table, *, only: Iterable[str] | None = None) -> Outcome:
    """Judge the submissions in `files`, each by the rules of its own collection year.

    `only` names the rules to run instead of the whole book.
    """
    chosen = set(only) if only is not None else None
    found: list[pa.Table] = []
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
            found += _judge(engine, book, year_book.year, runnable, of_year)
    broken = pa.concat_tables(found) if found else BROKEN.empty_table()
    return Outcome(broken, tuple(books), tuple(ran.values()), tuple(unavailable.values()))


def _is_there(engine: Engine, book: RuleBook, name: str) -> bool:
    """Whether the engine has a reference table in the form that rules expect; an earlier release kept others."""
    if not engine.has(name):
        return False
    expected = next(r.schema for r in book.shape.references.values() if r.loaded_as == name)
    held = engine.schema(name)
    return all(f.name in held.names and held.field(f.name).type == f.type for f in expected)


def _judge(
    engine: Engine, book: RuleBook, year: AcademicYear, rules: Sequence[Rule], files: pa.Table
) -> list[pa.Table]:
    plan = Plan(book, year, rules, engine.dialect)
    schema = book.shape.tables[FILE].schema
    engine.add(plan.files, files.select(schema.names).cast(schema))
    severities = {r.code: str(r.severity_in(year)) for r in rules}
    found: list[pa.Table] = []
    for name in (s["reads"] for s in plan.steps if s["reads"] not in (None, FILE)):
        if not engine.has(name):
            engine.add(name, book.shape.tables[name].schema.empty_table())
    empty: set[str] = set()
    for position, step in enumerate(plan.steps):
        if step["over"] in empty:
            continue
        if step["rules"]:
            rows = engine.run(plan.building(position), key=plan.key_of(position))
            found += _by_rule(rows, step["rules"], step["judged"], severities)
        elif not engine.keep(step["name"], plan.building(position), key=plan.key_of(position)):
            empty.add(step["name"])
    return found


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


class Plan:
    """The statements of one run. Which there are is kept with their SQL, so that a known run builds no expression."""

    def __init__(self, book: RuleBook, year: AcademicYear, rules: Sequence[Rule], dialect: str) -> None:
        self._book, self._year, self._rules = book, year, rules
        said = " ".join(f"{r.code}={_identity(r.function)}" for r in rules)
        shapes = [f"{t.name}{t.keys}{sorted(t.folded)}{t.schema}" for t in book.shape.tables.values()]
        self._key = sql_cache.key_of(year, said, *(r.function for r in rules), *shapes, _texts(book.sources))
        self.steps: list[dict[str, Any]] = json.loads(sql_cache.sql(self._key, dialect, self._describe))
        self.files = "files_judged"

    def key_of(self, position: int) -> str:
        return f"{self._key}-{position}"

    def building(self, position: int) -> Callable[[], Expression]:
        return lambda: self._lowered[position].rows

    @cached_property
    def _lowered(self) -> list[Any]:
        from alder.rules.lowering import lower  # costs the import of the expression language

        return lower(self._rules, self._book.shape, self._year)

    def _describe(self) -> str:
        told = ("name", "reads", "over", "rules", "judged")
        return json.dumps([{name: getattr(step, name) for name in told} for step in self._lowered])


def _identity(function: Callable[..., Any]) -> str:
    """What tells a function apart from others in its module's text: where it stands, and what it was closed over."""
    code = getattr(function, "__code__", None)
    places = list(code.co_positions()) if code is not None and "<" in function.__qualname__ else ""
    closed = [repr(c.cell_contents) for c in getattr(function, "__closure__", None) or ()]
    return f"{function.__module__}.{function.__qualname__} {places} {closed}"


@cache
def _texts(folders: tuple[Path, ...]) -> str:
    """All Python text that decides what the rules mean, by its digest."""
    own = Path(__file__).parent
    folders = (own, *folders)
    files = sorted({p for f in folders for p in f.rglob("*.py")} | {own.parent / "model" / "expr.py"})
    return sql_cache.key_of(*(p.read_text(encoding="utf-8") for p in files))
