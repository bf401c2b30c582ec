"""The terminal's report of a screened data set: at most a hundred columns, and colour only repeats what a word says."""

from __future__ import annotations

import shlex
import textwrap
from typing import TYPE_CHECKING

from alder.look.words import counted, listed
from alder.publishing.screener.lists import LIST_BY_NAME
from alder.publishing.screener.verdict import DATA, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.publishing.screener.screening import Screening
    from alder.publishing.screener.verdict import Fault, Result

_COLOURS = {Verdict.FAILURE: "31", Verdict.ACCEPTED: "33", Verdict.ADVICE: "33"}
_WIDEST = 9
"""How much room there is for the word of a verdict."""

_FIRST = 3
"""How many faults of a check are listed where not all are asked for."""


def summary(screening: Screening, *, width: int, colour: bool, every: bool) -> str:
    """What was screened, what was found and how to put it right, the totals, and what to type next."""
    lines = [_head(screening), "", f"{screening.headline}.", ""]
    if screening.notices:
        for notice in screening.notices:
            lines += textwrap.wrap(notice, width, initial_indent="  note     ", subsequent_indent=" " * 11)
        lines.append("")
    found = [*screening.failures, *screening.accepted, *screening.advice]
    if found:
        lines += [*_results(found, width, colour, every), ""]
    for told in _totals(screening):
        lines += textwrap.wrap(told, width)
    return "\n".join([*lines, *_next(screening, found, every)])


def _head(screening: Screening) -> str:
    parts = (screening.data_file, counted(screening.rows, "row"), counted(screening.columns, "column"))
    return "   ".join([*parts, screening.meta_file])


def _results(found: list[Result], width: int, colour: bool, every: bool) -> Iterator[str]:
    before = None
    for result in found:
        word = str(result.verdict) if result.verdict is not before else ""
        pad = " " * (_WIDEST - len(word))
        if colour and word:
            word = f"\x1b[{_COLOURS[result.verdict]}m{word}\x1b[0m"
        before = result.verdict
        asks = textwrap.wrap(f"{result.check}   {result.asks}", width - 11, subsequent_indent="  ")
        yield f"  {word}{pad}{asks[0]}"
        yield from (" " * 11 + more for more in asks[1:])
        faults = result.faults if every else result.faults[:_FIRST]
        told = [f"{fault.said} {_where(fault)}".strip() for fault in faults]
        if len(faults) < len(result.faults):
            told.append(f"And {len(result.faults) - len(faults):,} more of this kind.")
        for text in [*told, f"To put right: {result.fix}"]:
            yield from textwrap.wrap(text, width, initial_indent=" " * 13, subsequent_indent=" " * 15)


def _where(fault: Fault) -> str:
    parts = [] if fault.file == DATA else ["meta file"]
    if fault.line:
        parts.append(
            f"line {fault.line:,}" if fault.lines < 2 else f"{fault.lines:,} lines, the first is {fault.line:,}"
        )
    if fault.column and f"'{fault.column}'" not in fault.said and fault.column not in fault.said.split()[0]:
        parts.append(fault.column)
    return f"({', '.join(parts)})" if parts else ""


def _totals(screening: Screening) -> Iterator[str]:
    passed = len(screening.having(Verdict.PASS))
    failed, advised = len(screening.failures), len(screening.advice)
    said = f"{counted(failed, 'check')} failed" if failed else "No check failed"
    accepted = f"{len(screening.accepted)} accepted, " if screening.accepted else ""
    advice = f"{counted(advised, 'gives', 'give')} advice, " if advised else ""
    yield f"{said}; {accepted}{advice}{passed} passed, in {screening.seconds:.1f} s."
    if screening.stopped_at:
        yield (
            f"Screening stopped after the stage {screening.stopped_at}: "
            f"{counted(screening.not_run, 'check was', 'checks were')} not run."
        )
    if screening.unavailable:
        needs = dict.fromkeys(name for result in screening.unavailable for name in result.needs)
        titles = listed([LIST_BY_NAME[name].title.lower() for name in needs])
        yield f"{counted(len(screening.unavailable), 'check')} did not run for want of lists: {titles}."
    if screening.api_suitable is False and screening.passed:
        yield "The service's own API would not take the data set; Alder's serves it."


def _next(screening: Screening, found: list[Result], every: bool) -> list[str]:
    lines = []
    data = shlex.quote(screening.data_file)
    if not every and any(len(result.faults) > _FIRST for result in found):
        lines.append(f"See all of them:  alder screen {data} --all")
    if screening.unavailable and not screening.with_lists:
        lines.append(f"With lists:       alder screen {data} --lists FOLDER")
    return ["", *lines] if lines else []
