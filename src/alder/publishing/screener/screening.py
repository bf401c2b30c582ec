"""What screening found out about a data set."""

from __future__ import annotations

import shlex
import textwrap
import time
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from alder.errors import UsageError, unknown_name
from alder.look.words import counted, listed
from alder.publishing.screener import checks
from alder.publishing.screener.check import DATA, CheckOutcome, Result, Stage, screener
from alder.publishing.screener.lists import LIST_BY_NAME, NO_LISTS, Lists
from alder.publishing.screener.subject import Subject
from alder.publishing.standard.data_set import DataSetFiles, read_pair
from alder.publishing.standard.plain import cautions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from alder.publishing.screener.check import Fault


@dataclass(frozen=True)
class Screening:
    """The results of the checks that were run, in their order, and what the files were."""

    name: str
    data_file: str
    meta_file: str
    rows: int
    columns: int
    results: tuple[Result, ...]
    not_run: int = 0
    """How many checks were left because an earlier stage failed."""
    notices: tuple[str, ...] = ()
    """What had to be made of the files to read them, and what the service will make of them."""
    seconds: float = 0.0
    with_lists: bool = False
    """Whether any list was there."""

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def having(self, verdict: CheckOutcome) -> tuple[Result, ...]:
        """The results with a verdict."""
        return tuple(result for result in self.results if result.verdict is verdict)

    @cached_property
    def failures(self) -> tuple[Result, ...]:
        return self.having(CheckOutcome.FAILURE)

    @cached_property
    def accepted(self) -> tuple[Result, ...]:
        return self.having(CheckOutcome.ACCEPTED)

    @cached_property
    def advice(self) -> tuple[Result, ...]:
        return self.having(CheckOutcome.ADVICE)

    @cached_property
    def unavailable(self) -> tuple[Result, ...]:
        return self.having(CheckOutcome.UNAVAILABLE)

    @property
    def passed(self) -> bool:
        """Whether no check failed. Checks that could not be run are told by `unavailable`."""
        return not self.failures

    @property
    def ran(self) -> int:
        """How many checks were run to an end: not those for want of a list, nor those after a failure."""
        return len(self.results) - len(self.unavailable)

    @property
    def headline(self) -> str:
        """`Passed, 66 of 81 checks run`: the verdict, and how much it rests on."""
        verdict = "Passed" if self.passed else "Failed"
        if self.passed and self.accepted:
            verdict = f"Passed with {counted(len(self.accepted), 'failure')} accepted"
        return f"{verdict}, {self.ran} of {len(self.results) + self.not_run} checks run"

    @property
    def stopped_at(self) -> Stage | None:
        """The stage that failed, after which nothing was run."""
        return self.failures[0].stage if self.failures else None

    @property
    def api_suitable(self) -> bool | None:
        """Whether the service's own API would take the data set; None where a list is missing to tell."""
        asked = [result.verdict for result in self.results if result.stage is Stage.API]
        if not self.passed or CheckOutcome.ADVICE in asked:
            return False
        return None if CheckOutcome.UNAVAILABLE in asked else True

    @property
    def exit_code(self) -> int:
        return 0 if self.passed else 1

    def summary(self, *, width: int = 100, colour: bool = False, every: bool = False) -> str:
        """The report for a terminal, in lines of at most `width` columns."""
        return report_text(self, width=width, colour=colour, every=every)

    def as_object(self) -> dict[str, object]:
        """The report for programs."""
        return report_object(self)


Progress: TypeAlias = "Callable[[int], object]"
"""Is told how many more checks have been run."""


def _nobody(more: int) -> None:
    """Nobody wants to know."""


def screen_files(
    data: Path,
    meta: Path | None = None,
    *,
    lists: Lists = NO_LISTS,
    accept: Collection[str] = (),
    progress: Progress = _nobody,
) -> Screening:
    """Read a pair of files and screen it. The time is that of both."""
    began = time.perf_counter()
    return screen(read_pair(data, meta), lists=lists, accept=accept, progress=progress, began=began)


def screen(
    data_set: DataSetFiles,
    *,
    lists: Lists = NO_LISTS,
    accept: Collection[str] = (),
    progress: Progress = _nobody,
    began: float | None = None,
) -> Screening:
    """Run the checks. A whole stage is run before its failures end the run.

    A failure of a check that is accepted does not end the run. Failures on which later checks rest cannot be, such as
    columns that are not there.
    """
    began = time.perf_counter() if began is None else began
    _may_be_accepted(accept)
    subject = Subject(data_set, lists)
    results: list[Result] = []
    notices = [*data_set.notices, *cautions(data_set), *checks.geography.made_up(subject)]
    for stage, of_stage in groupby(screener, key=lambda check: check.stage):
        for check in of_stage:
            results.append(_accepted(check.run(subject), accept))
            progress(1)
        if any(result.verdict is CheckOutcome.FAILURE for result in results):
            break
        if stage is Stage.GEOGRAPHY and (note := checks.geography.left_out_of_tables(subject)):
            notices.append(note)
    return Screening(
        data_set.name,
        data_set.data_file,
        data_set.meta_file,
        data_set.data.num_rows,
        data_set.data.num_columns,
        tuple(results),
        len(screener) - len(results),
        tuple(notices),
        time.perf_counter() - began,
        bool(lists.rows),
    )


_RESTED_ON = (Stage.COLUMNS_NEEDED, Stage.META_NEEDED)
_RESTED_ON_TOO = ("cross_meta_to_data", "time_period_num")


def can_be_accepted(name: str) -> bool:
    """Whether later checks, and the site, can do with a file that fails the check."""
    return screener[name].stage not in _RESTED_ON and name not in _RESTED_ON_TOO


def _may_be_accepted(names: Collection[str]) -> None:
    known = [check.name for check in screener]
    for name in names:
        if name not in known:
            raise unknown_name("check", name, known)
        if not can_be_accepted(name):
            raise UsageError(f"a failure of {name} cannot be accepted", where="Every later check rests on it.")


def _accepted(result: Result, accept: Collection[str]) -> Result:
    taken_on = result.verdict is CheckOutcome.FAILURE and result.check in accept
    return replace(result, verdict=CheckOutcome.ACCEPTED) if taken_on else result


_COLOURS = {CheckOutcome.FAILURE: "31", CheckOutcome.ACCEPTED: "33", CheckOutcome.ADVICE: "33"}
_WIDEST = 9
"""How much room there is for the word of a verdict."""

_FIRST = 3
"""How many faults of a check are listed where not all are asked for."""


def report_text(screening: Screening, *, width: int, colour: bool, every: bool) -> str:
    """What was screened, what was found and how to put it right, the totals, and what to type next."""
    lines = [_head(screening), "", f"{screening.headline}.", ""]
    if screening.notices:
        for notice in screening.notices:
            lines += textwrap.wrap(notice, width, initial_indent="  note     ", subsequent_indent=" " * 11)
        lines.append("")
    results = [*screening.failures, *screening.accepted, *screening.advice]
    if results:
        lines += [*_results(results, width, colour, every), ""]
    for told in _totals(screening):
        lines += textwrap.wrap(told, width)
    return "\n".join([*lines, *_next(screening, results, every)])


def _head(screening: Screening) -> str:
    parts = (screening.data_file, counted(screening.rows, "row"), counted(screening.columns, "column"))
    return "   ".join([*parts, screening.meta_file])


def _results(results: list[Result], width: int, colour: bool, every: bool) -> Iterator[str]:
    before = None
    for result in results:
        word = str(result.verdict) if result.verdict is not before else ""
        pad = " " * (_WIDEST - len(word))
        if colour and word:
            word = f"\x1b[{_COLOURS[result.verdict]}m{word}\x1b[0m"
        before = result.verdict
        asks = textwrap.wrap(f"{result.check}   {result.asks}", width - 11, subsequent_indent="  ")
        yield f"  {word}{pad}{asks[0]}"
        yield from (" " * 11 + more for more in asks[1:])
        faults = result.faults if every else result.faults[:_FIRST]
        sentences = [f"{fault.said} {_where(fault)}".strip() for fault in faults]
        if len(faults) < len(result.faults):
            sentences.append(f"And {len(result.faults) - len(faults):,} more of this kind.")
        for text in [*sentences, f"To put right: {result.fix}"]:
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
    passed = len(screening.having(CheckOutcome.PASS))
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


def _next(screening: Screening, results: list[Result], every: bool) -> list[str]:
    lines = []
    data = shlex.quote(screening.data_file)
    if not every and any(len(result.faults) > _FIRST for result in results):
        lines.append(f"See all of them:  alder screen {data} --all")
    if screening.unavailable and not screening.with_lists:
        lines.append(f"With lists:       alder screen {data} --lists FOLDER")
    return ["", *lines] if lines else []


def report_object(screening: Screening) -> dict[str, object]:
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
    parts: dict[str, object] = {
        "check": result.check,
        "stage": result.stage,
        "verdict": result.verdict,
        "asks": result.asks,
        "fix": result.fix,
    }
    if result.faults:
        parts["faults"] = [_fault(fault) for fault in result.faults]
    if result.needs:
        parts["needs"] = list(result.needs)
    return parts


def _fault(fault: Fault) -> dict[str, object]:
    parts: dict[str, object] = {"file": fault.file, "said": fault.said, "advice": fault.advice}
    if fault.column:
        parts["column"] = fault.column
    if fault.line:
        parts["line"] = fault.line
    if fault.lines:
        parts["lines"] = fault.lines
    return parts
