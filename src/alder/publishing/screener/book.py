"""The book of checks: each is a function that yields what is wrong with a file."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.publishing.screener.verdict import Fault, Result, Stage, Verdict

if TYPE_CHECKING:
    from alder.publishing.screener.subject import Subject

Test = Callable[["Subject"], Iterator[Fault]]


@dataclass(frozen=True)
class Check:
    """One check. The docstring of its function says what must be so and, in a second paragraph, how to put it right."""

    name: str
    """Its public name, which is that of the department's screener."""
    stage: Stage
    test: Test
    advises: bool = False
    """Whether its worst answer is advice."""
    needs: tuple[str, ...] = ()
    """The lists that it rests on."""

    @property
    def asks(self) -> str:
        return self._paragraphs[0]

    @property
    def fix(self) -> str:
        return self._paragraphs[1]

    @property
    def _paragraphs(self) -> tuple[str, str]:
        first, _, rest = inspect.cleandoc(self.test.__doc__ or "").partition("\n\n")
        return " ".join(first.split()), " ".join(rest.split())

    def run(self, subject: Subject) -> Result:
        """What the check says of a file."""
        missing = subject.lists.missing(self.needs)
        if missing:
            return Result(self.name, self.stage, Verdict.UNAVAILABLE, self.asks, self.fix, needs=missing)
        faults = tuple(self.test(subject))
        verdict = Verdict.PASS
        if faults:
            only_advice = self.advises or all(fault.advice for fault in faults)
            verdict = Verdict.ADVICE if only_advice else Verdict.FAILURE
        return Result(self.name, self.stage, verdict, self.asks, self.fix, faults)


class CheckBook:
    """All checks in the order in which they are run: by stage, and within a stage as they were added."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def check(
        self, name: str, stage: Stage, *, advises: bool = False, needs: tuple[str, ...] = ()
    ) -> Callable[[Test], Test]:
        """Add the function below as a check."""

        def add(test: Test) -> Test:
            self._checks[name] = Check(name, stage, test, advises, needs)
            return test

        return add

    def __iter__(self) -> Iterator[Check]:
        order = list(Stage)
        return iter(sorted(self._checks.values(), key=lambda check: order.index(check.stage)))

    def __len__(self) -> int:
        return len(self._checks)

    def __getitem__(self, name: str) -> Check:
        return self._checks[name]


screener = CheckBook()
"""The checks of the department's screener, version 0.3.1 of 2026."""
