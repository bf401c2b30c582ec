"""Writing the trail, and reading what it says of one thing.

An event is written in the transaction of what it tells: both are there, or neither is.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.utils import timezone

from alder.errors import StoreError
from alder.governance.event import Event
from alder.governance.process import Governed
from alder.web.trail.models import TrailEvent, TrailHead

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alder.governance.process import Act, Process


def record(
    actor: str,
    role: str,
    thing: str,
    action: str,
    *,
    from_state: str = "",
    to_state: str = "",
    said: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Append an event to the chain, within the transaction of what it tells. Raises `StoreError` outside of one."""
    if not connection.in_atomic_block:
        raise StoreError("an event is recorded in the transaction of what it tells, and there is none")
    TrailHead.objects.get_or_create(id=1)
    head = TrailHead.objects.select_for_update().get(id=1)
    event = Event(
        seq=head.events,
        at=(at or timezone.now()).astimezone(UTC),
        actor=actor,
        role=role,
        thing=thing,
        action=action,
        from_state=from_state,
        to_state=to_state,
        said=dict(said or {}),
        previous=head.hash,
    )
    TrailEvent.objects.create(**{name: getattr(event, name) for name in _KEPT}, hash=event.hash)
    head.events, head.hash = event.seq + 1, event.hash
    head.save()
    return event


_KEPT = ("seq", "at", "actor", "role", "thing", "action", "from_state", "to_state", "said", "previous")


def events_of(thing: str) -> tuple[Event, ...]:
    """All that happened to a thing, named like `output 0f3a…`, the oldest first."""
    return tuple(kept.event for kept in TrailEvent.objects.filter(thing=thing).order_by("seq"))


T = TypeVar("T", bound=Governed)


def act_on(process: Process[T], thing: T, act: Act) -> T:
    """Do what somebody wants to do to a thing, and record it. Raises `Denied` where it may not be done.

    Whoever calls holds the lock of the thing's row: an act is on the thing as it is, not as it was.
    """
    event = process.done(thing, act).events[-1]
    recorded = record(
        event.actor,
        event.role,
        event.thing,
        event.action,
        from_state=event.from_state,
        to_state=event.to_state,
        said=event.said,
        at=event.at,
    )
    return process.after(thing, recorded)


def replayed(process: Process[T], begun: T) -> T:
    """A thing as its events made it, from one that has just begun."""
    return process.replayed(begun, events_of(f"{process.name} {begun.id}"))
