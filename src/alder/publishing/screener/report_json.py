"""The report of a screened data set for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.publishing.screener.screening import Screening
    from alder.publishing.screener.verdict import Fault, Result


def as_object(screening: Screening) -> dict[str, object]:
    """One object: the verdict on the whole, and every check that was run."""
    return {
        "verdict": screening.headline,
        "name": screening.name,
        "data_file": screening.data_file,
        "meta_file": screening.meta_file,
        "rows": screening.rows,
        "columns": screening.columns,
        "passed": screening.passed,
        "api_suitable": screening.api_suitable,
        "stopped_at": screening.stopped_at,
        "checks_run": screening.ran,
        "checks_not_run": screening.not_run,
        "notices": list(screening.notices),
        "results": [_result(result) for result in screening],
        "seconds": round(screening.seconds, 3),
    }


def _result(result: Result) -> dict[str, object]:
    found: dict[str, object] = {
        "check": result.check,
        "stage": result.stage,
        "verdict": result.verdict,
        "asks": result.asks,
        "fix": result.fix,
    }
    if result.faults:
        found["faults"] = [_fault(fault) for fault in result.faults]
    if result.needs:
        found["needs"] = list(result.needs)
    return found


def _fault(fault: Fault) -> dict[str, object]:
    found: dict[str, object] = {"file": fault.file, "said": fault.said, "advice": fault.advice}
    if fault.column:
        found["column"] = fault.column
    if fault.line:
        found["line"] = fault.line
    if fault.lines:
        found["lines"] = fault.lines
    return found
