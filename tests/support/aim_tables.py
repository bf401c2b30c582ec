"""Aims and returns written as text tables, for specifications of variables and measures.

The first column, `aim`, names each row for what it shows. Columns that a text leaves out have one value throughout,
given by name, or are missing.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from alder.derive import variables
from alder.derive.aims import NAME, SCHEMA, WIDE
from alder.derive.time import label_of
from alder.engine import sql_cache
from alder.engine.duckdb import DuckDB
from alder.measures import Query, Scope, measures
from alder.measures.calculation.breakdown import split_by
from alder.measures.calculation.classification import classified_rows, classify
from alder.measures.calculation.counting import CountedScope, count
from alder.measures.definitions.leaver_rates import SCOPE
from alder.model import expr
from alder.model.expr import cases, coalesce, literal
from alder.model.period import AcademicYear
from alder.sources.ilr.schema import superset
from tests.support import text_tables
from tests.support.engines import empty_engine

APPRENTICE = {"AimType": 1, "ProgType": 25, "FundModel": 36, "StdCode": 1}
CLASSROOM = {"AimType": 4, "FundModel": 35, "LearnAimRef": "60000001"}


def aims(text: str, needed: tuple[str, ...] = (), **same: Any) -> tuple[list[str], pa.Table]:
    """The names of the rows, and the table of aims. Each row is its own learner unless `person` says otherwise.

    Of the columns that only some variables need, it has those that the text or `same` gives.
    """
    found = text_tables.rows(text)
    typed = []
    for n, row in enumerate(found):
        unknown = set(row) - set(WIDE.names) - {"aim"}
        assert not unknown, f"no such column: {sorted(unknown)}"
        given = {k: text_tables.value(v, WIDE.field(k).type) for k, v in row.items() if k != "aim"}
        usual = {"aim_id": n, "person": n + 1, "ukprn": 10000001, "restart": False, "data_year": 2024}
        merged = {**usual, **same, **{k: v for k, v in given.items() if v is not None or k not in usual}}
        merged.setdefault("record", merged["person"])
        typed.append(merged)
    schema = pa.schema([f for f in WIDE if f.name in SCHEMA.names or f.name in {*needed, *same, *found[0]}])
    return [str(r["aim"]) for r in found], pa.Table.from_pylist(typed, schema=schema)


def derived(variable: str, text: str, *, year: str = "2023/24", day: str | None = None, **same: Any) -> dict[str, Any]:
    """A variable of each row. `day` names the column of dates that it is asked for."""
    settings = {k: same.pop(k) for k in list(same) if k not in WIDE.names}
    names, table = aims(text, variables[variable].columns, **same)
    start = AcademicYear.parse(year).start

    def build() -> expr.Table:
        t = expr.table(NAME, table.schema)
        known = {"year": start, **settings, **({"day": t[day]} if day else {})}
        return t.select("aim_id", value=variables[variable](t, **known))

    with empty_engine() as engine:
        engine.add(NAME, table)
        rows = engine.run(
            build, key=sql_cache.key("measures", "spec", derived, variable, start, day, settings, table.schema)
        ).to_pylist()
    return {names[r["aim_id"]]: r["value"] for r in rows}


def outcomes(text: str, *, year: str, scope: str = "apprenticeships", **same: Any) -> dict[str, str]:
    """What became of each aim, as the rates of a year see it."""
    parameters = {k: same.pop(k) for k in list(same) if k not in SCHEMA.names}
    names, table = aims(text, **same)
    start = AcademicYear.parse(year).start
    settings = Query.ask("achievement_rate", year=year, parameters=parameters).settings
    with empty_engine() as engine:
        engine.add(NAME, table)
        found = statuses(engine, start, Scope(scope), settings)
    return {names[n]: status for n, status in found.items()}


def statuses(engine: DuckDB, year: int, scope: Scope, settings: dict[str, Any]) -> dict[int, str]:
    """The status of every aim that an engine holds, by its number."""
    rate = measures["achievement_rate"]
    base = classify(engine, rate, settings)
    schema = engine.schema(base)
    rows = engine.run(
        lambda: with_status(classified_rows(rate, expr.table(base, schema), year, scope, settings), year).select(
            "aim_id", "status"
        ),
        key=sql_cache.key("measures", "status", statuses, year, scope, sorted(settings.items()), schema),
    )
    return {r["aim_id"]: r["status"] for r in rows.to_pylist()}


def with_status(rows: expr.Table, year: int) -> expr.Table:
    """The rows of a rate of leavers with `status`, what became of each aim in one word."""
    ends_elsewhere = (rows.leaving_year != year).fill_null(True)
    return rows.mutate(
        status=cases(
            (~rows[SCOPE.met], "out of scope"),
            (rows.reason.notnull(), literal("excluded: ") + rows.reason),
            (rows.waiting.notnull(), rows.waiting),
            (ends_elsewhere, literal("leaver in ") + coalesce(label_of(rows.leaving_year), "a year not known")),
            (rows.overdue.notnull(), rows.overdue),
            (rows.achieved, "achiever"),
            (rows.completed, "completer"),
            else_="withdrawn",
        )
    )


def counted(
    measure: str, text: str, *, year: str, scope: str | None = None, by: tuple[str, ...] = (), **same: Any
) -> CountedScope:
    """The counts of a measure over aims."""
    parameters = {k: same.pop(k) for k in list(same) if k not in SCHEMA.names}
    _, table = aims(text, measures[measure].columns, **same)
    query = Query.ask(measure, by=by, year=year, scope=scope, parameters=parameters)
    providers = {u: str(u) for u in sorted(set(table["ukprn"].to_pylist()))}
    splits = [
        split_by(
            name,
            measures[measure],
            query.scope,
            year=query.year.start,
            settings=query.settings,
            providers=providers,
            alone=True,
            listed=True,
        )
        for name in query.by
    ]
    with empty_engine() as engine:
        engine.add(NAME, table)
        base = classify(engine, measures[measure], query.settings)
        return count(engine, measures[measure], query.scope, splits, query.year.start, query.settings, base=base)


_STAMP = [
    ("submission", pa.int64()),
    ("ukprn", pa.int32()),
    ("collection_year", pa.string()),
    ("return_number", pa.string()),
]


def returns(learner: str, learning_delivery: str, learning_delivery_fam: str = "", **same: Any) -> DuckDB:
    """An engine that holds returns written as text: one submission for each provider, year and return.

    Learners are found by LearnRefNumber within a return, so the text needs no other key. Other tables of returns are
    given by their names; records of aims name theirs in the column `aim`.
    """
    engine = DuckDB()
    submissions: dict[tuple[Any, ...], int] = {}
    learners: dict[tuple[Any, ...], int] = {}
    texts = {
        "learner": learner,
        "learning_delivery": learning_delivery,
        "learning_delivery_fam": learning_delivery_fam,
        **{t: same.pop(t) for t in list(same) if t in superset()},
    }
    for table, text in texts.items():
        schema = pa.schema([*_STAMP, *superset()[table]])
        if "LearnRefNumber" not in schema.names:
            schema = schema.append(pa.field("LearnRefNumber", pa.string()))
        rows = []
        for n, row in enumerate(text_tables.rows(text) if text else []):
            short = {"year": "collection_year", "return": "return_number"}
            typed = {
                short.get(k, k): text_tables.value(v, schema.field(short.get(k, k)).type)
                for k, v in row.items()
                if k != "shows"
            }
            full = {"ukprn": 10000001, "collection_year": "2020/21", "return_number": "R14", **same, **typed}
            full = {k: v for k, v in full.items() if k in schema.names}
            sent = (full["ukprn"], full["collection_year"], full["return_number"])
            full["submission"] = submissions.setdefault(sent, len(submissions) + 1)
            who = (full["submission"], full.get("LearnRefNumber"))
            if table != "learning_delivery_fam":
                full["learner"] = learners.setdefault(who, len(learners) + 1)
            if table == "learning_delivery" and "aim" not in full:
                full["aim"] = n + 1
            rows.append(full)
        engine.add(table, pa.Table.from_pylist(rows, schema=schema))
    return engine
