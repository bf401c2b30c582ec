"""Beside a finding stands what the reference tables hold for its record: categories of an aim, its level, its dates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.rules.test_checking_a_return import aim, learner, write
from tests.support import text_tables

from alder.rules.findings import shown_rows
from alder.sources.ilr.check import check
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.record_tables import SHAPE

if TYPE_CHECKING:
    from alder.rules.report import Findings

CATEGORIES = """
    LearnAimRef | CategoryRef | EffectiveFrom | EffectiveTo
    60000001    | 22          | 2010-08-01    |
    60000001    | 19          | 2010-08-01    | 2019-07-31
    60000002    | 19          | 2010-08-01    |
"""
LEVELS = """
    LearnAimRef | LearnAimRefType | NotionalNVQLevelv2
    60000001    | 0006            | 2
    60000002    | 0006            | 2
"""
OPEN = """
    LearnAimRef | ValidityCategory | StartDate
    60000001    | NONE             | 2019-08-01
"""
TITLE = "The categories of learning aims (LARS): CategoryRef"


def listed(text: str, name: str) -> dict[str, pa.Table]:
    schema = SHAPE.references[name].schema
    rows = pa.Table.from_pylist(text_tables.rows(text))
    empty = pa.nulls(rows.num_rows)
    columns = [rows[f.name] if f.name in rows.schema.names else empty for f in schema]
    return {name: pa.table([c.cast(f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)}


@pytest.fixture
def findings(tmp_path: Path) -> Findings:
    """Of three learners in custody, two of them on an aim that LARS puts into a category."""
    marks = (("SOF", "105"), ("LDM", "034"))
    people = [learner(f"OF{n}", aim(*marks, LearnAimRef=f"6000000{n}", FundModel="35")) for n in (1, 2, 3)]
    tables: dict[str, pa.Table] = {}
    for name, text in (("lars_category", CATEGORIES), ("lars_delivery", LEVELS), ("lars_validity", OPEN)):
        tables |= listed(text, name)
    return check(write(tmp_path, *people), references=tables)


def test_a_finding_says_what_the_list_holds_for_its_record(findings: Findings) -> None:
    """Of the security licence (category 22), and of all its categories; the other learners do not break the rule."""
    said = [(f.learner_ref, dict(f.held)) for f in findings if f.rule == "LearnAimRef_56"]
    assert said == [("OF1", {TITLE: "19\n22"})]


def test_a_record_that_a_list_lacks_is_said_to_have_no_row(findings: Findings) -> None:
    said = [(f.learner_ref, list(f.held.values())) for f in findings if f.rule == "LearnAimRef_89"]
    assert said == [("OF1", ["NONE, 2019-08-01, empty", "19\n22"]), ("OF2", [None, "19"]), ("OF3", [None, None])]
    assert "           no row for this record\n" in findings.listing()


def test_a_rule_that_only_asks_whether_there_is_a_row_has_nothing_to_quote(findings: Findings) -> None:
    assert [(f.learner_ref, dict(f.held)) for f in findings if f.rule == "LearnAimRef_01"] == [("OF3", {})]


def test_every_report_quotes_the_list_but_the_services_own(findings: Findings, tmp_path: Path) -> None:
    assert f"         {TITLE[:40]}" in findings.listing()
    assert "           19\n           22\n" in findings.listing()
    (told,) = (f for f in json.loads(findings.to_json())["findings"] if f["rule"] == "LearnAimRef_56")
    assert told["reference_rows"] == {TITLE: ["19", "22"]}
    findings.write(tmp_path / "findings.html")
    page = (tmp_path / "findings.html").read_text()
    assert f"<b>{TITLE}</b><br>19<br>22</div>" in page
    findings.write(tmp_path / "findings.csv")
    assert "CategoryRef" not in (tmp_path / "findings.csv").read_text()


def test_a_finding_of_a_rule_without_a_list_quotes_none(findings: Findings) -> None:
    assert all(not f.held for f in findings if not any(p in SHAPE.references for p in _parameters(f.rule)))


def _parameters(code: str) -> set[str]:
    return {p for r in ilr if r.code == code for p in r.parameters}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ["no row for this record"]),
        ("a", ["a"]),
        ("a\nb", ["a", "b"]),
        ("a\nb\nc", ["a", "b", "and 1 more"]),
    ],
)
def test_a_report_shows_so_many_rows(monkeypatch: pytest.MonkeyPatch, text: str | None, shown: list[str]) -> None:
    monkeypatch.setattr("alder.rules.findings.MOST_ROWS", 2)
    assert shown_rows(text) == shown
