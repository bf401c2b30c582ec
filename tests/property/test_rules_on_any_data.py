"""Whatever a return holds, rules run to the end, lose no finding, and agree with a plain reading of the records.

Whole books on jumbled returns: no rule fails, none is out of reach, and a plain reading finds the same.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.plain_oracle import aims, beside, learners, looked_up, monitoring  # noqa: F401 (they note conditions)
from tests.plain_oracle.conditions import FOUND, NOW, THEN
from tests.plain_oracle.records import Key, files
from tests.support.faulty_rule_books import judged as judged_whole
from tests.support.properties import tried

from alder.engine.duckdb import DuckDB
from alder.rules.finding_details import describe
from alder.rules.record_tables import FILE
from alder.rules.runner import RunResult, run
from alder.sources.ilr.rules import ilr

YEARS = ("2016/17", "2018/19", "2020/21", "2023/24", "2025/26")
TEXTS: dict[str, list[str]] = {
    "LearnRefNumber": ["A1", "a1", " A1", "B2", ""],
    "LearnDelFAMType": ["ACT", "act", "LDM", "SOF", "RES", "LSF", "?"],
    "LearnDelFAMCode": ["1", "2", "034", "105", "107", ""],
    "ESMType": ["EII", "LOU", "BSI", "xx"],
    "LearnFAMType": ["HNS", "SEN", "zz"],
    "LearnAimRef": ["ZPROG001", "60001234", "zprog001"],
    "OutGrade": ["FL", "PA", ""],
    "Sex": ["F", "M", "?"],
}
DAYS = st.one_of(
    st.dates(date(2015, 1, 1), date(2026, 12, 31)),
    st.sampled_from([date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29)]),
)
WHOLE = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 25, 35, 36, 99, 2_000_000_000])
LONG = st.sampled_from([9999999999, 1000000019, 1000000010, 0, -1])


def _value(field: pa.Field) -> st.SearchStrategy[Any]:
    if field.name in TEXTS:
        return st.none() | st.sampled_from(TEXTS[field.name])
    if pa.types.is_date(field.type):
        return st.none() | DAYS
    if pa.types.is_int64(field.type):
        return st.none() | LONG
    if pa.types.is_integer(field.type):
        return st.none() | WHOLE
    if pa.types.is_string(field.type):
        return st.none() | st.sampled_from(["", " ", "x"])
    return st.none()


LOOKED_AT = (
    *("learner", "learning_delivery", "learning_delivery_fam", "learner_employment_status"),
    *("employment_status_monitoring", "lldd_and_health_problem", "learner_fam", "app_fin_record", "dp_outcome"),
)


@st.composite
def returns(draw: st.DrawFn) -> dict[str, pa.Table]:
    """A few learners with a few records of each kind, with values that no return should hold."""
    year = draw(st.sampled_from(YEARS))
    parents: dict[str, list[dict[str, int]]] = {FILE: [{"submission": 1}]}
    tables: dict[str, pa.Table] = {}
    for name in LOOKED_AT:
        shape = ilr.shape.tables[name]
        above = (
            next(p for p in reversed(ilr.shape.parents(name)) if p.name in parents) if name != "dp_outcome" else None
        )
        rows: list[dict[str, Any]] = []
        for keys in parents[above.name] if above else [{"submission": 1, "destination": 1}]:
            for _ in range(draw(st.integers(0, 2))):
                row: dict[str, Any] = {f.name: draw(_value(f)) for f in shape.schema if f.name not in shape.keys}
                rows.append(row | keys | {shape.keys[-1]: len(rows) + 1, "line": len(rows) + 1})
        parents[name] = [{k: r[k] for k in shape.keys} for r in rows]
        tables[name] = pa.Table.from_pylist(rows, schema=shape.schema)
    file = {
        "submission": 1,
        "collection_year": year,
        "UKPRN": draw(WHOLE),
        "FilePreparationDate": draw(st.none() | DAYS),
    }
    tables[FILE] = pa.Table.from_pylist([file], schema=ilr.shape.tables[FILE].schema)
    return tables


def judged(tables: dict[str, pa.Table]) -> RunResult:
    with DuckDB() as engine:
        for name, rows in tables.items():
            if name != FILE:
                engine.add(name, rows)
        return run(engine, ilr, tables[FILE])


def broken(outcome: RunResult, rule: str, *keys: str) -> set[tuple[int, ...]]:
    rows = [r for r in outcome.broken.to_pylist() if r["rule"] == rule]
    return {tuple(r[k] for k in keys) for r in rows}


@given(returns())
@settings(max_examples=tried(12), deadline=None, suppress_health_check=list(HealthCheck))
def test_rules_agree_with_a_plain_reading_of_the_records_and_lose_no_finding(tables: dict[str, pa.Table]) -> None:
    outcome = judged(tables)
    every_broken_row_becomes_a_finding(outcome, tables)
    aims_of_all, fams = tables["learning_delivery"].to_pylist(), tables["learning_delivery_fam"].to_pylist()
    jobs, lldd = tables["learner_employment_status"].to_pylist(), tables["lldd_and_health_problem"].to_pylist()
    year = tables[FILE]["collection_year"].to_pylist()[0]

    ended_early = {
        (a["aim"],)
        for a in aims_of_all
        if a["LearnActEndDate"] and a["LearnStartDate"] and a["LearnActEndDate"] < a["LearnStartDate"]
    }
    assert broken(outcome, "LearnActEndDate_01", "aim") == ended_early

    main = {
        (learner,)
        for learner in {r["learner"] for r in lldd}
        if sum(r["learner"] == learner and r["PrimaryLLDD"] == 1 for r in lldd) > 1
    }
    assert broken(outcome, "PrimaryLLDD_03", "learner") == main

    if year == "2025/26":
        bad = set()
        for aim in aims_of_all:
            if not (aim["ProgType"] == 25 and aim["AimType"] == 1):
                continue
            own = [(f["LearnDelFAMType"] or "", f["LearnDelFAMCode"]) for f in fams if f["aim"] == aim["aim"]]
            exempt = any(t.upper() == "LDM" and c in ("353", "355") for t, c in own)
            start = aim["LearnStartDate"]
            so_far = [
                j
                for j in jobs
                if j["learner"] == aim["learner"] and start and j["DateEmpStatApp"] and j["DateEmpStatApp"] <= start
            ]
            last = max(so_far, key=lambda j: (j["DateEmpStatApp"], -j["employment"]), default=None)
            if not exempt and (last is None or last["EmpStat"] != 10):
                bad.add((aim["aim"],))
        assert broken(outcome, "EmpStat_12", "aim") == bad

    if year in ("2020/21", "2025/26", "2023/24"):
        gaps = set()
        for aim in {f["aim"] for f in fams}:
            contracts = [f for f in fams if f["aim"] == aim and (f["LearnDelFAMType"] or "").upper() == "ACT"]
            contracts.sort(
                key=lambda f: (f["LearnDelFAMDateFrom"] is None, f["LearnDelFAMDateFrom"] or date.max, f["row"])
            )
            for before, after in pairwise(contracts):
                ends, begins = before["LearnDelFAMDateTo"], after["LearnDelFAMDateFrom"]
                if ends and begins and (begins - ends) != timedelta(days=1):
                    gaps.add((after["row"],))
        assert broken(outcome, "R104", "row") == gaps


def every_broken_row_becomes_a_finding(outcome: RunResult, tables: dict[str, pa.Table]) -> None:
    whole = {n: tables.get(n, s.schema.empty_table()) for n, s in ilr.shape.tables.items()}
    findings = describe(outcome, ilr, whole)
    assert findings.num_rows == outcome.broken.num_rows
    for row in findings.to_pylist():
        assert row["line"] is not None or row["entity"] == "Message"
        assert row["fields"]


def test_an_empty_year_and_empty_columns_break_nothing() -> None:
    for year in YEARS:
        file = {"submission": 1, "collection_year": year}
        tables = {FILE: pa.Table.from_pylist([file], schema=ilr.shape.tables[FILE].schema)}
        assert judged(tables).broken.num_rows == 0
        tables["learner"] = pa.Table.from_pylist(
            [{"submission": 1, "learner": 1}], schema=ilr.shape.tables["learner"].schema
        )
        judged(tables)


def test_ten_thousand_aims_of_one_learner_are_judged() -> None:
    shape = ilr.shape.tables["learning_delivery"]
    aims_of_all = [
        {"submission": 1, "learner": 1, "aim": n, "AimType": 3, "ProgType": 25, "StdCode": n} for n in range(1, 10_001)
    ]
    tables = {
        FILE: pa.Table.from_pylist(
            [{"submission": 1, "collection_year": "2025/26"}], schema=ilr.shape.tables[FILE].schema
        ),
        "learner": pa.Table.from_pylist([{"submission": 1, "learner": 1}], schema=ilr.shape.tables["learner"].schema),
        "learning_delivery": pa.Table.from_pylist(aims_of_all, schema=shape.schema),
    }
    assert len(broken(judged(tables), "R30", "aim")) == 10_000


BROKEN_BY_JUMBLED_RETURNS = 0.75
"""The share of a full book that must be broken at least once. The others want many things of one record to meet, such
as an age, a course, a list and a period of a year's half, which chance does not bring together in 2,000 learners."""


@pytest.mark.parametrize("label", [NOW, THEN])
def test_whole_books_judge_what_nobody_thought_of(label: str) -> None:
    outcome = judged_whole(label).outcome
    assert outcome.unavailable == ()
    broken = set(outcome.broken["rule"].to_pylist())
    never = sorted(r.code for r in outcome.ran if r.code not in broken)
    assert len(broken) >= BROKEN_BY_JUMBLED_RETURNS * len(outcome.ran), f"never broken: {', '.join(never)}"


def test_a_year_between_the_full_books_is_judged_too() -> None:
    outcome = judged_whole("2018/19", providers=8).outcome
    assert outcome.unavailable == ()
    assert len(set(outcome.broken["rule"].to_pylist())) > len(outcome.ran) / 2


@pytest.mark.parametrize("label", [NOW, THEN])
def test_no_finding_is_lost_on_the_way_to_a_report(label: str) -> None:
    for submission in (1, 2, 3):
        tables, outcome = judged_whole(label).of(submission)
        findings = describe(outcome, ilr, tables)
        assert sorted(findings["rule"].to_pylist()) == sorted(outcome.broken["rule"].to_pylist())
        assert outcome.broken.num_rows > 100


@pytest.mark.parametrize("label", [NOW, THEN])
def test_rules_find_what_a_plain_reading_finds(label: str) -> None:
    whole = judged_whole(label)
    found: dict[str, set[Key]] = defaultdict(set)
    for row in whole.outcome.broken.to_pylist():
        found[row["rule"]].add(
            (row["submission"], row["learner"] or row["destination"], row["aim"] or row["employment"])
        )
    read = list(files(whole.tables, whole.references))
    plain = {c: {k for f in read for k in broken(f)} for (c, of), broken in FOUND.items() if of == label}
    differ = {c: (sorted(found[c] - k, key=str), sorted(k - found[c], key=str)) for c, k in plain.items()}
    assert {
        c: f"{len(a)} of the book alone, {len(b)} of the reading alone" for c, (a, b) in differ.items() if a or b
    } == {}
    assert len(plain) >= 100
    assert sum(map(bool, plain.values())) >= 0.9 * len(plain)
