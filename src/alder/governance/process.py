"""A process that people take a thing through: its states, who may do what in each, and why not.

A process is a table of moves. What is not in the table may not be done. The machine knows no database and no clock: it
is told who, what and when, and answers with the thing as it is then and the event that led to it. A thing is what its
events make of it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from alder.governance.roles import Denied
from alder.model.event import GENESIS, Event
from alder.model.working_days import working_days_after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from enum import StrEnum


class Governed(Protocol):
    """What goes through a process."""

    @property
    def id(self) -> str: ...

    @property
    def state(self) -> StrEnum: ...

    @property
    def events(self) -> tuple[Event, ...]: ...


T = TypeVar("T", bound=Governed)


@dataclass(frozen=True)
class Act:
    """What somebody wants to do."""

    action: StrEnum
    actor: str
    roles: frozenset[Any]
    """The roles that they have. Whether the thing is theirs follows from the thing alone."""
    at: datetime
    said: Mapping[str, Any] = field(default_factory=dict)
    accounts: frozenset[str] = frozenset()
    """Other accounts of the same person, as far as they matter to the thing: where it takes two people, all are one."""

    def is_by(self, account: str) -> bool:
        """Whether whoever acts is the person of an account, under whichever of theirs."""
        return account == self.actor or account in self.accounts


Guard = Callable[[Any, Act], str]
"""Says why something may not be done; empty where it may."""


@dataclass(frozen=True)
class Move:
    """One line of the table."""

    action: StrEnum
    roles: frozenset[Any]
    states: frozenset[Any]
    to: StrEnum
    guards: tuple[Guard, ...] = ()
    effects: tuple[str, ...] = ()
    """What happens beside: for pages and diagrams, and done by whoever keeps the thing."""


@dataclass(frozen=True)
class Process(Generic[T]):
    """A table of moves with its words, and how the thing changes by an event."""

    name: str
    """What the thing is, as an event names it."""
    moves: tuple[Move, ...]
    says: Mapping[Any, str]
    """What a state says to somebody who wants what cannot be done in it."""
    roles_of: Callable[[T, Act], frozenset[Any]]
    """In which capacities somebody acts on this very thing."""
    after: Callable[[T, Event], T]
    owner: StrEnum
    """The role of whoever the thing is of."""

    def line(self, thing: T, act: Act) -> Move:
        """The line of the table for whoever acts and the state that the thing is in, whatever else is said.

        Raises `Denied` where there is none: a page that asks what is to be said can begin with it.
        """
        roles = self.roles_of(thing, act)
        moves = [move for move in self.moves if move.action is act.action]
        if not any(move.roles & roles for move in moves):
            listed = dict.fromkeys(role for move in moves for role in sorted(move.roles))
            who = " or ".join(f"its {role}" if role is self.owner else f"{_a(role)} {role}" for role in listed)
            raise Denied(f"Only {who} can {act.action}.")
        here = [move for move in moves if thing.state in move.states and move.roles & roles]
        if not here:
            raise Denied(self.says[thing.state])
        return here[0]

    def check(self, thing: T, act: Act) -> Move:
        """Insist that it may be done; the line by which it may. Raises `Denied` with the reason, in a sentence."""
        line = self.line(thing, act)
        for guard in line.guards:
            why = guard(thing, act)
            if why:
                raise Denied(why)
        return line

    def why_not(self, thing: T, act: Act) -> str:
        """The reason why it may not be done, to show or hide a button; empty where it may."""
        try:
            self.check(thing, act)
        except Denied as denied:
            return denied.what
        return ""

    def done(self, thing: T, act: Act) -> T:
        """The thing after an act, with the event that tells it. Raises `Denied` where it may not be done."""
        move = self.check(thing, act)
        event = Event(
            seq=len(thing.events),
            at=act.at,
            actor=act.actor,
            role=sorted(move.roles & self.roles_of(thing, act))[0],
            thing=f"{self.name} {thing.id}",
            action=act.action.name,
            from_state=thing.state,
            to_state=move.to,
            said=act.said,
            previous=thing.events[-1].hash if thing.events else GENESIS,
        )
        return self.after(thing, event)

    def replayed(self, thing: T, events: Iterable[Event]) -> T:
        """The thing that events make of one that has just begun."""
        for event in events:
            thing = self.after(thing, event)
        return thing

    @property
    def final(self) -> frozenset[Any]:
        """States that nothing leads out of."""
        return frozenset(move.to for move in self.moves) - {state for move in self.moves for state in move.states}


def service_days(events: Iterable[Event], owned: frozenset[Any], until: datetime) -> int:
    """Working days on which the service had the turn: in these states, the day on which it got it not counted."""
    days, since, was = 0, None, ""
    for event in events:
        if was in owned and since is not None:
            days += working_days_after(since.date(), event.at.date())
        was, since = event.to_state, event.at
    if was in owned and since is not None:
        days += working_days_after(since.date(), until.date())
    return days


def says_why(reader: str) -> Guard:
    """Insists on a reason, in words for whoever reads it."""

    def guard(thing: Any, act: Act) -> str:
        """A reason is given."""
        return "" if str(act.said.get("reason", "")).strip() else f"Say why, in words that {reader} may read."

    return guard


def lies_still(days: int, owner: str) -> Guard:
    """Insists that nothing happened for so many days."""

    def guard(thing: Any, act: Act) -> str:
        """Nothing happened for long."""
        since = thing.events[-1].at if thing.events else act.at
        return "" if (act.at - since).days >= days else f"Its {owner} has had less time than they are given."

    return guard


def _a(role: StrEnum) -> str:
    return "an" if str(role)[0] in "aeiou" else "a"
