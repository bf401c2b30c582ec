"""What each rule costs: its own statements, run alone over the prepared tables of the whole book.

What a rule adds to a run of the whole book cannot be told by leaving it out: for most rules that is a bit in a
statement of sixty, far less than two runs differ. So each rule is lowered alone, and all that it asks for itself is
timed: its answers, its wide table and its pass, but not the prepared tables, which all rules share. Rules that ask the
same question are each charged with it, so the sum is more than the book costs; how much more says what asking together
saves. As a check, the book is run without the slowest ten.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from alder.engine.duckdb import DuckDB
from alder.model import expr
from alder.rules.compiler import compile_rules
from alder.rules.plan_statement import PlanStatement
from alder.rules.record_tables import FILE, FILES
from alder.sources.ilr.rules import ilr
from benchmarks.judging import copies
from benchmarks.judging.alone import engine, measured
from benchmarks.judging.made_return import LEARNERS, YEAR

SLOWEST = 10


def costs(folder: Path, learners: int) -> dict[str, tuple[float, str, float]]:
    """For each rule its processor seconds, and the statement of it that takes longest, with its seconds."""
    tables = copies.of(folder / "return", learners)
    rules = ilr.for_year(YEAR).rules
    found = {}
    with engine(tables, folder / "references") as opened:
        opened.add(FILES, tables[FILE])
        for statement, rows in compile_rules(rules, ilr.shape, YEAR):
            if statement.reads:
                _timed(opened, statement, rows)
        for rule in rules:
            own = [(s, rows) for s, rows in compile_rules([rule], ilr.shape, YEAR) if not s.reads]
            seconds = [(_timed(opened, statement, rows), statement.name) for statement, rows in own]
            longest, name = max(seconds)
            found[rule.code] = (sum(s for s, _ in seconds), name, longest)
    return found


def _timed(opened: DuckDB, statement: PlanStatement, rows: expr.Table) -> float:
    text = expr.to_sql(rows, "duckdb")
    before = time.process_time()  # of all threads
    if statement.is_pass:
        opened._connection.sql(text).to_arrow_table()
    else:
        opened._connection.execute(f'CREATE OR REPLACE TEMP TABLE "{statement.name}" AS {text}')
    return time.process_time() - before


def main(folder: Path, learners: int, book: float) -> None:
    """`book` is what the whole book costs on such a return, in processor seconds."""
    found = costs(folder, learners)
    order = sorted(found, key=lambda code: -found[code][0])
    parameters = {r.code: r.parameters for r in ilr.for_year(YEAR).rules}
    total = sum(cost for cost, _, _ in found.values())
    middle = found[order[len(order) // 2]][0]
    print(f"each of {len(found)} rules alone on {learners:,} learners, over prepared tables, in processor seconds")
    print(f"all of them {total:.1f} s, {total / book:.1f} × the book at once; the middle one {1000 * middle:.0f} ms")
    print("the slowest ten            of it the slowest statement  looks at")
    for code in order[:SLOWEST]:
        cost, name, longest = found[code]
        tables = ", ".join(p for p in parameters[code] if p != "year")
        print(f"  {code:<22}{cost:6.2f} s  {longest:5.2f} s {_said(name):<22}{tables}")
    without = _without(order[:SLOWEST], folder, learners)
    print(f"the book without them {without:.1f} s: together they cost {max(book - without, 0) / book:.0%} of it")


def _said(name: str) -> str:
    kind = name.split("__")[0]
    return {"answers": "what it asks", "wide": "put beside", "pass": "judging", "mask": "judging"}.get(kind, kind)


def _without(codes: Sequence[str], folder: Path, learners: int) -> float:
    measured(folder, LEARNERS, without=codes)  # so that the SQL is kept
    return measured(folder, learners, without=codes).cpu
