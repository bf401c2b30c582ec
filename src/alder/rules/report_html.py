"""The report of a file for the data manager: one HTML page, offline, without script, ready to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.look import page
from alder.look.words import counted, listed
from alder.rules.findings import Severity, from_table

if TYPE_CHECKING:
    from pathlib import Path

    from alder.rules.report import Findings, RuleTotal

MOST_ROWS = 5_000
"""A page with more rows than this opens slowly. The rest are in the other reports, and the page says so."""

MOST_FILTERS = 40
"""Rules that can be chosen to be shown alone."""

FEW_FILTERS = 6
"""Up to so many are offered at once, more are folded away."""

BAR = 180


def write(findings: Findings, path: Path) -> None:
    page.write(path, "alder.rules", "findings.html.j2", **context(findings))


def context(findings: Findings) -> dict[str, Any]:
    """What the template says, with all sums done."""
    errors = [t for t in findings.totals if t.severity is Severity.ERROR]
    warnings = [t for t in findings.totals if t.severity is Severity.WARNING]
    return {
        "f": findings,
        "errors": _bars(errors),
        "warnings": _bars(warnings),
        "opening": _opening(findings),
        "start_here": _start_here(findings, errors),
        "share": _share(findings),
        "rows": list(from_table(findings.table.slice(0, MOST_ROWS))),
        "left_out": max(len(findings) - MOST_ROWS, 0),
        "filters": list(enumerate(findings.totals[:MOST_FILTERS])),
        "classes": {t.rule: f"rule-{n}" for n, t in enumerate(findings.totals[:MOST_FILTERS])},
        "few": FEW_FILTERS,
        "not_run": _not_run(findings),
    }


def _bars(totals: list[RuleTotal]) -> list[tuple[RuleTotal, float]]:
    most = max((t.findings for t in totals), default=1)
    return [(t, round(BAR * t.findings / most, 1)) for t in totals]


def _opening(findings: Findings) -> str:
    if not findings.learners_read:
        return "The file has no learners."
    if not findings.errors:
        looked = " Look at the warnings: they do not stop the return." if findings.warnings else ""
        return f"No errors.{looked}"
    if not findings.learners_with_errors:
        return "The errors are about the file, not about its learners."
    whose = counted(findings.learners_with_errors, "learner")
    them = "it is" if findings.learners_with_errors == 1 else "they are"
    return f"{whose} with errors will not count until {them} put right."


def _start_here(findings: Findings, errors: list[RuleTotal]) -> tuple[str, list[RuleTotal]] | None:
    """The few rules that make up most of the errors, if few do."""
    if len(errors) < 4:
        return None
    first = errors[:3]
    some = sum(t.findings for t in first)
    if some < 0.5 * findings.errors:
        return None
    return f"three rules make up {some:,} of the {findings.errors:,} errors.", first


def _share(findings: Findings) -> dict[str, Any] | None:
    """How the learners divide: none, warnings only, errors."""
    total = findings.learners_read
    if not total:
        return None
    wrong = min(findings.learners_with_errors, total)
    table = findings.table
    with_error = set(table.filter(_is(table, Severity.ERROR))["learner"].to_pylist())
    with_warning = set(table.filter(_is(table, Severity.WARNING))["learner"].to_pylist())
    warned = len({w for w in with_warning if w is not None} - with_error)
    good = max(total - wrong - warned, 0)
    return {
        "good": good,
        "warned": warned,
        "wrong": wrong,
        "widths": [round(1000 * n / total, 1) for n in (good, warned, wrong)],
        "percent": f"{100 * wrong / total:.1f}%",
        "without": f"{100 * (total - wrong) / total:.1f}%",
    }


def _is(table: Any, severity: Severity) -> Any:
    import pyarrow.compute as pc

    return pc.equal(table["severity"], str(severity))


def _not_run(findings: Findings) -> list[tuple[str, list[str]]]:
    """What is not loaded, and the rules that need it."""
    needs: dict[str, list[str]] = {}
    for rule in findings.unavailable:
        needs.setdefault(listed(rule.needs), []).append(rule.rule)
    return sorted(needs.items())
