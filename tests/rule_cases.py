"""Compares the rules with worked cases: `python -m tests.rule_cases FILE.jsonl`.

A case is one partial record, evaluated by one rule alone, with facts about the file and the verdict that the service of
2020/21 gave. All cases run in one pass, each as a submission of its own. Prints `agree`, `disagree` and `not run (why)`
for each rule, then one line of totals.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from alder.engine.duckdb import DuckDB
from alder.model.field import Entity, Kind
from alder.model.period import AcademicYear
from alder.rules.book import RuleBook
from alder.rules.runner import run
from alder.rules.shape import FILE
from alder.sources.ilr import schema
from alder.sources.ilr.rules import ilr
from tests import reference_answers

YEAR = AcademicYear(2020)

ABSENT: dict[str, dict[str, Any]] = {
    "learning_delivery": {
        "FundModel": 0,
        "AimType": 0,
        "CompStatus": 0,
        "AimSeqNumber": 0,
        "LearnStartDate": date(1, 1, 1),
        "LearnPlanEndDate": date(1, 1, 1),
    },
    "learner_employment_status": {"EmpStat": 0, "DateEmpStatApp": date(1, 1, 1)},
}
"""What the service's own tests held where a record says nothing."""


@dataclass(frozen=True)
class Verdict:
    """What became of one case: `agree`, `disagree`, or why it did not run."""

    id: str
    rule: str
    status: str
    result: str

    @property
    def ran(self) -> bool:
        return self.result in ("agree", "disagree")


def judge(cases: Iterable[dict[str, Any]]) -> list[Verdict]:
    """Run the cases and compare."""
    cases = list(cases)
    reasons = {c["id"]: _why_not(c) for c in cases}
    together: dict[tuple[AcademicYear, str], list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        if not reasons[case["id"]]:
            # Answers of reference data are facts of one case, which another may deny.
            told = sorted((n, str(rows)) for n, rows in _references(case).items() if rows)
            together[_year(case), str(told)].append(case)
    broken: set[tuple[str, str]] = set()
    for (year, _), some in together.items():
        broken |= _broken(some, year)
    return [
        Verdict(
            c["id"],
            c["rule"],
            c["status"],
            reasons[c["id"]] or ("agree" if ((c["id"], c["rule"]) in broken) == c["violated"] else "disagree"),
        )
        for c in cases
    ]


def _why_not(case: dict[str, Any]) -> str:
    rule = next((r for r in ilr if r.code == case["rule"] and r.holds_in(YEAR)), None)
    if rule is None:
        return "no such rule in 2020/21"
    if case["status"] in ("contradictory", "ambiguous"):
        return case["status"]
    try:
        _references(case)
    except reference_answers.Untold:
        return "reference answers of another form"
    start = case["context"].get("AcademicYear.Start")
    end = case["context"].get("AcademicYear.End")
    if (start and not start.endswith("-08-01")) or (end and not end.endswith("-07-31")):
        return "a year of its own"
    return ""


def _year(case: dict[str, Any]) -> AcademicYear:
    for key, text in case["context"].items():
        if key in ("AcademicYear.Start", "AcademicYear.AugustThirtyFirst"):
            return AcademicYear(int(text[:4]))
        if key in ("AcademicYear.End", "AcademicYear.JulyThirtyFirst"):
            return AcademicYear.of(date.fromisoformat(text))
        if key == "AcademicYear.PreviousYearEnd":
            return AcademicYear.of(date.fromisoformat(text)) + 1
    return YEAR


def book_of_2020() -> RuleBook:
    """The rules of 2020/21 as if they held in every year, since some cases move the year."""
    book = RuleBook("cases", shape=ilr.shape, full=("2020/21",), first="1990/91", sources=ilr.sources, version="1")
    for rule in ilr.for_year(YEAR).rules:
        book.rule(rule.code, reads=rule.reads, next=rule.next)(rule.function)
    return book


def _broken(cases: list[dict[str, Any]], year: AcademicYear) -> set[tuple[str, str]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for submission, case in enumerate(cases):
        _flatten(case, submission, year, rows)
    book = book_of_2020()
    with DuckDB() as engine:
        for name, some in rows.items():
            if name != FILE:
                engine.add(name, pa.Table.from_pylist(some, schema=ilr.shape.tables[name].schema))
        schemas = {r.loaded_as: r.schema for r in ilr.shape.references.values()}
        for name, some in {n: rows for c in cases for n, rows in sorted(_references(c).items())}.items():
            engine.add(name, pa.Table.from_pylist(some, schema=schemas[name]))
        files = pa.Table.from_pylist(rows[FILE], schema=ilr.shape.tables[FILE].schema)
        found = run(engine, book, files, only={c["rule"] for c in cases}).broken
    pairs = zip(found.column("submission").to_pylist(), found.column("rule").to_pylist(), strict=True)
    return {(cases[s]["id"], rule) for s, rule in pairs}


def _references(case: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The reference tables that the case's rule needs, as far as the case tells them."""
    needed = {n for r in ilr if r.code == case["rule"] and r.holds_in(YEAR) for n in ilr.needs(r)}
    return reference_answers.tables(case, needed, dict(ilr.shape.references))


def _flatten(case: dict[str, Any], submission: int, year: AcademicYear, rows: dict[str, list[dict[str, Any]]]) -> None:
    record, context = case["record"], case["context"]
    message = schema.tree(YEAR)
    header = record.get("Header", {}).get("Source", {})
    rows[FILE].append(
        {
            "submission": submission,
            "collection_year": year.label,
            "UKPRN": context.get("File.UKPRN", header.get("UKPRN")),
            "LearningProviderUKPRN": record.get("LearningProvider", {}).get("UKPRN"),
            "FilePreparationDate": _typed(context.get("File.FilePreparationDate"), Kind.DATE),
            "ReturnNumber": _return(context),
        }
    )
    top = {"Learner": "Learner", "DP": "LearnerDestinationandProgression"}
    tops = (
        [(top[case["level"]], record)]
        if case["level"] in top
        else [(e, r) for e in top.values() for r in _list(record.get(e) or [])]
    )
    for element, one in tops:
        entity = next(e for e in message.children if e.element == element)
        _rows(entity, one, {"submission": submission}, rows)


def _return(context: dict[str, Any]) -> str | None:
    period = context.get("AcademicYear.ReturnPeriod")
    return f"R{period:02}" if period else None


def _rows(entity: Entity, record: dict[str, Any], keys: dict[str, int], rows: dict[str, list[dict[str, Any]]]) -> None:
    mine = [r for r in rows[entity.table] if all(r.get(k) == v for k, v in keys.items())]
    made: dict[str, Any] = dict(keys) | {entity.key: len(mine) + 1, "line": 1} | ABSENT.get(entity.table, {})
    for field in entity.fields:
        if record.get(field.name) is not None:
            made[field.name] = _typed(record[field.name], field.kind)
    rows[entity.table].append(made)
    below = keys if entity.key == "row" else keys | {entity.key: made[entity.key]}
    for child in entity.children:
        for one in _list(record.get(child.element)):
            _rows(child, one, below, rows)


def _list(value: Any) -> list[dict[str, Any]]:
    return [v for v in (value if isinstance(value, list) else [value]) if v is not None]


def _typed(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if kind is Kind.DATE:
        return date.fromisoformat(str(value)[:10])
    if kind in (Kind.WHOLE, Kind.LONG):
        return int(value)
    if kind is Kind.DECIMAL:
        return Decimal(str(value))
    return str(value) if kind is Kind.TEXT else value


def main(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        verdicts = judge(json.loads(line) for line in lines)
    by_rule: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        by_rule[verdict.rule][verdict.result] += 1
    for rule, counts in by_rule.items():
        if set(counts) != {"no such rule in 2020/21"}:
            said = [f"{r} {n}" if r in ("agree", "disagree") else f"not run {n} ({r})" for r, n in counts.items()]
            print(f"{rule:24} {', '.join(said)}")
    for verdict in verdicts:
        if verdict.result == "disagree":
            print("disagree:", verdict.id, verdict.status)
    total = Counter(v.result if v.ran else "notrun" for v in verdicts)
    print(f"agree {total['agree']} disagree {total['disagree']} notrun {total['notrun']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
