"""The report of a file as JSON, for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alder.rules.findings import ROW_BREAK, Severity
from alder.rules.result import EarlierState

if TYPE_CHECKING:
    from alder.rules.findings import Finding
    from alder.rules.result import CheckResult
    from alder.rules.verdict import FileFault


def text(findings: CheckResult) -> str:
    """One object, in the words of the specification."""
    return json.dumps(as_object(findings), indent=1, ensure_ascii=False)


def as_object(findings: CheckResult) -> dict[str, object]:
    """`since` is there when the file was compared, `left_out` when only some findings were asked for."""
    return {
        "verdict": _verdict(findings),
        "file": findings.file,
        **({"made_up": True} if findings.made_up else {}),
        "collection_year": findings.year.label,
        "return": str(findings.return_number) if findings.return_number else None,
        "ukprn": findings.ukprn,
        "learners": findings.learners_read,
        "learning_deliveries": findings.learning_deliveries_read,
        "notices": list(findings.notices),
        "findings": [
            {
                "rule": f.rule,
                "severity": str(f.severity),
                "learner_ref": f.learner_ref,
                "aim_seq": f.aim_seq,
                "line": f.line,
                "fields": dict(f.fields),
                **_beside(findings, f),
                **_held(f),
                **_before(findings, f),
            }
            for f in findings
        ],
        "rules_run": findings.rules_run,
        "reference_data": [{"table": r.table, "edition": r.edition} for r in findings.references],
        "rules_unavailable": [{"rule": r.rule, "needs": list(r.needs)} for r in findings.unavailable],
        **_since(findings),
        **_left_out(findings),
    }


def _verdict(findings: CheckResult) -> dict[str, object]:
    """Whether the service would refuse the file, as far as is public, and why; and how much of a rule book ran."""
    said, content, book = findings.verdict, findings.verdict.content, findings.verdict.book
    first = content.faults.first
    return {
        "refused": said.is_refused,
        "headline": said.headline,
        "content": {
            "judgement": str(content.judgement),
            "schema": None
            if content.schema is None
            else {
                "file": content.schema.file,
                "version": content.schema.version,
                "faults": content.faults.refusing,
                "faults_reported_by_learner": content.faults.reported,
                "first": None if first is None else _fault(first),
            },
            "header": [_fault(f) for f in content.header],
        },
        "name": {"judgement": str(said.name_judgement), "faults": [_fault(f) for f in said.name]},
        "rule_book": {"year": book.year.label, "ran": book.ran, "of": book.of, "whole": book.is_whole},
    }


def _fault(fault: FileFault) -> dict[str, object]:
    return {"rule": fault.rule, "message": fault.message, "line": fault.line, "next": fault.next}


def _beside(findings: CheckResult, finding: Finding) -> dict[str, object]:
    """Only where there is something to know: the year of a rule of another year, the edition of its code list."""
    said: dict[str, object] = {}
    if finding.rule in findings.borrowed:
        said["rule_of"] = findings.verdict.book.year.label
    if finding.rule in findings.code_lists:
        said["code_list"] = findings.code_lists[finding.rule]
    return said


def _held(finding: Finding) -> dict[str, object]:
    """All that the reference tables hold for the record, a text for each row; only where the rule reads one."""
    rows = {table: held.split(ROW_BREAK) if held else [] for table, held in finding.held.items()}
    return {"reference_rows": rows} if rows else {}


def _before(findings: CheckResult, finding: Finding) -> dict[str, object]:
    return {"since": finding.since, "aim_seq_before": finding.aim_before} if findings.since else {}


def _since(findings: CheckResult) -> dict[str, object]:
    since = findings.since
    if since is None:
        return {}

    def sums(severity: Severity, now: int) -> dict[str, int]:
        fates = {str(fate).replace(" ", "_"): since.count(severity, fate) for fate in EarlierState}
        return {"before": since.count(severity), **fates, "new": now - fates["still_there"]}

    ended: list[dict[str, Any]] = [
        {"rule": rule, "severity": severity, "findings": count, "became": str(fate)}
        for fate in (EarlierState.PUT_RIGHT, EarlierState.GONE, EarlierState.NOT_CHECKED)
        for rule, severity, count in since.by_rule(fate)
    ]
    return {
        "since": {
            "return": since.name,
            "file": since.file,
            "errors": sums(Severity.ERROR, findings.errors),
            "warnings": sums(Severity.WARNING, findings.warnings),
            "matched_by_rule_alone": since.by_rule_alone,
            "ended": ended,
        }
    }


def _left_out(findings: CheckResult) -> dict[str, object]:
    if not findings.only:
        return {}
    return {"left_out": {f"{s}s": findings.left_out(s) for s in Severity}}
