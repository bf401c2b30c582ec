"""Checks of a file: what one can say and where it points, the book of them, and each explained, with its lists."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from alder.look.words import counted, listed, number
from alder.model.explanation import Explanation, Section
from alder.publishing.screener.lists import LIST_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.publishing.screener.subject import Subject


class CheckOutcome(StrEnum):
    """The answer of a check."""

    PASS = "pass"
    ADVICE = "advice"
    """Something to look at; the file may be published."""
    FAILURE = "failure"
    """The file is sent back."""
    ACCEPTED = "accepted"
    """It would be sent back, but someone has taken the failure on with a reason."""
    UNAVAILABLE = "unavailable"
    """The check rests on a list that is not there, so nothing is known."""


class Stage(StrEnum):
    """The stages in their order. After a stage with a failure, no further stage is run."""

    FILE_NAMES = "Filename"
    COLUMNS_NEEDED = "Precheck columns"
    BOTH_FILES = "Precheck cross-file"
    COLUMN_NAMES = "Check columns"
    META_NEEDED = "Precheck meta"
    META = "Check meta"
    TIME_NEEDED = "Precheck time"
    FILTERS_NEEDED = "Precheck filters"
    GEOGRAPHY_NEEDED = "Precheck geography"
    TIME = "Check time"
    FILTERS = "Check filters"
    GEOGRAPHY = "Check geography"
    GENERAL = "Check general"
    INDICATORS = "Check indicators"
    HARMONISED = "Check harmonised"
    API = "Check API"


DATA = "data"
META = "meta"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a check found."""

    said: str
    """What is so, in words that name the items."""
    file: str = DATA
    """Whether it is in the `data` or the `meta` file."""
    column: str = ""
    """The column that it is in, where it is in one."""
    line: int = 0
    """The first line of the file on which it is; 0 where it is on none in particular."""
    lines: int = 0
    """On how many lines it is."""
    advice: bool = False
    """Whether the file may be published nevertheless, though the check can fail."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check says of a file."""

    check: str
    stage: Stage
    verdict: CheckOutcome
    asks: str
    """What must be so."""
    fix: str
    """How to put it right."""
    faults: tuple[Fault, ...] = ()
    needs: tuple[str, ...] = ()
    """The lists that were not there."""


_LONGEST = 60
_MOST = 5


def quoted(item: str) -> str:
    """An item between quotation marks. What cannot be printed is shown as its code."""
    text = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in item)
    return f"'{text}'" if len(text) <= _LONGEST else f"'{text[: _LONGEST - 1]}…'"


def some(items: Sequence[str], last: str = "and") -> str:
    """The first few items, and how many more there are."""
    more = len(items) - _MOST
    first = [quoted(item) for item in items[:_MOST]]
    return listed([*first, f"{number(more)} more"] if more > 0 else first, last)


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
            return Result(self.name, self.stage, CheckOutcome.UNAVAILABLE, self.asks, self.fix, needs=missing)
        faults = tuple(self.test(subject))
        verdict = CheckOutcome.PASS
        if faults:
            only_advice = self.advises or all(fault.advice for fault in faults)
            verdict = CheckOutcome.ADVICE if only_advice else CheckOutcome.FAILURE
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


_LEAD = (
    "What `alder screen DATA.csv` asks of a data file and its meta file. The checks are those of the screener of the "
    "Department for Education, version 0.3.1 of 2026, under its names, so that a file which passes here, with lists, "
    "passes there."
)
_ANSWERS = (
    ("pass", "what is asked is so"),
    ("advice", "look at it; the file may be published"),
    ("failure", "put it right first"),
    ("unavailable", "it rests on a list that is not there, so nothing is known"),
)
_LISTS = (
    "Alder does not bring these lists with it. The department publishes them, with its older screening app under an "
    "open licence (folder `data` of `dfe-analytical-services/dfe-published-data-qa`) and with the newer one (R package "
    "`eesyscreener`). Put the files into one folder and name it with `--lists FOLDER`, or once and for all in the "
    "environment variable `ALDER_LISTS`. A file may have either name; other columns than these are not read.",
)


def listed_checks() -> Explanation:
    """Every check by stage, what answers mean, and the lists."""
    stages = [
        Section(str(stage), rows=tuple((check.name, check.asks) for check in checks))
        for stage, checks in groupby(screener, key=lambda check: check.stage)
    ]
    lists = [
        (
            kind.title,
            listed([f"`{name}`" for name in kind.files], "or"),
            ", ".join(f"`{name}`" for name in kind.columns),
            ", ".join(f"`{check.name}`" for check in screener if kind.name in check.needs),
        )
        for kind in LIST_KINDS
    ]
    return Explanation(
        "checks",
        "list",
        (counted(len(screener), "check"),),
        _LEAD,
        sections=(
            Section(
                "Answers",
                (
                    "Checks are asked in stages, in this order: all of a stage are asked, and after a stage with a "
                    "failure the run ends. A failure on which no later check rests may be accepted (`--accept CHECK`): "
                    "the run goes on.",
                ),
                rows=_ANSWERS,
            ),
            *stages,
            Section("Lists", _LISTS, heads=("list", "file", "columns", "checks"), cells=tuple(lists)),
        ),
        next="One of them: alder explain check NAME",
        title="Checks of a data set",
    )


def explained(check: Check) -> Explanation:
    """One check: what must be so, how to put it right, and what it rests on."""
    rows = [
        ("put right", check.fix),
        ("worst answer", "advice: the file may be published" if check.advises else "failure: put it right first"),
    ]
    rows += [("needs", kind.title) for kind in LIST_KINDS if kind.name in check.needs]
    return Explanation(
        check.name, "check", (str(check.stage),), check.asks, rows=tuple(rows), next="All: alder explain checks"
    )
