"""Which rules that name a field are broken, and how often, by what each submission remembers of its findings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.sources.ilr.profile.broken import misfit, named
from alder.sources.ilr.rules import ilr

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class RuleBroken:
    """A rule, what a person is told of it, and how many findings of it there are."""

    code: str
    severity: str
    findings: int
    message: str


def rules_broken(field: str, used: pa.Table) -> list[RuleBroken]:
    """The rules that name `field` and are broken in some submission, errors first, most findings first."""
    found: dict[str, RuleBroken] = {}
    for label, summary in zip(*(used[c].to_pylist() for c in ("collection_year", "findings_summary")), strict=True):
        year = AcademicYear.parse(label)
        for code, count in json.loads(summary or "{}").items():
            if any(name == field for _, name in named(code, "", year)):
                before = found[code].findings if code in found else 0
                found[code] = RuleBroken(code, _severity(code, year), before + count, _message(code, year))
    return sorted(found.values(), key=lambda b: (b.severity, -b.findings, b.code))


def _severity(code: str, year: AcademicYear) -> str:
    rule = next((r for r in ilr.versions(code) if r.holds_in(year)), None) if code in ilr else None
    return str(rule.severity_in(year) if rule else Severity.ERROR)


def _message(code: str, year: AcademicYear) -> str:
    if misfit(code):
        from alder.sources.ilr import form

        return form.explained(code).lead
    return next(r.message for r in ilr.versions(code) if r.holds_in(year))
