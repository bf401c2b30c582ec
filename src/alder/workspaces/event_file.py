"""A thing that goes through a process where no site is: its events in a file, one a line, each bound to the one before.

Whoever acts is the account of the operating system. Two accounts of one person are two here: only a site knows better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from alder import wall_clock
from alder.engine import locks
from alder.errors import Inconsistency
from alder.governance.process import Act, Governed, Process
from alder.model.event import account, event_of, first_broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import StrEnum
    from pathlib import Path

    from alder.model.event import Event

T = TypeVar("T", bound=Governed)


@dataclass(frozen=True)
class EventFile(Generic[T]):
    """The events of one thing."""

    path: Path
    process: Process[T]
    begun: Callable[[str], T]
    """The thing before its first event, given the account that did that."""

    @property
    def events(self) -> list[Event]:
        """All of them. Raises `Inconsistency` where one is not as it was written."""
        lines = self.path.read_text(encoding="ascii").splitlines() if self.path.exists() else []
        try:
            found = [event_of(line) for line in lines]
        except ValueError:
            raise Inconsistency(f"{self.path} has a line that is no event") from None
        events = [event for event, _ in found]
        broken = first_broken(events)
        if broken is not None or any(event.hash != hash for event, hash in found):
            raise Inconsistency(f"{self.path}: an event is not as it was written")
        return events

    @property
    def thing(self) -> T:
        """As its events make it."""
        return self._replayed(self.events)

    def _replayed(self, events: list[Event]) -> T:
        return self.process.replayed(self.begun(events[0].actor if events else account()), events)

    def act(self, action: StrEnum, roles: Iterable[Any], said: Mapping[str, Any], *, actor: str | None = None) -> T:
        """Do something to it, as the account that runs this unless another actor is named. Raises `Denied`."""
        with locks.take(self.path.with_suffix(".lock")):
            who = account() if actor is None else actor
            after = self.process.done(self.thing, Act(action, who, frozenset(roles), wall_clock.now(), said))
            draft = self.path.with_suffix(".draft")
            draft.write_text("".join(f"{event.line}\n" for event in after.events), encoding="ascii")
            draft.replace(self.path)
        return after
