"""Sentences that several reports share: the comparison with an earlier return, what is left out, what rules need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import present
from alder.look.words import counted, listed
from alder.rules.findings import Severity
from alder.rules.result import EarlierState, NowState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.rules.findings import Finding
    from alder.rules.result import CheckResult, Unavailable


def sentences_of_comparison(findings: CheckResult) -> Iterator[str]:
    """What became of the earlier return's findings: of its errors, of its warnings, and how far that goes."""
    since = findings.since
    if since is None:
        return
    yield _became(findings, Severity.ERROR, findings.errors)
    if since.count(Severity.WARNING) or findings.warnings:
        yield _became(findings, Severity.WARNING, findings.warnings)
    gone = sum(since.count(s, EarlierState.GONE) for s in Severity)
    if gone:
        yield "Gone: the learner or the aim is no longer in the return, so nothing was put right."
    unchecked = sum(since.count(s, EarlierState.NOT_CHECKED) for s in Severity)
    if unchecked:
        yield "Not checked: the rule did not run this time, or the learner's record could not be read whole."
    if since.by_rule_alone:
        were = "was" if since.by_rule_alone == 1 else "were"
        yield (
            f"{counted(since.by_rule_alone, 'finding')} of {since.name} {were} on records that could not be read "
            "whole. The store does not keep whose, so only their number by rule is compared."
        )
    if since.otherwise:
        yield f"{since.name} was judged by other {listed(since.otherwise)}, so some findings may be new for that alone."


def left_out(findings: CheckResult, *, named: bool = False) -> Iterator[str]:
    """What a report that was narrowed does not list."""
    if not findings.only:
        return
    words = findings.only.words(named=named)
    errors, warnings = (findings.left_out(s) for s in Severity)
    if not errors and not warnings:
        yield f"Listed: {words}. That is all there is: nothing is left out."
        return
    rest = listed([counted(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n])
    are = "is" if errors + warnings == 1 else "are"
    some = counted(len(findings), "finding")
    yield f"Listed: {words}, {some}. Left out {are} {rest}; the sums are of the whole file."


def earlier_state(finding: Finding, name: str) -> str:
    """What a finding was in the earlier return."""
    if finding.since == NowState.NEW:
        return f"new since {name}"
    return f"there in {name}" + (f" as aim {finding.aim_before}" if finding.aim_before is not None else "")


def _became(findings: CheckResult, severity: Severity, now: int) -> str:
    since = present(findings.since, "what became of findings is told of returns that were compared")
    before = since.count(severity)
    put_right, still, gone, unchecked = (
        since.count(severity, f)
        for f in (EarlierState.PUT_RIGHT, EarlierState.STILL_THERE, EarlierState.GONE, EarlierState.NOT_CHECKED)
    )
    new = now - still
    if not before:
        return f"{since.name} had no {severity}s. {_all_new(now, severity)}"
    parts = [f"{put_right:,} put right"] if put_right else []
    parts += [f"{still:,} still there"] if still else []
    parts += [f"{gone:,} gone"] if gone else []
    parts += [f"{unchecked:,} not checked"] if unchecked else []
    return f"{since.name} had {counted(before, str(severity))}: {listed(parts)}. {_now(new, now)}"


def _now(new: int, now: int) -> str:
    if not now:
        return "Now there are none."
    if not new:
        return f"Nothing is new: {now:,} in all."
    return f"{new:,} {'is' if new == 1 else 'are'} new: {now:,} in all."


def _all_new(now: int, severity: Severity) -> str:
    return f"{counted(now, str(severity))} {'is' if now == 1 else 'are'} new." if now else "There are none now."


MOST_SAID = 4
"""In a sentence, at most so many needs are said one by one."""


def rules_by_need(unavailable: Sequence[Unavailable]) -> list[tuple[str, list[str]]]:
    """What is not loaded, and the rules that need it: what most rules need first. A rule may need several."""
    needs: dict[str, list[str]] = {}
    for rule in unavailable:
        for need in rule.needs:
            needs.setdefault(need, []).append(rule.rule)
    return sorted(((need, sorted(codes)) for need, codes in needs.items()), key=lambda n: (-len(n[1]), n[0]))


def sentence_of_needs(unavailable: Sequence[Unavailable]) -> str:
    """What the rules need: `9 need the list of learner numbers; 5 need funding contracts`."""
    if len(unavailable) == 1:
        return f"it needs {listed(unavailable[0].needs)}"
    needs = [(need, len(codes)) for need, codes in rules_by_need(unavailable)]
    shown = needs if len(needs) <= MOST_SAID else needs[: MOST_SAID - 1]
    sentences = [f"{n:,} {'needs' if n == 1 else 'need'} {what}" for what, n in shown]
    if more := len(needs) - len(shown):
        sentences.append(f"others need {counted(more, 'other table')} that {'is' if more == 1 else 'are'} not loaded")
    return "; ".join(sentences)
