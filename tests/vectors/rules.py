"""Compares the rules with worked cases: `python -m tests.vectors.rules FILE.jsonl`.

A case is one partial record, evaluated by one rule alone, with facts about the file and the verdict that the service
came to. Prints `agree`, `disagree` and `not run (why)` for each rule, the same for each status of cases, which cases
disagree, and then one line of totals.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.worked_cases.answers import ANSWERS
from tests.worked_cases.judge import Verdict, judge

__all__ = ["MEMBERS", "Verdict", "judge", "main", "read", "summary"]

MEMBERS = frozenset(ANSWERS)
"""The questions about reference data whose answers can be told."""


def read(path: Path) -> Iterator[Any]:
    """The cases of a file, one a line; a line that is not JSON is None, so that it is counted."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError:
                    yield None


def summary(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """What a person reads about some verdicts, the totals last."""
    verdicts = list(verdicts)
    by_rule: dict[str, Counter[str]] = defaultdict(Counter)
    by_status: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        by_rule[verdict.rule][verdict.result] += 1
        by_status[verdict.status][_kind(verdict)] += 1
    for rule, counts in by_rule.items():
        said = [f"{r} {n}" if r in ("agree", "disagree") else f"not run {n} ({r})" for r, n in counts.items()]
        yield f"{rule:24} {', '.join(said)}"
    for status, counts in by_status.items():
        ran = counts["agree"] + counts["disagree"]
        share = f"{counts['agree'] / ran:.1%} of those run" if ran else "none run"
        yield f"status {status:16} {_totals(counts)}, {share}"
    for verdict in verdicts:
        if verdict.result == "disagree":
            yield f"disagree: {verdict.id} {verdict.status}"
    yield _totals(Counter(_kind(v) for v in verdicts))


def _kind(verdict: Verdict) -> str:
    return verdict.result if verdict.ran else "notrun"


def _totals(counts: Counter[str]) -> str:
    return f"agree {counts['agree']} disagree {counts['disagree']} notrun {counts['notrun']}"


def main(arguments: list[str]) -> int:
    """Exit status: 0 the file was run, whatever came out; 2 it could not be read."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Say which file of cases to run: python -m tests.vectors.rules FILE.jsonl", file=sys.stderr)
        return 2
    for line in summary(judge(read(Path(arguments[0])))):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
