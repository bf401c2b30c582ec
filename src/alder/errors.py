"""What a person can cause, and what Alder then says and exits with.

Every error says where, what was expected and what to do next. None carries a learner's value.
Exit codes are part of the interface: 0 fine, 1 findings, 2 wrong usage, 10 and up by kind.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


class AlderError(Exception):
    """Something a person can put right. `what` happened, `where`, and what to do `next`."""

    exit_code = 10

    def __init__(self, what: str, *, where: str = "", next: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next = next

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines += ["", f"  {self.where}"]
        if self.next:
            lines += ["", self.next]
        return "\n".join(lines)


class UsageError(AlderError):
    """The question cannot be asked in this way: an unknown name, or options that exclude each other."""

    exit_code = 2


class WrongEntry(UsageError):
    """What was entered in one field of a form cannot be taken: `field` is its name, for the page that asked."""

    def __init__(self, field: str, what: str, *, where: str = "", next: str = "") -> None:
        super().__init__(what, where=where, next=next)
        self.field = field


class UnreadableFile(AlderError):
    """The file cannot be read as an ILR return."""

    exit_code = 11


class RefusedFile(UnreadableFile):
    """The file could be read, but breaks a rule that refuses the whole file."""

    exit_code = 12


class HostileFile(UnreadableFile):
    """The file holds something that a return never holds and that could do harm."""

    exit_code = 13


class StoreError(AlderError):
    """The store cannot be opened or does not hold what was asked for."""

    exit_code = 14


class NoFigures(AlderError):
    """The measure has no figures for what was asked."""

    exit_code = 15


class NothingHeld(NoFigures):
    """There are no figures of a year because no return of it is held, or of the year into which learners are followed.

    `why` says it of the year in a table of several years, where it is not that no return of the year is held.
    """

    def __init__(self, what: str, *, where: str = "", next: str = "", why: str = "") -> None:
        super().__init__(what, where=where, next=next)
        self.why = why


class NotProtected(AlderError):
    """Something that may not leave was asked to leave."""

    exit_code = 16


class MissingExtra(AlderError):
    """An optional part of Alder is needed that is not installed."""

    exit_code = 17


class NotPublishable(AlderError):
    """A data set cannot be published as it is."""

    exit_code = 18


class Inconsistency(AlderError):
    """What Alder worked out contradicts itself, so that figures would be wrong: a fault of Alder, not of the data."""

    exit_code = 19

    def __init__(self, what: str, *, where: str = "") -> None:
        super().__init__(what, where=where, next="This is a fault of Alder. No figure was shown or written; report it.")


class NotSandboxed(AlderError):
    """An analysis was not run, since it could not be shut in."""

    exit_code = 20


def present(value: T | None, what: str) -> T:
    """A value that has to be there; raises `Inconsistency` with what is wrong where it is not."""
    if value is None:
        raise Inconsistency(what)
    return value


def unknown_name(kind: str, name: str, known: Iterable[str], *, next: str = "") -> UsageError:
    """There is nothing called `name`; suggest the nearest known name."""
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}? {next}".strip() if near else next
    return UsageError(f"there is no {kind} called {name}", where=hint)
