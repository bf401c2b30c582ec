"""Whatever a return holds, its rules run to the end and every form of the report tells the same findings."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from tests.support import random_reference_data
from tests.support.faulty_rule_books import judge
from tests.support.odd_returns import AIMS, ODD, YEAR

from alder.engine.duckdb import DuckDB
from alder.rules.finding_details import describe
from alder.rules.record_tables import FILE
from alder.rules.report import Findings
from alder.rules.report_html import MOST_ROWS
from alder.rules.result import in_order
from alder.rules.runner import RunResult
from alder.rules.verdict import BookRun, FileContent, Verdict
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.schema import OFFICIAL


@cache
def judged(kind: str) -> tuple[RunResult, Findings]:
    tables = ODD[kind]()
    with DuckDB() as engine:
        outcome = judge(engine, tables, random_reference_data.tables(tables, seed=1))
    return outcome, Findings(
        file="ILR-10000001-2526-20260806-120000-01.xml",
        verdict=Verdict(FileContent(OFFICIAL[YEAR]), (), BookRun(YEAR, YEAR, len(outcome.ran), len(outcome.ran), True)),
        year=YEAR,
        return_number=None,
        return_assumed=False,
        ukprn=10000001,
        prepared=date(2026, 8, 6),
        checked=datetime(2026, 8, 6, 12),
        learners_read=tables["learner"].num_rows,
        learners=tables["learner"].num_rows,
        learning_deliveries_read=tables["learning_delivery"].num_rows,
        learning_deliveries=tables["learning_delivery"].num_rows,
        notices=(),
        table=in_order(describe(outcome, ilr, tables)),
        rules="The whole book.",
        rules_run=len(outcome.ran),
        unavailable=(),
        seconds=1.0,
        records={name: rows for name, rows in tables.items() if name != FILE},
    )


def by_rule(outcome: RunResult) -> Counter[str]:
    return Counter(outcome.broken["rule"].to_pylist())


kinds = pytest.mark.parametrize("kind", sorted(ODD))


@kinds
def test_every_broken_record_is_a_finding(kind: str) -> None:
    outcome, findings = judged(kind)
    assert outcome.unavailable == ()
    assert Counter(findings.table["rule"].to_pylist()) == by_rule(outcome)


@kinds
def test_the_terminal_tells_all_findings(kind: str) -> None:
    outcome, findings = judged(kind)
    told = re.findall(r"^(?:error|warning) +(\S+)   ", findings.listing(), re.M)
    assert Counter(told) == by_rule(outcome)
    summary = findings.summary()
    for total in findings.totals:
        assert re.search(rf"\b{total.rule} +{total.findings:,} ", summary)
    assert sum(t.findings for t in findings.totals) == outcome.broken.num_rows


@kinds
def test_json_tells_all_findings(kind: str, tmp_path: Path) -> None:
    outcome, findings = judged(kind)
    findings.write(tmp_path / "findings.json")
    told = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert Counter(f["rule"] for f in told["findings"]) == by_rule(outcome)


@kinds
def test_csv_tells_all_findings(kind: str, tmp_path: Path) -> None:
    outcome, findings = judged(kind)
    findings.write(tmp_path / "findings.csv")
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        of_file, *rows = csv.DictReader(file)
    assert of_file["Rule Name"] == "Verdict"
    assert Counter(row["Rule Name"] for row in rows) == by_rule(outcome)


@kinds
def test_html_tells_all_findings_or_how_many_it_leaves_out(kind: str, tmp_path: Path) -> None:
    outcome, findings = judged(kind)
    findings.write(tmp_path / "findings.html")
    page = (tmp_path / "findings.html").read_text(encoding="utf-8")
    left_out = re.search(r"([\d,]+) more are in the report", page)
    rows = page.count('class="findings-row ')
    assert rows + (int(left_out[1].replace(",", "")) if left_out else 0) == outcome.broken.num_rows
    assert rows == min(outcome.broken.num_rows, MOST_ROWS)


def test_each_of_ten_thousand_aims_is_judged() -> None:
    assert max(by_rule(judged("ten thousand aims on a learner")[0]).values()) >= AIMS
