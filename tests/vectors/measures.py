"""Worked cases of variables and measures from a CSV file, through the expressions that `tabulate` uses.

    python -m tests.vectors.measures FILE.csv

A row has id, measure, inputs, params, expected (JSON). Prints how many pass, fail and are not supported, and each
failure with what was expected and what came out.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from alder.derive import variables
from alder.derive.aims import NAME, SCHEMA, aims
from alder.engine import sql_cache
from alder.engine.duckdb import DuckDB
from alder.measures import Measure, Query, Scope, measures
from alder.measures.calculation.breakdown import split_by
from alder.measures.calculation.classification import classify
from alder.measures.calculation.counting import CountedScope, count
from alder.model import expr
from alder.model.period import AcademicYear
from tests.support.aim_tables import statuses
from tests.vectors import outcomes
from tests.vectors import variables as vectors_of_variables

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One worked case."""

    id: str
    measure: str
    inputs: Json
    params: Json
    expected: Json


def read(path: Path) -> list[Case]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Case(r["id"], r["measure"], *(json.loads(r[k] or "{}") for k in ("inputs", "params", "expected")))
            for r in csv.DictReader(file)
        ]


def _columns(row: Json, **columns: str) -> Json:
    """The one aim of a case about variables."""
    given = {field: row.get(name) for field, name in columns.items()}
    return {f: date.fromisoformat(v) if v and pa.types.is_date(SCHEMA.field(f).type) else v for f, v in given.items()}


def _derive(engine: DuckDB, row: Json, wanted: dict[str, str], year: int = 2020) -> Json:
    """The variables of one aim, under the names that the case gives them. `day` is the start of the aim."""
    engine.add(NAME, pa.Table.from_pylist([row], schema=SCHEMA))

    def build() -> expr.Table:
        t = aims()
        return t.select(**{out: variables[v](t, year=year, day=t.LearnStartDate) for out, v in wanted.items()})

    found: Json = engine.run(build, key=sql_cache.key("measures", "vector", _derive, wanted, year)).to_pylist()[0]
    return found


def academic_year(engine: DuckDB, case: Case) -> Json:
    return _derive(engine, _columns(case.inputs, LearnStartDate="date"), {"ay": "academic_year"})


def age_on(engine: DuckDB, case: Case) -> Json:
    return _derive(engine, _columns(case.inputs, DateOfBirth="dob", LearnStartDate="on"), {"age": "age_on"})


def age_31aug(engine: DuckDB, case: Case) -> Json:
    year = AcademicYear.parse(case.inputs["ay"]).start
    wanted = {"age": "age_at_31_august", "band": "age_band_31_august"}
    return _derive(engine, _columns(case.inputs, DateOfBirth="dob"), wanted, year)


def age_start_bands(engine: DuckDB, case: Case) -> Json:
    row = _columns(case.inputs, DateOfBirth="dob", LearnStartDate="start")
    wanted = {
        "age": "age_at_start",
        "starts_band": "age_band_at_start",
        "qar_band": "age_band_apprenticeship_rates",
    }
    return _derive(engine, row, wanted)


def ethnicity(engine: DuckDB, case: Case) -> Json:
    return _derive(
        engine,
        _columns(case.inputs, Ethnicity="code"),
        {"major": "ethnicity", "minority": "ethnic_minority_flag"},
    )


def lldd(engine: DuckDB, case: Case) -> Json:
    return _derive(engine, _columns(case.inputs, LLDDHealthProb="LLDDHealthProb"), {"lldd": "lldd"})


def duration(engine: DuckDB, case: Case) -> Json:
    row = _columns(
        case.inputs,
        FundModel="fund_model",
        LearnStartDate="start",
        LearnPlanEndDate="planned_end",
        LearnActEndDate="actual_end",
        Outcome="outcome",
    )
    row["CompStatus"] = 2 if case.inputs.get("completed") else 1 if row["LearnActEndDate"] is None else 3
    wanted = {
        "planned_days": "planned_days",
        "actual_days": "actual_days",
        "threshold": "qualifying_days",
        "fund_start": "funding_start",
    }
    return _derive(engine, row, wanted)


def rates(engine: DuckDB, case: Case) -> Json:
    """Rates of given counts, as each measure's own indicator rounds them."""
    found: Json = {}
    for name in ("achievement_rate", "retention_rate", "pass_rate"):
        indicator = measures[name].rates[0]
        assert indicator.of
        found[name] = _number(indicator.worked_out(*(case.inputs[i] for i in indicator.of)))
    return found


_AIM = {
    "ukprn": "ukprn",
    "LearnAimRef": "aim",
    "AimType": "aim_type",
    "ProgType": "prog_type",
    "StdCode": "std",
    "FundModel": "fund_model",
    "LearnStartDate": "start",
    "LearnPlanEndDate": "planned_end",
    "LearnActEndDate": "actual_end",
    "AchDate": "ach_date",
    "CompStatus": "comp",
    "Outcome": "outcome",
    "WithdrawReason": "withdraw",
    "restart": "restart",
    "level": "level",
    "reporting_year": "reporting_year",
    "last_reported": "last_reported",
}


def _aims(given: list[Json], data_year: int) -> pa.Table:
    """The aims of a case as the table of aims. Learners are numbered, since a case may name them by text."""
    people: dict[tuple[int, str], int] = {}
    rows = []
    for n, aim in enumerate(given):
        row = _columns(aim, **_AIM)
        row["LearnAimRef"] = None if row["LearnAimRef"] is None else str(row["LearnAimRef"])
        person = people.setdefault((0, str(aim["uln"])), len(people) + 1)
        shown = [y for y in aim.get("continuation_years") or [] if y is not None]
        rows.append(
            {
                **row,
                "aim_id": n,
                "person": person,
                "record": person,
                "ukprn": row["ukprn"] or 1,
                "break_shown": max(shown, default=None),
                "data_year": data_year,
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _with_original_start(aims: pa.Table) -> pa.Table:
    """The table with the column of original starts, of which the vectors have none."""
    return aims.append_column("OrigLearnStartDate", pa.nulls(aims.num_rows, pa.date32()))


def _count(
    engine: DuckDB, measure: Measure, scope: Scope | None, year: int, by: tuple[str, ...] = (), **set: str
) -> CountedScope:
    settings = Query.ask(measure.name, year=AcademicYear(year), parameters=set).settings
    splits = [
        split_by(name, measure, scope, year=year, settings=settings, providers={}, alone=False, listed=True)
        for name in by
    ]
    base = classify(engine, measure, settings)
    return count(engine, measure, scope, splits, year, settings, base=base)


def qar(engine: DuckDB, case: Case) -> Json:
    year = int(case.params["year"])
    scope = {"app": Scope.APPRENTICESHIPS, "et": Scope.EDUCATION_AND_TRAINING}[case.params["scope"]]
    given = case.inputs["aims"]
    engine.add(NAME, _aims(given, int(case.params.get("data_year", year))))
    parts = [measures[n] for n in ("achievement_rate", "retention_rate", "pass_rate")]
    all_counts = {c.id: c for m in parts for c in m.counts}
    counted = _count(engine, replace(parts[0], counts=tuple(all_counts.values())), scope, year)
    found: Json = {c: counted.total(c) for c in all_counts}
    if case.params.get("timely"):
        parts.append(measures["timely_achievement_rate"])
        counted = _count(engine, parts[-1], scope, year)
        found |= {c: counted.total(c) for c in counted.counts}
    for m in parts:
        indicator = m.rates[0]
        assert indicator.of
        name = "timely_rate" if m.name.startswith("timely") else m.name
        found[name] = _number(indicator.worked_out(*(found[i] for i in indicator.of)))
    if case.params.get("status"):
        told = statuses(engine, year, scope, measures["achievement_rate"].defaults())
        found["status"] = {given[n]["id"]: status for n, status in told.items()}
    return found


def fes(engine: DuckDB, case: Case) -> Json:
    year = AcademicYear.parse(case.params["ay"]).start
    engine.add(NAME, _with_original_start(_aims(case.inputs["aims"], year)))
    restarts = {"restarts": "left_out"}  # the vectors were written before the rule for restarts was read (S073)
    by_level = _count(engine, measures["learners_participating"], None, year, ("level",))
    levels = {code: by_level.total("learners", level=code) for code in by_level.splits[0].codes}
    return {
        "participation": by_level.total("learners"),
        "by_level": {code: n for code, n in levels.items() if n},
        "app_starts": _count(engine, measures["starts"], Scope.APPRENTICESHIPS, year, **restarts).total("starts"),
        "app_achievements": _count(engine, measures["achievements"], Scope.APPRENTICESHIPS, year).total("achievements"),
        "learner_achievements": _count(engine, measures["learner_achievements"], None, year).total("learners"),
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


RUNNERS: dict[str, Callable[[DuckDB, Case], Json]] = {
    **{
        f.__name__: f
        for f in (academic_year, age_on, age_31aug, age_start_bands, ethnicity, lldd, duration, rates, qar, fes)
    },
    **vectors_of_variables.RUNNERS,
    **outcomes.RUNNERS,
}


def run(cases: list[Case]) -> tuple[Counter[str], list[str]]:
    """How many cases pass, fail and are not supported; and each failure in words."""
    tally: Counter[str] = Counter()
    told: list[str] = []
    engine = DuckDB()
    for case in cases:
        runner = RUNNERS.get(case.measure)
        if runner is None:
            tally["unsupported"] += 1
            continue
        found = runner(engine, case)
        wrong = {k: (v, found.get(k, "no such output")) for k, v in case.expected.items() if found.get(k) != v}
        tally["fail" if wrong else "pass"] += 1
        told += [f"{case.id} {case.measure} {k}: expected {want}, found {got}" for k, (want, got) in wrong.items()]
    engine.close()
    return tally, told


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m tests.vectors.measures FILE.csv", file=sys.stderr)
        return 2
    cases = read(Path(arguments[0]))
    tally, told = run(cases)
    for line in told:
        print(line)
    print(f"pass {tally['pass']} fail {tally['fail']} unsupported {tally['unsupported']}")
    others = Counter(c.measure for c in cases if c.measure not in RUNNERS)
    if others:
        print("not supported yet: " + ", ".join(f"{m} {n}" for m, n in sorted(others.items())))
    return 1 if tally["fail"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
