"""The report of a file in the twenty columns of the data service's rule violation report, and some of Alder's own.

The first row is the verdict on the file: `F`, as the service marks what fails a whole file, where it would be refused.
A row follows for each rule about the file as a whole that is broken, and then the findings.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING

from alder.rules.finding_details import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from alder.rules.findings import Finding
    from alder.rules.result import CheckResult

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


def write(findings: CheckResult, path: Path) -> None:
    """Write the report. A learner whose record could not be read whole has a reference, and no names."""
    records = _FindingRecords(findings)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)
        rows.writerow((*COLUMNS, *OWN_COLUMNS))
        rows.writerows([_safe(cell) for cell in row] for row in _of_file(findings))
        rows.writerows([_safe(cell) for cell in records.row(finding)] for finding in findings)


def _of_file(findings: CheckResult) -> Iterator[list[object]]:
    """The verdict, and what refuses the file."""
    said = findings.verdict
    yield _row(FAIL if said.is_refused else None, "Verdict", said.headline)
    for fault in (*said.content.header, *said.name):
        yield _row(FAIL, fault.rule, fault.message, fault.next, fault.line)


def _row(severity: str | None, rule: str, message: str, then: str = "", line: int | None = None) -> list[object]:
    """A row about the file as a whole."""
    said = {"Error\\Warning": severity, "Rule Name": rule, "Error Message": message, "Put Right": then, "Line": line}
    return [said.get(column) for column in (*COLUMNS, *OWN_COLUMNS)]


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
        learner, said = finding.learner, self._findings
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
            said.verdict.book.year.label if finding.rule in said.borrowed else None,
            said.code_lists.get(finding.rule),
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
    found: dict[tuple[int | None, str], object] = defaultdict(lambda: None)
    if rows is not None:
        some = _only(rows, key, wanted)
        letters, texts = some[f"ProvSpec{kind}MonOccur"].to_pylist(), some[f"ProvSpec{kind}Mon"].to_pylist()
        for number, letter, text in zip(some[key].to_pylist(), letters, texts, strict=True):
            found.setdefault((number, (letter or "").upper()), text)
    return found


def _only(rows: pa.Table, key: str, wanted: set[int | None]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    return rows.filter(pc.is_in(rows[key], pa.array(sorted(w for w in wanted if w is not None), pa.int64())))
