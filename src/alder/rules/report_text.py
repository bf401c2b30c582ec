"""The terminal's report of a file: at most a hundred columns, and colour only repeats what a word says."""

from __future__ import annotations

import shlex
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from alder.look.words import counted, listed
from alder.rules import report_sentences
from alder.rules.finding_details import shown
from alder.rules.findings import Severity, shown_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.rules.result import CheckResult

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33"}


def summary(findings: CheckResult, *, width: int, colour: bool) -> str:
    """The verdict, who and what, the rules broken, the totals, and what to type next."""
    lines = [*verdict(findings, width, colour), "", *_head(findings, width), ""]
    if findings.notes:
        lines += [*_notices(findings, width), ""]
    if findings.totals:
        lines += [*_rules(findings, width, colour), ""]
    lines += textwrap.wrap(_totals(findings), width)
    told = (
        *report_sentences.left_out(findings),
        *report_sentences.sentences_of_comparison(findings),
        *_caveats(findings),
    )
    lines += [line for text in told for line in textwrap.wrap(text, width)]
    return "\n".join([*lines, "", *_next(findings)])


def verdict(findings: CheckResult, width: int, colour: bool = False) -> list[str]:
    """What is said of the file as a whole, on one line, and below it of its content and its name."""
    judged = findings.verdict
    lines = textwrap.wrap(judged.headline, width)
    if colour and lines:
        lines[0] = f"\x1b[{'31' if judged.is_refused else '1'}m{lines[0]}\x1b[0m"
    for part, text in judged.lines:
        lines += textwrap.wrap(text, width, initial_indent=f"  {part:<9}", subsequent_indent=" " * 11)
    return lines


def what_was_run(findings: CheckResult) -> list[str]:
    """Of content and name, the sums, what did not run, by what was judged, and how to see each finding from Python."""
    return [
        *(f"{part}: {text}" for part, text in findings.verdict.lines),
        *findings.notes,
        _totals(findings),
        *report_sentences.left_out(findings),
        *report_sentences.sentences_of_comparison(findings),
        *_caveats(findings),
        "Each finding: .to_pandas(), .to_polars(), .to_arrow(). A page of them: .write_html(PATH). About a rule: "
        "alder.explain(CODE).",
    ]


def listing(findings: CheckResult, *, width: int) -> str:
    """Every finding: where and whose, what is wrong, how to put it right, and a line for each field that was read."""
    lines = []
    for finding in findings:
        where = [f"line {finding.line:,}"] if finding.line else []
        where += [f"learner {finding.learner_ref}"] if finding.learner_ref else []
        where += [f"aim {finding.aim_seq}"] if finding.aim_seq else []
        where += [report_sentences.earlier_state(finding, findings.since.name)] if findings.since else []
        lines.append(f"{finding.severity:<9}{finding.rule}   {', '.join(where)}")
        message = f"{finding.message} {finding.next}".strip()
        lines += textwrap.wrap(message, width, initial_indent=" " * 9, subsequent_indent=" " * 9)
        for beside in findings.beside(finding.rule):
            lines += textwrap.wrap(beside, width, initial_indent=" " * 9, subsequent_indent=" " * 9)
        for name, value in finding.fields.items():
            lines.append(" " * 9 + _shortened(f"{name} = {shown(value)}", width * 3 - 9))
        for table, held in finding.held.items():
            lines += textwrap.wrap(table, width, initial_indent=" " * 9, subsequent_indent=" " * 11)
            lines += [f"{'':11}{row}" for row in shown_rows(held)]
        lines.append("")
    return "\n".join(lines)


def _shortened(text: str, most: int) -> str:
    """At most so many letters of a text, as they stand: blanks are part of what is shown."""
    return text if len(text) <= most else f"{text[: most - 2]} …"


def _head(findings: CheckResult, width: int) -> list[str]:
    name = [findings.provider] if findings.provider else []
    number = f"{findings.return_number} " if findings.return_number else ""
    assumed = " (assumed)" if findings.return_number and findings.return_assumed else ""
    parts = [
        *name,
        str(findings.ukprn),
        f"{number}{findings.year}{assumed}",
        counted(findings.learners_read, "learner"),
        counted(findings.learning_deliveries_read, "aim"),
    ]
    lines = ["   ".join(parts)]
    if findings.learners != findings.learners_read:
        lines.append(
            f"{counted(findings.learners, 'learner')} and {counted(findings.learning_deliveries, 'aim')} "
            "could be read whole; the rules were run on these."
        )
    return [line for text in lines for line in textwrap.wrap(text, width)]


def _notices(findings: CheckResult, width: int) -> Iterator[str]:
    for notice in findings.notes:
        yield from textwrap.wrap(notice, width, initial_indent="  note     ", subsequent_indent=" " * 11)


def _rules(findings: CheckResult, width: int, colour: bool) -> Iterator[str]:
    totals = findings.totals
    news = [f"{t.new:,} new" if t.new else "" for t in totals] if findings.since else [""] * len(totals)
    longest = max(map(len, news))
    new = {t: f"{n:>{longest}}   " if longest else "" for t, n in zip(totals, news, strict=True)}
    code = max(len(t.rule) for t in totals)
    count = max(len(f"{t.findings:,}") for t in totals)
    for severity, group in groupby(totals, key=lambda t: t.severity):
        for n, total in enumerate(group):
            word = f"{severity:<7}" if n == 0 else " " * 7
            if colour and n == 0:
                word = f"\x1b[{_COLOURS[severity]}m{word}\x1b[0m"
            lead = f"  {word}  {total.rule:<{code}}  {total.findings:>{count},}   {new[total]}"
            indent = 2 + 7 + 2 + code + 2 + count + 3 + len(new[total])
            advice = " ".join((total.message, *findings.beside(total.rule)))
            message = textwrap.wrap(advice, max(width - indent, 30)) or [""]
            yield lead + message[0]
            yield from (" " * indent + more for more in message[1:])


def _totals(findings: CheckResult) -> str:
    run = f"{counted(findings.rules_run, 'rule')} in {findings.seconds:.1f} s."
    warned = f"{counted(findings.warnings, 'warning')} on {counted(findings.learners_with_warnings, 'learner')}."
    if not findings.errors and findings.verdict.is_refused:
        return f"No errors in records. {warned} {run}" if findings.warnings else f"No errors in records. {run}"
    if not findings.errors:
        return f"No errors. {warned} {run}" if findings.warnings else f"No errors. {run}"
    learners = findings.learners_with_errors
    whose = f" on {counted(learners, 'learner')}" if learners else ", none of them on a learner's own record"
    well = f"{counted(findings.learners_without_errors, 'learner')} without errors."
    return f"{counted(findings.errors, 'error')}{whose}; {well} {run}"


def _caveats(findings: CheckResult) -> Iterator[str]:
    if findings.unavailable:
        needs = report_sentences.sentence_of_needs(findings.unavailable)
        yield f"{counted(len(findings.unavailable), 'rule')} did not run: {needs}."
    if findings.references:
        used = [f"{e or 'no edition named'} ({counted(len(t), 'table')})" for e, t in findings.editions.items()]
        yield f"Reference data: {listed(used)}."
    yield findings.rules


def _next(findings: CheckResult) -> list[str]:
    """What to type next: to see, to learn, or to keep."""
    lines = []
    if len(findings):
        lines.append("See each record:   alder check FILE --to findings.html")
    if findings.errors and findings.totals:
        ours = (t.rule for t in findings.totals if not t.rule.startswith(("FD_", "Schema_")))
        lines.append(f"About a rule:      alder explain {next(ours, findings.totals[0].rule)}")
    elif not findings.errors and not findings.verdict.is_refused:
        lines.append(f"Keep this return:  alder load {shlex.quote(findings.path)}")
    return lines
