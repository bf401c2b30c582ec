"""What screening found out about a data set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from alder.look.words import counted
from alder.publishing.screener.verdict import Result, Stage, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator


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

    def having(self, verdict: Verdict) -> tuple[Result, ...]:
        """The results with a verdict."""
        return tuple(result for result in self.results if result.verdict is verdict)

    @cached_property
    def failures(self) -> tuple[Result, ...]:
        return self.having(Verdict.FAILURE)

    @cached_property
    def accepted(self) -> tuple[Result, ...]:
        return self.having(Verdict.ACCEPTED)

    @cached_property
    def advice(self) -> tuple[Result, ...]:
        return self.having(Verdict.ADVICE)

    @cached_property
    def unavailable(self) -> tuple[Result, ...]:
        return self.having(Verdict.UNAVAILABLE)

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
        if not self.passed or Verdict.ADVICE in asked:
            return False
        return None if Verdict.UNAVAILABLE in asked else True

    @property
    def exit_code(self) -> int:
        return 0 if self.passed else 1

    def summary(self, *, width: int = 100, colour: bool = False, every: bool = False) -> str:
        """The report for a terminal, in lines of at most `width` columns."""
        from alder.publishing.screener import report_text

        return report_text.summary(self, width=width, colour=colour, every=every)

    def as_object(self) -> dict[str, object]:
        """The report for programs."""
        from alder.publishing.screener import report_json

        return report_json.as_object(self)
