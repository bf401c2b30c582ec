"""The report of a file for the data manager: one HTML page, offline, without script, ready to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.look import page
from alder.look.words import counted
from alder.rules import report_sentences
from alder.rules.finding_details import shown
from alder.rules.findings import Severity, from_table, shown_rows
from alder.rules.report_sentences import rules_by_need
from alder.rules.result import EarlierState

if TYPE_CHECKING:
    from pathlib import Path

    from alder.rules.result import CheckResult, RuleTotal

MOST_ROWS = 5_000
"""A page with more rows than this opens slowly. The rest are in the other reports, and the page says so."""

MOST_FILTERS = 40
"""Rules that can be chosen to be shown alone."""

FEW_FILTERS = 6
"""Up to so many are offered at once, more are folded away."""

BAR = 180
_NEW, _OLD = "#d4581a", "#9fb8a8"


def write(findings: CheckResult, path: Path) -> None:
    page.write(path, "alder.rules", "findings.html.j2", **context(findings))


def context(findings: CheckResult) -> dict[str, Any]:
    """What the template says, with all sums done."""
    listed = findings.listed
    rows = list(from_table(listed.slice(0, MOST_ROWS)))
    errors = [t for t in findings.totals if t.severity is Severity.ERROR]
    warnings = [t for t in findings.totals if t.severity is Severity.WARNING]
    return {
        "f": findings,
        "errors": _bars(errors, _NEW, compared=bool(findings.since)),
        "warnings": _bars(warnings, _OLD, compared=bool(findings.since)),
        "sums": {str(s): _sums(findings, s) for s in Severity},
        "since": _since(findings),
        "narrowed": list(report_sentences.left_out(findings, named=True)),
        "verdict": findings.verdict,
        "opening": _opening(findings),
        "shown": shown,
        "start_here": _start_here(findings, errors) if not findings.only else None,
        "share": _share(findings),
        "rows": rows,
        "firsts": _firsts([r.rule for r in rows]),
        "left_out": max(len(findings) - MOST_ROWS, 0),
        "filters": list(enumerate(findings.totals[:MOST_FILTERS])),
        "classes": {t.rule: f"rule-{n}" for n, t in enumerate(findings.totals[:MOST_FILTERS])},
        "few": FEW_FILTERS,
        "held_rows": shown_rows,
        "not_run": rules_by_need(findings.unavailable),
    }


def _bars(totals: list[RuleTotal], colour: str, *, compared: bool) -> list[tuple[RuleTotal, list[tuple[float, str]]]]:
    """Each rule with the parts of its bar, widths and colours: new and still there where the file was compared."""
    most = max((t.findings for t in totals), default=1)

    def width(count: int) -> float:
        return round(BAR * count / most, 1)

    if compared:
        return [(t, [(width(t.new), _NEW), (width(t.still_there), _OLD)]) for t in totals]
    return [(t, [(width(t.findings), colour)]) for t in totals]


def _sums(findings: CheckResult, severity: Severity) -> dict[str, int]:
    """The last line of a table by rule."""
    totals = [t for t in findings.totals if t.severity is severity]
    return {
        "findings": sum(t.findings for t in totals),
        "learners": findings.learners_listed(severity),
        "new": sum(t.new for t in totals),
        "still_there": sum(t.still_there for t in totals),
    }


def _firsts(rules: list[str]) -> dict[str, int]:
    """The row in which each rule comes first, for the links of the table by rule."""
    firsts: dict[str, int] = {}
    for place, rule in enumerate(rules):
        firsts.setdefault(rule, place)
    return firsts


def _since(findings: CheckResult) -> dict[str, Any] | None:
    """What is said of the comparison, what ended by rule, and how many of the listed findings are new."""
    if findings.since is None:
        return None
    fates = (EarlierState.PUT_RIGHT, EarlierState.GONE, EarlierState.NOT_CHECKED)
    new = sum(t.new for t in findings.totals)
    return {
        "name": findings.since.name,
        "file": findings.since.file,
        "sentences": list(report_sentences.sentences_of_comparison(findings)),
        "ended": [(str(f).capitalize(), findings.since.by_rule(f)) for f in fates if findings.since.by_rule(f)],
        "new": new,
        "still_there": len(findings) - new,
    }


def _opening(findings: CheckResult) -> str:
    if not findings.learners_read:
        return "The file has no learners."
    if findings.verdict.is_refused:
        learners = findings.learners_with_errors
        have = f"{counted(learners, 'learner')} {'has' if learners == 1 else 'have'} errors"
        besides = f"Besides, {have} of {'its' if learners == 1 else 'their'} own." if learners else ""
        return f"Put the file right first: as it is, none of its learners would count. {besides}".strip()
    if not findings.errors:
        looked = " Look at the warnings: they do not stop the return." if findings.warnings else ""
        return f"No errors.{looked}"
    if not findings.learners_with_errors:
        return "The errors are about the file or about destinations, not about its learners."
    whose = counted(findings.learners_with_errors, "learner")
    them = "it is" if findings.learners_with_errors == 1 else "they are"
    return f"{whose} with errors will not count until {them} put right."


def _start_here(findings: CheckResult, errors: list[RuleTotal]) -> tuple[str, list[RuleTotal]] | None:
    """The few rules that make up most of the errors, if few do."""
    if len(errors) < 4:
        return None
    first = errors[:3]
    some = sum(t.findings for t in first)
    if some < 0.5 * findings.errors:
        return None
    return f"three rules make up {some:,} of the {findings.errors:,} errors.", first


def _share(findings: CheckResult) -> dict[str, Any] | None:
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
