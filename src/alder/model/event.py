"""What happened, as it is kept for good: an event for each act, each bound to the one before it by a hash.

Whoever changes, leaves out or moves an event breaks the chain at that place; whoever cuts off its end, or puts an old
copy in its place, is told by a head that was published before.

An event is one line of JSON in ASCII: whatever is written in it, line feeds and the signs that steer a terminal among
that, stands there as an escape. Values are texts, whole numbers, yes, no or nothing, and lists and tables of these, so
that the same event has the same bytes wherever it was kept: numbers with a point differ from database to database.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from getpass import getuser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

GENESIS = "0" * 64
"""Stands where the first event names the one before it."""


@dataclass(frozen=True)
class Event:
    """One act, by one actor in one role, on one thing."""

    seq: int
    at: datetime
    """In UTC."""
    actor: str
    role: str
    thing: str
    """What it was done to: its kind and number."""
    action: str
    from_state: str
    to_state: str
    said: Mapping[str, Any]
    """All else that was said: reasons, votes, hashes of files. Enough to do the act again."""
    previous: str
    """The hash of the event before it."""

    @property
    def hash(self) -> str:
        """SHA-256 of the event before it and of this one's body, as hexadecimal digits."""
        return hashlib.sha256(f"{self.previous}\n{self.body}".encode()).hexdigest()

    @property
    def body(self) -> str:
        """The event as text, the same for the same event."""
        return _json(self._fields)

    @property
    def line(self) -> str:
        """The event as it is exported and kept in files: its body, the hash before it and its own."""
        return _json(self._fields | {"previous": self.previous, "hash": self.hash})

    @property
    def _fields(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(),
            "actor": self.actor,
            "role": self.role,
            "thing": self.thing,
            "action": self.action,
            "from": self.from_state,
            "to": self.to_state,
            "said": self.said,
        }


def _json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def event_of(line: str | bytes) -> tuple[Event, str]:
    """The event in a line, and the hash that stands there. Raises `ValueError` where there is none."""
    found = json.loads(line)
    try:
        event = Event(
            seq=found["seq"],
            at=datetime.fromisoformat(found["at"]),
            actor=found["actor"],
            role=found["role"],
            thing=found["thing"],
            action=found["action"],
            from_state=found["from"],
            to_state=found["to"],
            said=found["said"],
            previous=found["previous"],
        )
        return event, found["hash"]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("a line of a trail has the fields of an event") from error


def plain(value: Any) -> Any:
    """A value as an event keeps it. Raises `TypeError` for what would not be the same in every database.

    Signs that no database keeps (NUL, and halves of letters beyond the first 65,536) become escapes that people read.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = str(value).replace("\0", "\\0")
        return text.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(plain(name)): plain(one) for name, one in value.items()}
    raise TypeError(f"an event keeps texts, whole numbers, yes and no, and lists of these, and no {type(value)}")


def printable(text: str) -> str:
    """A text on one line of a terminal or a log: what is no letter, figure, sign or space stands as its escape."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


@dataclass(frozen=True)
class Head:
    """Where a chain ended, as it was published."""

    events: int
    """How many there were."""
    hash: str
    since: str = ""
    """When and where that was published, in words."""


@dataclass(frozen=True)
class Broken:
    """The first event that is not as it was recorded, and how one knows."""

    seq: int
    why: str


@dataclass
class Verification:
    """A chain that is read event by event, in bounded memory, and held against heads that were published."""

    heads: Iterable[Head] = ()
    sought: str = ""
    """A hash that somebody noted, without knowing of how many events; empty once the chain was seen to reach it."""
    events: int = 0
    """How many were read, and hold."""
    hash: str = GENESIS
    broken: Broken | None = None
    _ahead: list[Head] = field(init=False)
    _vouched: int = 0
    """Up to where a published head says that all is as it was."""

    def __post_init__(self) -> None:
        self._ahead = sorted((head for head in self.heads if head.events >= self.events), key=lambda one: one.events)
        self._vouched = self.events
        self._ask_heads()

    def take(self, event: Event, hash: str = "") -> bool:
        """Go on by one event, kept with this hash; whether the chain holds up to here."""
        if self.broken is None:
            if event.seq > self.events:
                self.broken = Broken(self.events, "it is not there")
            elif event.seq < self.events:
                self.broken = Broken(self.events, f"event {event.seq} stands in its place")
            elif event.previous != self.hash:
                self.broken = Broken(event.seq, "it does not follow the event before it")
            elif hash and event.hash != hash:
                self.broken = Broken(event.seq, "it was changed")
            else:
                self.events, self.hash = event.seq + 1, event.hash
                self._ask_heads()
        return self.broken is None

    def take_all(self, events: Iterable[tuple[Event, str]]) -> None:
        """Go on by all of these, each with the hash that it was kept with; up to the first that does not hold."""
        try:
            for event, hash in events:
                if not self.take(event, hash):
                    return
        except ValueError:
            self.broken = Broken(self.events, "its line cannot be read")

    def end(self) -> Broken | None:
        """Nothing follows: what is broken, if anything is."""
        if self.broken is None and self._ahead:
            head = self._ahead[0]
            missing = f"it is not there, and the head published{_since(head)} counts {head.events} events"
            self.broken = Broken(self.events, missing)
        return self.broken

    def _ask_heads(self) -> None:
        if self.hash == self.sought:
            self.sought = ""
        while self.broken is None and self._ahead and self._ahead[0].events == self.events:
            head = self._ahead.pop(0)
            if head.hash != self.hash:
                other = f"from here to {head.events - 1} the events are not those of the head published{_since(head)}"
                self.broken = Broken(min(self._vouched, max(self.events - 1, 0)), other)
            self._vouched = self.events


def _since(head: Head) -> str:
    return f" {head.since}" if head.since else ""


_ORIGIN: ContextVar[Callable[[], Mapping[str, Any]] | None] = ContextVar("origin", default=None)


def origin() -> Mapping[str, Any]:
    """Who does what is done now, and by what: a command, a person at the site; Python, where nobody said."""
    said = _ORIGIN.get()
    return said() if said else {"account": account(), "command": "python"}


@contextmanager
def recorded_as(said: Callable[[], Mapping[str, Any]]) -> Iterator[None]:
    """Have everything that is recorded meanwhile say where it came from."""
    token = _ORIGIN.set(said)
    try:
        yield
    finally:
        _ORIGIN.reset(token)


def account() -> str:
    """The account of the operating system; its number, where it has no name."""
    try:
        return getuser()
    except (KeyError, OSError):
        return str(os.geteuid())


def first_broken(events: Iterable[Event], *, head: str = "") -> int | None:
    """The number of the first event at which a chain does not hold; None where it holds.

    With `head`, a hash that was published, a chain that does not reach it is broken at its end.
    """
    found, reached = Verification(), not head
    for event in events:
        if not found.take(event):
            return found.broken.seq if found.broken else found.events
        reached = reached or found.hash == head
    return None if reached else found.events
