"""The report of a file as JSON, for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.rules.report import Findings


def text(findings: Findings) -> str:
    """One object, in the words of the specification."""
    return json.dumps(as_object(findings), indent=1, ensure_ascii=False)


def as_object(findings: Findings) -> dict[str, object]:
    return {
        "file": findings.file,
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
            }
            for f in findings
        ],
        "rules_run": findings.rules_run,
        "rules_unavailable": [{"rule": r.rule, "needs": list(r.needs)} for r in findings.unavailable],
    }
