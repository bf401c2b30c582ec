"""A part of the release in a process of its own, so that its most memory is its own.

    python -m benchmarks.releasing.alone STORE PART [OUT]

`PART` is `variables`, `measures`, `both`, or `hand`: the measures that are written by hand too, whose tables are
written to OUT. Prints what it cost as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq

import alder
from alder.derive import variables
from alder.environment import Environment
from alder.measures import measures
from alder.measures.calculation import returns
from alder.measures.calculation.reference_look_up import ColumnNeeds
from alder.measures.derived_variables import DerivedVariables
from alder.model.statistic import Counts
from benchmarks import timing
from benchmarks.judging.alone import memory
from benchmarks.releasing.by_hand import BY, COUNTED
from benchmarks.releasing.made_returns import YEARS


def questions(names: list[str]) -> list[alder.Query]:
    """Each measure by the five characteristics, over all years; what follows learners needs the year after too."""
    last = {n: YEARS[-1] - measures[n].years_after for n in names}
    return [alder.Query.ask(n, by=BY, years=f"{YEARS[0]}..{last[n]}") for n in names]


def of_returns() -> list[str]:
    """Every measure of the ILR."""
    return [m.name for m in measures if not m.extract]


def tables(environment: Environment, names: list[str]) -> tuple[Counts, ...]:
    return alder.tabulate_all(environment, questions(names))


def every_variable(environment: Environment) -> int:
    """Every variable of every aim of each year's returns in a column of its own, each year's table in place of the one
    before. Gives how many aims there are.
    """
    store = environment.store
    held = returns.from_rows(store.submissions())
    settings = {p.name: p.default for v in variables for p in v.parameters}
    asked = [(y, alder.Query.ask("enrolments", year=y)) for y in YEARS]
    needs = {y: ColumnNeeds.of(variables, y.start, settings) for y in YEARS}
    chosen = {y: returns.choose_returns(held, query, history=False) for y, query in asked}
    with store.engine(which=store.submissions(), tables=returns.tables_in(store, needs[YEARS[0]].records)) as engine:
        engine.plan_for_measures()
        worked_out = DerivedVariables.of(engine, [*chosen.values()], needs.values(), [*variables], settings)
        return sum(worked_out.keep("every_variable", chosen[y], needs[y]) for y in YEARS)


def measured(store: Path, part: str, out: Path | None = None) -> timing.Cost:
    """What a part cost in a process of its own."""
    module = "by_hand" if part == "sql" else "alone"
    more = [str(store), *([] if part == "sql" else [part]), *([str(out)] if out else [])]
    command = [sys.executable, "-m", f"benchmarks.releasing.{module}", *more]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return timing.Cost(**json.loads(said))


def main(store: Path, part: str, out: Path | None) -> None:
    environment = alder.open(store)
    made: list[tuple[Counts, ...]] = []

    def work() -> None:
        if part in ("variables", "both"):
            every_variable(environment)
        if part in ("measures", "both"):
            tables(environment, of_returns())
        if part == "hand":
            made.append(tables(environment, list(COUNTED)))

    cost = timing.call(work)
    for counts in (c for some in made for c in some):
        assert out
        pq.write_table(counts.cells, out / f"{counts.measure}.parquet")
    print(json.dumps({"cpu": cost.cpu, "wall": cost.wall, "memory": memory()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if len(sys.argv) > 3 else None)
