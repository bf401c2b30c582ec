"""What a check can say of a file, and where in the file it points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
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
    verdict: Verdict
    asks: str
    """What must be so."""
    fix: str
    """How to put it right."""
    faults: tuple[Fault, ...] = ()
    needs: tuple[str, ...] = ()
    """The lists that were not there."""
