"""The report of a file for other programs: as CSV and as JSON.

The CSV has the twenty columns of the data service's rule violation report, and some of Alder's own. Its first row is
the verdict on the file: `F`, as the service marks what fails a whole file, where it would be refused. A row follows for
each rule about the file as a whole that is broken, and then the findings.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from alder.rules.finding_details import shown
from alder.rules.findings import ROW_BREAK, Severity
from alder.rules.result import EarlierState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from alder.rules.findings import Finding
    from alder.rules.result import CheckResult
    from alder.rules.verdict import FileFault

COLUMNS = (
    "Error\\Warning",
    "Learner Ref",
    "Unique Learner Number",
    "Family Name",
    "Given Names",
    "Rule Name",
    "Field Values",
    "Error Message",
    "Aim Sequence Number",
    "Aim Reference Number",
    "Software Supplier Aim ID",
    "Funding Model",
    "Subcontracted UKPRN",
    "Provider Specified Learner Monitoring A",
    "Provider Specified Learner Monitoring B",
    "Provider Specified Learning Delivery Monitoring A",
    "Provider Specified Learning Delivery Monitoring B",
    "Provider Specified Learning Delivery Monitoring C",
    "Provider Specified Learning Delivery Monitoring D",
    "OFFICIAL - SENSITIVE",
)
OWN_COLUMNS = ("Put Right", "Line", "Rule Of", "Code List")
"""What the service's report does not say, behind what it does: how to put it right, where it stands in the file, and,
where it is so, that a rule is of another year's book or a code list of another year's edition."""

FAIL = "F"
_LETTER = {"error": "E", "warning": "W"}


def write_csv(findings: CheckResult, path: Path) -> None:
    """Write the report. A learner whose record could not be read whole has a reference, and no names."""
    records = _FindingRecords(findings)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)
        rows.writerow((*COLUMNS, *OWN_COLUMNS))
        rows.writerows([_safe(cell) for cell in row] for row in _of_file(findings))
        rows.writerows([_safe(cell) for cell in records.row(finding)] for finding in findings)


def _of_file(findings: CheckResult) -> Iterator[list[object]]:
    """The verdict, and what refuses the file."""
    verdict = findings.verdict
    yield _row(FAIL if verdict.is_refused else None, "Verdict", verdict.headline)
    for fault in (*verdict.content.header, *verdict.name):
        yield _row(FAIL, fault.rule, fault.message, fault.next, fault.line)


def _row(severity: str | None, rule: str, message: str, then: str = "", line: int | None = None) -> list[object]:
    """A row about the file as a whole."""
    cells = {"Error\\Warning": severity, "Rule Name": rule, "Error Message": message, "Put Right": then, "Line": line}
    return [cells.get(column) for column in (*COLUMNS, *OWN_COLUMNS)]


def _safe(cell: object) -> object:
    """A spreadsheet takes a text that begins like a formula for one: a quote before it keeps it a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


class _FindingRecords:
    """The learners and aims that have findings, by number."""

    def __init__(self, findings: CheckResult) -> None:
        self._findings = findings
        learners = set(findings.table["learner"].to_pylist())
        aims = set(findings.table["aim"].to_pylist())
        held = findings.records
        self._learners = _by_key(held.get("learner"), "learner", learners, "ULN", "FamilyName", "GivenNames")
        wanted = ("LearnAimRef", "SWSupAimId", "FundModel", "PartnerUKPRN")
        self._aims = _by_key(held.get("learning_delivery"), "aim", aims, *wanted)
        self._learner_marks = _marks(held.get("provider_spec_learner_monitoring"), "learner", "Learn", learners)
        self._aim_marks = _marks(held.get("provider_spec_delivery_monitoring"), "aim", "Del", aims)

    def row(self, finding: Finding) -> list[object]:
        learner, result = finding.learner, self._findings
        of_aim = None if finding.aim_seq is None else finding.aim
        values = "|".join(f"{name}={shown(value) if value else ''}" for name, value in finding.fields.items())
        return [
            _LETTER[str(finding.severity)],
            finding.learner_ref,
            *self._learners.get(learner, (None,) * 3),
            finding.rule,
            values,
            finding.message,
            finding.aim_seq,
            *self._aims.get(of_aim, (None,) * 4),
            *(self._learner_marks.get((learner, letter)) for letter in "AB"),
            *(self._aim_marks.get((of_aim, letter)) for letter in "ABCD"),
            None,
            finding.next,
            finding.line,
            result.verdict.book.year.label if finding.rule in result.borrowed else None,
            result.code_lists.get(finding.rule),
        ]


def _by_key(
    rows: pa.Table | None, key: str, wanted: set[int | None], *columns: str
) -> dict[int | None, tuple[object, ...]]:
    if rows is None:
        return {}
    some = _only(rows, key, wanted)
    values = [some[c].to_pylist() for c in columns]
    return dict(zip(some[key].to_pylist(), zip(*values, strict=True), strict=True))


def _marks(rows: pa.Table | None, key: str, kind: str, wanted: set[int | None]) -> dict[tuple[int | None, str], object]:
    """The provider's own marks of a learner or aim, by their letter."""
    marks: dict[tuple[int | None, str], object] = defaultdict(lambda: None)
    if rows is not None:
        some = _only(rows, key, wanted)
        letters, texts = some[f"ProvSpec{kind}MonOccur"].to_pylist(), some[f"ProvSpec{kind}Mon"].to_pylist()
        for number, letter, text in zip(some[key].to_pylist(), letters, texts, strict=True):
            marks.setdefault((number, (letter or "").upper()), text)
    return marks


def _only(rows: pa.Table, key: str, wanted: set[int | None]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    return rows.filter(pc.is_in(rows[key], pa.array(sorted(w for w in wanted if w is not None), pa.int64())))


def json_text(findings: CheckResult) -> str:
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
    verdict, content, book = findings.verdict, findings.verdict.content, findings.verdict.book
    first = content.faults.first
    return {
        "refused": verdict.is_refused,
        "headline": verdict.headline,
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
        "name": {"judgement": str(verdict.name_judgement), "faults": [_fault(f) for f in verdict.name]},
        "rule_book": {"year": book.year.label, "ran": book.ran, "of": book.of, "whole": book.is_whole},
    }


def _fault(fault: FileFault) -> dict[str, object]:
    return {"rule": fault.rule, "message": fault.message, "line": fault.line, "next": fault.next}


def _beside(findings: CheckResult, finding: Finding) -> dict[str, object]:
    """Only where there is something to know: the year of a rule of another year, the edition of its code list."""
    context: dict[str, object] = {}
    if finding.rule in findings.borrowed:
        context["rule_of"] = findings.verdict.book.year.label
    if finding.rule in findings.code_lists:
        context["code_list"] = findings.code_lists[finding.rule]
    return context


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
