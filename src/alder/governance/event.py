"""What happened, as it is kept for good: an event for each act, each bound to the one before it by a hash.

Whoever changes, leaves out or moves an event breaks the chain at that place; whoever cuts off its end is told by a head
that was published before. Values in an event are texts, whole numbers, yes or no, and lists of these, so that the same
event has the same bytes wherever it is read.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

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
        return json.dumps(
            {
                "seq": self.seq,
                "at": self.at.isoformat(),
                "actor": self.actor,
                "role": self.role,
                "thing": self.thing,
                "action": self.action,
                "from": self.from_state,
                "to": self.to_state,
                "said": self.said,
            },
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )


def first_broken(events: Iterable[Event], *, head: str = "") -> int | None:
    """The number of the first event at which a chain does not hold; None where it holds.

    With `head`, a hash that was published, a chain that does not reach it is broken at its end.
    """
    previous, seq, reached = GENESIS, 0, not head
    for event in events:
        if event.seq != seq or event.previous != previous:
            return seq
        previous, seq = event.hash, seq + 1
        reached = reached or previous == head
    return None if reached else seq
